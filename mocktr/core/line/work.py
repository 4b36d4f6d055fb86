"""What a call means to TaskRouter: its task ends with its waiting, or with the talk."""

from __future__ import annotations

from mocktr.core.line.call import Call

OPEN = ("pending", "reserved")


def give_up(call: Call, reason: str) -> None:
    """The caller left the queue: the task that waited there is canceled, if it still waits."""
    task = call.account.tasks.get(call.task_sid or "")
    if task is not None and task.assignment_status in OPEN:
        task.cancel(reason)


def end_work(leg: Call) -> None:
    """The talk of a worker is over: single-tasking the task is completed, else it is wrapped up.

    TaskRouter does so by itself, so there is no task.updated (seen live).
    """
    reservation = leg.account.reservations.get(leg.works_for or "")
    leg.works_for = None
    if reservation is None or reservation.reservation_status != "accepted":
        return
    status = "wrapping" if reservation.workspace.multi_task_enabled else "completed"
    reservation.task.follow(reservation, status)
