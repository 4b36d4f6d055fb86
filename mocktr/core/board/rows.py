"""Tasks and workers in light rows: taken under the lock, shown without it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from mocktr.core.behavior.conduct import STEPS
from mocktr.core.fields import Values
from mocktr.core.resources.task import VISIBLE
from mocktr.core.states import ENGAGED

if TYPE_CHECKING:
    from mocktr.core.resources.reservation import Reservation
    from mocktr.core.resources.task import Task
    from mocktr.core.resources.worker import Worker

LONGEST = 400
"""Characters of attributes that a row shows."""

COLUMNS = {
    "sid": "sid",
    # Its SID is asked of it later.
    "workspace_sid": "workspace",
    "status": "assignment_status",
    "queue_sid": "task_queue_sid",
    "workflow_sid": "workflow_sid",
    "worker_sid": "direct_worker_sid",
    "channel": "task_channel_unique_name",
    "priority": "priority",
    "created_ms": "date_created",
    "start_ms": "virtual_start_time",
    "entered_ms": "task_queue_entered_date",
    "deadline_ms": "deadline",
    "finished_ms": "finished",
    "transfer_sid": "transfer_sid",
    "reason": "reason",
    "place": "place",
    "attributes": "attributes",
}
"""What a row tells of a task, each with where the record has it."""

NAMES = tuple(COLUMNS)
PLACE = NAMES.index("place")
GETTERS = tuple(map(attrgetter, COLUMNS.values()))


class Hold(NamedTuple):
    """A reservation that takes capacity."""

    reservation_sid: str
    task_sid: str
    worker_sid: str
    status: str
    since_ms: int
    until_ms: int | None
    """When it times out, or when the worker goes on by themselves."""


class TakenTasks(NamedTuple):
    """Tasks as they were: a list for each column, and by SID what is held of those that are."""

    columns: list[list[Any]]
    holds: dict[str, list[Hold]]

    def __len__(self) -> int:
        return len(self.columns[0])

    def rows(self, order: Callable[[tuple[Any, ...]], Any] | None = None) -> list[Values]:
        """The tasks for JSON, in an order of their columns."""
        taken = list(zip(*self.columns, strict=True))
        return [self.row(one) for one in (taken if order is None else sorted(taken, key=order))]

    def row(self, columns: tuple[Any, ...]) -> Values:
        row = dict(zip(NAMES, columns, strict=True))
        place, attributes, finished = row["place"], row["attributes"], row["finished_ms"]
        row["workspace_sid"] = row["workspace_sid"].sid
        # Ranks end with the SID, which decides nothing, as the number before it differs.
        row["place"] = None if place is None else list(place[2][:-1])
        row["attributes"] = attributes[:LONGEST]
        if len(attributes) > LONGEST:
            row["cut"] = True
        row["removed_ms"] = None if finished is None else finished + VISIBLE
        held = self.holds.get(row["sid"], ())
        row["offers"] = [without(one._asdict(), "task_sid") for one in held]
        return row


def take_tasks(tasks: Collection[Task]) -> TakenTasks:
    """Tasks as they are now."""
    # Column by column, which Python need not interpret, and for which nothing is made that has to
    # be collected: most of 5,000 tasks wait, and nobody has them.
    columns = [list(map(get, tasks)) for get in GETTERS]
    busy = [one for one in tasks if one.assignment_status in BUSY or one.transfer_sid is not None]
    return TakenTasks(columns, {one.sid: holds_of(one) for one in busy})


def holds_of(task: Task) -> list[Hold]:
    """What is held of a task."""
    return [take_hold(one) for one in task.reservations if one.reservation_status in ENGAGED]


BUSY = frozenset({"reserved", "assigned", "wrapping"})
"""The statuses of a task of which a reservation is held."""


def take_hold(reservation: Reservation) -> Hold:
    return Hold(
        reservation.sid,
        reservation.task_sid,
        reservation.worker_sid,
        reservation.reservation_status,
        reservation.date_updated,
        end_of(reservation),
    )


def end_of(reservation: Reservation) -> int | None:
    """When a reservation takes its next step by itself (ms)."""
    names = ["reservation.timeout", *(STEPS if reservation.answer is not None else ())]
    timers = (reservation.account.timers.find(name, reservation.sid) for name in names)
    return min((one.due for one in timers if one is not None), default=None)


ChannelLoad = tuple[str, int, int, bool, bool]
"""A channel's unique name, its load and capacity, whether it is available, and whether free."""


class TakenWorker(NamedTuple):
    """A worker as they were."""

    sid: str
    name: str
    workspace_sid: str
    activity_sid: str
    activity: str
    available: bool
    since_ms: int
    """Since when they are in the activity."""
    attributes: str
    queues: tuple[str, ...]
    loads: tuple[ChannelLoad, ...]
    holds: tuple[Hold, ...]

    def row(self) -> Values:
        """The worker for JSON."""
        row = without(self._asdict(), "loads")
        row["attributes"] = self.attributes[:LONGEST]
        if len(self.attributes) > LONGEST:
            row["cut"] = True
        row["queues"] = sorted(self.queues)
        row["channels"] = [dict(zip(LOADS, load, strict=True)) for load in self.loads]
        row["holds"] = [without(one._asdict(), "worker_sid") for one in self.holds]
        return row


LOADS = ("name", "load", "capacity", "available", "free")


def take_worker(worker: Worker) -> TakenWorker:
    """A worker as they are now."""
    activity = worker.activity
    return TakenWorker(
        worker.sid,
        worker.friendly_name,
        worker.workspace.sid,
        activity.sid,
        activity.friendly_name,
        activity.available,
        worker.date_status_changed,
        worker.attributes,
        tuple(queue.sid for queue in worker.queues),
        tuple(
            (
                one.task_channel_unique_name,
                one.load,
                one.configured_capacity,
                one.available,
                one.is_free,
            )
            for one in worker.channels.values()
        ),
        tuple(map(take_hold, engaged(worker))),
    )


def engaged(worker: Worker) -> list[Reservation]:
    """The reservations that take a worker's capacity, oldest first.

    Those that ended are still there for a while, and may be many.
    """
    found: list[Reservation] = []
    for one in reversed(worker.reservations.values()):
        if len(found) == worker.engagements:
            break
        if one.reservation_status in ENGAGED:
            found.append(one)
    return found[::-1]


def without(row: Values, name: str) -> Values:
    del row[name]
    return row
