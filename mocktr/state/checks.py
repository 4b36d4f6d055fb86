"""What is asked of each record of a document, given those before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mocktr.core.configuration.document import Document, Position
from mocktr.core.resources import task_queue, worker, workflow
from mocktr.core.resources.base import check_references
from mocktr.core.resources.reservation import Reservation
from mocktr.core.resources.task import Task
from mocktr.core.resources.task_channel import TaskChannel
from mocktr.core.resources.task_queue import TaskQueue
from mocktr.core.resources.transfer import Transfer
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.worker_channel import WorkerChannel
from mocktr.core.resources.workflow import Workflow
from mocktr.core.resources.workspace import Workspace
from mocktr.core.states import ENGAGED
from mocktr.values import Mistake, wanted

UNASSIGNED = ("pending", "reserved")


def among(known: Any, sid: str | None, what: str, *place: str | int) -> None:
    """Refuse a SID that is not one of these."""
    if sid not in known:
        raise wanted(f"the SID of one of the workspace's {what}", sid, *place)


def check_workspace(workspace: Workspace) -> None:
    names = ("default_activity_sid", "timeout_activity_sid")
    check_references(workspace, Workspace, {name: getattr(workspace, name) for name in names})
    for place, sid in enumerate(workspace.used_channels):
        among(workspace.task_channels, sid, "task channels", "used_channels", place)


def check_task_channel(channel: TaskChannel) -> None:
    if channel.workspace.task_channels.find(channel.unique_name):
        raise Mistake(f"{channel.unique_name} stands here for the second time", "unique_name")


def check_queue(queue: TaskQueue) -> None:
    names = ("friendly_name", "target_workers")
    activities = ("reservation_activity_sid", "assignment_activity_sid")
    values = {name: getattr(queue, name) for name in (*names, *activities)}
    task_queue.check(queue.workspace, values, None)


def check_workflow(one: Workflow) -> None:
    workflow.check(one.workspace, {"configuration": one.configuration})


def check_worker(one: Worker) -> None:
    values = {"friendly_name": one.friendly_name, "activity_sid": one.activity_sid}
    worker.check(one.workspace, values, None)
    for sid in one.workspace.task_channels:
        if sid not in one.channels:
            raise Mistake(f"expected a channel with the task_channel_sid {sid}", "channels")


def check_worker_channel(channel: WorkerChannel) -> None:
    sid = channel.task_channel_sid
    among(channel.workspace.task_channels, sid, "task channels", "task_channel_sid")
    if sid in channel.worker.channels:
        raise Mistake(f"{sid} stands here for the second time", "task_channel_sid")


def check_task(one: Task) -> None:
    """What a task refers to has to be there, unless the task has ended."""
    check_position(one.document(), one.position)
    if not one.is_live:
        return
    workspace = one.workspace
    names = ("workflow_sid", "task_queue_sid")
    check_references(workspace, Task, {name: getattr(one, name) for name in names})
    among(workspace.task_channels, one.task_channel_sid, "task channels", "task_channel_sid")
    if one.direct_worker_sid is not None:
        among(workspace.workers, one.direct_worker_sid, "workers", "direct_worker_sid")
    if one.assignment_status in UNASSIGNED:
        check_walk(one)


def check_position(document: Document | None, position: Position | None) -> None:
    """A position is a place in a document."""
    if position is not None and not (document and document.has(position)):
        raise wanted("the place of a target in the configuration", list(position), "position")


def check_walk(one: Task) -> None:
    """A task that has no worker yet waits somewhere, from where it can go on."""
    document, step = one.document(), one.target
    if one.direct_worker_sid is not None:
        if one.position is not None:
            raise wanted("null, as a task for one worker walks no steps", one.position, "position")
    elif one.task_queue_sid is None:
        raise wanted("the SID of one of the workspace's task queues", None, "task_queue_sid")
    elif document is not None and one.position is None:
        raise wanted("the place of a target in the configuration", None, "position")
    if one.deadline is not None and (step is None or step.timeout is None):
        raise wanted("null, as the present step has no timeout", one.deadline, "deadline")
    if document is None or one.position is None:
        return
    among(one.workspace.workflows, one.workflow_sid, "workflows", "workflow_sid")
    for target in document.targets():
        among(one.workspace.task_queues, target.queue, "task queues", "configuration", target.path)


def check_reservation(one: Reservation) -> None:
    among(one.workspace.tasks, one.task_sid, "tasks", "task_sid")
    if one.transfer_sid is not None:
        among(one.workspace.transfers, one.transfer_sid, "transfers", "transfer_sid")
    if one.reservation_status in ENGAGED:
        among(one.workspace.workers, one.worker_sid, "workers", "worker_sid")
        channels = one.workspace.task_channels
        among(channels, one.task_channel_sid, "task channels", "task_channel_sid")


def check_transfer(one: Transfer) -> None:
    among(one.workspace.tasks, one.task_sid, "tasks", "task_sid")
    if one.is_under_way != (one.task.transfer_sid == one.sid):
        wanted_status = "initiated where the task names it as its transfer, and only there"
        raise wanted(wanted_status, one.transfer_status, "transfer_status")


CHECKS: dict[Any, Callable[[Any], None]] = {
    Workspace: check_workspace,
    TaskChannel: check_task_channel,
    TaskQueue: check_queue,
    Workflow: check_workflow,
    Worker: check_worker,
    WorkerChannel: check_worker_channel,
    Task: check_task,
    Transfer: check_transfer,
    Reservation: check_reservation,
}
"""What is asked of a record of each class before it takes its place."""
