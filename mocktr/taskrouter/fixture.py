"""The object itself: a client, a clock, what happened, and how the fixtures make it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from math import isfinite
from typing import Any, NamedTuple, TypeVar

from twilio.http import HttpClient

from mocktr.callbacks import OnAssignment, OnEvent
from mocktr.core.alerts import Alert
from mocktr.core.calls import Call
from mocktr.core.clock import HOUR, from_datetime, iso, parse_iso, to_datetime
from mocktr.core.coverage.report import Report
from mocktr.core.explain import Explained
from mocktr.core.timers import Timer
from mocktr.errors import AdminError, ConditionNotMet, OptionError, RoutingAssertionError
from mocktr.sandbox import ONLY_ACCOUNT, Sandbox
from mocktr.seed import seed_of
from mocktr.server import Server
from mocktr.state import load
from mocktr.taskrouter.acting import Acting, sid_of
from mocktr.taskrouter.arranging import Arranging
from mocktr.taskrouter.border import Border
from mocktr.taskrouter.steering import Steering
from mocktr.transport import mock_taskrouter
from mocktr.twilio_client import BothWaysClient, InProcessClient, ServerClient

T = TypeVar("T")

AUTH_TOKEN = "0" * 32
"""The token that a test gets where any token is welcome."""

LONGEST_TALE = 200
"""How many lines a timeline has at most."""

LONGEST_RUN = 24 * HOUR
"""How far `run_until` moves the clock before it gives up (ms)."""


class HappenedEvent(NamedTuple):
    """An event of the log: when, what, about which resource, with which `event_data`."""

    at: datetime
    type: str
    resource_sid: str
    data: dict[str, str]


class TaskRouter(Steering, Arranging, Acting, Border):
    """One account of a sandbox as a test sees it.

    `client` is a `twilio.rest.Client` that this sandbox answers, also its `*_async` calls;
    `account_sid` and `auth_token` are its credentials.
    """

    def __init__(self, sandbox: Sandbox, http_client: HttpClient, url: str | None = None) -> None:
        self.sandbox = sandbox
        self.url = url
        listed = sandbox.accounts
        self.account_sid = str(listed[0].sid) if listed else ONLY_ACCOUNT
        token = listed[0].auth_token if listed else None
        self.auth_token = token or sandbox.credentials.auth_token or AUTH_TOKEN
        self.tenant = sandbox.only if sandbox.shares_world else sandbox.tenant(self.account_sid)
        self.client = BothWaysClient(self.account_sid, self.auth_token, http_client)

    # --- time ------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """The time of the account's clock, in UTC."""
        return to_datetime(self.tenant.observe(lambda account: account.clock.now))

    def advance(
        self,
        seconds: float = 0,
        *,
        minutes: float = 0,
        hours: float = 0,
        to: datetime | str | None = None,
    ) -> list[Timer]:
        """Move the clock forward, by an amount or `to` a time; answers the timers that fired."""
        amount = seconds + 60 * minutes + 3600 * hours
        if to is not None:
            if amount:
                raise OptionError("advance: expected an amount or `to`, not both")
            return self.tenant.advance(instant(to))
        if amount < 0:
            raise OptionError(f"advance: time can't go back by {-amount} seconds")
        if not isfinite(amount):
            raise OptionError(f"advance: expected a number of seconds, got {amount}")
        return self.tenant.advance_by(round(amount * 1000))

    def advance_to_next_timer(self) -> list[Timer]:
        """Move the clock to the next timer and fire what is due; nothing fires without timers."""
        due = self.next_due()
        return [] if due is None else self.tenant.advance(due)

    def run_until(self, condition: Callable[[], object]) -> None:
        """Move the clock from timer to timer until the condition holds.

        Raises ConditionNotMet after the last timer, and before a timer that is more than 24 hours
        of virtual time away.
        """
        start, fired = self.tenant.now, 0
        while not condition():
            due = self.next_due()
            if due is None or due > start + LONGEST_RUN:
                raise ConditionNotMet(self.excuse(condition, start, fired, due))
            fired += len(self.tenant.advance(due))

    def next_due(self) -> int | None:
        """When the next timer fires, in ms."""
        return self.tenant.observe(lambda account: account.timers.next_due())

    def excuse(self, condition: Any, start: int, fired: int, due: int | None) -> str:
        """Why `run_until` gave up."""
        name = getattr(condition, "__name__", repr(condition))
        why = "no timer is left" if due is None else f"the next timer is due at {iso(due)}"
        return (
            f"{name} did not come true: {fired} timers fired between {iso(start)} "
            f"and {iso(self.tenant.now)}, and {why}"
        )

    # --- callbacks -------------------------------------------------------------------------

    def mount(self, url: str, app: Callable[..., Any]) -> None:
        """Let a WSGI or ASGI application answer callbacks to an origin (`https://myapp.example`).

        It is called in this process, without a socket.
        """
        self.sandbox.mount(url, app)

    def on_assignment(self, function: OnAssignment) -> OnAssignment:
        """Let a function answer every assignment callback, also where no URL is set.

        It gets an AssignmentCall and answers an instruction, such as `{"instruction": "accept"}`,
        or None to leave it to the API. In place of a function None takes it away. Also a decorator.
        """
        return self.sandbox.on_assignment(function)

    def on_event(self, function: OnEvent) -> OnEvent:
        """Let a function receive every event callback, as an EventCall, also without a URL."""
        return self.sandbox.on_event(function)

    @property
    def alerts(self) -> list[Alert]:
        """What Twilio's debugger would show, oldest first."""
        return self.tenant.observe(lambda account: list(account.alerts))

    @property
    def calls(self) -> list[Call]:
        """What would have been dialled, oldest first; mocktr places no calls."""
        return self.tenant.observe(lambda account: list(account.calls))

    def seed(self) -> dict[str, Any]:
        """The configuration of the world as it stands, as `Sandbox(seed=...)` takes it."""
        return self.tenant.observe(seed_of)

    # --- going back ------------------------------------------------------------------------

    @contextmanager
    def branch(self) -> Iterator[None]:
        """Try something inside, and come back to how it was before, also after an error.

        The world, its clock and its routing mode come back; branches may be nested.
        """
        before = self.tenant.picture()
        try:
            yield
        finally:
            self.tenant.come_back(before.state())

    def snapshot(self, name: str) -> None:
        """Keep the world as it is now, under a name; what had this name is forgotten."""
        self.tenant.snapshot(name)

    def restore(self, name: str) -> None:
        """Come back to the snapshot of this name, which stays; raises AdminError without one."""
        self.tenant.restore(name)

    def state(self, *, events: bool = False) -> dict[str, Any]:
        """The whole world as a document that JSON can hold, with its event log if `events`."""
        return self.tenant.state(events)

    def load_state(self, document: Mapping[str, Any]) -> None:
        """Put the world of such a document in the place of this one; raises AdminError.

        It may come from another account: then SIDs are as this account would have made them.
        """
        try:
            plain = json.loads(json.dumps(document))
        except (TypeError, ValueError, RecursionError) as error:
            raise AdminError(f"expected a document that JSON can hold: {error}") from None
        self.tenant.come_back(load(plain, self.tenant.account.sid))

    # --- what happened ---------------------------------------------------------------------

    @property
    def events(self) -> list[HappenedEvent]:
        """Everything that happened, oldest first."""
        return self.tenant.observe(
            lambda account: [
                HappenedEvent(to_datetime(one.at), one.type, one.resource_sid, one.data())
                for one in account.events
                if one.type
            ]
        )

    @property
    def timeline(self) -> str:
        """What happened to tasks, reservations and workers, and what went wrong, oldest first.

        One line each; the callbacks that were not sent are counted at the end.
        """
        told = [(one.at, one.type, describe(one)) for one in self.events[-LONGEST_TALE:]]
        for alert in self.alerts[-LONGEST_TALE:]:
            told.append((to_datetime(alert.at), f"alert {alert.code}", alert.text))
        told.sort(key=lambda line: line[0])
        lines = [f"{at:%H:%M:%S} {what:<28} {more}" for at, what, more in told[-LONGEST_TALE:]]
        refused = Counter(one.reason for one in self.callbacks if one.outcome == "refused")
        notes = [f"callbacks refused: {count}, because {why}" for why, count in refused.items()]
        return "\n".join([*lines, f"{self.now:%H:%M:%S} now", *notes])

    # --- why -------------------------------------------------------------------------------

    def explain(self, task: Any) -> Explained:
        """Why a task (or its SID) is where it is; as text, in sentences."""
        sid = sid_of(task)
        found = self.tenant.explain(sid)
        if found is None:
            raise OptionError(f"explain: there is no task {sid}, and there never was")
        return found

    def what_if(self, **task: Any) -> Explained:
        """The same for a task that is not created; keywords are those of a seed's task."""
        return self.tenant.what_if(task)

    def coverage(self) -> Report:
        """Which parts of the workflows were exercised, how often; as text, a table."""
        return self.tenant.coverage().report()

    def assert_reserved(self, task: Any, worker: str | None = None) -> None:
        """The task is offered to a worker (to this one), who has not answered yet."""
        self.require(task, "reserved", worker, "pending")

    def assert_assigned(self, task: Any, worker: str | None = None) -> None:
        """The task was accepted by a worker (by this one)."""
        self.require(task, "assigned", worker, "accepted")

    def assert_waiting(self, task: Any, queue: str | None = None) -> None:
        """The task waits for a worker (in this queue)."""
        found = self.require(task, "pending")
        where = found["task_queue_name"]
        if queue is not None and where != queue:
            raise RoutingAssertionError(
                f"expected the task to wait in queue {queue}, but it waits in {where}\n{found}"
            )

    def assert_status(self, task: Any, status: str) -> None:
        """The task has this assignment status."""
        self.require(task, status)

    def require(
        self, task: Any, status: str, worker: str | None = None, held: str | None = None
    ) -> Explained:
        """The explanation of a task, which is raised where the task is not as expected."""
        found = self.explain(task)
        came = found["assignment_status"] or "gone"
        if came != status:
            raise RoutingAssertionError(
                f"expected the task to be {status}, but it is {came}\n{found}"
            )
        names = self.holders(found["task_sid"], held)
        if worker is not None and worker not in names:
            raise RoutingAssertionError(
                f"expected the task to be {status} for {worker}, "
                f"but it is {status} for {', '.join(names)}\n{found}"
            )
        return found

    def holders(self, sid: str, status: str | None) -> list[str]:
        """The names of the workers whose reservations of a task have this status."""
        return self.tenant.observe(
            lambda account: [
                one.worker_name
                for one in account.tasks[sid].reservations
                if one.reservation_status == status
            ]
        )


