"""How an account's clock is moved: from instant to instant, with all that is due on the way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from mocktr.callbacks.patience import begin_to_wait, check_patience
from mocktr.core import scheduler
from mocktr.core.clock import LATEST_INSTANT, iso
from mocktr.core.timers import Timer
from mocktr.errors import AdminError
from mocktr.sandbox.turns import LONGEST, Turn, breathe, turn

if TYPE_CHECKING:
    from mocktr.sandbox.tenant import Tenant


class Motion:
    """Moves the clock of one tenant, one move at a time."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.under_way = threading.Lock()

    def go(self, target: Callable[[int], int]) -> list[Timer]:
        """Move the clock to where `target` says, from instant to instant; answers what fired.

        No instant is left while a callback of it is unanswered. What takes long goes on in turns,
        between which others may use the account. Raises AdminError, also for a move in the middle
        of a move, and where its client waits no longer; the clock stays where it is then.
        """
        tenant = self.tenant
        if tenant.delivery.is_mine:
            raise AdminError("the clock can't move before this callback is answered", 409)
        if not self.under_way.acquire(blocking=False):
            raise AdminError("the clock is being moved already", 409)
        try:
            tenant.drain()
            with tenant.lock:
                tenant.catch_up()
                now = tenant.account.clock.now
                to = target(now)
                self.check(to)
                tenant.touch()
                epoch = tenant.epoch
            return self.go_on(to, to - now, epoch)
        finally:
            self.under_way.release()

    def check(self, to: int) -> None:
        """Refuse a time (ms) to which the clock can't go."""
        now = self.tenant.now
        if to < now:
            raise AdminError(f"time can't go back from {iso(now)} to {iso(to)}")
        if to > LATEST_INSTANT:
            raise AdminError("time can't go beyond the year 9999")

    def go_on(self, to: int, ahead: int, epoch: int) -> list[Timer]:
        """Do what is due until `to`; a real clock is `ahead` (ms) of where it would be then."""
        tenant = self.tenant
        fired: list[Timer] = []
        begin_to_wait()
        while True:
            check_patience()
            with turn(self) as own:
                # Whoever has this account must not hold up the clocks of all others.
                if not tenant.lock.acquire(timeout=LONGEST):
                    continue
                try:
                    if tenant.epoch != epoch:
                        raise AdminError("the world was replaced while its clock moved", 409)
                    began = tenant.account.clock.now
                    # A real clock goes on by itself meanwhile.
                    to = max(to, began)
                    stop = partial(self.must_stop, own)
                    fired += scheduler.advance(tenant.account, to, tenant.routes, stop)
                    there = tenant.account.clock.now
                    ahead -= self.jump(ahead if there == to else min(ahead, there - began))
                    is_busy = self.is_busy()
                finally:
                    tenant.lock.release()
                if there < to and not is_busy:
                    breathe()
            if is_busy:
                tenant.drain()
            elif there == to:
                return fired

    def must_stop(self, own: Turn) -> bool:
        return self.is_busy() or own.is_over()

    def is_busy(self) -> bool:
        """Whether the clock may not move on yet; at the end of an instant, all is told of it."""
        tenant = self.tenant
        for audience in tenant.audiences:
            audience.read()
        busy = tenant.delivery.is_busy()
        tenant.forget()
        return busy

    def jump(self, amount: int) -> int:
        """Let a real clock go forward by `amount` (ms), and show the time that it is."""
        tenant = self.tenant
        if tenant.wall is not None:
            tenant.wall.jump(amount)
        tenant.show_time()
        tenant.watch()
        return amount
