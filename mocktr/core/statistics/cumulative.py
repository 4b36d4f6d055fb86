"""What happened in a window to the tasks of a queue, a workflow, a workspace or some workers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from mocktr.core.clock import SECOND, iso
from mocktr.core.fields import Values
from mocktr.core.log import Logged
from mocktr.core.resources.task_view import TaskView
from mocktr.core.resources.worker_view import WorkerView
from mocktr.core.statistics.presence import activity_durations
from mocktr.core.statistics.window import Window

if TYPE_CHECKING:
    from mocktr.core.resources.task_queue import TaskQueue
    from mocktr.core.resources.worker import Worker
    from mocktr.core.resources.workflow import Workflow
    from mocktr.core.resources.workspace import Workspace

MOST_SPLIT = 10_000
"""How many tasks a threshold looks at (sources: openapi)."""

RESERVATIONS = {
    "reservations_created": "reservation.created",
    "reservations_accepted": "reservation.accepted",
    "reservations_rejected": "reservation.rejected",
    "reservations_timed_out": "reservation.timeout",
    "reservations_canceled": "reservation.canceled",
    "reservations_rescinded": "reservation.rescinded",
}
TASKS = {
    **RESERVATIONS,
    "tasks_canceled": "task.canceled",
    "tasks_completed": "task.completed",
    # By a client; what the engine removes is no deletion here.
    "tasks_deleted": "task.deleted",
    "tasks_moved": "task-queue.moved",
}
WALKS = {**TASKS, "tasks_timed_out_in_workflow": "workflow.timeout"}

COMBINED = {
    "reservations_completed": "reservation.completed",
    "reservations_wrapup": "reservation.wrapup",
    # A task is assigned by the one reservation that is accepted.
    "tasks_assigned": "reservation.accepted",
}
"""What cumulative statistics count only beside real-time ones (sources: recordings)."""

QUEUE = {**TASKS, **COMBINED, "tasks_entered": "task-queue.entered"}
WORKFLOW = {**WALKS, **COMBINED, "tasks_entered": "workflow.entered"}
WORKSPACE = {**WALKS, **COMBINED, "tasks_created": "task.created"}
WORKERS = {**RESERVATIONS, **COMBINED}
"""Each count with the type of event that it counts (sources: statistics)."""

COUNTED = frozenset({*QUEUE.values(), *WORKFLOW.values(), *WORKSPACE.values()})
"""The types that are counted anywhere; the task is the first thing that each of them shows."""


class Totals:
    """Counts by event type, and how long tasks had waited (ms) when they were accepted or not."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.accepted: list[int] = []
        self.accepted_in_queue: list[int] = []
        self.canceled: list[int] = []
        self.outcomes: list[tuple[str, int]] = []
        """The field that a wait counts as, and the wait, in order."""

    def add(self, event: Logged) -> None:
        """Count one event."""
        self.counts[event.type] += 1
        if event.type == "reservation.accepted":
            task, wait = task_in(event), age(event)
            self.accepted.append(wait)
            # A task that is routed to a worker may be in no queue.
            self.accepted_in_queue.append(event.at - (task.entered or event.at))
            self.outcomes.append(("reservations_accepted", wait))
        elif event.type == "task.canceled":
            self.canceled.append(age(event))
            self.outcomes.append(("tasks_canceled", age(event)))

    def shown(self, counts: dict[str, str]) -> Values:
        """The counts by their fields."""
        return {field: self.counts[event_type] for field, event_type in counts.items()}

    def waits(self, thresholds: Iterable[int]) -> Values:
        """How long tasks waited, in seconds."""
        average = sum(self.accepted) / (len(self.accepted) or 1) / SECOND
        return {
            # A whole number was seen as one, without a fraction.
            "avg_task_acceptance_time": int(average) if average.is_integer() else average,
            "wait_duration_until_accepted": duration(self.accepted),
            "wait_duration_until_canceled": duration(self.canceled),
            "split_by_wait_time": {str(seconds): self.split(seconds) for seconds in thresholds},
        }

    def split(self, seconds: int) -> Values:
        """The outcomes by whether the task had waited longer; exactly as long is `below`."""
        sides = {side: {"tasks_canceled": 0, "reservations_accepted": 0} for side in SIDES}
        for field, wait in self.outcomes[:MOST_SPLIT]:
            sides["above" if wait > seconds * SECOND else "below"][field] += 1
        return sides


