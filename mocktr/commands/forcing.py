"""What a test can force on a world: an offer to whomever it likes, and the end of an offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocktr.commands.arguments import required
from mocktr.commands.behaviors import worker_in
from mocktr.commands.command import Result, command
from mocktr.errors import AdminError, json_of, listing
from mocktr.values import of_type

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.core.resources.reservation import Reservation
    from mocktr.core.resources.task import Task
    from mocktr.core.resources.worker_channel import WorkerChannel
    from mocktr.sandbox.tenant import Tenant

name_or_sid = of_type(str, "a name or a SID")


def can_reserve(tenant: Tenant, sid: str, worker: str) -> None:
    with tenant.observed() as account:
        offer(account, sid, worker)


@command("POST", "tasks/<sid>/reserve", can_reserve, worker=required(name_or_sid))
def reserve(tenant: Tenant, sid: str, worker: str) -> Result | None:
    """Offer a pending task to this worker, whether or not routing would."""
    with tenant.steered() as account:
        found = offer(account, sid, worker)
        if found is None:
            return None
        task, channel = found
        [reservation] = task.reserve([channel])
        return row_of(reservation)


def offer(account: Account, task_sid: str, worker: str) -> tuple[Task, WorkerChannel] | None:
    """The task and the worker's channel, if the one can be offered on the other.

    Queue, workflow, activity and capacity don't matter, but the task has to be pending. None where
    there is no such task; raises AdminError for one that can't be offered, or not to this worker.
    """
    task = account.tasks.get(task_sid)
    if task is None:
        return None
    found = worker_in(task.workspace, worker)
    if found is None:
        names = [one.friendly_name for one in task.workspace.workers.values()]
        raise AdminError(f"worker: no worker {json_of(worker)}; {listing(names)}")
    if task.assignment_status != "pending":
        raise AdminError(f"task {task_sid} is {task.assignment_status}; expected a pending one")
    return task, found.channels[task.task_channel_sid]


def can_time_out(tenant: Tenant, sid: str) -> None:
    with tenant.observed() as account:
        open_offer(account, sid)


@command("POST", "reservations/<sid>/timeout", can_time_out)
def time_out(tenant: Tenant, sid: str) -> Result | None:
    """Let the time to answer a pending reservation be over now."""
    with tenant.steered() as account:
        reservation = open_offer(account, sid)
        if reservation is None:
            return None
        reservation.time_out()
        return row_of(reservation)


def open_offer(account: Account, sid: str) -> Reservation | None:
    """The reservation, if it is pending; None where there is none. Raises AdminError."""
    reservation = account.reservations.get(sid)
    if reservation is not None and not reservation.is_pending:
        status = reservation.reservation_status
        raise AdminError(f"reservation {sid} is {status}; expected a pending one")
    return reservation


def row_of(reservation: Reservation) -> Result:
    """The reservation in short."""
    return {
        "reservation_sid": reservation.sid,
        "reservation_status": reservation.reservation_status,
        "task_sid": reservation.task_sid,
        "worker_sid": reservation.worker_sid,
        "worker_name": reservation.worker_name,
        "workspace_sid": reservation.workspace_sid,
    }
