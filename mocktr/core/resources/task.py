"""Tasks: a piece of work, its walk through a workflow, and its life."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from mocktr.core import routing, walk
from mocktr.core.clock import DAY, MINUTE, SECOND
from mocktr.core.fields import (
    Choice,
    Filter,
    Flag,
    JsonObject,
    Kind,
    Number,
    Param,
    Sid,
    Text,
    Timestamp,
    Words,
    column,
    param,
    shown,
)
from mocktr.core.lineup import Rank
from mocktr.core.resources.base import Child, Values, birth, check_references, limit
from mocktr.core.resources.event import extra
from mocktr.core.resources.reservation import Reservation
from mocktr.core.resources.task_channel import DEFAULT
from mocktr.core.scopes import Scope, decoded, filter_scope
from mocktr.core.sids import is_sid
from mocktr.core.states import ENGAGED, FINISHED, TASK, TASK_BY_CLIENT, allows
from mocktr.core.workflow import Document, Target
from mocktr.errors import InvalidParameter, Refused

if TYPE_CHECKING:
    from mocktr.core.resources.task_queue import TaskQueue
    from mocktr.core.resources.worker import Worker
    from mocktr.core.resources.worker_channel import WorkerChannel
    from mocktr.core.resources.workflow import Workflow
    from mocktr.core.resources.workspace import Workspace

MOST = 500_000
LATEST_PRIORITY = 2_147_483_647
LONGEST = 1_209_600
VISIBLE = 5 * MINUTE
"""How long a finished task can still be read (reference: Task lifecycle page)."""

TTL_EXCEEDED = "Task TTL Exceeded"
ASSIGNMENTS_EXCEEDED = "Task TTL Exceeded or Max assignment count exceeded"
NOT_ACCEPTED = "RoutingTarget not available for Reservation acceptance"
NOT_RESERVED = "RoutingTarget SLA for Reservation creation was not met"
ALL_COMPLETED = "All reservations were completed"


class TaskView(NamedTuple):
    """A task as an event shows it."""

    sid: str
    attributes: str
    priority: int
    assignment_status: str
    version: int
    date_created: int
    virtual_start_time: int
    entered: int | None
    ignore_capacity: bool
    channel_sid: str
    channel_name: str
    queue_sid: str | None
    queue_name: str | None
    queue_expression: str | None
    workflow_sid: str | None
    workflow_name: str | None

    def data(self, at: int) -> Values:
        """The keys that task events carry; dates are Unix seconds (reference: routing, G.3)."""
        return {
            "task_sid": self.sid,
            "task_attributes": self.attributes,
            "task_age": (at - self.date_created) // SECOND,
            "task_priority": self.priority,
            "task_assignment_status": self.assignment_status,
            "task_version": self.version,
            "task_date_created": self.date_created // SECOND,
            "task_virtual_start_time": self.virtual_start_time // SECOND,
            "task_queue_entered_date": self.entered and self.entered // SECOND,
            "task_ignore_capacity": self.ignore_capacity,
            "task_channel_sid": self.channel_sid,
            "task_channel_unique_name": self.channel_name,
            "task_queue_sid": self.queue_sid,
            "task_queue_name": self.queue_name,
            "task_queue_target_expression": self.queue_expression,
            "workflow_sid": self.workflow_sid,
            "workflow_name": self.workflow_name,
        }


class Pause(NamedTuple):
    """Why a task is not offered to a worker again yet: until when, and to which of their states."""

    until: int
    task_touched: int
    worker_touched: int


class StartTime(Timestamp):
    """A VirtualStartTime: not in the future (checked by the task), not before 1900."""

    def read(self, value: Any) -> int:
        instant = super().read(value)
        if instant < EARLIEST:
            raise self.refuse("a date-time not before 1900")
        return instant


EARLIEST = Timestamp().read("1900-01-01T00:00:00Z")


@dataclass(slots=True, kw_only=True, eq=False)
class Task(Child):
    """A task, with its place in the workflow and in its queue's lineup."""

    prefix: ClassVar[str] = "WT"
    segment: ClassVar[str] = "Tasks"
    versioned: ClassVar[bool] = True
    inputs: ClassVar[dict[str, Param]] = {
        "task_channel": Param(Text()),
        "assignment_status": Param(Choice(*TASK), create=False),
    }
    filters: ClassVar[dict[str, Filter]] = {
        "Priority": Filter(
            Number(0, LATEST_PRIORITY), lambda task, priority: task.priority == priority
        ),
        "AssignmentStatus": Filter(
            Words(*TASK), lambda task, statuses: task.assignment_status in statuses
        ),
        "WorkflowSid": Filter(Sid("WW"), lambda task, sid: task.workflow_sid == sid),
        "WorkflowName": Filter(Text(), lambda task, name: task.workflow_friendly_name == name),
        "TaskQueueSid": Filter(Sid("WQ"), lambda task, sid: task.task_queue_sid == sid),
        "TaskQueueName": Filter(Text(), lambda task, name: task.task_queue_friendly_name == name),
        "EvaluateTaskAttributes": Filter(
            Text(),
            lambda task, expression: expression.matches(filter_scope(task.attributes, task.now)),
            lambda workspace, source: workspace.account.compile(source, "EvaluateTaskAttributes"),
        ),
        "RoutingTarget": Filter(Text(), lambda task, sid: task.routing_target == sid),
        # Addons belong to a product that TaskRouter only shows; no task of ours has any.
        "HasAddons": Filter(Flag(), lambda task, value: (task.addons != "{}") == value),
    }
    orderings: ClassVar[dict[str, Any]] = {
        "DateCreated": lambda task: task.date_created,
        "Priority": lambda task: task.priority,
        "VirtualStartTime": lambda task: task.virtual_start_time,
    }

    attributes: str = param(JsonObject(), default="{}")
    priority: int = param(Number(0, LATEST_PRIORITY), default=0)
    timeout: int = param(Number(1, LONGEST), default=86_400, update=False)
    virtual_start_time: int = param(StartTime(), default=0)
    workflow_sid: str | None = param(Sid("WW", "workflows"), default=None, update=False)
    task_queue_sid: str | None = param(Sid("WQ", "task_queues"), default=None, update=False)
    routing_target: str | None = param(Text(), default=None, update=False)
    ignore_capacity: bool = param(Flag(), default=False, update=False)
    reason: str | None = param(Text(), default=None, create=False)
    assignment_status: str = column(Kind(), default="pending")
    addons: str = column(Text(), default="{}")
    task_channel_sid: str = column(Sid("TC"), default="")
    # Kept beside the SID: a channel may be deleted while a finished task still shows it.
    task_channel_unique_name: str = column(Text(), default="")
    task_queue_entered_date: int | None = column(Timestamp(), default=None)

    version: int = 0
    reservations: list[Reservation] = field(default_factory=list)
    direct_worker_sid: str | None = None
    configuration: str | None = None
    """The workflow's document as it was when the task entered it."""
    position: routing.Position | None = None
    walk_started: int = 0
    """When the deadlines of the workflow's steps began to count (ms)."""
    deadline: int | None = None
    """When the present step ends (ms); None for a step without timeout."""
    steps_timeout: int = 0
    """Sum of the timeouts of the steps visited (ms)."""
    step_timed_out: bool = False
    """Whether a step of this walk was left by its timeout."""
    fresh: bool = False
    """Whether the present step has not yet tried to reserve a worker."""
    assignments: int = 0
    finished: int | None = None
    pauses: dict[str, Pause] = field(default_factory=dict)
    """By worker SID."""
    touched: int = 0
    place: tuple[str, str, Rank] | None = None
    """Queue, kind of step and rank under which the task stands in a lineup."""
    seen: TaskView | None = None

    # --- what it shows ---------------------------------------------------------------------

    @shown
    def age(self) -> int:
        """Whole seconds since creation, until the end (reference: resources, 1.5)."""
        end = self.now if self.finished is None else self.finished
        return (end - self.date_created) // SECOND

    @shown
    def task_queue_friendly_name(self) -> str | None:
        queue = self.task_queue
        return queue.friendly_name if queue else None

    @shown
    def workflow_friendly_name(self) -> str | None:
        workflow = self.workflow
        return workflow.friendly_name if workflow else None

    @property
    def task_queue(self) -> TaskQueue | None:
        return self.workspace.task_queues.get(self.task_queue_sid or "")

    @property
    def workflow(self) -> Workflow | None:
        return self.workspace.workflows.get(self.workflow_sid or "")

    @property
    def is_live(self) -> bool:
        return self.assignment_status not in FINISHED

    @property
    def is_overdue(self) -> bool:
        """Whether the present step is over by now."""
        return self.deadline is not None and self.now >= self.deadline

    def needs(self, queue: TaskQueue) -> bool:
        """Whether the task is in the queue, or its workflow as it entered it may take it there."""
        if self.task_queue_sid == queue.sid:
            return True
        document = self.document()
        if document is None or self.assignment_status not in ("pending", "reserved"):
            return False
        return any(target.queue == queue.sid for target in document.targets())

    def links(self, base: str) -> dict[str, str | None]:
        """Null where the task has no queue or no workflow."""
        home, url = base + self.workspace.path, base + self.path
        queue, workflow = self.task_queue_sid, self.workflow_sid
        return {
            "reservations": f"{url}/Reservations",
            "task_queue": f"{home}/TaskQueues/{queue}" if queue else None,
            "workflow": f"{home}/Workflows/{workflow}" if workflow else None,
            "workspace": home,
        }

    def view(self) -> TaskView:
        """The task as events show it, shared until the next change."""
        if self.seen is None:
            queue, workflow = self.task_queue, self.workflow
            self.seen = TaskView(
                self.sid,
                self.attributes,
                self.priority,
                self.assignment_status,
                self.version,
                self.date_created,
                self.virtual_start_time,
                self.task_queue_entered_date,
                self.ignore_capacity,
                self.task_channel_sid,
                self.task_channel_unique_name,
                self.task_queue_sid,
                queue.friendly_name if queue else None,
                queue.target_workers if queue else None,
                self.workflow_sid,
                workflow.friendly_name if workflow else None,
            )
        return self.seen

    def tell(self, event_type: str, *parts: Any) -> None:
        """Write an event about this task."""
        self.emit(event_type, self.view(), *parts)

    # --- create, update, delete ------------------------------------------------------------

    @classmethod
    def create(cls, workspace: Workspace, values: Values, sid: str | None = None) -> Task:
        """Add a task and let it enter its workflow.

        The answer is taken before any reservation is made, so it is `pending`, with the queue and
        the priority of the matched target filled in.
        """
        limit(len(workspace.tasks), MOST, "tasks in a workspace")
        check_references(workspace, cls, values)
        check_start_time(workspace, values)
        values.update(placement(workspace, values))
        values.update(find_channel(workspace, values.pop("task_channel", DEFAULT)))
        values.setdefault("virtual_start_time", workspace.now)
        workflow = workspace.workflows.get(values.get("workflow_sid") or "")
        position = None
        if workflow and "direct_worker_sid" not in values:
            position = walk.entry(workflow, values.get("attributes", "{}"))
        identity = birth(workspace.account, cls.prefix, sid)
        task = cls(workspace=workspace, walk_started=workspace.now, **identity, **values)
        workspace.tasks.add(task)
        workspace.account.tasks[task.sid] = task
        if workflow and position:
            walk.enter(task, workflow, position)
        elif task.task_queue_sid:
            task.task_queue_entered_date = task.now
        walk.announce_entry(task)
        task.account.timers.set(task.now + task.timeout * SECOND, "task.ttl", task.sid)
        task.begin_waiting()
        return task

    def update(self, values: Values) -> None:
        """Change attributes, priority, channel or start time, or ask for the next status."""
        status = values.pop("assignment_status", None)
        reason = values.pop("reason", None)
        self.check_update(status, values)
        if "task_channel" in values:
            values.update(find_channel(self.workspace, values.pop("task_channel")))
        self.revise(values)
        if status:
            self.change_status(status, reason)
        elif reason is not None and reason != self.reason:
            self.reason = reason
            self.bump()

    def check_update(self, status: str | None, values: Values) -> None:
        if status and values.keys() & {"attributes"} and status != "canceled":
            # The documentation asks for two requests; together they are refused.
            raise Refused("Attributes cannot be updated together with AssignmentStatus")
        if status:
            self.check_status(status)
        check_start_time(self.workspace, values)

    def check_status(self, status: str) -> None:
        """Refuse a status that a client can't set now (reference: resources, 7.5)."""
        if status not in TASK_BY_CLIENT:
            wanted = "one of " + ", ".join(TASK_BY_CLIENT)
            raise InvalidParameter("AssignmentStatus", wanted, status)
        if not allows(TASK, self.assignment_status, status):
            workspace = self.workspace.sid
            raise Refused(NOT_NOW[status].format(self.sid, workspace, self.account.sid))

    def revise(self, values: Values) -> None:
        """Set fields; a waiting task is lined up anew and looks for workers again."""
        waiting = self.place is not None
        self.leave_lineup()
        before = self.priority
        changed = self.apply(values)
        if waiting:
            self.join_lineup()
        if not changed:
            return
        self.touched += 1
        self.bump()
        priority = (extra(previous_task_priority=before),) if "priority" in changed else ()
        self.tell("task.updated", *priority)
        if waiting:
            self.workspace.look_at_task(self)

    def change_status(self, status: str, reason: str | None) -> None:
        """Cancel, wrap up or complete, as a client asked."""
        if status == "canceled":
            self.cancel(reason)
        elif status == "wrapping":
            self.wrap_up(reason)
        else:
            self.complete(reason)

    def delete(self, event_type: str = "task.deleted") -> None:
        """Remove the task in any state; its open reservations end."""
        self.leave_lineup()
        self.finished = self.now
        self.bump()
        self.tell(event_type)
        for reservation in self.engaged():
            reservation.end("canceled" if reservation.is_pending else "completed")
        self.vanish()

    def vanish(self) -> None:
        """Forget the task and its reservations, without an event."""
        self.forget_timers()
        for reservation in self.reservations:
            reservation.vanish()
        self.workspace.tasks.discard(self)
        del self.account.tasks[self.sid]

    # --- the life, see core/states.py ------------------------------------------------------

    def reserve(self, channels: list[WorkerChannel]) -> list[Reservation]:
        """Reserve these workers: the task's one assignment, however many they are."""
        self.leave_lineup()
        self.fresh = False
        self.assignments += 1
        self.set_status("reserved")
        made = [Reservation.create(self, channel) for channel in channels]
        self.reservations.extend(made)
        for reservation in made:
            reservation.announce()
        return made

    def assign(self, accepted: Reservation) -> None:
        """Make the task that of the worker who accepted first."""
        self.forget_timers()
        self.account.timers.set(self.now + DAY, "task.assigned-limit", self.sid)
        self.set_status("assigned")

    def lose_reservation(self) -> None:
        """Be pending again once no reservation is left that could become an assignment."""
        if self.assignment_status == "reserved" and not self.finished and not self.engaged():
            self.set_status("pending")

    def release(self) -> None:
        """Look at the workflow again, if the last reservation gave the task back."""
        if self.assignment_status != "pending":
            return
        if self.direct_worker_sid:
            self.cancel(f"{NOT_ACCEPTED}: {self.direct_worker_sid}")
        elif self.assignments >= self.account.settings.max_assignments:
            self.cancel(ASSIGNMENTS_EXCEEDED)
        elif self.is_overdue:
            walk.leave_by_timeout(self)
        else:
            self.begin_waiting()

    def cancel(self, reason: str | None) -> None:
        """End the task before it was assigned."""
        self.leave_lineup()
        self.finish("canceled", reason)
        self.tell("task.canceled", extra(task_canceled_reason=self.reason))
        for reservation in self.engaged():
            reservation.end("canceled")

    def outlive(self) -> None:
        """The time to be assigned is over."""
        if self.direct_worker_sid and self.assignment_status == "pending":
            self.miss_worker()
        else:
            self.cancel(TTL_EXCEEDED)

    def miss_worker(self) -> None:
        """The worker that RoutingTarget names could not be reserved."""
        self.cancel(NOT_RESERVED)
        self.tell("reservation.failed")

    def wrap_up(self, reason: str | None) -> None:
        """Begin the wrap-up, the accepted reservations with it."""
        self.reason = reason
        self.begin_wrap_up()
        for reservation in self.engaged():
            reservation.end("wrapping")

    def begin_wrap_up(self) -> None:
        self.forget_timers()
        self.set_status("wrapping")
        self.tell("task.wrapup")

    def complete(self, reason: str | None) -> None:
        """End the task well, its reservations with it."""
        self.finish("completed", reason)
        self.tell("task.completed", extra(task_completed_reason=self.reason))
        for reservation in self.engaged():
            reservation.end("completed")
        # Seen live: an update follows the completion.
        self.tell("task.updated")

    def follow_reservations(self, status: str) -> None:
        """Wrap up or complete, as the one reservation that was accepted has."""
        if status == "wrapping":
            self.begin_wrap_up()
        else:
            self.finish("completed", ALL_COMPLETED)
            self.tell("task.completed", extra(task_completed_reason=self.reason))

    def finish(self, status: str, reason: str | None) -> None:
        self.reason = reason
        self.forget_timers()
        self.finished = self.now
        self.set_status(status)
        self.account.timers.set(self.now + VISIBLE, "task.removal", self.sid)

    def set_status(self, status: str) -> None:
        """Take a step that the tables allow."""
        assert allows(TASK, self.assignment_status, status), (self.assignment_status, status)
        self.assignment_status = status
        self.bump()

    def engaged(self) -> list[Reservation]:
        """The reservations that take capacity."""
        return [one for one in self.reservations if one.reservation_status in ENGAGED]

    # --- waiting ---------------------------------------------------------------------------

    def begin_waiting(self) -> None:
        """Stand in the lineup, try to get workers, and let skip_if have its say after that."""
        self.fresh = True
        self.join_lineup()
        self.workspace.look_at_task(self)

    def join_lineup(self) -> None:
        if self.direct_worker_sid:
            self.workspace.workers[self.direct_worker_sid].direct[self.sid] = None
            self.place = ("", "", routing.rank(self, routing.FIFO))
            return
        queue = self.task_queue
        assert queue is not None
        kind = routing.kind_of(self.target)
        place = routing.rank(self, queue.task_order)
        queue.lineup(self.task_channel_sid).waiting[kind].add(place)
        self.place = queue.sid, kind, place

    def leave_lineup(self) -> None:
        if self.place is None:
            return
        queue_sid, kind, place = self.place
        self.place = None
        if self.direct_worker_sid:
            worker = self.workspace.workers.get(self.direct_worker_sid)
            if worker:
                worker.direct.pop(self.sid, None)
            return
        lineup = self.workspace.task_queues[queue_sid].lineups[self.task_channel_sid]
        lineup.waiting[kind].remove(place)

    def precedence(self) -> Rank:
        """The waiting task's place in the whole workspace."""
        assert self.place is not None
        queue = self.task_queue
        order = queue.task_order if queue and not self.direct_worker_sid else routing.FIFO
        return routing.precedence(self.workspace, order, self.place[2])

    def pause_for(self, reservation: Reservation) -> None:
        """Don't offer the task again to the worker who just let it go, for a moment."""
        pause = self.account.settings.reoffer_pause
        if pause:
            worker = reservation.worker
            until = self.now + pause
            self.pauses = {sid: kept for sid, kept in self.pauses.items() if kept.until > self.now}
            self.pauses[worker.sid] = Pause(until, self.touched, worker.touched)
            self.account.timers.set(until, "task.reoffer", reservation.sid)

    def may_offer(self, worker: Worker) -> bool:
        """Whether no pause stands between the task and this worker."""
        pause = self.pauses.get(worker.sid)
        if pause is None or self.now >= pause.until:
            return True
        return (self.touched, worker.touched) != (pause.task_touched, pause.worker_touched)

    # --- the walk, see core/walk.py --------------------------------------------------------

    def document(self) -> Document | None:
        """The workflow that the task walks, parsed."""
        return self.account.document(self.configuration) if self.configuration else None

    @property
    def target(self) -> Target | None:
        """The present step."""
        document = self.document()
        if document is None or self.position is None:
            return None
        return routing.target_at(document, self.position)

    def scope(self) -> Scope:
        """`task.*` for known workers."""
        return {"task": decoded(self.attributes)}

    def restart(self) -> None:
        """Enter the workflow again as it is now, from its first filter."""
        if not self.direct_worker_sid:
            self.leave_lineup()
            walk.restart(self)

    # --- small change ----------------------------------------------------------------------

    def bump(self) -> None:
        """Raise the version that the ETag shows."""
        self.version += 1
        self.date_updated = self.now
        self.seen = None

    def forget_timers(self) -> None:
        for name in ("task.ttl", "task.target-timeout", "task.assigned-limit", "task.removal"):
            self.account.timers.cancel(name, self.sid)
        for reservation in self.reservations:
            reservation.forget_pause()


NOT_NOW = {
    "completed": "Cannot complete task {} in workspace {} for account {} "
    "because it is not currently assigned.",
    "wrapping": "Cannot wrap up a task {} in workspace {} for account {} "
    "because it's not currently assigned",
    "canceled": "Cannot cancel task {} in workspace {} for account {} "
    "because it is not pending or reserved.",
}
"""TaskRouter's texts for a status that the task can't take now."""


def check_start_time(workspace: Workspace, values: Values) -> None:
    start = values.get("virtual_start_time")
    if start is not None and start > workspace.now:
        wanted = "a date-time that is not in the future"
        raise InvalidParameter("VirtualStartTime", wanted, Timestamp().show(start))


def find_channel(workspace: Workspace, name: str) -> Values:
    channel = workspace.task_channels.find(name)
    if channel is None:
        known = ", ".join(one.unique_name for one in workspace.task_channels.values())
        raise InvalidParameter("TaskChannel", f"a SID or unique name, one of {known}", name)
    return {"task_channel_sid": channel.sid, "task_channel_unique_name": channel.unique_name}


def placement(workspace: Workspace, values: Values) -> Values:
    """Where the task starts: in a workflow, or where RoutingTarget points (routing, B.9).

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
