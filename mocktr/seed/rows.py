"""The rows of a collection: their keys, SIDs, names and plain values, checked without a world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import ValidationError

from mocktr.core.sids import is_sid
from mocktr.errors import Place, json_of
from mocktr.seed.keys import SECTIONS, Key, Section
from mocktr.seed.source import Source
from mocktr.values import sequence

Row = dict[str, Any]


def rows_of(source: Source, workspace: Mapping[str, Any], name: str, path: Place) -> list[Row]:
    """The rows of one collection of a workspace."""
    section = SECTIONS[name]
    rows = source.keep(source.read, sequence, workspace.get(name, []), (*path, name)) or []
    met: dict[str, Row] = {}
    for number, row in enumerate(rows):
        source.keep(check_row, source, row, section, (*path, name, number), met)
    return [row if isinstance(row, dict) else {} for row in rows]


def check_row(source: Source, row: Any, section: Section, path: Place, met: dict[str, Row]) -> None:
    """Refuse what is no row of its collection."""
    source.check_keys(row, (*section.keys, *section.own_keys), path)
    source.keep(check_sid, source, row, section.record.prefix, path)
    source.keep(check_name, source, row, section, path, met)


def check_sid(source: Source, row: Mapping[str, Any], prefix: str, path: Place) -> None:
    """Refuse an explicit SID that is none of its kind."""
    if "sid" in row and not is_sid(row["sid"], prefix):
        raise source.wanted(f"{prefix} and 32 hex digits", row["sid"], (*path, "sid"))


def check_name(
    source: Source, row: Row, section: Section, path: Place, met: dict[str, Row]
) -> None:
    """Refuse a name that stands twice; where TaskRouter allows that, SIDs show that it is meant."""
    name = row.get(section.identity or "")
    if not isinstance(name, str):
        return
    folded = section.fold(name)
    other = met.setdefault(folded, row)
    if other is row or (section.shares_names and "sid" in row and "sid" in other):
        return
    hint = "; if that is meant, give each a sid" if section.shares_names else ""
    said = f"the {section.label} {json_of(name)} stands twice{hint}"
    raise source.fail((*path, str(section.identity)), said)


def explicit_sids(value: Any, path: Place) -> Iterator[tuple[Place, str]]:
    """The `sid` keys of rows; what `attributes` and `configuration` hold is the user's own."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from explicit_sids(item, (*path, number))
    elif isinstance(value, dict):
        if isinstance(value.get("sid"), str):
            yield (*path, "sid"), value["sid"]
        for key in SECTIONS:
            yield from explicit_sids(value.get(key), (*path, key))
        channels = value.get("channels")
        for name, row in channels.items() if isinstance(channels, dict) else ():
            yield from explicit_sids(row, (*path, "channels", name))


def require(source: Source, row: Mapping[str, Any], keys: Mapping[str, Key], path: Place) -> None:
    """Refuse a row that lacks what its record can't be made without."""
    for name, key in keys.items():
        if key.required and name not in row:
            source.note(source.fail(path, f"the key {name} is missing"))


def plain(source: Source, key: Key, value: Any, path: Place) -> Any:
    """A value that refers to nothing, as its field stores it."""
    try:
        return key.kind.deserialize(source.read(key.kind.in_seed, value, path))
    except ValidationError as error:
        raise source.wanted(error.messages[0], value, path) from None
