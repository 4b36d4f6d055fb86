"""The kinds of value a parameter holds, and how a record declares its fields: once.

A declaration serves the form parameter (`FriendlyName`), the payload (`friendly_name`), the seed
file and the list filters. A kind is a marshmallow field; it reads what a form sends (text) and
what a seed holds (YAML's own types), and raises ValidationError with what it expected.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError, fields

from mocktr import values
from mocktr.core.clock import instant, iso
from mocktr.core.sids import is_sid
from mocktr.errors import InvalidParameter
from mocktr.json_text import compact, decode

Values = dict[str, Any]
"""Parsed parameters by field name, only those that were sent; or what is shown, by its key."""

UNIQUE_NAME = re.compile(r"[\w$-]+", re.ASCII)
TRUE_WORDS = frozenset({"true", "1", "yes"})
LONGEST_JSON = 4096
"""Characters (sources: limits)."""


class FieldKind(fields.Field[Any]):
    """A kind of value; a seed writes it as `in_seed`."""

    in_seed: values.Kind[Any] = values.text
    wanted = "a string"
    repeats = False
    refusal = InvalidParameter
    """What a client is told of a value that can't be."""
    respells = False
    """Whether what is stored may differ from what was sent and mean the same."""

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        """`value` as it is stored; raises ValidationError with what was expected."""
        # Of a value that there is, marshmallow has nothing to say, and takes long to find that out.
        return super().deserialize(value, *args, **kwargs) if value is None else self.read(value)

    def read(self, value: Any) -> Any:
        """`value` as it is stored; raises ValidationError with what was expected."""
        raise NotImplementedError

    def refuse(self, wanted: str | None = None) -> ValidationError:
        return ValidationError(wanted or self.wanted)


class Text(FieldKind):
    """A string, with bounds on its length in characters."""

    def __init__(self, shortest: int = 0, longest: int | None = None) -> None:
        super().__init__()
        self.shortest, self.longest = shortest, longest
        if longest is not None:
            self.wanted = f"a string of {shortest} to {longest} characters"

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or len(value) < self.shortest:
            raise self.refuse()
        if self.longest is not None and len(value) > self.longest:
            raise self.refuse(f"{self.wanted}, got {len(value)}")
        return value


class Name(Text):
    """A FriendlyName: 1 to 64 characters (sources: openapi)."""

    def __init__(self) -> None:
        super().__init__(1, 64)


class UniqueName(Text):
    """A name of letters, digits, `_`, `$` and hyphens (sources: recordings).

    TaskRouter takes hyphens too, with which no expression can spell the name.
    """

    wanted = "letters, digits, _, $ and -"

    def __init__(self) -> None:
        super().__init__()

    def read(self, value: Any) -> str:
        text = super().read(value)
        if not UNIQUE_NAME.fullmatch(text):
            raise self.refuse()
        return text


class Number(FieldKind):
    """An integer between two bounds, both included."""

    in_seed = values.integer()

    def __init__(self, low: int, high: int) -> None:
        super().__init__()
        self.low, self.high = low, high
        self.within = values.integer(low, high)
        self.wanted = self.within.wanted

    def read(self, value: Any) -> int:
        digits = value.removeprefix("-") if isinstance(value, str) else ""
        # int() itself takes underscores, blanks and digits of other scripts.
        if digits.isascii() and digits.isdigit() and len(digits) <= 19:
            value = int(value)
        try:
            return self.within(value)
        except values.Mistake:
            raise self.refuse() from None


class Flag(FieldKind):
    """A boolean: `true`, `1` and `yes` are true, any other text is false (sources: openapi)."""

    in_seed = values.flag
    wanted = "true or false"

    def read(self, value: Any) -> bool:
        return value if isinstance(value, bool) else str(value).lower() in TRUE_WORDS


class Choice(FieldKind):
    """One of a few words."""

    def __init__(self, *words: str) -> None:
        super().__init__()
        self.words = words
        self.wanted = "one of " + ", ".join(words)

    def read(self, value: Any) -> str:
        if value not in self.words:
            raise self.refuse()
        return str(value)


