"""The values of a row in a workspace that is there: names become SIDs."""

from __future__ import annotations

from typing import Any

from mocktr.core.fields import Sid
from mocktr.core.resources.workspace import Workspace
from mocktr.errors import Place
from mocktr.seed.configuration import Translator
from mocktr.seed.keys import SECTIONS, Key, Keys
from mocktr.seed.names import Names
from mocktr.seed.rows import Row, plain
from mocktr.seed.source import Source
from mocktr.seed.top import Seed


class RowReader:
    """Reads the rows of a seed, or of a scenario, for one workspace."""

    def __init__(self, seed: Seed, workspace: Workspace) -> None:
        self.source = seed.source
        self.names = Names(seed.source, workspace)
        self.translator = Translator(seed, workspace.account, self.names)

    def values(self, row: Row, keys: Keys, path: Place) -> dict[str, Any]:
        """The values of a row by field name."""
        if "worker" in row and "routing_target" in row:
            said = "expected either worker or routing_target, not both"
            self.source.note(self.source.fail((*path, "routing_target"), said))
        return {
            key.field: self.source.keep(self.value, key, row[name], (*path, name))
            for name, key in keys.items()
            if name in row
        }

    def value(self, key: Key, value: Any, path: Place) -> Any:
        """A value as its field stores it."""
        if key.refers_to:
            clears = isinstance(key.kind, Sid) and key.kind.clears and value == ""
            return None if clears else self.names.find_sid(key.refers_to, value, path)
        if key.field == "configuration":
            return self.translator.document(value, path)
        stored = plain(self.source, key, value, path)
        if key.field == "target_workers":
            self.translator.check(stored, path)
        return stored


def task_values(workspace: Workspace, row: Row) -> dict[str, Any]:
    """The values of a task that is described as in a seed; raises SeedError."""
    source, keys = Source("task"), SECTIONS["tasks"].keys
    source.check_keys(row, keys, ())
    return RowReader(Seed.of(source), workspace).values(row, keys, ())
