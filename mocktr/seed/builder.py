"""From a seed to a world, through the same operations as the API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from mocktr.core.account import Account
from mocktr.core.line.number import take_number
from mocktr.core.lint import lint
from mocktr.core.resources.activity import Activity
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.workspace import Workspace
from mocktr.errors import ApiError, InvalidParameter, Place, SeedError, spell
from mocktr.seed.configuration import steps
from mocktr.seed.keys import LATER, SECTIONS, WORKSPACE_KEYS, Keys, Section
from mocktr.seed.reader import RowReader
from mocktr.seed.rows import Row, check_sid, explicit_sids, plain, require, rows_of
from mocktr.seed.source import Problem
from mocktr.seed.staff import EquipmentReader
from mocktr.seed.top import AccountSeed, Seed
from mocktr.values import flag

KEYS = (*WORKSPACE_KEYS, "sid", "defaults", *SECTIONS)

FURNISHING = {"defaults": tuple(SECTIONS), "template": ("task_queues", "workflows")}
"""The keys that say what a workspace starts with, and the collections in which that is."""


def build(seeds: Iterable[Seed], account: Account) -> None:
    """Make the world that the seeds have for an empty account.

    Raises SeedError with all that is wrong in the seeds, also for other accounts.
    """
    read = [seed.reading_on() for seed in seeds]
    make(read, account)
    if any(seed.source.problems for seed in read):
        others = {str(part.sid) for seed in read for part in seed.accounts} - {account.sid}
        for sid in sorted(others):
            make(read, Account(sid, account.clock.now, account.settings))
        raise SeedError([text for seed in read for text in seed.source.told()])


def make(seeds: Sequence[Seed], account: Account) -> None:
    """The same, with the problems kept where they were met."""
    parts = [(seed, part) for seed in seeds for part in seed.parts(account.sid)]
    # All explicit SIDs first, so that the counter skips also those that come later.
    for seed, part in parts:
        reserve(seed, part, account)
    for seed, part in parts:
        for phone_number, asks in part.numbers.items():
            take_number(account, phone_number, asks)
        for number, row in enumerate(part.workspaces):
            seed.source.keep(build_workspace, seed, account, row, (*part.path, number))


def reserve(seed: Seed, part: AccountSeed, account: Account) -> None:
    """Keep the counter off the explicit SIDs."""
    for path, sid in explicit_sids(part.workspaces, part.path):
        if sid in account.sids.taken:
            said = f"the SID {sid} stands twice in this account"
            seed.source.note(seed.source.fail(path, said))
        account.sids.taken.add(sid)


def build_workspace(seed: Seed, account: Account, row: Any, path: Place) -> None:
    """Make a workspace with all that is in it."""
    seed.source.check_keys(row, KEYS, path)
    Builder(seed, account, row, path).build()


class Builder:
    """Builds one workspace, keeping the path for errors.

    What is not sound is not made, and what names it is not made either.
    """

    def __init__(self, seed: Seed, account: Account, row: Row, path: Place) -> None:
        self.seed = seed
        self.source = seed.source
        self.account = account
        self.row = row
        self.path = path
        self.source.keep(check_sid, self.source, row, Workspace.prefix, path)
        self.rows = {name: rows_of(seed.source, row, name, path) for name in SECTIONS}
        defaults = self.source.keep(
            self.source.read, flag, row.get("defaults", True), (*path, "defaults")
        )
        self.furnished = defaults is not False
        self.here = self.workspace()
        self.reader = RowReader(seed, self.here)
        self.names = self.reader.names
        self.names.unsure.update(self.unsure())
        self.equipment = EquipmentReader(self.reader)
        self.places: dict[str, Place] = {}

    def workspace(self) -> Workspace:
        """The workspace with what a new one at Twilio has, unless its seed wants none of that."""
        require(self.source, self.row, WORKSPACE_KEYS, self.path)
        read = {
            name: self.source.keep(plain, self.source, key, self.row[name], (*self.path, name))
            for name, key in WORKSPACE_KEYS.items()
            if name in self.row and name not in LATER
        }
        values = {"friendly_name": spell(self.path)} | {
            WORKSPACE_KEYS[name].field: value for name, value in read.items() if self.says(name)
        }
        sid = self.row["sid"] if self.says("sid") else None
        try:
            return Workspace.create(self.account, values, sid, self.sids(), self.furnished)
        except ApiError as error:
            raise self.source.fail(self.path, error.message) from None

    def says(self, key: str) -> bool:
        """Whether the workspace's row has a key, and its value is sound."""
        return key in self.row and self.source.is_sound((*self.path, key))

    def unsure(self) -> Iterator[str]:
        """The collections of which nobody knows what is in them."""
        for key, collections in FURNISHING.items():
            if key in self.row and not self.says(key):
                yield from collections
        yield from (name for name in SECTIONS if not isinstance(self.row.get(name, []), list))

    def sids(self) -> dict[tuple[str, str], str]:
        """Explicit SIDs by collection and name, for what a workspace starts with."""
        return {
            (collection, row[section.identity]): row["sid"]
            for collection, section in SECTIONS.items()
            for number, row in reversed([*enumerate(self.rows[collection])])
            if section.identity and "sid" in row and isinstance(row.get(section.identity), str)
            if self.source.is_sound((*self.path, collection, number, "sid"))
        }

    def build(self) -> None:
        """Add what is in the workspace, in an order in which references are met."""
        for collection in SECTIONS:
            self.section(collection)
            if collection == "activities":
                self.later()
            if collection == "workers":
                self.freshen()
        if not self.source.is_sound(self.path):
            return
        for oddity in lint(self.here):
            place = self.places.get(oddity.sid, self.path)
            self.seed.warn((*place, *steps(oddity.path)), oddity.text)

    def later(self) -> None:
        """Set the workspace's own references, now that its activities exist."""
        if not self.furnished:
            self.settle_in()
        row = {name: self.row[name] for name in LATER if name in self.row}
        values = self.reader.values(row, WORKSPACE_KEYS, self.path)
        self.here.apply({name: sid for name, sid in values.items() if sid is not None})

    def settle_in(self) -> None:
        """Let the first activity be the default and the timeout one until the seed says more."""
        first = next(iter(self.here.activities), None)
        if first is None:
            if self.source.is_sound((*self.path, "activities")):
                said = "expected at least one activity, since defaults is false"
                self.source.note(self.source.fail((*self.path, "activities"), said))
            self.names.unsure.add("activities")
            first = Activity.create(self.here, {"friendly_name": "none"}).sid
        self.here.apply(dict.fromkeys(("default_activity_sid", "timeout_activity_sid"), first))

    def section(self, collection: str) -> None:
        """Make the records of a collection; the first of a name that exists already overrides."""
        section = SECTIONS[collection]
        records = getattr(self.here, collection).values()
        existing = {section.name(record): record for record in records}
        for number, row in enumerate(self.rows[collection]):
            path = (*self.path, collection, number)
            name = row.get(section.identity or "")
            found = existing.pop(name, None) if isinstance(name, str) else None
            if found is None:
                self.source.keep(self.add, section, row, path)
            else:
                self.source.keep(self.override, found, row, section.keys, path)
            if not self.source.is_sound(path):
                self.names.lose(collection, row)

    def add(self, section: Section, row: Row, path: Place) -> None:
        record, keys = section.record, section.keys
        if self.has_readable_keys(section, row, path):
            require(self.source, row, keys, path)
        values = self.reader.values(row, keys, path)
        equipment = self.equipment.read(row, path)
        if not self.source.is_sound(path):
            return
        made = self.attempt(keys, path, record.create, self.here, values, row.get("sid"))
        self.places[made.sid] = path
        if record is Worker:
            equipment.give(made)

    def has_readable_keys(self, section: Section, row: Row, path: Place) -> bool:
        """Whether a key that is missing is so by no other mistake.

        A key that is not known may be the one that is missing, and a row without a readable name
        may be meant to override one that needs no more.
        """
        if not row and not self.source.is_sound(path):
            return False
        named = isinstance(row.get(section.identity or "", ""), str)
        return named and row.keys() <= {*section.keys, *section.own_keys}

    def override(self, record: Any, row: Row, keys: Keys, path: Place) -> None:
        self.places[record.sid] = path
        values = self.reader.values(row, keys, path)
        if not self.source.is_sound(path):
            return
        # An update through the API does not change whether an activity is available.
        change = record.apply if isinstance(record, Activity) else record.update
        self.attempt(keys, path, change, values)

    def freshen(self) -> None:
        """Let the workers look as if nobody had touched them: a seed is no client."""
        for worker in self.here.workers.values():
            worker.version = worker.touched = 0
            worker.shared_view = None
            for channel in worker.channels.looked_at():
                channel.version = 0

    def attempt(
        self, keys: Keys, path: Place, operation: Callable[..., Any], *arguments: Any
    ) -> Any:
        """Run an operation of the API; what it refuses becomes an error of the seed."""
        try:
            return operation(*arguments)
        except InvalidParameter as error:
            place = parameter(error.name, keys, path)
            raise self.source.wanted(error.wanted, error.came, place) from None
        except ApiError as error:
            place = parameter(getattr(error, "name", ""), keys, path)
            if self.names.mentions_lost(error.message):
                raise Problem(place) from None
            raise self.source.fail(place, self.names.readable(error.message)) from None


def parameter(spelling: str, keys: Keys, path: Place) -> Place:
    """The place of the key that the API spells so; that of its row if there is none."""
    named = (name for name, key in keys.items() if key.parameter == spelling)
    return (*path, *list(named)[:1])
