"""Takes the callbacks of one account out, one at a time, and their answers back in."""

from __future__ import annotations

import logging
import threading
from contextvars import ContextVar
from itertools import chain
from math import inf
from time import monotonic
from typing import Any, NamedTuple

from mocktr.callbacks.backlog import Backlog
from mocktr.callbacks.effects import Effects
from mocktr.callbacks.exchange import Exchange, Owner, Verdict
from mocktr.callbacks.form import Callback
from mocktr.callbacks.outbox import Outbox
from mocktr.callbacks.patience import Patience, begin_to_wait, client_patience
from mocktr.callbacks.receivers import Receivers
from mocktr.errors import AdminError
from mocktr.shortage import Shortage

LOG = logging.getLogger(__name__)

PATIENCE = 5.0
"""Seconds that a command waits for a callback beyond the time that its receiver has.

A receiver on the network is hung up on in time; it takes longer on a machine that is too busy.
"""

MOST_IN_A_ROW = 10_000
"""How many callbacks one request or command sees to, beyond what follows from those at hand.

An application that answers each event with a change, of which there is an event, never ends.
"""
FOLLOWING = 10
"""How many callbacks may follow from each of those at hand, as a whole life of a task does."""


ROUNDS: ContextVar[tuple[object, ...]] = ContextVar("mocktr_rounds", default=())
"""The deliveries in the course of which this code runs; nested where accounts differ.

A context follows a receiver's code where it goes: into the loop of an ASGI application, and into
the threads in which such a framework runs what is not a coroutine.
"""


ENDLESS = "callbacks cause callbacks without end"


class InFlight(NamedTuple):
    """How many callbacks are on their way or wait for their turn, and the age of the oldest."""

    callbacks: int
    oldest_seconds: float | None
    """None where there is none."""

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return self._asdict()


