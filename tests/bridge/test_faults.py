"""What a test plans to go wrong between a page and the event bridge."""

import json
import time

import pytest
import requests
from websockets.exceptions import ConnectionClosed, InvalidStatus

from .conftest import SEED

pytestmark = pytest.mark.mocktr(seed=SEED, bridge_delays=False)


@pytest.fixture
def page(page_of):
    return page_of("alice")


def test_a_post_is_answered_with_a_status(world, page):
    with world.fault("POST", "/Workers/*", kind="bridge", status=503) as fault:
        answer = page.send("POST", page.me, {"Attributes": {}})

    assert (answer.status_code, answer.json()["code"], fault.fired) == (503, 20503, 1)
    assert page.get(page.me)["attributes"] == '{"a":1}'
    assert [one.faults for one in world.journal][-2] == (fault.fault.id,)


def test_a_fault_after_the_operation_leaves_it_done(world, page):
    with world.fault(kind="bridge", status=500, when="after"):
        answer = page.send("POST", page.me, {"Attributes": {}})

    # The old SDK would take a 500 for no answer.
    assert answer.status_code == 503
    assert page.get(page.me)["attributes"] == "{}"


def test_a_connection_is_cut(world, page):
    with world.fault(kind="bridge", effect="cut"), pytest.raises(requests.ConnectionError):
        page.send("GET", page.me)

    assert world.journal[-1].status is None


@pytest.mark.parametrize("effect", ["garbage", "truncate"])
def test_an_answer_is_no_json(world, page, effect):
    with world.fault(kind="bridge", effect=effect):
        answer = page.send("GET", page.me)

    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_an_answer_is_late(world, page):
    with world.fault(kind="bridge", latency=60):
        assert page.send("GET", page.me).elapsed.total_seconds() >= 0.06


def test_a_handshake_is_refused(world, page):
    with world.fault("GET", "/wschannels", kind="bridge", status=429, times=1):
        with pytest.raises(InvalidStatus) as caught:
            page.open()
        page.connect()

    assert caught.value.response.status_code == 429


def test_faults_for_requests_leave_pages_alone(world, page):
    with world.fault(status=503):
        assert page.get(page.me)["friendly_name"] == "alice"


def test_the_old_sdks_posts_meet_them_too(world, workspace, page):
    token = world.worker_token("alice", kind="capability")
    url = f"{page.url}/{world.account_sid}/{page.worker_sid}"
    body = {"url": f"https://taskrouter.twilio.com/v1/{page.me}", "method": "GET", "token": token}

    with world.fault(kind="bridge", status=503):
        answer = requests.post(url, json=body, timeout=10)

    assert (answer.status_code, answer.reason) == (503, "Service Unavailable")


# What pages are sent


def heard(page, count):
    return [page.next()[0] for _ in range(count)]


def test_a_connection_ends_after_some_events(world, page):
    page.connect()
    with world.fault(kind="push", effect="cut", skip=2, times=1) as fault:
        for attributes in ("{}", '{"b":1}', '{"b":2}'):
            page.post(page.me, Attributes=attributes)

        assert heard(page, 2) == ["worker.attributes.update"] * 2
        with pytest.raises(ConnectionClosed):
            page.next()
    assert fault.fired == 1
    page.connect()
    page.post(page.me, Attributes="{}")
    assert heard(page, 1) == ["worker.attributes.update"]


def test_a_connection_ends_with_an_event(world, page):
    page.connect()
    with world.fault(kind="push", effect="cut", when="after"):
        page.post(page.me, Attributes="{}")

    assert heard(page, 1) == ["worker.attributes.update"]
    with pytest.raises(ConnectionClosed):
        page.next()


def test_an_event_is_lost(world, page, activities):
    page.connect()
    with world.fault(path="/worker.attributes.update", kind="push", effect="lose"):
        page.post(page.me, Attributes="{}", ActivitySid=activities["Offline"])

    assert heard(page, 1) == ["worker.activity.update"]


def test_an_event_is_late_and_so_is_what_comes_after_it(world, page):
    page.connect()
    with world.fault(kind="push", latency=80, times=1):
        began = time.monotonic()
        page.post(page.me, Attributes="{}")
    page.post(page.me, Attributes='{"b":2}')

    assert [page.next()[1]["attributes"] for _ in range(2)] == ["{}", '{"b":2}']
    assert time.monotonic() - began >= 0.08


def test_settling_waits_for_events_that_are_late(world, page):
    page.connect()
    with world.fault(kind="push", latency=80):
        page.post(page.me, Attributes="{}")
        world.settle()

    [session] = world.sessions
    assert session["events_sent"] == 1


@pytest.mark.parametrize("effect", ["garbage", "truncate"])
def test_an_event_is_no_json(world, page, effect):
    page.connect()
    with world.fault(kind="push", effect=effect):
        page.post(page.me, Attributes="{}")

    with pytest.raises(json.JSONDecodeError):
        page.next()


def test_a_fault_for_one_worker_leaves_others_alone(world, page, page_of):
    bob = page_of("bob").connect()
    page.connect()
    with world.fault(path=f"/{page.worker_sid}/*", kind="push", effect="lose"):
        page.post(page.me, Attributes="{}")
        bob.post(bob.me, Attributes="{}")
    page.post(page.me, Attributes='{"b":2}')

    assert bob.next()[1]["attributes"] == "{}"
    assert page.next()[1]["attributes"] == '{"b":2}'