class JsonObject(FieldKind):
    """JSON text of an object, stored anew (sources: recordings)."""

    in_seed = values.of_type((dict, str), "a mapping or a string")
    wanted = "a JSON object"
    respells = True

    def __init__(self, longest: int = LONGEST_JSON) -> None:
        super().__init__()
        self.longest = longest

    def read(self, value: Any) -> str:
        text = self.respelled(value) if isinstance(value, str) else self.spelled(value)
        return self.fitting(text)

    def respelled(self, sent: str) -> str:
        """JSON text anew; as it was sent where a number in it would take too much room."""
        text = self.spelled(decode(self.fitting(sent)))
        return text if len(text) <= self.longest else sent

    def spelled(self, value: Any) -> str:
        if not isinstance(value, dict):
            raise self.refuse()
        try:
            return compact(value)
        except (ValueError, RecursionError):
            raise self.refuse("a JSON object, with numbers that a double can hold") from None

    def fitting(self, text: str) -> str:
        if len(text) > self.longest:
            raise self.refuse(f"at most {self.longest} characters of JSON, got {len(text)}")
        return text


class Timestamp(FieldKind):
    """An ISO 8601 date-time, stored as integer milliseconds."""

    wanted = instant.wanted

    def read(self, value: Any) -> int:
        try:
            return instant(value)
        except values.Mistake:
            raise self.refuse() from None

    def show(self, value: int | None) -> str | None:
        """`value` as the payload shows it."""
        return None if value is None else iso(value)


class Sid(FieldKind):
    """A SID of the collection that it refers to; an empty one clears where `clears` says so."""

    def __init__(self, prefix: str, collection: str | None = None, clears: bool = False) -> None:
        super().__init__()
        self.prefix, self.collection, self.clears = prefix, collection, clears
        self.wanted = f"a SID that matches ^{prefix}[0-9a-fA-F]{{32}}$"

    def read(self, value: Any) -> str | None:
        if value == "" and self.clears:
            return None
        if not is_sid(value, self.prefix):
            raise self.refuse()
        return str(value)


class Url(FieldKind):
    """An absolute http or https URL; an empty one clears."""

    wanted = "an absolute http or https URL, or an empty string"

    def __init__(self, cleared: str | None = None) -> None:
        super().__init__()
        self.cleared = cleared

    def read(self, value: Any) -> str | None:
        if value == "":
            return self.cleared
        if not isinstance(value, str) or not is_url(value):
            raise self.refuse()
        return value


class JsonValue(FieldKind):
    """JSON text of an object for a list filter, decoded."""

    wanted = "a JSON object"

    def read(self, value: Any) -> dict[str, Any]:
        decoded = decode(value)
        if not isinstance(decoded, dict):
            raise self.refuse()
        return decoded


class Words(FieldKind):
    """A list of words: repeated, separated by commas, or both."""

    repeats = True

    def __init__(self, *words: str) -> None:
        super().__init__()
        self.words = words
        self.wanted = "one or more of " + ", ".join(words)

    def read(self, value: Any) -> frozenset[str]:
        sent = frozenset(word.strip() for part in as_list(value) for word in part.split(","))
        if not sent <= frozenset(self.words):
            raise self.refuse()
        return sent


@dataclass(frozen=True, slots=True)
class Param:
    """How a client sets a field: its kind, and with which operations."""

    kind: FieldKind
    required: bool = False
    create: bool = True
    update: bool = True


@dataclass(frozen=True, slots=True)
class Filter:
    """A list filter: the kind of its value, and whether a record passes.

    `prepare` turns the value into what `passes` compares with, once for a list; it gets the
    parent of the list (a workspace) and raises ApiError.
    """

    kind: FieldKind
    passes: Callable[[Any, Any], bool]
    prepare: Callable[[Any, Any], Any] | None = None


def param(
    kind: FieldKind,
    *,
    default: Any = dataclasses.MISSING,
    required: bool = False,
    create: bool = True,
    update: bool = True,
) -> Any:
    """A dataclass field that clients set and the payload shows."""
    declared = Param(kind, required, create, update)
    if default is dataclasses.MISSING:
        return dataclasses.field(metadata={"param": declared, "kind": kind})
    return dataclasses.field(default=default, metadata={"param": declared, "kind": kind})


def column(kind: FieldKind, *, default: Any = None) -> Any:
    """A dataclass field that the engine sets and the payload shows."""
    return dataclasses.field(default=default, metadata={"kind": kind})


class shown(property):
    """A property that the payload shows beside the fields."""


@cache
def pascal(name: str) -> str:
    """`friendly_name` as forms spell it: `FriendlyName`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def is_url(text: str) -> bool:
    """Whether a text is an absolute http or https URL with a host and, if any, a possible port."""
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and has_host and " " not in parts.netloc


def as_list(value: Any) -> Iterable[str]:
    return [value] if isinstance(value, str) else value
