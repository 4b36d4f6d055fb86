"""Records by SID, listed in the order of their creation."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, fields
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from mocktr.core.sids import number_in


class Numbered(Protocol):
    """What has a place in the order of creation."""

    @property
    def sid(self) -> str: ...

    @property
    def number(self) -> int: ...


R = TypeVar("R", bound=Numbered)
R_co = TypeVar("R_co", bound=Numbered, covariant=True)


class Listable(Protocol[R_co]):
    """Records that can be read from any place of their order on."""

    def after(self, number: int = 0) -> Iterator[R_co]:
        """The records behind the one with this number, the next one first; all for 0."""

    def before(self, number: int) -> Iterator[R_co]:
        """The records before the one with this number, nearest first."""


class Collection(dict[str, R]):
    """A dict of records by SID that can also be read from any place of the order on.

    Finding the place costs a binary search, so the thousandth page costs what the first does.
    """

    __slots__ = ("gone", "numbers", "order")

    def __init__(self) -> None:
        super().__init__()
        self.order: list[str] = []
        """The SIDs in the order of creation; those of removed records may be among them."""
        self.numbers: list[int] = []
        """Their numbers."""
        self.gone: dict[str, int] = {}
        """Numbers of removed records whose SID, given by a seed, does not tell it."""

    def add(self, record: R) -> None:
        """Append a record; creation numbers only grow."""
        self[record.sid] = record
        self.order.append(record.sid)
        self.numbers.append(record.number)

    def discard(self, record: R) -> None:
        """Remove a record; where it was can still be told, for those who page past it."""
        del self[record.sid]
        if number_in(record.sid) != record.number:
            self.gone[record.sid] = record.number
        if len(self.order) > 2 * len(self) + 64:
            self.order = list(self)
            self.numbers = [kept.number for kept in self.values()]

    def dissolve(self) -> None:
        """Hold no record any more, at the end of its world."""
        # Each by itself: other threads would wait for as long as thousands are freed at once.
        while self:
            self.popitem()

    def after(self, number: int = 0) -> Iterator[R]:
        """The records created after the one with this number, oldest first."""
        order = self.order
        for place in range(bisect_left(self.numbers, number + 1), len(order)):
            record = self.get(order[place])
            if record is not None:
                yield record

    def before(self, number: int) -> Iterator[R]:
        """The records created before the one with this number, newest first."""
        order = self.order
        for place in range(bisect_left(self.numbers, number) - 1, -1, -1):
            record = self.get(order[place])
            if record is not None:
                yield record


class NamedCollection(Collection[R]):
    """Records that have a name besides, which no two of them share."""

    __slots__ = ("by_name", "field", "fold")

    def __init__(self, field: str, fold: Callable[[str], str] = str) -> None:
        """`field` holds the name; names that `fold` makes equal are the same."""
        super().__init__()
        self.by_name: dict[str, R] = {}
        self.field, self.fold = field, fold

    def add(self, record: R) -> None:
        """Append a record, whose name is free."""
        super().add(record)
        self.by_name[self.key(record)] = record

    def discard(self, record: R) -> None:
        """Remove a record; its name is free again."""
        super().discard(record)
        del self.by_name[self.key(record)]

    def rename(self, record: R, before: str) -> None:
        """Keep a record, whose name was `before`, under the name that it has now."""
        del self.by_name[self.fold(before)]
        self.by_name[self.key(record)] = record

    def dissolve(self) -> None:
        """Hold no record any more, at the end of its world."""
        self.by_name.clear()
        super().dissolve()

    def named(self, name: str) -> R | None:
        """The record of this name."""
        return self.by_name.get(self.fold(name))

    def find(self, name: str) -> R | None:
        """The record of this name, else the one with this SID."""
        return self.named(name) or self.get(name)

    def key(self, record: R) -> str:
        return self.fold(getattr(record, self.field))


class Holding(NamedTuple):
    """The kind of records that a field holds, and whether they have names of their own."""

    record: Any
    unique: str | None
    """The field whose value no two of them share."""
    fold: Callable[[str], str]
    """Names that it makes equal are the same."""

    def collection(self) -> Collection[Any]:
        """A collection for them, empty."""
        return NamedCollection(self.unique, self.fold) if self.unique else Collection()


def holding(record: Any, unique: str | None = None, fold: Callable[[str], str] = str) -> Any:
    """A field of a dataclass that holds records."""
    held = Holding(record, unique, fold)
    return field(default_factory=held.collection, metadata={"holding": held})


def holdings(owner: Any) -> dict[str, Holding]:
    """The fields of a dataclass that hold records."""
    declared = {one.name: one.metadata.get("holding") for one in fields(owner)}
    return {name: held for name, held in declared.items() if held}


class Rows(Generic[R]):
    """A few records, to be read like a collection."""

    def __init__(self, records: Iterable[R]) -> None:
        self.records = list(records)

    def after(self, number: int = 0) -> Iterator[R]:
        """The records created after the one with this number, oldest first."""
        return (record for record in self.records if record.number > number)

    def before(self, number: int) -> Iterator[R]:
        """The records created before the one with this number, newest first."""
        return (record for record in reversed(self.records) if record.number < number)
