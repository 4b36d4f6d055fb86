"""Reservations: a worker is asked to take a task, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from mocktr.core.behavior import Answer, conduct
from mocktr.core.clock import SECOND
from mocktr.core.fields import Choice, Filter, Param, Sid, Text, Values, column
from mocktr.core.log import Extra, extra
from mocktr.core.resources.base import Child, birth, check_references
from mocktr.core.resources.task_view import TaskStatus, TaskView
from mocktr.core.resources.worker_view import WorkerView, activity_change
from mocktr.core.routing.pauses import pause
from mocktr.core.states import ENGAGED, RESERVATION, RESERVATION_BY_CLIENT, allows
from mocktr.errors import Gone, InvalidParameter, Refused

if TYPE_CHECKING:
    from mocktr.core.resources.activity import Activity
    from mocktr.core.resources.task import Task
    from mocktr.core.resources.worker import Worker
    from mocktr.core.resources.worker_channel import WorkerChannel

EVENTS = {
    **{status: f"reservation.{status}" for status in RESERVATION},
    "wrapping": "reservation.wrapup",
}
"""The event of each status, of one text for the whole log."""


class ReservationView(NamedTuple):
    """A reservation as an event shows it, and the worker's channel: the same for many."""

    version: int
    capacity: int
    consumed: int

    def data(self, at: int, sid: str) -> Values:
        """The keys that reservation events carry (sources: events)."""
        return {
            "reservation_sid": sid,
            "reservation_version": self.version,
            "worker_channel_capacity": self.capacity,
            "worker_channel_consumed_capacity": self.consumed,
        }


reservation_view = lru_cache(maxsize=1024)(ReservationView)
"""The view of these members, the same for all who ask."""


