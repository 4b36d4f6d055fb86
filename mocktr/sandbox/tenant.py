"""One tenant: an account's world, and what can't be copied of it."""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, NamedTuple, Protocol, TypeVar

from mocktr.callbacks import Delivery, InFlight, Receivers
from mocktr.core import scheduler
from mocktr.core.account import Account
from mocktr.core.coverage import Coverage, cover
from mocktr.core.scheduler import Action
from mocktr.core.timers import Timer
from mocktr.errors import AdminError
from mocktr.faults import Faults
from mocktr.journal import MOST_ENTRIES, Journal
from mocktr.sandbox.credentials import UNKNOWN_TOKEN
from mocktr.sandbox.image import Seeds
from mocktr.sandbox.messages import RecordedMessage
from mocktr.sandbox.motion import Motion
from mocktr.sandbox.rate_limits import RateLimits
from mocktr.sandbox.snapshot import Snapshot, Snapshots
from mocktr.sandbox.undo import Undo
from mocktr.sandbox.wall_clock import ShownTime, WallClock
from mocktr.state import State, dump

T = TypeVar("T")


class Audience(Protocol):
    """Who reads the event log beside the callbacks, and tells others of it."""

    def read(self) -> None:
        """Take what was written to the log; the tenant's lock is held."""

    def restart(self) -> None:
        """Another world took the place of the one before; the tenant's lock is held."""

    def drain(self) -> None:
        """Return when what was taken from the log has been passed on."""

    def rows(self) -> list[dict[str, Any]]:
        """Who listens, for JSON."""

    def connected(self) -> dict[str, int]:
        """How many listen, by the SID of the worker whose pages they are; needs no lock."""

    def dismiss(self, number: int) -> dict[str, Any] | None:
        """Let go of one of them; answers its row, or None if there is none of this number."""


class Maker(Protocol):
    """Builds the world of an account."""

    def __call__(self, start: int, seeds: Seeds | None = None, /) -> Account:
        """Its world at `start` (ms); of other seeds than its own."""


class Beginning(NamedTuple):
    """Whose world it is, when it begins (ms), and what makes it."""

    sid: str
    start: int
    make: Maker


