"""From a seed to a world, through the same operations as the API."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from mocktr.core.account import Account
from mocktr.core.behavior import read_behavior, read_script
from mocktr.core.line.phone import read_phone
from mocktr.core.lint import lint
from mocktr.core.resources.activity import Activity
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.worker_channel import WorkerChannel
from mocktr.core.resources.workspace import Workspace
from mocktr.errors import ApiError, InvalidParameter, Place
from mocktr.seed.configuration import steps
from mocktr.seed.keys import CHANNEL_KEYS, LATER, SECTIONS, WORKSPACE_KEYS, Keys
from mocktr.seed.reader import RowReader
from mocktr.seed.rows import Row, check_sid, explicit_sids, plain, require, rows_of
from mocktr.seed.top import AccountSeed, Seed
from mocktr.values import flag, mapping

T = TypeVar("T")


def build(seeds: Iterable[Seed], account: Account) -> None:
    """Make the world that the seeds have for an empty account; SeedError at the first mistake."""
    parts = [(seed, part) for seed in seeds for part in seed.parts(account.sid)]
    # All explicit SIDs first, so that the counter skips also those that come later.
    for seed, part in parts:
        reserve(seed, part, account)
    for seed, part in parts:
        account.line.numbers.update(part.numbers)
        for number, row in enumerate(part.workspaces):
            Builder(seed, account, row, (*part.path, number)).build()


def reserve(seed: Seed, part: AccountSeed, account: Account) -> None:
    """Keep the counter off the explicit SIDs."""
    for path, sid in explicit_sids(part.workspaces, part.path):
        if sid in account.sids.taken:
            raise seed.fail(path, f"the SID {sid} stands twice in this account")
        account.sids.taken.add(sid)


class Builder:
    """Builds one workspace, keeping the path for errors."""

    def __init__(self, seed: Seed, account: Account, row: Any, path: Place) -> None:
        seed.source.check_keys(row, (*WORKSPACE_KEYS, "sid", "defaults", *SECTIONS), path)
        check_sid(seed.source, row, Workspace.prefix, path)
        self.seed = seed
        self.source = seed.source
        self.account = account
        self.row: Row = row
        self.path = path
        self.rows = {name: rows_of(seed.source, row, name, path) for name in SECTIONS}
        self.furnished = self.source.read(flag, row.get("defaults", True), (*path, "defaults"))
        self.here = self.workspace()
        self.reader = RowReader(seed, self.here)
        self.names = self.reader.names
        self.places: dict[str, Place] = {}

    def workspace(self) -> Workspace:
        """The workspace with what a new one at Twilio has, unless its seed wants none of that."""
        require(self.source, self.row, WORKSPACE_KEYS, self.path)
        values = {
            key.field: plain(self.source, key, self.row[name], (*self.path, name))
            for name, key in WORKSPACE_KEYS.items()
            if name in self.row and name not in LATER
        }
        try:
            return Workspace.create(
                self.account, values, self.row.get("sid"), self.sids(), self.furnished
            )
        except ApiError as error:
            raise self.source.fail(self.path, error.message) from None

    def sids(self) -> dict[tuple[str, str], str]:
        """Explicit SIDs by collection and name, for what a workspace starts with."""
        return {
            (collection, row[section.identity]): row["sid"]
            for collection, section in SECTIONS.items()
            for row in reversed(self.rows[collection])
            if section.identity and "sid" in row and isinstance(row.get(section.identity), str)
        }

    def build(self) -> None:
        """Add what is in the workspace, in an order in which references are met."""
        for collection in SECTIONS:
            self.section(collection)
            if collection == "activities":
                self.later()
            if collection == "workers":
                self.freshen()
        for oddity in lint(self.here):
            place = self.places.get(oddity.sid, self.path)
            self.seed.warn((*place, *steps(oddity.path)), oddity.text)

    def later(self) -> None:
        """Set the workspace's own references, now that its activities exist."""
        if not self.furnished:
            self.settle_in()
        row = {name: self.row[name] for name in LATER if name in self.row}
        self.here.apply(self.reader.values(row, WORKSPACE_KEYS, self.path))

    def settle_in(self) -> None:
        """Let the first activity be the default and the timeout one until the seed says more."""
        first = next(iter(self.here.activities), None)
        if first is None:
            said = "expected at least one activity, since defaults is false"
            raise self.source.fail((*self.path, "activities"), said)
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
                self.add(section.record, row, section.keys, path)
            else:
                self.override(found, row, section.keys, path)

    def add(self, record: Any, row: Row, keys: Keys, path: Place) -> None:
        require(self.source, row, keys, path)
        values = self.reader.values(row, keys, path)
        made = self.attempt(keys, path, record.create, self.here, values, row.get("sid"))
        self.places[made.sid] = path
        if "channels" in row:
            self.channels(made, row["channels"], (*path, "channels"))
        if record is Worker:
            self.conduct(made, row, path)

    def conduct(self, worker: Worker, row: Row, path: Place) -> None:
        """How a worker acts by themselves; behaviours of the settings go before those of a seed."""
        if "behavior" in row:
            behavior = self.source.read(read_behavior, row["behavior"], (*path, "behavior"))
            worker.behave(behavior if worker.behavior is None else worker.behavior)
        if "script" in row:
            worker.script = self.source.read(read_script, row["script"], (*path, "script"))
        if "phone" in row:
            phone = self.source.read(read_phone, row["phone"], (*path, "phone"))
            if self.account.settings.phone_of(worker.friendly_name) is None:
                self.account.line.phones[worker.sid] = phone

    def override(self, record: Any, row: Row, keys: Keys, path: Place) -> None:
        self.places[record.sid] = path
        values = self.reader.values(row, keys, path)
        # An update through the API does not change whether an activity is available.
        change = record.apply if isinstance(record, Activity) else record.update
        self.attempt(keys, path, change, values)

    def channels(self, worker: Worker, row: Any, path: Place) -> None:
        """`{voice: 1, chat: {capacity: 3, available: true}}`."""
        met: set[str] = set()
        for name, wanted in self.source.read(mapping, row, path).items():
            place = (*path, name)
            sid = self.names.find("task_channels", name, place).sid
            if sid in met:
                raise self.source.fail(place, "the channel stands twice")
            met.add(sid)
            self.channel(worker.channels[sid], wanted, place)

    def channel(self, channel: WorkerChannel, wanted: Any, path: Place) -> None:
        """Set a worker's channel, by its capacity or in full."""
        if not isinstance(wanted, dict):
            capacity = plain(self.source, CHANNEL_KEYS["capacity"], wanted, path)
            channel.update({"capacity": capacity})
            return
        self.source.check_keys(wanted, (*CHANNEL_KEYS, "sid"), path)
        check_sid(self.source, wanted, WorkerChannel.prefix, path)
        channel.update(self.reader.values(wanted, CHANNEL_KEYS, path))
        channel.sid = wanted.get("sid", channel.sid)

    def freshen(self) -> None:
        """Let the workers look as if nobody had touched them: a seed is no client."""
        for worker in self.here.workers.values():
            worker.version = worker.touched = 0
            worker.shared_view = None
            for channel in worker.channels.values():
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
            raise self.source.fail(place, self.names.readable(error.message)) from None


def parameter(spelling: str, keys: Keys, path: Place) -> Place:
    """The place of the key that the API spells so; that of its row if there is none."""
    named = (name for name, key in keys.items() if key.parameter == spelling)
    return (*path, *list(named)[:1])
