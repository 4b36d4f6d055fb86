"""What the system has run out of, told in one line however often it is missed."""

from __future__ import annotations

from logging import Logger
from math import inf
from time import monotonic

TELL_EVERY = 60.0
"""Seconds between two lines about the same."""


class Shortage:
    """Of one thing, such as file descriptors; `what` says what follows from it."""

    def __init__(self, log: Logger, what: str) -> None:
        self.log = log
        self.what = what
        self.told_at = -inf

    def tell(self, error: BaseException) -> None:
        """Tell of it, unless that was done a moment ago."""
        now = monotonic()
        if now - self.told_at >= TELL_EVERY:
            self.told_at = now
            self.log.warning("%s (%s)", self.what, error)
