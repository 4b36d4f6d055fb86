"""The moment in which a task is not offered again to the worker who just let it go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mocktr.core.resources.reservation import Reservation
    from mocktr.core.resources.task import Task
    from mocktr.core.resources.worker import Worker


class Pause(NamedTuple):
    """Until when (ms) a task is not offered to a worker, and to which of their states.

    A change of either lifts the pause (decisions: queues).
    """

    until: int
    task_touched: int
    worker_touched: int


NO_PAUSES: Mapping[str, Pause] = {}
"""Those of most tasks, which share it."""


def pause(task: Task, reservation: Reservation) -> None:
    """Don't offer the task to the worker of this reservation for a moment."""
    length = task.account.settings.reoffer_pause
    if length:
        worker = reservation.worker
        until = task.now + length
        kept = {sid: one for sid, one in task.pauses.items() if one.until > task.now}
        task.pauses = {**kept, worker.sid: Pause(until, task.touched, worker.touched)}
        task.account.timers.set(until, "task.reoffer", reservation.sid)


def may_offer(task: Task, worker: Worker) -> bool:
    """Whether no pause stands between the task and this worker, who does not have it either."""
    if task.transfer_sid is not None and task.is_held_by(worker):
        return False
    pause = task.pauses.get(worker.sid)
    if pause is None or task.now >= pause.until:
        return True
    return (task.touched, worker.touched) != (pause.task_touched, pause.worker_touched)
