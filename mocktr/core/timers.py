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


TimerEntry = tuple[int, int, str, str]
"""What a timer holds: it takes a fifth of what making a `Timer` takes, and most never fire."""


class Timers:
    """The pending timers of one account: at most one for each name and SID.

    Ties break in the order in which timers were set. A timer that was set again or cancelled is
    dropped, never left to fire.
    """

    __slots__ = ("count", "heap", "live")

    def __init__(self) -> None:
        self.heap: list[TimerEntry] = []
        self.live: dict[tuple[str, str], TimerEntry] = {}
        self.count = 0

    def set(self, due: int, name: str, sid: str) -> None:
        """Let `name` happen to `sid` at `due` (ms)."""
        self.count += 1
        entry = (due, self.count, name, sid)
        self.live[name, sid] = entry
        heappush(self.heap, entry)
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

    def find(self, name: str, sid: str) -> Timer | None:
        """The timer `name` of `sid`, if it is pending."""
        entry = self.live.get((name, sid))
        return None if entry is None else Timer(*entry)

    def next(self) -> Timer | None:
        """The timer that fires next."""
        return None if self.next_due() is None else Timer(*self.heap[0])

    def next_due(self) -> int | None:
        """When the next timer fires, or None."""
        heap = self.heap
        while heap and self.live.get(heap[0][2:]) is not heap[0]:
            heappop(heap)
        return heap[0][0] if heap else None

    def pop_due(self, now: int) -> Timer | None:
        """Take the next timer that is due by `now`."""
        heap, live = self.heap, self.live
        while heap and heap[0][0] <= now:
            entry = heappop(heap)
            key = entry[2:]
            if live.get(key) is entry:
                del live[key]
                return Timer(*entry)
        return None

    def pending(self) -> list[Timer]:
        """All pending timers, in the order in which they will fire."""
        return [Timer(*entry) for entry in sorted(self.live.values())]
