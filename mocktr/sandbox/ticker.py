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
from mocktr.sandbox.turns import Turn

LOG = logging.getLogger(__name__)

LONGEST_SLEEP = 0.1
"""Seconds between two looks, so that a timer set meanwhile is not slept through."""

SHORTEST_SLEEP = 0.005
"""Seconds until those are looked at again whose lock somebody has."""

LONGEST_LOOK = 0.02
"""Seconds that one account may take before others have their turn."""

Due = tuple[int, int, ref[Tenant]]
"""An instant (ms of the wall clock), and the tenant that is due then; what is between orders them.

It keeps no tenant that was forgotten meanwhile.
"""


class Ticker:
    """A thread that wakes for the next timer of any tenant whose clock is real."""

    def __init__(self) -> None:
        self.due: list[Due] = []
        """A heap."""
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
        late: list[Due] = []
        while not self.stopped.wait(SHORTEST_SLEEP if late else self.pause()):
            late = [one for one in (*late, *self.take()) if not is_seen_to(one)]

    def take(self) -> list[Due]:
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


def is_seen_to(due: Due) -> bool:
    """Fire what is due; False where somebody has the account, for whom the others don't wait."""
    at, _, found = due
    tenant = found()
    if tenant is None:
        return True
    if not tenant.lock.acquire(blocking=False):
        return False
    try:
        catch_up(tenant, at)
    finally:
        tenant.lock.release()
    return True


def catch_up(tenant: Tenant, at: int) -> None:
    """What goes wrong in one account is told and does not stop the others."""
    if tenant.woken_at != at:
        # It was looked at before, and says itself when the next time is.
        return
    tenant.woken_at = None
    try:
        try:
            tenant.catch_up(Turn(LONGEST_LOOK).is_over)
        finally:
            tenant.watch()
        # One account's slow receiver must not hold up the clocks of the others.
        tenant.delivery.deliver_in_background()
    except Exception:
        LOG.exception("a timer of account %s failed", tenant.account.sid)
