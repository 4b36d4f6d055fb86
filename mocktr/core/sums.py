"""The event log as statistics count it, summed up in stretches that can be added to each other.

Theory of operation
-------------------
Nothing in the log ever changes, so what is counted in a whole stretch of it is counted once and
kept, for all questions together: by the routes on which tasks were, and by the workers to whom they
were offered. As the clock goes on, a stretch is summed up when it is full; those of a log that came
with a document or a copy are when they are first asked for. A window of thirty days, which may hold
two million events, is then a few hundred sums, with the events at its two ends, which are summed up
for it alone. (sources: statistics)
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from mocktr.core.ledger import Ledger
from mocktr.core.log import Logged
from mocktr.core.resources.task_view import TaskView
from mocktr.core.totals import Counted, Waits

if TYPE_CHECKING:
    from mocktr.core.resources.task_view import RouteView

STRETCH = 8192
"""Events that are summed up together."""

MOST_KEPT = 200_000
"""How many counts an account keeps; beyond these it begins anew."""

ACCEPTED, CANCELED = "reservation.accepted", "task.canceled"
ENDED = frozenset({ACCEPTED, CANCELED})
"""After which a task waits no longer."""

MOVED = "task-queue.moved"

STEPS = ("created", "accepted", "rejected", "timeout", "canceled", "rescinded")
RESERVED = frozenset(f"reservation.{step}" for step in (*STEPS, "completed", "wrapup"))
"""The types that are counted for workers; they show the worker behind the task and its status."""

COUNTED = RESERVED | {
    *("task.created", "task.canceled", "task.completed", "task.deleted"),
    *("task-queue.entered", MOVED, "workflow.entered", "workflow.timeout"),
}
"""The types that are counted anywhere; the task is the first thing that each of them shows."""

Attribution = Callable[["RouteView"], str | None]
"""For whom the events of tasks on a route are counted, by SID; None for nobody."""

Counts = defaultdict[str, int]
"""By event type."""

ROUTE = TaskView._fields.index("route")


class RouteWaits(NamedTuple):
    """How long the tasks on a route had waited, in all and in their queue, until an end."""

    accepted: Waits
    accepted_in_queue: Waits
    canceled: Waits


class Sums(NamedTuple):
    """What is counted of some events that follow each other."""

    counts: Mapping[RouteView, Counts]
    handled: Mapping[str, Mapping[str, Counts]]
    """By the SIDs of the task channel and the worker."""
    waits: dict[RouteView, RouteWaits]
    order: array[int]
    """Of which of the routes that have waits each outcome is, in the order of the log."""
    outcomes: array[int]
    """Twice the wait (ms), and one more for a task that was canceled."""

    def add_to(self, found: Counted, owner: Attribution, outcomes: bool) -> None:
        """Count for those whom the events belong to; `outcomes` too if they are asked for."""
        for route, counts in self.counts.items():
            totals = found.get(owner(route) or "")
            if totals is not None:
                totals.counts.update(counts)
        takers = []
        for route, waits in self.waits.items():
            totals = found.get(owner(route) or "")
            takers.append(totals)
            if totals is not None:
                totals.accepted.merge(waits.accepted)
                totals.accepted_in_queue.merge(waits.accepted_in_queue)
                totals.canceled.merge(waits.canceled)
        if outcomes and any(totals is not None and not totals.is_full for totals in takers):
            for place, outcome in zip(self.order, self.outcomes, strict=True):
                totals = takers[place]
                if totals is not None:
                    totals.take(outcome)

    def add_handled(self, found: dict[str, Counter[str]], channel_sid: str | None) -> None:
        """Count for workers what they had to do with, on a channel or on all."""
        for channel, workers in self.handled.items():
            if channel_sid in (None, channel):
                for sid in workers.keys() & found.keys():
                    found[sid].update(workers[sid])

    @property
    def size(self) -> int:
        """How many counts it holds."""
        of_workers = (counts for workers in self.handled.values() for counts in workers.values())
        return sum(map(len, chain(self.counts.values(), of_workers)))


def sum_up(events: Iterable[Logged]) -> Sums:
    """What is counted of these events."""
    counts: defaultdict[RouteView, Counts] = defaultdict(none_yet)
    handled: defaultdict[str, defaultdict[str, Counts]] = defaultdict(nobody_yet)
    ended: list[Logged] = []
    before: RouteView | None = None
    # One loop, and places in place of names: each life passes here once, and takes 3 % longer.
    for event in events:
        kind = event[1]
        if kind not in COUNTED:
            continue
        route: RouteView = event[4][ROUTE]
        # Most events are about the task that the one before was about.
        if route is not before:
            before, here, workers = route, counts[route], handled[route.channel_sid]
        if kind in RESERVED:
            workers[event[6][0]][kind] += 1
        elif kind == MOVED:
            counts[route._replace(queue_sid=queue_left(event))][kind] += 1
            continue
        here[kind] += 1
        if kind in ENDED:
            ended.append(event)
    return Sums(counts, handled, *wait_for(ended))


def none_yet() -> Counts:
    return defaultdict(int)


def nobody_yet() -> defaultdict[str, Counts]:
    return defaultdict(none_yet)


def queue_left(event: Logged) -> str | None:
    """The queue from which a task was moved."""
    previous: str | None = event.parts[2].data(event.at, "")["previous_task_queue_sid"]
    return previous


def wait_for(events: list[Logged]) -> tuple[dict[RouteView, RouteWaits], array[int], array[int]]:
    """The waits of tasks until these ends, and the outcomes in their order."""
    places: dict[RouteView, int] = {}
    times: list[tuple[list[int], list[int], list[int]]] = []
    order, outcomes = array("I"), array("q")
    for event in events:
        task, at = task_in(event), event[0]
        place = places.setdefault(task.route, len(times))
        if place == len(times):
            times.append(([], [], []))
        accepted, in_queue, canceled = times[place]
        wait = at - task.date_created
        if event[1] == ACCEPTED:
            accepted.append(wait)
            # A task that is routed to a worker may be in no queue.
            in_queue.append(at - (task.entered or at))
        else:
            canceled.append(wait)
        order.append(place)
        outcomes.append(2 * wait + (event[1] == CANCELED))
    waits = {route: RouteWaits(*map(Waits.of, times[place])) for route, place in places.items()}
    return waits, order, outcomes


def task_in(event: Logged) -> TaskView:
    task: TaskView = event[4]
    return task


class Summaries:
    """The sums of whole stretches of one account's log.

    They can all be made anew, so a copy of an account begins without them.
    """

    __slots__ = ("done", "kept", "size")

    def __init__(self) -> None:
        self.kept: dict[int, tuple[Logged, Sums]] = {}
        """By where a stretch begins: its last event, and its sums."""
        self.size = 0
        self.done: int | None = None
        """Behind which event the stretches are summed up as they get full; None before the first
        look at the log."""

    def __reduce__(self) -> tuple[type[Summaries], tuple[()]]:
        return Summaries, ()

    def keep_up(self, log: Ledger[Logged]) -> None:
        """Sum up the stretches that got full since the last time."""
        length = len(log)
        if self.done is None or length < self.done:
            self.done = length // STRETCH * STRETCH
        while length >= self.done + STRETCH:
            self.stretch(log, self.done)
            self.done += STRETCH

    def parts(self, log: Ledger[Logged], first: int, last: int) -> Iterator[Sums]:
        """The sums of the events between two places."""
        begin, end = -(-first // STRETCH) * STRETCH, last // STRETCH * STRETCH
        if begin > end:
            yield sum_up(log[first:last])
            return
        yield sum_up(log[first:begin])
        for place in range(begin, end, STRETCH):
            yield self.stretch(log, place)
        yield sum_up(log[end:last])

    def stretch(self, log: Ledger[Logged], begin: int) -> Sums:
        """The sums of the stretch that begins at this place."""
        last = log[begin + STRETCH - 1]
        known = self.kept.get(begin)
        # The log may have been cleared meanwhile.
        if known is not None and known[0] is last:
            return known[1]
        sums = sum_up(log[begin : begin + STRETCH])
        self.forget(begin, log.missing)
        self.size += sums.size
        if self.size > MOST_KEPT:
            self.kept, self.size = {}, sums.size
        self.kept[begin] = last, sums
        return sums

    def forget(self, begin: int, missing: int) -> None:
        """Keep no sums of this stretch any more, nor of those of which no event is left."""
        gone = [one for one in self.kept if one == begin or one + STRETCH <= missing]
        for one in gone:
            self.size -= self.kept.pop(one)[1].size
