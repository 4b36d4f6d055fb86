"""Reads a workflow's configuration on after a mistake, and finds what is odd about it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import Any

from mocktr import expressions
from mocktr.core import lint
from mocktr.core.configuration.document import Position, Target
from mocktr.core.configuration.reader import (
    ConfigurationError,
    ConfigurationReader,
    check_queue,
    decode_configuration,
)
from mocktr.seed.configuration import KEYS

LintWarning = tuple[str, str]
"""A path inside the configuration, and what is to be said about it."""


class Checker(ConfigurationReader):
    """Reads on after a mistake, and keeps it; with `queues` (SIDs), targets may lead to no other.

    What could not be read is None, or the most harmless target.
    """

    def __init__(self, lenient: bool, queues: Container[str] | None) -> None:
        super().__init__(lenient)
        self.queues = queues
        self.mistakes: list[ConfigurationError] = []
        self.warnings: list[LintWarning] = []

    def check(self, source: str) -> None:
        """Find everything that there is to say."""
        decoded = decode_configuration(source)
        document = self.document(decoded)
        self.warnings += unknown_keys(decoded, "configuration", "")
        if not self.mistakes:
            self.warnings += lint.filters(document)

    def keep(self, read: Callable[..., Any], *arguments: Any) -> Any:
        """What `read` gives, or None."""
        try:
            return read(*arguments)
        except ConfigurationError as mistake:
            self.mistakes.append(mistake)
            return None

    def filter(self, *place: Any) -> Any:
        return self.keep(super().filter, *place)

    def default(self, row: Any, path: str) -> Target | None:
        target = self.keep(super().default, row, path)
        return self.known(target) if target else None

    def target(self, row: Any, path: str, position: Position, inherited: str | None) -> Target:
        target = self.keep(super().target, row, path, position, inherited)
        if target is None:
            return Target(queue=inherited or "", path=path, position=position)
        return target if target.queue == inherited else self.known(target)

    def known(self, target: Target) -> Target:
        if self.queues is not None:
            self.keep(check_queue, target, self.queues)
        return target

    def number(self, *place: Any) -> int | None:
        number: int | None = self.keep(super().number, *place)
        return number

    def optional(self, *place: Any) -> Any:
        return self.keep(super().optional, *place)

    def expression(self, source: str, path: str) -> Any:
        compiled: expressions.Expression | None = self.keep(super().expression, source, path)
        self.warnings += [(path, one) for one in (compiled.warnings if compiled else ())]
        return compiled


def unknown_keys(value: Any, kind: str, path: str) -> Iterator[LintWarning]:
    """Keys that TaskRouter ignores, in a part of a configuration."""
    rows = enumerate(value) if isinstance(value, list) else [(None, value)]
    for number, row in rows:
        place = path if number is None else f"{path}[{number}]"
        for key, item in row.items() if isinstance(row, dict) else ():
            here = f"{place}.{key}" if place else key
            if key not in KEYS[kind]:
                yield here, f"unknown key, ignored; there are {', '.join(KEYS[kind])}"
            elif KEYS[kind][key] in KEYS:
                yield from unknown_keys(item, KEYS[kind][key], here)