@dataclass(slots=True, kw_only=True, eq=False)
class Reservation(Child):
    """The offer of one task to one worker. Mounted under the task and under the worker."""

    prefix: ClassVar[str] = "WR"
    segment: ClassVar[str] = "Reservations"
    resource_type: ClassVar[str] = "reservation"
    views: ClassVar[tuple[type, ...]] = (TaskView, TaskStatus, WorkerView, ReservationView)
    versioned: ClassVar[bool] = True
    inputs: ClassVar[dict[str, Param]] = {
        "reservation_status": Param(Choice(*RESERVATION), create=False),
        "worker_activity_sid": Param(Sid("WA", "activities"), create=False),
    }
    filters: ClassVar[dict[str, Filter]] = {
        "ReservationStatus": Filter(
            Choice(*RESERVATION),
            lambda reservation, status: reservation.reservation_status == status,
        ),
        "WorkerSid": Filter(Sid("WK"), lambda reservation, sid: reservation.worker_sid == sid),
    }

    task_sid: str = column(Sid("WT"), default="")
    worker_sid: str = column(Sid("WK"), default="")
    worker_name: str = column(Text(), default="")
    reservation_status: str = column(Text(), default="pending")

    version: int = 0
    task_channel_sid: str = ""
    reservation_timeout: int = 0
    """Seconds; as the workflow had it when the reservation was made."""
    worker_previous_activity_sid: str = ""
    post_work_activity_sid: str | None = None
    """Where an instruction wants the worker when the work is done."""
    transfer_sid: str | None = None
    """The transfer that it was made for."""
    canceled_reason_code: int = 0
    """Why the engine withdrew it, as the event of that tells; 0 where a client did."""
    answer: Answer | None = None
    """What the worker does by themselves; None for one who waits to be told."""

    @property
    def task(self) -> Task:
        return self.account.tasks[self.task_sid]

    @property
    def worker(self) -> Worker:
        return self.workspace.workers[self.worker_sid]

    @property
    def is_pending(self) -> bool:
        return self.reservation_status == "pending"

    @property
    def path(self) -> str:
        return f"{self.workspace.path}/Tasks/{self.task_sid}/Reservations/{self.sid}"

    def links(self, base: str) -> dict[str, str | None]:
        """The task, the worker and the workspace."""
        home = base + self.workspace.path
        return {
            "task": f"{home}/Tasks/{self.task_sid}",
            "worker": f"{home}/Workers/{self.worker_sid}",
            "workspace": home,
        }

    @classmethod
    def create(cls, task: Task, channel: WorkerChannel) -> Reservation:
        """Offer the task to the worker; the time to answer begins."""
        workflow, worker = task.workflow, channel.worker
        timeout = workflow.task_reservation_timeout if workflow else DEFAULT_TIMEOUT
        reservation = cls(
            workspace=task.workspace,
            task_sid=task.sid,
            worker_sid=worker.sid,
            worker_name=worker.friendly_name,
            task_channel_sid=task.task_channel_sid,
            reservation_timeout=timeout,
            worker_previous_activity_sid=activity_before(worker),
            transfer_sid=task.transfer_sid,
            **birth(task.account, cls.prefix),
        )
        account = task.account
        account.reservations[reservation.sid] = reservation
        due = account.clock.now + timeout * SECOND
        account.timers.set(due, "reservation.timeout", reservation.sid)
        worker.engage(reservation)
        if worker.acts:
            conduct.begin(reservation)
        return reservation

    def announce(self) -> None:
        """Tell of the new reservation, once all of its batch exist."""
        self.tell("reservation.created")
        if not self.workspace.multi_task_enabled:
            self.move_worker(self.queue_activity("reservation"))

    def update(self, values: Values) -> None:
        """Take the step that a ReservationStatus asks for, if there is one."""
        if "worker_activity_sid" in values:
            check_references(self.workspace, Reservation, values)
        if "reservation_status" in values:
            self.change_status(values["reservation_status"], values.get("worker_activity_sid"))

    def change_status(self, status: str, activity_sid: str | None = None) -> None:
        """Take the step that a client asked for."""
        self.check_step(status)
        if status == "accepted":
            self.accept()
        elif status == "rejected":
            self.reject(activity_sid)
        else:
            self.task.follow(self, status)

    def check_step(self, status: str) -> None:
        """Refuse a status that a client can't set now (sources: reservations)."""
        old = self.reservation_status
        if status not in RESERVATION_BY_CLIENT:
            wanted = "one of " + ", ".join(RESERVATION_BY_CLIENT)
            raise InvalidParameter("ReservationStatus", wanted, status)
        if old == status:
            raise Refused(
                f"Reservation {self.sid} is already in state [{old}] "
                f"and cannot be updated to [{status}]"
            )
        if old == "rescinded" and status == "accepted":
            raise Gone(f"Reservation {self.sid} has been rescinded and can no longer be accepted")
        if not allows(RESERVATION, old, status):
            before = EXPECTED[status]
            raise Refused(
                f"Reservation {self.sid} not in expected state [{before}] "
                f"and cannot be updated to [{status}]"
            )

    # --- the life, see core/states.py ------------------------------------------------------

    def accept(self) -> None:
        """Give the task to this worker; the siblings are rescinded."""
        task = self.task
        task.assign(self)
        # No time passes in that activity: so it was seen.
        self.end("accepted", said=[activity_change(self.activity_at_offer(), 0)])
        self.rescind_others()
        transfer = task.transfer_sid and task.transfer
        if transfer:
            transfer.succeed()
        if not self.workspace.multi_task_enabled:
            self.move_worker(self.queue_activity("assignment"))

    def rescind_others(self) -> None:
        """Take the task from the others to whom it is offered."""
        for other in self.task.reservations:
            if other is not self and other.is_pending:
                other.end("rescinded")

    def reject(self, activity_sid: str | None = None) -> None:
        """Hand the task back; the worker moves only where told."""
        self.end("rejected", activity_sid)
        self.give_back()

    def time_out(self) -> None:
        """Nobody answered: the worker goes to the timeout activity, also when multitasking."""
        self.end("timeout", self.workspace.timeout_activity_sid)
        self.give_back()

    def cancel(self, code: int = 0) -> None:
        """Withdraw the offer because it could not be made, for the reason that the code tells."""
        self.canceled_reason_code = code
        self.end("canceled")
        self.give_back()

    def give_back(self) -> None:
        task = self.task
        pause(task, self)
        if self.transfer_sid is not None:
            task.workspace.transfers[self.transfer_sid].go_on(self)
        else:
            task.release(self.reservation_status)

    def end(self, status: str, activity_sid: str | None = None, said: Sequence[Extra] = ()) -> None:
        """Take a step that the tables allow, with all that follows for the worker.

        `said` is what its event says besides.
        """
        old = self.reservation_status
        assert status in RESERVATION[old], (old, status)
        if old == "pending":
            self.account.timers.cancel("reservation.timeout", self.sid)
        self.reservation_status = status
        self.version += 1
        self.date_updated = self.account.clock.now
        if status in UNSUCCESSFUL:
            self.task.lose_reservation(status)
        self.tell(EVENTS[status], *said)
        if status in UNSUCCESSFUL:
            self.move_worker(activity_sid or self.previous_activity())
        elif status == "completed" and not self.workspace.multi_task_enabled:
            self.move_worker(self.post_work_activity_sid)
        self.worker.follow(self, old, status)
        if self.answer is not None:
            conduct.follow(self)

    def vanish(self) -> None:
        """Forget the reservation, without an event."""
        if self.is_pending:
            self.account.timers.cancel("reservation.timeout", self.sid)
        if self.answer is not None:
            conduct.forget(self)
        worker = self.workspace.workers.get(self.worker_sid)
        if worker:
            worker.reservations.pop(self.sid, None)
        del self.account.reservations[self.sid]

    def forget_pause(self) -> None:
        """Drop the timer that would offer the task again."""
        self.account.timers.cancel("task.reoffer", self.sid)

    def queue_activity(self, kind: str) -> str | None:
        """The activity that the queue gives a reserved or assigned worker when single-tasking."""
        queue = self.task.task_queue
        activity: str | None = getattr(queue, f"{kind}_activity_sid") if queue else None
        return activity

    def previous_activity(self) -> str | None:
        """Where an unsuccessful reservation returns a worker to when single-tasking.

        Only direct routing offers such a worker a second task; the last one to end returns them.
        """
        if self.workspace.multi_task_enabled or self.worker.engagements > 1:
            return None
        return self.worker_previous_activity_sid

    def activity_at_offer(self) -> Activity:
        """The activity in which the worker was offered the task, as long as there is that one."""
        before = self.workspace.activities.get(self.worker_previous_activity_sid)
        return before or self.worker.activity

    def move_worker(self, activity_sid: str | None) -> None:
        activity = activity_sid and self.workspace.activities.get(activity_sid)
        if activity:
            self.worker.move_to(activity)

    def tell(self, event_type: str, *said: Extra) -> None:
        """Write an event about this reservation."""
        account, home = self.account, self.workspace
        task, worker = account.tasks[self.task_sid], home.workers[self.worker_sid]
        channel = worker.channels[self.task_channel_sid]
        # The channel lets go of a reservation only after its end was told.
        consumed = channel.load - (self.reservation_status not in ENGAGED)
        shown = (
            task.shared_view or task.view(),
            task.shared_status or task.status(),
            worker.shared_view or worker.view(),
            reservation_view(self.version, channel.configured_capacity, consumed),
        )
        if self.reservation_status == "canceled":
            # Seen with each, 0 where a client canceled the task.
            said = (*said, extra(canceled_reason_code=self.canceled_reason_code))
        # As `emit` does, without passing everything on.
        happened = (account.clock.now, event_type, home.sid, self.sid)
        account.events.entries.append(account.entry(happened + shown + said))


def activity_before(worker: Worker) -> str:
    """The activity to which the worker returns: that before the first offer that is pending."""
    single = not worker.workspace.multi_task_enabled
    pending = worker.pending_reservations() if single else []
    return pending[0].worker_previous_activity_sid if pending else worker.activity_sid


DEFAULT_TIMEOUT = 120
"""Seconds to answer where no workflow says (the workflows' own default)."""

UNSUCCESSFUL = frozenset({"rejected", "timeout", "canceled", "rescinded"})

EXPECTED = {
    "accepted": "pending",
    "rejected": "pending",
    "wrapping": "accepted",
    "completed": "accepted",
}
"""The state that TaskRouter's message names for a status that was refused."""
