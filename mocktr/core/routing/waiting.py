"""How a task stands in the lineup of its queue while it looks for a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocktr.core.routing import matching
from mocktr.core.routing.lineup import Rank

if TYPE_CHECKING:
    from mocktr.core.resources.task import Task


def begin(task: Task) -> None:
    """Stand in the lineup, try to get workers, and let skip_if have its say after that."""
    task.fresh = True
    join(task)
    task.workspace.look_at_task(task)


def join(task: Task) -> None:
    """Stand in the lineup of the queue, or before the worker that the task is routed to."""
    if task.direct_worker_sid:
        task.workspace.workers[task.direct_worker_sid].direct[task.sid] = None
        task.workspace.use_channel(task.task_channel_sid)
        task.place = ("", "", matching.rank(task, matching.FIFO))
        return
    queue = task.task_queue
    assert queue is not None
    kind = matching.kind_of(task.target)
    place = matching.rank(task, queue.task_order)
    queue.lineup(task.task_channel_sid).join(kind, place)
    task.place = queue.sid, kind, place


def leave(task: Task) -> None:
    """Stand nowhere any more."""
    if task.place is None:
        return
    queue_sid, kind, place = task.place
    task.place = None
    if task.direct_worker_sid:
        worker = task.workspace.workers.get(task.direct_worker_sid)
        if worker:
            worker.direct.pop(task.sid, None)
        return
    lineup = task.workspace.task_queues[queue_sid].lineups[task.task_channel_sid]
    lineup.leave(kind, place)


def precedence(task: Task) -> Rank:
    """The waiting task's place in the whole workspace."""
    assert task.place is not None
    queue = task.task_queue
    order = queue.task_order if queue and not task.direct_worker_sid else matching.FIFO
    return matching.precedence(task.workspace, order, task.place[2])
