"""The methods of the fixture, from their signatures and docstrings."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from docs.generate.rst import definitions, paragraphs

INNER = frozenset(
    {"command", "excuse", "holders", "named_filter", "next_due", "queue_sid", "require"}
    | {"made", "worker_sid", "workflow_sid"}
)
"""What the methods are made of, and no test calls."""


def methods(part: type) -> str:
    """The methods and properties that a part of the fixture has, as a definition list."""
    return definitions(terms(part))


def terms(part: type) -> Iterator[tuple[str, list[str]]]:
    for name, member in vars(part).items():
        if not name.startswith("_") and name not in INNER and member.__doc__:
            yield f"{name}{signature(member)}", paragraphs(inspect.getdoc(member) or "")


def signature(member: Any) -> str:
    """How it is called: its parameters with their defaults; nothing for a property."""
    if isinstance(member, property | cached_property):
        return ""
    _, *parameters = inspect.signature(member).parameters.values()
    bare = [one.replace(annotation=inspect.Parameter.empty) for one in parameters]
    return str(inspect.Signature(bare))
