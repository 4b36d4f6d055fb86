"""The WebSockets of all pages, held by one thread with one asyncio loop."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from math import inf
from socket import socket
from typing import Any

from websockets.exceptions import InvalidState
from websockets.protocol import Protocol, Side, State

from mocktr.bridge.timing import HEARTBEAT, LONGEST_SILENCE

LOG = logging.getLogger(__name__)

LARGEST_MESSAGE = 64 * 1024
"""Bytes of what a client may send; the SDKs send nothing at all."""
MOST_BUFFERED = 1024 * 1024
"""Bytes that a client may leave unread."""
MOST_WAITING = 10_000
"""Messages that may wait for a client."""
LONGEST_GOODBYE = 2.0
"""Seconds that a client has to answer the end of a session."""
LONGEST_END = 5.0
"""Seconds for the thread to end."""

NORMAL, GOING_AWAY, RESTART = 1000, 1001, 1012
"""Codes with which sockets are closed (RFC 6455, and IANA's registry)."""


class WebSocket(asyncio.Protocol):
    """One client; all is to be called in the loop's thread, but for what says otherwise.

    `greeting` is the answer to the handshake; `ended` is called when it is over.
    """

    def __init__(self, greeting: bytes, ended: Callable[[], None]) -> None:
        self.greeting = greeting
        self.ended = ended
        self.protocol = Protocol(Side.SERVER, max_size=LARGEST_MESSAGE)
        self.transport: asyncio.Transport | None = None
        self.outbox: deque[tuple[float, str]] = deque()
        """Messages, each with the instant from which on it may be sent."""
        self.ready_at = -inf
        """Until when all messages wait."""
        self.heard_at = time.monotonic()
        self.timer: asyncio.TimerHandle | None = None
        self.pulse: asyncio.TimerHandle | None = None
        self.deadline: asyncio.TimerHandle | None = None
        self.waiters: list[asyncio.Future[None]] = []
        self.is_leaving = False
        self.count = 0
        """How many messages were sent."""

    # --- what comes ------------------------------------------------------------------------

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self.greeting)
        self.pulse = asyncio.get_running_loop().call_later(HEARTBEAT, self.beat)
        self.flush()

    def data_received(self, data: bytes) -> None:
        self.heard_at = time.monotonic()
        self.protocol.receive_data(data)
        # What the client says means nothing; pings and its goodbye are answered by the protocol.
        self.protocol.events_received()
        self.write()

    def eof_received(self) -> None:
        self.protocol.receive_eof()
        self.write()

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        for timer in (self.timer, self.pulse, self.deadline):
            if timer is not None:
                timer.cancel()
        self.outbox.clear()
        self.release()
        self.ended()

    # --- what is sent ----------------------------------------------------------------------

    def post(self, text: str, due: float) -> None:
        """Send a message at `due` (of the monotonic clock), after those before it."""
        if self.is_open:
            self.outbox.append((due, text))
            if len(self.outbox) > MOST_WAITING:
                self.drop("too many messages wait for it")
            self.flush()

    def hold(self, until: float) -> None:
        """Let all messages wait until then; earlier than before lets them go earlier."""
        self.ready_at = until
        self.flush()

    def flush(self) -> None:
        """Send what may be sent now, and look again when the next may be."""
        if self.transport is None:
            return
        now = time.monotonic()
        while self.outbox and max(self.outbox[0][0], self.ready_at) <= now and self.is_open:
            self.send(self.outbox.popleft()[1])
            self.count += 1
        self.write()
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        if not self.outbox:
            self.release()
        elif (due := max(self.outbox[0][0], self.ready_at)) < inf:
            self.timer = asyncio.get_running_loop().call_at(due, self.flush)

    def say(self, text: str) -> None:
        """Send a message before those that wait."""
        self.send(text)
        self.write()

    def send(self, text: str) -> None:
        try:
            self.protocol.send_text(text.encode())
        except InvalidState:
            return  # The client has said goodbye.

    def beat(self) -> None:
        """Show both sides that the other one lives; SDKs don't see pings."""
        if time.monotonic() - self.heard_at > LONGEST_SILENCE:
            self.drop("it does not answer any more")
        elif self.is_open:
            self.send(" ")
            self.protocol.send_ping(b"")
            self.write()
        self.pulse = asyncio.get_running_loop().call_later(HEARTBEAT, self.beat)

    def write(self) -> None:
        """Hand over to the system what the protocol has to send."""
        transport = self.transport
        if transport is None:
            return
        for data in self.protocol.data_to_send():
            if data:
                transport.write(data)
            elif transport.can_write_eof():
                transport.write_eof()
        if transport.get_write_buffer_size() > MOST_BUFFERED:
            self.drop("it does not read what it is sent")
        elif self.protocol.close_rcvd is not None:
            transport.close()
        elif not self.is_open and not self.is_leaving:
            self.is_leaving = True
            asyncio.get_running_loop().call_later(LONGEST_GOODBYE, self.abort)

    # --- the end ---------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        return self.protocol.state is State.OPEN

    def close(self, code: int, reason: str) -> None:
        """Say goodbye, and wait a little for the client's."""
        if self.is_open:
            self.protocol.send_close(code, reason)
            self.write()

    def drop(self, why: str) -> None:
        """Close the connection without a goodbye."""
        LOG.warning("event bridge: dropped a client, because %s", why)
        self.abort()

    def abort(self) -> None:
        """Close the connection without a word."""
        if self.transport is not None:
            self.transport.abort()

    def shut(self) -> None:
        """Say goodbye, and wait for nothing."""
        self.close(GOING_AWAY, "The server stops")
        if self.transport is not None and self.transport.get_write_buffer_size():
            self.transport.abort()
        elif self.transport is not None:
            self.transport.close()

    # --- who waits -------------------------------------------------------------------------

    async def emptied(self) -> None:
        """Return when all messages so far have been sent, or never will be."""
        if self.outbox:
            waiter = asyncio.get_running_loop().create_future()
            self.waiters.append(waiter)
            await waiter

    def release(self) -> None:
        for waiter in self.waiters:
            if not waiter.done():
                waiter.set_result(None)
        self.waiters.clear()


