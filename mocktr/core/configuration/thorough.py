"""Reads a workflow's configuration on after a mistake, to tell all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any

from mocktr import expressions
from mocktr.core.configuration.document import Position, Target
from mocktr.core.configuration.reader import (
    ConfigurationError,
    ConfigurationReader,
    check_queue,
    decode_configuration,
)


def mistakes(
    source: str, lenient: bool, queues: Container[str] | None = None
) -> list[ConfigurationError]:
    """All that TaskRouter would refuse in a configuration."""
    reader = ThoroughReader(lenient, queues)
    reader.keep(lambda: reader.document(decode_configuration(source)))
    return reader.mistakes


class ThoroughReader(ConfigurationReader):
    """Reads on after a mistake, and keeps it; with `queues` (SIDs), targets may lead to no other.

    What could not be read is None, or the most harmless thing.
    """

    def __init__(self, lenient: bool, queues: Container[str] | None) -> None:
        super().__init__(lenient)
        self.queues = queues
        self.mistakes: list[ConfigurationError] = []

    def keep(self, read: Callable[..., Any], *arguments: Any) -> Any:
        """What `read` gives, or None."""
        try:
            return read(*arguments)
        except ConfigurationError as mistake:
            self.mistakes.append(mistake)
            return None

    def filter(self, *place: Any) -> Any:
        return self.keep(super().filter, *place)

    def filters(self, *place: Any) -> list[Any]:
        return self.keep(super().filters, *place) or []

    def name(self, *place: Any) -> str:
        return self.keep(super().name, *place) or ""

    def condition(self, *place: Any) -> Any:
        return self.keep(super().condition, *place)

    def target_rows(self, *place: Any) -> list[Any]:
        return self.keep(super().target_rows, *place) or []

    def default(self, row: Any, path: str) -> Target | None:
        target = self.keep(super().default, row, path)
        return self.known(target) if target else None

    def target(self, row: Any, path: str, position: Position, inherited: str | None) -> Target:
        target = self.keep(super().target, row, path, position, inherited)
        if target is None:
            return Target(queue=inherited or "", path=path, position=position)
        return target if target.queue == inherited else self.known(target)

    def check_known_worker(self, *place: Any) -> None:
        self.keep(super().check_known_worker, *place)

    def queue(self, row: dict[str, Any], path: str, inherited: str | None) -> str:
        return self.keep(super().queue, row, path, inherited) or inherited or ""

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
        return compiled
