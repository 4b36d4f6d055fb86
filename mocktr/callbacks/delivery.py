"""Takes the callbacks of one account out, one at a time, and their answers back in."""

from __future__ import annotations

import threading

from mocktr.callbacks.exchange import Exchange, Verdict, World
from mocktr.callbacks.form import Callback
from mocktr.callbacks.outbox import Outbox
from mocktr.callbacks.receivers import Receivers
from mocktr.errors import AdminError

PATIENCE = 1.0
"""Seconds that a command waits for a callback beyond the time that its receiver has."""


class Delivery:
    """The callbacks of one account, on their way."""

    def __init__(self, world: World, receivers: Receivers) -> None:
        self.world = world
        self.receivers = receivers
        self.exchange = Exchange(world, receivers)
        self.outbox = Outbox()
        self.idle = threading.Condition(world.lock)
        self.next: list[Callback] = []
        """Read from the log, and not yet on their way."""
        self.thread: threading.Thread | None = None
        """Who delivers now."""
        self.current: Callback | None = None
        """What is on its way; None while nobody delivers."""
        self.closed = False

    # --- who delivers ----------------------------------------------------------------------

    def deliver(self) -> None:
        """Deliver all that waits in this thread, unless a thread is at it already."""
        if batch := self.claim():
            self.work(batch)

    def deliver_in_background(self) -> None:
        """Deliver all that waits in a thread of the account's own."""
        if batch := self.claim():
            threading.Thread(
                target=self.work, args=(batch,), name="mocktr-delivery", daemon=True
            ).start()

    def claim(self) -> list[Callback]:
        """The next callbacks, if they are this thread's to deliver."""
        # Most requests write no event, so this is looked at before the lock is taken.
        if not self.next and self.outbox.position == len(self.world.account.events):
            return []
        with self.world.lock:
            if self.current or not self.is_waiting():
                return []
            batch = self.take()
            self.current = batch[0]
            return batch

    def is_waiting(self) -> bool:
        """Whether a callback is to be sent before the clock may move on."""
        if not self.next and not self.closed:
            functions = frozenset(self.receivers.functions)
            self.next = self.outbox.next(self.world.account, self.world.epoch, functions)
        return bool(self.next)

    def take(self) -> list[Callback]:
        batch, self.next = self.next, []
        return batch

    def work(self, batch: list[Callback]) -> None:
        """Deliver these callbacks and all that follow from their answers."""
        self.thread = threading.current_thread()
        try:
            while batch:
                self.deliver_batch(batch)
                with self.world.lock:
                    batch = self.take() if self.is_waiting() else self.rest()
        except BaseException:
            with self.world.lock:
                self.rest()
            raise

    def rest(self) -> list[Callback]:
        self.thread = self.current = None
        self.idle.notify_all()
        return []

    # --- who waits -------------------------------------------------------------------------

    @property
    def is_mine(self) -> bool:
        """Whether this thread is in the middle of a delivery: it runs a receiver's code."""
        return self.thread is threading.current_thread()

    def drain(self) -> None:
        """Return when no callback waits any more.

        Raises AdminError, with the name of the callback, where one takes longer than it may. A
        receiver that asks in the middle of a delivery does not wait for itself.
        """
        while not self.is_mine:
            self.deliver()
            with self.idle:
                if self.current:
                    self.wait()
                elif not self.is_waiting():
                    return

    def wait(self) -> None:
        """Wait until another thread is done with the callback that it delivers."""
        current = self.current
        assert current is not None
        limit = self.exchange.longest(current) + PATIENCE
        if not self.idle.wait_for(lambda: self.current is not current, limit):
            raise AdminError(f"gave up waiting for the {current.name}", 504)

    def restart(self) -> None:
        """Go on with a world that took the place of the one before."""
        self.next = []
        self.outbox.position = len(self.world.account.events)

    def close(self) -> None:
        """Send nothing more."""
        with self.world.lock:
            self.closed, self.next = True, []

    # --- how a callback is delivered -------------------------------------------------------

    def deliver_batch(self, batch: list[Callback]) -> None:
        """Send all, then let the answers have their effect, in the order of the reservations."""
        asked = [(callback, self.send(callback)) for callback in batch]
        for callback, verdict in asked:
            if verdict is not None:
                self.exchange.apply(callback, verdict)

    def send(self, callback: Callback) -> Verdict | None:
        with self.idle:
            self.current = callback
            self.idle.notify_all()
        return self.exchange.send(callback)
