"""What happens to a task next: its timers in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mocktr.core.behavior.conduct import ACCEPT, COMPLETE, REJECT, WRAP_UP
from mocktr.core.clock import iso
from mocktr.core.configuration.document import Target
from mocktr.core.event_type import TTL_EXCEEDED
from mocktr.core.explain import calling
from mocktr.core.resources.task import NOT_RESERVED, Task
from mocktr.core.routing.walk import WORKFLOW_TIMEOUT


def upcoming(task: Task) -> list[dict[str, Any]]:
    """What the task's timers will do, soonest first."""
    timers = task.account.timers
    sids = [task.sid, *(one.sid for one in task.reservations), *calling.legs_of(task)]
    found = (timers.find(name, sid) for sid in sids for name in FUTURE)
    due = sorted(one for one in found if one is not None)
    return [{"at": iso(one.due), "what": FUTURE[one.name](task, one.sid)} for one in due]


def step_end(task: Task, sid: str) -> str:
    if task.assignment_status == "reserved":
        # A deadline never cuts a live reservation.
        return f"the step ends; if its offers come to nothing after that, the task {goes_on(task)}"
    return f"the step ends and the task {goes_on(task)}"


def offer_end(task: Task, sid: str) -> str:
    text = f"the offer to {worker_name(task, sid)} times out"
    if not task.is_overdue:
        return text
    return f"{text}; the step is over, so once no offer is open the task {goes_on(task)}"


def life_end(task: Task, sid: str) -> str:
    missed = task.direct_worker_sid and task.assignment_status == "pending"
    return f"is canceled: {NOT_RESERVED if missed else TTL_EXCEEDED}"


def goes_on(task: Task) -> str:
    """What a task does at the end of its present step."""
    document, position = task.document(), task.position
    assert document is not None
    assert position is not None
    after = document.following(position, task.attributes, task.now, False)
    if after is None:
        return f"is canceled: {WORKFLOW_TIMEOUT}"
    return f"goes on to {queue_name(task, after)}"


def queue_name(task: Task, target: Target) -> str:
    queue = task.workspace.task_queues.get(target.queue)
    return f"queue {queue.friendly_name}" if queue else "the next step"


def worker_name(task: Task, sid: str) -> str:
    return task.account.reservations[sid].worker_name


FUTURE: dict[str, Callable[[Task, str], str]] = {
    "reservation.timeout": offer_end,
    "task.reoffer": lambda task, sid: f"can be offered to {worker_name(task, sid)} again",
    "task.target-timeout": step_end,
    "task.ttl": life_end,
    "task.assigned-limit": lambda task, sid: "is deleted by the system",
    "task.removal": lambda task, sid: "can't be read any more",
    ACCEPT: lambda task, sid: f"{worker_name(task, sid)} accepts",
    REJECT: lambda task, sid: f"{worker_name(task, sid)} rejects",
    WRAP_UP: lambda task, sid: f"{worker_name(task, sid)} begins the wrap-up",
    COMPLETE: lambda task, sid: f"{worker_name(task, sid)} completes the task",
    **calling.FUTURE,
}
"""Every timer that a task may have, in words."""
