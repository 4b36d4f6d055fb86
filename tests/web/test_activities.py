"""Activities: availability that never changes, and who keeps one alive (sources: workspaces)."""

import pytest

from mocktr.core.resources import activity as module

from .client import NOBODY, names, one, refusal, to_queue


@pytest.fixture
def place(workspace):
    return workspace["links"]["activities"]


@pytest.fixture
def lunch(client, place):
    return client.create(place, FriendlyName="Lunch")


@pytest.mark.parametrize(
    ("value", "available"),
    [
        ("true", True),
        ("1", True),
        ("yes", True),
        ("TRUE", True),
        ("false", False),
        ("0", False),
        ("no", False),
        ("", False),
        ("on", False),
    ],
)
def test_available_is_true_for_three_words_only(client, place, value, available):
    made = client.create(place, FriendlyName="Lunch", Available=value)

    assert made["available"] is available


def test_an_activity_is_unavailable_unless_told(client, place):
    assert client.create(place, FriendlyName="Lunch")["available"] is False


@pytest.mark.parametrize("form", [{}, {"FriendlyName": ""}, {"Available": "true"}])
def test_friendly_name_is_required(client, place, unchanged, form):
    message = refusal(client.post(place, **form))

    assert message == "Missing required parameter FriendlyName in the post body"
    assert unchanged()


def test_a_name_has_at_most_64_characters(client, place, unchanged):
    message = refusal(client.post(place, FriendlyName="x" * 65))

    assert "FriendlyName: expected a string of 1 to 64 characters, got 65" in message
    assert unchanged()


def test_two_activities_may_have_one_name(client, place, lunch):
    client.create(place, FriendlyName="Lunch", Available="true")

    assert len(client.list(place, FriendlyName="Lunch")) == 2


def test_an_update_of_available_is_accepted_and_changes_nothing(client, lunch):
    client.advance(5)

    assert client.change(lunch["url"], Available="true") == lunch


def test_a_new_name_shows_wherever_the_activity_is_named(client, workspace, activities, worker):
    url = f"{workspace['links']['activities']}/{activities['Available']}"
    queue = client.create(
        workspace["links"]["task_queues"],
        FriendlyName="Sales",
        ReservationActivitySid=activities["Available"],
        AssignmentActivitySid=activities["Available"],
    )
    client.change(
        workspace["url"],
        DefaultActivitySid=activities["Available"],
        TimeoutActivitySid=activities["Available"],
    )

    client.change(url, FriendlyName="Idle")

    assert client.read(worker["url"])["activity_name"] == "Idle"
    assert client.read(workspace["url"])["default_activity_name"] == "Idle"
    assert client.read(workspace["url"])["timeout_activity_name"] == "Idle"
    assert client.read(queue["url"])["reservation_activity_name"] == "Idle"
    assert client.read(queue["url"])["assignment_activity_name"] == "Idle"


def test_expressions_see_the_new_name(client, workspace, activities, worker):
    queue = client.create(
        workspace["links"]["task_queues"],
        FriendlyName="Idle ones",
        TargetWorkers="activity_name == 'Idle'",
    )
    url = f"{workspace['links']['activities']}/{activities['Available']}"
    before = client.list(workspace["links"]["workers"], TaskQueueSid=queue["sid"])

    client.change(url, FriendlyName="Idle")

    after = client.list(workspace["links"]["workers"], TaskQueueSid=queue["sid"])
    assert (before, names(after)) == ([], ["Alice"])


def test_lists_are_filtered_by_the_exact_name(client, place, lunch):
    assert client.list(place, FriendlyName="Lunch") == [lunch]
    assert client.list(place, FriendlyName="lunch") == []
    assert client.list(place, FriendlyName="Lun") == []


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("true", ["Available"]),
        ("1", ["Available"]),
        ("yes", ["Available"]),
        ("false", ["Offline", "Unavailable"]),
        ("whatever", ["Offline", "Unavailable"]),
    ],
)
def test_lists_are_filtered_by_availability(client, place, value, found):
    assert names(client.list(place, Available=value)) == found


def test_filters_are_combined(client, place):
    assert names(client.list(place, Available="true", FriendlyName="Offline")) == []


def test_an_unused_activity_can_be_deleted_once(client, lunch):
    client.remove(lunch["url"])

    assert refusal(client.delete(lunch["url"]), 404, 20404)


@pytest.mark.parametrize("name", ["DefaultActivitySid", "TimeoutActivitySid"])
def test_the_activities_of_the_workspace_cannot_be_deleted(client, workspace, lunch, name):
    other = {"DefaultActivitySid": "timeout", "TimeoutActivitySid": "default"}[name]
    client.change(workspace["url"], **{name: lunch["sid"]})

    message = refusal(client.delete(lunch["url"]))

    assert lunch["sid"] in message
    assert other not in message


def test_the_activity_of_a_worker_cannot_be_deleted(client, workspace, lunch, worker):
    client.change(worker["url"], ActivitySid=lunch["sid"])

    message = refusal(client.delete(lunch["url"]))

    assert lunch["sid"] in message
    assert worker["sid"] in message


@pytest.mark.parametrize("name", ["ReservationActivitySid", "AssignmentActivitySid"])
def test_the_activity_of_a_queue_cannot_be_deleted_until_it_is_detached(client, queue, lunch, name):
    client.change(queue["url"], **{name: lunch["sid"]})
    refused = client.delete(lunch["url"])
    client.change(queue["url"], **{name: ""})

    assert queue["sid"] in refusal(refused)
    client.remove(lunch["url"])


def test_the_activity_that_a_reserved_worker_returns_to_cannot_be_deleted(client):
    """In a single-tasking workspace, where reserving moves the worker."""
    workspace = client.create(
        "/Workspaces", FriendlyName="Old", MultiTaskEnabled="false", Template="FIFO"
    )
    place = workspace["links"]["activities"]
    lunch = client.create(place, FriendlyName="Desk", Available="true")
    worker = client.create(
        workspace["links"]["workers"], FriendlyName="Alice", ActivitySid=lunch["sid"]
    )
    task = client.create(workspace["links"]["tasks"])

    message = refusal(client.delete(lunch["url"]))

    assert worker["sid"] in message
    reservation = one(client.list(task["links"]["reservations"]))
    client.change(reservation["url"], ReservationStatus="rejected")
    assert client.read(worker["url"])["activity_name"] == "Desk"


def test_an_activity_of_a_past_reservation_can_be_deleted(client, workspace, queue, lunch, worker):
    client.create(
        workspace["links"]["workflows"], FriendlyName="Main", Configuration=to_queue(queue)
    )
    client.change(worker["url"], ActivitySid=lunch["sid"])
    client.change(worker["url"], ActivitySid=workspace["default_activity_sid"])

    client.remove(lunch["url"])


def test_a_workspace_has_at_most_100_activities(client, place, monkeypatch, unchanged):
    assert module.MOST == 100
    monkeypatch.setattr(module, "MOST", 3)

    message = refusal(client.post(place, FriendlyName="Lunch"))

    assert message == "A maximum of 3 activities in a workspace is allowed"
    assert unchanged()


def test_the_hundredth_activity_is_the_last(client, place):
    for number in range(97):
        client.create(place, FriendlyName=f"Break {number}")

    assert "100 activities" in refusal(client.post(place, FriendlyName="One more"))


def test_an_unknown_activity_is_not_found(client, place):
    assert refusal(client.get(f"{place}/WA{NOBODY}"), 404, 20404)
