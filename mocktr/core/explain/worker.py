"""Why a worker gets what they get, or nothing: where they are, what they could take, what waits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from mocktr.core.behavior.conduct import RETURN
from mocktr.core.board.board import tasks_in_line
from mocktr.core.board.rows import engaged
from mocktr.core.clock import iso
from mocktr.core.explain.future import upcoming
from mocktr.core.explain.past import Facts
from mocktr.core.explain.present import judge
from mocktr.core.resources.reservation import Reservation
from mocktr.core.resources.task import Task
from mocktr.core.resources.task_queue import TaskQueue
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.worker_channel import WorkerChannel
from mocktr.core.scopes import membership_scope

MOST_QUEUES = 100
"""How many queues are told of; those that the worker is in come first."""

MOST_TASKS = 50
"""How many of the tasks that wait are held against the worker one by one."""


def explain_worker(worker: Worker) -> Facts:
    """How a worker stands, in which queues, and what of the tasks that wait could be theirs."""
    channels = [channel_facts(one) for one in worker.channels.values()]
    queues = [queue_facts(worker, one) for one in islice(queues_first(worker), MOST_QUEUES)]
    tasks = [task_facts(worker, *one) for one in islice(in_reach(worker), MOST_TASKS)]
    following = next_of(worker)
    return {
        "worker_sid": worker.sid,
        "worker_name": worker.friendly_name,
        "workspace_sid": worker.workspace.sid,
        "now": iso(worker.now),
        "activity": worker.activity_name,
        "available": worker.available,
        "since_ms": worker.date_status_changed,
        "verdict": verdict(worker, channels, tasks),
        "channels": channels,
        "queues": queues,
        "left_off": max(len(worker.workspace.task_queues) - MOST_QUEUES, 0),
        "holds": [hold_facts(one) for one in engaged(worker)],
        "tasks": tasks,
        "next": following,
    }


def verdict(worker: Worker, channels: list[Facts], tasks: list[Facts]) -> str:
    """In a sentence, why the worker is not offered more."""
    name = worker.friendly_name
    if not worker.available:
        return f"{name} is offered nothing while {worker.activity_name}"
    if not any(one["free"] for one in channels):
        return f"{name} is offered nothing: " + ", ".join(one["reason"] for one in channels)
    if not worker.queues and not worker.direct:
        return f"{name} is in no queue"
    if not tasks:
        return f"no task waits in a queue of {name}"
    could = sum(one["verdict"] == "free" for one in tasks)
    if could:
        return f"{could} of the tasks that wait could be offered to {name} now"
    first = tasks[0]
    return f"none of the {len(tasks)} first tasks that wait is for {name}; of the first: " + str(
        first["reason"]
    )


def channel_facts(channel: WorkerChannel) -> Facts:
    """What a worker can take on a channel, and if nothing, why."""
    return {
        "name": channel.task_channel_unique_name,
        "load": channel.load,
        "capacity": channel.configured_capacity,
        "available": channel.available,
        "free": channel.is_free,
        "reason": f"{channel.task_channel_unique_name} {load_of(channel)}",
    }


def load_of(channel: WorkerChannel) -> str:
    """Whether more can come on a channel, in words."""
    if channel.is_free:
        return "is free"
    if not channel.available:
        return "is not available"
    if not channel.worker.available:
        return f"waits for another activity than {channel.worker.activity_name}"
    if not channel.workspace.multi_task_enabled:
        return "is busy with another task"
    return f"is busy, {channel.load} of {channel.configured_capacity}"


def queues_first(worker: Worker) -> Iterator[TaskQueue]:
    """The queues of the workspace, those first that the worker is in."""
    queues = worker.workspace.task_queues.values()
    yield from (one for one in queues if worker.sid in one.members)
    yield from (one for one in queues if worker.sid not in one.members)


def queue_facts(worker: Worker, queue: TaskQueue) -> Facts:
    """Whether a worker is in a queue, and why."""
    return {
        "sid": queue.sid,
        "name": queue.friendly_name,
        "member": worker.sid in queue.members,
        "reason": why_member(queue, worker),
        "waiting": sum(one.count for one in queue.lineups.values()),
    }


def why_member(queue: TaskQueue, worker: Worker) -> str:
    """What TargetWorkers saw of a worker."""
    expression = queue.expression()
    if expression is None:
        return "the queue's TargetWorkers is empty and matches nobody"
    return expression.explain(membership_scope(worker)).sentence()


def in_reach(worker: Worker) -> Iterator[tuple[Task, int]]:
    """The tasks that wait for this worker alone or in one of their queues, with their places."""
    tasks = worker.workspace.tasks
    for place, sid in enumerate(worker.direct, 1):
        yield tasks[sid], place
    for queue in queues_first(worker):
        if worker.sid not in queue.members:
            return
        for place, task in enumerate(tasks_in_line(queue), 1):
            yield task, place


def task_facts(worker: Worker, task: Task, place: int) -> Facts:
    """Whether a task that waits could go to the worker."""
    found, reason = judge(task, worker)
    return {
        "task_sid": task.sid,
        "task_queue_name": task.task_queue_friendly_name,
        "place": place,
        "verdict": found,
        "reason": reason,
    }


def hold_facts(reservation: Reservation) -> Facts:
    """A task that the worker is offered or works on."""
    return {
        "reservation_sid": reservation.sid,
        "task_sid": reservation.task_sid,
        "task_queue_name": reservation.task.task_queue_friendly_name,
        "status": reservation.reservation_status,
        "since_ms": reservation.date_updated,
    }


def next_of(worker: Worker) -> list[dict[str, Any]]:
    """What happens next to the worker, soonest first."""
    found = [
        {**one, "task_sid": held.task_sid}
        for held in engaged(worker)
        for one in upcoming(held.task)
    ]
    timer = worker.account.timers.find(RETURN, worker.sid)
    if timer is not None:
        found.append({"at": iso(timer.due), "what": "comes back by themselves", "task_sid": None})
    return sorted(found, key=lambda one: str(one["at"]))
