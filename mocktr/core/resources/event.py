"""The Events resource: the entries of the log as TaskRouter shows them, in lists and callbacks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from mocktr.core.clock import DAY, MINUTE, SECOND, iso
from mocktr.core.event_type import CATALOGUE, EventType
from mocktr.core.fields import Filter, Number, Param, Sid, Text, Timestamp, Values, pascal
from mocktr.core.log import WHEN, Logged
from mocktr.core.sids import TAIL, Sids, is_sid
from mocktr.errors import Refused

if TYPE_CHECKING:
    from mocktr.core.resources.workspace import Workspace

DEFAULT_MINUTES = 15
"""The window of a list without dates (sources: events)."""

JSON_TEXTS = frozenset({"task_attributes", "worker_attributes"})
"""What of an event's data is JSON: in callbacks its slashes are escaped (sources: recordings)."""

MOST_MINUTES = 2_147_483_647

MEMORY = 30 * DAY
"""How long (ms) an event can be read (sources: events).

The same page says that the task attributes of older events are redacted; as nothing is shown of
them here, there is nothing to redact.
"""


def about(kind: str, prefix: str) -> Filter:
    """The filter for events about the `kind` of record with this SID."""
    return Filter(Sid(prefix), lambda event, value: event.tells(f"{kind}_sid", value))


