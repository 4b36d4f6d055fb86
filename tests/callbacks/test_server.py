"""Callbacks of a server: after the answer, in the background, each account for itself."""

import logging
import threading
from contextlib import contextmanager
from queue import SimpleQueue
from socket import create_connection

import pytest
import requests

from mocktr import Sandbox, Server
from mocktr.callbacks import delivery, exchange
from mocktr.callbacks.patience import Patience, wait_for
from mocktr.commands import COMMANDS, journal
from mocktr.commands.command import PLACE
from mocktr.core.resources.task import Task
from mocktr.errors import AdminError
from mocktr.fixture.taskrouter import TaskRouter
from mocktr.journal import Query

ALICE, BOB = ("AC" + "a" * 32, "token"), ("AC" + "b" * 32, "token")
ACCEPT = {"instruction": "accept"}


class Gate:
    """A receiver that holds each call of one account until it is opened."""

    def __init__(self, account):
        self.account = account
        self.entered, self.open = threading.Event(), threading.Event()
        self.came = []

    def __call__(self, call):
        self.came.append(call.parameters["AccountSid"])
        if call.parameters["AccountSid"] == self.account[0]:
            self.entered.set()
            self.open.wait(20)
        return ACCEPT


@pytest.fixture
def sandbox(seed):
    with Sandbox(seed=seed) as sandbox:
        yield sandbox


@pytest.fixture
def server(sandbox):
    with Server(sandbox) as server:
        yield server


@contextmanager
def held(sandbox, account=ALICE):
    gate = Gate(account)
    sandbox.on_assignment(gate)
    try:
        yield gate
    finally:
        gate.open.set()


def tasks_url(server, auth):
    listed = requests.get(f"{server.url}/v1/Workspaces", auth=auth, timeout=10).json()
    return listed["workspaces"][0]["links"]["tasks"]


def create(server, auth):
    answer = requests.post(
        tasks_url(server, auth), data={"Attributes": "{}"}, auth=auth, timeout=10
    )
    assert answer.status_code == 201
    return answer.json()


def fetch(task, auth):
    return requests.get(task["url"], auth=auth, timeout=10).json()


def settle(server, auth):
    url = f"{server.url}/mocktr/scheduler/settle"
    return requests.post(url, auth=auth, timeout=30)


def test_a_request_is_answered_before_its_callbacks(sandbox, server):
    with held(sandbox) as gate:
        task = create(server, ALICE)
        assert gate.entered.wait(10)
        assert fetch(task, ALICE)["assignment_status"] == "reserved"
        gate.open.set()
        settle(server, ALICE)

    assert fetch(task, ALICE)["assignment_status"] == "assigned"


def test_one_accounts_slow_receiver_does_not_hold_up_another(sandbox, server):
    with held(sandbox) as gate:
        create(server, ALICE)
        assert gate.entered.wait(10)

        task = create(server, BOB)
        settle(server, BOB)

        assert fetch(task, BOB)["assignment_status"] == "assigned"


def test_an_admin_command_waits_for_the_callbacks(sandbox, server):
    with held(sandbox) as gate:
        create(server, ALICE)
        assert gate.entered.wait(10)
        answers = []
        waiting = threading.Thread(target=lambda: answers.append(settle(server, ALICE)))
        waiting.start()
        assert answers == []
        gate.open.set()
        waiting.join()

    assert answers[0].status_code == 200


PLACES = {"sid": "WT" + "0" * 32, "worker": "alice", "name": "here", "number": "1"}
"""What may stand in a path."""
BODIES = {
    "check_workflow": {"configuration": {}},
    "evaluate": {"expression": "1 == 1"},
    "what_if": {"attributes": {}},
    "load_seed": {"seed": "support"},
}
AT_ONCE = [one for one in COMMANDS if one.at_once and one.name != "load_state"]


@pytest.mark.parametrize("command", AT_ONCE, ids=lambda one: one.name)
def test_a_command_that_waits_for_no_callback_answers_at_once(sandbox, server, command):
    sandbox.tenant(ALICE[0]).snapshot("here")
    path = PLACE.sub(lambda place: PLACES.get(place[1], "nobody"), command.path)
    with held(sandbox) as gate:
        create(server, ALICE)
        assert gate.entered.wait(10)
        answer = requests.request(
            command.method,
            f"{server.url}/mocktr/{path}",
            auth=ALICE,
            json=BODIES.get(command.name),
            timeout=10,
        )
        assert not gate.open.is_set()

    # Some have nothing to answer here; none gave up waiting.
    assert answer.status_code in (200, 400, 404)


@pytest.mark.parametrize("path", ["clock", "journal", "alerts", "scheduler", "sessions"])
def test_a_look_says_what_is_in_flight_and_waits_where_it_is_told_to(sandbox, server, path):
    url = f"{server.url}/mocktr/{path}"
    with held(sandbox) as gate:
        create(server, ALICE)
        assert gate.entered.wait(10)
        found = requests.get(url, auth=ALICE, timeout=10).json()
        gate.open.set()
        later = requests.get(url, {"wait": "true"}, auth=ALICE, timeout=10).json()

    assert found["in_flight"]["callbacks"] == 1
    assert found["in_flight"]["oldest_seconds"] >= 0
    assert later["in_flight"] == {"callbacks": 0, "oldest_seconds": None}


