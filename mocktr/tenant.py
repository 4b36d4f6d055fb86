"""One tenant: an account's world, and what can't be copied of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from mocktr.core import scheduler
from mocktr.core.account import Account
from mocktr.core.clock import LATEST_INSTANT, iso
from mocktr.core.explain import Explained, explain
from mocktr.core.scheduler import Action
from mocktr.core.timers import Timer
from mocktr.errors import AdminError
from mocktr.snapshot import Snapshot, Snapshots
from mocktr.state import State, dump
from mocktr.what_if import what_if

T = TypeVar("T")


class WallClock:
    """A virtual time that flows with the wall clock from a given instant on."""

    def __init__(self, start: int) -> None:
        self.offset = start - time.time_ns() // 1_000_000

    def now(self) -> int:
        """The virtual time, in ms."""
        return time.time_ns() // 1_000_000 + self.offset

    def jump(self, amount: int) -> None:
        """Go forward by `amount` ms at once."""
        self.offset += amount


class Tenant:
    """An account with its lock.

    `make` builds the account's world as the seed has it; with `wall` the clock is real.
    """

    def __init__(
        self, make: Callable[[int | None], Account], routes: bool, wall: WallClock | None
    ) -> None:
        self.make = make
        self.account = make(None)
        self.routes = self.routed_at_first = routes
        self.wall = wall
        self.lock = threading.RLock()
        self.snapshots = Snapshots(self.account.sid)

    @property
    def now(self) -> int:
        return self.account.clock.now

    def run(self, operation: Callable[[Account], T]) -> T:
        """Do an operation, and all that follows from it at this instant."""
        with self.lock:
            self.catch_up()
            result = operation(self.account)
            scheduler.settle(self.account, self.routes)
            return result

    def read(self, look: Callable[[Account], T]) -> T:
        """Look at the world; with a real clock, as it is now."""
        with self.lock:
            self.catch_up()
            return look(self.account)

    def catch_up(self) -> None:
        """Follow the wall clock, if the clock is real."""
        if self.wall is not None:
            self._advance(max(self.wall.now(), self.now))

    def advance(self, to: int) -> list[Timer]:
        """Move the clock to `to` (ms), doing what is due on the way; answers what fired."""
        with self.lock:
            self.check_instant(to)
            if self.wall is not None:
                self.wall.jump(to - self.now)
            return self._advance(to)

    def advance_by(self, amount: int) -> list[Timer]:
        """Move the clock by `amount` ms; two calls at one time move it twice."""
        with self.lock:
            return self.advance(self.now + amount)

    def check_instant(self, to: int) -> None:
        """Refuse a time (ms) to which the clock can't go."""
        if to < self.now:
            raise AdminError(f"time can't go back from {iso(self.now)} to {iso(to)}")
        if to > LATEST_INSTANT:
            raise AdminError("time can't go beyond the year 9999")

    def _advance(self, to: int) -> list[Timer]:
        return scheduler.advance(self.account, to, self.routes)

    def step(self) -> Action | None:
        """Do one routing action, also when routing is held."""
        with self.lock:
            self.catch_up()
            return scheduler.step(self.account)

    def settle(self) -> None:
        """Do all routing that there is to do now, also when routing is held."""
        with self.lock:
            self.catch_up()
            scheduler.settle(self.account)

    def route(self, automatically: bool) -> None:
        """Hold routing, or let it go on by itself."""
        with self.lock:
            self.routes = automatically
            scheduler.settle(self.account, self.routes)

    def follow(self, real: bool) -> None:
        """Let the clock flow with the wall clock from now on, or stand still."""
        with self.lock:
            self.catch_up()
            self.wall = WallClock(self.now) if real else None

    def explain(self, sid: str) -> Explained | None:
        """Why a task is where it is; None for one that never was."""
        return self.read(lambda account: explain(account, sid))

    def what_if(self, row: Mapping[str, Any]) -> Explained:
        """The same for a task that is not created."""
        return self.read(lambda account: what_if(account, row))

    # --- another world in the place of this one --------------------------------------------

    def reset(self) -> None:
        """Put the world back to what its seed makes, and routing to how it was at first.

        A real clock is not turned back.
        """
        with self.lock:
            self.routes = self.routed_at_first
            self.replace(self.make(self.wall.now() if self.wall else None))

    def state(self, events: bool = False) -> dict[str, Any]:
        """The whole world as a document, with its event log if `events`."""
        return self.read(lambda account: dump(State(account, self.routes), events))

    def picture(self) -> Snapshot:
        """The world as it is now, to come back to."""
        return self.read(lambda account: Snapshot(State(account, self.routes)))

    def snapshot(self, name: str) -> None:
        """Keep the world as it is now under a name, in place of what had it; raises AdminError."""
        picture = self.picture()
        with self.lock:
            self.snapshots.keep(name, picture)

    def restore(self, name: str) -> None:
        """Come back to a snapshot, which stays; raises AdminError."""
        self.come_back(self.snapshots.find(name).state())

    def come_back(self, state: State) -> None:
        """Go on from another state, with its routing mode and from its time on.

        A real clock stays real, and flows on from there.
        """
        with self.lock:
            self.routes = state.routes
            if self.wall is not None:
                self.wall = WallClock(state.account.clock.now)
            self.replace(state.account)

    def replace(self, account: Account) -> None:
        """Put another world in the place of this one."""
        with self.lock:
            self.account = account
