"""A reference on its own, such as the one that names a known agent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from mocktr.expressions.nodes import Path
from mocktr.expressions.parser import parse
from mocktr.expressions.paths import ScopeLike, fetcher


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A path into a scope."""

    source: str
    resolve: Callable[[ScopeLike], object] = field(repr=False)
    """The value that a scope has there, or None."""


@lru_cache(maxsize=1024)
def reference(source: str) -> Reference:
    """Compile a text that holds one reference and nothing else."""
    path: Path = parse("path", source).result
    return Reference(source, fetcher(path.steps))
