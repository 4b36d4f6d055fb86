"""What happened in a window to the tasks of a queue, a workflow, a workspace or some workers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from mocktr.core.clock import iso
from mocktr.core.fields import Values
from mocktr.core.log import Logged
from mocktr.core.resources.task_view import TaskView
from mocktr.core.resources.worker_view import WorkerView
from mocktr.core.statistics.presence import activity_durations
from mocktr.core.statistics.window import Window
from mocktr.core.totals import Counted, Totals, stretches

if TYPE_CHECKING:
    from mocktr.core.resources.task_queue import TaskQueue
    from mocktr.core.resources.worker import Worker
    from mocktr.core.resources.workflow import Workflow
    from mocktr.core.resources.workspace import Workspace

ACCEPTED, CANCELED = "reservation.accepted", "task.canceled"
"""After which a task waits no longer."""

RESERVATIONS = {
    "reservations_created": "reservation.created",
    "reservations_accepted": ACCEPTED,
    "reservations_rejected": "reservation.rejected",
    "reservations_timed_out": "reservation.timeout",
    "reservations_canceled": "reservation.canceled",
    "reservations_rescinded": "reservation.rescinded",
}
TASKS = {
    **RESERVATIONS,
    "tasks_canceled": CANCELED,
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
    "tasks_assigned": ACCEPTED,
}
"""What cumulative statistics count only beside real-time ones (sources: recordings)."""

QUEUE = {**TASKS, **COMBINED, "tasks_entered": "task-queue.entered"}
WORKFLOW = {**WALKS, **COMBINED, "tasks_entered": "workflow.entered"}
WORKSPACE = {**WALKS, **COMBINED, "tasks_created": "task.created"}
WORKERS = {**RESERVATIONS, **COMBINED}
"""Each count with the type of event that it counts (sources: statistics)."""

RESERVED = frozenset(WORKERS.values())
"""Those of them whose second thing is the worker."""

COUNTED = frozenset({*QUEUE.values(), *WORKFLOW.values(), *WORKSPACE.values()})
"""The types that are counted anywhere; the task is the first thing that each of them shows."""


Attribution = Callable[[Logged], str | None]
"""For whom an event is counted, by SID."""


def of_queue(queue: TaskQueue, window: Window) -> Values:
    """The statistics of one queue."""
    return of_queues([queue], window)[queue.sid]


def of_queues(queues: Iterable[TaskQueue], window: Window) -> dict[str, Values]:
    """The statistics of several queues by SID, in one pass over the window."""
    found = totals_by(window, (queue.sid for queue in queues), queue_of)
    return {sid: show_queue(one, window) for sid, one in found.items()}


def show_queue(totals: Totals, window: Window) -> Values:
    in_queue = totals.accepted_in_queue.shown()
    return {**show(totals, QUEUE, window), "wait_duration_in_queue_until_accepted": in_queue}


def of_workflow(workflow: Workflow, window: Window) -> Values:
    """The statistics of one workflow."""
    found = totals_by(window, [workflow.sid], workflow_of)
    return show(found[workflow.sid], WORKFLOW, window)


def of_workspace(workspace: Workspace, window: Window) -> Values:
    """The statistics of a whole workspace."""
    found = totals_by(window, [workspace.sid], workspace_of)
    return show(found[workspace.sid], WORKSPACE, window)


def of_worker(worker: Worker, window: Window) -> Values:
    """The statistics of one worker."""
    return of_workers(worker.workspace, replace(window, workers=(worker,)))


def of_workers(workspace: Workspace, window: Window) -> Values:
    """The statistics of the window's workers together, or of all, with those who are deleted."""
    if window.workers is None:
        found = totals_by(window, [workspace.sid], workspace_of)
    else:
        found = totals_by(window, [worker.sid for worker in window.workers], worker_of)
    counts: Counter[str] = Counter()
    for totals in found.values():
        counts.update(totals.counts)
    return {
        **period(window),
        **counted(counts, WORKERS),
        "activity_durations": activity_durations(window),
    }


# --- what is shown -----------------------------------------------------------------------------


def show(totals: Totals, counts: dict[str, str], window: Window) -> Values:
    average = totals.accepted.average
    return {
        **period(window),
        **counted(totals.counts, counts),
        # A whole number was seen as one, without a fraction.
        "avg_task_acceptance_time": int(average) if average.is_integer() else average,
        "wait_duration_until_accepted": totals.accepted.shown(),
        "wait_duration_until_canceled": totals.canceled.shown(),
        "split_by_wait_time": {str(each): totals.split(each) for each in window.thresholds},
    }


def period(window: Window) -> Values:
    return {"start_time": iso(window.since), "end_time": iso(window.until)}


def counted(found: Counter[str], counts: dict[str, str]) -> Values:
    """The counts by their fields."""
    return {field: found[event_type] for field, event_type in counts.items()}


# --- counting ----------------------------------------------------------------------------------


def totals_by(window: Window, sids: Iterable[str], owner: Attribution) -> Counted:
    """The window's events, counted for each of `sids` that owns some."""
    found = {sid: Totals() for sid in sids}
    for part in parts(window, owner):
        for sid in found.keys() & part.keys():
            found[sid].merge(part[sid])
    return found


def parts(window: Window, owner: Attribution) -> Iterator[Counted]:
    """The totals of the window's stretches, in their order, with those of its two ends."""
    account = window.workspace.account
    log, count = account.events, partial(count_events, window, owner)
    what = owner, window.workspace.sid, window.channel_sid
    first, last = window.places()
    whole = stretches(first, last)
    if not whole:
        yield count(log[first:last])
        return
    yield count(log[first : whole.start])
    for place in whole:
        yield account.summaries.stretch(log, place, what, count)
    yield count(log[whole.stop : last])


def count_events(window: Window, owner: Attribution, events: Iterable[Logged]) -> Counted:
    """These events, counted for those that own some."""
    here, channel = window.workspace.sid, window.channel_sid
    found: defaultdict[str, Totals] = defaultdict(Totals)
    for event in events:
        # By their places: the properties take three times as long, and there may be a million.
        kind = event[1]
        if kind not in COUNTED or event[2] != here:
            continue
        if channel is None or task_in(event).channel_sid == channel:
            totals = found[owner(event) or ""]
            totals.counts[kind] += 1
            if kind == ACCEPTED:
                # A task that is routed to a worker may be in no queue.
                totals.accept(age(event), event.at - (task_in(event).entered or event.at))
            elif kind == CANCELED:
                totals.cancel(age(event))
    return found


def queue_of(event: Logged) -> str | None:
    """The queue to whose account an event goes: a move is that of the queue which was left."""
    if event[1] == "task-queue.moved":
        previous: str | None = event.parts[1].data(event.at)["previous_task_queue_sid"]
        return previous
    return task_in(event).queue_sid


def workflow_of(event: Logged) -> str | None:
    """The workflow of the task."""
    return task_in(event).workflow_sid


def workspace_of(event: Logged) -> str:
    """The workspace of the task."""
    return event.workspace_sid


def worker_of(event: Logged) -> str | None:
    """The worker of a reservation."""
    if event[1] not in RESERVED:
        return None
    worker: WorkerView = event[5]
    return worker.sid


def task_in(event: Logged) -> TaskView:
    task: TaskView = event[4]
    return task


def age(event: Logged) -> int:
    return event.at - task_in(event).date_created
