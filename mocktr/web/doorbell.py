"""Tells those who listen that something changed: the doorbell of `GET /mocktr/changes`.

Theory of operation
-------------------
A listener gets a few numbers of an account as server-sent events, whenever one of them is another;
what changed it then asks for. So nothing waits in a queue, nothing is told in the wrong order, and
who was away for a while asks once.

One thread with one selector holds all connections, which the server has handed over (`DETACH`); it
looks at the numbers every now and then, without the account's lock: a number that is read in the
middle of a change is told again when it is another. While nobody listens there is no thread, and
nothing that is counted is counted for this.
"""

from __future__ import annotations

import json
import selectors
import threading
import time
from collections.abc import Callable, Iterable
from socket import socket
from typing import Any

from mocktr.core.board import calls
from mocktr.errors import AdminError
from mocktr.sandbox.tenant import Tenant

MOST_LISTENERS = 100
LOOK_EVERY = 0.05
BEAT_EVERY = 15.0
"""Seconds between two looks, and between two signs of life."""

HEAD = (
    b"HTTP/1.1 200 OK\r\n"
    b"Content-Type: text/event-stream\r\n"
    b"Cache-Control: no-store\r\n"
    b"X-Accel-Buffering: no\r\n"
    b"X-Content-Type-Options: nosniff\r\n"
    b"Connection: close\r\n"
    b"\r\n"
)
"""The beginning of an answer that ends with the connection; a proxy is not to hold it back."""

BEAT = b": \n\n"
"""A comment, which tells a proxy that somebody lives here."""

Numbers = dict[str, Any]
"""What is told of an account."""


class Listener:
    """A connection of somebody who listens to the accounts that `tenants` answers."""

    def __init__(self, sock: socket, tenants: Callable[[], Iterable[Tenant]]) -> None:
        self.sock = sock
        self.tenants = tenants
        self.told: dict[str, Numbers] = {}
        """What was told last of each account."""

    def news(self) -> bytes:
        """What is other than was told."""
        lines = []
        for tenant in self.tenants():
            numbers = numbers_of(tenant)
            if self.told.get(numbers["account"]) != numbers:
                self.told[numbers["account"]] = numbers
                lines.append(f"data: {json.dumps(numbers)}\n\n")
        return "".join(lines).encode()

    def send(self, data: bytes) -> bool:
        """Whether all of it could be sent at once: who does not read is let go."""
        try:
            return not data or self.sock.send(data) == len(data)
        except OSError:
            return False

    def hung_up(self) -> bool:
        """Whether the client closed the connection; what it says means nothing."""
        try:
            return not self.sock.recv(4096)
        except BlockingIOError:
            return False
        except OSError:
            return True


class Doorbell:
    """Those who listen, and the thread that rings, as long as there is one of them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.selector: selectors.BaseSelector | None = None
        self.listeners: dict[socket, Listener] = {}
        self.thread: threading.Thread | None = None
        self.closed = False

    def check(self) -> None:
        """Refuse one listener too many."""
        if len(self.listeners) >= MOST_LISTENERS:
            raise AdminError(f"{MOST_LISTENERS} listen already; close one first", 503)

    def adopt(self, sock: socket, tenants: Callable[[], Iterable[Tenant]]) -> None:
        """Tell of these accounts on a connection, and own its socket."""
        listener = Listener(sock, tenants)
        with self.lock:
            if self.closed:
                sock.close()
                return
            if self.selector is None:
                self.selector = selectors.DefaultSelector()
            self.listeners[sock] = listener
            self.selector.register(sock, selectors.EVENT_READ)
            if self.thread is None:
                self.thread = threading.Thread(target=self.run, name="mocktr-doorbell", daemon=True)
                self.thread.start()
            if not listener.send(HEAD + listener.news()):
                self.drop(listener)

    def close(self) -> None:
        """Hang up on all at once; nobody can listen any more."""
        with self.lock:
            self.closed = True
            thread = self.thread
            for listener in list(self.listeners.values()):
                self.drop(listener)
        if thread is not None:
            thread.join()

    # --- in the thread -----------------------------------------------------------------------

    def run(self) -> None:
        beat = time.monotonic() + BEAT_EVERY
        selector = self.selector
        assert selector is not None
        while True:
            ready = selector.select(LOOK_EVERY)
            data = b""
            if time.monotonic() >= beat:
                beat, data = time.monotonic() + BEAT_EVERY, BEAT
            with self.lock:
                self.look({key.fileobj for key, _ in ready}, data)
                if not self.listeners:
                    selector.close()
                    self.selector = self.thread = None
                    return

    def look(self, ready: set[Any], beat: bytes) -> None:
        """Let go of who is gone, and tell all others what there is to be told."""
        for sock, listener in list(self.listeners.items()):
            is_gone = sock in ready and listener.hung_up()
            if is_gone or not listener.send(listener.news() + beat):
                self.drop(listener)

    def drop(self, listener: Listener) -> None:
        """Hang up; the lock is held."""
        assert self.selector is not None
        self.selector.unregister(listener.sock)
        del self.listeners[listener.sock]
        listener.sock.close()


def numbers_of(tenant: Tenant) -> Numbers:
    """The numbers that change with an account, as they are at this moment."""
    account, real = tenant.account, tenant.wall is not None
    return {
        "account": account.sid,
        "epoch": tenant.epoch,
        "events": len(account.events),
        "untold": account.untold,
        "journal": tenant.journal.revision,
        "revision": tenant.revision,
        # A real clock moves without being asked, as that of the listener does.
        "now_ms": None if real else account.clock.now,
        "clock": "real" if real else "manual",
        "routing": "auto" if tenant.routes else "manual",
        "line": calls.state_of(calls.live_calls(account)),
        "sessions": sum(tenant.sessions().values()),
        "in_flight": len(tenant.delivery.under_way) + len(tenant.delivery.next),
    }
