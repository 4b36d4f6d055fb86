"""The doorbell: who listens is told when something changed, and costs nearly nothing."""

import json
import socket
import threading
from contextlib import ExitStack, closing
from time import monotonic

import pytest
import requests

from mocktr import Sandbox, Server, gateway
from mocktr.fixture import TaskRouter
from mocktr.web import Application, doorbell
from mocktr.web.doorbell import Doorbell, Listener

ALICE, BOB = "AC" + "a" * 32, "AC" + "b" * 32
PATIENCE = 10


class Stream:
    """A client that listens."""

    def __init__(self, server, account=ALICE, **headers):
        sent = {"Host": "localhost", **headers}
        if account is not None:
            sent["X-Mocktr-Account"] = account
        lines = ["GET /mocktr/changes/stream HTTP/1.1", *(f"{k}: {v}" for k, v in sent.items())]
        self.sock = socket.create_connection((server.http.host, server.http.port), PATIENCE)
        self.sock.sendall("\r\n".join([*lines, "", ""]).encode())
        self.file = self.sock.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = {}
        while line := self.file.readline().strip():
            name, _, value = line.decode().partition(": ")
            self.headers[name.lower()] = value

    def next(self):
        """The next message; comments are passed over."""
        while line := self.file.readline():
            if line.startswith(b"data: "):
                return json.loads(line[6:])
        return None

    def until(self, is_so):
        """The first message that says so: what happens may be told of in parts."""
        while not is_so(told := self.next()):
            pass
        return told

    def close(self):
        self.file.close()
        self.sock.close()


@pytest.fixture
def server():
    with Server(seed="support") as server:
        yield server


@pytest.fixture
def listen(server):
    with ExitStack() as stack:
        yield lambda *args, **headers: stack.enter_context(
            closing(Stream(server, *args, **headers))
        )


def act(server, who, method="POST", path="clock/advance", **body):
    url = f"{server.url}/mocktr/{path}"
    headers = {"X-Mocktr-Account": who}
    return requests.request(method, url, headers=headers, json=body, timeout=PATIENCE).json()


def threads():
    return [one.name for one in threading.enumerate() if one.name == "mocktr-doorbell"]


def ended(thread):
    thread.join(PATIENCE)
    return not thread.is_alive()


def test_a_listener_is_told_how_it_is_at_once(server, listen):
    act(server, ALICE, seconds=60)

    stream = listen()

    assert (stream.status, stream.headers["content-type"]) == (200, "text/event-stream")
    assert stream.headers["cache-control"] == "no-store"
    told = stream.next()
    assert (told["account"], told["epoch"], told["now_ms"]) == (ALICE, 0, 1894006860000)
    assert (told["clock"], told["routing"], told["in_flight"]) == ("manual", "auto", 0)


def test_a_listener_is_told_when_something_changed(server, listen):
    stream = listen()
    first = stream.next()

    auth = (ALICE, "token")
    requests.post(f"{server.url}/v1/Workspaces", {"FriendlyName": "W"}, auth=auth, timeout=PATIENCE)
    second = stream.until(lambda told: told["events"] > first["events"])
    act(server, ALICE, path="faults", status=503)
    third = stream.until(lambda told: told["revision"] > first["revision"])
    act(server, ALICE, path="reset")
    fourth = stream.until(lambda told: told["epoch"] > first["epoch"])

    assert (third["revision"], third["events"]) == (first["revision"] + 1, second["events"])
    assert fourth["epoch"] == first["epoch"] + 1


def test_a_listener_is_told_when_something_becomes_of_a_call(server, listen):
    server.sandbox.on_call(lambda asked: "<Response><Enqueue>support</Enqueue></Response>")
    stream = listen()
    first = stream.next()

    call = act(server, ALICE, path="calls", **{"from": "+15550100"}, to="+15550199")
    stream.until(lambda told: told["line"] > 0 and told["revision"] > first["revision"])
    act(server, ALICE, path=f"calls/{call['sid']}/hang-up")
    stream.until(lambda told: told["line"] == 0)

    assert (first["line"], first["sessions"]) == (0, 0)


def test_of_another_account_nothing_is_told(server, listen):
    stream = listen(ALICE)
    stream.next()

    act(server, BOB, seconds=60)
    act(server, ALICE, seconds=5)

    assert stream.next()["now_ms"] == 1894006805000


