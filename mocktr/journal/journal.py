"""The entries of one account, numbered in their order."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Container
from dataclasses import replace

from mocktr.core.ledger import weight
from mocktr.journal.entries import CallbackEntry, Entry
from mocktr.journal.query import Query
from mocktr.limits import JOURNAL_BYTES, JOURNAL_ENTRIES

MOST_ENTRIES = JOURNAL_ENTRIES.most
"""How many entries are kept unless told; the oldest go first."""

PLAIN = 1024
"""Bytes of an entry that carries nothing."""


class Journal:
    """The entries of one account; to be used under its lock."""

    def __init__(self, most: int = MOST_ENTRIES) -> None:
        self.entries: deque[Entry] = deque()
        self.most = most
        self.size = 0
        """Bytes of what the entries carry, about."""
        self.dropped = 0
        """How many had to make room for others since the journal was cleared."""
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
        entry.size = size_of(entry)
        self.entries.append(entry)
        self.size += entry.size
        self.make_room()
        self.note(entry)

    def note(self, entry: Entry) -> None:
        """Note that an entry changed; may be called without the account's lock."""
        with self.changing:
            # In this order, so that who sees the revision sees the entry too.
            entry.revision = self.revision + 1
            self.revision += 1

    def grow(self, entry: Entry, size: int) -> None:
        """An entry carries so many bytes more, such as the body of an answer."""
        if self.entries and entry.number >= self.entries[0].number:
            entry.size += size
            self.size += size
            self.make_room()

    def make_room(self) -> None:
        while len(self.entries) > self.most or self.size > JOURNAL_BYTES.most:
            self.size -= self.entries.popleft().size
            self.dropped += 1

    def keep(self, entry: CallbackEntry) -> None:
        """Append what came of an entry, if the journal was cleared since it was made."""
        if entry.number <= self.cleared:
            self.add(replace(entry))

    def find(self, query: Query, numbers: Container[int | None] = ()) -> list[Entry]:
        """The entries that a query means, oldest first; of these numbers whatever their text."""
        rest = replace(query, text=None)
        return [
            entry
            for entry in self.entries
            if query.matches(entry) or (entry.number in numbers and rest.matches(entry))
        ]

    def clear(self) -> int:
        """Forget all entries; answers how many."""
        count = len(self.entries)
        self.entries.clear()
        self.cleared = self.count
        self.revision += 1
        self.size = self.dropped = 0
        return count


def size_of(entry: Entry) -> int:
    """Bytes of what an entry carries, about."""
    # An error tells the path again.
    size = PLAIN + 2 * len(entry.place)
    return size + weight(entry.parameters) if entry.parameters else size
