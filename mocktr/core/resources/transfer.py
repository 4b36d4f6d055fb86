"""Transfers: a worker hands an assigned task to another worker, or to a queue.

Theory of operation
-------------------
Only pages of agents ask for one (sources: agents). The task is *reserved* again, or, for a
queue, *pending* until a worker is found there, while the reservation of the worker who initiated
it stays accepted (a *warm* transfer) or wraps up at once (a *cold* one). When the other worker
accepts, the transfer is complete and the task assigned, to both until the first one is done.
When they don't, a transfer to a worker has failed, and one to a queue goes on with the next worker.
A transfer that has failed or is canceled leaves the task with those who have it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from mocktr.core.fields import Choice, JsonObject, Number, Param, Sid, Text, Values, column, param
from mocktr.core.log import extra
from mocktr.core.resources.base import Child, birth
from mocktr.core.routing import waiting
from mocktr.core.sids import is_sid
from mocktr.errors import InvalidParameter, Refused

if TYPE_CHECKING:
    from mocktr.core.resources.reservation import Reservation
    from mocktr.core.resources.task import Task
    from mocktr.core.resources.worker import Worker
    from mocktr.core.resources.workspace import Workspace

MODES = ("WARM", "COLD")
WORKER, QUEUE = "WORKER", "QUEUE"
OPEN = "initiated"
STATUSES = (OPEN, "complete", "failed", "canceled")

FAILURES = {
    "rejected": "Transfer failed because the reservation was rejected",
    "timeout": "Transfer failed because the reservation timed out",
    "canceled": "Transfer failed because the reservation was canceled",
}
ATTEMPT_FAILED = (
    "Transfer attempt failed on reservation {} because there are no more pending reservations"
)
REVISED = ("attributes", "priority")
"""What can be changed of the task with a transfer."""
ENDINGS = {"rejected": "reject", "timeout": "timeout", "canceled": "cancel"}


class TransferView(NamedTuple):
    """A transfer as an event shows it."""

    sid: str
    mode: str
    type: str
    to: str
    status: str
    worker_sid: str
    reservation_sid: str
    failed_reason: str | None

    def data(self, at: int, sid: str) -> Values:
        """The keys that transfer events carry."""
        return {
            "transfer_sid": self.sid,
            "transfer_mode": self.mode,
            "transfer_type": self.type,
            "transfer_to": self.to,
            "transfer_status": self.status,
            "transfer_initiating_worker_sid": self.worker_sid,
            "transfer_initiating_reservation_sid": self.reservation_sid,
            "transfer_failed_reason": self.failed_reason,
        }


@dataclass(slots=True, kw_only=True, eq=False)
class Transfer(Child):
    """One transfer of a task, from its beginning to its end."""

    prefix: ClassVar[str] = "TT"
    segment: ClassVar[str] = "Transfers"
    resource_type: ClassVar[str] = "transfer"
    views: ClassVar[tuple[type, ...]] = (TransferView,)
    inputs: ClassVar[dict[str, Param]] = {
        "reservation_sid": Param(Sid("WR"), required=True, update=False),
        "task_sid": Param(Sid("WT"), required=True),
        "to": Param(Text(), required=True, update=False),
        "mode": Param(Choice(*MODES), update=False),
        "attributes": Param(JsonObject(), update=False),
        "priority": Param(Number(0, 2_147_483_647), update=False),
    }

    task_sid: str = column(Sid("WT"), default="")
    initiating_reservation_sid: str = column(Sid("WR"), default="")
    initiating_worker_sid: str = column(Sid("WK"), default="")
    initiating_queue_sid: str | None = column(Sid("WQ"), default=None)
    initiating_workflow_sid: str | None = column(Sid("WW"), default=None)
    transfer_mode: str = column(Choice(*MODES), default="WARM")
    transfer_type: str = column(Choice(WORKER, QUEUE), default=WORKER)
    transfer_to: str = column(Text(), default="")
    transfer_status: str = param(Choice(*STATUSES), default=OPEN, create=False)
    transfer_failed_reason: str | None = column(Text(), default=None)

    @property
    def task(self) -> Task:
        return self.account.tasks[self.task_sid]

    @property
    def is_under_way(self) -> bool:
        return self.transfer_status == OPEN

    @property
    def target_name(self) -> str:
        """The name of the worker or queue whom the task goes to; the SID of one that is gone."""
        return worker_or_queue_name(self.workspace, self.transfer_to)

    # --- begin and cancel ------------------------------------------------------------------

    @classmethod
    def create(cls, worker: Worker, values: Values) -> Transfer:
        """Begin to hand a task over that this worker has accepted; raises Refused."""
        workspace = worker.workspace
        reservation = initiating(worker, values)
        task, to = reservation.task, values["to"]
        kind = check_target(workspace, worker, to)
        check_task(task)
        task.revise({name: values[name] for name in values if name in REVISED})
        transfer = cls(
            workspace=workspace,
            task_sid=task.sid,
            initiating_reservation_sid=reservation.sid,
            initiating_worker_sid=worker.sid,
            initiating_queue_sid=task.task_queue_sid,
            initiating_workflow_sid=task.workflow_sid,
            transfer_mode=values.get("mode", "WARM"),
            transfer_type=kind,
            transfer_to=to,
            **birth(workspace.account, cls.prefix),
        )
        workspace.transfers.add(transfer)
        task.transfer_sid, task.transfers = transfer.sid, (*task.transfers, transfer)
        transfer.begin(reservation)
        return transfer

    def begin(self, reservation: Reservation) -> None:
        """Look for who takes the task."""
        task, workspace = self.task, self.workspace
        if self.transfer_type == QUEUE:
            task.enter_by_transfer(self.transfer_to)
            self.tell("task.transfer-initiated")
        else:
            self.tell("task.transfer-initiated")
            worker = workspace.workers[self.transfer_to]
            task.reserve([worker.channels[task.task_channel_sid]])
        if self.transfer_mode == "COLD":
            reservation.end("wrapping")

    def update(self, values: Values) -> None:
        """Cancel, which is all that can be asked of a transfer; raises Refused."""
        if values["task_sid"] != self.task_sid:
            raise InvalidParameter(
                "TaskSid", f"the SID of its task, {self.task_sid}", values["task_sid"]
            )
        status = values.get("transfer_status")
        if status != "canceled":
            raise InvalidParameter("TransferStatus", "canceled", status)
        if not self.is_under_way:
            raise Refused(
                f"Transfer {self.sid} is already {self.transfer_status} . Cannot cancel transfer."
            )
        self.close("canceled")
        task = self.task
        waiting.leave(task)
        task.set_status("assigned")
        for reservation in task.reservations:
            if reservation.is_pending:
                reservation.end("canceled")
        self.tell("task.transfer-canceled")
        task.resume()

    # --- what comes of it ------------------------------------------------------------------

    def succeed(self) -> None:
        """The other worker has accepted."""
        self.close("complete")
        self.tell("task.transfer-completed")

    def lose(self, status: str) -> None:
        """A reservation for it ended in this status: known before the event tells of that."""
        if self.transfer_type == WORKER and self.is_under_way:
            self.close("failed", FAILURES[status])

    def go_on(self, reservation: Reservation) -> None:
        """A reservation for it is over: try the next worker, or leave the task where it was."""
        task = self.task
        if not self.is_under_way:
            task.set_status("assigned")
            self.tell("task.transfer-failed", reason=self.transfer_failed_reason)
            task.resume()
        elif not any(one.is_pending for one in task.reservations):
            ending = ENDINGS[reservation.reservation_status]
            task.set_status("pending")
            self.tell("task.transfer-attempt-failed", reason=ATTEMPT_FAILED.format(ending))
            waiting.begin(task)

    def close(self, status: str, reason: str | None = None) -> None:
        self.transfer_status, self.transfer_failed_reason = status, reason
        self.date_updated = self.now
        self.task.transfer_sid = None

    def tell(self, event_type: str, **more: Any) -> None:
        """Write an event about the task, with the transfer."""
        view = TransferView(
            self.sid,
            self.transfer_mode,
            self.transfer_type,
            self.transfer_to,
            self.transfer_status,
            self.initiating_worker_sid,
            self.initiating_reservation_sid,
            self.transfer_failed_reason,
        )
        self.task.tell(event_type, view, *([extra(**more)] if more else []))


def worker_or_queue_name(workspace: Workspace | None, sid: str) -> str:
    """The name of a worker or a queue; the SID of one that is gone, with its workspace even."""
    found = workspace and (workspace.workers.get(sid) or workspace.task_queues.get(sid))
    return found.friendly_name if found else sid


def initiating(worker: Worker, values: Values) -> Reservation:
    """The reservation whose task is handed over."""
    reservation = worker.reservations.get(values["reservation_sid"])
    if reservation is None:
        wanted = f"the SID of a reservation of worker {worker.sid}"
        raise InvalidParameter("ReservationSid", wanted, values["reservation_sid"])
    if reservation.task_sid != values["task_sid"]:
        wanted = f"the SID of the reservation's task, {reservation.task_sid}"
        raise InvalidParameter("TaskSid", wanted, values["task_sid"])
    if reservation.reservation_status != "accepted":
        raise Refused(
            f"Reservation {reservation.sid} is {reservation.reservation_status}; "
            "only an accepted one can be transferred"
        )
    return reservation


def check_target(workspace: Workspace, worker: Worker, to: str) -> str:
    """Whom the task goes to: WORKER or QUEUE; raises Refused for who can't take it."""
    if is_sid(to, "WQ") and to in workspace.task_queues:
        return QUEUE
    target = workspace.workers.get(to)
    if target is None or target is worker:
        raise InvalidParameter("To", "the SID of another worker or of a task queue", to)
    if not target.available:
        raise Refused(f"Worker {to} is not available, so that no task can be transferred to them")
    return WORKER


def check_task(task: Task) -> None:
    if task.transfer_sid is not None:
        raise Refused(f"Task {task.sid} is being transferred already: {task.transfer_sid}")
