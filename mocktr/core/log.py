"""The event log of an account: what happened, each entry with what it concerned.

An entry is small, because a day of traffic is a million of them: it holds the time, its type, what
it is about, and views of the records concerned. A view is an immutable tuple that a record shares
between all entries until it changes; what TaskRouter would show is built when somebody reads it.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any, ClassVar, NamedTuple, Protocol

from mocktr.core.event_type import CATALOGUE
from mocktr.core.fields import Values
from mocktr.core.ledger import Ledger


class View(Protocol):
    """A part of an event: answers the keys that it adds to `event_data`.

    It is told the instant (ms) of the event, and the SID of the resource that the event is about.
    """

    def data(self, at: int, sid: str) -> Values: ...

    def __contains__(self, value: object, /) -> bool: ...


class Extra(NamedTuple):
    """Keys that only this event has."""

    items: tuple[tuple[str, Any], ...]

    def data(self, at: int, sid: str) -> Values:
        """The keys and their values."""
        return dict(self.items)


def extra(**items: Any) -> Extra:
    """Keys that only this event has."""
    return Extra(tuple(items.items()))


class Logged(tuple[Any, ...]):
    """One entry of the event log: `(at, type, workspace SID, resource SID, *views)`.

    A plain tuple of all that it says costs half of what one with a tuple of views inside does; its
    number is its place in the log.
    """

    __slots__ = ()
    source: ClassVar[str] = "twilio"

    @property
    def at(self) -> int:
        at: int = self[0]
        return at

    @property
    def type(self) -> str:
        return str(self[1])

    @property
    def workspace_sid(self) -> str:
        return str(self[2])

    @property
    def resource_sid(self) -> str:
        return str(self[3])

    @property
    def parts(self) -> tuple[View, ...]:
        """The views of the records concerned."""
        return self[4:]

    def mentions(self, sid: str) -> bool:
        """Whether a SID stands in the entry."""
        return sid in self[2:4] or any(sid in part for part in self.parts)

    def data(self) -> dict[str, str]:
        """`event_data`: flat, snake_case, all values strings (sources: events)."""
        merged: Values = {}
        for part in self.parts:
            merged.update(part.data(self.at, self.resource_sid))
        hidden = CATALOGUE[self.type].hidden
        return {
            name: text(value)
            for name, value in merged.items()
            if value is not None and name not in hidden
        }


class Requested(Logged):
    """An entry that a client's request caused; to tell it by its class costs no memory."""

    __slots__ = ()
    source: ClassVar[str] = "API"


WHEN = attrgetter("at")
"""The instant (ms) of an entry, by which the log is in order."""


FORGOTTEN = Logged((-62_135_596_800_000, "", "", ""))
"""Holds the place of an event of which no more is known than its number; in the year 1, so that
the log stays in order."""


class Events(Ledger[Logged]):
    """The event log of an account: an event's place, from 1, is its number."""

    __slots__ = ()
    gone = FORGOTTEN


def text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
