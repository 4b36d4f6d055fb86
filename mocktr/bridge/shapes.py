"""How today's SDK wants records and events: epoch seconds, JSON text, names of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mocktr.core.clock import SECOND
from mocktr.core.fields import Values
from mocktr.core.resources.activity import Activity
from mocktr.core.resources.base import Child
from mocktr.core.resources.reservation import Reservation
from mocktr.core.resources.task import Task
from mocktr.core.resources.task_queue import TaskQueue
from mocktr.core.resources.transfer import Transfer
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.worker_channel import WorkerChannel


def seconds(instant: int) -> int:
    return instant // SECOND


def identity(record: Child) -> Values:
    """What all of them have."""
    return {
        "sid": record.sid,
        "account_sid": record.account.sid,
        "workspace_sid": record.workspace.sid,
        "date_created": seconds(record.date_created),
        "date_updated": seconds(record.date_updated),
    }


def show_worker(worker: Worker) -> Values:
    return {
        **identity(worker),
        "activity_name": worker.activity_name,
        "activity_sid": worker.activity_sid,
        "attributes": worker.attributes,
        "available": worker.available,
        "date_status_changed": seconds(worker.date_status_changed),
        "friendly_name": worker.friendly_name,
        "version": worker.version,
    }


def show_activity(activity: Activity) -> Values:
    return {
        **identity(activity),
        "available": activity.available,
        "friendly_name": activity.friendly_name,
    }


def show_worker_channel(channel: WorkerChannel) -> Values:
    return {
        **identity(channel),
        "assigned_tasks": channel.assigned_tasks,
        "available": int(channel.available),
        "available_capacity_percentage": channel.available_capacity_percentage,
        "configured_capacity": channel.configured_capacity,
        # The only date in milliseconds.
        "last_reserved_time": channel.last_reserved,
        "task_channel_sid": channel.task_channel_sid,
        "task_channel_unique_name": channel.task_channel_unique_name,
        "worker_sid": channel.worker_sid,
    }


def show_task(task: Task) -> Values:
    return {
        **identity(task),
        "addons": task.addons or "{}",
        "age": task.age,
        "assignment_status": task.assignment_status,
        "attributes": task.attributes,
        "priority": task.priority,
        "queue_name": task.task_queue_friendly_name,
        "queue_sid": task.task_queue_sid,
        "reason": task.reason,
        "routing_target": task.routing_target,
        "task_channel_sid": task.task_channel_sid,
        "task_channel_unique_name": task.task_channel_unique_name,
        "timeout": task.timeout,
        "version": task.version,
        "virtual_start_time": seconds(task.virtual_start_time),
        "workflow_name": task.workflow_friendly_name,
        "workflow_sid": task.workflow_sid,
    }


def show_task_queue(queue: TaskQueue) -> Values:
    return {
        **identity(queue),
        "assignment_activity_name": queue.assignment_activity_name,
        "assignment_activity_sid": queue.assignment_activity_sid,
        "friendly_name": queue.friendly_name,
        "lifo_queue": queue.task_order == "LIFO",
        "max_reserved_workers": queue.max_reserved_workers,
        "reservation_activity_name": queue.reservation_activity_name,
        "reservation_activity_sid": queue.reservation_activity_sid,
        "target_workers": queue.target_workers,
        "task_order": queue.task_order,
    }


def show_reservation(reservation: Reservation) -> Values:
    """Version 1: without the task."""
    return {
        **identity(reservation),
        "reservation_status": reservation.reservation_status,
        "reservation_timeout": reservation.reservation_timeout,
        "task_channel_sid": reservation.task_channel_sid,
        "task_sid": reservation.task_sid,
        "version": reservation.version,
        "worker_name": reservation.worker_name,
        "worker_previous_activity_sid": reservation.worker_previous_activity_sid,
        "worker_sid": reservation.worker_sid,
    }


def show_reservation_with_task(reservation: Reservation) -> Values:
    """Version 2."""
    shown = {**show_reservation(reservation), "task": show_task(reservation.task)}
    return {**shown, **show_transfers(reservation)}


def show_transfers(reservation: Reservation) -> Values:
    """The transfer that a reservation is part of, and the one that its worker began.

    Where there is none there is no key, as the SDK would take null for a transfer.
    """
    task, workspace = reservation.task, reservation.workspace
    shown: Values = {}
    if reservation.transfer_sid is not None:
        shown["task_transfer"] = show_transfer(workspace.transfers[reservation.transfer_sid])
    outgoing = task.transfer
    if outgoing is not None and outgoing.initiating_reservation_sid == reservation.sid:
        shown["active_outgoing_task_transfer"] = show_transfer(outgoing)
    return shown


def show_transfer(transfer: Transfer) -> Values:
    return {
        **identity(transfer),
        "initiating_queue_sid": transfer.initiating_queue_sid,
        "initiating_reservation_sid": transfer.initiating_reservation_sid,
        "initiating_worker_sid": transfer.initiating_worker_sid,
        "initiating_workflow_sid": transfer.initiating_workflow_sid,
        "task_sid": transfer.task_sid,
        "transfer_failed_reason": transfer.transfer_failed_reason,
        "transfer_mode": transfer.transfer_mode,
        "transfer_status": transfer.transfer_status,
        "transfer_to": transfer.transfer_to,
        "transfer_type": transfer.transfer_type,
    }


SHAPES: dict[type, Callable[[Any], Values]] = {
    Activity: show_activity,
    Reservation: show_reservation,
    Task: show_task,
    TaskQueue: show_task_queue,
    Worker: show_worker,
    WorkerChannel: show_worker_channel,
}
"""What pages of today's SDK can see, and how."""
