"""The sessions of one account: who is connected, and what each of them hears."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from math import inf
from typing import Any

from mocktr.bridge.events import frame, message
from mocktr.bridge.pushes import Push, push
from mocktr.bridge.session import Session, go_away
from mocktr.bridge.sockets import SocketLoop
from mocktr.bridge.timing import Timing
from mocktr.bridge.websocket import NORMAL, RESTART, WebSocket
from mocktr.errors import AdminError
from mocktr.sandbox.tenant import Tenant

LONGEST_LIFE = 2_147_483_647
"""The largest `token_lifetime` (ms) that a browser's timer takes."""
LONGEST_DRAIN = 10.0
"""Seconds to wait until all was sent to the sessions."""
MOST_DISPLACED = 10_000
"""How many tokens of displaced sessions are remembered."""

DISPLACED = "Another session of this worker took the place of this one"
REPLACED = "The world of this session was replaced"


class Sessions:
    """An audience of a tenant; to be used under its lock, but for `drain` and `hear`."""

    def __init__(self, tenant: Tenant, loop: SocketLoop, timing: Timing) -> None:
        self.tenant = tenant
        self.loop = loop
        self.timing = timing
        self.count = 0
        self.position = 0
        """How much of the log was read."""
        self.by_channel: defaultdict[str, list[Session]] = defaultdict(list)
        self.displaced: dict[str, None] = {}
        """Digests of the tokens of displaced sessions: they don't displace when they come back."""

    # --- coming and going ------------------------------------------------------------------

    def open(self, session: Session, greeting: bytes) -> WebSocket:
        """Let a session begin; answers its socket, which is to be given its connection."""
        self.count += 1
        session.number, session.since = self.count, time.time()
        session.socket = WebSocket(greeting, lambda: self.loop.forget(session.socket, leave))
        leave = partial(self.leave, session)
        if not self.by_channel:
            self.position = len(self.tenant.account.events)
            self.tenant.audiences.append(self)
        if session.displaces and session.digest not in self.displaced:
            self.displace(session.channel)
        self.by_channel[session.channel].append(session)
        self.loop.call(self.begin, session, self.account_sid)
        return session.socket

    def displace(self, channel: str) -> None:
        for other in self.by_channel.get(channel, ()):
            self.displaced[other.digest] = None
            self.loop.call(other.socket.close, NORMAL, DISPLACED)
        while len(self.displaced) > MOST_DISPLACED:
            del self.displaced[next(iter(self.displaced))]

    @property
    def account_sid(self) -> str:
        return self.tenant.account.sid

    def begin(self, session: Session, account_sid: str) -> None:
        """What today's SDK hears first; in the loop's thread."""
        if session.style == "old":
            return
        loop, socket = self.loop.loop, session.socket
        socket.ready_at = inf
        loop.call_later(self.timing.init, self.start, session, account_sid)
        left = session.grant.expires - time.time()
        socket.deadline = loop.call_later(left, socket.close, NORMAL, "Token expired")

    def start(self, session: Session, account_sid: str) -> None:
        left = (session.grant.expires - time.time()) * 1000
        payload = {
            "channel_id": session.channel,
            "account_sid": account_sid,
            "workspace_sid": session.grant.workspace_sid,
            "token_lifetime": max(0, min(int(left), LONGEST_LIFE)),
        }
        session.socket.say(frame("init", payload))
        session.socket.hold(time.monotonic() + self.timing.longest_start)

    def leave(self, session: Session) -> None:
        """A session is over; takes the tenant's lock."""
        with self.tenant.lock:
            rest = self.by_channel.get(session.channel, [])
            if session not in rest:
                return
            rest.remove(session)
            if rest:
                return
            del self.by_channel[session.channel]
            if not self.by_channel:
                self.tenant.audiences.remove(self)
        if session.activity_at_end is not None:
            self.tenant.run(partial(go_away, session))
            self.tenant.delivery.deliver_in_background()

    def close(self) -> None:
        """Read no more: the server stops, and with it the loop."""
        self.by_channel.clear()
        if self in self.tenant.audiences:
            self.tenant.audiences.remove(self)

    def dismiss(self, number: int) -> dict[str, Any] | None:
        """Cut the connection of one session, as a network does; answers its row."""
        session = next((one for one in self.everyone() if one.number == number), None)
        if session is None:
            return None
        self.loop.call(session.socket.abort)
        return session.row(self.tenant.account)

    def rows(self) -> list[dict[str, Any]]:
        """Who is connected, in the order in which they came."""
        found = sorted(self.everyone(), key=lambda one: one.number)
        return [one.row(self.tenant.account) for one in found]

    def connected(self) -> dict[str, int]:
        """How many sessions are open, by the SID of their channel; needs no lock."""
        counts = {
            channel: sum(one.socket.is_open for one in list(sessions))
            for channel, sessions in list(self.by_channel.items())
        }
        return {channel: count for channel, count in counts.items() if count}

    def everyone(self) -> Iterable[Session]:
        """All sessions that are open."""
        for sessions in self.by_channel.values():
            yield from (one for one in sessions if one.socket.is_open)

    # --- the event log ---------------------------------------------------------------------

    def read(self) -> None:
        """Pass on what was written to the log, to the sessions that are open now."""
        account = self.tenant.account
        log, told = account.events, []
        while self.position < len(log):
            entry = log[self.position]
            self.position += 1
            if entry.type == "worker.deleted":
                self.end(entry.resource_sid)
            found = message(account, entry)
            if found is not None:
                for channel in found.channels:
                    for session in self.by_channel.get(channel, ()):
                        if text := found.text(session.style):
                            told.append(push(session, entry.type, text, self.tenant.faults))
        if told:
            self.loop.call(post, told, time.monotonic() + self.timing.event)

    def end(self, channel: str) -> None:
        for session in self.by_channel.get(channel, ()):
            self.loop.call(session.socket.close, NORMAL, "The worker was deleted")

    def restart(self) -> None:
        """Let all SDKs begin anew: what they know is of a world that is no more."""
        self.position = len(self.tenant.account.events)
        for session in self.everyone():
            self.loop.call(session.socket.close, RESTART, REPLACED)

    def listed(self, channel: str, token: str) -> None:
        """Today's SDK got its list of reservations, the last thing that it needs to start."""
        for session in self.by_channel.get(channel, ()):
            if session.token == token:
                self.loop.call(self.settle, session)

    def settle(self, session: Session) -> None:
        until = time.monotonic() + self.timing.settling
        if session.socket.ready_at < inf:
            session.socket.hold(min(session.socket.ready_at, until))

    def drain(self) -> None:
        """Return when all that was caused so far was sent; raises AdminError."""
        with self.tenant.lock:
            self.read()
            sockets = [session.socket for session in self.everyone()]
            patience = LONGEST_DRAIN + self.tenant.faults.patience
        if not self.loop.wait(sockets, patience):
            raise AdminError("gave up waiting for the sessions to be sent what was caused", 504)


def post(told: list[Push], due: float) -> None:
    """Send messages in order; in the loop's thread."""
    for one in told:
        for text in one.texts:
            one.socket.post(text, due + one.delay)
