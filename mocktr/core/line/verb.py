"""A verb or a noun of TwiML, with its attributes as they were written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mocktr.core.clock import SECOND


class Verb(NamedTuple):
    """One element: its name, its attributes, the text in it and the elements in it."""

    name: str
    attributes: Mapping[str, str]
    text: str = ""
    nouns: tuple[Verb, ...] = ()

    def get(self, name: str, default: str = "") -> str:
        """An attribute, as text."""
        return self.attributes.get(name, default)

    def seconds(self, name: str, default: float) -> int:
        """An attribute that is a number of seconds, in ms; the default where it is none."""
        return round(SECOND * amount_in(self.get(name), default))

    def flag(self, name: str, default: bool = False) -> bool:
        """An attribute that is true or false."""
        return self.get(name, str(default)).lower() == "true"

    def words(self, name: str, default: str) -> tuple[str, ...]:
        """An attribute that is a list with blanks between."""
        return tuple(self.get(name, default).split())

    @property
    def never_ends(self) -> bool:
        """Whether it is played for ever."""
        return self.get("loop") == "0"


def amount_in(text: str, default: float) -> float:
    """A number that is not negative; Twilio goes on with the default where there is none."""
    digits = text.strip()
    return float(digits) if digits.isascii() and digits.isdigit() else default
