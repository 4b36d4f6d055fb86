"""How things stand at this instant in a queue, a workflow, a workspace or among some workers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from mocktr.core.clock import SECOND
from mocktr.core.fields import Values
from mocktr.core.states import TASK
from mocktr.core.statistics.window import Window

if TYPE_CHECKING:
    from mocktr.core.resources.task import Task
    from mocktr.core.resources.task_queue import TaskQueue
    from mocktr.core.resources.workflow import Workflow
    from mocktr.core.resources.workspace import Workspace


def of_queue(queue: TaskQueue, window: Window) -> Values:
    """The statistics of one queue."""
    return of_queues([queue.sid], window)[queue.sid]


def of_queues(sids: Iterable[str], window: Window) -> dict[str, Values]:
    """The statistics of several queues by SID, in one pass; zeros for a SID that no queue has."""
    workspace = window.workspace
    here: dict[str | None, list[Task]] = {sid: [] for sid in workspace.task_queues}
    for task in tasks_on(window):
        # A finished task may outlive its queue.
        if task.task_queue_sid in here:
            here[task.task_queue_sid].append(task)
    return {sid: show_queue(workspace, sid, here.get(sid, [])) for sid in sids}


def show_queue(workspace: Workspace, sid: str, tasks: list[Task]) -> Values:
    queue = workspace.task_queues.get(sid)
    relative = oldest(tasks, workspace.now, lambda task: task.task_queue_entered_date or 0)
    return {
        **about_tasks(tasks, workspace.now),
        "longest_relative_task_age_in_queue": relative[0],
        "longest_relative_task_sid_in_queue": relative[1],
        "activity_statistics": activity_statistics(workspace, queue.census if queue else {}),
        "total_eligible_workers": len(queue.members) if queue else 0,
        # Whatever their load: seen live with a worker who was reserved.
        "total_available_workers": queue.presence()["available"] if queue else 0,
    }


def of_workflow(workflow: Workflow, window: Window) -> Values:
    """The statistics of one workflow."""
    tasks = [task for task in tasks_on(window) if task.workflow_sid == workflow.sid]
    return about_tasks(tasks, workflow.now)


def of_workspace(workspace: Workspace, window: Window) -> Values:
    """The statistics of a whole workspace."""
    tasks = about_tasks(tasks_on(window), workspace.now)
    return {**tasks, **of_workers(workspace, window)}


def of_workers(workspace: Workspace, window: Window) -> Values:
    """The statistics of the window's workers together, or of all.

    A task channel changes nothing here, since every worker is on every channel.
    """
    workers = workspace.workers.values() if window.workers is None else window.workers
    where = Counter(worker.activity_sid for worker in workers)
    return {
        "activity_statistics": activity_statistics(workspace, where),
        "total_workers": where.total(),
    }


def tasks_on(window: Window) -> list[Task]:
    """The tasks on the channel that is asked about, or all."""
    sid = window.channel_sid
    tasks = window.workspace.tasks.values()
    return [task for task in tasks if sid is None or task.task_channel_sid == sid]


def about_tasks(tasks: list[Task], now: int) -> Values:
    """What is counted of tasks everywhere; those that ended count only by their status."""
    live = [task for task in tasks if task.is_live]
    statuses = Counter(task.assignment_status for task in tasks)
    priorities = Counter(task.priority for task in live)
    age, sid = oldest(tasks, now, lambda task: task.date_created)
    return {
        "longest_task_waiting_age": age,
        "longest_task_waiting_sid": sid,
        # The samples show four statuses, a live answer had all six.
        "tasks_by_status": {status: statuses[status] for status in TASK},
        "tasks_by_priority": {str(each): priorities[each] for each in sorted(priorities)},
        "total_tasks": len(live),
    }


def oldest(tasks: Iterable[Task], now: int, since: Callable[[Task], int]) -> tuple[int, str | None]:
    """Whole seconds and SID of the task that waits longest.

    TaskRouter looks at pending tasks only: a reserved one does not count as waiting.
    """
    waiting = [task for task in tasks if task.assignment_status == "pending"]
    first = min(waiting, key=lambda task: (since(task), task.number), default=None)
    return (0, None) if first is None else ((now - since(first)) // SECOND, first.sid)


def activity_statistics(workspace: Workspace, workers: Mapping[str, int]) -> list[Values]:
    """Every activity of the workspace with its number of workers."""
    return [
        {"sid": sid, "friendly_name": activity.friendly_name, "workers": workers.get(sid, 0)}
        for sid, activity in workspace.activities.items()
    ]
