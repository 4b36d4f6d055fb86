"""Events in light rows, by their numbers: those that criteria mean, within bounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from mocktr.core.clock import iso
from mocktr.core.event_type import CATALOGUE
from mocktr.core.fields import Values
from mocktr.core.log import Logged

if TYPE_CHECKING:
    from mocktr.core.account import Account

MOST_SCANNED = 20_000
"""How many events one look goes through; where it stopped, another goes on."""

SHOWN = (
    "task_sid",
    "task_queue_sid",
    "task_queue_name",
    "workflow_sid",
    "worker_sid",
    "worker_name",
    "reservation_sid",
)
"""What of an event's data a row shows."""

NumberedEvent = tuple[int, Logged]


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Criteria that an event fulfils; what is left out is fulfilled by all."""

    types: tuple[str, ...] = ()
    """Any of these; one that ends with `.` or `*` is the beginning of a type."""
    sid: str | None = None
    """Of any record that is concerned."""
    words: tuple[str, ...] = ()
    """In lower case; all of them, anywhere in the row or in the data."""
    workspace_sid: str | None = None

    def matches(self, logged: Logged) -> bool:
        """Whether an event fulfils all; one of which no more is known than its number does not."""
        return (
            logged.type in CATALOGUE
            and self.workspace_sid in (None, logged.workspace_sid)
            and (not self.types or any(is_of(logged.type, one) for one in self.types))
            and (self.sid is None or logged.mentions(self.sid))
            and (not self.words or tells_all(logged, self.words))
        )


def is_of(event_type: str, pattern: str) -> bool:
    if pattern.endswith((".", "*")):
        return event_type.startswith(pattern.rstrip("*"))
    return event_type == pattern


def tells_all(logged: Logged, words: tuple[str, ...]) -> bool:
    data = logged.data()
    said = [logged.type, told(logged, data), logged.resource_sid, *data.values()]
    text = "\n".join(said).lower()
    return all(word in text for word in words)


def told(logged: Logged, data: dict[str, str]) -> str:
    """An event in words."""
    return CATALOGUE[logged.type].describe(logged.resource_sid, data)


class Stretch(NamedTuple):
    """Events that follow each other, from the one with the number `first`; taken under the lock."""

    first: int
    entries: list[Logged]
    forward: bool
    """Whether they are looked through from the oldest on."""
    last: int
    """The number of the last event that there is."""

    def find(self, query: EventQuery, limit: int) -> tuple[list[NumberedEvent], int | None]:
        """The first events in its direction that are meant, oldest first.

        Also where it stopped, if there are others behind that; needs no lock.
        """
        found: list[NumberedEvent] = []
        for numbered in self.ordered():
            if len(found) == limit:
                return self.sorted(found), found[-1][0]
            if query.matches(numbered[1]):
                found.append(numbered)
        return self.sorted(found), self.beyond()

    def ordered(self) -> Iterator[NumberedEvent]:
        numbered = enumerate(self.entries, self.first)
        return numbered if self.forward else reversed(list(numbered))

    def sorted(self, found: list[NumberedEvent]) -> list[NumberedEvent]:
        return found if self.forward else found[::-1]

    def beyond(self) -> int | None:
        """The number at its end, where it goes on behind that."""
        if len(self.entries) < MOST_SCANNED:
            return None
        return self.first + len(self.entries) - 1 if self.forward else self.first


def take_since(account: Account, since: int) -> Stretch:
    """The events that come after the one with this number."""
    log = account.events
    begin = max(since, log.missing)
    return Stretch(begin + 1, log[begin : begin + MOST_SCANNED], True, len(log))


def take_before(account: Account, before: int | None) -> Stretch:
    """The events that come before the one with this number, or the last ones."""
    log = account.events
    end = len(log) if before is None else min(max(before - 1, 0), len(log))
    begin = max(end - MOST_SCANNED, log.missing)
    return Stretch(begin + 1, log[begin:end], False, len(log))


def event_row(number: int, logged: Logged) -> Values:
    """An event in short."""
    data = logged.data()
    return {
        "number": number,
        "at_ms": logged.at,
        "date": iso(logged.at),
        "type": logged.type,
        "workspace_sid": logged.workspace_sid,
        "sid": logged.resource_sid,
        "what": told(logged, data),
        "source": logged.source,
        **{name: data.get(name) for name in SHOWN},
    }
