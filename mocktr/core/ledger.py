"""What an account only adds to: entries with numbers, of which the oldest may go."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, ClassVar, TypeVar, overload

T = TypeVar("T")

# Written out where they are asked for, they would be put together anew each time.
TEXTS, LISTS = (str, bytes), (list, tuple)

LEAST = 64
"""Bytes that any value takes."""


class Ledger(Sequence[T]):
    """Entries in order: an entry's place stays, also when older ones are dropped.

    It is as long as if none had gone; a slice and a pass over it have those that are there.
    """

    __slots__ = ("entries", "missing")
    gone: ClassVar[Any] = None
    """What stands in the place of an entry that was dropped."""

    def __init__(self, entries: Iterable[T] = (), missing: int = 0) -> None:
        self.entries = list(entries)
        self.missing = missing
        """How many were dropped."""

    def append(self, entry: T) -> None:
        """Add an entry behind all others."""
        self.entries.append(entry)

    def behind(self, count: int) -> list[T]:
        """Those behind the first `count`, as far as they are there."""
        return self.entries[max(count - self.missing, 0) :]

    def drop(self, count: int) -> None:
        """Keep the oldest ones no longer."""
        del self.entries[:count]
        self.missing += count

    def forget(self, before: int, most: int) -> None:
        """Drop entries from before an instant (ms), where they are among the first `most`."""
        old = bisect_left(self.entries, before, key=attrgetter("at"))
        self.drop(max(min(old, most - self.missing), 0))

    def clear(self) -> None:
        """Begin anew."""
        self.entries.clear()
        self.missing = 0

    def copy(self) -> Ledger[T]:
        """The same entries, to go on from here in another way."""
        return type(self)(self.entries, self.missing)

    def __len__(self) -> int:
        return self.missing + len(self.entries)

    def __iter__(self) -> Iterator[T]:
        return iter(self.entries)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        if isinstance(place, slice):
            start, stop, step = place.indices(len(self))
            missing = self.missing
            return self.entries[max(start - missing, 0) : max(stop - missing, 0) : step]
        if place < 0:
            place += len(self)
        if 0 <= place < self.missing:
            gone: T = self.gone
            return gone
        if place < 0:
            raise IndexError(place)
        return self.entries[place - self.missing]

    def __setitem__(self, place: int, entry: T) -> None:
        self.entries[place - self.missing] = entry

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Ledger):
            return self.entries == other.entries and self.missing == other.missing
        return self.entries == other

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self.entries)


class BoundedLedger(Ledger[T]):
    """Entries of which there are so many at most, and so many bytes; the oldest go first."""

    __slots__ = ("size",)
    most: ClassVar[int]
    most_bytes: ClassVar[int]

    def __init__(self, entries: Iterable[T] = (), missing: int = 0) -> None:
        super().__init__((), missing)
        self.size = 0
        """Bytes, about."""
        for entry in entries:
            self.append(entry)

    def append(self, entry: T) -> None:
        """Add an entry, for which older ones may have to go."""
        self.entries.append(entry)
        self.size += weight(entry)
        while len(self.entries) > self.most or self.size > self.most_bytes:
            self.drop(1)

    def copy(self) -> BoundedLedger[T]:
        same = type(self)(missing=self.missing)
        same.entries, same.size = list(self.entries), self.size
        return same

    def drop(self, count: int) -> None:
        self.size -= sum(map(weight, self.entries[:count]))
        super().drop(count)

    def clear(self) -> None:
        self.size = 0
        super().clear()

    def __setitem__(self, place: int, entry: T) -> None:
        self.size += weight(entry) - weight(self[place])
        super().__setitem__(place, entry)


def weight(value: object) -> int:
    """Bytes that plain data takes, about: its texts, and something for each value."""
    values: list[Any] = [value]
    found = 0
    # It grows on the way.
    for one in values:
        kind = type(one)
        # Nearly all are of these, and an abstract class is slow to tell.
        if kind is str:
            found += len(one)
        elif kind is dict or isinstance(one, Mapping):
            values += one.keys()
            values += one.values()
        elif isinstance(one, LISTS):
            values += one
        elif isinstance(one, TEXTS):
            found += len(one)
    return found + LEAST * len(values)
