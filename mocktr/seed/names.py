"""Names instead of SIDs: finding the record that a reference means."""

from __future__ import annotations

import re
from typing import Any

from mocktr.core.resources.workspace import Workspace
from mocktr.errors import Place, SeedError, json_of, listing
from mocktr.seed.keys import SECTIONS
from mocktr.seed.source import Source
from mocktr.values import text

SID = re.compile(r"\b[A-Z]{2}[0-9a-fA-F]{32}\b")


class Names:
    """The names of a workspace, while it is being built."""

    def __init__(self, source: Source, workspace: Workspace) -> None:
        self.source = source
        self.workspace = workspace

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

    def unknown(self, collection: str, value: str, path: Place) -> SeedError:
        """The error for a name that nothing has."""
        section = SECTIONS[collection]
        names = [section.name(one) for one in getattr(self.workspace, collection).values()]
        return self.source.fail(path, f"no {section.label} {json_of(value)}; {listing(names)}")

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
