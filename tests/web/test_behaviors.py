"""Behaviours, scripted answers and forced offers below `/mocktr/`."""

import pytest
import requests

from mocktr import Server

from .client import IDLE

ALICE, BOB = ("AC" + "a" * 32, "token"), ("AC" + "b" * 32, "token")


@pytest.fixture
def ask():
    """Send a request: `ask("PUT", "/mocktr/workers/bob/behavior", json={...})`."""
    with Server(seed="support") as server, requests.Session() as session:

        def ask(method, path, auth=ALICE, **options):
            return session.request(method, server.url + path, auth=auth, timeout=10, **options)

        yield ask


def create_task(ask, auth=ALICE):
    workspace = ask("GET", "/v1/Workspaces", auth).json()["workspaces"][0]
    data = {"Attributes": '{"language": "es"}'}
    return ask("POST", f"/v1/Workspaces/{workspace['sid']}/Tasks", auth, data=data).json()


def reservations(ask, task, auth=ALICE):
    path = "/v1" + task["url"].partition("/v1")[2] + "/Reservations"
    found = ask("GET", path, auth).json()["reservations"]
    return {one["worker_name"]: one["reservation_status"] for one in found}, found


def advance(ask, seconds):
    fired = ask("POST", "/mocktr/clock/advance", json={"seconds": seconds}).json()["fired"]
    return [timer["name"] for timer in fired["first"]]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "behavior", {"accept_after": 1}),
        ("POST", "answers", {"answers": [{"miss": True}]}),
        ("DELETE", "behavior", None),
    ],
)
def test_a_name_that_two_workers_of_one_account_have_changes_nobody(ask, method, path, body):
    before = ask("PUT", "/mocktr/workers/alice/behavior", json={"reject_after": 3}).json()
    ask("POST", "/v1/Workspaces", BOB, data={"FriendlyName": "Other"})
    other = ask("GET", "/v1/Workspaces?FriendlyName=Other", BOB).json()["workspaces"][0]["sid"]
    ask("POST", f"/v1/Workspaces/{other}/Workers", BOB, data={"FriendlyName": "alice"})

    answer = ask(method, f"/mocktr/workers/alice/{path}", None, json=body)

    assert (answer.status_code, answer.json()["message"]) == (
        400,
        '2 workers are named "alice"; expected the SID of one',
    )
    assert ask("GET", "/mocktr/behaviors").json()["behaviors"] == [before]


def test_a_behaviour_is_put_listed_and_deleted(ask):
    behavior = {"accept_after": 5, "handle_for": 120, "wrap_up_for": 0.5, "reject_every": 4}

    put = ask("PUT", "/mocktr/workers/bob/behavior", json=behavior)

    bob = {
        "worker_sid": put.json()["worker_sid"],
        "worker_name": "bob",
        "behavior": behavior,
        "offers": 0,
        "script": [],
    }
    assert (put.status_code, put.json()) == (200, bob)
    assert ask("GET", "/mocktr/behaviors").json() == {"count": 1, "behaviors": [bob], **IDLE}
    deleted = ask("DELETE", f"/mocktr/workers/{bob['worker_sid']}/behavior")
    assert (deleted.status_code, deleted.json()) == (200, {**bob, "behavior": None})
    assert ask("GET", "/mocktr/behaviors").json() == {"count": 0, "behaviors": [], **IDLE}


def test_a_worker_does_what_was_put(ask):
    ask("PUT", "/mocktr/workers/bob/behavior", json={"accept_after": 5, "handle_for": 120})
    create_task(ask)

    assert advance(ask, 125) == ["behavior.accept", "behavior.complete"]


def test_scripted_answers_are_appended(ask):
    first = ask("POST", "/mocktr/workers/bob/answers", json={"answers": [{"reject_after": 10}]})
    second = ask("POST", "/mocktr/workers/bob/answers", json={"answers": [{"miss": True}]})

    assert first.json()["script"] == [{"reject_after": 10}]
    assert second.json()["script"] == [{"reject_after": 10}, {"miss": True}]
    create_task(ask)
    assert advance(ask, 131) == ["behavior.reject", "task.reoffer", "reservation.timeout"]


def test_without_credentials_all_accounts_behave(ask):
    for auth in (ALICE, BOB):
        create_task(ask, auth)

    answer = ask("PUT", "/mocktr/workers/bob/behavior", None, json={"accept_after": 5}).json()

    assert {one["worker_name"] for one in answer["accounts"].values()} == {"bob"}
    assert set(answer["accounts"]) == {ALICE[0], BOB[0]}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "message"),
    [
        ("PUT", "workers/bob/behavior", {"accept": 5}, 400, "accept: unknown argument; there are"),
        ("PUT", "workers/bob/behavior", {"accept_after": "x"}, 400,
         'accept_after: expected a number of seconds from 0 to 999999999999, got "x"'),
        ("PUT", "workers/eve/behavior", {"accept_after": 5}, 404, "no account has anything at"),
        ("DELETE", "workers/eve/behavior", None, 404, "no account has anything at"),
        ("POST", "workers/bob/answers", {}, 400,
         "answers: expected a list of answers, got nothing"),
        ("POST", "workers/bob/answers", {"answers": [{}]}, 400,
         "answers[0]: expected exactly one of accept_after, reject_after, miss, got {}"),
        ("POST", "workers/eve/answers", {"answers": []}, 404, "no account has anything at"),
        ("POST", "tasks/{task}/reserve", {}, 400, "worker: expected a name or a SID, got nothing"),
        ("POST", "tasks/{task}/reserve", {"worker": 5}, 400,
         "worker: expected a name or a SID, got 5"),
        ("POST", "tasks/{task}/reserve", {"worker": "eve"}, 400,
         'worker: no worker "eve"; there are alice, bob, carol, dave'),
        ("POST", "tasks/{task}/reserve", {"worker": "dave"}, 400, "task {task} is reserved; "),
        ("POST", "tasks/WT1/reserve", {"worker": "dave"}, 404, "no account has anything at"),
        ("POST", "reservations/WR1/timeout", None, 404, "no account has anything at"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(ask, method, path, body, status, message):
    task = create_task(ask)

    answer = ask(method, "/mocktr/" + path.format(task=task["sid"]), json=body)

    assert answer.status_code == status
    assert answer.json()["message"].startswith(message.replace("{task}", task["sid"]))
    assert ask("GET", "/mocktr/behaviors").json()["count"] == 0


def test_an_offer_is_forced_and_timed_out(ask):
    ask("PUT", "/mocktr/scheduler", json={"mode": "manual"})
    task = create_task(ask)

    made = ask("POST", f"/mocktr/tasks/{task['sid']}/reserve", json={"worker": "dave"})

    [reservation] = reservations(ask, task)[1]
    assert made.status_code == 200
    assert made.json() == {
        "reservation_sid": reservation["sid"],
        "reservation_status": "pending",
        "task_sid": task["sid"],
        "worker_sid": reservation["worker_sid"],
        "worker_name": "dave",
        "workspace_sid": task["workspace_sid"],
    }
    over = ask("POST", f"/mocktr/reservations/{reservation['sid']}/timeout")
    assert over.json() == {**made.json(), "reservation_status": "timeout"}
    assert reservations(ask, task)[0] == {"dave": "timeout"}
    again = ask("POST", f"/mocktr/reservations/{reservation['sid']}/timeout")
    assert again.status_code == 400
    assert "is timeout; expected a pending one" in again.json()["message"]