def describe(event: HappenedEvent) -> str:
    """Who and what an event is about."""
    data = event.data
    names = ["task_sid", "worker_name", "task_assignment_status"]
    if event.type.startswith("worker."):
        names.append("worker_activity_name")
    if event.type.startswith(("task-queue.", "workflow.")):
        names.append("task_queue_name")
    return " ".join(data[name] for name in names if name in data)


def instant(to: datetime | str) -> int:
    """A time in ms."""
    try:
        return from_datetime(to) if isinstance(to, datetime) else parse_iso(to)
    except (TypeError, ValueError):
        raise OptionError(f"to: expected a datetime or ISO 8601 text, got {to!r}") from None


@contextmanager
def in_process(options: Mapping[str, Any]) -> Iterator[TaskRouter]:
    """A fresh world that answers TaskRouter's hosts in this process, without a socket."""
    sandbox = Sandbox(**options)
    with sandbox, mock_taskrouter(sandbox):
        yield TaskRouter(sandbox, InProcessClient(sandbox))


@contextmanager
def on_a_port(options: Mapping[str, Any]) -> Iterator[TaskRouter]:
    """A fresh world on a port of this machine."""
    with Sandbox(**options) as sandbox, Server(sandbox) as server:
        yield TaskRouter(sandbox, ServerClient(server.url, sandbox.base_url), server.url)
