"""A worker as events show it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mocktr.core.clock import SECOND
from mocktr.core.fields import Values
from mocktr.core.log import Extra, extra

if TYPE_CHECKING:
    from mocktr.core.resources.activity import Activity


History = list[tuple[int, str]]
"""Since when (ms) a worker was in which activity, oldest first."""


class WorkerView(NamedTuple):
    """A worker as an event shows it."""

    sid: str
    name: str
    attributes: str
    activity_sid: str
    activity_name: str
    version: int

    def data(self, at: int, sid: str) -> Values:
        """The keys that worker events carry (sources: events)."""
        return {
            "worker_sid": self.sid,
            "worker_name": self.name,
            "worker_attributes": self.attributes,
            "worker_activity_sid": self.activity_sid,
            "worker_activity_name": self.activity_name,
            "worker_version": self.version,
        }


def activity_change(before: Activity, stayed: int) -> Extra:
    """What an event says of the activity before, in which the worker stayed so long (ms)."""
    return stay(before.sid, before.friendly_name, stayed)


# Of each acceptance the same is told, so that its log would grow by it.
@lru_cache(maxsize=1024)
def stay(activity_sid: str, name: str, stayed: int) -> Extra:
    return extra(
        worker_previous_activity_sid=activity_sid,
        worker_previous_activity_name=name,
        worker_time_in_previous_activity=stayed // SECOND,
        worker_time_in_previous_activity_ms=stayed,
    )
