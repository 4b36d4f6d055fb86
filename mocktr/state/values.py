"""The kinds of value in a document: each checks one, and answers it as the world has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from math import isfinite
from typing import Any

from mocktr import values
from mocktr.errors import ApiError
from mocktr.values import Mistake, Reader, at, check_keys, list_of, wanted

INTEGERS = (-62_135_596_800_000, 2**53)
"""Between the year 1, so that every integer is an instant (ms), and what all of JSON can hold."""

text, flag = values.text.read, values.flag.read
integer = values.integer(*INTEGERS).read
"""A number, or an instant (ms)."""
count = values.integer(0, INTEGERS[1]).read
positive = values.integer(1, INTEGERS[1]).read


@contextmanager
def inside(*place: str | int) -> Iterator[None]:
    """What is refused inside is a mistake at this place of the document."""
    try:
        yield
    except Mistake as mistake:
        mistake.pass_by(*place)
        raise
    except ApiError as error:
        raise Mistake(error.message, *place) from None


def scalar(value: Any) -> Any:
    """A value that is neither a list nor an object."""
    if not isinstance(value, str | int | float | None):
        raise wanted("a string, a number, true, false or null", value)
    if isinstance(value, float) and not isfinite(value):
        raise wanted("a number that JSON has", value)
    return value


def scalar_or_words(value: Any) -> Any:
    """The same, or a list of strings as a tuple."""
    return tuple(list_of(text)(value)) if isinstance(value, list) else scalar(value)


def map_of(read: Reader[Any]) -> Reader[Any]:
    def read_map(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise wanted("an object", value)
        return {name: at(name, read, item) for name, item in value.items()}

    return read_map


def fixed(*readers: Reader[Any]) -> Reader[Any]:
    """A tuple, which JSON has as a list."""

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) != len(readers):
            raise wanted(f"a list of {len(readers)}", value)
        parts = enumerate(zip(readers, value, strict=True))
        return tuple(at(number, each, item) for number, (each, item) in parts)

    return read


def chronicle(read: Reader[Any]) -> Reader[Any]:
    """A list of instants (ms), none before the one before it, each with what it was then."""
    read_list = list_of(fixed(integer, read))

    def read_chronicle(value: Any) -> list[tuple[int, Any]]:
        moments: list[tuple[int, Any]] = read_list(value)
        for number, ((before, _), (now, _)) in enumerate(pairwise(moments), 1):
            if now < before:
                raise wanted(f"an instant that is not before {before}", now, number, 0)
        return moments

    return read_chronicle


def once(read: Reader[Any]) -> Reader[Any]:
    """A list in which nothing stands twice, as a dict in its order."""

    def read_once(value: Any) -> dict[Any, None]:
        items = list_of(read)(value)
        found: dict[Any, None] = {}
        for number, item in enumerate(items):
            if item in found:
                raise Mistake("stands here twice", number)
            found[item] = None
        return found

    return read_once


def members(readers: Mapping[str, Reader[Any]]) -> Reader[Any]:
    """An object with exactly these members, as a dict in their order."""
    names = frozenset(readers)

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise wanted(f"an object with {', '.join(readers)}", value)
        if value.keys() != names:
            check_keys(value, readers)
            raise Mistake("is missing", next(name for name in readers if name not in value))
        found: dict[str, Any] = {}
        for name, each in readers.items():
            try:
                found[name] = each(value[name])
            except Mistake as mistake:
                mistake.pass_by(name)
                raise
        return found

    return read
