"""The workflow configurations that tasks and events name by number, so that each is held once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mocktr.core.configuration.reader import (
    Configuration,
    ConfigurationError,
    parse_configuration,
)
from mocktr.state.values import count, text
from mocktr.values import Mistake, list_of, wanted

SPELLING = Configuration()


class Configurations:
    """A list of texts that grows by those that are asked for."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.texts = list(texts)
        self.numbers = {one: number for number, one in enumerate(self.texts)}

    def number(self, source: str | None) -> int | None:
        """The number of a configuration."""
        if source is None:
            return None
        number = self.numbers.setdefault(source, len(self.texts))
        if number == len(self.texts):
            self.texts.append(source)
        return number

    def at(self, number: Any) -> str:
        """The configuration with this number."""
        place: int = count(number)
        if place >= len(self.texts):
            raise wanted(f"the number of one of the {len(self.texts)} configurations", number)
        return self.texts[place]


def read(value: Any, lenient: bool) -> Configurations:
    """The configurations of a document, checked."""

    def configuration(source: Any) -> str:
        try:
            parse_configuration(text(source), lenient)
        except ConfigurationError as error:
            raise Mistake(str(error)) from None
        return SPELLING.read(source)

    return Configurations(list_of(configuration)(value))
