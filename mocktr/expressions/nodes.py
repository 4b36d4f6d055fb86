"""What an expression consists of: plain data without behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = "bool | int | float | str | tuple[Value, ...] | None"


@dataclass(frozen=True, slots=True)
class Constant:
    """A string, number, boolean, NULL, or a list of these."""

    value: Value


@dataclass(frozen=True, slots=True)
class Path:
    """A reference such as `object.array[2]`: its text, and its keys and indexes one by one."""

    text: str
    steps: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two operands and the name of the operator between them."""

    left: Constant | Path
    operator: str
    right: Constant | Path


@dataclass(frozen=True, slots=True)
class And:
    """True when all of its parts are."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True when one of its parts is."""

    parts: tuple[Node, ...]


Node: TypeAlias = Comparison | And | Or


@dataclass(frozen=True, slots=True)
class SortBy:
    """One criterion of an ordering."""

    path: Path
    descending: bool
