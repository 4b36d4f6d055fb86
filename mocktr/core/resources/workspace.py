"""Workspaces: everything else lives in one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from mocktr.core.behavior import conduct
from mocktr.core.collection import Collection, NamedCollection, holding, holdings
from mocktr.core.fields import (
    Choice,
    Filter,
    Flag,
    Name,
    Param,
    Sid,
    Text,
    Url,
    Values,
    param,
    shown,
)
from mocktr.core.resources.activity import Activity
from mocktr.core.resources.base import Record, birth, check_references, limit
from mocktr.core.resources.event import EventLog
from mocktr.core.resources.task import Task
from mocktr.core.resources.task_channel import DEFAULTS, TaskChannel
from mocktr.core.resources.task_queue import TaskQueue
from mocktr.core.resources.transfer import Transfer
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.worker_view import History
from mocktr.core.resources.workflow import Workflow
from mocktr.core.routing.lineup import Agenda
from mocktr.errors import InvalidParameter
from mocktr.json_text import compact

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.core.resources.worker_channel import WorkerChannel

MOST = 5000

ACTIVITIES = {"Offline": False, "Available": True, "Unavailable": False}
"""What a new workspace has, with availability (sources: workspaces)."""

SAMPLE_QUEUE = "Sample Queue"
FIFO_WORKFLOW = "Default Fifo Workflow"

SINGLE_TASK_ACTIVITIES = {"Reserved": False, "Busy": False}
"""What a single-tasking workspace has besides (decisions: queues)."""


def first_activities(multi_task_enabled: bool) -> dict[str, bool]:
    """The activities that a new workspace has, with availability."""
    return ACTIVITIES if multi_task_enabled else {**ACTIVITIES, **SINGLE_TASK_ACTIVITIES}


class WorkspaceView(NamedTuple):
    """A workspace as an event shows it."""

    sid: str
    name: str
    callback_url: str
    events_filter: str | None

    def data(self, at: int, sid: str) -> Values:
        """The keys that workspace events carry (sources: events)."""
        return {"workspace_sid": self.sid, "workspace_name": self.name}

    def former(self, account: Account) -> Workspace:
        """The workspace as it was, for who still has to tell of it after it was deleted."""
        return Workspace(
            account=account,
            sid=self.sid,
            date_created=0,
            date_updated=0,
            friendly_name=self.name,
            event_callback_url=self.callback_url,
            events_filter=self.events_filter,
        )


@dataclass(slots=True, kw_only=True, eq=False)
class Workspace(Record):
    """A workspace with its collections."""

    prefix: ClassVar[str] = "WS"
    resource_type: ClassVar[str] = "workspace"
    views: ClassVar[tuple[type, ...]] = (WorkspaceView,)
    # EMPTY is not documented, but set-up scripts of applications send it.
    inputs: ClassVar[dict[str, Param]] = {
        "template": Param(Choice("NONE", "EMPTY", "FIFO"), update=False)
    }
    filters: ClassVar[dict[str, Filter]] = {
        "FriendlyName": Filter(Text(), lambda workspace, name: workspace.friendly_name == name)
    }

    friendly_name: str = param(Name(), required=True)
    event_callback_url: str = param(Url(cleared=""), default="")
    events_filter: str | None = param(Text(), default=None)
    multi_task_enabled: bool = param(Flag(), default=True)
    prioritize_queue_order: str = param(Choice("FIFO", "LIFO"), default="FIFO")
    default_activity_sid: str = param(Sid("WA", "activities"), default="", create=False)
    timeout_activity_sid: str = param(Sid("WA", "activities"), default="", create=False)

    activities: Collection[Activity] = holding(Activity)
    task_channels: NamedCollection[TaskChannel] = holding(TaskChannel, "unique_name")
    task_queues: NamedCollection[TaskQueue] = holding(TaskQueue, "friendly_name")
    workflows: Collection[Workflow] = holding(Workflow)
    workers: NamedCollection[Worker] = holding(Worker, "friendly_name", str.lower)
    tasks: Collection[Task] = holding(Task)
    transfers: Collection[Transfer] = holding(Transfer)
    """Those of the tasks that are still there."""

    volatile_queues: dict[str, TaskQueue] = field(default_factory=dict)
    """Queues whose TargetWorkers looks at more than attributes."""
    agenda: Agenda = field(default_factory=Agenda)
    departed: list[tuple[int, History]] = field(default_factory=list)
    """When (ms) workers were deleted, and where each had been."""
    used_channels: dict[str, None] = field(default_factory=dict)
    """SIDs of the task channels on which a task has come so far; on others nobody lines up."""

    def forget(self, before: int) -> None:
        """Know no longer where workers were before an instant (ms)."""
        del self.departed[: bisect_left(self.departed, (before,))]
        for worker in self.workers.values():
            worker.forget(before)

    @property
    def events(self) -> EventLog:
        return EventLog(self)

    @shown
    def default_activity_name(self) -> str | None:
        return self.activity_name(self.default_activity_sid)

    @shown
    def timeout_activity_name(self) -> str | None:
        return self.activity_name(self.timeout_activity_sid)

    @property
    def path(self) -> str:
        return f"/Workspaces/{self.sid}"

    @classmethod
    def create(
        cls,
        account: Account,
        values: Values,
        sid: str | None = None,
        sids: Mapping[tuple[str, str], str] | None = None,
        furnished: bool = True,
    ) -> Workspace:
        """Add a workspace with what a new one at Twilio has.

        `sids` gives explicit SIDs to what it starts with, by collection and name. One that is not
        `furnished` starts with nothing, and needs a default and a timeout activity.
        """
        limit(len(account.workspaces), MOST, "workspaces in a project")
        template = values.pop("template", "NONE")
        workspace = cls(**birth(account, cls.prefix, sid), **values)
        account.workspaces.add(workspace)
        workspace.emit("workspace.created")
        if furnished:
            workspace.furnish(sids or {})
        if template == "FIFO":
            workspace.add_fifo_template(sids or {})
        return workspace

    def furnish(self, sids: Mapping[tuple[str, str], str]) -> None:
        """Add the activities and task channels that every new workspace has."""
        for name, available in first_activities(self.multi_task_enabled).items():
            values: Values = {"friendly_name": name, "available": available}
            Activity.create(self, values, sids.get(("activities", name)))
        offline = self.activity_named("Offline")
        self.default_activity_sid = self.timeout_activity_sid = offline.sid
        for unique_name, name in DEFAULTS.items():
            values = {"unique_name": unique_name, "friendly_name": name}
            TaskChannel.create(self, values, sids.get(("task_channels", unique_name)))

    def add_fifo_template(self, sids: Mapping[tuple[str, str], str]) -> None:
        """Add one queue for everybody and a workflow that fills it (sources: workspaces)."""
        sid = sids.get(("task_queues", SAMPLE_QUEUE))
        queue = TaskQueue.create(self, {"friendly_name": SAMPLE_QUEUE}, sid)
        routing = {"filters": [], "default_filter": {"queue": queue.sid}}
        configuration = compact({"task_routing": routing})
        values = {"friendly_name": FIFO_WORKFLOW, "configuration": configuration}
        Workflow.create(self, values, sids.get(("workflows", FIFO_WORKFLOW)))

    def update(self, values: Values) -> None:
        """Change the workspace; going back to single-tasking is nearly always refused."""
        self.check_update(values)
        changed = self.apply(values)
        if not changed:
            return
        self.date_updated = self.now
        self.emit("workspace.updated")
        if "multi_task_enabled" in changed:
            for worker in self.workers.values():
                worker.refresh()

    def check_update(self, values: Values) -> None:
        check_references(self, Workspace, values)
        if self.multi_task_enabled and values.get("multi_task_enabled") is False:
            others = self.account.workspaces.values()
            if all(other.multi_task_enabled for other in others):
                wanted = "true: a multitasking workspace cannot go back to single-tasking"
                raise InvalidParameter("MultiTaskEnabled", wanted, "false")

    def delete(self) -> None:
        """Remove the workspace and all that is in it."""
        for task in list(self.tasks.values()):
            task.vanish()
        for worker in self.workers.values():
            conduct.stay(worker)
        self.agenda = Agenda()
        self.account.unsettled.pop(self.sid, None)
        self.account.workspaces.discard(self)
        self.emit("workspace.deleted")
        self.dissolve()

    def dissolve(self) -> None:
        """Let all records in it go, at its end."""
        for worker in self.workers.values():
            worker.dissolve()
        self.volatile_queues.clear()
        for name in COLLECTIONS:
            getattr(self, name).dissolve()

    def emit(self, event_type: str) -> None:
        """Write an event about the workspace."""
        view = WorkspaceView(
            self.sid, self.friendly_name, self.event_callback_url, self.events_filter
        )
        self.account.emit(event_type, self, self.sid, view)

    def activity_name(self, sid: str | None) -> str | None:
        """The name of an activity as it is now."""
        activity = self.activities.get(sid or "")
        return activity.friendly_name if activity else None

    def activity_named(self, name: str) -> Activity:
        """The first activity of this name."""
        return next(one for one in self.activities.values() if one.friendly_name == name)

    def activity_renamed(self, activity: Activity) -> None:
        """Let what shows or evaluates the activity's name see the new one."""
        for worker in self.workers.values():
            if worker.activity_sid == activity.sid:
                worker.shared_view = None
                worker.reconsider()

    def single_task_activities(self) -> dict[str, Any]:
        """A queue's default activities in a single-tasking workspace (decisions: queues)."""
        if self.multi_task_enabled:
            return {}
        named = {activity.friendly_name: activity.sid for activity in self.activities.values()}
        return {
            "reservation_activity_sid": named.get("Reserved"),
            "assignment_activity_sid": named.get("Busy"),
        }

    def forget_task_views(self, changed: TaskQueue | Workflow) -> None:
        """Let the next events of tasks show the queue or workflow as it is now."""
        for task in self.tasks.values():
            if changed.sid in (task.task_queue_sid, task.workflow_sid):
                task.shared_view = None

    def use_channel(self, sid: str) -> None:
        """Line the workers up on a channel from now on."""
        if sid not in self.used_channels:
            self.used_channels[sid] = None
            for worker in self.workers.values():
                channel = worker.channels[sid]
                channel.was_free = channel.is_free

    def look_at_task(self, task: Task) -> None:
        """Put a waiting task on the agenda of the scheduler."""
        self.agenda.tasks[task.sid] = None
        self.account.unsettled[self.sid] = self

    def look_at_channel(self, channel: WorkerChannel) -> None:
        """Put a worker who became free on the agenda of the scheduler."""
        self.agenda.channels[channel.worker.sid, channel.task_channel_sid] = None
        self.account.unsettled[self.sid] = self

    def links(self, base: str) -> dict[str, str | None]:
        """The collections and statistics."""
        return {name: f"{base}{self.path}/{segment}" for name, segment in LINKS}


COLLECTIONS = holdings(Workspace)
"""What a workspace holds, by the name of the field; each refers to those before it only."""

LINKS = (
    ("activities", "Activities"),
    ("cumulative_statistics", "CumulativeStatistics"),
    ("events", "Events"),
    ("real_time_statistics", "RealTimeStatistics"),
    ("statistics", "Statistics"),
    ("task_channels", "TaskChannels"),
    ("task_queues", "TaskQueues"),
    ("tasks", "Tasks"),
    ("workers", "Workers"),
    ("workflows", "Workflows"),
)
