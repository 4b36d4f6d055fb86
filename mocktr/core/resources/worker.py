"""Workers: who takes tasks, what they are doing, and what they can do."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from mocktr.core.behavior import Answer, Behavior, conduct
from mocktr.core.fields import (
    Filter,
    Flag,
    JsonObject,
    Name,
    Param,
    Sid,
    Text,
    Timestamp,
    Values,
    column,
    param,
    shown,
)
from mocktr.core.resources.base import Child, birth, check_references, limit
from mocktr.core.resources.worker_channel import NEVER, WorkerChannel
from mocktr.core.resources.worker_channels import WorkerChannels
from mocktr.core.resources.worker_view import History, WorkerView, activity_change
from mocktr.core.scopes import worker_scope
from mocktr.core.states import ASSIGNED, ENGAGED
from mocktr.errors import Refused

if TYPE_CHECKING:
    from mocktr.core.resources.activity import Activity
    from mocktr.core.resources.reservation import Reservation
    from mocktr.core.resources.task_channel import TaskChannel
    from mocktr.core.resources.task_queue import TaskQueue
    from mocktr.core.resources.workspace import Workspace

MOST = 15_000


def of_queue_named(worker: Worker, name: str) -> bool:
    return any(queue.friendly_name == name for queue in worker.queues)


@dataclass(slots=True, kw_only=True, eq=False)
class Worker(Child):
    """A worker, with a channel for each kind of task."""

    prefix: ClassVar[str] = "WK"
    segment: ClassVar[str] = "Workers"
    resource_type: ClassVar[str] = "worker"
    views: ClassVar[tuple[type, ...]] = (WorkerView,)
    versioned: ClassVar[bool] = True
    inputs: ClassVar[dict[str, Param]] = {
        "reject_pending_reservations": Param(Flag(), create=False)
    }
    filters: ClassVar[dict[str, Filter]] = {
        "ActivityName": Filter(Text(), lambda worker, name: worker.activity_name == name),
        "ActivitySid": Filter(Sid("WA"), lambda worker, sid: worker.activity_sid == sid),
        "Available": Filter(Flag(), lambda worker, value: worker.available == value),
        "FriendlyName": Filter(Text(), lambda worker, name: worker.friendly_name == name),
        "TargetWorkersExpression": Filter(
            Text(),
            lambda worker, expression: expression.matches(worker_scope(worker)),
            lambda workspace, source: workspace.account.compile(source, "TargetWorkersExpression"),
        ),
        "TaskQueueName": Filter(Text(), of_queue_named),
        "TaskQueueSid": Filter(
            Sid("WQ"), lambda worker, sid: any(queue.sid == sid for queue in worker.queues)
        ),
    }
    orderings: ClassVar[dict[str, Any]] = {
        "DateStatusChanged": lambda worker: worker.date_status_changed
    }

    friendly_name: str = param(Name(), required=True)
    attributes: str = param(JsonObject(), default="{}")
    activity_sid: str = param(Sid("WA", "activities"), default="")
    date_status_changed: int = column(Timestamp(), default=0)

    version: int = 0
    channels: WorkerChannels = field(default_factory=WorkerChannels)
    """By task channel SID."""
    queues: list[TaskQueue] = field(default_factory=list)
    """The queues that this worker is a member of, in no order that matters."""
    reservations: dict[str, Reservation] = field(default_factory=dict)
    """All that are still visible, oldest first."""
    engagements: int = 0
    """Pending, accepted and wrapping reservations on all channels."""
    direct: dict[str, None] = field(default_factory=dict)
    """SIDs of waiting tasks that were routed to this very worker."""
    last_reserved: int = NEVER
    """When a reservation was last made on any channel (ms)."""
    touched: int = 0
    """Raised by every change that may make a declined task worth offering again."""
    behavior: Behavior | None = None
    offers: int = 0
    """How many offers the behaviour has answered."""
    script: tuple[Answer, ...] = ()
    """Answers to the next offers, used up before the behaviour is asked."""
    history: History = field(default_factory=list)
    shared_view: WorkerView | None = None
    """What events show, until the next change."""

    @property
    def activity(self) -> Activity:
        return self.workspace.activities[self.activity_sid]

    @shown
    def activity_name(self) -> str:
        return self.activity.friendly_name

    @shown
    def available(self) -> bool:
        return self.activity.available

    @property
    def acts(self) -> bool:
        """Whether the worker does something by themselves with what they are offered."""
        return self.behavior is not None or bool(self.script)

    @classmethod
    def create(cls, workspace: Workspace, values: Values, sid: str | None = None) -> Worker:
        """Add a worker, with a channel of capacity 1 for each task channel."""
        limit(len(workspace.workers), MOST, "workers in a workspace")
        check(workspace, values, None)
        values.setdefault("activity_sid", workspace.default_activity_sid)
        now = workspace.now
        worker = cls(
            workspace=workspace,
            date_status_changed=now,
            behavior=workspace.account.settings.behavior_of(values["friendly_name"]),
            **birth(workspace.account, cls.prefix, sid),
            **values,
        )
        worker.history.append((now, worker.activity_sid))
        workspace.workers.add(worker)
        worker.emit("worker.created", worker.view())
        worker.channels.begin(worker)
        worker.reclassify()
        return worker

    def update(self, values: Values) -> None:
        """Change name, attributes or activity; an activity change may reject what is pending."""
        reject = values.pop("reject_pending_reservations", False)
        check(self.workspace, values, self)
        activity = self.workspace.activities[values.pop("activity_sid", self.activity_sid)]
        self.check_move(activity, reject)
        changed = self.rename_and_learn(values)
        if activity.sid != self.activity_sid:
            self.move_to(activity)
            changed = True
        if reject:
            for reservation in self.pending_reservations():
                # Told where to be, a single-tasking worker does not go back where they came from.
                reservation.reject(activity.sid)
        if changed:
            self.date_updated = self.now

    def rename_and_learn(self, values: Values) -> bool:
        """Set name and attributes."""
        before = self.friendly_name
        changed = self.apply(values)
        if "friendly_name" in changed:
            self.account.untold += 1
            self.workspace.workers.rename(self, before)
        if not changed:
            return False
        self.bump()
        self.touched += 1
        if "attributes" in changed:
            self.emit("worker.attributes.update", self.view())
        self.reclassify()
        self.refresh()
        return True

    def behave(self, behavior: Behavior | None) -> None:
        """Answer all offers from now on in this way, counted anew; None waits to be told."""
        self.behavior, self.offers = behavior, 0

    def check_move(self, activity: Activity, reject: bool) -> None:
        """Refuse an activity that the pending reservations don't allow."""
        if reject and activity.available:
            raise Refused(
                "Unable to reject pending reservations when updating to an Available activity "
                "state."
            )
        pending = len(self.pending_reservations())
        # Between available activities TaskRouter has let workers move since April 2024.
        if pending and not activity.available and not reject and activity.sid != self.activity_sid:
            raise Refused(
                f"Worker [{self.sid}] in Workspace [{self.workspace.sid}] cannot have its activity "
                f"updated since it currently has {pending} pending reservations."
            )

    def forget(self, before: int) -> None:
        """Know no longer where they were before an instant (ms), but for the last place.

        The last available one is what they come back to.
        """
        history, activities = self.history, self.workspace.activities
        old = bisect_left(history, (before,)) - 1
        if old <= 0:
            return
        known = ((place, activities.get(history[place][1])) for place in range(old, -1, -1))
        last = next((place for place, one in known if one is not None and one.available), old)
        self.history[:old] = [] if last == old else [history[last]]

    def move_to(self, activity: Activity) -> None:
        """Change the activity; the engine's own moves are not refused."""
        if activity.sid == self.activity_sid:
            return
        conduct.stay(self)
        before, since = self.activity, self.date_status_changed
        for queue in self.queues:
            queue.count(before.sid, -1)
            queue.count(activity.sid, 1)
        self.activity_sid = activity.sid
        self.date_status_changed = self.now
        self.history.append((self.now, activity.sid))
        self.date_updated = self.now
        self.bump()
        self.touched += 1
        self.emit("worker.activity.update", self.view(), activity_change(before, self.now - since))
        self.reconsider()

    def delete(self) -> None:
        """Remove the worker unless they hold a reservation."""
        if self.engagements:
            raise Refused(
                f"Cannot delete worker {self.sid} because it has {self.engagements} "
                "pending, accepted or wrapping reservations"
            )
        for queue in list(self.queues):
            queue.dismiss(self)
        self.workspace.workers.discard(self)
        conduct.stay(self)
        self.workspace.departed.append((self.now, self.history))
        self.emit("worker.deleted", self.view())
        for sid in list(self.direct):
            self.workspace.tasks[sid].miss_worker()
        self.dissolve()

    def dissolve(self) -> None:
        """Let the channels go, which hold the worker, and the queues."""
        self.channels.dissolve()
        self.queues.clear()

    def pending_reservations(self) -> list[Reservation]:
        """What the worker has not answered yet, oldest first."""
        if not self.engagements:
            return []
        return [
            reservation
            for reservation in self.reservations.values()
            if reservation.reservation_status == "pending"
        ]

    def add_channel(self, channel: TaskChannel) -> None:
        """Give the worker the channel that every worker has on a task channel."""
        self.channels[channel.sid] = WorkerChannel.create(self, channel)

    def channel_named(self, name: str) -> WorkerChannel | None:
        """The channel with this SID, or on the task channel with this SID or unique name."""
        task_channel = self.workspace.task_channels.find(name)
        if task_channel:
            return self.channels[task_channel.sid]
        return next((one for one in self.channels.values() if one.sid == name), None)

    def reclassify(self) -> None:
        """Evaluate every queue's TargetWorkers for this worker."""
        self.classify_by(self.workspace.task_queues.values())

    def reclassify_volatile(self) -> None:
        """Evaluate the queues whose TargetWorkers looks at more than attributes."""
        self.classify_by(self.workspace.volatile_queues.values())

    def classify_by(self, queues: Iterable[TaskQueue]) -> None:
        """Evaluate these queues' TargetWorkers."""
        changed = [queue for queue in queues if queue.classify(self)]
        if changed:
            self.refresh()

    def refresh(self, by_load: bool = False) -> None:
        """Line the worker up again, on the channels on which tasks have come so far."""
        for sid in self.workspace.used_channels:
            self.channels[sid].refresh(by_load)

    def shift_load(self) -> None:
        """Line the worker up again after a reservation came or changed, which is most changes."""
        if self.workspace.volatile_queues:
            self.reclassify_volatile()
        self.refresh(by_load=True)

    def engage(self, reservation: Reservation) -> None:
        """Take a reservation on: it needs capacity from now on, and idle time starts again."""
        channel = self.channels[reservation.task_channel_sid]
        channel.load += 1
        self.engagements += 1
        channel.last_reserved = self.last_reserved = self.account.clock.now
        self.reservations[reservation.sid] = reservation
        self.bump()
        self.shift_load()

    def follow(self, reservation: Reservation, old: str, new: str) -> None:
        """Keep load and assigned tasks in step with a reservation's status."""
        channel = self.channels[reservation.task_channel_sid]
        channel.assigned_tasks += (new in ASSIGNED) - (old in ASSIGNED)
        if new in ENGAGED:
            if self.workspace.volatile_queues:
                self.reclassify_volatile()
            self.stir()
        else:
            channel.load -= 1
            self.engagements -= 1
            self.shift_load()

    def stir(self) -> None:
        """Let the steps look again that watch the load, which changed in kind, not in amount."""
        for sid in self.workspace.used_channels:
            self.channels[sid].stir()

    def reconsider(self) -> None:
        """Let the expressions that look at channels or activities see what changed."""
        self.reclassify_volatile()
        self.refresh()

    def bump(self) -> None:
        """Raise the version that the ETag shows."""
        self.version += 1
        self.shared_view = None

    def view(self) -> WorkerView:
        """The worker as events show it, shared until the next change."""
        if self.shared_view is None:
            self.shared_view = WorkerView(
                self.sid,
                self.friendly_name,
                self.attributes,
                self.activity_sid,
                self.activity_name,
                self.version,
            )
        return self.shared_view

    def links(self, base: str) -> dict[str, str | None]:
        """Three of the statistics links point at the collection, as TaskRouter's do."""
        home, url = base + self.workspace.path, base + self.path
        return {
            "activity": f"{home}/Activities/{self.activity_sid}",
            "channels": f"{url}/Channels",
            "cumulative_statistics": f"{home}/Workers/CumulativeStatistics",
            "real_time_statistics": f"{home}/Workers/RealTimeStatistics",
            "reservations": f"{url}/Reservations",
            "statistics": f"{home}/Workers/Statistics",
            "worker_channels": f"{url}/Channels",
            "worker_statistics": f"{url}/Statistics",
            "workspace": home,
        }


def check(workspace: Workspace, values: Values, worker: Worker | None) -> None:
    """Refuse what can't be, before anything changes."""
    check_references(workspace, Worker, values)
    name = values.get("friendly_name")
    owner = workspace.workers.named(name) if name else None
    if owner is not None and owner is not worker:
        raise Refused("Worker with the same friendly name already exists")
