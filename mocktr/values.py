"""Reading what comes from outside: what a value has to be, or what is wrong with it and where.

A reader answers a value as the house keeps it, or raises a Mistake. Each border says that in an
error of its own: an option in OptionError, an argument of a command in AdminError, a seed in
SeedError with file and line.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from sys import float_info
from typing import Any, Generic, TypeVar

from mocktr.errors import MocktrError, Place, json_of, spell

T = TypeVar("T")

Reader = Callable[[Any], T]
"""Answers a value as it is kept; raises Mistake. A `Kind`, or a function."""


class Mistake(MocktrError, ValueError):
    """What is wrong with a value, and at which keys and indexes inside of it."""

    def __init__(self, text: str, *place: str | int) -> None:
        super().__init__(text)
        self.text, self.place = text, place

    def pass_by(self, *place: str | int) -> None:
        """Note that it comes from inside of this place."""
        self.place = (*place, *self.place)

    def said(self, place: Place = ()) -> str:
        """What is wrong, where the value stands at `place`."""
        return ": ".join(filter(None, [spell((*place, *self.place)), self.text]))

    def __str__(self) -> str:
        return self.said()


def wanted(what: str, came: Any, *place: str | int) -> Mistake:
    """The mistake of a value that is not what was expected."""
    return Mistake(f"expected {what}, got {json_of(came)}", *place)


# --- places and borders --------------------------------------------------------------------


def at(part: str | int, read: Reader[T], value: Any) -> T:
    """Read a part of something; a mistake in it is told with its place."""
    try:
        return read(value)
    except Mistake as mistake:
        mistake.pass_by(part)
        raise


@contextmanager
def told_as(error: Callable[[str], Exception], *place: str | int) -> Iterator[None]:
    """A mistake inside becomes this error, which says where it is and what; decorates as well."""
    try:
        yield
    except Mistake as mistake:
        raise error(mistake.said(place)) from None


# --- kinds ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """A kind of value: what is wanted, in words, and what reads it."""

    wanted: str
    read: Reader[T]

    def __call__(self, value: Any) -> T:
        """The value as it is kept; raises Mistake."""
        return self.read(value)


def of_type(wanted_type: type[T] | tuple[type[T], ...], what: str) -> Kind[T]:
    """Values of a type, or of one of several, as they come."""

    def read(value: Any) -> T:
        if not isinstance(value, wanted_type):
            raise wanted(what, value)
        return value

    return Kind(what, read)


text = of_type(str, "a string")
flag = of_type(bool, "true or false")
mapping: Kind[dict[str, Any]] = of_type(dict, "a mapping")
sequence: Kind[list[Any]] = of_type(list, "a list")


def integer(low: float = -inf, high: float = inf, what: str = "an integer") -> Kind[int]:
    """Integers between two bounds, both included; `what` says what they count."""
    return bounded(int, low, high, between(low, high, what))


def number(low: float = -inf, high: float = inf, what: str = "a number") -> Kind[float]:
    """The same with fractions; neither infinite nor NaN."""
    most = float_info.max
    return bounded((int, float), max(low, -most), min(high, most), between(low, high, what))


def bounded(types: Any, low: float, high: float, what: str) -> Kind[Any]:
    def read(value: Any) -> Any:
        # To Python a boolean is an integer.
        if not isinstance(value, types) or isinstance(value, bool) or not low <= value <= high:
            raise wanted(what, value)
        return value

    return Kind(what, read)


def between(low: float, high: float, what: str) -> str:
    """`a number from 0 to 1`, `an integer of at least 1`."""
    if low == -inf:
        return what if high == inf else f"{what} up to {high}"
    if high < inf:
        return f"{what} from {low} to {high}"
    return f"{what} of at least {low}" if low else f"{what} that is not negative"


def choice(*words: str) -> Kind[str]:
    """One of a few words."""
    what = " or ".join(words) if len(words) == 2 else f"one of {', '.join(words)}"

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            raise wanted(what, value)
        return value

    return Kind(what, read)


# --- kinds made of others ------------------------------------------------------------------


def optional(read: Reader[T]) -> Reader[T | None]:
    """The same or None."""
    return lambda value: None if value is None else read(value)


def list_of(read: Reader[T], what: str = "a list") -> Reader[list[T]]:
    """A list with items that `read` takes."""

    def read_list(value: Any) -> list[T]:
        if not isinstance(value, list | tuple):
            raise wanted(what, value)
        found = []
        # Not by `at`, since a world's event log has a million items.
        for number, item in enumerate(value):
            try:
                found.append(read(item))
            except Mistake as mistake:
                mistake.pass_by(number)
                raise
        return found

    return read_list


def check_keys(value: Any, known: Collection[str]) -> None:
    """Refuse what is no mapping, and a key that is not known."""
    names = ", ".join(known)
    if not isinstance(value, Mapping):
        raise wanted(f"a mapping with {names}", value)
    for key in value:
        if key not in known:
            raise Mistake(f"unknown key; there are {names}", key)
