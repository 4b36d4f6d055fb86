"""What will happen later, in the order it will happen."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import NamedTuple

SPARE = 32
"""How many dead timers a heap may hold in any case; after so many new ones that is looked at."""


class Timer(NamedTuple):
    """Plain data, so that timers can be listed, copied and saved."""

    due: int
    number: int
    name: str
    sid: str


class Timers:
    """The pending timers of one account: at most one for each name and SID.

    Ties break in the order in which timers were set. A timer that was set again or cancelled is
    dropped, never left to fire.
    """

    __slots__ = ("count", "heap", "live")

    def __init__(self) -> None:
        self.heap: list[Timer] = []
        self.live: dict[tuple[str, str], Timer] = {}
        self.count = 0

    def set(self, due: int, name: str, sid: str) -> None:
        """Let `name` happen to `sid` at `due` (ms)."""
        self.count += 1
        # Half of what calling the class costs, and a task has four timers in its life.
        timer = tuple.__new__(Timer, (due, self.count, name, sid))
        self.live[name, sid] = timer
        heappush(self.heap, timer)
        if not self.count % SPARE:
            self.drop_dead()

    def drop_dead(self) -> None:
        """Rebuild the heap where the dead outnumber the living.

        Most timers are cancelled long before they are due (a day's TTL on a task of a minute).
        """
        if len(self.heap) > 2 * len(self.live) + SPARE:
            self.heap = list(self.live.values())
            heapify(self.heap)

    def cancel(self, name: str, sid: str) -> None:
        """Forget the timer, if it is pending."""
        self.live.pop((name, sid), None)

    def next(self) -> Timer | None:
        """The timer that fires next."""
        heap = self.heap
        while heap and self.live.get(heap[0][2:]) is not heap[0]:
            heappop(heap)
        return heap[0] if heap else None

    def next_due(self) -> int | None:
        """When the next timer fires, or None."""
        timer = self.next()
        return None if timer is None else timer.due

    def pop_due(self, now: int) -> Timer | None:
        """Take the next timer that is due by `now`."""
        heap, live = self.heap, self.live
        while heap and heap[0][0] <= now:
            timer = heappop(heap)
            key = timer[2:]
            if live.get(key) is timer:
                del live[key]
                return timer
        return None

    def pending(self) -> list[Timer]:
        """All pending timers, in the order in which they will fire."""
        return sorted(self.live.values())
