"""State and snapshots over HTTP, for one account and for several."""

import json

import pytest

from mocktr import Sandbox
from mocktr.state import text
from mocktr.web import request
from tests.web.client import HOST, Client

CONTROL = HOST + "/mocktr"
ALICE, BOB = "AC" + "a" * 32, "AC" + "b" * 32


@pytest.fixture
def sandbox():
    return Sandbox(seed="support")


@pytest.fixture
def alice(sandbox):
    return Person(sandbox, ALICE)


@pytest.fixture
def bob(sandbox):
    return Person(sandbox, BOB)


@pytest.fixture
def nobody(sandbox):
    return Person(sandbox, None)


class Person(Client):
    """A client that also steers."""

    def __init__(self, sandbox, username):
        super().__init__(sandbox, username or "nobody")
        if username is None:
            self.authorization = None

    def steer(self, method, path, body=None, status=200):
        sent = None if body is None else json.dumps(body).encode()
        answer = self.ask(method, f"{CONTROL}/{path}", sent)
        assert answer.status == status, answer.text
        return answer.body

    def create_task(self, language="es"):
        [workspace] = self.list("/Workspaces")
        path = f"/Workspaces/{workspace['sid']}/Tasks"
        return self.create(path, Attributes=f'{{"language": "{language}"}}')

    def tasks(self):
        [workspace] = self.list("/Workspaces")
        return self.list(f"/Workspaces/{workspace['sid']}/Tasks")


def test_a_long_document_comes_in_blocks(alice, monkeypatch):
    alice.create_task()
    whole = alice.steer("GET", "state?events=true")
    monkeypatch.setattr(text, "BLOCK", 100)

    answer = alice.ask("GET", f"{CONTROL}/state?events=true")

    assert answer.body == whole
    assert "Content-Length" not in answer.headers


def test_a_world_is_one_document_and_can_be_put_back(alice):
    alice.create_task()
    document, tasks = alice.steer("GET", "state"), alice.tasks()
    alice.create_task()
    alice.steer("POST", "clock/advance", {"hours": 1})

    answer = alice.steer("PUT", "state", document)

    assert answer == {"mode": "manual", "now": "2030-01-07T09:00:00Z", "now_ms": 1894006800000}
    assert document["mocktr_state"] == 1
    assert document["account_sid"] == ALICE
    assert alice.tasks() == tasks
    assert alice.steer("GET", "state") == document


def test_the_event_log_comes_on_request(alice):
    alice.create_task()

    without, told = alice.steer("GET", "state"), alice.steer("GET", "state?events=true")

    assert alice.steer("GET", "state?events=false") == without
    assert without["events"]["entries"] == []
    assert len(told["events"]["entries"]) == told["events"]["count"] > 0


def test_whether_there_are_events_is_true_or_false(alice):
    answer = alice.steer("GET", "state?events=perhaps", status=400)

    assert answer["message"].startswith("events: expected true")


def test_a_wrong_document_is_refused_and_changes_nothing(alice):
    alice.create_task()
    document = alice.steer("GET", "state?events=true")
    wrong = {**document, "clock": {"now": "noon"}}

    answer = alice.steer("PUT", "state", wrong, status=400)

    assert answer["message"].startswith("clock.now: expected an instant (ms) from ")
    assert alice.steer("GET", "state?events=true") == document


@pytest.mark.parametrize(
    ("body", "message"),
    [({}, "mocktr_state: is missing"), ({"more": 1}, "more: unknown argument; there are mocktr_")],
)
def test_what_is_no_document_is_refused(alice, body, message):
    assert alice.steer("PUT", "state", body, status=400)["message"].startswith(message)


def test_a_document_of_another_account_becomes_its_own(alice, bob):
    alice.create_task()
    bob.steer("PUT", "state", alice.steer("GET", "state"))

    [mine], [yours] = alice.tasks(), bob.tasks()
    assert mine["sid"] == yours["sid"].replace("b" * 20, "a" * 20)
    assert (mine["account_sid"], yours["account_sid"]) == (ALICE, BOB)
    assert yours["assignment_status"] == "reserved"


def test_without_credentials_every_account_gets_the_world(alice, bob, nobody):
    alice.create_task()
    assert bob.tasks() == []

    answer = nobody.steer("PUT", "state", alice.steer("GET", "state"))

    assert set(answer["accounts"]) == {ALICE, BOB}
    assert len(bob.tasks()) == len(alice.tasks()) == 1