class SocketLoop:
    """The thread, started when it is first needed; its methods may be called from any thread."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.sockets: set[WebSocket] = set()
        self.aside = ThreadPoolExecutor(1, "mocktr-bridge-aside")
        """For what follows from an end, which may wait for an account's lock."""
        self.closed = False
        self.thread = threading.Thread(target=self.run, name="mocktr-bridge", daemon=True)
        self.thread.start()

    def run(self) -> None:
        self.loop.run_forever()
        self.loop.run_until_complete(self.end())
        self.loop.close()

    async def end(self) -> None:
        for client in list(self.sockets):
            client.shut()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        # Transports close in the next turns of the loop.
        await asyncio.gather(*left, asyncio.sleep(0), return_exceptions=True)
        await asyncio.sleep(0)

    def call(self, function: Callable[..., object], *arguments: Any) -> None:
        """Call a function in the loop's thread, soon; after the end nothing is called."""
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(function, *arguments)

    def adopt(self, sock: socket, client: WebSocket) -> None:
        """Serve a connection, and own its socket."""
        if self.closed:
            sock.close()
        else:
            asyncio.run_coroutine_threadsafe(self.serve(sock, client), self.loop)

    async def serve(self, sock: socket, client: WebSocket) -> None:
        try:
            self.sockets.add(client)
            await self.loop.connect_accepted_socket(lambda: client, sock)
        except OSError:
            sock.close()
            client.connection_lost(None)

    def forget(self, client: WebSocket, then: Callable[[], object]) -> None:
        """A client is gone: do what follows, aside."""
        self.sockets.discard(client)
        if not self.closed:
            self.aside.submit(then)

    def wait(self, clients: list[WebSocket], seconds: float) -> bool:
        """Wait until all messages to these clients so far were sent; whether they were."""
        if self.closed or threading.current_thread() is self.thread:
            return True
        everyone = asyncio.run_coroutine_threadsafe(self.all_emptied(clients), self.loop)
        return not timed_out(everyone, seconds)

    async def all_emptied(self, clients: list[WebSocket]) -> None:
        for client in clients:
            await client.emptied()

    def close(self) -> None:
        """Close all sockets at once, and end the thread."""
        if self.closed:
            return
        self.closed = True
        self.call(self.loop.stop)
        if threading.current_thread() is not self.thread:
            self.thread.join(LONGEST_END)
        self.aside.shutdown(wait=False, cancel_futures=True)


def timed_out(future: Future[None], seconds: float) -> bool:
    try:
        future.result(seconds)
    except FutureTimeoutError:
        future.cancel()
        return True
    return False
