"""The line as an object and back: calls, queues, conferences, and what they wait for.

What it holds is plain data in dataclasses and named tuples, so their declarations say how each
part is read; only the account that a call belongs to is put in again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from mocktr.core.account import Account
from mocktr.core.ledger import Ledger
from mocktr.core.line.state import Line
from mocktr.state.values import fixed, flag, integer, map_of, members, text
from mocktr.values import Reader, list_of, optional

OWNER = "account"
"""The field that is put in again."""


def anything(value: Any) -> Any:
    """A value of JSON's, as it is."""
    return value


SIMPLE: dict[Any, Reader[Any]] = {
    str: text,
    int: integer,
    bool: flag,
    Any: anything,
    # Of a dict that is only for its order.
    None: anything,
}


def show(value: Any) -> Any:
    """A part of the line in JSON's types."""
    kind: Any = type(value)
    if hasattr(kind, "__dataclass_fields__"):
        return {name: show(getattr(value, name)) for name in names_of(kind)}
    if hasattr(value, "_fields"):
        return {name: show(part) for name, part in zip(value._fields, value, strict=True)}
    if isinstance(value, Mapping):
        return {name: show(part) for name, part in value.items()}
    if isinstance(value, list | tuple | Ledger):
        return [show(part) for part in value]
    return value


def read(value: Any) -> Line:
    """The line of an object, of which no call knows its account yet; raises Mistake."""
    line: Line = reader(Line)(value)
    return line


def attach(line: Line, account: Account) -> None:
    """Give a line to an account."""
    account.line = line
    for call in line.calls.values():
        call.account = account


@cache
def names_of(kind: Any) -> tuple[str, ...]:
    """The parts of a class that a document holds."""
    fields = getattr(kind, "_fields", None) or [one.name for one in dataclasses.fields(kind)]
    return tuple(name for name in fields if name != OWNER)


@cache
def reader(kind: Any) -> Reader[Any]:
    """What reads a dataclass or a named tuple, each part by its type."""
    hints = get_type_hints(kind, localns={"Account": Any})
    parts = members({name: reader_of(hints[name]) for name in names_of(kind)})
    owner = {OWNER: None} if OWNER in hints else {}
    return lambda value: kind(**owner, **parts(value))


def reader_of(hint: Any) -> Reader[Any]:
    """What reads a value of this type; raises TypeError for a type that no document can hold."""
    if hint in SIMPLE:
        return SIMPLE[hint]
    if isinstance(hint, type):
        # Not made before it is needed, since a verb holds verbs.
        return lambda value: reader(hint)(value)
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        (only,) = (part for part in parts if part is not NoneType)
        return optional(reader_of(only))
    if origin is list:
        return list_of(reader_of(parts[0]))
    if origin is Ledger:
        entries = list_of(reader_of(parts[0]))
        return lambda value: Ledger(entries(value))
    if origin is tuple and parts[-1] is Ellipsis:
        several = list_of(reader_of(parts[0]))
        return lambda value: tuple(several(value))
    if origin is tuple:
        return fixed(*map(reader_of, parts))
    if origin in (dict, Mapping):
        return map_of(reader_of(parts[1]))
    raise TypeError(f"no document can hold {hint}")
