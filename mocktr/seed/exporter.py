"""From workspaces to a seed that makes the same ones, with names instead of SIDs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from marshmallow import ValidationError

from mocktr.core.account import Account
from mocktr.core.resources.activity import Activity
from mocktr.core.resources.task_channel import DEFAULTS, TaskChannel
from mocktr.core.resources.worker_channel import WorkerChannel
from mocktr.core.resources.workspace import Workspace, first_activities
from mocktr.errors import json_of
from mocktr.seed.draft import Draft
from mocktr.seed.held import COLLECTIONS, Held, Payload, held_by
from mocktr.seed.keys import SECTIONS, Section
from mocktr.seed.references import References
from mocktr.seed.rows import Row
from mocktr.seed.writer import RowWriter


class Exported(NamedTuple):
    """A seed, and what is to be said about it."""

    document: dict[str, Any]
    remarks: list[str]
    """What could not be told as it was."""
    left_out: dict[str, Any]
    """What no world of mocktr's can have, in the form of a seed; empty where there is nothing."""


def seed_of(account: Account) -> dict[str, Any]:
    """The configuration of an account's world as a seed: all but its tasks."""
    document = export([held_by(one) for one in account.workspaces.values()]).document
    numbers = {number: told.as_dict() for number, told in account.line.numbers.items()}
    return {**document, **({"numbers": numbers} if numbers else {})}


def export(worlds: Iterable[Held]) -> Exported:
    """The seed that makes workspaces equal to these, but for SIDs and dates.

    A SID is kept where something depends on it: a name that two records share, or an expression
    or attribute in which it stands.
    """
    exporters = [Exporter(held) for held in worlds]
    kept = {sid for one in exporters for sid in one.kept()}
    reading = {"expressions": "lenient"} if any(one.writer.is_lenient for one in exporters) else {}
    refused = [one.left_out() for one in exporters if one.refused]
    return Exported(
        {**reading, "workspaces": [one.finished(kept) for one in exporters]},
        [remark for one in exporters for remark in one.remarks],
        {"workspaces": refused} if refused else {},
    )


class Exporter:
    """Drafts the rows of one workspace; the counterpart of Builder."""

    def __init__(self, held: Held) -> None:
        self.held = held
        self.name: str = held.workspace["friendly_name"]
        self.remarks: list[str] = []
        self.refused: dict[str, list[Row]] = {}
        """What no world can have, by collection."""
        self.is_single_tasking = held.workspace.get("multi_task_enabled") is False
        self.records = {name: list(self.named(name)) for name in COLLECTIONS}
        self.references = References(self.records)
        self.writer = RowWriter(self.references, self.is_single_tasking, self.remark)
        own = self.writer.row(Workspace, held.workspace, "the workspace")
        self.here = Draft(held.workspace["sid"], own)
        self.sections = {name: list(self.drafts(name)) for name in COLLECTIONS}
        self.furniture = self.first_rows()

    def remark(self, text: str) -> None:
        self.remarks.append(f"workspace {json_of(self.name)}: {text}")

    def refuse(self, collection: str, row: Row, name: str, said: str) -> None:
        self.remark(f"{name} is left out: {said}")
        self.refused.setdefault(collection, []).append(row)

    def named(self, collection: str) -> Iterator[Payload]:
        """The records of a collection whose names mocktr takes, as TaskRouter did."""
        section = SECTIONS[collection]
        met: set[str] = set()
        for payload in self.held.collections[collection]:
            said = misnamed(section, payload, met)
            if said:
                row = {key: payload.get(one.field) for key, one in section.keys.items()}
                self.refuse(collection, row, title(section, payload), said)
            else:
                yield payload

    def drafts(self, collection: str) -> Iterator[Draft]:
        """The rows of a collection, without workflows that no world can have."""
        section = SECTIONS[collection]
        for payload in self.records[collection]:
            name = title(section, payload)
            row = self.writer.row(section.record, payload, name)
            said = "configuration" in section.keys and self.writer.complaint(payload)
            if said:
                self.refuse(collection, row, name, said)
            else:
                sid = payload["sid"]
                row.update(self.held.conduct.get(sid, {}))
                yield Draft(sid, row, self.channels(sid, name))

    def channels(self, sid: str, name: str) -> dict[str, Draft]:
        """The channels of a worker; any other record has none."""
        drafts = {}
        for payload in self.held.channels.get(sid, ()):
            channel = self.references.spell("task_channels", payload["task_channel_sid"])
            if channel is not None:
                shown = {**payload, "capacity": payload["configured_capacity"]}
                row = self.writer.row(WorkerChannel, shown, name)
                drafts[channel] = Draft(payload["sid"], row)
        return drafts

    def first_rows(self) -> dict[str, list[Row]]:
        """What a new workspace has, by collection; empty where this one does not begin so."""
        activities = first_activities(not self.is_single_tasking)
        rows = {
            "activities": [
                self.first_row(Activity, friendly_name=name, available=available)
                for name, available in activities.items()
            ],
            "task_channels": [
                self.first_row(TaskChannel, friendly_name=name, unique_name=unique_name)
                for unique_name, name in DEFAULTS.items()
            ],
        }
        begins_so = all(
            [draft.row for draft in self.sections[name][: len(first)]] == first
            for name, first in rows.items()
        )
        return rows if begins_so else {}

    def first_row(self, record: Any, **payload: Any) -> Row:
        return self.writer.row(record, payload, "")

    def kept(self) -> Iterator[str]:
        """The SIDs that have to stay, here or in another workspace."""
        drafts = [self.here, *chain.from_iterable(self.sections.values())]
        yield from self.references.kept
        yield from chain.from_iterable(draft.mentions() for draft in drafts)

    def finished(self, kept: set[str]) -> Row:
        """The row of the workspace, with those of its collections."""
        made = self.here.finished(kept)
        if not self.furniture:
            made["defaults"] = False
        for name, drafts in self.sections.items():
            first = self.furniture.get(name, [])
            said = [one for one in drafts if one.sid in kept or one.row not in first]
            if said:
                made[name] = [one.finished(kept) for one in said]
        return made

    def left_out(self) -> Row:
        """The workspace with nothing but what was left out of it."""
        return {"friendly_name": self.name, **self.refused}


def title(section: Section, payload: Payload) -> str:
    """What remarks call a record."""
    return f"{section.label} {json_of(payload.get(section.identity or 'sid'))}"


def misnamed(section: Section, payload: Payload, met: set[str]) -> str | None:
    """Why no world can have a record of this name beside those of the names `met`."""
    for key in section.keys.values():
        if key.required and key.field != "configuration":
            try:
                key.kind.deserialize(payload.get(key.field) or "")
            except ValidationError as error:
                return f"{key.field}: expected {error.messages[0]}"
    name: str = payload[section.identity or "sid"]
    folded = section.fold(name)
    if folded in met and not section.shares_names:
        return f"{section.identity}: it stands twice"
    met.add(folded)
    return None
