"""Turns of what takes long, so that one account's clock holds up nobody else.

Python runs one thread at a time, and gives each of those that compute its while: with many of them
everybody waits. So of all who move a clock in this process one computes, for some milliseconds,
then the next one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST = 0.01
"""Seconds; an instant that takes longer is not cut."""

BREATH = 0.001
"""Seconds between two turns, in which nobody moves a clock: requests are answered meanwhile."""

SOON = 1.25
"""Who wakes after so many breaths instead of one waited for nobody."""

LOCK = threading.Lock()


class Turn:
    """Some time for a clock to go from instant to instant."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self.is_new = True

    def is_over(self) -> bool:
        """Asked before each instant; the first one is done in any case."""
        if self.is_new:
            self.is_new = False
            return False
        return time.monotonic() >= self.end


@contextmanager
def turn() -> Iterator[Turn]:
    """Wait for a turn among all who move a clock in this process."""
    with LOCK:
        yield Turn(LONGEST)


def breathe() -> None:
    """Let others in between two turns, which is for who has a turn to do.

    Who wakes late had to wait for others, and lets them go on, for as long as a turn at most.
    """
    begun = now = time.monotonic()
    while now < begun + LONGEST:
        before = now
        time.sleep(BREATH)
        now = time.monotonic()
        if now < before + SOON * BREATH:
            break