def test_what_waits_behind_a_callback_is_in_flight_too(sandbox, server):
    with held(sandbox) as gate:
        create(server, ALICE)
        assert gate.entered.wait(10)
        create(server, ALICE)
        found = requests.get(f"{server.url}/mocktr/callbacks", auth=ALICE, timeout=10).json()

    assert (found["count"], found["in_flight"]["callbacks"]) == (1, 2)


@pytest.mark.parametrize("path", ["seed", "state"])
def test_a_document_has_what_is_in_flight_in_a_header(sandbox, server, path):
    with held(sandbox) as gate:
        create(server, ALICE)
        assert gate.entered.wait(10)
        answer = requests.get(f"{server.url}/mocktr/{path}", auth=ALICE, timeout=10)

    assert answer.headers["X-Mocktr-In-Flight"] == "1"
    assert "in_flight" not in answer.json()


def test_a_look_in_python_waits_unless_it_is_told_not_to(sandbox, server):
    taskrouter = TaskRouter(sandbox)
    with held(sandbox, (taskrouter.account_sid, "token")) as gate:
        create(server, gate.account)
        assert gate.entered.wait(10)
        assert taskrouter.in_flight["callbacks"] == 1
        [sent] = taskrouter.command(journal.callbacks, wait=False)
        assert sent.outcome == "sent"
        gate.open.set()
        [sent] = taskrouter.callbacks

    assert sent.outcome == "obeyed"


@pytest.fixture
def log():
    """The lines of the access log, as they come."""
    lines = SimpleQueue()
    logger = logging.getLogger("mocktr.server.access_log")
    handler = logging.Handler(logging.INFO)
    handler.emit = lambda record: (
        " /mocktr/" in record.getMessage() and lines.put(record.getMessage())
    )
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield lines
    logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


