"""Who is in the conference of a task, as pages change it: on hold, muted, removed.

mocktr places no calls, so what is changed is what it recorded: the parameters of the calls that the
`conference` instruction would have dialled (`taskrouter.calls`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mocktr.core.account import Account
from mocktr.core.fields import FieldKind, Flag, Sid, Text, Values
from mocktr.core.resources.base import checked
from mocktr.core.resources.reservation import Reservation
from mocktr.core.resources.task import Task
from mocktr.core.resources.worker import Worker
from mocktr.core.states import ASSIGNED
from mocktr.errors import InvalidParameter, MissingParameter, Refused

Form = Mapping[str, Any]

OPTIONS: dict[str, tuple[str, FieldKind]] = {
    "EndConferenceOnExit": ("end_conference_on_exit", Flag()),
    "Mute": ("muted", Flag()),
    "BeepOnExit": ("beep_on_exit", Flag()),
    "Hold": ("hold", Flag()),
    "HoldUrl": ("hold_url", Text()),
    "HoldMethod": ("hold_method", Text()),
}
"""What can be changed, and what the record of a call names it."""


def update_worker(worker: Worker, form: Form) -> Task:
    """The page's own worker, in the conference of one of their reservations."""
    reservation = worker.reservations.get(sid("ReservationSid", "WR", form))
    if reservation is None:
        wanted = f"the SID of a reservation of worker {worker.sid}"
        raise InvalidParameter("ReservationSid", wanted, form["ReservationSid"])
    record(in_conference(reservation), "worker", form)
    return reservation.task


def update_customer(worker: Worker, form: Form) -> Task:
    """The customer, in the conference of a task that the page's worker has accepted."""
    task = task_of(worker, form)
    record(reservation_of(worker, task), "customer", form)
    return task


def hold_worker(worker: Worker, form: Form) -> Task:
    """Another worker in that conference."""
    task = task_of(worker, form)
    required("Hold", form)
    record(reservation_of(target_of(worker, form), task), "worker", form)
    return task


def kick_worker(worker: Worker, form: Form) -> Task:
    """Another worker, who is removed from it."""
    task = task_of(worker, form)
    note(reservation_of(target_of(worker, form), task), "worker", {"kicked": True})
    return task


PARTICIPANTS: dict[str, Callable[[Worker, Form], Task]] = {
    "WorkerParticipant": update_worker,
    "CustomerParticipant": update_customer,
    "HoldWorkerParticipant": hold_worker,
    "KickWorkerParticipant": kick_worker,
}
"""By the last part of the URL."""


def required(name: str, form: Form) -> Any:
    if form.get(name, "") == "":
        raise MissingParameter(name)
    return form[name]


def sid(name: str, prefix: str, form: Form) -> str:
    return str(checked(Sid(prefix), name, required(name, form)))


def task_of(worker: Worker, form: Form) -> Task:
    found = worker.workspace.tasks.get(sid("TaskSid", "WT", form))
    if found is None:
        raise InvalidParameter(
            "TaskSid", "the SID of one of the workspace's tasks", form["TaskSid"]
        )
    return found


def target_of(worker: Worker, form: Form) -> Worker:
    found = worker.workspace.workers.get(sid("TargetWorkerSid", "WK", form))
    if found is None:
        wanted = "the SID of one of the workspace's workers"
        raise InvalidParameter("TargetWorkerSid", wanted, form["TargetWorkerSid"])
    return found


def reservation_of(worker: Worker, task: Task) -> Reservation:
    """What a worker has accepted of a task; raises Refused."""
    for one in task.reservations:
        if one.worker_sid == worker.sid and one.reservation_status in ASSIGNED:
            return one
    raise Refused(f"Worker {worker.sid} has no accepted reservation of task {task.sid}")


def in_conference(reservation: Reservation) -> Reservation:
    if reservation.reservation_status not in ASSIGNED:
        raise Refused(
            f"Reservation {reservation.sid} is {reservation.reservation_status}, not accepted"
        )
    return reservation


def record(reservation: Reservation, participant: str, form: Form) -> None:
    """Note what a form changes."""
    values = {
        key: checked(kind, name, form[name])
        for name, (key, kind) in OPTIONS.items()
        if name in form
    }
    note(reservation, participant, values)


def note(reservation: Reservation, participant: str, values: Values) -> None:
    """Change the calls of a reservation's conference."""
    account: Account = reservation.account
    for place, call in enumerate(account.calls, account.calls.missing):
        named = (call.reservation_sid, call.instruction, call.participant)
        if named == (reservation.sid, "conference", participant):
            given = {**dict(call.given), **values}
            account.calls[place] = call._replace(given=tuple(given.items()))
