"""Task queues: where tasks wait, and which workers may take them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from mocktr import expressions
from mocktr.core.fields import (
    Choice,
    Filter,
    JsonValue,
    Name,
    Number,
    Sid,
    Text,
    Values,
    param,
    shown,
)
from mocktr.core.resources.base import Child, birth, check_references, limit
from mocktr.core.routing import waiting
from mocktr.core.routing.lineup import Lineup
from mocktr.core.scopes import hypothetical_scope, membership_scope
from mocktr.errors import Refused

if TYPE_CHECKING:
    from mocktr.core.resources.task import Task
    from mocktr.core.resources.worker import Worker
    from mocktr.core.resources.workspace import Workspace

MOST = 5000
VOLATILE = frozenset({"activity_sid", "activity_name", "channel"})
"""Names that change without the worker's attributes changing."""


class TaskQueueView(NamedTuple):
    """A queue as an event shows it."""

    sid: str
    name: str
    target_workers: str

    def data(self, at: int, sid: str) -> Values:
        """The keys that queue events carry (sources: events)."""
        return {
            "task_queue_sid": self.sid,
            "task_queue_name": self.name,
            "task_queue_target_expression": self.target_workers,
        }


def would_match(queue: TaskQueue, attributes: Values) -> bool:
    expression = queue.expression()
    return expression is not None and expression.matches(hypothetical_scope(attributes))


