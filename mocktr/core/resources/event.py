"""The event log: the catalogue of event types, and the record that the Events resource shows.

An event is small, because a day of traffic is a million of them: it holds the time, its type, what
it is about, and views of the records concerned. A view is an immutable tuple that a record shares
between all events until it changes; what TaskRouter would show is built when somebody reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

from mocktr.core.clock import MINUTE, iso
from mocktr.core.fields import Filter, Number, Sid, Text, Timestamp
from mocktr.core.resources.base import Values
from mocktr.core.sids import TAIL, Sids, is_sid
from mocktr.errors import Refused

if TYPE_CHECKING:
    from mocktr.core.resources.workspace import Workspace

DEFAULT_MINUTES = 15
"""The window of a list without dates (reference: resources, 11)."""


class EventType(NamedTuple):
    """What kind of resource an event is about, and the text that describes it."""

    resource_type: str
    collection: str
    description: str


def crud(resource_type: str, collection: str, label: str, *verbs: str) -> dict[str, EventType]:
    return {
        f"{resource_type}.{verb}": EventType(resource_type, collection, f"{label} {{sid}} {verb}")
        for verb in verbs
    }


# Three of the texts were seen (worker activity, queue created, queue expression); the others are
# made in their style.
CATALOGUE: dict[str, EventType] = {
    **crud("workspace", "", "Workspace", "created", "updated", "deleted"),
    **crud("activity", "Activities", "Activity", "created", "updated", "deleted"),
    **crud("task-channel", "TaskChannels", "TaskChannel", "created", "updated", "deleted"),
    **crud("workflow", "Workflows", "Workflow", "created", "updated", "deleted"),
    **crud("task-queue", "TaskQueues", "TaskQueue", "created", "deleted"),
    "task-queue.expression.updated": EventType(
        "task-queue",
        "TaskQueues",
        "TaskQueue {sid} expression updated to '{task_queue_target_expression}'",
    ),
    **crud("worker", "Workers", "Worker", "created", "deleted"),
    "worker.activity.update": EventType(
        "worker", "Workers", "Worker {worker_name} updated to {worker_activity_name} Activity"
    ),
    "worker.attributes.update": EventType(
        "worker", "Workers", "Worker {worker_name} attributes updated"
    ),
    "worker.capacity.update": EventType(
        "worker", "Workers", "Worker {worker_name} capacity updated"
    ),
    "worker.channel.availability.update": EventType(
        "worker", "Workers", "Worker {worker_name} channel availability updated"
    ),
    **crud("task", "Tasks", "Task", "created", "updated", "canceled", "wrapup", "completed"),
    **crud("task", "Tasks", "Task", "deleted", "system-deleted"),
    **{
        f"{name}.{verb}": EventType("task", "Tasks", f"Task {{sid}} {text}")
        for name, verb, text in (
            ("task-queue", "entered", "entered TaskQueue {task_queue_name}"),
            ("task-queue", "timeout", "timed out in TaskQueue {task_queue_name}"),
            ("task-queue", "moved", "moved to TaskQueue {task_queue_name}"),
            ("workflow", "entered", "entered Workflow {workflow_name}"),
            ("workflow", "target-matched", "matched a target of Workflow {workflow_name}"),
            ("workflow", "timeout", "timed out in Workflow {workflow_name}"),
            ("workflow", "skipped", "was skipped by Workflow {workflow_name}"),
        )
    },
    **crud("reservation", "Reservations", "Reservation", "created", "accepted", "rejected"),
    **crud("reservation", "Reservations", "Reservation", "timeout", "canceled", "rescinded"),
    **crud("reservation", "Reservations", "Reservation", "completed", "wrapup"),
    # There is no reservation to show: its payload was seen to be the task.
    "reservation.failed": EventType("task", "Tasks", "Reservation for Task {sid} failed"),
}


class View(Protocol):
    """A part of an event: answers the keys that it adds to `event_data`."""

    def data(self, at: int) -> Values: ...

    def __contains__(self, value: object, /) -> bool: ...


class Extra(NamedTuple):
    """Keys that only this event has."""

    items: tuple[tuple[str, Any], ...]

    def data(self, at: int) -> Values:
        """The keys and their values."""
        return dict(self.items)


def extra(**items: Any) -> Extra:
    """Keys that only this event has."""
    return Extra(tuple(items.items()))


class Logged(tuple[Any, ...]):
    """One entry of the event log: `(at, type, workspace SID, resource SID, *views)`.

    A plain tuple of all that it says costs half of what one with a tuple of views inside does; its
    number is its place in the log.
    """

    __slots__ = ()

    @property
    def at(self) -> int:
        at: int = self[0]
        return at

    @property
    def type(self) -> str:
        return str(self[1])

    @property
    def workspace_sid(self) -> str:
        return str(self[2])

    @property
    def resource_sid(self) -> str:
        return str(self[3])

    @property
    def parts(self) -> tuple[View, ...]:
        """The views of the records concerned."""
        return self[4:]

    def data(self) -> dict[str, str]:
        """`event_data`: flat, snake_case, all values strings (reference: routing, G.4)."""
        merged: Values = {}
        for part in self.parts:
            merged.update(part.data(self.at))
        return {name: text(value) for name, value in merged.items() if value is not None}


FORGOTTEN = Logged((-62_135_596_800_000, "", "", ""))
"""Holds the place of an event of which no more is known than its number; in the year 1, so that
the log stays in order."""


def text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


class Event:
    """An entry of the log as a resource of its workspace, made when somebody reads it."""

    __slots__ = ("logged", "number", "workspace")
    prefix: ClassVar[str] = "EV"
    versioned: ClassVar[bool] = False
    orderings: ClassVar[Values] = {}
    inputs: ClassVar[Values] = {}
    filters: ClassVar[dict[str, Filter]] = {
        "EventType": Filter(Text(), lambda event, value: event.logged.type == value),
        "ReservationSid": Filter(Sid("WR"), lambda event, value: event.mentions(value)),
        "TaskQueueSid": Filter(Sid("WQ"), lambda event, value: event.mentions(value)),
        "TaskSid": Filter(Sid("WT"), lambda event, value: event.mentions(value)),
        "WorkerSid": Filter(Sid("WK"), lambda event, value: event.mentions(value)),
        "WorkflowSid": Filter(Sid("WW"), lambda event, value: event.mentions(value)),
        "TaskChannel": Filter(Text(), lambda event, value: event.on_channel(value)),
        "Sid": Filter(Sid("EV"), lambda event, value: event.sid == value),
        "Minutes": Filter(Number(1, 43_200), lambda event, value: True),
        "StartDate": Filter(Timestamp(), lambda event, value: True),
        "EndDate": Filter(Timestamp(), lambda event, value: True),
    }

    def __init__(self, workspace: Workspace, number: int, logged: Logged) -> None:
        self.workspace = workspace
        self.number = number
        self.logged = logged

    @property
    def sid(self) -> str:
        return event_sid(self.workspace.account.sids, self.number)

    @property
    def path(self) -> str:
        return f"{self.workspace.path}/Events/{self.sid}"

    def mentions(self, value: str) -> bool:
        """Whether one of the records concerned is, or refers to, `value`."""
        return any(value in part for part in self.logged.parts)

    def on_channel(self, name: str) -> bool:
        """Whether the event is about the task channel with this SID or unique name."""
        data = self.logged.data()
        return name in (data.get("task_channel_sid"), data.get("task_channel_unique_name"))

    def payload(self, base: str, path: str | None = None) -> Values:
        """The JSON of this event below the URL `base` (reference: routing, G.4)."""
        logged, workspace = self.logged, self.workspace
        data = self.data()
        kind = CATALOGUE[logged.type]
        home = base + workspace.path
        return {
            "sid": self.sid,
            "account_sid": workspace.account.sid,
            "workspace_sid": workspace.sid,
            "event_type": logged.type,
            "description": kind.description.format(sid=logged.resource_sid, **data),
            "event_date": iso(logged.at),
            "event_date_ms": logged.at,
            "resource_type": kind.resource_type,
            "resource_sid": logged.resource_sid,
            "resource_url": home + resource_path(kind, logged.resource_sid, data),
            # One sample names the workspace as the actor; who calls the API isn't shown there.
            "actor_type": "workspace",
            "actor_sid": workspace.sid,
            "actor_url": home,
            "event_data": data,
            "source": "twilio",
            "source_ip_address": None,
            "url": base + self.path,
        }

    def data(self) -> dict[str, str]:
        """`event_data`: what the event's records had to say, and where it happened."""
        here = {
            "workspace_sid": self.workspace.sid,
            "workspace_name": self.workspace.friendly_name,
        }
        return {**here, **self.logged.data()}


