"""The blocks that are entered, and which of them answers a request."""

from __future__ import annotations

import re
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

START = r"https?://(?:[^/?#]*@)?"
END = r"twilio\.com(?::\d+)?(?:[/?].*)?$"
TWILIO = re.compile(rf"{START}(?:[\w-]+\.)*{END}", re.I)


class Block:
    """A stretch of a program in which an application answers Twilio's hosts."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app


ACTIVE: list[Block] = []
"""In the order in which they were entered; of all threads, as code under test has its own."""

ENTERED: ContextVar[tuple[Block, ...]] = ContextVar("mocktr_blocks", default=())
"""Those that this thread or task has entered; some of them may have been left elsewhere."""


def entered_here() -> tuple[Block, ...]:
    """The blocks that this thread or task is in, the innermost last."""
    return tuple(block for block in ENTERED.get() if block in ACTIVE)


def is_ours(url: str) -> bool:
    """Whether a request is for mocktr to answer or to refuse."""
    return bool(ACTIVE and TWILIO.match(url))


def application(url: str) -> WSGIApplication | None:
    """Who answers a request; None where it is to go its way."""
    return answering() if TWILIO.match(url) else None


def answering() -> WSGIApplication | None:
    """Who answers the requests that are ours; None where no block is entered any more."""
    blocks = entered_here() or tuple(ACTIVE)
    return blocks[-1].app if blocks else None
