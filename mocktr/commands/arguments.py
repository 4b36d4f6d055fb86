"""Kinds of arguments of admin commands: what is wanted, and how a JSON value becomes that."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mocktr.core.clock import from_datetime, parse_iso
from mocktr.errors import InvalidArgument, json_of

Argument = Callable[[str, Any], Any]
"""Reads an argument, given its name and value; raises AdminError. Mostly a `Kind`."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of argument: what is wanted, and how a JSON value becomes what the command works with.

    `read` raises TypeError or ValueError for what it can't take.
    """

    wanted: str
    read: Callable[[Any], Any]
    required: bool = False

    def __call__(self, name: str, value: Any) -> Any:
        """The value of the argument `name`; raises InvalidArgument."""
        try:
            return self.read(value)
        except (TypeError, ValueError):
            said = f"{name}: expected {self.wanted}, got {json_of(value)}"
            raise InvalidArgument(said) from None


def required(kind: Kind) -> Kind:
    """The same kind for an argument that a call can't do without."""
    return replace(kind, required=True)


def is_required(argument: Argument) -> bool:
    return isinstance(argument, Kind) and argument.required


def wanted(argument: Argument) -> str:
    """What an argument has to be, in words."""
    return argument.wanted if isinstance(argument, Kind) else inspect.getdoc(argument) or ""


def of_type(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if not isinstance(value, kind):
            raise TypeError
        return value

    return read


def read_amount(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e15:
        raise ValueError
    return value


def read_instant(value: Any) -> int:
    """A time in ms; from Python it may come as a datetime."""
    return from_datetime(value) if isinstance(value, datetime) else parse_iso(value)


def one_of(*words: str) -> Kind:
    """One of a few words."""

    def read(value: Any) -> str:
        if value not in words:
            raise ValueError
        return str(value)

    return Kind(" or ".join(words), read)


amount = Kind("a number that is not negative", read_amount)
anything = Kind("JSON or text", lambda value: value)
"""A value that the command itself looks at."""
flag = Kind("true or false", of_type(bool))
instant = Kind("ISO 8601 such as 2030-01-07T09:00:00Z", read_instant)
"""A time, read as ms."""
text = Kind("text", of_type(str))
