"""How a task stands: its state, and each worker with why they are, or are not, offered it."""

from __future__ import annotations

from typing import Any

from mocktr.core.clock import iso
from mocktr.core.explain.calling import told_ringing
from mocktr.core.resources.task import Task
from mocktr.core.resources.transfer import WORKER
from mocktr.core.resources.worker import Worker
from mocktr.core.routing import matching
from mocktr.core.routing.pauses import may_offer
from mocktr.core.scopes import membership_scope

MOST_WORKERS = 500
"""How many workers are looked at one by one; those that the task may go to come first."""


def told_state(task: Task) -> str:
    """The task's state in words."""
    queue = task.task_queue_friendly_name
    where = f" in queue {queue}" if queue else ""
    state = f"is {task.assignment_status}{where}, priority {task.priority}, age {task.age} s"
    transfer = task.transfer
    return state if transfer is None else f"{state}, being handed over to {transfer.target_name}"


def standing(task: Task) -> list[dict[str, Any]]:
    """The workers one by one, with the reason why each is, or is not, offered the task."""
    if task.assignment_status not in ("pending", "reserved"):
        return []
    workers = list(task.workspace.workers.values())
    if len(workers) > MOST_WORKERS:
        workers.sort(key=lambda worker: not in_reach(task, worker))
    return [
        {"sid": worker.sid, "name": worker.friendly_name, "verdict": verdict, "reason": reason}
        for worker in workers[:MOST_WORKERS]
        for verdict, reason in [judge(task, worker)]
    ]


def in_reach(task: Task, worker: Worker) -> bool:
    """Whether the task may go to the worker: they are in its queue, or it is routed to them."""
    named = named_worker(task)
    if named is not None:
        return named == worker.sid
    queue = task.task_queue
    assert queue is not None
    return worker.sid in queue.members


def named_worker(task: Task) -> str | None:
    """The SID of the only worker whom the task may go to, if there is one."""
    transfer = task.transfer
    if transfer is not None:
        return transfer.transfer_to if transfer.transfer_type == WORKER else None
    return task.direct_worker_sid or None


Judgement = tuple[str, str]
"""A verdict (offered, assigned, free, passed over, not eligible) and its reason."""


def judge(task: Task, worker: Worker) -> Judgement:
    """Whether the task could go to the worker now, and why not."""
    for ask in (offered, membership, availability, capacity, choice, pause):
        judgement = ask(task, worker)
        if judgement is not None:
            return judgement
    return "free", "free, and eligible"


def offered(task: Task, worker: Worker) -> Judgement | None:
    for one in task.engaged():
        if one.worker_sid == worker.sid and not one.is_pending:
            return "assigned", "has the task"
        if one.worker_sid == worker.sid:
            timer = task.account.timers.find("reservation.timeout", one.sid)
            until = f", has until {iso(timer.due)} to answer" if timer else ""
            return "offered", f"is offered the task{until}{told_ringing(one)}"
    return None


def membership(task: Task, worker: Worker) -> Judgement | None:
    """TargetWorkers, or the worker that the task is routed or handed over to."""
    if in_reach(task, worker):
        return None
    if task.transfer is not None and task.transfer.transfer_type == WORKER:
        return "not eligible", "is not the worker that the task is handed over to"
    if task.direct_worker_sid:
        return "not eligible", "is not the worker that RoutingTarget names"
    queue = task.task_queue
    assert queue is not None
    expression = queue.expression()
    if expression is None:
        return "not eligible", "the queue's TargetWorkers is empty and matches nobody"
    return "not eligible", expression.explain(membership_scope(worker)).sentence()


def availability(task: Task, worker: Worker) -> Judgement | None:
    if task.ignore_capacity:
        return None
    if not worker.available:
        return "passed over", worker.activity_name
    channel = worker.channels[task.task_channel_sid]
    if not channel.available:
        return "passed over", f"channel {channel.task_channel_unique_name} is not available"
    return None


def capacity(task: Task, worker: Worker) -> Judgement | None:
    channel = worker.channels[task.task_channel_sid]
    if task.ignore_capacity or channel.is_free:
        return None
    if not task.workspace.multi_task_enabled:
        return "passed over", "busy with another task"
    used = f"{channel.load} of {channel.configured_capacity}"
    return "passed over", f"busy, {channel.task_channel_unique_name} {used}"


def choice(task: Task, worker: Worker) -> Judgement | None:
    """What the present step itself asks of a worker."""
    target = task.target
    if target is None or matching.suits(task, target, worker):
        return None
    if not matching.is_known(task, target, worker):
        known = target.known_worker_sid or target.known_worker_friendly_name
        assert known is not None
        value = known.resolve(task.scope())
        return "not eligible", f"is not the known worker, {known.source} is {value!r}"
    assert target.expression is not None
    return "not eligible", target.expression.explain(matching.scope_of(task, worker)).sentence()


def pause(task: Task, worker: Worker) -> Judgement | None:
    if may_offer(task, worker):
        return None
    until = iso(task.pauses[worker.sid].until)
    return "passed over", f"just let the task go, is offered it again from {until} on"
