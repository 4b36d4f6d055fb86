"""The entries of one account, numbered in their order."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from mocktr.journal.entries import CallbackEntry, Entry
from mocktr.journal.query import Query

MOST_ENTRIES = 10_000
"""How many entries are kept unless told; the oldest go first."""


class Journal:
    """The entries of one account; to be used under its lock."""

    def __init__(self, most: int = MOST_ENTRIES) -> None:
        self.entries: deque[Entry] = deque(maxlen=most)
        self.count = 0
        """The last number; the numbers go on when entries are forgotten."""
        self.cleared = 0
        """The last number that was forgotten because the journal was cleared."""

    def add(self, entry: Entry) -> None:
        """Number an entry and append it."""
        self.count += 1
        entry.number = self.count
        self.entries.append(entry)

    def keep(self, entry: CallbackEntry) -> None:
        """Append what came of an entry, if the journal was cleared since it was made."""
        if entry.number <= self.cleared:
            self.add(replace(entry))

    def find(self, query: Query) -> list[Entry]:
        """The entries that a query means, oldest first."""
        return [entry for entry in self.entries if query.matches(entry)]

    def clear(self) -> int:
        """Forget all entries; answers how many."""
        count = len(self.entries)
        self.entries.clear()
        self.cleared = self.count
        return count
