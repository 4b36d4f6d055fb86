"""Voice queues are made and removed over REST, and who waits in them is led elsewhere."""

import pytest

from ..client import NOBODY, refusal
from .conftest import APP, THEIRS


@pytest.fixture
def queue(api, app):
    """A queue in which two calls wait, a minute apart."""
    app.documents["/voice"] = "<Enqueue action='/left'>support</Enqueue>"
    app.documents["/next"] = "<Pause length='60'/>"
    api.call()
    api.advance(60)
    api.call()
    [found] = api.items("/Queues.json")
    return found


def members(api, queue):
    return api.items(f"/Queues/{queue['sid']}/Members.json")


def test_a_queue_is_made_and_calls_wait_in_it(api, app):
    made = api.create("/Queues.json", FriendlyName="support", MaxSize="1")
    app.documents["/voice"] = "<Enqueue action='/left'>support</Enqueue>"
    api.call()
    api.call()

    assert api.fetch(made)["current_size"] == 1
    assert app.told("QueueResult", "/left") == ["queue-full"]


def test_a_queue_that_a_document_made_is_shown(api, queue):
    assert (queue["current_size"], queue["max_size"]) == (2, 100)
    assert queue["average_wait_time"] == 0
    assert queue["date_created"] == "Mon, 07 Jan 2030 09:00:00 +0000"


def test_a_queue_is_renamed_and_shows_when(api, queue):
    changed = api.change(queue["uri"], FriendlyName="sales", MaxSize="5000")

    assert (changed["friendly_name"], changed["max_size"]) == ("sales", 5000)
    assert changed["date_updated"] == "Mon, 07 Jan 2030 09:01:00 +0000"
    assert api.change(queue["uri"], FriendlyName="sales")["sid"] == queue["sid"]
    assert api.items("/Queues.json", FriendlyName="support") == []


def test_queues_have_names_of_their_own(api, queue):
    other = api.create("/Queues.json", FriendlyName="sales")

    assert "has a queue 'support'" in refusal(api.post("/Queues.json", FriendlyName="support"))
    assert "has a queue 'support'" in refusal(api.post(other["uri"], FriendlyName="support"))
    refusal(api.post("/Queues.json", FriendlyName="more", MaxSize="5001"))
    assert [one["friendly_name"] for one in api.items("/Queues.json")] == ["sales", "support"]


def test_a_queue_is_removed_when_nobody_waits(api, queue):
    assert "2 calls wait in it" in refusal(api.delete(queue["uri"]))
    for one in members(api, queue):
        api.change(one["uri"], Url=f"{APP}/next")

    api.remove(queue["uri"])

    assert api.get(queue["uri"]).status == 404


def test_who_waits_stands_in_order(api, queue):
    first, second = members(api, queue)

    assert (first["position"], second["position"]) == (1, 2)
    assert (first["wait_time"], second["wait_time"]) == (60, 0)
    assert first["date_enqueued"] == "Mon, 07 Jan 2030 09:00:00 +0000"
    assert api.read(f"/Queues/{queue['sid']}/Members/Front.json") == first
    assert api.fetch(second) == second


def test_the_first_who_waits_is_led_to_a_document(api, app, queue):
    first, second = members(api, queue)

    led = api.change(f"/Queues/{queue['sid']}/Members/Front.json", Url=f"{APP}/next")

    assert led == first
    assert app.told("QueueResult", "/left") == ["redirected"]
    assert app.told("CallSid", "/next") == [first["call_sid"]]
    assert [one["call_sid"] for one in members(api, queue)] == [second["call_sid"]]


def test_where_to_is_required(api, queue):
    [first, _] = members(api, queue)

    assert refusal(api.post(first["uri"]), code=21205) == "Url parameter is required."


def test_nobody_is_in_front_of_an_empty_queue(api):
    made = api.create("/Queues.json", FriendlyName="empty")

    refusal(api.get(f"/Queues/{made['sid']}/Members/Front.json"), 404, 20404)
    refusal(api.get(f"/Queues/QU{NOBODY}/Members.json"), 404, 20404)
    assert THEIRS not in str(members(api, made))
