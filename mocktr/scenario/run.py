"""A scenario under way: its world, the names in it, and how a failure is told."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from mocktr.core.account import Account
from mocktr.core.clock import instant, iso
from mocktr.core.explain import explain
from mocktr.core.resources.reservation import Reservation
from mocktr.core.resources.task import Task
from mocktr.core.resources.workspace import Workspace
from mocktr.errors import Place, ScenarioFailed, json_of, listing
from mocktr.sandbox.tenant import Tenant
from mocktr.seed import Seed
from mocktr.seed.reader import RowReader
from mocktr.seed.rows import Row
from mocktr.seed.source import Source
from mocktr.values import text

CLOCK_TIME = re.compile(r"\d\d:\d\d(:\d\d)?")


class Run:
    """A world, and the names that the scenario gives to its tasks."""

    def __init__(
        self, source: Source, tenant: Tenant, twiml: Mapping[str, str] | None = None
    ) -> None:
        self.source = source
        self.tenant = tenant
        self.seed = Seed.of(source)
        self.reader = RowReader(self.seed, self.workspace)
        self.tasks: dict[str, str] = {}
        """SIDs by name."""
        self.calls: dict[str, str] = {}
        """The same for calls."""
        self.twiml = dict(twiml or {})
        """What calls follow, by path."""
        self.last: str | None = None
        """The SID of the task that a step named last."""
        self.told = 0
        """How many events had happened at the last `then`."""

    @property
    def account(self) -> Account:
        """The world itself."""
        return self.tenant.account

    @property
    def workspace(self) -> Workspace:
        """The workspace in which all happens: the first."""
        return next(iter(self.account.workspaces.values()))

    @property
    def now(self) -> int:
        """The time, in ms."""
        return self.tenant.now

    # --- names -----------------------------------------------------------------------------

    def task_sid(self, name: Any, path: Place) -> str:
        """The SID of a task that the scenario named; a task of the seed is named by its SID."""
        self.source.read(text, name, path)
        sid: str = self.tasks.get(name, name)
        if sid not in self.tasks.values() and sid not in self.account.tasks:
            raise self.source.fail(path, f"no task {json_of(name)}; {listing(list(self.tasks))}")
        self.last = sid
        return sid

    def call_sid(self, name: Any, path: Place) -> str:
        """The SID of a call that the scenario named."""
        self.source.read(text, name, path)
        if name not in self.calls:
            raise self.source.fail(path, f"no call {json_of(name)}; {listing(list(self.calls))}")
        return self.calls[name]

    def task(self, name: Any, path: Place) -> Task:
        """A task that can still be read."""
        sid = self.task_sid(name, path)
        found = self.account.tasks.get(sid)
        if found is None:
            raise self.failed(path, f"task {json_of(name)} is gone", sid)
        return found

    def find(self, collection: str, name: Any, path: Place) -> Any:
        """A record by its name."""
        if collection == "tasks":
            return self.task(name, path)
        return self.reader.names.find(collection, name, path)

    def task_name(self, sid: str) -> str:
        """What the scenario calls a task."""
        return next((name for name, known in self.tasks.items() if known == sid), sid)

    def reservation(self, name: Any, step: Row, path: Place) -> Reservation:
        """The reservation of a task: that of the worker `by`, else the pending one or the last."""
        task = self.task(name, path)
        held = list(task.reservations)
        if "by" in step:
            worker = self.find("workers", step["by"], (*path[:-1], "by"))
            held = [one for one in held if one.worker_sid == worker.sid]
        if not held:
            by = f" for {step['by']}" if "by" in step else ""
            raise self.failed(path, f"task {json_of(name)} has no reservation{by}", task.sid)
        pending = [one for one in held if one.is_pending]
        if len(pending) > 1:
            names = ", ".join(one.worker_name for one in pending)
            raise self.source.fail(path, f"offered to {names}; expected `by` and one of them")
        return (pending or held)[-1]

    # --- failures --------------------------------------------------------------------------

    def failed(self, path: Place, text: str, sid: str | None = None) -> ScenarioFailed:
        """The failure, with what explains the task that it is about."""
        about = sid or self.last
        lines = ["", *self.explanation(about)] if about else []
        return ScenarioFailed("\n".join([self.source.problem(path, text), *lines]))

    def explanation(self, sid: str) -> Iterator[str]:
        """How a task came to be where it is, also when it is gone."""
        yield f"task {json_of(self.task_name(sid))}:"
        explained = explain(self.account, sid)
        assert explained is not None
        yield from (f"  {line}" for line in explained["sentences"])

    def compare(self, found: Any, expected: Any, path: Place, sid: str | None = None) -> None:
        """Fail unless what was found is what was expected; one item may stand for its list."""
        wanted = [expected] if isinstance(found, list) and isinstance(expected, str) else expected
        if found != wanted or isinstance(found, bool) != isinstance(wanted, bool):
            raise self.failed(path, difference(found, wanted), sid)

    def instant(self, moment: Any, path: Place) -> int:
        """A time in ms: in full, or `17:30`, which is today's."""
        if isinstance(moment, str) and CLOCK_TIME.fullmatch(moment):
            moment = f"{iso(self.now)[:10]}T{moment}Z"
        return self.source.read(instant, moment, path)


class StepKind(NamedTuple):
    """What a step does, which other keys it takes, and what documentation says of it."""

    do: Callable[[Run, Row, Place], None]
    keys: tuple[str, ...]
    text: str


def difference(found: Any, expected: Any) -> str:
    """Both sides: in a line, or lists of some length one below the other."""
    if all(isinstance(one, list) for one in (found, expected)) and len(found + expected) > 4:
        return f"expected{lines(expected)}\n  got{lines(found)}"
    return f"expected {spelled(expected)}, got {spelled(found)}"


def lines(items: list[Any]) -> str:
    return "".join(f"\n    - {item}" for item in items) or " []"


def spelled(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
