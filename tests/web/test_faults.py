"""Planned faults as Twilio's own client meets them, in process and over a socket."""

import json
import threading
from types import SimpleNamespace

import pytest
import requests
from requests.adapters import HTTPAdapter
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from mocktr import Server, mock_taskrouter, web
from mocktr import fixture as worlds
from mocktr.callbacks.patience import LOOK_EVERY
from mocktr.twilio_client import ServerClient

from .client import IDLE

OPTIONS = {"seed": "support", "tenants": "one"}
RETRIES = 3
PATIENCE = 20
"""Seconds that are never waited for; they only keep a failing test from hanging."""


def in_process():
    """Twilio's client as it is, answered in process."""
    return worlds.in_process(OPTIONS), lambda taskrouter: TwilioHttpClient(max_retries=RETRIES)


def on_a_port():
    """The same over a socket, where Twilio's client retries for https only."""

    def client(taskrouter):
        made = ServerClient(taskrouter.url)
        made.session.mount("http://", HTTPAdapter(max_retries=RETRIES))
        return made

    return worlds.on_a_port(OPTIONS), client


@pytest.fixture(params=[in_process, on_a_port])
def place(request):
    """A world, and a client that tries three times more."""
    world, make = request.param()
    with world as taskrouter:
        http = make(taskrouter)
        client = Client(taskrouter.account_sid, taskrouter.auth_token, http_client=http)
        [sid] = taskrouter.tenant.account.workspaces
        workspace = client.taskrouter.v1.workspaces(sid)
        yield SimpleNamespace(taskrouter=taskrouter, workspace=workspace, http=http)
        http.session.close()


@pytest.fixture
def slept(monkeypatch):
    """How long was slept, in place of sleeping."""
    found = []
    monkeypatch.setattr(web.mishaps, "nap", lambda asked, seconds: found.append(seconds))
    return found


def count(taskrouter):
    return len(taskrouter.tenant.account.tasks)


def create(place):
    return place.workspace.tasks.create(attributes='{"language": "es"}')


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [
        (429, 20429, "Too Many Requests"),
        (500, 20500, "Internal Server Error"),
        (503, 20503, "Service Unavailable"),
        (401, 20003, "Authenticate"),
        (400, 20001, "Bad Request"),
        (404, 20404, "Not Found"),
        (599, 20599, "Status 599"),
    ],
)
def test_a_status_is_answered_with_the_error_body_of_twilio(place, status, code, message):
    place.taskrouter.fault("POST", "/Tasks", status=status)

    with pytest.raises(TwilioRestException) as caught:
        create(place)

    assert (caught.value.status, caught.value.code) == (status, code)
    assert caught.value.msg == f"Unable to create record: {message}"
    assert count(place.taskrouter) == 0


def test_an_error_has_the_headers_that_twilio_sends_with_it(place):
    place.taskrouter.fault(status=401)

    with pytest.raises(TwilioRestException):
        place.workspace.fetch()

    headers = place.http._test_only_last_response.headers
    assert headers["WWW-Authenticate"] == 'Basic realm="Twilio API"'
    assert headers["Content-Type"] == "application/json; charset=utf-8"


def test_an_answer_that_says_when_to_retry_is_retried(place):
    fault = place.taskrouter.fault("GET", status=429, retry_after=0, times=2)

    found = place.workspace.fetch()

    assert found.friendly_name == "Support"
    assert (fault.seen, fault.fired) == (3, 2)
    place.taskrouter.verify("GET", "/Workspaces/*", status=429, times=2)


def test_a_client_that_retries_gives_up_at_last(place):
    fault = place.taskrouter.fault("GET", status=503, retry_after=0)

    with pytest.raises(TwilioRestException, match="503"):
        place.workspace.fetch()

    assert fault.fired == RETRIES + 1


def test_what_changes_something_is_not_retried(place):
    fault = place.taskrouter.fault("POST", status=503, retry_after=0)

    with pytest.raises(TwilioRestException):
        create(place)

    assert fault.fired == 1
    assert place.http._test_only_last_response.headers["Retry-After"] == "0"


def test_an_error_after_the_operation_hides_a_change_that_was_made(place):
    """Whoever tries again has two tasks."""
    place.taskrouter.fault("POST", "/Tasks", status=500, when="after", times=1)

    with pytest.raises(TwilioRestException):
        create(place)
    create(place)

    assert count(place.taskrouter) == 2
    assert [one.status for one in place.taskrouter.verify("POST", "/Tasks")] == [500, 201]


