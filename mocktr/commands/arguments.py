"""The arguments of admin commands: a kind of value each, and whether a call can do without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mocktr.errors import InvalidArgument
from mocktr.values import Kind, at, told_as


@dataclass(frozen=True, slots=True)
class Argument:
    """What a command takes under a name."""

    kind: Kind[Any]
    required: bool = False

    @property
    def wanted(self) -> str:
        """What it has to be, in words."""
        return self.kind.wanted

    def read(self, name: str, value: Any) -> Any:
        """The value of the argument `name`; raises InvalidArgument."""
        with told_as(InvalidArgument):
            return at(name, self.kind, value)


def required(kind: Kind[Any]) -> Argument:
    """An argument of this kind that a call can't do without."""
    return Argument(kind, required=True)


ArgumentOrKind = Argument | Kind[Any]
"""An argument as it is declared: one that can be left out by its kind alone."""


def argument(declared: ArgumentOrKind) -> Argument:
    """The argument that is declared so."""
    return declared if isinstance(declared, Argument) else Argument(declared)


anything: Kind[Any] = Kind("JSON or text", lambda value: value)
"""A value that the command itself looks at."""
