"""Tasks: a piece of work, its walk through a workflow, and its life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from mocktr.core.clock import DAY, MINUTE, SECOND
from mocktr.core.configuration.document import Document, Position, Target
from mocktr.core.configuration.reader import find_target
from mocktr.core.event_type import TTL_EXCEEDED
from mocktr.core.fields import (
    Choice,
    FieldKind,
    Filter,
    Flag,
    JsonObject,
    Number,
    Param,
    Sid,
    Text,
    Timestamp,
    Values,
    Words,
    column,
    param,
    shown,
)
from mocktr.core.log import extra
from mocktr.core.resources.base import Child, birth, check_references, limit
from mocktr.core.resources.reservation import Reservation
from mocktr.core.resources.task_channel import DEFAULT
from mocktr.core.resources.task_placement import (
    StartTime,
    check_start_time,
    find_channel,
    placement,
)
from mocktr.core.resources.task_view import (
    Said,
    TaskStatus,
    TaskView,
    because,
    route_view,
    task_status,
)
from mocktr.core.resources.transfer import Transfer
from mocktr.core.routing import waiting, walk
from mocktr.core.routing.lineup import Standing
from mocktr.core.routing.pauses import NO_PAUSES, Pause
from mocktr.core.scopes import Scope, decoded, filter_scope
from mocktr.core.states import ASSIGNED, ENGAGED, FINISHED, TASK, TASK_BY_CLIENT, allows
from mocktr.errors import InvalidParameter, Refused

if TYPE_CHECKING:
    from mocktr.core.resources.task_queue import TaskQueue
    from mocktr.core.resources.worker import Worker
    from mocktr.core.resources.worker_channel import WorkerChannel
    from mocktr.core.resources.worker_view import WorkerView
    from mocktr.core.resources.workflow import Workflow
    from mocktr.core.resources.workspace import Workspace

MOST = 500_000
LATEST_PRIORITY = 2_147_483_647
LONGEST = 1_209_600
VISIBLE = 5 * MINUTE
"""How long a finished task can still be read (sources: task-states)."""

ASSIGNMENTS_EXCEEDED = "Task TTL Exceeded or Max assignment count exceeded"
NOT_ACCEPTED = "RoutingTarget not available for Reservation acceptance"
NOT_RESERVED = "RoutingTarget SLA for Reservation creation was not met"
ALL_COMPLETED = "All reservations were completed"


@dataclass(slots=True, kw_only=True, eq=False)
class Task(Child):
    """A task, with its place in the workflow and in its queue's lineup."""

    prefix: ClassVar[str] = "WT"
    segment: ClassVar[str] = "Tasks"
    resource_type: ClassVar[str] = "task"
    views: ClassVar[tuple[type, ...]] = (TaskView, TaskStatus)
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
    assignment_status: str = column(FieldKind(), default="pending")
    addons: str = column(Text(), default="{}")
    task_channel_sid: str = column(Sid("TC"), default="")
    # Kept beside the SID: a channel may be deleted while a finished task still shows it.
    task_channel_unique_name: str = column(Text(), default="")
    task_queue_entered_date: int | None = column(Timestamp(), default=None)

    version: int = 0
    reservations: tuple[Reservation, ...] = ()
    direct_worker_sid: str | None = None
    configuration: str | None = None
    """The workflow's document as it was when the task entered it."""
    position: Position | None = None
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
    pauses: Mapping[str, Pause] = field(default_factory=lambda: NO_PAUSES)
    """By worker SID."""
    touched: int = 0
    place: Standing | None = None
    """Queue, kind of step and rank under which the task stands in a lineup."""
    shared_view: TaskView | None = None
    """What events show besides the status, until one of its fields changes."""
    shared_status: TaskStatus | None = None
    """What they show of the status, until the next change."""
    transfer_sid: str | None = None
    """The transfer that is under way."""
    transfers: tuple[Transfer, ...] = ()
    """All so far."""

    # --- what it shows ---------------------------------------------------------------------

    @shown
    def age(self) -> int:
        """Whole seconds since creation, until the end (sources: rest)."""
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
    def transfer(self) -> Transfer | None:
        return self.workspace.transfers.get(self.transfer_sid or "")

    def is_held_by(self, worker: Worker) -> bool:
        """Whether this worker has accepted the task."""
        return any(
            one.worker_sid == worker.sid and one.reservation_status in ASSIGNED
            for one in self.reservations
        )

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
        """The task as events show it, shared until one of these fields changes."""
        if self.shared_view is None:
            queue, workflow = self.task_queue, self.workflow
            self.shared_view = TaskView(
                self.sid,
                self.attributes,
                self.priority,
                self.date_created,
                self.virtual_start_time,
                self.task_queue_entered_date,
                self.ignore_capacity,
                route_view(
                    self.workspace.sid,
                    self.task_channel_sid,
                    self.task_channel_unique_name,
                    self.task_queue_sid,
                    queue.friendly_name if queue else None,
                    queue.target_workers if queue else None,
                    self.workflow_sid,
                    workflow.friendly_name if workflow else None,
                ),
            )
        return self.shared_view

    def status(self) -> TaskStatus:
        """The status as events show it, kept until it changes."""
        self.shared_status = status = task_status(self.assignment_status, self.version)
        return status

    def tell(self, event_type: str, *parts: Any) -> None:
        """Write an event about this task."""
        account, view = self.account, self.shared_view or self.view()
        status, home = self.shared_status or self.status(), self.workspace.sid
        # As `emit` does, without passing everything on: a life has six of these.
        happened = (account.clock.now, event_type, home, self.sid, view, status)
        account.events.entries.append(account.entry(happened + parts))

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
        now = workspace.account.clock.now
        values.setdefault("virtual_start_time", now)
        workflow = workspace.workflows.get(values.get("workflow_sid") or "")
        target = None
        if workflow and "direct_worker_sid" not in values:
            target = walk.entry(workflow, values.get("attributes", "{}"))
        identity = birth(workspace.account, cls.prefix, sid)
        task = cls(workspace=workspace, walk_started=now, **identity, **values)
        workspace.tasks.add(task)
        workspace.account.tasks[task.sid] = task
        if workflow and target:
            walk.enter(task, workflow, target)
        elif task.task_queue_sid:
            task.task_queue_entered_date = now
        walk.announce_entry(task, target)
        task.account.timers.set(now + task.timeout * SECOND, "task.ttl", task.sid)
        waiting.begin(task)
        return task

    def update(self, values: Values) -> None:
        """Change attributes, priority, channel or start time, or take the next status.

        The last event of an update tells of it, and all of them have the one new version
        (sources: recordings).
        """
        status = values.pop("assignment_status", None)
        self.check_update(status, values)
        if "task_channel" in values:
            values.update(find_channel(self.workspace, values.pop("task_channel")))
        if not status:
            self.revise(values)
            return
        reason = values.pop("reason", None)
        waiting.leave(self)
        if values:
            self.apply(values)
        self.change_status(status, reason)
        self.tell("task.updated", *because(status, reason))

    def check_update(self, status: str | None, values: Values) -> None:
        if status and "attributes" in values and status != "canceled":
            # The documentation asks for two requests; together they are refused.
            raise Refused("Attributes cannot be updated together with AssignmentStatus")
        if status:
            self.check_status(status)
        check_start_time(self.workspace, values)

    def check_status(self, status: str) -> None:
        """Refuse a status that a client can't set now (sources: task-states)."""
        if status not in TASK_BY_CLIENT:
            wanted = "one of " + ", ".join(TASK_BY_CLIENT)
            raise InvalidParameter("AssignmentStatus", wanted, status)
        if self.transfer_sid or not allows(TASK, self.assignment_status, status):
            workspace = self.workspace.sid
            raise Refused(NOT_NOW[status].format(self.sid, workspace, self.account.sid))

    def revise(self, values: Values) -> None:
        """Set fields; a waiting task is lined up anew and looks for workers again."""
        before, was_waiting = self.view(), self.place is not None
        waiting.leave(self)
        changed = self.apply(values)
        if was_waiting:
            waiting.join(self)
        if not changed:
            return
        self.touched += 1
        self.bump()
        if was_waiting and "attributes" in changed:
            reason = values.get("reason")
            walk.review(self, before, reason=reason, target_changed_reason=walk.ATTRIBUTE_UPDATE)
        self.tell("task.updated", *because(None, values.get("reason")))
        if was_waiting:
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
        waiting.leave(self)
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
        for transfer in self.transfers:
            self.workspace.transfers.discard(transfer)
        self.workspace.tasks.discard(self)
        del self.account.tasks[self.sid]

    # --- the life, see core/states.py ------------------------------------------------------

    def reserve(self, channels: list[WorkerChannel]) -> list[Reservation]:
        """Reserve these workers: the task's one assignment, however many they are."""
        waiting.leave(self)
        self.fresh = False
        self.assignments += 1
        self.set_status("reserved")
        made = [Reservation.create(self, channel) for channel in channels]
        self.reservations += tuple(made)
        for reservation in made:
            reservation.announce()
        return made

    def assign(self, accepted: Reservation) -> None:
        """Make the task that of the worker who accepted first."""
        self.forget_timers()
        self.account.timers.set(self.account.clock.now + DAY, "task.assigned-limit", self.sid)
        self.set_status("assigned")

    def lose_reservation(self, status: str) -> None:
        """Be pending again once no reservation is left that could become an assignment.

        A transfer takes a reservation's end in this `status` to heart first.
        """
        if self.transfer is not None:
            self.transfer.lose(status)
        if self.assignment_status == "reserved" and not self.finished and not self.engaged():
            self.set_status("pending")

    def release(self, ended: str) -> None:
        """Look at the workflow again, if the last reservation gave the task back.

        `ended` is the status of that reservation.
        """
        if self.assignment_status != "pending":
            return
        if self.direct_worker_sid:
            self.cancel(f"{NOT_ACCEPTED}: {self.direct_worker_sid}")
        elif self.assignments >= self.account.settings.max_assignments:
            self.cancel(ASSIGNMENTS_EXCEEDED)
        elif self.is_overdue:
            walk.leave_by_timeout(self)
        else:
            walk.review(self, self.view(), task_re_evaluated_reason=f"reservation_{ended}")
            waiting.begin(self)

    def cancel(self, reason: str | None) -> None:
        """End the task before it was assigned."""
        waiting.leave(self)
        self.finish("canceled", reason)
        said = because("canceled", reason)
        for reservation in self.engaged():
            reservation.end("canceled", said=said)
        self.tell("task.canceled", *said)

    def outlive(self) -> None:
        """The time to be assigned is over."""
        if self.direct_worker_sid and self.assignment_status == "pending":
            self.miss_worker()
        else:
            self.cancel(TTL_EXCEEDED)

    def miss_worker(self) -> None:
        """The worker that RoutingTarget names could not be reserved."""
        self.cancel(NOT_RESERVED)
        self.tell("reservation.failed", extra(reason=self.reason))

    def wrap_up(self, reason: str | None) -> None:
        """Begin the wrap-up, the accepted reservations with it."""
        self.reason = reason
        self.begin_wrap_up()
        self.take_along("task.wrapup", "wrapping", because("wrapping", reason))

    def begin_wrap_up(self) -> None:
        self.forget_timers()
        self.set_status("wrapping")

    def complete(self, reason: str | None) -> None:
        """End the task well, its reservations with it."""
        self.finish("completed", reason)
        self.take_along("task.completed", "completed", because("completed", reason))

    def take_along(self, event_type: str, status: str, said: Said) -> None:
        """Tell of a step and of who has the task, and let the reservations take it too."""
        self.tell(event_type, *self.holder(), *said)
        for reservation in self.engaged():
            if reservation.reservation_status != status:
                reservation.end(status, said=said)

    def follow(self, reservation: Reservation, status: str) -> None:
        """Let a reservation that was accepted take a step, and the task where it was the last.

        Both do so at once: their events have the task's new status and version
        (sources: recordings).
        """
        others = [one.reservation_status for one in self.reservations if one is not reservation]
        self.become(self.outcome([status, *others]))
        reservation.end(status)

    def outcome(self, statuses: Iterable[str]) -> str | None:
        """What the task becomes when its reservations have these statuses; None: it stays."""
        held = ASSIGNED.intersection(statuses)
        if self.transfer_sid is not None or "accepted" in held:
            return None
        if not held:
            return "completed"
        return "wrapping" if self.assignment_status == "assigned" else None

    def become(self, outcome: str | None) -> None:
        """Wrap up or complete, as all reservations have that were accepted."""
        holder = self.holder()
        if outcome == "wrapping":
            self.begin_wrap_up()
            self.tell("task.wrapup", *holder)
        elif outcome == "completed":
            self.finish("completed", ALL_COMPLETED)
            self.tell("task.completed", *holder, extra(task_completed_reason=self.reason))

    def holder(self) -> list[WorkerView]:
        """The worker who accepted the task last and has it, or had it and is still there."""
        last, most = None, HAD
        for one in self.reservations:
            hold = HOLDS.get(one.reservation_status, 0)
            if hold >= most:
                last, most = one, hold
        worker = self.workspace.workers.get(last.worker_sid) if last else None
        return [worker.view()] if worker else []

    def enter_by_transfer(self, queue_sid: str) -> None:
        """Wait in a queue for another worker; the workflow has nothing to say any more."""
        self.task_queue_sid, self.task_queue_entered_date = queue_sid, self.now
        self.shared_view = None
        self.configuration = self.position = self.deadline = self.direct_worker_sid = None
        self.set_status("pending")
        waiting.begin(self)

    def resume(self) -> None:
        """Be with those who have it, after a transfer to nobody."""
        self.tell("task.updated")
        self.become(self.outcome(one.reservation_status for one in self.reservations))

    def finish(self, status: str, reason: str | None) -> None:
        self.reason = reason
        self.forget_timers()
        self.finished = now = self.account.clock.now
        self.set_status(status)
        self.account.timers.set(now + VISIBLE, "task.removal", self.sid)

    def set_status(self, status: str) -> None:
        """Take a step that the tables allow."""
        assert status in TASK[self.assignment_status], (self.assignment_status, status)
        self.assignment_status = status
        self.bump()

    def engaged(self) -> list[Reservation]:
        """The reservations that take capacity."""
        return [one for one in self.reservations if one.reservation_status in ENGAGED]

    # --- the walk, see core/routing/walk.py ------------------------------------------------

    def document(self) -> Document | None:
        """The workflow that the task walks, parsed."""
        return self.account.document(self.configuration) if self.configuration else None

    @property
    def target(self) -> Target | None:
        """The present step."""
        if self.configuration is None or self.position is None:
            return None
        lenient = self.account.settings.lenient_expressions
        return find_target(self.configuration, lenient, self.position)

    def scope(self) -> Scope:
        """`task.*` for known workers."""
        return {"task": decoded(self.attributes)}

    def restart(self) -> None:
        """Enter the workflow again as it is now, from its first filter."""
        if not self.direct_worker_sid and self.transfer_sid is None:
            waiting.leave(self)
            walk.restart(self)

    # --- small change ----------------------------------------------------------------------

    def apply(self, values: Values) -> list[str]:
        """Set the fields that differ from `values` and answer their names."""
        changed = Child.apply(self, values)
        if changed:
            self.shared_view = None
        return changed

    def bump(self) -> None:
        """Raise the version that the ETag shows."""
        self.version += 1
        self.date_updated = self.account.clock.now
        self.shared_status = task_status(self.assignment_status, self.version)

    @property
    def timers(self) -> tuple[str, ...]:
        """The names of the timers that the task may have now."""
        return TIMERS_OF["assigned" if self.transfer_sid else self.assignment_status]

    def forget_timers(self) -> None:
        timers, sid = self.account.timers, self.sid
        for name in self.timers:
            timers.cancel(name, sid)
        if self.pauses:
            for reservation in self.reservations:
                reservation.forget_pause()


HAD, HAS = 1, 2
HOLDS = {"completed": HAD, **dict.fromkeys(ASSIGNED, HAS)}
"""The statuses of a reservation whose worker has the task, or had it to the end."""

UNASSIGNED_TIMERS = ("task.ttl", "task.target-timeout")

TIMERS_OF: dict[str, tuple[str, ...]] = {
    "pending": UNASSIGNED_TIMERS,
    "reserved": UNASSIGNED_TIMERS,
    "assigned": ("task.assigned-limit",),
    "wrapping": (),
    "completed": ("task.removal",),
    "canceled": ("task.removal",),
}
"""The timers that a task may have in each status."""

NOT_NOW = {
    "completed": "Cannot complete task {} in workspace {} for account {} "
    "because it is not currently assigned.",
    "wrapping": "Cannot wrap up a task {} in workspace {} for account {} "
    "because it's not currently assigned",
    "canceled": "Cannot cancel task {} in workspace {} for account {} "
    "because it is not pending or reserved.",
}
"""TaskRouter's texts for a status that the task can't take now."""
