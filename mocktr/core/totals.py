"""What is counted of tasks: counts and waiting times that can be added to each other."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from mocktr.core.clock import SECOND
from mocktr.core.fields import Values

MOST_SPLIT = 10_000
"""How many tasks a threshold looks at (sources: openapi)."""


@dataclass(slots=True)
class Waits:
    """Waiting times (ms), summed up."""

    count: int = 0
    total: int = 0
    least: int = 0
    most: int = 0

    @classmethod
    def of(cls, waits: Sequence[int]) -> Waits:
        """These."""
        return cls(len(waits), sum(waits), min(waits, default=0), max(waits, default=0))

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

    @property
    def is_full(self) -> bool:
        """Whether there are as many outcomes as a threshold looks at."""
        return len(self.outcomes) >= MOST_SPLIT

    def take(self, outcome: int) -> None:
        """Know one outcome more, if a threshold looks at it."""
        if not self.is_full:
            self.outcomes.append(outcome)

    def split(self, seconds: int) -> Values:
        """The outcomes by whether the task had waited longer; exactly as long is `below`."""
        sides = {side: dict.fromkeys(reversed(OUTCOMES), 0) for side in SIDES}
        for outcome in self.outcomes:
            side = "above" if outcome // 2 > seconds * SECOND else "below"
            sides[side][OUTCOMES[outcome % 2]] += 1
        return {**sides}


SIDES = ("above", "below")
OUTCOMES = ("reservations_accepted", "tasks_canceled")

Counted = dict[str, Totals]
"""The totals of a window, by whom its events are counted for."""
