"""What is wrong with the worker whom a step knows (sources: workflows)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocktr.core.sids import is_sid
from mocktr.errors import shorten

if TYPE_CHECKING:
    from mocktr.core.configuration.document import Target
    from mocktr.core.resources.task import Task
    from mocktr.core.resources.worker import Worker

NOT_IN_QUEUE, NO_NAME, NOT_IN_WORKSPACE = 40152, 40154, 40155


def warn(task: Task, target: Target) -> None:
    """Record an alert if `target` knows a worker who can't take the task."""
    wrong = doubt(task, target)
    if wrong:
        task.account.alert(*wrong, task.workspace, task.sid)


def doubt(task: Task, target: Target) -> tuple[int, str] | None:
    """Code and text of the alert, if there is something wrong.

    A task that names nobody makes no noise; nor does an empty text, with which flows fill what
    they don't know.
    """
    by_sid = target.known_worker_sid
    reference = by_sid or target.known_worker_friendly_name
    named = reference.resolve(task.scope()) if reference else None
    if named is None or named == "":
        return None
    said = f"Task {task.sid} names the known worker {shorten(named)}, "
    if not isinstance(named, str) or (by_sid and not is_sid(named, "WK")):
        return NO_NAME, said + ("which is not a SID" if by_sid else "which is not a name")
    worker = find(task, named, by_name=not by_sid)
    if worker is None:
        return NOT_IN_WORKSPACE, f"{said}who is not in workspace {task.workspace_sid}"
    if task.task_queue and worker.sid not in task.task_queue.members:
        return NOT_IN_QUEUE, f"{said}who is not in queue {task.task_queue_friendly_name}"
    return None


def find(task: Task, named: str, by_name: bool) -> Worker | None:
    """The worker of this SID or exact name."""
    workers = task.workspace.workers
    if not by_name:
        return workers.get(named)
    worker = workers.named(named)
    # Names are unique whatever their case, but a step that knows a name goes by it to the letter.
    return worker if worker and worker.friendly_name == named else None
