"""What overlapped: who waited, was offered, worked and was away from when to when, as bars.

The bars between two instants are made of the events between them, and of the records for what began
before and still goes on. Under the lock only what can change is taken; the log never does.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from mocktr.core.board.rows import end_of
from mocktr.core.clock import iso
from mocktr.core.fields import Values
from mocktr.core.log import WHEN, Logged
from mocktr.core.resources.reservation import ReservationView
from mocktr.core.resources.task_view import TaskStatus, TaskView
from mocktr.core.resources.worker_view import WorkerView
from mocktr.core.states import ENGAGED

if TYPE_CHECKING:
    from mocktr.core.board.selection import Selection
    from mocktr.core.resources.reservation import Reservation
    from mocktr.core.resources.task import Task
    from mocktr.core.resources.worker import Worker

MOST_EVENTS = 50_000
"""Of how many events a timeline is made: the latest ones."""

WAIT, OFFER, WORK, WRAP_UP, AWAY = "wait", "offer", "work", "wrapup", "away"

LASTING = {"pending": OFFER, "accepted": WORK, "wrapping": WRAP_UP}
"""What it is called while a reservation has a status."""

STEPS = {
    "reservation.created": (None, OFFER),
    "reservation.accepted": (OFFER, WORK),
    "reservation.wrapup": (WORK, WRAP_UP),
    "reservation.completed": (WORK, None),
    **dict.fromkeys(
        (f"reservation.{end}" for end in ("rejected", "timeout", "canceled", "rescinded")),
        (OFFER, None),
    ),
}
"""What an event of a reservation ends and begins."""


@dataclass(slots=True)
class Bar:
    """Something that lasts, of one task, one worker or both."""

    kind: str
    start: int
    task_sid: str | None = None
    worker_sid: str | None = None
    worker_name: str | None = None
    queue_sid: str | None = None
    reservation_sid: str | None = None
    end: int | None = None
    """None where it still is, or ends after the timeline."""
    planned: int | None = None
    """When it will end by itself."""
    status: str | None = None
    """How it ended, or in which activity the worker is away."""
    clipped: bool = False
    """Whether it began before the timeline."""

    def row(self) -> Values:
        """The bar for JSON."""
        return {
            "kind": self.kind,
            "start_ms": self.start,
            "end_ms": self.end,
            "planned_ms": self.planned,
            "status": self.status,
            "task_sid": self.task_sid,
            "worker_sid": self.worker_sid,
            "worker_name": self.worker_name,
            "queue_sid": self.queue_sid,
            "reservation_sid": self.reservation_sid,
            "clipped": self.clipped,
            "text": self.text(),
        }

    def text(self) -> str:
        """The bar in words."""
        who = f" {self.worker_name}" if self.worker_name else ""
        until = "on" if self.end is None else f"to {clock_of(self.end)}"
        status = f", {self.status}" if self.status else ""
        return f"{self.kind}{who}, {clock_of(self.start)} {until}{status}"


def clock_of(instant: int) -> str:
    return iso(instant)[11:19]


class Span(NamedTuple):
    """From when to when (ms) a timeline goes, both included."""

    since: int
    until: int


@dataclass(slots=True)
class Timeline:
    """What was taken of a selection; `bars` needs no lock."""

    span: Span
    events: list[Logged]
    lasting: dict[str, Bar]
    """What there is now, by the SID of the reservation, or of the task that waits."""
    away: list[Bar]
    queue_sid: str | None = None
    workspace_sid: str | None = None
    open: dict[str, Bar] = field(default_factory=dict)
    made: list[Bar] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def bars(self) -> list[Bar]:
        """All bars, by when they begin."""
        for logged in self.events:
            if self.workspace_sid in (None, logged.workspace_sid):
                self.read(logged)
        for sid, bar in self.lasting.items():
            if sid in self.open:
                self.open[sid].planned = bar.planned
            elif sid not in self.seen and bar.start <= self.span.until:
                bar.clipped = bar.start < self.span.since
                self.made.append(bar)
        found = [*self.made, *self.open.values(), *self.away]
        if self.queue_sid is not None:
            found = [one for one in found if one.queue_sid in (None, self.queue_sid)]
        return sorted(found, key=lambda one: one.start)

    def read(self, logged: Logged) -> None:
        """Let an event end and begin bars."""
        views: dict[type, Any] = {type(part): part for part in logged.parts}
        task: TaskView | None = views.get(TaskView)
        if task is None:
            return
        worker: WorkerView | None = views.get(WorkerView)
        step = STEPS.get(logged.type)
        self.wait(logged, task, views[TaskStatus].assignment_status)
        if ReservationView in views and worker is not None and step is not None:
            ended, begun = step
            bar = Bar(ended or OFFER, self.span.since, task.sid, worker.sid, worker.name)
            bar.queue_sid, bar.reservation_sid = task.route.queue_sid, logged.resource_sid
            if ended is not None:
                self.end(logged.resource_sid, bar, logged.at, logged.type.partition(".")[2])
            if begun is not None:
                self.begin(logged.resource_sid, bar, begun, logged.at)

    def wait(self, logged: Logged, task: TaskView, status: str) -> None:
        """Follow whether a task of this status waits, and where."""
        gives_back = STEPS.get(logged.type, (None, OFFER))[1] is None
        bar = Bar(WAIT, self.span.since, task.sid, queue_sid=task.route.queue_sid)
        there = self.open.get(task.sid)
        waits = status == "pending" and task.route.queue_sid is not None
        if there is not None and (not waits or there.queue_sid != task.route.queue_sid):
            self.end(task.sid, there, logged.at, "moved" if waits else status)
        elif there is None and task.sid not in self.seen and task.date_created < self.span.since:
            # The first that is told of it: until now it waited, unless it was somebody's.
            if logged.type == "reservation.created":
                self.end(task.sid, bar, logged.at, status)
            elif waits and not gives_back:
                self.begin(task.sid, bar, WAIT, self.span.since)
                self.open[task.sid].clipped = True
        if waits and task.sid not in self.open:
            self.begin(task.sid, bar, WAIT, logged.at)
        self.seen.add(task.sid)

    def begin(self, sid: str, like: Bar, kind: str, at: int) -> None:
        self.seen.add(sid)
        self.open[sid] = Bar(
            kind,
            at,
            like.task_sid,
            like.worker_sid,
            like.worker_name,
            like.queue_sid,
            like.reservation_sid,
        )

    def end(self, sid: str, unseen: Bar, at: int, status: str) -> None:
        """End what is open; where that is nothing, `unseen` began before the timeline."""
        bar = self.open.pop(sid, None)
        if bar is None:
            bar, unseen.clipped = unseen, True
        self.seen.add(sid)
        bar.end, bar.status = at, status
        self.made.append(bar)


# --- under the lock --------------------------------------------------------------------------


def take_timeline(selection: Selection, span: Span) -> Timeline:
    """What a timeline is made of."""
    log = selection.account.events
    first = bisect_left(log, span.since, key=WHEN)
    last = bisect_right(log, span.until, first, key=WHEN)
    lasting: dict[str, Bar] = {}
    for task in selection.tasks():
        for sid, bar in lasting_of(task):
            lasting[sid] = bar
    away = [bar for worker in selection.workers() for bar in away_of(worker, span)]
    queue = None if selection.queue is None else selection.queue.sid
    workspace = None if selection.workspace is None else selection.workspace.sid
    begin = max(first, last - MOST_EVENTS)
    return Timeline(span, log[begin:last], lasting, away, queue, workspace)


def lasting_of(task: Task) -> Iterator[tuple[str, Bar]]:
    """How a task waits, and who is at it."""
    if task.place is not None:
        start = task.task_queue_entered_date or task.date_created
        bar = Bar(WAIT, start, task.sid, queue_sid=task.task_queue_sid, planned=task.deadline)
        yield task.sid, bar
    for one in task.reservations:
        if one.reservation_status in ENGAGED:
            yield one.sid, held_by(one)


def held_by(reservation: Reservation) -> Bar:
    return Bar(
        LASTING[reservation.reservation_status],
        reservation.date_updated,
        reservation.task_sid,
        reservation.worker_sid,
        reservation.worker_name,
        reservation.task.task_queue_sid,
        reservation.sid,
        planned=end_of(reservation),
    )


def away_of(worker: Worker, span: Span) -> Iterator[Bar]:
    """When a worker was in an activity that is not available."""
    history = worker.history
    first = max(bisect_right(history, (span.since, "\uffff")) - 1, 0)
    for place in range(first, len(history)):
        start, sid = history[place]
        if start > span.until:
            return
        activity = worker.workspace.activities.get(sid)
        if activity is not None and not activity.available:
            bar = Bar(AWAY, start, worker_sid=worker.sid, worker_name=worker.friendly_name)
            bar.end = history[place + 1][0] if place + 1 < len(history) else None
            bar.status, bar.clipped = activity.friendly_name, start < span.since
            yield bar
