"""A document as JSON text, written and read in pieces.

Python's `json` holds Python's lock, and so everybody, for as long as a text takes that it writes or
reads at once; that of a large world takes seconds. So a document is taken apart down to its lists,
and these into some rows at a time. The workspaces alone are long themselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from json import JSONDecodeError
from typing import Any

from mocktr.json_text import DECODER
from mocktr.limits import KIB

LEVELS = 6
"""How deep objects are taken apart, at most: the records of a workspace of one of the accounts."""

ROWS = 50
"""How many rows of a list make a piece."""

LONG_ROWS = "workspaces"
"""The name of a list whose rows are taken apart."""

BLOCK = 256 * KIB
"""Characters."""

BLANKS = re.compile(r"[ \t\n\r]*")


def pieces(value: Any, levels: int = LEVELS, name: str = "") -> Iterator[str]:
    """The text of a document, as `json` writes it; `name` is what it has in an object."""
    if levels and value and isinstance(value, dict):
        sign = "{"
        # As it is now: it may be sent for a while.
        for key, part in list(value.items()):
            yield f"{sign}{json.dumps(key)}: "
            yield from pieces(part, levels - 1, key)
            sign = ", "
        yield "}"
    elif levels and value and isinstance(value, list):
        yield from rows(value, levels - 1, name)
    else:
        yield json.dumps(value)


def rows(found: list[Any], levels: int, name: str) -> Iterator[str]:
    sign = "["
    if name == LONG_ROWS:
        for row in found:
            yield sign
            yield from pieces(row, levels)
            sign = ", "
    else:
        for place in range(0, len(found), ROWS):
            yield sign + json.dumps(found[place : place + ROWS])[1:-1]
            sign = ", "
    yield "]"


def blocks(parts: Iterable[str]) -> Iterator[str]:
    """The same text in parts that are worth sending, at least one."""
    gathered: list[str] = []
    size = 0
    for part in parts:
        gathered.append(part)
        size += len(part)
        if size >= BLOCK:
            yield "".join(gathered)
            gathered, size = [], 0
    yield "".join(gathered)


def read_document(text: str) -> Any:
    """What a text says, as `json` reads it; raises ValueError, and MemoryError."""
    try:
        value, place = value_at(text, past_blanks(text, 0), LEVELS, "")
    except MemoryError as error:
        # It would keep what was read so far, and whoever tells of it needs some memory.
        error.__traceback__ = None
        raise
    if place != len(text):
        raise JSONDecodeError("Extra data", text, place)
    return value


def value_at(text: str, place: int, levels: int, name: str) -> tuple[Any, int]:
    """The value that begins at a place, and where the next thing does."""
    sign = text[place : place + 1]
    if levels and sign == "{":
        return object_at(text, place, levels - 1)
    if levels and sign == "[":
        return list_at(text, place, levels - 1 if name == LONG_ROWS else 0)
    value, place = DECODER.raw_decode(text, place)
    return value, past_blanks(text, place)


def object_at(text: str, place: int, levels: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    place = past_blanks(text, place + 1)
    if text[place : place + 1] == "}":
        return found, past_blanks(text, place + 1)
    while True:
        if text[place : place + 1] != '"':
            raise JSONDecodeError("Expecting property name enclosed in double quotes", text, place)
        name, place = value_at(text, place, 0, "")
        if text[place : place + 1] != ":":
            raise JSONDecodeError("Expecting ':' delimiter", text, place)
        found[name], place = value_at(text, past_blanks(text, place + 1), levels, name)
        if text[place : place + 1] == "}":
            return found, past_blanks(text, place + 1)
        place = past_comma(text, place)


def list_at(text: str, place: int, levels: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    place = past_blanks(text, place + 1)
    if text[place : place + 1] == "]":
        return found, past_blanks(text, place + 1)
    while True:
        value, place = value_at(text, place, levels, "")
        found.append(value)
        if text[place : place + 1] == "]":
            return found, past_blanks(text, place + 1)
        place = past_comma(text, place)


def past_comma(text: str, place: int) -> int:
    if text[place : place + 1] != ",":
        raise JSONDecodeError("Expecting ',' delimiter", text, place)
    return past_blanks(text, place + 1)


def past_blanks(text: str, place: int) -> int:
    found = BLANKS.match(text, place)
    assert found is not None
    return found.end()
