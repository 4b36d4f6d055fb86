"""The WebSocket of one page: what waits for it, what it is sent, and how it ends."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from math import inf
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
        self.outbox: deque[tuple[float, str | None]] = deque()
        """Messages, each with the instant from which on it may be sent; None cuts the socket."""
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

    def post(self, text: str | None, due: float) -> None:
        """Send a message at `due` (of the monotonic clock), after those before it.

        None cuts the connection in its turn.
        """
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
            text = self.outbox.popleft()[1]
            if text is None:
                self.write()
                self.abort()
                return
            self.send(text)
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
