"""Which entries of the event log pages hear of, who of them, and what each SDK is told.

What changes is shown as it was when the event arose; what an event does not hold is read off the
record, as long as it exists.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from mocktr.bridge.shapes import (
    seconds,
    show_reservation,
    show_task,
    show_transfer,
    show_transfers,
    show_worker,
    show_worker_channel,
)
from mocktr.core.account import Account
from mocktr.core.event_type import CATALOGUE
from mocktr.core.fields import Values
from mocktr.core.log import Logged
from mocktr.core.resources.reservation import ReservationView
from mocktr.core.resources.task_view import TaskStatus, TaskView
from mocktr.core.resources.transfer import TransferView
from mocktr.core.resources.worker_view import WorkerView
from mocktr.core.states import ENGAGED

V = TypeVar("V")

STATUSES = {
    "created": "pending",
    "accepted": "accepted",
    "rejected": "rejected",
    "timeout": "timeout",
    "canceled": "canceled",
    "rescinded": "rescinded",
    "wrapup": "wrapping",
    "completed": "completed",
}
"""The status of a reservation, by the event that tells of it."""


class Message(NamedTuple):
    """One event as pages are told it."""

    channels: tuple[str, ...]
    """The SIDs of the workers it is for."""
    event_type: str
    payloads: dict[str, Values]
    """By the style of the SDK; one that is missing is not told."""

    def text(self, style: str) -> str | None:
        """The frame for sessions of this style."""
        payload = self.payloads.get(style)
        return None if payload is None else frame(self.event_type, payload)


def frame(event_type: str, payload: Values) -> str:
    """The text of one WebSocket message."""
    return json.dumps({"event_type": event_type, "payload": payload})


def message(account: Account, entry: Logged) -> Message | None:
    """What pages are told of an entry of the log; None for what they don't hear of."""
    tell = TELLERS.get(entry.type)
    return None if tell is None else tell(account, entry)


def part(entry: Logged, kind: type[V]) -> V:
    """The view of this kind in an entry."""
    return next(one for one in entry.parts if isinstance(one, kind))


# --- workers -----------------------------------------------------------------------------------


def tell_worker(account: Account, entry: Logged) -> Message | None:
    view = part(entry, WorkerView)
    worker = account.workspaces[entry.workspace_sid].workers.get(view.sid)
    if worker is None:
        return None
    activity = worker.workspace.activities[view.activity_sid]
    payload = {
        **show_worker(worker),
        "activity_name": view.activity_name,
        "activity_sid": view.activity_sid,
        "attributes": view.attributes,
        "available": activity.available,
        "version": view.version,
    }
    return Message((view.sid,), entry.type, {"new": payload, "old": payload})


def tell_channel(account: Account, entry: Logged) -> Message | None:
    view = part(entry, WorkerView)
    worker = account.workspaces[entry.workspace_sid].workers.get(view.sid)
    channel = worker and worker.channel_named(entry.data()["task_channel_sid"])
    if not channel:
        return None
    payload = show_worker_channel(channel)
    return Message((view.sid,), entry.type, {"new": payload, "old": payload})


# --- tasks and reservations --------------------------------------------------------------------


def task_payload(account: Account, entry: Logged) -> Values:
    view, status = part(entry, TaskView), part(entry, TaskStatus)
    task = account.tasks.get(view.sid)
    known: Values = {} if task is None else show_task(task)
    return {
        **UNKNOWN_TASK,
        "account_sid": account.sid,
        "workspace_sid": entry.workspace_sid,
        "date_updated": seconds(entry.at),
        **known,
        "sid": view.sid,
        "age": seconds(entry.at - view.date_created),
        "assignment_status": status.assignment_status,
        "attributes": view.attributes,
        "date_created": seconds(view.date_created),
        "priority": view.priority,
        "queue_name": view.route.queue_name,
        "queue_sid": view.route.queue_sid,
        "task_channel_sid": view.route.channel_sid,
        "task_channel_unique_name": view.route.channel_name,
        "version": status.version,
        "virtual_start_time": seconds(view.virtual_start_time),
        "workflow_name": view.route.workflow_name,
        "workflow_sid": view.route.workflow_sid,
    }


UNKNOWN_TASK: Values = {"addons": "{}", "reason": None, "routing_target": None, "timeout": None}
"""What is left of a task that is gone."""


def reservation_payload(account: Account, entry: Logged) -> Values:
    view, worker = part(entry, ReservationView), part(entry, WorkerView)
    reservation = account.reservations.get(entry.resource_sid)
    known: Values = {} if reservation is None else show_reservation(reservation)
    return {
        "account_sid": account.sid,
        "workspace_sid": entry.workspace_sid,
        "date_created": seconds(entry.at),
        "reservation_timeout": None,
        **known,
        "sid": entry.resource_sid,
        "date_updated": seconds(entry.at),
        "reservation_status": STATUSES[entry.type.partition(".")[2]],
        "version": view.version,
        "worker_name": worker.name,
        "worker_sid": worker.sid,
        "task": task_payload(account, entry),
        **({} if reservation is None else show_transfers(reservation)),
    }


def tell_reservation(account: Account, entry: Logged) -> Message:
    payload = reservation_payload(account, entry)
    # The old SDK takes a task, beside which the reservation's SID stands.
    old = {**payload["task"], "counter": 0, "reservation_sid": payload["sid"]}
    return Message((payload["worker_sid"],), entry.type, {"new": payload, "old": old})


def tell_failure(account: Account, entry: Logged) -> Message | None:
    """The worker whom a task was routed to could not be reserved."""
    task = account.tasks.get(entry.resource_sid)
    if task is None or task.direct_worker_sid is None:
        return None
    payload = {**task_payload(account, entry), "reason": task.reason}
    return Message((task.direct_worker_sid,), entry.type, {"new": payload, "old": payload})


def tell_task(account: Account, entry: Logged) -> Message:
    payload = task_payload(account, entry)
    workers = tuple(dict.fromkeys(holders(account, entry)))
    return Message(workers, entry.type, {"new": payload, "old": payload})


def tell_transfer(account: Account, entry: Logged) -> Message | None:
    """The worker who initiated it; the old SDK knows no transfers."""
    view = part(entry, TransferView)
    transfer = account.workspaces[entry.workspace_sid].transfers.get(view.sid)
    if transfer is None:
        return None
    payload = {
        **show_transfer(transfer),
        "transfer_status": view.status,
        "transfer_failed_reason": view.failed_reason,
    }
    return Message((view.worker_sid,), entry.type, {"new": payload})


def holders(account: Account, entry: Logged) -> Iterable[str]:
    """The workers who hold a reservation of a task, or have just lost it."""
    task = account.tasks.get(entry.resource_sid)
    for one in [] if task is None else task.reservations:
        if one.reservation_status in ENGAGED or one.date_updated == entry.at:
            yield one.worker_sid


TELLERS: dict[str, Callable[[Account, Logged], Message | None]] = {
    "worker.activity.update": tell_worker,
    "worker.attributes.update": tell_worker,
    "worker.capacity.update": tell_channel,
    "worker.channel.availability.update": tell_channel,
    **{f"reservation.{name}": tell_reservation for name in STATUSES},
    "reservation.failed": tell_failure,
    **{f"task.{name}": tell_task for name in ("updated", "canceled", "completed", "wrapup")},
    **{name: tell_transfer for name in CATALOGUE if name.startswith("task.transfer-")},
}
"""What pages hear of."""