def test_without_credentials_the_states_of_several_accounts_are_a_map(alice, bob, nobody):
    alice.create_task()
    bob.create_task()

    states = nobody.steer("GET", "state")["accounts"]

    assert {sid: state["account_sid"] for sid, state in states.items()} == {ALICE: ALICE, BOB: BOB}


def test_routing_is_held_again_where_it_was(alice):
    alice.steer("PUT", "scheduler", {"mode": "manual"})
    task = alice.create_task()
    document = alice.steer("GET", "state")
    alice.steer("PUT", "scheduler", {"mode": "auto"})

    alice.steer("PUT", "state", document)

    assert alice.steer("GET", "scheduler")["mode"] == "manual"
    assert alice.steer("POST", "scheduler/step")["action"]["task_sid"] == task["sid"]


def test_a_document_may_be_longer_than_any_other_body(alice, monkeypatch):
    monkeypatch.setattr(request, "MOST_BYTES", 1000)
    document = alice.steer("GET", "state")

    alice.steer("PUT", "state", document)
    assert alice.steer("POST", "reset", document, status=413)["message"].endswith("1000 bytes")


# --- snapshots -----------------------------------------------------------------------------


def test_a_snapshot_is_kept_restored_listed_and_deleted(alice):
    kept = {"name": "base", "now": "2030-01-07T09:00:00Z", "now_ms": 1894006800000}
    alice.create_task()
    tasks = alice.tasks()

    assert alice.steer("POST", "snapshots/base") == {"snapshots": [kept]}
    alice.create_task()
    alice.steer("POST", "clock/advance", {"hours": 1})
    alice.steer("POST", "snapshots/later")
    assert [one["name"] for one in alice.steer("GET", "snapshots")["snapshots"]] == [
        "base",
        "later",
    ]

    for _ in range(2):
        assert alice.steer("POST", "snapshots/base/restore")["now"] == kept["now"]
        assert alice.tasks() == tasks
        alice.create_task()
    assert alice.steer("POST", "snapshots/later/restore")["now"] == "2030-01-07T10:00:00Z"
    assert alice.steer("DELETE", "snapshots/later") == {"snapshots": [kept]}


def test_a_snapshot_outlives_a_reset(alice):
    alice.create_task()
    alice.steer("POST", "snapshots/base")

    alice.steer("POST", "reset")
    assert alice.tasks() == []

    alice.steer("POST", "snapshots/base/restore")
    assert len(alice.tasks()) == 1


def test_a_name_may_be_any_text_without_a_slash(alice):
    alice.steer("POST", "snapshots/before%20the%20%C3%BCbung")

    assert alice.steer("GET", "snapshots")["snapshots"][0]["name"] == "before the übung"
    alice.steer("POST", "snapshots/before%20the%20%C3%BCbung/restore")


@pytest.mark.parametrize("name", ["x" * 101, "a%0Ab"])
def test_a_name_that_can_not_be_is_refused(alice, name):
    answer = alice.steer("POST", f"snapshots/{name}", status=400)

    assert answer["message"].startswith("name: expected 1 to 100 printable characters")


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "snapshots/no/restore"), ("DELETE", "snapshots/no")]
)
def test_a_snapshot_that_there_is_not_is_not_found(alice, method, path):
    answer = alice.steer(method, path, status=404)

    assert answer["message"] == f'{ALICE} has no snapshot "no"; there are none'


def test_snapshots_of_accounts_are_their_own(alice, bob, nobody):
    alice.steer("POST", "snapshots/mine")
    bob.steer("POST", "snapshots/ours")
    alice.steer("POST", "snapshots/ours")

    bob.steer("POST", "snapshots/mine/restore", status=404)
    nobody.steer("POST", "snapshots/mine/restore", status=404)
    assert set(nobody.steer("POST", "snapshots/ours/restore")["accounts"]) == {ALICE, BOB}


def test_where_one_account_can_not_be_restored_none_is(alice, bob, nobody):
    alice.steer("POST", "snapshots/mine")
    alice.create_task()
    bob.create_task()

    nobody.steer("POST", "snapshots/mine/restore", status=404)

    assert len(alice.tasks()) == 1
