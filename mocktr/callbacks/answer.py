"""What comes back from who was asked: of a callback, or of a request that is passed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import NamedTuple

REDIRECTS = (301, 302, 303, 307, 308)
KEEPING = (307, 308)
"""Statuses of redirects after which the method stays."""


class CallbackAnswer(NamedTuple):
    """An HTTP answer, or what a function's result would be as one."""

    status: int
    content_type: str | None = None
    body: bytes = b""
    location: str | None = None
    """Where it leads on to, if it is a redirect."""
    cookies: tuple[str, ...] = ()
    """What it sets, a line each."""

    @property
    def leads_on(self) -> bool:
        """Whether somebody else is to be asked."""
        return self.status in REDIRECTS and bool(self.location)

    @property
    def is_successful(self) -> bool:
        """Whether the status says so."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def is_silent(self) -> bool:
        """Whether all is well, and nothing is asked for."""
        return self.is_successful and not self.body.strip()

    @property
    def text(self) -> str:
        """The body, readable in any case."""
        return self.body.decode(errors="replace")


MOST_BYTES = 1024 * 1024
"""The longest answer that is read, unless told."""


class Outgoing(NamedTuple):
    """A request that is to leave, with the bounds of its answer."""

    method: str
    url: str
    body: bytes
    headers: Mapping[str, str]
    timeout: float
    """Seconds of the wall clock."""
    most: int = MOST_BYTES
    """Bytes."""


class Fetched(NamedTuple):
    """The whole of an HTTP answer."""

    status: int
    headers: Sequence[tuple[str, str]]
    content: bytes
    """Decoded, where it was compressed."""

    def as_answer(self) -> CallbackAnswer:
        """What matters of the answer to a callback."""
        told = {name.lower(): value for name, value in self.headers}
        kind, place = told.get("content-type"), told.get("location")
        cookies = tuple(value for name, value in self.headers if name.lower() == "set-cookie")
        return CallbackAnswer(self.status, kind, self.content, place, cookies)


class Unanswered(Exception):
    """Nobody answered; the message says why."""


class Forbidden(Unanswered):
    """The callback was not sent, because nobody allowed its host."""
