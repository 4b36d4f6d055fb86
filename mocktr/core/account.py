"""All state of one account: pure data, and nothing that a copy could not hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from mocktr import expressions, limits
from mocktr.core.alerts import Alert, Alerts
from mocktr.core.behavior import EVERYBODY, Behavior
from mocktr.core.clock import DAY, SECOND, Clock
from mocktr.core.collection import Collection
from mocktr.core.configuration.document import Document
from mocktr.core.configuration.reader import parse_configuration
from mocktr.core.instructions.calls import DialledCalls
from mocktr.core.line import forgetting
from mocktr.core.line.phone import Phone
from mocktr.core.line.state import Line
from mocktr.core.log import Events, Logged, Requested, View
from mocktr.core.resources.workspace import Workspace
from mocktr.core.routing.tally import Tally
from mocktr.core.sids import Sids
from mocktr.core.sums import Summaries
from mocktr.core.timers import Timers
from mocktr.errors import Refused

if TYPE_CHECKING:
    from mocktr.core.resources.reservation import Reservation
    from mocktr.core.resources.task import Task

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Settings:
    """What mocktr lets a test choose where TaskRouter has a fixed or unknown value."""

    reoffer_pause: int = SECOND
    """How long (ms) a task is not offered again to a worker who just let it go."""
    max_assignments: int = 1000
    """After so many assignments a task is canceled (sources: limits)."""
    lenient_expressions: bool = False
    """Whether to take what TaskRouter's lenient parser is said to take (decisions: expressions)."""
    behaviors: tuple[tuple[str, Behavior], ...] = ()
    """How workers behave from their beginning: names in lower case, or EVERYBODY."""

    phones: tuple[tuple[str, Phone], ...] = ()
    """What rings at workers from the beginning: names in lower case, or EVERY_PHONE."""

    def phone_of(self, worker_name: str) -> Phone | None:
        """The phone that is given for a worker of this name."""
        return dict(self.phones).get(worker_name.lower())

    def behavior_of(self, worker_name: str) -> Behavior | None:
        """The behaviour for a worker of this name, else the one for everybody."""
        given = dict(self.behaviors)
        return given.get(worker_name.lower(), given.get(EVERYBODY))


class Account:
    """One tenant's whole world: its clock, its timers, its counter, its records, its events."""

    __slots__ = (
        "alerts",
        "calls",
        "clock",
        "entry",
        "events",
        "forgotten_to",
        "line",
        "reservations",
        "settings",
        "sid",
        "sids",
        "summaries",
        "tally",
        "tasks",
        "timers",
        "unsettled",
        "untold",
        "workspaces",
    )

    def __init__(self, sid: str, now: int, settings: Settings | None = None) -> None:
        self.sid = sid
        self.forgotten_to = horizon(now)
        """Up to which instant (ms) what is old was let go of."""
        self.clock = Clock(now)
        self.timers = Timers()
        self.sids = Sids(sid)
        self.settings = settings or Settings()
        self.workspaces: Collection[Workspace] = Collection()
        self.tasks: dict[str, Task] = {}
        self.reservations: dict[str, Reservation] = {}
        self.events = Events()
        self.alerts = Alerts()
        self.calls = DialledCalls()
        self.line = Line()
        self.tally = Tally()
        self.summaries = Summaries()
        self.entry: type[Logged] = Logged
        """What is written now: entries that a client asked for, or those of the engine."""
        self.unsettled: dict[str, Workspace] = {}
        self.untold = 0
        """How many changes there were of which no event tells."""

    def emit(self, event_type: str, workspace: Workspace, sid: str, *parts: View) -> None:
        """Append an event to the log; its place there is its number, from 1."""
        self.events.append(self.entry((self.clock.now, event_type, workspace.sid, sid, *parts)))

    def forget(self, read: int, asked: int) -> None:
        """Let go, once a day, of what is too old to be asked for.

        What nobody has read yet stays: events behind the first `read`, and requests of calls behind
        the first `asked`.
        """
        begin = horizon(self.clock.now)
        if begin > self.forgotten_to:
            self.forgotten_to = begin
            self.events.forget(begin, read)
            for told in (self.alerts, self.calls):
                told.forget(begin, len(told))
            self.line.requests.forget(begin, asked)
            forgetting.forget(self.line, begin)
            for workspace in self.workspaces.values():
                workspace.forget(begin)

    def dissolve(self) -> None:
        """Come apart at the end: what holds each other would be left for the collector to find.

        Whoever still has a record can't come from it to others.
        """
        self.tasks.clear()
        self.reservations.clear()
        self.unsettled.clear()
        for workspace in self.workspaces.values():
            workspace.dissolve()
        self.workspaces.dissolve()

    def serve(self, operation: Callable[[Account], T]) -> T:
        """Do what a client asks for: the events that it causes say so."""
        self.entry = Requested
        try:
            return operation(self)
        finally:
            self.entry = Logged

    def alert(self, code: int, text: str, workspace: Workspace, sid: str) -> None:
        """Record what went wrong with the resource `sid`, as Twilio's debugger would show it."""
        self.alerts.append(Alert(self.clock.now, code, text, workspace.sid, sid))

    def compile(self, source: str, name: str) -> expressions.Expression:
        """An expression that came as the parameter `name`; refused where it does not parse."""
        try:
            return expressions.compile(source, lenient=self.settings.lenient_expressions)
        except expressions.ExpressionError as error:
            raise Refused(f"Invalid value for parameter {name}: {error}") from None

    def document(self, source: str) -> Document:
        """A workflow's configuration, parsed; raises ConfigurationError."""
        return parse_configuration(source, self.settings.lenient_expressions)


def horizon(now: int) -> int:
    """The beginning of the day (ms) in which memory begins, so that all of it is there."""
    return (now // DAY - limits.EVENT_DAYS.most) * DAY
