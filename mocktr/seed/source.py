"""Where something stands in a seed, and how a message says so."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from mocktr.errors import Place, SeedError, spell
from mocktr.values import Mistake, Reader, check_keys, wanted

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Source:
    """The file that a seed came from, with the lines of its keys and items."""

    name: str
    lines: dict[Place, int] = field(default_factory=dict)

    def problem(self, path: Place, text: str) -> str:
        """What is wrong, after file, line and path; the line is the deepest one known."""
        known = (path[:end] for end in range(len(path), -1, -1) if path[:end] in self.lines)
        deepest = next(known, None)
        place = self.name if deepest is None else f"{self.name}:{self.lines[deepest]}"
        return f"{place}: {spell(path)}: {text}" if path else f"{place}: {text}"

    def fail(self, path: Place, text: str) -> SeedError:
        """The error that says so."""
        return SeedError([self.problem(path, text)])

    def fail_at(self, line: int, path: Place, text: str) -> SeedError:
        """The same for a line that the path alone does not tell."""
        self.lines[path] = line
        return self.fail(path, text)

    def wanted(self, what: str, value: Any, path: Place) -> SeedError:
        """The error for a value that is not what was expected."""
        return self.fail(path, wanted(what, value).text)

    def read(self, read: Reader[T], value: Any, path: Place) -> T:
        """`value` as `read` answers it; raises SeedError."""
        try:
            return read(value)
        except Mistake as mistake:
            raise self.fail((*path, *mistake.place), mistake.text) from None

    def check_keys(self, row: Any, known: Collection[str], path: Place) -> None:
        """Refuse what is no mapping, and a key that is not known."""
        self.read(partial(check_keys, known=known), row, path)