@dataclass(slots=True, eq=False)
class Event:
    """An entry of the log as a resource of its workspace, made when somebody reads it."""

    prefix: ClassVar[str] = "EV"
    versioned: ClassVar[bool] = False
    orderings: ClassVar[dict[str, Callable[[Any], int]]] = {}
    inputs: ClassVar[dict[str, Param]] = {}
    filters: ClassVar[dict[str, Filter]] = {
        "EventType": Filter(Text(), lambda event, value: event.logged.type == value),
        "ReservationSid": about("reservation", "WR"),
        "TaskQueueSid": about("task_queue", "WQ"),
        "TaskSid": about("task", "WT"),
        "WorkerSid": about("worker", "WK"),
        "WorkflowSid": about("workflow", "WW"),
        "TaskChannel": Filter(Text(), lambda event, value: event.on_channel(value)),
        "Sid": Filter(Sid("EV"), lambda event, value: event.sid == value),
        "Minutes": Filter(Number(1, MOST_MINUTES), lambda event, value: True),
        "StartDate": Filter(Timestamp(), lambda event, value: True),
        "EndDate": Filter(Timestamp(), lambda event, value: True),
    }

    workspace: Workspace
    number: int
    logged: Logged

    @property
    def sid(self) -> str:
        return event_sid(self.workspace.account.sids, self.number)

    @property
    def version(self) -> int:
        """Always 0: an event never changes."""
        return 0

    @property
    def path(self) -> str:
        return f"{self.workspace.path}/Events/{self.sid}"

    @property
    def kind(self) -> EventType:
        return CATALOGUE[self.logged.type]

    def tells(self, name: str, value: str) -> bool:
        """Whether `event_data` has this SID; only made where it stands in the entry."""
        return self.logged.mentions(value) and self.logged.data().get(name) == value

    def on_channel(self, name: str) -> bool:
        """Whether the event is about the task channel with this SID or unique name."""
        data = self.logged.data()
        return name in (data.get("task_channel_sid"), data.get("task_channel_unique_name"))

    def payload(self, base: str, path: str | None = None) -> Values:
        """The JSON of this event below the URL `base` (sources: events)."""
        logged, workspace, kind = self.logged, self.workspace, self.kind
        data = self.data()
        home = base + workspace.path
        return {
            "sid": self.sid,
            "account_sid": workspace.account.sid,
            "workspace_sid": workspace.sid,
            "event_type": logged.type,
            "description": kind.describe(logged.resource_sid, data),
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
            "source": logged.source,
            # Hosts are never part of the state.
            "source_ip_address": None,
            "url": base + self.path,
        }

    def form(self) -> dict[str, str]:
        """The parameters of this event's callback, in their order (sources: events).

        What all events have comes first, then the rest of `event_data` as forms spell it.
        """
        logged, kind, data = self.logged, self.kind, self.data()
        common = {
            "EventType": logged.type,
            "AccountSid": self.workspace.account.sid,
            "WorkspaceSid": data["workspace_sid"],
            "WorkspaceName": data["workspace_name"],
            "EventDescription": kind.describe(logged.resource_sid, data),
            "ResourceType": kind.form_resource_type,
            "ResourceSid": logged.resource_sid,
            "Timestamp": str(logged.at // SECOND),
            "TimestampMs": str(logged.at),
            "Sid": self.sid,
            "OperatingUnitSid": data["operating_unit_sid"],
        }
        for name in JSON_TEXTS & data.keys():
            data[name] = data[name].replace("/", "\\/")
        return {**common, **{pascal(name): value for name, value in data.items()}}

    def data(self) -> dict[str, str]:
        """`event_data`: what the event's records had to say, and where it happened."""
        here = {
            "workspace_sid": self.workspace.sid,
            "workspace_name": self.workspace.friendly_name,
            "operating_unit_sid": operating_unit_sid(self.workspace.account.sid),
        }
        return {**here, **self.logged.data()}


def event_sid(sids: Sids, number: int) -> str:
    """The SID of the event with this number."""
    return f"EV{sids.account_digits}{number:0{TAIL}x}"


def operating_unit_sid(account_sid: str) -> str:
    """The SID of the account's only operating unit, which TaskRouter shows in events alone."""
    return f"OU{account_sid[2:]}"


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
        if not 0 < number <= len(log):
            return None
        event = Event(self.workspace, number, log[number - 1])
        return event if event.sid == sid and self.remembers(event.logged) else None

    def remembers(self, logged: Logged) -> bool:
        """Whether an entry happened here, and not too long ago."""
        return logged.workspace_sid == self.workspace.sid and logged.at >= self.oldest

    @property
    def oldest(self) -> int:
        """The instant (ms) at which the memory begins."""
        return self.workspace.now - MEMORY

    def rows(self, filters: Values) -> EventRows:
        """The events of the window that the filters ask for."""
        since, until = window(filters, self.workspace.now)
        return EventRows(self.workspace, max(since, self.oldest), until)


class EventRows:
    """The events of one workspace between two instants, newest first."""

    __slots__ = ("since", "until", "workspace")

    def __init__(self, workspace: Workspace, since: int, until: int) -> None:
        self.workspace, self.since, self.until = workspace, since, until

    def after(self, number: int = 0) -> Iterator[Event]:
        """The events that were written before the one with this number; all for 0."""
        log = self.workspace.account.events
        newest = bisect_right(log, self.until, key=WHEN)
        newest = min(number - 1, newest) if number else newest
        for number in range(newest, 0, -1):
            logged = log[number - 1]
            if logged.at < self.since:
                return
            if self.holds(logged):
                yield Event(self.workspace, number, logged)

    def before(self, number: int) -> Iterator[Event]:
        """The events that were written after the one with this number, oldest first."""
        log = self.workspace.account.events
        oldest = bisect_left(log, self.since, key=WHEN)
        for following in range(max(number, oldest) + 1, len(log) + 1):
            logged = log[following - 1]
            if logged.at > self.until:
                return
            if self.holds(logged):
                yield Event(self.workspace, following, logged)

    def holds(self, logged: Logged) -> bool:
        return logged.workspace_sid == self.workspace.sid


def window(filters: Values, now: int) -> tuple[int, int]:
    """The instants (ms) between which a list looks.

    Minutes can't be combined with dates (decisions: rest).
    """
    dated = "StartDate" in filters or "EndDate" in filters
    if dated and "Minutes" in filters:
        raise Refused("Minutes cannot be combined with StartDate or EndDate")
    until = filters.get("EndDate", now)
    if "StartDate" in filters:
        return filters["StartDate"], until
    return until - filters.get("Minutes", DEFAULT_MINUTES) * MINUTE, until
