"""What happened in a window to the tasks of a queue, a workflow, a workspace or some workers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

from mocktr.core.clock import iso
from mocktr.core.fields import Values
from mocktr.core.statistics.presence import activity_durations
from mocktr.core.statistics.window import Window
from mocktr.core.sums import ACCEPTED, CANCELED, MOVED, Attribution, Sums
from mocktr.core.totals import Counted, Totals

if TYPE_CHECKING:
    from mocktr.core.resources.task_queue import TaskQueue
    from mocktr.core.resources.task_view import RouteView
    from mocktr.core.resources.worker import Worker
    from mocktr.core.resources.workflow import Workflow
    from mocktr.core.resources.workspace import Workspace

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
    "tasks_moved": MOVED,
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

QUEUE_OF, WORKFLOW_OF, WORKSPACE_OF = map(
    attrgetter, ("queue_sid", "workflow_sid", "workspace_sid")
)
"""Whom the events of tasks on a route are counted for: a move for the queue that was left."""


def of_queue(queue: TaskQueue, window: Window) -> Values:
    """The statistics of one queue."""
    return of_queues([queue], window)[queue.sid]


def of_queues(queues: Iterable[TaskQueue], window: Window) -> dict[str, Values]:
    """The statistics of several queues by SID, in one pass over the window."""
    found = totals_by(window, (queue.sid for queue in queues), QUEUE_OF)
    return {sid: show_queue(one, window) for sid, one in found.items()}


def show_queue(totals: Totals, window: Window) -> Values:
    in_queue = totals.accepted_in_queue.shown()
    return {**show(totals, QUEUE, window), "wait_duration_in_queue_until_accepted": in_queue}


def of_workflow(workflow: Workflow, window: Window) -> Values:
    """The statistics of one workflow."""
    found = totals_by(window, [workflow.sid], WORKFLOW_OF)
    return show(found[workflow.sid], WORKFLOW, window)


def of_workspace(workspace: Workspace, window: Window) -> Values:
    """The statistics of a whole workspace."""
    found = totals_by(window, [workspace.sid], WORKSPACE_OF)
    return show(found[workspace.sid], WORKSPACE, window)


def of_worker(worker: Worker, window: Window) -> Values:
    """The statistics of one worker."""
    return of_workers(worker.workspace, replace(window, workers=(worker,)))


def of_workers(workspace: Workspace, window: Window) -> Values:
    """The statistics of the window's workers together, or of all, with those who are deleted."""
    if window.workers is None:
        counts = totals_by(window, [workspace.sid], WORKSPACE_OF)[workspace.sid].counts
    else:
        counts = sum(counts_by_worker(window, window.workers).values(), Counter())
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
    here, channel = window.workspace.sid, window.channel_sid

    def owner_here(route: RouteView) -> str | None:
        is_asked = route.workspace_sid == here and channel in (None, route.channel_sid)
        return owner(route) if is_asked else None

    found = {sid: Totals() for sid in sids}
    for sums in sums_in(window):
        sums.add_to(found, owner_here, bool(window.thresholds))
    return found


def counts_by_worker(window: Window, workers: Iterable[Worker]) -> dict[str, Counter[str]]:
    """How many events there were of each worker in the window, by their type."""
    found: dict[str, Counter[str]] = {worker.sid: Counter() for worker in workers}
    for sums in sums_in(window):
        sums.add_handled(found, window.channel_sid)
    return found


def sums_in(window: Window) -> Iterator[Sums]:
    account = window.workspace.account
    return account.summaries.parts(account.events, *window.places())
