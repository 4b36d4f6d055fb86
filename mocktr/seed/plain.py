"""A seed that is given as a dict: the same rules as for YAML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mocktr.errors import Place
from mocktr.seed import scalars
from mocktr.seed.source import Source


class PlainReader:
    """Copies a dict into JSON's own types."""

    def __init__(self) -> None:
        self.source = Source("seed")
        self.count = 0

    def read(self, value: Any, path: Place = ()) -> Any:
        """`value` in JSON's types; raises SeedError for what JSON has no name for."""
        self.count += 1
        if self.count > scalars.MOST_VALUES:
            raise self.source.fail(path, scalars.TOO_MANY)
        if len(path) > scalars.MOST_DEPTH:
            raise self.source.fail((), scalars.TOO_DEEP)
        if isinstance(value, Mapping):
            return self.mapping(value, path)
        if isinstance(value, list | tuple):
            return [self.read(item, (*path, number)) for number, item in enumerate(value)]
        return self.scalar(value, path)

    def mapping(self, row: Mapping[Any, Any], path: Place) -> dict[str, Any]:
        return {self.key(key, path): self.read(row[key], (*path, key)) for key in row}

    def key(self, key: Any, path: Place) -> str:
        if not isinstance(key, str):
            raise self.source.wanted("a string as key", key, path)
        return self.text(key, path)

    def text(self, value: str, path: Place) -> str:
        # A subclass, such as that of an enumeration, may show itself as anything.
        return self.source.read(scalars.text, str.__str__(value), path)

    def scalar(self, value: Any, path: Place) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self.text(value, path)
        if isinstance(value, int):
            if abs(value) >= 10**scalars.MOST_DIGITS:
                raise self.source.fail(path, f"expected at most {scalars.MOST_DIGITS} digits")
            return int(value)
        if isinstance(value, float):
            return self.source.read(scalars.finite, float(value), path)
        raise self.source.fail(
            path, f"expected a value that YAML can hold, got {type(value).__name__}"
        )