def event_sid(sids: Sids, number: int) -> str:
    """The SID of the event with this number."""
    return f"EV{sids.account_digits}{number:0{TAIL}x}"


def resource_path(kind: EventType, sid: str, data: dict[str, str]) -> str:
    """The path of an event's resource below its workspace."""
    if kind.resource_type == "reservation":
        return f"/Tasks/{data['task_sid']}/Reservations/{sid}"
    return f"/{kind.collection}/{sid}" if kind.collection else ""


class EventLog:
    """The events of one workspace, as a collection."""

    __slots__ = ("workspace",)

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def get(self, sid: str) -> Event | None:
        """The event with this SID."""
        if not is_sid(sid, "EV"):
            return None
        log, number = self.workspace.account.events, int(sid[-TAIL:], 16)
        if not 0 < number <= len(log) or log[number - 1].workspace_sid != self.workspace.sid:
            return None
        event = Event(self.workspace, number, log[number - 1])
        return event if event.sid == sid else None

    def rows(self, filters: Values) -> EventRows:
        """The events of the window that the filters ask for."""
        return EventRows(self.workspace, *window(filters, self.workspace.now))


class EventRows:
    """The events of one workspace between two instants, newest first."""

    __slots__ = ("since", "until", "workspace")

    def __init__(self, workspace: Workspace, since: int, until: int) -> None:
        self.workspace, self.since, self.until = workspace, since, until

    def after(self, number: int = 0) -> Iterator[Event]:
        """The events that were written before the one with this number; all for 0."""
        log = self.workspace.account.events
        newest = min(number - 1, len(log)) if number else len(log)
        for number in range(newest, 0, -1):
            logged = log[number - 1]
            if logged.at < self.since:
                return
            if self.holds(logged):
                yield Event(self.workspace, number, logged)

    def before(self, number: int) -> Iterator[Event]:
        """The events that were written after the one with this number, oldest first."""
        log = self.workspace.account.events
        for following in range(number + 1, len(log) + 1):
            logged = log[following - 1]
            if logged.at > self.until:
                return
            if self.holds(logged):
                yield Event(self.workspace, following, logged)

    def holds(self, logged: Logged) -> bool:
        here = logged.workspace_sid == self.workspace.sid
        return here and self.since <= logged.at <= self.until


def window(filters: Values, now: int) -> tuple[int, int]:
    """The instants (ms) between which a list looks.

    Minutes can't be combined with dates (reference: decisions).
    """
    dated = "StartDate" in filters or "EndDate" in filters
    if dated and "Minutes" in filters:
        raise Refused("Minutes cannot be combined with StartDate or EndDate")
    until = filters.get("EndDate", now)
    if "StartDate" in filters:
        return filters["StartDate"], until
    return until - filters.get("Minutes", DEFAULT_MINUTES) * MINUTE, until
