"""A record as JSON, written in one go.

To make a payload of a record, and then text of that, would take a third of all that a fetch takes:
its URLs are half of the text, and none of their characters needs an escape.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from typing import Any, TypeGuard

from mocktr.core.fields import Timestamp, Values
from mocktr.core.resources.base import Record, Resource, written
from mocktr.text_cache import text_cache
from mocktr.web.wire import ENCODER

OUTSIDE = {"url", "links"}
"""The keys of a payload that its record has only below a URL."""


def render(record: Resource, base: str, path: str | None = None) -> str:
    """The JSON of a record's payload, which takes the same arguments."""
    if not shows_fields(record):
        return ENCODER.encode(record.payload(base, path))
    base = escaped(base)
    url = base + (record.path if path is None else escaped(path))
    members = f'{writer_for(record)(record)}, "url": "{url}"'
    links = record.links(base)
    return f"{{{members}}}" if links is None else f'{{{members}, "links": {{{linked(links)}}}}}'


def shows_fields(record: Resource) -> TypeGuard[Record]:
    """Whether its payload is made as that of any record; events make their own."""
    return type(record).payload is Record.payload


def linked(links: dict[str, str | None]) -> str:
    """The members of `links`: below an escaped base there are SIDs and words only."""
    return ", ".join(
        [f'"{name}": "{url}"' if url else f'"{name}": null' for name, url in links.items()]
    )


def render_page(key: str, records: Iterable[str], envelope: Values) -> str:
    """The JSON of a page: its records, rendered, under their key, and then its envelope."""
    return f'{{"{key}": [{", ".join(records)}], {ENCODER.encode(envelope)[1:]}'


# --- the values that a record has by itself ----------------------------------------------------

Writer = Callable[[Any], str]

WRITERS: dict[type[Record], Writer] = {}


def writer_for(record: Record) -> Writer:
    """What writes the values of records of this kind, each after its key."""
    kind: Any = type(record)
    if kind not in WRITERS:
        WRITERS[kind] = writer(kind, [key for key in record.payload("") if key not in OUTSIDE])
    return WRITERS[kind]


def writer(kind: type[Record], names: list[str]) -> Writer:
    fields = {field.name: field for field in dataclasses.fields(kind)}
    pairs = [f'"{name}": {{{spelling(kind, fields.get(name), name)}}}' for name in names]
    source = f"def write(record): return f'{', '.join(pairs)}'"
    return written(source, "write", quoted=quoted, bare=bare, show_time=show_time)


def spelling(kind: Any, field: dataclasses.Field[Any] | None, name: str) -> str:
    """The expression for a value, by what its field, or else its property, is declared to hold."""
    if field is None:
        declared = getattr(kind, name).fget.__annotations__["return"]
    else:
        is_time = isinstance(field.metadata.get("kind"), Timestamp)
        declared = "time" if is_time else field.type
    return SPELLINGS.get(declared, ANY).format(f"record.{name}")


SPELLINGS = {"str": "quoted({})", "int": "{}", "time": "show_time({})"}
"""How what is always of one kind is written."""

ANY = "quoted(value) if type(value := {}) is str else bare(value)"
"""How the others are, after a look at their kind."""


def bare(value: bool | int | None) -> str:
    """A whole number, `true`, `false` or `null`: what stands in JSON without quotes."""
    return "null" if value is None else str(value).lower()


# Most of the times of a world are the same few.
@lru_cache(maxsize=1024)
def show_time(instant: int | None) -> str:
    """An instant (ms) as a payload shows it."""
    return ENCODER.encode(Timestamp().show(instant))


# Clients ask the same host again and again.
@text_cache(most=1000, most_characters=100_000)
def escaped(text: str) -> str:
    """Text as it stands in a string of JSON."""
    return quoted(text)[1:-1]