SIDES = ("above", "below")


def of_queue(queue: TaskQueue, window: Window) -> Values:
    """The statistics of one queue."""
    return of_queues([queue], window)[queue.sid]


def of_queues(queues: Iterable[TaskQueue], window: Window) -> dict[str, Values]:
    """The statistics of several queues by SID, in one pass over the window."""
    found = totals_by(window, (queue.sid for queue in queues), queue_of)
    return {sid: show_queue(one, window) for sid, one in found.items()}


def show_queue(totals: Totals, window: Window) -> Values:
    in_queue = {"wait_duration_in_queue_until_accepted": duration(totals.accepted_in_queue)}
    return {**show(totals, QUEUE, window), **in_queue}


def of_workflow(workflow: Workflow, window: Window) -> Values:
    """The statistics of one workflow."""
    found = totals_by(window, [workflow.sid], lambda event: task_in(event).workflow_sid)
    return show(found[workflow.sid], WORKFLOW, window)


def of_workspace(workspace: Workspace, window: Window) -> Values:
    """The statistics of a whole workspace."""
    found = totals_by(window, [workspace.sid], lambda event: event.workspace_sid)
    return show(found[workspace.sid], WORKSPACE, window)


def of_worker(worker: Worker, window: Window) -> Values:
    """The statistics of one worker."""
    return of_workers(worker.workspace, replace(window, workers=(worker,)))


def of_workers(workspace: Workspace, window: Window) -> Values:
    """The statistics of the window's workers together, or of all, with those who are deleted."""
    sids = None if window.workers is None else {worker.sid for worker in window.workers}
    counted = Totals()
    for event in counted_events(window):
        if event.type in RESERVED and (sids is None or worker_in(event).sid in sids):
            counted.add(event)
    return {
        **period(window),
        **counted.shown(WORKERS),
        "activity_durations": activity_durations(window),
    }


RESERVED = frozenset(WORKERS.values())


def show(totals: Totals, counts: dict[str, str], window: Window) -> Values:
    return {**period(window), **totals.shown(counts), **totals.waits(window.thresholds)}


def period(window: Window) -> Values:
    return {"start_time": iso(window.since), "end_time": iso(window.until)}


def totals_by(
    window: Window, sids: Iterable[str], owner: Callable[[Logged], str | None]
) -> dict[str, Totals]:
    """The window's events, counted for each of `sids` that owns some."""
    found = {sid: Totals() for sid in sids}
    for event in counted_events(window):
        mine = found.get(owner(event) or "")
        if mine is not None:
            mine.add(event)
    return found


def counted_events(window: Window) -> Iterable[Logged]:
    """The events about tasks on the channel that the window asks for, if it asks for one."""
    events = (event for event in window.events() if event.type in COUNTED)
    if window.channel_sid is None:
        return events
    return (event for event in events if task_in(event).channel_sid == window.channel_sid)


def queue_of(event: Logged) -> str | None:
    """The queue to whose account an event goes: a move is that of the queue which was left."""
    if event.type == "task-queue.moved":
        previous: str | None = event.parts[1].data(event.at)["previous_task_queue_sid"]
        return previous
    return task_in(event).queue_sid


def task_in(event: Logged) -> TaskView:
    return cast(TaskView, event.parts[0])


def worker_in(event: Logged) -> WorkerView:
    return cast(WorkerView, event.parts[1])


def age(event: Logged) -> int:
    return event.at - task_in(event).date_created


def duration(waits: list[int]) -> Values:
    """Waits (ms) as TaskRouter sums them up, in whole seconds."""
    total = sum(waits)
    return {
        "avg": total // (len(waits) or 1) // SECOND,
        "min": min(waits, default=0) // SECOND,
        "max": max(waits, default=0) // SECOND,
        "total": total // SECOND,
    }
