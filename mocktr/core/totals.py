"""What statistics count in the event log, as sums that can be added to each other.

Theory of operation
-------------------
Nothing in the log ever changes, so what is counted in a whole stretch of it is counted once, when
it is first asked for, and kept. A window of thirty days, which may hold two million events, is then
a few hundred sums and the events at its two ends.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from mocktr.core.clock import SECOND
from mocktr.core.fields import Values
from mocktr.core.log import Logged

MOST_SPLIT = 10_000
"""How many tasks a threshold looks at (sources: openapi)."""

STRETCH = 4096
"""Events that are counted together."""

MOST_KEPT = 50_000
"""How many totals an account keeps; beyond these it begins anew."""


@dataclass(slots=True)
class Waits:
    """Waiting times (ms), summed up."""

    count: int = 0
    total: int = 0
    least: int = 0
    most: int = 0

    def add(self, wait: int) -> None:
        """Take one in."""
        self.least = min(self.least, wait) if self.count else wait
        self.most = max(self.most, wait) if self.count else wait
        self.count += 1
        self.total += wait

    def merge(self, others: Waits) -> None:
        """Take in what others were."""
        if others.count:
            self.least = min(self.least, others.least) if self.count else others.least
            self.most = max(self.most, others.most) if self.count else others.most
            self.count += others.count
            self.total += others.total

    @property
    def average(self) -> float:
        """In seconds."""
        return self.total / (self.count or 1) / SECOND

    def shown(self) -> Values:
        """As TaskRouter sums them up, in whole seconds."""
        return {
            "avg": self.total // (self.count or 1) // SECOND,
            "min": self.least // SECOND,
            "max": self.most // SECOND,
            "total": self.total // SECOND,
        }


@dataclass(slots=True)
class Totals:
    """Counts by event type, and how long tasks had waited when they were accepted or not."""

    counts: Counter[str] = field(default_factory=Counter)
    accepted: Waits = field(default_factory=Waits)
    accepted_in_queue: Waits = field(default_factory=Waits)
    canceled: Waits = field(default_factory=Waits)
    outcomes: array[int] = field(default_factory=lambda: array("q"))
    """The waits of both in their order, as far as a threshold looks: twice the wait (ms), and one
    more for a task that was canceled."""

    def accept(self, wait: int, in_queue: int) -> None:
        """A task was accepted after waits (ms) in all, and in its queue."""
        self.accepted.add(wait)
        self.accepted_in_queue.add(in_queue)
        self.outcomes.append(2 * wait)

    def cancel(self, wait: int) -> None:
        """A task was canceled after a wait (ms)."""
        self.canceled.add(wait)
        self.outcomes.append(2 * wait + 1)

    def merge(self, later: Totals) -> None:
        """Add what was counted later."""
        self.counts.update(later.counts)
        self.accepted.merge(later.accepted)
        self.accepted_in_queue.merge(later.accepted_in_queue)
        self.canceled.merge(later.canceled)
        self.outcomes += later.outcomes[: max(MOST_SPLIT - len(self.outcomes), 0)]

    def split(self, seconds: int) -> Values:
        """The outcomes by whether the task had waited longer; exactly as long is `below`."""
        sides = {side: dict.fromkeys(reversed(OUTCOMES), 0) for side in SIDES}
        for outcome in self.outcomes[:MOST_SPLIT]:
            side = "above" if outcome // 2 > seconds * SECOND else "below"
            sides[side][OUTCOMES[outcome % 2]] += 1
        return {**sides}


SIDES = ("above", "below")
OUTCOMES = ("reservations_accepted", "tasks_canceled")

Counted = dict[str, Totals]
"""The totals of a stretch, by whom its events are counted for."""


def stretches(first: int, last: int) -> range:
    """Where the whole stretches between two places of a log begin."""
    return range(-(-first // STRETCH) * STRETCH, last // STRETCH * STRETCH, STRETCH)


class Summaries:
    """The totals of whole stretches of one account's log, as far as they were asked for.

    They can all be counted anew, so a copy of an account begins without them.
    """

    __slots__ = ("kept", "size")

    def __init__(self) -> None:
        self.kept: dict[tuple[int, Hashable], tuple[Logged, Counted]] = {}
        self.size = 0

    def __reduce__(self) -> tuple[type[Summaries], tuple[()]]:
        return Summaries, ()

    def stretch(
        self,
        log: Sequence[Logged],
        begin: int,
        what: Hashable,
        count: Callable[[Sequence[Logged]], Counted],
    ) -> Counted:
        """The totals of the stretch that begins at this place, by `count`, which `what` names."""
        last = log[begin + STRETCH - 1]
        known = self.kept.get((begin, what))
        # The log may have been cleared meanwhile.
        if known is not None and known[0] is last:
            return known[1]
        counted = count(log[begin : begin + STRETCH])
        self.size += len(counted)
        if self.size > MOST_KEPT:
            self.kept, self.size = {}, len(counted)
        self.kept[begin, what] = last, counted
        return counted
