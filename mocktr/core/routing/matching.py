"""Who should get what: proposals only, nothing here changes anything.

Theory of operation
-------------------
Waiting tasks stand in one total order (`rank`, with the kind of their queue before it). The first
task in this order that has an eligible worker is served next, with the eligible workers in their
order: the clauses of `order_by`, then longest idle. A task that nobody can take never holds up
those behind it. Between two changes nothing waits while a worker who could take it is free, so
after a change only what changed needs a look: a task that began to wait looks for workers
(`choose_workers`), a worker who became free looks for a task (`next_task`).
(sources: selection)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mocktr.core.configuration.document import Target
from mocktr.core.routing.lineup import CHOOSY, PLAIN, WATCHFUL, Rank
from mocktr.core.routing.pauses import may_offer
from mocktr.core.scopes import Scope, target_scope

if TYPE_CHECKING:
    from mocktr.core.resources.task import Task
    from mocktr.core.resources.worker import Worker
    from mocktr.core.resources.worker_channel import WorkerChannel
    from mocktr.core.resources.workspace import Workspace

FIFO = "FIFO"


def rank(task: Task, order: str) -> Rank:
    """A task's place among those in queues of this TaskOrder.

    LIFO queues ignore the priority: a surprise of TaskRouter's (decisions: queues).
    """
    if order == FIFO:
        return -task.priority, task.virtual_start_time, task.number, task.sid
    return -task.virtual_start_time, -task.number, task.sid


def precedence(workspace: Workspace, order: str, place: Rank) -> Rank:
    """A task's place in the whole workspace.

    PrioritizeQueueOrder says which kind of queue is drained first (sources: selection).
    """
    return order != workspace.prioritize_queue_order, *place


def kind_of(target: Target | None) -> str:
    """How particular a step is about who takes the task."""
    if target is None or not target.is_choosy:
        return PLAIN
    return WATCHFUL if target.watches_load else CHOOSY


def scope_of(task: Task, worker: Worker) -> Scope:
    """The names that the step of `task` knows about `worker`."""
    return target_scope(task.attributes, worker, task.now)


def suits(task: Task, target: Target | None, worker: Worker) -> bool:
    """Whether the step's own conditions take the worker."""
    if target is None:
        return True
    if not is_known(task, target, worker):
        return False
    return target.expression is None or target.expression.matches(scope_of(task, worker))


def is_known(task: Task, target: Target, worker: Worker) -> bool:
    """Whether the worker is the one that the step knows, if it knows one (sources: workflows)."""
    if target.known_worker_sid:
        return target.known_worker_sid.resolve(task.scope()) == worker.sid
    if target.known_worker_friendly_name:
        name = target.known_worker_friendly_name.resolve(task.scope())
        return name == worker.friendly_name
    return True


def choose_workers(task: Task) -> tuple[list[WorkerChannel], bool]:
    """The workers to reserve for a waiting task now, in order; empty when it has to wait.

    Also whether the step's order_by told the eligible workers apart.
    """
    if task.direct_worker_sid:
        return choose_direct(task), False
    target, queue = task.target, task.task_queue
    assert queue is not None
    lineup = queue.lineup(task.task_channel_sid)
    most = queue.max_reserved_workers
    if target is None or not (target.is_choosy or target.order_by):
        return lineup.pick(most, lambda channel: may_offer(task, channel.worker)), False
    free = [
        (entry, channel)
        for entry, channel in lineup.live()
        if may_offer(task, channel.worker) and suits(task, target, channel.worker)
    ]
    keys = preference(task, target, [channel for _, channel in free])
    free.sort(key=lambda pair: (keys.get(pair[1].sid), pair[0]))
    return [channel for _, channel in free[:most]], len(set(keys.values())) > 1


def preference(task: Task, target: Target, free: Iterable[WorkerChannel]) -> dict[str, Rank]:
    """What `order_by` ranks the free workers by, before how long they are idle; by channel SID.

    A clause over a value that is no integer makes TaskRouter ignore the whole order_by.
    """
    ordering = target.order_by
    if ordering is None:
        return {}
    keys: dict[str, Rank] = {}
    for channel in free:
        key = ordering.key(scope_of(task, channel.worker))
        if key is None:
            return {}
        keys[channel.sid] = key
    return keys


def choose_direct(task: Task) -> list[WorkerChannel]:
    """The worker that RoutingTarget names; with IgnoreCapacity in any state."""
    worker = task.workspace.workers[task.direct_worker_sid or ""]
    channel = worker.channels[task.task_channel_sid]
    ready = task.ignore_capacity or channel.is_free
    return [channel] if ready and may_offer(task, worker) else []


def next_task(channel: WorkerChannel) -> tuple[Rank, Task] | None:
    """The waiting task that a free worker should get on this channel, with its precedence."""
    worker, workspace = channel.worker, channel.workspace
    found = [first_direct(channel)]
    for queue in worker.queues:
        lineup = queue.lineups.get(channel.task_channel_sid)
        if not lineup:
            continue
        for waiting in lineup.waiting.values():
            place = first_suitable(worker, waiting)
            if place is not None:
                found.append(precedence(workspace, queue.task_order, place))
    best = min((place for place in found if place is not None), default=None)
    return None if best is None else (best, workspace.tasks[best[-1]])


def first_suitable(worker: Worker, places: Iterable[Rank]) -> Rank | None:
    """The first of the waiting tasks that the worker may be offered."""
    tasks = worker.workspace.tasks
    for place in places:
        task = tasks[place[-1]]
        if may_offer(task, worker) and suits(task, task.target, worker):
            return place
    return None


def first_direct(channel: WorkerChannel) -> Rank | None:
    """The first task that was routed to this very worker."""
    worker = channel.worker
    tasks = [worker.workspace.tasks[sid] for sid in worker.direct]
    places = [
        precedence(task.workspace, FIFO, rank(task, FIFO))
        for task in tasks
        if task.task_channel_sid == channel.task_channel_sid and may_offer(task, worker)
    ]
    return min(places, default=None)
