"""Waiting for sockets, of which only those are asked that may want something else than before."""

import socket
from contextlib import ExitStack

import pytest

from mocktr.server.port import poller as module
from mocktr.server.port.poller import PACE, Poller


class End:
    """One end of a connection, that counts how often it is asked."""

    connected = True
    accepting = False

    def __init__(self, sock, pollable):
        self.sock, self.pollable = sock, pollable
        self._fileno = sock.fileno()
        self.asked, self.came, self.wants_to_write = 0, [], False
        pollable[self._fileno] = self

    def readable(self):
        self.asked += 1
        return True

    def writable(self):
        return self.wants_to_write

    def handle_read_event(self):
        self.came.append(self.sock.recv(100))

    def handle_write_event(self):
        self.came.append("may write")

    def handle_close(self):
        self.pollable.pop(self._fileno)


@pytest.fixture
def ends():
    """Makes connections; answers their near ends, each with the far one in `far`."""
    with ExitStack() as stack:

        def make(pollable, count):
            made = []
            for _ in range(count):
                near, far = map(stack.enter_context, socket.socketpair())
                made.append(End(near, pollable))
                made[-1].far = far
            return made

        yield make


def test_who_is_silent_is_asked_once(ends):
    pollable = {}
    talking, *silent = ends(pollable, 5)
    poller = Poller(pollable)
    poller.stirred.update(pollable)

    for _ in range(3):
        talking.far.sendall(b"hello")
        poller.turn(20)

    assert talking.came == [b"hello"] * 3
    assert [one.asked for one in silent] == [1] * 4


def test_who_is_at_work_is_asked_each_time(ends):
    pollable = {}
    [one] = ends(pollable, 1)
    poller = Poller(pollable)
    poller.at_work.add(one)
    poller.turn(0)
    one.wants_to_write = True

    poller.turn(20)

    assert one.came == ["may write"]


def test_who_has_gone_is_forgotten(ends):
    pollable = {}
    [one] = ends(pollable, 1)
    poller = Poller(pollable)
    poller.stirred.update(pollable)
    poller.turn(0)
    del pollable[one._fileno]
    one.far.sendall(b"hello")

    poller.turn(20)
    poller.turn(0)

    assert one.came == []
    assert not poller.registered


def test_of_those_that_rest_one_is_read_at_a_time(ends, monkeypatch):
    now = [1.0]
    monkeypatch.setattr(module, "monotonic", lambda: now[0])
    pollable = {}
    first, gone, second, third, other = made = ends(pollable, 5)
    poller = Poller(pollable)
    poller.stirred.update(pollable)
    for one in made:
        one.far.sendall(b"x")
    for one, share in ((first, "a"), (gone, "a"), (second, "a"), (third, "b")):
        poller.rest(one, share)
        # It does so already.
        poller.rest(one, share)
    gone.connected = False
    read = []
    for passed in (1, 0, PACE, PACE, 0):
        now[0] += passed
        poller.turn(20, PACE)
        read.append([bool(one.came) for one in (first, second, third, other)])

    # Shares take turns, and who is gone has none.
    assert read == [
        *[[True, False, False, True]] * 2,
        [True, False, True, True],
        *[[True, True, True, True]] * 2,
    ]
    assert not gone.came
    assert not poller.resting


def test_who_alone_has_a_rest_is_read_on_at_once(ends):
    pollable = {}
    [one] = ends(pollable, 1)
    poller = Poller(pollable)
    for count in range(3):
        one.far.sendall(b"x")
        poller.rest(one, "a")
        poller.turn(20)
        assert len(one.came) == count + 1


def test_a_connection_is_taken_after_all_else(ends):
    """It may have the descriptor of one that was closed for it."""
    pollable = {}
    first, second = ends(pollable, 2)
    first.accepting = True
    order = []
    for one in (first, second):
        one.handle_read_event = lambda one=one: order.append(one)
        one.far.sendall(b"x")
    poller = Poller(pollable)
    poller.stirred.update(pollable)

    poller.turn(20)

    assert order == [second, first]
