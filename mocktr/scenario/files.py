"""Reading a file of scenarios: their worlds, their names, their steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from mocktr.callbacks import Receivers
from mocktr.callbacks.reach import Reach
from mocktr.core.account import Account, Settings
from mocktr.core.clock import SECOND, instant
from mocktr.errors import Place, SeedError
from mocktr.sandbox import image
from mocktr.sandbox.options import START
from mocktr.sandbox.sandbox import ONLY_ACCOUNT
from mocktr.sandbox.tenant import Beginning, Tenant
from mocktr.scenario.calls import twiml_at
from mocktr.scenario.run import Run
from mocktr.scenario.steps import take
from mocktr.seed import AccountSeed, Seed, read
from mocktr.seed.document import parse
from mocktr.seed.files import read_text
from mocktr.seed.rows import Row
from mocktr.seed.source import Source
from mocktr.values import mapping, number, sequence, text

WORLD_KEYS = ("seed", "workspaces", "start_at", "reoffer_pause", "max_assignments", "twiml")
"""What a file says for all of its scenarios, and a scenario for itself."""

FILE_KEYS = (*WORLD_KEYS, "scenarios")
SCENARIO_KEYS = ("scenario", *WORLD_KEYS, "steps")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario of a file."""

    name: str
    source: Source
    place: Place
    steps: list[Any]
    make: Callable[[], Tenant]
    """Makes its world."""
    warnings: list[str] = field(default_factory=list)
    """What is odd about its world, but allowed; complete once it has run."""
    twiml: Row = field(default_factory=dict)
    """What its calls follow, by path."""

    @property
    def line(self) -> int:
        """Where it stands in its file, counted from 1."""
        return self.source.lines[self.place]

    def run(self, tenant: Tenant | None = None) -> None:
        """Take the steps in a fresh world, or in this one, which `make` made.

        Raises ScenarioFailed where something is not as it should be, and SeedError for a mistake
        in the file.
        """
        run = Run(self.source, tenant or self.make(), self.twiml)
        if calls_in(self.steps):
            answer(run)
        try:
            for number, step in enumerate(self.steps):
                take(run, step, (*self.place, "steps", number))
        finally:
            self.warnings.extend(run.seed.warnings)


def scenarios(path: Path, name: str | None = None) -> list[Scenario]:
    """The scenarios of a file, which messages call `name`; raises SeedError where it is none."""
    document, source = parse(read_text(path), name or path.name)
    source.check_keys(document, FILE_KEYS, ())
    rows = source.read(sequence, document.get("scenarios"), ("scenarios",))
    worlds = Worlds(source, document, path.parent)
    names: set[str] = set()
    return [scenario(row, worlds, ("scenarios", number), names) for number, row in enumerate(rows)]


def scenario(row: Any, worlds: Worlds, place: Place, names: set[str]) -> Scenario:
    source = worlds.source
    source.check_keys(row, SCENARIO_KEYS, place)
    name = source.read(text, row.get("scenario"), (*place, "scenario"))
    if name in names:
        raise source.fail((*place, "scenario"), "the scenario stands twice in this file")
    names.add(name)
    steps = source.read(sequence, row.get("steps"), (*place, "steps"))
    warnings: list[str] = []
    make = worlds.maker(row, place, warnings, calls_in(steps))
    twiml = worlds.twiml(row, place)
    return Scenario(name, source, place, steps, make, warnings, twiml)


def calls_in(steps: list[Any]) -> bool:
    """Whether somebody calls in one of these steps."""
    rows = [one for one in steps if isinstance(one, dict)]
    inner = (one["steps"] for one in rows if isinstance(one.get("steps"), list))
    return any("call_in" in one for one in rows) or any(map(calls_in, inner))


def answer(run: Run) -> None:
    """Let the calls of a scenario follow its documents."""
    receivers = run.tenant.delivery.receivers
    receivers.call_on("voice", lambda call: twiml_at(run, call.path))


class Worlds:
    """The worlds in which the scenarios of a file happen."""

    def __init__(self, source: Source, document: Row, folder: Path) -> None:
        self.source = source
        self.document = document
        self.folder = folder
        # One seed for all scenarios of a file, so that its image is made once.
        self.shared = cache(partial(self.seed, document, ()))

    def maker(
        self, row: Row, place: Place, warnings: list[str], calls: bool
    ) -> Callable[[], Tenant]:
        """What makes the world of a scenario, which may have one of its own, and calls in it."""
        own = "seed" in row or "workspaces" in row
        start = self.source.read(instant, *self.option("start_at", START, row, place))
        pause = self.source.read(number(0), *self.option("reoffer_pause", 1, row, place))
        most = self.source.read(number(1), *self.option("max_assignments", 1000, row, place))
        settings = Settings(reoffer_pause=round(SECOND * pause), max_assignments=int(most))

        def make() -> Tenant:
            seed = self.seed(row, place) if own else self.shared()
            chosen = replace(settings, lenient_expressions=seed.lenient)
            # Who asks the application only follows documents: nothing goes over the network.
            receivers = Receivers(Reach(ports=frozenset())) if calls else None
            sid = str(seed.accounts[0].sid) if seed.accounts else ONLY_ACCOUNT
            beginning = Beginning(sid, start, partial(world, seed, sid, chosen))
            tenant = Tenant(beginning, True, None, receivers=receivers)
            tenant.load()
            warnings[:] = seed.warnings
            return tenant

        return make

    def twiml(self, row: Row, place: Place) -> Row:
        """The documents that calls follow, by path."""
        told, where = self.option("twiml", {}, row, place)
        documents: Row = self.source.read(mapping, told, where)
        for path, one in documents.items():
            self.source.read(text, one, (*where, path))
        return documents

    def option(self, key: str, default: Any, row: Row, place: Place) -> tuple[Any, Place]:
        """What the scenario says, else what the file does, and where."""
        if key in row:
            return row[key], (*place, key)
        return self.document.get(key, default), (key,)

    def seed(self, row: Row, place: Place) -> Seed:
        """A seed by its name or path, or the workspaces that stand in this very file."""
        if "seed" in row and "workspaces" in row:
            said = "expected either seed or workspaces, not both"
            raise self.source.fail((*place, "workspaces"), said)
        if "workspaces" in row:
            where = (*place, "workspaces")
            workspaces = self.source.read(sequence, row["workspaces"], where)
            return Seed(self.source, AccountSeed(None, None, {}, workspaces, where), [])
        where = (*place, "seed")
        if "seed" not in row:
            raise self.source.fail(place, "expected a seed, or workspaces")
        name = self.source.read(text, row["seed"], where)
        try:
            return read(name, self.folder)
        except SeedError as error:
            raise self.source.fail(where, str(error)) from None


def world(seed: Seed, sid: str, settings: Settings, start: int) -> Account:
    """The account that the seed makes, with its first workspace."""
    account = image.load(image.image((seed,), sid, start, settings))
    if not account.workspaces:
        raise seed.fail((), "expected a workspace, got none")
    return account
