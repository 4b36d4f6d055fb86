"""What happens on a port: waitress, in which the thread that reads requests also answers them.

Theory of operation
-------------------
Passing each request to a thread of its own, as waitress does, costs as much as most requests of
TaskRouter take. So a thread that reads (`Reading`) answers what it has read before it reads on,
unless the request is large, the application says that it may have to wait for others, or other
threads are at work already: then requests go to threads, of which each share may hold some (see
`threads`).

What takes long holds up the others for some `PATIENCE` only, because the thread that serves the
port does nothing but `watch`: it lets another thread read on, and the late one leaves when it is
done. An application that is about to wait says so (`RELIEVE`), and another reads on at once.
Whoever holds the `baton` may poll, accept and close; to send it is not needed.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from math import inf
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from mocktr.server.port.capacity import RECOVERY, Capacity, most_silent
from mocktr.server.port.channel import Channel
from mocktr.server.port.parser import MOST_HEADER
from mocktr.server.port.poller import PACE, SLOW_PACE, Poller
from mocktr.server.port.threads import PATIENCE, Threads
from mocktr.server.port.watch import LONGEST_WAIT, Reading, Watch
from mocktr.shortage import Shortage

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from waitress.parser import HTTPRequestParser

LOG = logging.getLogger(__name__)

AT_ONCE = 100
"""Connections that are taken at one time, so that those who come in crowds don't wait in a line."""

MOST_PROMPT = 64 * 1024
"""Bytes of a body that are parsed in a moment."""


