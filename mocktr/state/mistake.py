"""What is wrong in a document, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from mocktr.errors import ApiError, json_of, spell


class Mistake(Exception):
    """What is wrong; where is told by those through whose hands it goes on its way out."""

    def __init__(self, text: str, *place: str | int) -> None:
        super().__init__(text)
        self.text = text
        self.place = place

    def pass_by(self, *place: str | int) -> None:
        """Note that it comes from inside of this place."""
        self.place = (*place, *self.place)

    def __str__(self) -> str:
        return f"{spell(self.place)}: {self.text}" if self.place else self.text


def wanted(what: str, came: Any, *place: str | int) -> Mistake:
    """The mistake of a value that is not what was expected."""
    return Mistake(f"expected {what}, got {json_of(came)}", *place)


def at(part: str | int, read: Callable[[Any], Any], value: Any) -> Any:
    """Read a part of a document; a mistake in it is told with its place."""
    try:
        return read(value)
    except Mistake as mistake:
        mistake.pass_by(part)
        raise


@contextmanager
def inside(*place: str | int) -> Iterator[None]:
    """What is refused inside is a mistake at this place of the document."""
    try:
        yield
    except Mistake as mistake:
        mistake.pass_by(*place)
        raise
    except ApiError as error:
        raise Mistake(error.message, *place) from None
