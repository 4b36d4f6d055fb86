"""Activities: what a worker is doing, and whether it makes them available."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from mocktr.core.fields import Filter, Flag, Name, Text, Values, param
from mocktr.core.resources.base import Child, birth, limit
from mocktr.errors import Refused

if TYPE_CHECKING:
    from mocktr.core.resources.workspace import Workspace

MOST = 100


class ActivityView(NamedTuple):
    """An activity as an event shows it."""

    sid: str
    name: str
    available: bool

    def data(self, at: int, sid: str) -> Values:
        """The keys that activity events carry (sources: events)."""
        return {
            "activity_sid": self.sid,
            "activity_name": self.name,
            "activity_available": self.available,
        }


@dataclass(slots=True, kw_only=True, eq=False)
class Activity(Child):
    """A state that workers can be in."""

    prefix: ClassVar[str] = "WA"
    segment: ClassVar[str] = "Activities"
    resource_type: ClassVar[str] = "activity"
    views: ClassVar[tuple[type, ...]] = (ActivityView,)
    filters: ClassVar[dict[str, Filter]] = {
        "FriendlyName": Filter(Text(), lambda activity, name: activity.friendly_name == name),
        "Available": Filter(Flag(), lambda activity, value: activity.available == value),
    }

    friendly_name: str = param(Name(), required=True)
    # TaskRouter answers 200 to an update of Available and changes nothing.
    available: bool = param(Flag(), default=False, update=False)

    @classmethod
    def create(cls, workspace: Workspace, values: Values, sid: str | None = None) -> Activity:
        """Add an activity to the workspace."""
        limit(len(workspace.activities), MOST, "activities in a workspace")
        activity = cls(workspace=workspace, **birth(workspace.account, cls.prefix, sid), **values)
        workspace.activities.add(activity)
        activity.emit("activity.created", activity.view())
        return activity

    def update(self, values: Values) -> None:
        """Rename the activity; workers, queues and the workspace show the new name at once."""
        if self.apply(values):
            self.date_updated = self.now
            self.workspace.activity_renamed(self)
            self.emit("activity.updated", self.view())

    def delete(self) -> None:
        """Remove the activity unless something stands on it."""
        user = self.user()
        if user:
            raise Refused(f"Cannot delete activity {self.sid} because {user}")
        self.workspace.activities.discard(self)
        self.emit("activity.deleted", self.view())

    def user(self) -> str | None:
        """What keeps this activity from being deleted."""
        workspace = self.workspace
        if self.sid == workspace.default_activity_sid:
            return "it is the default activity of the workspace"
        if self.sid == workspace.timeout_activity_sid:
            return "it is the timeout activity of the workspace"
        for worker in workspace.workers.values():
            if worker.activity_sid == self.sid:
                return f"worker {worker.sid} is in it"
            if any(self.sid == one.previous_activity() for one in worker.pending_reservations()):
                return f"worker {worker.sid} may return to it"
        for queue in workspace.task_queues.values():
            if self.sid in (queue.reservation_activity_sid, queue.assignment_activity_sid):
                return f"task queue {queue.sid} uses it"
        return None

    def view(self) -> ActivityView:
        """The activity as events show it."""
        return ActivityView(self.sid, self.friendly_name, self.available)

    def links(self, base: str) -> dict[str, str | None]:
        """The workspace."""
        return {"workspace": base + self.workspace.path}
