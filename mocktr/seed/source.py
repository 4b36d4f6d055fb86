"""Where something stands in a seed, how a message says so, and what is wrong with the whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from mocktr.errors import Place, SeedError, spell
from mocktr.values import Mistake, Reader, check_keys, wanted

T = TypeVar("T")


class Problem(SeedError):
    """What is wrong at a place of a seed; says nothing where that follows from another problem."""

    def __init__(self, place: Place, *said: str) -> None:
        super().__init__(list(said))
        self.place = place


@dataclass(slots=True, eq=False)
class Source:
    """The file that a seed came from, with the lines of its keys and items.

    Reading ends at the first problem, unless the source `reads_on`: then it keeps them all, and
    what is not sound is left out of what is made.
    """

    name: str
    lines: dict[Place, int] = field(default_factory=dict)
    document: Any = None
    reads_on: bool = False
    problems: list[Problem] = field(default_factory=list)
    touched: set[Place] = field(default_factory=set)
    """The places of problems, and all that they are inside of."""

    def reading_on(self) -> Source:
        """The same, to read all of it anew; the problems so far are kept."""
        return Source(
            self.name, self.lines, self.document, True, list(self.problems), set(self.touched)
        )

    # --- what is wrong ---------------------------------------------------------------------

    def problem(self, path: Place, text: str) -> str:
        """What is wrong, after file, line and path; the line is the deepest one known."""
        line = self.line(path)
        place = self.name if line is None else f"{self.name}:{line}"
        return f"{place}: {spell(path)}: {text}" if path else f"{place}: {text}"

    def line(self, path: Place) -> int | None:
        """The line of a place, or of the deepest one around it that has one."""
        known = (path[:end] for end in range(len(path), -1, -1) if path[:end] in self.lines)
        return next((self.lines[place] for place in known), None)

    def fail(self, path: Place, text: str) -> Problem:
        """The error that says so."""
        return Problem(path, self.problem(path, text))

    def fail_at(self, line: int, path: Place, text: str) -> Problem:
        """The same for a line that the path alone does not tell."""
        self.lines[path] = line
        return self.fail(path, text)

    def wanted(self, what: str, value: Any, path: Place) -> Problem:
        """The error for a value that is not what was expected."""
        return self.fail(path, wanted(what, value).text)

    # --- reading ---------------------------------------------------------------------------

    def read(self, read: Reader[T], value: Any, path: Place) -> T:
        """`value` as `read` answers it; raises SeedError."""
        try:
            return read(value)
        except Mistake as mistake:
            raise self.fail((*path, *mistake.place), mistake.text) from None

    def check_keys(self, row: Any, known: Collection[str], path: Place) -> None:
        """Refuse what is no mapping, and the keys that are not known."""
        try:
            self.read(partial(check_keys, known=known), row, path)
        except Problem:
            if not isinstance(row, Mapping):
                raise
            for key in row:
                self.keep(self.read, partial(check_keys, known=known), {key: None}, path)

    # --- reading on ------------------------------------------------------------------------

    def keep(self, read: Callable[..., Any], *arguments: Any) -> Any:
        """What `read` answers, or None where there is a problem that can be kept."""
        try:
            return read(*arguments)
        except Problem as problem:
            self.note(problem)
            return None

    def note(self, problem: Problem) -> None:
        """Keep a problem, or end here."""
        if not self.reads_on:
            raise problem
        self.problems.append(problem)
        place = problem.place
        self.touched.update(place[:end] for end in range(len(place) + 1))

    def is_sound(self, path: Place) -> bool:
        """Whether there is no problem at a place or inside of it."""
        return path not in self.touched

    def told(self) -> list[str]:
        """What is wrong, in the order of the file, each thing once."""
        found = sorted(self.problems, key=lambda one: (self.line(one.place) or 0, self.rank(one)))
        return list(dict.fromkeys(text for one in found for text in one.problems))

    def rank(self, problem: Problem) -> list[int]:
        """Where a place comes in the document; a key that is missing comes with its mapping."""
        numbers: list[int] = []
        value = self.document
        for part in problem.place:
            if isinstance(value, dict) and part in value:
                numbers.append(list(value).index(str(part)))
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                numbers.append(part)
            else:
                break
            value = value[part]
        return numbers
