"""A row of a seed in the making."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mocktr.seed.rows import Row

SID = re.compile(r"(?=([A-Z]{2}[0-9a-fA-F]{32}))")


@dataclass(slots=True)
class Draft:
    """A row whose SID stands in the seed only if something there depends on it."""

    sid: str
    row: Row
    channels: dict[str, Draft] = field(default_factory=dict)
    """A worker's channels, by what the seed calls them."""

    def mentions(self) -> Iterator[str]:
        """The SIDs in the texts of the row, such as that of a worker whom an expression names."""
        yield from (match[1] for match in SID.finditer(json.dumps(self.row)))

    def finished(self, kept: set[str]) -> Row:
        """The row, with its SID if that is to be kept."""
        texts_last = sorted(self.row.items(), key=lambda item: isinstance(item[1], dict))
        marked = [("sid", self.sid)] if self.sid in kept else []
        channels = {name: one.as_channel(kept) for name, one in self.channels.items()}
        told = {name: row for name, row in channels.items() if row != {}}
        return {
            **dict([*texts_last[:1], *marked, *texts_last[1:]]),
            **({"channels": told} if told else {}),
        }

    def as_channel(self, kept: set[str]) -> Any:
        """The row of a worker's channel: its capacity alone if there is no more to say."""
        row = self.finished(kept)
        return row["capacity"] if row.keys() == {"capacity"} else row
