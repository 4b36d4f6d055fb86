"""The entries of one account, numbered in their order."""

from __future__ import annotations

import threading
import time
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
        self.revision = 0
        """Raised by every entry that comes, and by every one that changes."""
        self.changing = threading.Lock()

    def add(self, entry: Entry) -> None:
        """Number an entry and append it."""
        self.count += 1
        entry.number = self.count
        entry.wall = time.time()
        self.entries.append(entry)
        self.note(entry)

    def note(self, entry: Entry) -> None:
        """Note that an entry changed; may be called without the account's lock."""
        with self.changing:
            # In this order, so that who sees the revision sees the entry too.
            entry.revision = self.revision + 1
            self.revision += 1

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
        self.revision += 1
        return count
