"""The tasks that wait in a queue on one channel, and the workers who are free for them.

Both sides are kept in order, so that matching costs a logarithm and not a walk. What stands here
can all be derived from the records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any

from sortedcontainers import SortedList

if TYPE_CHECKING:
    from mocktr.core.resources.worker_channel import WorkerChannel

Rank = tuple[Any, ...]
"""A task's place among its like: sorts before whatever is routed later; ends with the SID."""

SPARE = 64
"""How many dead entries a small lineup keeps."""

PLAIN, CHOOSY, WATCHFUL = "plain", "choosy", "watchful"
"""Kinds of waiting tasks: any free worker will do; the step may turn a worker down; it may change
its mind about a worker whose load changes."""

Standing = tuple[str, str, Rank]
"""Where a task stands: the queue's SID, the kind of its step, its rank."""

IdleEntry = tuple[int, int, int, int, str]
"""A free worker: idle since, in the activity since, creation number, serial, SID."""


# Who stands in a lineup has the channel made.
of = dict.get


class Ranks:
    """The ranks of waiting tasks, in their order.

    Most tasks are served in the instant in which they come: nobody has looked at the others
    meanwhile, and they go without having been sorted.
    """

    __slots__ = ("fresh", "ordered")

    def __init__(self) -> None:
        self.fresh: dict[Rank, None] = {}
        self.ordered: SortedList[Rank] = SortedList()

    def __bool__(self) -> bool:
        return bool(self.fresh or self.ordered)

    def __iter__(self) -> Iterator[Rank]:
        if self.fresh:
            self.ordered.update(self.fresh)
            self.fresh.clear()
        return iter(self.ordered)

    def add(self, place: Rank) -> None:
        """Take a place."""
        self.fresh[place] = None

    def remove(self, place: Rank) -> None:
        """Give a place up."""
        if place in self.fresh:
            del self.fresh[place]
        else:
            self.ordered.remove(place)


class Lineup:
    """One queue and one task channel.

    A worker's entry counts only while it carries the serial of the worker's channel: whatever
    changes about the worker raises the serial, and dead entries are dropped when they are met.
    """

    __slots__ = ("bound", "channel_sid", "count", "idle", "waiting", "workers")

    def __init__(self, channel_sid: str, workers: Mapping[str, Any]) -> None:
        self.channel_sid = channel_sid
        self.workers = workers
        self.idle: list[IdleEntry] = []
        self.bound = SPARE
        self.count = 0
        """How many tasks wait."""
        self.waiting = {kind: Ranks() for kind in (PLAIN, CHOOSY, WATCHFUL)}

    def __bool__(self) -> bool:
        """Whether a task waits here."""
        return self.count > 0

    def join(self, kind: str, place: Rank) -> None:
        """Line up a task."""
        self.waiting[kind].add(place)
        self.count += 1

    def leave(self, kind: str, place: Rank) -> None:
        """Let a task go."""
        self.waiting[kind].remove(place)
        self.count -= 1

    def add_idle(self, entry: IdleEntry) -> None:
        """Line up a worker who is free."""
        heappush(self.idle, entry)
        if len(self.idle) > self.bound:
            self._drop_dead()

    def live(self) -> Iterator[tuple[IdleEntry, WorkerChannel]]:
        """Every free worker once, in no order."""
        for entry in self.idle:
            channel = self._channel(entry)
            if channel is not None:
                yield entry, channel

    def pick(self, most: int, accept: Callable[[WorkerChannel], bool]) -> list[WorkerChannel]:
        """The first free workers, longest idle first, at most `most`, that `accept` takes."""
        first = self._first()
        if first is not None and most == 1 and accept(first):
            return [first]
        met: list[IdleEntry] = []
        found: list[WorkerChannel] = []
        while self.idle and len(found) < most:
            entry = heappop(self.idle)
            channel = self._channel(entry)
            if channel is None:
                continue
            met.append(entry)
            if accept(channel):
                found.append(channel)
        for entry in met:
            heappush(self.idle, entry)
        return found

    def _first(self) -> WorkerChannel | None:
        idle, workers, channel_sid = self.idle, self.workers, self.channel_sid
        while idle:
            # As `_channel` does: most of the entries that are met here are dead.
            entry = idle[0]
            worker = workers.get(entry[4])
            channel: WorkerChannel | None = worker and of(worker.channels, channel_sid)
            if channel and channel.serial == entry[3]:
                return channel
            heappop(idle)
        return None

    def _channel(self, entry: IdleEntry) -> WorkerChannel | None:
        worker = self.workers.get(entry[4])
        channel = worker and of(worker.channels, self.channel_sid)
        return channel if channel and channel.serial == entry[3] else None

    def _drop_dead(self) -> None:
        self.idle = [entry for entry in self.idle if self._channel(entry) is not None]
        heapify(self.idle)
        self.bound = 2 * len(self.idle) + SPARE


class Agenda:
    """What changed in a workspace since its routing was settled: the only things to look at."""

    __slots__ = ("channels", "tasks")

    def __init__(self) -> None:
        self.tasks: dict[str, None] = {}
        self.channels: dict[tuple[str, str], None] = {}

    def __bool__(self) -> bool:
        return bool(self.tasks or self.channels)
