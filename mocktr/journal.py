"""What went over the border of one account, numbered in its order."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import Any

from mocktr.core.clock import iso

MOST_ENTRIES = 10_000
"""How many entries are kept unless told; the oldest go first."""


@dataclass(slots=True)
class CallbackEntry:
    """One attempt to deliver a callback: `kind` is event, assignment or fallback."""

    number: int
    at: int
    """The instant (ms) of the event that caused it."""
    kind: str
    resource_sid: str
    event_type: str
    url: str | None
    """None where a function of the test received it."""
    parameters: dict[str, str] = field(repr=False)
    status: int | None = None
    """The HTTP status of the answer, if one came."""
    body: str | None = field(default=None, repr=False)
    instruction: str | None = None
    """What the answer asked for."""
    outcome: str = "sent"
    """What came of it, see docs/callbacks.rst."""
    reason: str | None = None
    """Why it failed or was refused."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "number": self.number,
            "date": iso(self.at),
            "kind": self.kind,
            "resource_sid": self.resource_sid,
            "event_type": self.event_type,
            "method": "POST",
            "url": self.url,
            "parameters": self.parameters,
            "status": self.status,
            "body": self.body,
            "instruction": self.instruction,
            "outcome": self.outcome,
            "reason": self.reason,
        }


class Journal:
    """The entries of one account; to be used under its lock."""

    def __init__(self, most: int = MOST_ENTRIES) -> None:
        self.entries: deque[CallbackEntry] = deque(maxlen=most)
        self.count = 0

    def add(self, **facts: Any) -> CallbackEntry:
        """Append an entry."""
        self.count += 1
        entry = CallbackEntry(number=self.count, **facts)
        self.entries.append(entry)
        return entry

    def keep(self, entry: CallbackEntry) -> None:
        """Append what came of an entry that was made before the journal was cleared."""
        self.count += 1
        self.entries.append(replace(entry, number=self.count))

    def clear(self) -> None:
        """Forget all entries; the numbers go on."""
        self.entries.clear()
