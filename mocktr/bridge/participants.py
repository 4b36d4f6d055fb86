"""Who is in the conference of a task, as pages change it: on hold, muted, removed.

What is changed is the conference, where it is one of the line's, and always what was recorded: the
parameters of the calls that the `conference` instruction dialled (`taskrouter.calls`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mocktr.core.account import Account
from mocktr.core.fields import FieldKind, Flag, Sid, Text, Values
from mocktr.core.instructions.calls import DialledCall
from mocktr.core.line import moderating
from mocktr.core.line.call import Call
from mocktr.core.line.connecting import customer_of
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
    reservation = reservation_of(target_of(worker, form), task)
    talking = list(legs(reservation, "worker"))
    note(reservation, "worker", {"kicked": True})
    for call in talking:
        moderating.kick(call)
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
    """Change what a form says, in the conference and in what is noted of it."""
    values = {
        key: checked(kind, name, form[name])
        for name, (key, kind) in OPTIONS.items()
        if name in form
    }
    note(reservation, participant, values)
    changes = {FIELDS[key]: value for key, value in values.items() if key in FIELDS}
    for call in legs(reservation, participant):
        room = call.line.rooms[str(call.room_sid)]
        moderating.modify(room, call, changes)
        if values.get("hold_url") and room.participants[call.sid].hold:
            address = values.get("hold_method") or "GET", values["hold_url"]
            moderating.play(call, address, "holdUrl")


FIELDS = {"muted": "muted", "hold": "hold", "end_conference_on_exit": "ends"}
"""What the line knows of it, with the field of its participant."""


def legs(reservation: Reservation, participant: str) -> Iterator[Call]:
    """The calls of the line by which somebody is in the conference of a reservation."""
    account: Account = reservation.account
    if not account.line.calls:
        return
    sids = [call.sid for _, call in dialled(reservation, participant)]
    customer = customer_of(reservation) if participant == "customer" else None
    for sid in [*sids, *([customer.sid] if customer else [])]:
        call = account.line.calls.get(sid)
        room = call and account.line.rooms.get(call.room_sid or "")
        if call and room and room.is_conference:
            yield call


def dialled(reservation: Reservation, participant: str) -> Iterator[tuple[int, DialledCall]]:
    """What was recorded of them, with its place in the record."""
    calls = reservation.account.calls
    for place, call in enumerate(calls, calls.missing):
        named = (call.reservation_sid, call.instruction, call.participant)
        if named == (reservation.sid, "conference", participant):
            yield place, call


def note(reservation: Reservation, participant: str, values: Values) -> None:
    """Change the calls of a reservation's conference."""
    for place, call in list(dialled(reservation, participant)):
        given = {**dict(call.given), **values}
        reservation.account.calls[place] = call._replace(given=tuple(given.items()))
