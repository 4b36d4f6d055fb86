"""Lets real clocks fire their timers when nobody asks.

Nobody is looked at before there is something to do: each tenant says when its next timer is due, so
that thousands whose worlds stand still cost nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from heapq import heappop, heappush
from weakref import ref

from mocktr.sandbox.tenant import Tenant

LOG = logging.getLogger(__name__)

LONGEST_SLEEP = 0.1
"""Seconds between two looks, so that a timer set meanwhile is not slept through."""


class Ticker:
    """A thread that wakes for the next timer of any tenant whose clock is real."""

    def __init__(self) -> None:
        self.due: list[tuple[int, int, ref[Tenant]]] = []
        """A heap of instants (ms of the wall clock), each with the tenant that is due then.

        It keeps no tenant that was forgotten meanwhile.
        """
        self.count = 0
        self.lock = threading.Lock()
        self.stopped = threading.Event()
        self.thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, unless it runs already."""
        with self.lock:
            if self.thread is None:
                self.thread = threading.Thread(target=self.run, name="mocktr-ticker", daemon=True)
                self.thread.start()

    def stop(self) -> None:
        """End the thread."""
        self.stopped.set()
        if self.thread is not None and self.thread is not threading.current_thread():
            self.thread.join()

    def expect(self, tenant: Tenant, at: int) -> None:
        """Look at a tenant at this instant (ms of the wall clock); its lock may be held."""
        with self.lock:
            self.count += 1
            heappush(self.due, (at, self.count, ref(tenant)))
        if self.thread is None:
            self.start()

    def run(self) -> None:
        while not self.stopped.wait(self.pause()):
            for at, _, found in self.take():
                if (tenant := found()) is not None:
                    catch_up(tenant, at)
                # Else it would be kept until the next is due.
                del tenant

    def take(self) -> list[tuple[int, int, ref[Tenant]]]:
        """Those that are due now, in order."""
        now, found = wall_now(), []
        with self.lock:
            while self.due and self.due[0][0] <= now:
                found.append(heappop(self.due))
        return found

    def pause(self) -> float:
        """Seconds until somebody is due."""
        with self.lock:
            if not self.due:
                return LONGEST_SLEEP
            return min(max(self.due[0][0] - wall_now(), 0) / 1000, LONGEST_SLEEP)


def wall_now() -> int:
    return time.time_ns() // 1_000_000


def catch_up(tenant: Tenant, at: int) -> None:
    """Fire what is due; what goes wrong in one account is told and does not stop the others."""
    try:
        with tenant.lock:
            if tenant.woken_at != at:
                # It was looked at before, and says itself when the next time is.
                return
            tenant.woken_at = None
            try:
                tenant.catch_up()
            finally:
                tenant.watch()
        # One account's slow receiver must not hold up the clocks of the others.
        tenant.delivery.deliver_in_background()
    except Exception:
        LOG.exception("a timer of account %s failed", tenant.account.sid)