def test_a_command_whose_client_hangs_up_waits_no_longer(sandbox, server, log):
    with held(sandbox) as gate:
        create(server, ALICE)
        assert gate.entered.wait(10)
        with create_connection(("127.0.0.1", server.http.port)) as client:
            client.sendall(b"POST /mocktr/scheduler/settle HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert "/mocktr/scheduler/settle 499 " in log.get(timeout=10)
        assert not gate.open.is_set()


def test_a_command_waits_no_longer_than_it_may_in_all(seed):
    with Server(seed=seed, command_timeout=0.05) as server, held(server.sandbox) as gate:
        create(server, ALICE)
        assert gate.entered.wait(10)
        answer = settle(server, ALICE)

    assert (answer.status_code, answer.json()["message"]) == (504, "gave up after 0.05 seconds")


def test_a_reset_waits_for_no_callback(sandbox, server):
    with held(sandbox) as gate:
        create(server, ALICE)
        assert gate.entered.wait(10)
        answer = requests.post(f"{server.url}/mocktr/reset", auth=ALICE, timeout=10)
        assert not gate.open.is_set()

    assert (answer.status_code, answer.json()["mode"]) == (200, "manual")


def test_a_command_names_the_callback_that_it_gave_up_on(sandbox, server, monkeypatch):
    monkeypatch.setattr(delivery, "PATIENCE", 0.05)
    sandbox.receivers.timeout = 0.05
    with held(sandbox) as gate:
        create(server, ALICE)
        assert gate.entered.wait(10)
        answer = settle(server, ALICE)

    assert answer.status_code == 504
    assert answer.json()["message"].startswith("gave up waiting for the assignment callback of WR")


def test_the_clock_of_a_server_waits_for_its_callbacks(sandbox, server):
    task = create(server, ALICE)
    seen = []

    def assign(call):
        seen.append(call.parameters["TaskAge"])

    sandbox.on_assignment(assign)
    url = f"{server.url}/mocktr/clock/advance"
    requests.post(url, json={"minutes": 3}, auth=ALICE, timeout=10).raise_for_status()

    # The next worker is asked at the instant at which the first one's time was over.
    assert seen == ["120"]
    assert fetch(task, ALICE)["assignment_status"] == "reserved"


def test_callbacks_of_a_real_clock_come_without_a_request(seed, wall):
    came = threading.Event()

    def event(call):
        if call.type == "reservation.timeout":
            came.set()

    with Sandbox(seed=seed, clock="real") as sandbox, Server(sandbox) as server:
        sandbox.on_event(event)
        create(server, ALICE)
        wall.ns += 121 * 1_000_000_000

        assert came.wait(10)


class EventGate(Gate):
    """A receiver that holds every event."""

    def __call__(self, call):
        self.came.append(call.parameters["AccountSid"])
        self.entered.set()
        self.open.wait(20)


def test_an_event_whose_world_was_reset_before_the_answer_is_dropped(sandbox, server):
    gate = EventGate(ALICE)
    sandbox.on_event(gate)
    create(server, ALICE)
    assert gate.entered.wait(10)
    requests.post(f"{server.url}/mocktr/reset", auth=ALICE, timeout=10).raise_for_status()
    gate.open.set()
    sandbox.tenant(ALICE[0]).drain()

    *_, entry = sandbox.tenant(ALICE[0]).journal.find(Query(kind="event"))
    assert (entry.outcome, entry.reason) == ("dropped", None)


def test_what_waits_when_its_world_is_reset_is_dropped_and_told(sandbox, server):
    gate = EventGate(ALICE)
    sandbox.on_event(gate)
    create(server, ALICE)
    assert gate.entered.wait(10)
    tenant = sandbox.tenant(ALICE[0])
    waiting = tenant.in_flight().callbacks
    tenant.reset()
    gate.open.set()
    tenant.drain()

    entries = tenant.journal.find(Query(kind="event"))
    assert [one.outcome for one in entries] == ["dropped"] * waiting
    reasons = ["it was not sent before its world was replaced"] * (waiting - 1)
    assert [one.reason for one in entries] == [*reasons, None]
    assert len(gate.came) == 1


def test_of_very_many_that_are_dropped_the_last_entry_counts_the_others(
    sandbox, server, monkeypatch
):
    monkeypatch.setattr(exchange, "MOST_DROPPED", 1)
    gate = EventGate(ALICE)
    sandbox.on_event(gate)
    create(server, ALICE)
    assert gate.entered.wait(10)
    tenant = sandbox.tenant(ALICE[0])
    waiting = tenant.in_flight().callbacks
    tenant.reset()

    [entry] = tenant.journal.find(Query(kind="event"))
    gate.open.set()
    expected = f"it was not sent before its world was replaced; nor were {waiting - 2} after it"
    assert entry.reason == expected


def test_what_has_no_answer_at_the_end_is_dropped(sandbox):
    gate = EventGate(ALICE)
    sandbox.on_event(gate)
    with Server(sandbox) as server:
        create(server, ALICE)
        assert gate.entered.wait(10)
    tenant = sandbox.tenant(ALICE[0])
    waiting = tenant.in_flight().callbacks
    sandbox.close()

    entries = tenant.journal.find(Query(kind="event"))
    assert [one.outcome for one in entries] == ["dropped"] * waiting
    assert [one.reason for one in entries[1:]] == ["it was not sent before the end"] * (waiting - 1)
    gate.open.set()
    tenant.drain()
    assert entries[0].outcome == "dropped"


def test_who_waits_for_a_callback_lets_the_server_see_to_others(sandbox, server):
    with held(sandbox) as gate:
        create(server, ALICE)
        assert gate.entered.wait(10)

        with wait_for(Patience(10, bool, gate.open.set)):
            sandbox.tenant(ALICE[0]).drain()

    assert not sandbox.tenant(ALICE[0]).in_flight().callbacks


def test_without_a_thread_callbacks_wait_for_the_next_occasion(sandbox, server, monkeypatch):
    came = threading.Event()
    sandbox.on_event(lambda call: came.set())
    tenant = sandbox.tenant(ALICE[0])
    task = create_quietly(tenant)

    def none_left(thread):
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched, wait_for(Patience(10, bool, bool)):
        patched.setattr(threading.Thread, "start", none_left)
        with pytest.raises(AdminError, match="no thread to send callbacks"):
            tenant.drain()
        assert tenant.in_flight().callbacks == task
    tenant.delivery.deliver_in_background()

    assert came.wait(10)


def create_quietly(tenant):
    """Make a task whose callbacks nobody sends yet; answers how many there are."""
    tenant.run(lambda account: Task.create(next(iter(account.workspaces.values())), {}))
    return tenant.in_flight().callbacks


def test_a_server_that_stops_sends_nothing_more(sandbox):
    gate = Gate(ALICE)
    sandbox.on_assignment(gate)
    with Server(sandbox) as server:
        task = create(server, ALICE)
        assert gate.entered.wait(10)
    tenant = sandbox.tenant(ALICE[0])
    sandbox.close()
    gate.open.set()
    tenant.delivery.drain()

    assert gate.came == [ALICE[0]]
    assert task["assignment_status"] == "pending"


def test_a_move_of_the_clock_from_a_receivers_own_request_is_given_up(sandbox, server, monkeypatch):
    """The receiver waits for the clock, and the clock for the receiver: one has to give in."""
    monkeypatch.setattr(delivery, "PATIENCE", 0.05)
    sandbox.receivers.timeout = 0.05
    answers = []

    def assign(call):
        url = f"{server.url}/mocktr/clock/advance"
        answers.append(requests.post(url, json={"seconds": 1}, auth=ALICE, timeout=10))
        return ACCEPT

    sandbox.on_assignment(assign)
    task = create(server, ALICE)
    while True:
        try:
            sandbox.tenant(ALICE[0]).delivery.drain()
            break
        except AdminError:
            continue

    assert [answer.status_code for answer in answers] == [504]
    assert fetch(task, ALICE)["assignment_status"] == "assigned"
