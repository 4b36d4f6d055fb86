"""Names instead of SIDs: finding the record that a reference means."""

from __future__ import annotations

import re
from typing import Any

from mocktr.core.resources.workspace import Workspace
from mocktr.errors import Place, json_of, listing
from mocktr.seed.keys import SECTIONS
from mocktr.seed.source import Problem, Source
from mocktr.values import text

SID = re.compile(r"\b[A-Z]{2}[0-9a-fA-F]{32}\b")


class Names:
    """The names of a workspace, while it is being built.

    What names a row that came to nothing follows from what is wrong with that row.
    """

    def __init__(self, source: Source, workspace: Workspace) -> None:
        self.source = source
        self.workspace = workspace
        self.lost: set[tuple[str, str]] = set()
        """The names and SIDs of rows that came to nothing, with their collections."""
        self.unsure: set[str] = set()
        """The collections in which such a row has no name, so that it might be any."""

    def find(self, collection: str, value: Any, path: Place) -> Any:
        """The record with this SID or name; raises SeedError where there is not exactly one."""
        self.source.read(text, value, path)
        records = getattr(self.workspace, collection)
        if value in records:
            return records[value]
        section = SECTIONS[collection]
        found = [one for one in records.values() if section.name(one) == value]
        if len(found) > 1:
            raise self.source.fail(
                path,
                f"{len(found)} {collection.replace('_', ' ')} are named {json_of(value)}; "
                "expected the SID of one",
            )
        if not found:
            raise self.unknown(collection, value, path)
        return found[0]

    def find_sid(self, collection: str, value: Any, path: Place) -> str:
        """The SID of that record."""
        sid: str = self.find(collection, value, path).sid
        return sid

    def unknown(self, collection: str, value: str, path: Place) -> Problem:
        """The error for a name that nothing has."""
        if collection in self.unsure or (collection, value) in self.lost:
            return Problem(path)
        section = SECTIONS[collection]
        names = [section.name(one) for one in getattr(self.workspace, collection).values()]
        return self.source.fail(path, f"no {section.label} {json_of(value)}; {listing(names)}")

    # --- rows that came to nothing ---------------------------------------------------------

    def lose(self, collection: str, row: dict[str, Any]) -> None:
        """Note that a row came to nothing."""
        name = row.get(SECTIONS[collection].identity or "sid")
        if not isinstance(name, str):
            self.unsure.add(collection)
        given = (one for one in (name, row.get("sid")) if isinstance(one, str))
        self.lost.update((collection, one) for one in given)

    def mentions_lost(self, said: str) -> bool:
        """Whether a message of the API is about the SID of a row that came to nothing."""
        sids = set(SID.findall(said))
        return any(name in sids for _, name in self.lost)

    # --- messages --------------------------------------------------------------------------

    def readable(self, text: str) -> str:
        """A message of the API with names instead of SIDs, which a seed's author never saw."""
        return SID.sub(lambda match: self.name(match[0]), text)

    def name(self, sid: str) -> str:
        if sid == self.workspace.sid:
            return json_of(self.workspace.friendly_name)
        if sid == self.workspace.account.sid:
            return "this account"
        for collection, section in SECTIONS.items():
            record = getattr(self.workspace, collection).get(sid)
            if record is not None:
                return json_of(section.name(record))
        return sid
