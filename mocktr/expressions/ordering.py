"""The language of order_by: references, each with a direction."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from mocktr.expressions import nodes
from mocktr.expressions.parser import MAX_LENGTH, parse
from mocktr.expressions.paths import Fetch, ScopeLike, Steps, fetcher

SortKey = tuple[tuple[bool, int], ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One criterion: the path of an attribute, and whether the largest comes first."""

    path: Steps
    descending: bool


@dataclass(frozen=True, slots=True, eq=False)
class Ordering:
    """Criteria in the order of their weight."""

    source: str
    clauses: tuple[Clause, ...]
    _fetches: tuple[Fetch, ...] = field(repr=False)

    def key(self, scope: ScopeLike) -> SortKey | None:
        """What to sort scopes by, ascending; those that lack an attribute come last.

        None if one of the attributes is there but is no integer: then the ordering does not apply.
        """
        key = []
        for clause, fetch in zip(self.clauses, self._fetches, strict=True):
            value = fetch(scope)
            if value is None:
                key.append((True, 0))
            elif isinstance(value, int) and not isinstance(value, bool):
                key.append((False, -value if clause.descending else value))
            else:
                return None
        return tuple(key)


def ordering(source: str, *, max_length: int = MAX_LENGTH) -> Ordering:
    """Compile a list of clauses; one without a direction is ascending."""
    return _ordering(source, max_length)


@lru_cache(maxsize=1024)
def _ordering(source: str, max_length: int) -> Ordering:
    parsed: list[nodes.SortBy] = parse("ordering", source, max_length=max_length).result
    clauses = tuple(Clause(clause.path.steps, clause.descending) for clause in parsed)
    return Ordering(source, clauses, tuple(fetcher(clause.path) for clause in clauses))
