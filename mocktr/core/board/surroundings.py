"""What a board's rows stand in: workspaces with their activities and channels, and queues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocktr.core.fields import Values

if TYPE_CHECKING:
    from mocktr.core.resources.task_queue import TaskQueue
    from mocktr.core.resources.workspace import Workspace


def workspace_row(workspace: Workspace) -> Values:
    """A workspace, with what its rows are told by."""
    return {
        "sid": workspace.sid,
        "name": workspace.friendly_name,
        "multi_task_enabled": workspace.multi_task_enabled,
        "prioritize_queue_order": workspace.prioritize_queue_order,
        "default_activity_sid": workspace.default_activity_sid,
        "timeout_activity_sid": workspace.timeout_activity_sid,
        "activities": [
            {"sid": one.sid, "name": one.friendly_name, "available": one.available}
            for one in workspace.activities.values()
        ],
        "task_channels": [
            {"sid": one.sid, "unique_name": one.unique_name, "name": one.friendly_name}
            for one in workspace.task_channels.values()
        ],
        "workflows": [
            {
                "sid": one.sid,
                "name": one.friendly_name,
                "task_reservation_timeout": one.task_reservation_timeout,
            }
            for one in workspace.workflows.values()
        ],
    }


def queue_row(queue: TaskQueue) -> Values:
    """A queue as it is configured; who is in it, the workers' rows tell."""
    return {
        "sid": queue.sid,
        "name": queue.friendly_name,
        "workspace_sid": queue.workspace.sid,
        "target_workers": queue.target_workers,
        "task_order": queue.task_order,
        "max_reserved_workers": queue.max_reserved_workers,
    }