def test_a_connection_that_is_cut_is_an_error_of_the_connection(place):
    place.taskrouter.fault("POST", "/Tasks", effect="cut")

    with pytest.raises(requests.ConnectionError, match="Remote end closed connection") as caught:
        create(place)

    assert caught.value.request.method == "POST"
    assert count(place.taskrouter) == 0
    [entry] = place.taskrouter.verify("POST", "/Tasks")
    assert (entry.status, entry.message, entry.faults) == (None, "planned: cut", (1,))


def test_a_connection_that_is_cut_after_the_operation_hides_a_change(place):
    place.taskrouter.fault("POST", "/Tasks", effect="cut", when="after")

    with pytest.raises(requests.ConnectionError):
        create(place)

    assert count(place.taskrouter) == 1


def test_reading_is_tried_again_where_the_connection_was_cut(place):
    fault = place.taskrouter.fault("GET", effect="cut", times=2)

    assert place.workspace.fetch().friendly_name == "Support"

    assert fault.fired == 2


def test_reading_fails_where_the_connection_is_always_cut(place):
    fault = place.taskrouter.fault("GET", effect="cut")

    with pytest.raises(requests.ConnectionError, match="Max retries exceeded"):
        place.workspace.fetch()

    assert fault.fired == RETRIES + 1


def test_a_truncated_answer_ends_before_its_length(place):
    place.taskrouter.fault("POST", "/Tasks", effect="truncate")

    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        create(place)

    assert count(place.taskrouter) == 1


def test_an_answer_without_a_body_cannot_be_truncated(place):
    task = create(place)
    place.taskrouter.fault("DELETE", effect="truncate")

    assert place.workspace.tasks(task.sid).delete()


@pytest.mark.parametrize(("when", "tasks"), [("before", 0), ("after", 1)])
def test_garbage_is_not_json(place, when, tasks):
    place.taskrouter.fault("POST", "/Tasks", effect="garbage", when=when)

    with pytest.raises(json.JSONDecodeError):
        create(place)

    assert count(place.taskrouter) == tasks
    assert place.http._test_only_last_response.headers["Content-Type"].startswith("text/html")


def test_latency_is_waited_for_before_and_after_the_operation(place, slept):
    place.taskrouter.fault("POST", "/Tasks", latency=250)
    place.taskrouter.fault("POST", "/Tasks", latency=1500, when="after")

    create(place)

    assert slept == [0.25, 1.5]
    assert place.taskrouter.now.second == 0


def test_nobody_sleeps_for_a_client_that_hung_up(monkeypatch):
    asked = SimpleNamespace(is_in_process=False, has_gone=iter([False, False, True]).__next__)
    naps = []
    monkeypatch.setattr(web.mishaps, "sleep", naps.append)

    web.mishaps.nap(asked, 3600)

    assert naps == [LOOK_EVERY, LOOK_EVERY]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_client_that_waits_no_longer_times_out_though_the_change_is_made(place, when):
    created = threading.Event()
    place.taskrouter.on_event(lambda call: created.set())
    place.taskrouter.fault("POST", "/Tasks", latency=200, when=when)
    place.http.timeout = 0.05

    with pytest.raises(requests.ReadTimeout, match=r"Read timed out. \(read timeout=0.05\)"):
        create(place)

    # Over a socket the change may come after the client has gone.
    assert created.wait(PATIENCE)
    assert count(place.taskrouter) == 1


def test_a_fault_ends_with_its_block_and_with_a_reset(place):
    taskrouter = place.taskrouter
    with taskrouter.fault("GET", status=500) as fault:
        with pytest.raises(TwilioRestException):
            place.workspace.fetch()
        assert fault.fired == 1
    place.workspace.fetch()
    taskrouter.fault(status=500)

    taskrouter.reset()
    fault.remove()

    assert taskrouter.faults == []
    place.workspace.fetch()


def test_faults_are_listed_with_how_often_each_fired(place):
    place.taskrouter.fault("GET", "/Workspaces/*", status=500, every=2)
    place.taskrouter.fault("DELETE", effect="cut")

    place.workspace.fetch()
    with pytest.raises(TwilioRestException):
        place.workspace.fetch()

    listed = [(one.id, one.seen, one.fired) for one in place.taskrouter.faults]
    assert listed == [(1, 2, 1), (2, 0, 0)]