class Delivery:
    """The callbacks of one account, on their way."""

    def __init__(self, owner: Owner, receivers: Receivers) -> None:
        self.owner = owner
        self.receivers = receivers
        self.exchange = Exchange(owner, receivers)
        self.effects = Effects(self.exchange)
        self.outbox = Outbox()
        self.idle = threading.Condition(owner.lock)
        self.next = Backlog()
        """Read from the log, and not yet on their way."""
        self.current: Callback | None = None
        """What is on its way; None while nobody delivers."""
        self.under_way: list[Callback] = []
        """What goes out together with it, and is not done with yet."""
        self.begun = 0
        """How many of these were sent, or are on their way."""
        self.round: object = None
        """Who delivers now, as in ROUNDS."""
        self.closed = False
        self.shortage = Shortage(LOG, "no more threads: callbacks wait for one")

    # --- who delivers ----------------------------------------------------------------------

    def deliver(self) -> bool:
        """Deliver all that waits in this thread, unless a thread is at it already.

        Answers whether that came to an end.
        """
        if self.receivers.is_asking:
            # A coroutine of the application's own: it would wait for itself.
            self.deliver_in_background()
        elif batch := self.claim():
            return self.work(batch, MOST_IN_A_ROW + FOLLOWING * len(self.next))
        return True

    def deliver_in_background(self) -> None:
        """Deliver all that waits in a thread of the account's own.

        Where the system has none, it waits for the next occasion.
        """
        if batch := self.claim():
            work = threading.Thread(
                target=self.work, args=(batch,), name="mocktr-delivery", daemon=True
            )
            try:
                work.start()
            except (RuntimeError, MemoryError) as error:
                self.shortage.tell(error)
                with self.owner.lock:
                    self.next.put_back(batch)
                    self.rest()

    def read(self) -> None:
        """Make the callbacks of what was written to the log, for the URLs as they are now."""
        account, functions = self.owner.world, frozenset(self.receivers.functions)
        if account is None or self.closed:
            return
        if not functions:
            self.outbox.pass_quiet(account)
        if self.outbox.is_behind(account):
            for batch in self.outbox.batches(account, self.owner.epoch, functions):
                if not self.next.add(batch):
                    self.exchange.drop(batch, f"{len(self.next)} wait already")

    def read_so_far(self) -> tuple[int, int]:
        """How many events and how many requests of calls are needed here no longer."""
        if self.closed:
            account = self.owner.account
            return len(account.events), len(account.line.requests)
        return self.outbox.position, self.outbox.asked

    @property
    def may_wait(self) -> bool:
        """Whether there may be something to deliver; most requests write no event."""
        # No lock is needed to see that.
        account = self.owner.world
        return bool(self.next) or (account is not None and self.outbox.is_behind(account))

    def claim(self) -> list[Callback]:
        """The next callbacks, if they are this thread's to deliver."""
        if not self.may_wait:
            return []
        with self.owner.lock:
            if self.current or not self.is_waiting():
                return []
            batch = self.take()
            self.current, self.round = batch[0], object()
            return batch

    def take(self) -> list[Callback]:
        """What goes out next; the owner's lock is held."""
        self.under_way, self.begun = self.next.take(), 0
        return self.under_way

    def is_waiting(self) -> bool:
        """Whether there is a callback that is not yet on its way."""
        self.read()
        return bool(self.next)

    def is_busy(self) -> bool:
        """Whether a callback is to be answered before the clock may move on."""
        return self.current is not None or self.is_waiting()

    def work(self, batch: list[Callback], most: float = inf) -> bool:
        """Deliver these callbacks and all that follow from their answers, up to so many.

        Answers whether that was all.
        """
        token = ROUNDS.set((*ROUNDS.get(), self.round))
        try:
            while batch:
                self.deliver_batch(batch)
                most -= 1
                with self.owner.lock:
                    waits = self.is_waiting()
                    batch = self.take() if waits and most > 0 else []
                    if not batch:
                        self.rest()
            if waits:
                LOG.error("gave up for account %s: %s", self.owner.account.sid, ENDLESS)
            return not waits
        except BaseException:
            with self.owner.lock:
                self.rest()
            raise
        finally:
            ROUNDS.reset(token)

    def rest(self) -> None:
        self.under_way = []
        self.round = self.current = None
        self.idle.notify_all()

    # --- who looks, and who waits ----------------------------------------------------------

    def in_flight(self) -> InFlight:
        """What is on its way and what waits; the owner's lock is held."""
        self.read()
        oldest = self.under_way or self.next.first
        age = round(monotonic() - oldest[0].made, 3) if oldest else None
        return InFlight(len(self.under_way) + self.next.count, age)

    @property
    def is_mine(self) -> bool:
        """Whether this is a receiver's code, in the middle of a delivery."""
        return self.round is not None and self.round in ROUNDS.get()

    def drain(self) -> None:
        """Return when no callback waits any more.

        Raises AdminError, with the name of the callback, where one takes longer than it may, and
        where callbacks follow callbacks without end. A receiver that asks in the middle of a
        delivery does not wait for itself.
        """
        patience = client_patience()
        most = MOST_IN_A_ROW + FOLLOWING * len(self.next)
        while not self.is_mine:
            if most < 0 or not self.deliver_for(patience):
                raise AdminError(f"gave up waiting: {ENDLESS}", 504)
            with self.idle:
                if self.current:
                    self.wait(self.current, patience)
                elif not self.is_waiting():
                    return
            most -= 1

    def deliver_for(self, patience: Patience | None) -> bool:
        """Deliver in this thread, unless who waits in it may leave before the end."""
        if patience is None:
            return self.deliver()
        self.deliver_in_background()
        if self.may_wait and self.current is None:
            raise AdminError("the system has no thread to send callbacks", 503)
        return True

    def wait(self, callback: Callback, patience: Patience | None) -> None:
        """Wait until another thread is done with the callback that it delivers."""
        begin_to_wait()
        end = monotonic() + self.exchange.longest(callback) + PATIENCE
        while True:
            left = end - monotonic()
            until = left if patience is None else min(patience.next_look(), left)
            if self.idle.wait_for(lambda: self.current is not callback, until):
                return
            if patience is not None:
                patience.check()
            if monotonic() >= end:
                raise AdminError(f"gave up waiting for the {callback.name}", 504)

    def restart(self) -> None:
        """Go on with a world that took the place of the one before."""
        self.drop_waiting("it was not sent before its world was replaced")
        self.exchange.cookies.clear()
        self.skip()

    def skip(self) -> None:
        """Send nothing of what happened so far."""
        if self.owner.world is not None:
            self.outbox.skip(self.owner.world)

    def close(self) -> None:
        """Send nothing more; what waits, and what has no answer yet, is told in the journal."""
        with self.owner.lock:
            if self.closed:
                return
            self.read()
            self.closed = True
            self.drop_waiting("it was not sent before the end")
            self.exchange.close()

    def drop_waiting(self, reason: str) -> None:
        """Send nothing of what waits, and tell so in the journal; the owner's lock is held."""
        unsent = self.under_way[self.begun :]
        self.begun = len(self.under_way)
        self.exchange.drop([*unsent, *chain.from_iterable(self.next)], reason)
        self.next.clear()

    # --- how a callback is delivered -------------------------------------------------------

    def deliver_batch(self, batch: list[Callback]) -> None:
        """Send all, then let the answers have their effect, in the order of the reservations."""
        asked = [(callback, self.send(callback)) for callback in batch]
        for callback, verdict in asked:
            if verdict is not None:
                self.effects.apply(callback, verdict)
        with self.owner.lock:
            self.exchange.open.clear()

    def send(self, callback: Callback) -> Verdict | None:
        with self.idle:
            if self.closed or callback.epoch != self.owner.epoch:
                return None
            self.begun += 1
            self.current = callback
            self.idle.notify_all()
        return self.exchange.send(callback)