def test_without_an_account_all_are_told_of_also_those_that_come(server, listen):
    act(server, ALICE, seconds=1)
    stream = listen(None)

    first = stream.next()
    act(server, BOB, seconds=1)

    assert [first["account"], stream.next()["account"]] == [ALICE, BOB]


def test_who_listens_to_a_newcomer_hears_of_its_coming(server, listen):
    stream = listen(ALICE)
    assert stream.next()["now_ms"] == 1894006800000
    assert server.sandbox.tenants() == {}

    act(server, ALICE, seconds=1)

    assert stream.next()["now_ms"] == 1894006801000


def test_sixty_listeners_are_one_thread_and_delay_no_stop():
    with Server(seed="support") as server, ExitStack() as stack:
        streams = [stack.enter_context(closing(Stream(server))) for _ in range(60)]
        for stream in streams:
            stream.next()

        assert threads() == ["mocktr-doorbell"]
        act(server, ALICE, seconds=1)
        assert {stream.next()["now_ms"] for stream in streams} == {1894006801000}
        began = monotonic()
        server.stop()
        assert monotonic() - began < PATIENCE / 2
        assert [stream.next() for stream in streams] == [None] * 60
        assert threads() == []


def test_while_nobody_listens_there_is_no_thread(server):
    bell = server.application.doorbell
    assert bell.thread is None
    stream = Stream(server)
    stream.next()
    thread = bell.thread

    stream.close()

    assert ended(thread)
    assert (bell.thread, bell.listeners) == (None, {})
    with closing(Stream(server)) as again:
        assert again.next()["account"] == ALICE


def test_who_listens_to_a_server_that_stopped_is_hung_up_on():
    bell = Doorbell()
    bell.close()
    ours, theirs = socket.socketpair()

    with closing(theirs):
        bell.adopt(ours, tuple)

        assert theirs.recv(4096) == b""
    assert bell.thread is None


def test_a_listener_who_does_not_read_is_let_go(server, monkeypatch):
    monkeypatch.setattr(doorbell, "BEAT_EVERY", 0)
    monkeypatch.setattr(doorbell, "BEAT", b": " + b"x" * 1_000_000 + b"\n\n")
    stream = Stream(server)
    bell = server.application.doorbell
    thread = bell.thread

    assert ended(thread)

    assert bell.listeners == {}
    stream.close()


def test_a_listener_gets_signs_of_life(server, listen, monkeypatch):
    monkeypatch.setattr(doorbell, "BEAT_EVERY", 0)

    stream = listen()

    assert stream.next()["account"] == ALICE
    assert [stream.file.readline() for _ in range(3)] == [b"\n", b": \n", b"\n"]


def test_a_connection_that_is_gone_before_it_begins_is_forgotten():
    bell = Doorbell()
    ours, theirs = socket.socketpair()
    theirs.close()

    bell.adopt(ours, tuple)

    assert bell.listeners == {}
    bell.close()
    assert bell.thread is None


def test_a_connection_that_broke_has_hung_up():
    ours, theirs = socket.socketpair()
    ours.close()
    theirs.close()

    assert Listener(ours, tuple).hung_up()


def test_a_listener_who_says_something_stays(server, listen):
    stream = listen()
    stream.next()

    stream.sock.sendall(b"hello")
    act(server, ALICE, seconds=1)

    assert stream.next()["now_ms"] == 1894006801000


def test_there_is_a_bound_to_listeners(server, listen, monkeypatch):
    monkeypatch.setattr(doorbell, "MOST_LISTENERS", 1)
    listen().next()

    assert listen().status == 503


def test_where_no_connection_can_be_kept_it_is_said(server):
    with Sandbox(seed="support", tenants="one") as sandbox:
        url = "http://localhost/mocktr/changes/stream"
        status, _, body = gateway.call(Application(sandbox), "GET", url, {}, b"")

    assert (status, json.loads(body)["message"][:34]) == (501, "only mocktr's own server holds con")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example", "X-Mocktr-Token": "secret"}, 403),
        ({}, 401),
        ({"X-Mocktr-Token": "secret"}, 200),
    ],
)
def test_only_who_is_admitted_may_listen(headers, status):
    with (
        Server(seed="support", admin_token="secret") as server,
        closing(Stream(server, **headers)) as stream,
    ):
        assert stream.status == status


def test_listening_changes_nothing(server, listen):
    taskrouter = TaskRouter(server.sandbox)
    before = taskrouter.state(events=True), taskrouter.journal

    listen(taskrouter.account_sid).next()

    assert (taskrouter.state(events=True), taskrouter.journal) == before
