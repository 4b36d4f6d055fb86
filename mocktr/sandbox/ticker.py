"""Lets real clocks fire their timers when nobody asks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping

from mocktr.sandbox.tenant import Tenant

LOG = logging.getLogger(__name__)

LONGEST_SLEEP = 0.1
"""Seconds between two looks, so that a timer set meanwhile is not slept through."""


class Ticker:
    """A thread that wakes for the next timer of any tenant whose clock is real."""

    def __init__(self, tenants: Callable[[], Mapping[str, Tenant]]) -> None:
        self.tenants = tenants
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

    def run(self) -> None:
        while not self.stopped.wait(self.pause()):
            for tenant in self.tenants().values():
                catch_up(tenant)

    def pause(self) -> float:
        """Seconds until the next timer."""
        return min([LONGEST_SLEEP, *map(until_due, self.tenants().values())])


def catch_up(tenant: Tenant) -> None:
    """Fire what is due; what goes wrong in one account is told and does not stop the others."""
    try:
        with tenant.lock:
            tenant.catch_up()
        # One account's slow receiver must not hold up the clocks of the others.
        tenant.delivery.deliver_in_background()
    except Exception:
        LOG.exception("a timer of account %s failed", tenant.account.sid)


def until_due(tenant: Tenant) -> float:
    with tenant.lock:
        due = tenant.account.timers.next_due()
        if tenant.wall is None or due is None:
            return LONGEST_SLEEP
        return max(due - tenant.wall.now(), 0) / 1000
