"""The blocks that are entered, and which of them answers a request."""

from __future__ import annotations

import re
from contextvars import ContextVar
from typing import TYPE_CHECKING

from mocktr.errors import HostRefused

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

START = r"https?://(?:[^/?#]*@)?"
END = r"twilio\.com(?::\d+)?(?:[/?].*)?$"
TASKROUTER = re.compile(rf"{START}taskrouter\.(?:[\w-]+\.){{0,2}}{END}", re.I)
"""`taskrouter[.edge][.region].twilio.com`."""
TWILIO = re.compile(rf"{START}(?:[\w-]+\.)*{END}", re.I)


class Block:
    """A stretch of a program in which an application answers TaskRouter's hosts."""

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


def application(method: str, url: str) -> WSGIApplication | None:
    """Who answers a request; None where it is to go its way.

    Raises HostRefused for a Twilio host that is not TaskRouter's.
    """
    blocks = entered_here() or tuple(ACTIVE)
    if not blocks or not TWILIO.match(url):
        return None
    if not TASKROUTER.match(url):
        raise HostRefused(f"{method} {url}")
    return blocks[-1].app