# --- in process ----------------------------------------------------------------------------


def test_the_client_of_the_fixture_meets_the_same_faults(taskrouter):
    workspace = taskrouter.workspace
    for effect, failure in [
        ("cut", requests.ConnectionError),
        ("truncate", requests.exceptions.ChunkedEncodingError),
        ("garbage", json.JSONDecodeError),
    ]:
        with taskrouter.fault("POST", effect=effect), pytest.raises(failure):
            workspace.tasks.create(attributes="{}")


def test_reading_is_tried_again_after_a_timeout_and_fails_as_requests_does():
    with mock_taskrouter(**OPTIONS) as taskrouter, requests.Session() as session:
        session.mount("https://", HTTPAdapter(max_retries=1))
        fault = taskrouter.fault(latency=20)
        url = "https://taskrouter.twilio.com/v1/Workspaces"

        with pytest.raises(requests.ConnectionError, match="Read timed out"):
            session.get(url, auth=("ACx", "y"), timeout=(1, 0.01))

        assert fault.fired == 2


# --- over HTTP -----------------------------------------------------------------------------

ALICE, BOB = ("AC" + "a" * 32, "token"), ("AC" + "b" * 32, "token")


@pytest.fixture
def ask():
    with Server(seed="support") as server, requests.Session() as session:

        def ask(method, path, **options):
            return session.request(method, server.url + path, timeout=10, **options)

        yield ask


def test_faults_are_planned_listed_and_taken_away_by_command(ask):
    rule = {"method": "GET", "path": "/Workspaces", "status": 503, "retry_after": 7, "times": 1}
    made = ask("POST", "/mocktr/faults", auth=ALICE, json=rule).json()
    failed = ask("GET", "/v1/Workspaces", auth=ALICE)
    listed = ask("GET", "/mocktr/faults", auth=ALICE).json()

    assert made == {
        "id": 1,
        "method": "GET",
        "path": "/Workspaces",
        "kind": "request",
        "status": 503,
        "effect": None,
        "retry_after": 7,
        "latency": 0,
        "when": "before",
        "skip": 0,
        "every": 1,
        "probability": 1,
        "seed": 0,
        "times": 1,
        "seen": 0,
        "fired": 0,
    }
    assert (failed.status_code, failed.headers["Retry-After"]) == (503, "7")
    assert listed == {"count": 1, "faults": [{**made, "seen": 1, "fired": 1}], **IDLE}
    assert ask("DELETE", "/mocktr/faults/1", auth=ALICE).json() == listed["faults"][0]
    assert ask("DELETE", "/mocktr/faults/1", auth=ALICE).status_code == 404
    assert ask("DELETE", "/mocktr/faults/first", auth=ALICE).status_code == 404
    assert ask("DELETE", "/mocktr/faults", auth=ALICE).json() == {"count": 0}


def test_faults_are_for_one_account(ask):
    ask("POST", "/mocktr/faults", auth=ALICE, json={"status": 500})

    assert ask("GET", "/v1/Workspaces", auth=ALICE).status_code == 500
    assert ask("GET", "/v1/Workspaces", auth=BOB).status_code == 200


def test_a_fault_that_makes_no_sense_is_refused(ask):
    ask("GET", "/v1/Workspaces", auth=ALICE)

    refused = ask("POST", "/mocktr/faults", json={"status": 200})

    assert refused.status_code == 400
    assert refused.json()["message"].startswith("status: expected an HTTP status from 400 to 599")
    assert ask("GET", "/mocktr/faults").json()["count"] == 0


def test_commands_meet_no_faults(ask):
    ask("POST", "/mocktr/faults", auth=ALICE, json={"effect": "cut"})

    assert ask("GET", "/mocktr/clock", auth=ALICE).status_code == 200


def test_a_cut_connection_of_one_client_leaves_others_alone(ask):
    ask("POST", "/mocktr/faults", auth=ALICE, json={"effect": "cut", "times": 1})
    with pytest.raises(requests.ConnectionError):
        ask("GET", "/v1/Workspaces", auth=ALICE)

    assert ask("GET", "/v1/Workspaces", auth=ALICE).status_code == 200