@dataclass(slots=True, kw_only=True, eq=False)
class TaskQueue(Child):
    """A queue, with its members: the workers that TargetWorkers matches."""

    prefix: ClassVar[str] = "WQ"
    segment: ClassVar[str] = "TaskQueues"
    resource_type: ClassVar[str] = "task-queue"
    views: ClassVar[tuple[type, ...]] = (TaskQueueView,)
    filters: ClassVar[dict[str, Filter]] = {
        "FriendlyName": Filter(Text(), lambda queue, name: queue.friendly_name == name),
        "EvaluateWorkerAttributes": Filter(JsonValue(), would_match),
        "WorkerSid": Filter(Sid("WK"), lambda queue, sid: sid in queue.members),
    }
    orderings: ClassVar[dict[str, Any]] = {"DateUpdated": lambda queue: queue.date_updated}

    friendly_name: str = param(Name(), required=True)
    target_workers: str = param(Text(), default="1==1")
    max_reserved_workers: int = param(Number(1, 50), default=1)
    task_order: str = param(Choice("FIFO", "LIFO"), default="FIFO")
    reservation_activity_sid: str | None = param(Sid("WA", "activities", clears=True), default=None)
    assignment_activity_sid: str | None = param(Sid("WA", "activities", clears=True), default=None)

    members: set[str] = field(default_factory=set)
    """SIDs of the workers that TargetWorkers matches, in any activity. Its order means nothing."""
    census: dict[str, int] = field(default_factory=dict)
    """How many members are in each activity, by SID."""
    lineups: dict[str, Lineup] = field(default_factory=dict)
    """Who waits and who is free, by task channel; made when the first task of a channel comes."""

    @shown
    def reservation_activity_name(self) -> str | None:
        return self.workspace.activity_name(self.reservation_activity_sid)

    @shown
    def assignment_activity_name(self) -> str | None:
        return self.workspace.activity_name(self.assignment_activity_sid)

    @classmethod
    def create(cls, workspace: Workspace, values: Values, sid: str | None = None) -> TaskQueue:
        """Add a queue; the workspace's workers become its members where the expression matches."""
        limit(len(workspace.task_queues), MOST, "task queues in a workspace")
        check(workspace, values, None)
        defaults = workspace.single_task_activities()
        identity = birth(workspace.account, cls.prefix, sid)
        queue = cls(workspace=workspace, **identity, **{**defaults, **values})
        workspace.task_queues.add(queue)
        queue.emit("task-queue.created", queue.view())
        queue.recruit()
        return queue

    def update(self, values: Values) -> None:
        """Change the queue; a new TargetWorkers moves members and waiting tasks at once."""
        check(self.workspace, values, self)
        before = self.friendly_name
        changed = self.apply(values)
        if not changed:
            return
        if "friendly_name" in changed:
            self.workspace.task_queues.rename(self, before)
        self.date_updated = self.now
        self.account.untold += 1
        self.workspace.forget_task_views(self)
        if "target_workers" in changed:
            self.emit("task-queue.expression.updated", self.view())
            self.recruit()
        if "task_order" in changed:
            self.reorder()
        self.retry()

    def delete(self) -> None:
        """Remove the queue unless a workflow names it or a task is in it."""
        for workflow in self.workspace.workflows.values():
            if any(target.queue == self.sid for target in workflow.document().targets()):
                raise Refused(
                    f"Cannot delete task queue {self.sid} because workflow {workflow.sid} uses it"
                )
        for task in self.workspace.tasks.values():
            if task.is_live and task.needs(self):
                raise Refused(
                    f"Cannot delete task queue {self.sid} because task {task.sid} is in it "
                    "or may still enter it"
                )
        for sid in sorted(self.members):
            self.workspace.workers[sid].queues.remove(self)
        self.workspace.task_queues.discard(self)
        self.workspace.forget_task_views(self)
        self.workspace.volatile_queues.pop(self.sid, None)
        self.emit("task-queue.deleted", self.view())

    def expression(self) -> expressions.Expression | None:
        """TargetWorkers compiled; None for an empty one, which matches nobody."""
        if not self.target_workers.strip():
            return None
        return self.account.compile(self.target_workers, "TargetWorkers")

    def recruit(self) -> None:
        """Evaluate TargetWorkers for every worker."""
        expression = self.expression()
        names = {part for path in expression.names for part in path[:2]} if expression else set()
        if names & VOLATILE:
            self.workspace.volatile_queues[self.sid] = self
        else:
            self.workspace.volatile_queues.pop(self.sid, None)
        for worker in self.workspace.workers.values():
            if self.classify(worker):
                worker.refresh()

    def classify(self, worker: Worker) -> bool:
        """Make the worker a member, or end the membership, as TargetWorkers says now.

        Answers whether that changed; then the worker has to be lined up again.
        """
        expression = self.expression()
        matches = expression is not None and expression.matches(membership_scope(worker))
        if matches == (worker.sid in self.members):
            return False
        if matches:
            self.members.add(worker.sid)
            worker.queues.append(self)
            self.count(worker.activity_sid, 1)
        else:
            self.dismiss(worker)
        return True

    def dismiss(self, worker: Worker) -> None:
        """End the worker's membership."""
        self.members.discard(worker.sid)
        worker.queues.remove(self)
        self.count(worker.activity_sid, -1)

    def count(self, activity_sid: str, change: int) -> None:
        """Keep the census."""
        self.census[activity_sid] = self.census.get(activity_sid, 0) + change

    def presence(self) -> dict[str, Any]:
        """`workers.*` of skip_if: members by availability and activity (sources: expressions)."""
        activities = self.workspace.activities.values()
        members = {one.sid: self.census.get(one.sid, 0) for one in activities}
        available = sum(members[one.sid] for one in activities if one.available)
        return {
            **members,
            "available": available,
            "unavailable": len(self.members) - available,
        }

    def lineup(self, channel_sid: str) -> Lineup:
        """Who waits and who is free on a channel."""
        lineup = self.lineups.get(channel_sid)
        if lineup is None:
            lineup = self.lineups[channel_sid] = Lineup(channel_sid, self.workspace.workers)
            self.workspace.use_channel(channel_sid)
            for sid in self.members:
                channel = self.workspace.workers[sid].channels[channel_sid]
                if channel.is_free:
                    lineup.add_idle(channel.entry())
        return lineup

    def waiting_tasks(self) -> list[Task]:
        """The tasks that wait here, in no order."""
        tasks = self.workspace.tasks
        return [
            tasks[place[-1]]
            for lineup in self.lineups.values()
            for waiting in lineup.waiting.values()
            for place in waiting
        ]

    def reorder(self) -> None:
        """Line the waiting tasks up again, after TaskOrder changed."""
        for task in self.waiting_tasks():
            waiting.leave(task)
            waiting.join(task)

    def retry(self) -> None:
        """Let the waiting tasks look for workers again."""
        for task in self.waiting_tasks():
            self.workspace.look_at_task(task)

    def view(self) -> TaskQueueView:
        """The queue as events show it."""
        return TaskQueueView(self.sid, self.friendly_name, self.target_workers)

    def links(self, base: str) -> dict[str, str | None]:
        """Activities are null where none is attached."""
        home, url = base + self.workspace.path, base + self.path
        assignment, reservation = self.assignment_activity_sid, self.reservation_activity_sid
        return {
            "assignment_activity": f"{home}/Activities/{assignment}" if assignment else None,
            "bulk_real_time_statistics": f"{home}/TaskQueues/RealTimeStatistics",
            "cumulative_statistics": f"{url}/CumulativeStatistics",
            "list_statistics": f"{home}/TaskQueues/Statistics",
            "real_time_statistics": f"{url}/RealTimeStatistics",
            "reservation_activity": f"{home}/Activities/{reservation}" if reservation else None,
            "statistics": f"{url}/Statistics",
            "workspace": home,
        }


def check(workspace: Workspace, values: Values, queue: TaskQueue | None) -> None:
    """Refuse what can't be, before anything changes."""
    check_references(workspace, TaskQueue, values)
    name = values.get("friendly_name")
    owner = workspace.task_queues.named(name) if name else None
    if owner is not None and owner is not queue:
        raise Refused(
            f"Queue named {name} already exists for workspace {workspace.sid} "
            f"for account {workspace.account.sid}"
        )
    source = values.get("target_workers", "")
    if source.strip():
        workspace.account.compile(source, "TargetWorkers")
