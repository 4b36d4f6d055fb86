"""Where a new task starts, and what its parameters name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mocktr.core.fields import Timestamp, Values
from mocktr.core.sids import is_sid
from mocktr.errors import InvalidParameter, Refused, listing

if TYPE_CHECKING:
    from mocktr.core.resources.workspace import Workspace


class StartTime(Timestamp):
    """A VirtualStartTime: not in the future (checked by the task), not before 1900."""

    def read(self, value: Any) -> int:
        instant = super().read(value)
        if instant < EARLIEST:
            raise self.refuse("a date-time not before 1900")
        return instant


EARLIEST = Timestamp().read("1900-01-01T00:00:00Z")


def check_start_time(workspace: Workspace, values: Values) -> None:
    start = values.get("virtual_start_time")
    if start is not None and start > workspace.now:
        wanted = "a date-time that is not in the future"
        raise InvalidParameter("VirtualStartTime", wanted, Timestamp().show(start))


def find_channel(workspace: Workspace, name: str) -> Values:
    channel = workspace.task_channels.find(name)
    if channel is None:
        there = listing([one.unique_name for one in workspace.task_channels.values()])
        wanted = f"the SID or unique name of a task channel ({there})"
        raise InvalidParameter("TaskChannel", wanted, name)
    return {"task_channel_sid": channel.sid, "task_channel_unique_name": channel.unique_name}


def placement(workspace: Workspace, values: Values) -> Values:
    """Where the task starts: in a workflow, or where RoutingTarget points (sources: tasks).

    A task for one worker belongs to the queue and the workflow that are named beside it, but walks
    no steps.
    """
    target = values.get("routing_target")
    if target is not None and is_sid(target, "WK") and target in workspace.workers:
        return {
            "direct_worker_sid": target,
            "ignore_capacity": values.get("ignore_capacity", True),
        }
    if values.get("ignore_capacity"):
        wanted = "to be used together with a worker's SID as RoutingTarget"
        raise InvalidParameter("IgnoreCapacity", wanted, "true")
    if target is None:
        return placement_without_target(workspace, values)
    if is_sid(target, "WW") and target in workspace.workflows:
        return {"workflow_sid": target, "task_queue_sid": None}
    if is_sid(target, "WQ") and target in workspace.task_queues:
        return {"task_queue_sid": target, "workflow_sid": None}
    raise Refused(
        f"Value '{target}' provided for WorkflowSid as RoutingTarget has an invalid format. "
        f"WorkspaceSid: {workspace.sid}, AccountSid: {workspace.account.sid}"
    )


def placement_without_target(workspace: Workspace, values: Values) -> Values:
    """A workflow decides, unless only a queue is named."""
    if values.get("workflow_sid"):
        return {"task_queue_sid": None}
    if values.get("task_queue_sid"):
        return {}
    return {"workflow_sid": only_workflow(workspace)}


def only_workflow(workspace: Workspace) -> str:
    """WorkflowSid may be omitted when the workspace has exactly one."""
    if len(workspace.workflows) != 1:
        raise Refused("WorkflowSid field is required")
    return next(iter(workspace.workflows))
