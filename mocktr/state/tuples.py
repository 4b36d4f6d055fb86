"""Named tuples as objects and back: what the engine writes once and never changes."""

from __future__ import annotations

from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from mocktr.state.values import fixed, flag, integer, members, scalar_or_words, text
from mocktr.values import Reader, list_of, optional

SIMPLE: dict[Any, Reader[Any]] = {str: text, int: integer, bool: flag, Any: scalar_or_words}


def show(value: Any) -> dict[str, Any]:
    """A named tuple as an object."""
    return {name: plain(part) for name, part in zip(value._fields, value, strict=True)}


def plain(value: Any) -> Any:
    """A value in JSON's types, and with nothing of the world's in it that may change."""
    return [plain(part) for part in value] if isinstance(value, list | tuple) else value


@cache
def reader(kind: Any) -> Reader[Any]:
    """What reads a named tuple of this class, each member by its type."""
    hints = get_type_hints(kind)
    read = members({name: reader_of(hints[name]) for name in kind._fields})
    return lambda value: kind._make(read(value).values())


def reader_of(hint: Any) -> Reader[Any]:
    """What reads a value of this type; raises TypeError for a type that no document can hold."""
    if hint in SIMPLE:
        return SIMPLE[hint]
    if hasattr(hint, "_fields"):
        row = fixed(*map(reader_of, get_type_hints(hint).values()))
        return lambda value: hint._make(row(value))
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        (only,) = (part for part in parts if part is not NoneType)
        return optional(reader_of(only))
    if origin is not tuple:
        raise TypeError(f"no document can hold {hint}")
    if parts[-1] is Ellipsis:
        several = list_of(reader_of(parts[0]))
        return lambda value: tuple(several(value))
    return fixed(*map(reader_of, parts))
