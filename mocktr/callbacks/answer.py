"""What comes back from who received a callback."""

from __future__ import annotations

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


class Unanswered(Exception):
    """Nobody answered; the message says why."""


class Forbidden(Unanswered):
    """The callback was not sent, because nobody allowed its host."""