class Loop(TcpWSGIServer):
    """One port with its connections.

    `prompt` tells by its path which request waits for nobody, `share` under which name one holds a
    thread.
    """

    channel_class = Channel
    next_channel_cleanup = inf
    """Never by the wall clock, which a test may turn."""
    next_cleanup = 0.0

    def __init__(
        self,
        app: WSGIApplication,
        sock: socket.socket,
        host: str,
        threads: int,
        max_body: int,
        prompt: Callable[[str], bool],
        share: Callable[[HTTPRequestParser], Hashable | None],
        connections: int,
    ) -> None:
        adj = Adjustments(
            sockets=[sock],
            server_name=host,
            ident="mocktr",
            # The limit of waitress is the first size that is refused.
            max_request_body_size=max_body + 1,
            max_request_header_size=MOST_HEADER,
            # Whether X-Forwarded-* count is decided by the application.
            clear_untrusted_proxy_headers=False,
        )
        self.prompt = prompt
        self.share = share
        self.watch = Watch(self)
        self.crowded_at = -inf
        """When a request waited for others last, in seconds of the machine's own clock."""
        self.threads = Threads(threads, self.note_crowd)
        self.capacity = Capacity(connections)
        self.memory = Shortage(LOG, "nothing is read for a moment: the system has no memory")
        self.arrivals: deque[tuple[socket.socket, tuple[str, int], str]] = deque()
        self.requests: deque[Channel] = deque()
        """Read by the thread that reads, and not begun yet."""
        self.baton = threading.Lock()
        self.reader = 0
        """The thread that reads."""
        self.is_pulled = False
        """Whether the thread that reads was told to look at all connections again."""
        sockinfo = (sock.family, sock.type, sock.proto, sock.getsockname())
        self.pollable: dict[int, wasyncore.dispatcher] = {}
        self.poller = Poller(self.pollable)
        super().__init__(
            app, self.pollable, True, sock, self.threads, adj, sockinfo=sockinfo, bind_socket=False
        )
        self.poller.stirred.update(self.pollable)

    # --- the threads that read and answer ---------------------------------------------------

    def read(self, reading: Reading) -> bool:
        """Wait for requests; whether it is still this thread's to do so."""
        if self.watch.reading is not reading:
            return self.leave()
        with self.baton:
            if self.watch.reading is not reading:
                return self.leave()
            self.reader = threading.get_ident()
            # What a late thread left is not to wait.
            try:
                self.turn(0 if self.requests else self.capacity.pause or LONGEST_WAIT)
            except MemoryError as error:
                self.memory.tell(error)
                time.sleep(RECOVERY)
            return True

    def leave(self) -> bool:
        """Another thread reads: what this one has to say, it says like any other."""
        if self.reader == threading.get_ident():
            self.reader = 0
        return False

    def add_task(self, channel: Channel) -> None:
        """A request was read, or follows on one that was answered."""
        # Where others are at work already it is not to wait until all is read that came with it.
        if threading.get_ident() == self.reader and self.threads.are_idle:
            self.requests.append(channel)
        else:
            self.threads.add_task(channel)

    def taken(self) -> Iterator[Channel]:
        """What was read; a thread that comes late may still be at it as well."""
        while self.requests:
            try:
                yield self.requests.popleft()
            except IndexError:
                return

    def answer(self, channel: Channel) -> None:
        """Answer a request, in this thread if it waits for nobody and no other thread is at work.

        Who is late in it holds it like any other thread.
        """
        share = channel.share
        if self.is_prompt(channel.requests[0]) and self.threads.begin_alone(share):
            try:
                channel.service()
            finally:
                self.threads.end(share)
        else:
            self.threads.add_task(channel)

    def note_crowd(self) -> None:
        """A request waits for the one that is at work."""
        self.crowded_at = time.monotonic()
        self.watch.wake()

    def is_prompt(self, request: HTTPRequestParser) -> bool:
        """Whether it is answered in a moment."""
        is_small = request.body_bytes_received <= MOST_PROMPT
        # What is no HTTP has no path.
        return bool(request.error or (is_small and self.prompt(request.path)))

    def pull_trigger(self) -> None:
        """Make the thread that reads look at all connections again.

        When it is that thread which asks, it will do so as soon as it has answered.
        """
        if not self.is_pulled and threading.get_ident() != self.reader:
            self.is_pulled = True
            super().pull_trigger()

    def relieve(self) -> None:
        """Let others do what this thread would have done: it is going to wait.

        If it is the one that reads, the thread that watches sees to that, as it alone says who
        does.
        """
        reading = self.watch.reading
        if reading is None or threading.get_ident() != self.reader:
            self.threads.step_aside()
        else:
            reading.waits = True
            self.watch.wakes.put(None)

    # --- the sockets, for who has the baton -------------------------------------------------

    def readable(self) -> bool:
        """Whether connections are taken; every now and then, idle ones are closed."""
        now = time.monotonic()
        if now >= self.next_cleanup:
            self.next_cleanup = now + self.adj.cleanup_interval
            self.maintenance(now)
        is_full = len(self.active_channels) >= self.capacity.most
        can_take = not is_full or not all(one.busy for one in self.active_channels.values())
        return bool(self.accepting and can_take and not self.capacity.pause)

    def accept(self) -> Any:
        try:
            return super().accept()
        except OSError as error:
            if not self.capacity.meet(error):
                raise
            self.make_room(1)
            return None

    def handle_accept(self) -> None:
        """Take connections, in the place of silent ones where all places are taken."""
        for _ in range(AT_ONCE):
            before = len(self.active_channels)
            super().handle_accept()
            if len(self.active_channels) == before:
                break
        self.keep_room()

    def keep_room(self) -> None:
        self.make_room(len(self.active_channels) - self.capacity.most)

    def make_room(self, count: int) -> None:
        """Close so many connections, those that were silent for longest."""
        if count > 0:
            for channel in most_silent(self.active_channels.values(), count):
                channel.handle_close()

    def turn(self, timeout: float) -> None:
        """Wait for something to happen, and see to it."""
        # Before all is looked at: who pulls from here on is seen to in the next turn.
        self.is_pulled = False
        while self.arrivals:
            sock, address, scheme = self.arrivals.popleft()
            self.channel_class(self, sock, address, self.adj, map=self.pollable).scheme = scheme
            self.keep_room()
        # Whether connections are taken depends on the time, too.
        self.poller.stirred.add(self._fileno)
        self.poller.turn(timeout, SLOW_PACE if self.threads.lines else PACE)

    def maintenance(self, now: float) -> None:
        """Have connections closed that were idle for long."""
        super().maintenance(now)
        closing = (fd for fd, channel in self.active_channels.items() if channel.will_close)
        self.poller.stirred.update(closing)

    def close_channels(self, chosen: Callable[[Channel], bool]) -> bool:
        """Close some connections; are there others?"""
        for channel in list(self.active_channels.values()):
            if chosen(channel):
                channel.handle_close()
        return bool(self.active_channels)

    # --- the end ----------------------------------------------------------------------------

    def halt(self) -> None:
        """Let no thread read any more; the baton is free soon."""
        self.watch.reading = None
        super().pull_trigger()

    def drain(self, deadline: float) -> None:
        """Take nothing new, and finish what was begun."""
        self.halt()
        with self.baton:
            self.reader = 0
            for channel in self.taken():
                self.threads.add_task(channel)
            wasyncore.dispatcher.close(self)
            while self.close_channels(lambda channel: not channel.busy):
                remaining = deadline - time.monotonic()
                if remaining <= 0:
                    break
                if self.threads.lines:
                    # Nobody else watches any more.
                    self.threads.look_again()
                    remaining = min(remaining, PATIENCE)
                self.turn(remaining)

    def shut(self, deadline: float) -> None:
        """Close everything."""
        self.halt()
        with self.baton:
            wasyncore.dispatcher.close(self)
            self.close_channels(lambda channel: True)
        for sock, _, _ in self.arrivals:
            sock.close()
        # The pipe goes last, because a handler that just finished still writes to it.
        self.threads.stop(deadline)
        self.close()
