"""A task as events show it, and what they say of the reason for a change of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from mocktr.core.clock import SECOND
from mocktr.core.fields import Values
from mocktr.core.log import Extra, extra
from mocktr.text_cache import text_cache


class RouteView(NamedTuple):
    """Where tasks are, as events show it; shared by all that are there."""

    workspace_sid: str
    channel_sid: str
    channel_name: str
    queue_sid: str | None
    queue_name: str | None
    queue_expression: str | None
    workflow_sid: str | None
    workflow_name: str | None


route_view = lru_cache(maxsize=1024)(RouteView)
"""The route of these members, the same for all who ask."""


class TaskView(NamedTuple):
    """A task as events show it, but for what each of its steps changes: see `TaskStatus`."""

    sid: str
    attributes: str
    priority: int
    date_created: int
    virtual_start_time: int
    entered: int | None
    ignore_capacity: bool
    route: RouteView

    def __contains__(self, value: object) -> bool:
        return value in self.route or tuple.__contains__(self, value)

    def data(self, at: int, sid: str) -> Values:
        """The keys that task events carry; dates are Unix seconds (sources: events).

        The status and the version, which are told by the next view, have their place here.
        """
        return {
            "task_sid": self.sid,
            "task_attributes": self.attributes,
            "task_age": (at - self.date_created) // SECOND,
            "task_priority": self.priority,
            "task_assignment_status": None,
            "task_version": None,
            "task_date_created": self.date_created // SECOND,
            "task_virtual_start_time": self.virtual_start_time // SECOND,
            "task_queue_entered_date": self.entered and self.entered // SECOND,
            "task_ignore_capacity": self.ignore_capacity,
            "task_channel_sid": self.route.channel_sid,
            "task_channel_unique_name": self.route.channel_name,
            "task_queue_sid": self.route.queue_sid,
            "task_queue_name": self.route.queue_name,
            "task_queue_target_expression": self.route.queue_expression,
            "workflow_sid": self.route.workflow_sid,
            "workflow_name": self.route.workflow_name,
        }


class TaskStatus(NamedTuple):
    """What each step of a task changes, as events show it; shared by all tasks at that step."""

    assignment_status: str
    version: int

    def data(self, at: int, sid: str) -> Values:
        """The keys that stand among those of the task."""
        return {"task_assignment_status": self.assignment_status, "task_version": self.version}


task_status = lru_cache(maxsize=1024)(TaskStatus)
"""The status of these members, the same for all who ask."""

Said = Sequence[Extra]
"""What events say besides."""


def because(status: str | None, reason: str | None) -> Said:
    """What every event of a request says of its reason; the reason of an end is told twice."""
    return () if reason is None else told_reason(reason, status)


@text_cache(1024, 64 * 1024)
def told_reason(reason: str, status: str | None) -> Said:
    more = {ENDS[status]: reason} if status in ENDS else {}
    return (extra(**more, reason=reason),)


ENDS = {"canceled": "task_canceled_reason", "completed": "task_completed_reason"}
