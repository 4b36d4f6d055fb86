"""Where something stands in a seed, and how a message says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from mocktr.errors import Place, SeedError, json_of, spell

TYPES: dict[type, str] = {
    bool: "true or false",
    dict: "a mapping",
    int: "an integer",
    list: "a list",
    str: "a string",
}


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
        """The error for a value of the wrong type."""
        return self.fail(path, f"expected {what}, got {json_of(value)}")

    def expect(self, kind: type, value: Any, path: Place) -> Any:
        """`value`, if it is of this type; a boolean is no integer."""
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.wanted(TYPES[kind], value, path)
        return value

    def check_keys(self, row: Any, known: Iterable[str], path: Place) -> None:
        """Refuse what is no mapping, and a key that is not known."""
        if not isinstance(row, dict):
            raise self.wanted(f"a mapping with {', '.join(known)}", row, path)
        for key in row:
            if key not in known:
                raise self.fail((*path, key), f"unknown key; there are {', '.join(known)}")
