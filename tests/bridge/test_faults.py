"""What a test plans to go wrong between a page and the event bridge."""

import pytest
import requests
from websockets.exceptions import InvalidStatus

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
