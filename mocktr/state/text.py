"""A document as JSON text, in pieces."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

LEVELS = 4
"""How deep a document is taken apart: down to single records."""


def pieces(value: Any, levels: int = LEVELS) -> Iterator[str]:
    """The text of a document, record by record.

    To make it at once would hold Python's lock, and so everybody, for as long as it takes.
    """
    if levels and isinstance(value, dict):
        parts = [(f"{json.dumps(name)}: ", one) for name, one in value.items()]
        yield from joined("{", "}", parts, levels)
    elif levels and isinstance(value, list):
        yield from joined("[", "]", [("", one) for one in value], levels)
    else:
        yield json.dumps(value)


def joined(begin: str, end: str, parts: list[tuple[str, Any]], levels: int) -> Iterator[str]:
    yield begin
    for number, (name, value) in enumerate(parts):
        yield f", {name}" if number else name
        yield from pieces(value, levels - 1)
    yield end