class Tenant:
    """An account with its lock, its callbacks, its journal and its planned faults.

    Its world has a `beginning`, and is made when somebody looks at it; with `wall` the clock is
    real, and `wake` is told at which instant (ms) of the wall clock to look again. Callbacks go to
    `receivers`; without, none is sent. `token` is the account's auth token, if it is known. The
    journal keeps `most_entries`; `rate_limits` lets Twilio's published ones hold. `application`
    answers what serves TaskRouter's API, if anything does.

    `run` and `read` are for the REST API. All else is for who controls the world.
    """

    def __init__(
        self,
        beginning: Beginning,
        routes: bool,
        wall: WallClock | None,
        wake: Callable[[Tenant, int], None] | None = None,
        receivers: Receivers | None = None,
        token: str | None = None,
        most_entries: int = MOST_ENTRIES,
        rate_limits: bool = False,
        application: Callable[[], Callable[..., Any] | None] = lambda: None,
    ) -> None:
        sid, self.start, self.make = beginning
        self.application = application
        self.world: Account | None = None
        """None while it is not in memory, as it can be made at any time."""
        self.built: Callable[[Tenant], None] | None = None
        """Who is told when it was."""
        self.covered = Coverage()
        """What was exercised in the worlds before the present one."""
        self.routes = self.routed_at_first = routes
        self.wall = wall
        self.shown: ShownTime | None = None
        """The wall clock of the process, if it follows this account's."""
        self.token = token
        self.latest_token: str | None = None
        """That with which the account was asked last."""
        self.signed_with: str | None = None
        """The token of the last callback."""
        self.api_key = f"SK{sid[2:]}"
        """An API key that the account has without being told."""
        self.api_secret = secrets.token_hex(16)
        self.wake = wake
        self.woken_at: int | None = None
        """The instant for which `wake` was told last, until it comes."""
        self.lock = threading.RLock()
        self.motion = Motion(self)
        self.epoch = 0
        self.revision = 0
        """How many commands changed something here, also what no event tells."""
        self.born = time.time_ns() // 1_000_000
        """Tells this life of the account from that in a process before; ms of the wall clock."""
        self.journal = Journal(most_entries)
        self.messages: deque[RecordedMessage] = deque(maxlen=most_entries)
        """What applications sent, where that is recorded; as many as the journal keeps entries."""
        self.faults = Faults()
        self.limits = RateLimits() if rate_limits else None
        self.snapshots = Snapshots(sid)
        self.undo = Undo()
        self.delivery = Delivery(self, receivers or Receivers())
        if receivers is None:
            self.delivery.close()
        self.audiences: list[Audience] = []
        self.changes = 0
        """How often something was done that may have changed the world."""
        self.is_fresh = True
        """Whether the world is as its seed makes it, but for the time."""
        self.asked = monotonic()
        """When a client asked last, on a clock of the machine (s)."""
        self.watch()

    @property
    def account(self) -> Account:
        """The world; made as the seed has it, where it is not in memory."""
        world = self.world
        return self.load() if world is None else world

    @account.setter
    def account(self, account: Account) -> None:
        self.world, self.is_fresh = account, False

    def load(self) -> Account:
        """The world, in memory from now on."""
        with self.lock:
            if self.world is None:
                self.world = self.make(self.start)
                self.delivery.skip()
                if self.built is not None:
                    self.built(self)
            return self.world

    def let_go(self) -> None:
        """Keep a world no longer that nobody changed, unless somebody looks at it now."""
        if self.lock.acquire(blocking=False):
            try:
                if self.is_fresh and not self.audiences:
                    # Not taken apart: the lock is reentrant, and its holder may be looking at it.
                    self.world = None
            finally:
                self.lock.release()

    def put(self, account: Account | None) -> None:
        """Have another world, or none; the lock is held, and nobody looks at the one before."""
        before, self.world = self.world, account
        if before is not None:
            before.dissolve()

    @property
    def now(self) -> int:
        """The time (ms); a real clock may have timers that are due by now, and not fired yet."""
        now = self.start if self.world is None else self.world.clock.now
        return now if self.wall is None else max(self.wall.now(), now)

    @property
    def signing_token(self) -> str:
        """The auth token that callbacks are signed with: the given one, else the latest."""
        known = (self.token, self.latest_token, UNKNOWN_TOKEN)
        return next(token for token in known if token is not None)

    def run(self, operation: Callable[[Account], T]) -> T:
        """Do what a client asks for, and all that follows from it at this instant."""
        return self.act(lambda account: account.serve(operation))

    def act(self, operation: Callable[[Account], T]) -> T:
        """Do an operation of TaskRouter's own, and all that follows from it."""
        with self.lock:
            self.catch_up()
            self.touch()
            result = operation(self.account)
            scheduler.settle(self.account, self.routes)
            self.tell()
            return result

    def tell(self) -> None:
        """Let those who read the event log see what was written to it."""
        self.delivery.read()
        for audience in self.audiences:
            audience.read()
        self.forget()
        self.watch()

    def forget(self) -> None:
        """Let go of what is too old, as far as it was read."""
        events, asked = self.delivery.read_so_far()
        self.account.forget(events, asked)

    def touch(self) -> None:
        """The world may be another from here on; the lock is held."""
        self.changes += 1
        self.is_fresh = False

    def watch(self) -> None:
        """Have a real clock looked at when its next timer is due; the lock is held."""
        if self.wall is None:
            return
        due = self.account.timers.next_due()
        if due is not None:
            self.wake_at(self.wall.at(due))

    def wake_at(self, at: int) -> None:
        """Have this tenant looked at by an instant (ms) of the wall clock."""
        if self.wake is not None and (self.woken_at is None or at < self.woken_at):
            self.woken_at = at
            self.wake(self, at)

    def read(self, look: Callable[[Account], T]) -> T:
        """Look at the world; with a real clock, as it is now."""
        with self.lock:
            self.catch_up()
            return look(self.account)

    def catch_up(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Follow the wall clock, if the clock is real; it waits for no callback.

        Where `stop` says so at the end of an instant, the rest is left for soon.
        """
        if self.wall is not None:
            if scheduler.advance(self.account, self.now, self.routes, stop):
                self.touch()
                # Who only looks sees to no callbacks of what became due.
                self.wake_at(self.wall.at(self.account.clock.now))
            self.tell()

    # --- control ---------------------------------------------------------------------------

    @contextmanager
    def observed(self) -> Iterator[Account]:
        """The world, to look at as it is now."""
        with self.lock:
            self.catch_up()
            yield self.account

    def in_flight(self) -> InFlight:
        """The callbacks that are on their way now."""
        with self.observed():
            return self.delivery.in_flight()

    def sessions(self) -> dict[str, int]:
        """How many pages are connected, by the SID of the worker whose they are; needs no lock."""
        found: Counter[str] = Counter()
        for audience in list(self.audiences):
            found.update(audience.connected())
        return dict(found)

    def drain(self) -> None:
        """Return when all callbacks so far are answered; raises AdminError."""
        self.delivery.drain()

    @contextmanager
    def at_rest(self) -> Iterator[Account]:
        """The world, to look at when all callbacks so far are answered."""
        self.drain()
        with self.observed() as account:
            yield account

    @contextmanager
    def controlled(self) -> Iterator[Account]:
        """The same, to do something with; then it sees to the callbacks that follow."""
        with self.at_rest() as account:
            self.touch()
            yield account
            self.tell()
        self.drain()

    @contextmanager
    def steered(self) -> Iterator[Account]:
        """The same, to order what a test wants beside the REST API; all that follows is done."""
        with self.controlled() as account:
            yield account
            scheduler.settle(account, self.routes)

    def advance(self, to: int) -> list[Timer]:
        """Move the clock to `to` (ms), doing what is due on the way; answers what fired."""
        return self.motion.go(lambda now: to)

    def advance_by(self, amount: int) -> list[Timer]:
        """Move the clock by `amount` ms."""
        return self.motion.go(lambda now: now + amount)

    def advance_to_next(self) -> list[Timer]:
        """Move the clock to the next timer; where there is none it stays."""
        return self.motion.go(lambda now: self.account.timers.next_due() or now)

    def step(self) -> Action | None:
        """Do one routing action, also when routing is held."""
        with self.controlled() as account:
            return scheduler.step(account)

    def settle(self) -> None:
        """Do all routing that there is to do now, also when routing is held.

        Who reads the event log has then passed on all that was caused so far.
        """
        with self.controlled() as account:
            scheduler.settle(account)
        for audience in list(self.audiences):
            audience.drain()

    def route(self, automatically: bool) -> None:
        """Hold routing, or let it go on by itself."""

        with self.controlled() as account:
            self.routes = automatically
            scheduler.settle(account, automatically)

    def follow(self, real: bool) -> None:
        """Let the clock flow with the wall clock from now on, or stand still; raises AdminError."""
        if real and self.shown is not None:
            raise AdminError("the clock can't be real: the wall clock follows it", 409)
        self.drain()
        with self.lock:
            self.catch_up()
            self.wall = WallClock(self.now) if real else None
            self.watch()

    def coverage(self) -> Coverage:
        """What was exercised of the workflows so far, also before resets."""
        with self.observed() as account:
            return self.covered + cover(account)

    def forget_coverage(self) -> None:
        """Count from now on only."""
        with self.lock:
            self.covered = Coverage()
            self.account.tally.clear()

    # --- another world in the place of this one --------------------------------------------

    def reset(self) -> None:
        """Put the world back to what its seed makes, and routing to how it was at first.

        The journal, the messages and the planned faults are cleared. A real clock is not turned
        back. It waits for no callback: an answer that comes later is dropped.
        """
        with self.lock:
            self.routes = self.routed_at_first
            self.journal.clear()
            self.messages.clear()
            self.faults.clear()
            if self.wall is not None:
                self.start = self.wall.now()
            # Made when somebody looks at it: tests are put back before and after each other.
            self.replace(None)
            self.is_fresh = True

    def begin(self, seeds: Seeds) -> None:
        """Begin anew with the world that other seeds make; raises SeedError.

        What else a reset clears stays, so that all of it can be undone. A reset comes back to the
        world that the account was made with.
        """
        with self.lock:
            account = self.make(self.wall.now() if self.wall else self.start, seeds)
            self.routes = self.routed_at_first
            self.replace(account)

    def state(self, events: bool = False) -> dict[str, Any]:
        """The whole world as a document, with its event log if `events`."""
        with self.observed() as account:
            return dump(State(account, self.routes), events)

    def snapshot_now(self) -> Snapshot:
        """The world as it is now, to come back to."""
        with self.observed():
            return self.picture()

    def picture(self) -> Snapshot:
        """The same at once; the lock is held."""
        return Snapshot(State(self.account, self.routes))

    def snapshot(self, name: str) -> Snapshot:
        """Keep the world as it is now under a name, in place of what had it; raises AdminError."""
        self.drain()
        kept = self.snapshot_now()
        with self.lock:
            self.snapshots.keep(name, kept)
        return kept

    def keep_picture(self) -> Snapshot:
        """Keep the world as it is now, to undo what follows; the lock is held."""
        return self.undo.keep(State(self.account, self.routes), self.epoch)

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

    def replace(self, account: Account | None) -> None:
        """Put another world in the place of this one; answers to the old one's callbacks drop.

        None stands for that of the seed.
        """
        with self.lock:
            if self.limits is not None:
                self.limits = RateLimits()
            if account is not None or self.world is not None:
                self.covered.add(cover(self.account))
            self.put(account)
            self.touch()
            self.epoch += 1
            self.delivery.restart()
            for audience in self.audiences:
                audience.restart()
            self.show_time()
            self.watch()

    def show_time(self) -> None:
        """Let the wall clock follow, if it is to."""
        if self.shown is not None:
            self.shown.show(self.now)

    @property
    def is_closed(self) -> bool:
        """Whether it sends nothing any more, as when its account was forgotten."""
        return self.delivery.closed

    def dissolve(self) -> None:
        """Close it, and let go of all that it has."""
        self.close()
        with self.lock:
            for audience in self.audiences:
                audience.restart()
            self.put(None)
            # Whoever is still at work in it finds that it was replaced.
            self.epoch += 1
            self.journal.clear()
            self.messages.clear()
            self.snapshots.clear()
            self.undo = Undo()

    def close(self) -> None:
        """Send no more callbacks, and let the wall clock follow no longer."""
        with self.lock:
            self.wake = self.woken_at = None
        self.delivery.close()
        if self.shown is not None:
            self.shown.close()
            self.shown = None
