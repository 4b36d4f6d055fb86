"""Finds all that is wrong with a workflow's configuration, and what is odd about it."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any

from mocktr.core import lint
from mocktr.core.configuration.reader import decode_configuration
from mocktr.core.configuration.thorough import ThoroughReader
from mocktr.seed.configuration import KEYS

LintWarning = tuple[str, str]
"""A path inside the configuration, and what is to be said about it."""


class Checker(ThoroughReader):
    """Keeps all mistakes, and what is odd; with `queues` (SIDs), targets may lead to no other."""

    def __init__(self, lenient: bool, queues: Container[str] | None) -> None:
        super().__init__(lenient, queues)
        self.warnings: list[LintWarning] = []

    def check(self, source: str) -> None:
        """Find everything that there is to say."""
        decoded = decode_configuration(source)
        document = self.document(decoded)
        self.warnings += unknown_keys(decoded, "configuration", "")
        if not self.mistakes:
            self.warnings += lint.filters(document)

    def expression(self, source: str, path: str) -> Any:
        compiled = super().expression(source, path)
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
