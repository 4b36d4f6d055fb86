"""Whether requests and callbacks came as often as expected, and what came instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from mocktr.errors import AdminError, VerificationFailed
from mocktr.journal.entries import Entry, line
from mocktr.journal.journal import Journal
from mocktr.journal.query import Query
from mocktr.values import Mistake, at, integer, optional, told_as

MOST_SHOWN = 5
"""How many entries of each sort a difference shows: the last ones."""

OFTEN = {0: "never", 1: "once", 2: "twice"}


class Verification(NamedTuple):
    """The entries that were meant, and a text if they are not as many as expected.

    It says what was expected, what came, what came near, and what came last.
    """

    entries: list[Entry]
    difference: str | None

    def confirmed(self) -> list[Entry]:
        """The entries; raises VerificationFailed if they are not as many as expected."""
        if self.difference is not None:
            raise VerificationFailed(self.difference)
        return self.entries


@dataclass(frozen=True, slots=True)
class Expectation:
    """How often the entries of a query come: so many times, or at least so often.

    Once at least, unless told. Raises AdminError for numbers that can't be.
    """

    query: Query
    times: int | None = None
    at_least: int | None = None

    @told_as(AdminError)
    def __post_init__(self) -> None:
        if self.times is not None and self.at_least is not None:
            raise Mistake("expected times or at_least, got both")
        for name in ("times", "at_least"):
            at(name, optional(integer(0)), getattr(self, name))

    @classmethod
    def of(
        cls, times: int | None = None, at_least: int | None = None, **criteria: Any
    ) -> Expectation:
        """An expectation of the criteria of a Query, which means requests unless told."""
        return cls(Query(**{"kind": "request", **criteria}), times, at_least)

    @property
    def least(self) -> int:
        return 1 if self.at_least is None else self.at_least

    def allows(self, count: int) -> bool:
        """Whether so many entries are as expected."""
        return count >= self.least if self.times is None else count == self.times

    def check(self, journal: Journal) -> Verification:
        """Whether a journal has the entries that are expected."""
        found = journal.find(self.query)
        enough = self.allows(len(found))
        return Verification(found, None if enough else self.difference(journal, found))

    def difference(self, journal: Journal, found: list[Entry]) -> str:
        near = near_misses(journal, self.query)
        lines = [
            f"expected {self}, but it came {often(len(found))}",
            *section("it came as", [line(entry) for entry in found]),
            *section("in one point different", [f"{line(one)} ({why})" for one, why in near]),
        ]
        if not found and not near:
            lines += section("what came", [line(one) for one in journal.entries])
        forgotten = journal.count - len(journal.entries)
        if forgotten:
            lines.append(f"  {forgotten} earlier entries are not in the journal any more")
        return "\n".join(lines)

    def __str__(self) -> str:
        if self.times is not None:
            return f"{self.query} {often(self.times)}"
        return f"{self.query} at least {often(self.least)}"


def often(count: int) -> str:
    return OFTEN.get(count, f"{count} times")


def near_misses(journal: Journal, query: Query) -> list[tuple[Entry, str]]:
    """The entries that fulfil all criteria but one, each with what it has there."""
    differing = [
        (entry, list(query.differences(entry).values()))
        for entry in journal.entries
        if query.may_match(entry)
    ]
    return [(entry, wrong[0]) for entry, wrong in differing if len(wrong) == 1]


def section(title: str, lines: list[str]) -> list[str]:
    """The last lines, indented under a title."""
    if not lines:
        return []
    shown = lines[-MOST_SHOWN:]
    more = f" (the last {len(shown)} of {len(lines)})" if len(lines) > len(shown) else ""
    return [f"  {title}{more}:", *(f"    {one}" for one in shown)]
