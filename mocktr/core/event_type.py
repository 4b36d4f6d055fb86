"""The catalogue of event types: what each is about, and the text that describes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

TTL_EXCEEDED = "Task TTL Exceeded"
"""The reason of a cancellation that is also the event's description (sources: openapi)."""


class EventType(NamedTuple):
    """What kind of resource an event is about, as the REST API spells it, and its description."""

    resource_type: str
    collection: str
    description: str

    @property
    def form_resource_type(self) -> str:
        """The resource type as callbacks spell it: `taskqueue` was seen there, without hyphen."""
        return self.resource_type.replace("-", "")

    @property
    def hidden(self) -> frozenset[str]:
        """The keys of the records' views that an event about this kind of resource leaves out."""
        return HIDDEN.get(self.resource_type, frozenset())

    def describe(self, sid: str, data: Mapping[str, str]) -> str:
        """The description of an event about the resource `sid`, with this `event_data`."""
        if self.resource_type == "task" and data.get("task_canceled_reason") == TTL_EXCEEDED:
            return TTL_EXCEEDED
        return self.description.format(sid=sid, **data)


HIDDEN = {"task": frozenset({"task_ignore_capacity", "task_virtual_start_time"})}
"""Seen: reservation events tell them, task events do not (sources: events)."""


def named(
    resource_type: str, collection: str, label: str, texts: Mapping[str, str]
) -> dict[str, EventType]:
    """Event types by name; each text goes on from the label, which names the resource."""
    return {
        name: EventType(resource_type, collection, f"{label} {text}")
        for name, text in texts.items()
    }


def crud(resource_type: str, collection: str, label: str, *verbs: str) -> dict[str, EventType]:
    """Event types that are called after what was done to the resource."""
    texts = {f"{resource_type}.{verb}": verb for verb in verbs}
    return named(resource_type, collection, label, texts)


CREATED_UPDATED_DELETED = ("created", "updated", "deleted")

# Eleven of the texts were seen: those of a worker created, of a worker's activity and attributes,
# of a queue created and its expression, of a task created, matched and wrapped up, of a reservation
# wrapped up, and of a workspace and a workflow updated. The others are made in their style.
CATALOGUE: dict[str, EventType] = {
    **crud("workspace", "", "Workspace {sid}", *CREATED_UPDATED_DELETED),
    **named("workspace", "", "Workspace {sid}", {"workspace.updated": "was updated"}),
    **crud("activity", "Activities", "Activity {sid}", *CREATED_UPDATED_DELETED),
    **crud("task-channel", "TaskChannels", "TaskChannel {sid}", *CREATED_UPDATED_DELETED),
    **crud("workflow", "Workflows", "Workflow {sid}", *CREATED_UPDATED_DELETED),
    **named("workflow", "Workflows", "Workflow {sid}", {"workflow.updated": "was updated"}),
    **named(
        "task-queue",
        "TaskQueues",
        "TaskQueue {sid}",
        {
            "task-queue.created": "created",
            "task-queue.deleted": "deleted",
            "task-queue.expression.updated": "expression updated to "
            "'{task_queue_target_expression}'",
        },
    ),
    **named(
        "worker",
        "Workers",
        "Worker {worker_name}",
        {
            "worker.created": "created",
            "worker.deleted": "deleted",
            "worker.activity.update": "updated to {worker_activity_name} Activity",
            "worker.attributes.update": "updated attributes to {worker_attributes}",
            "worker.capacity.update": "updated {task_channel_unique_name} capacity to "
            "{worker_channel_capacity}",
            "worker.channel.availability.update": "updated {task_channel_unique_name} "
            "availability to {worker_channel_available}",
        },
    ),
    **crud("task", "Tasks", "Task {sid}", *CREATED_UPDATED_DELETED),
    **crud("task", "Tasks", "Task {sid}", "canceled", "completed", "system-deleted"),
    **named(
        "task",
        "Tasks",
        "Task {sid}",
        {
            "task.wrapup": "wrapping up",
            "task-queue.entered": "entered TaskQueue {task_queue_name}",
            "task-queue.timeout": "timed out in TaskQueue {task_queue_name}",
            "task-queue.moved": "moved to TaskQueue {task_queue_name}",
            "workflow.entered": "entered Workflow {workflow_name}",
            "workflow.target-matched": "matched a workflow target",
            "workflow.timeout": "timed out in Workflow {workflow_name}",
            "workflow.skipped": "was skipped by Workflow {workflow_name}",
        },
    ),
    **named(
        "task",
        "Tasks",
        "Task {sid}",
        {
            "task.transfer-initiated": "transfer {transfer_sid} initiated",
            "task.transfer-attempt-failed": "transfer {transfer_sid} attempt failed",
            "task.transfer-failed": "transfer {transfer_sid} failed",
            "task.transfer-canceled": "transfer {transfer_sid} canceled",
            "task.transfer-completed": "transfer {transfer_sid} completed",
        },
    ),
    **crud("reservation", "Reservations", "Reservation {sid}", "created", "accepted", "rejected"),
    **crud("reservation", "Reservations", "Reservation {sid}", "timeout", "canceled", "rescinded"),
    **crud("reservation", "Reservations", "Reservation {sid}", "completed"),
    **named("reservation", "Reservations", "Reservation {sid}", {"reservation.wrapup": "wrapping"}),
    # There is no reservation to show: its payload was seen to be the task.
    "reservation.failed": EventType("task", "Tasks", "Reservation for Task {sid} failed"),
}
