"""Turns of what takes long, so that one account's clock holds up nobody else.

Python runs one thread at a time, and gives each of those that compute its while: with many of them
everybody waits. So of all who move a clock in this process one computes, for some milliseconds,
then the next one; who has not moved yet comes first, since most moves are short.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST = 0.01
"""Seconds; an instant that takes longer is not cut."""

BREATH = 0.001
"""Seconds between two turns, in which nobody moves a clock: requests are answered meanwhile."""

SOON = 1.25
"""Who wakes after so many breaths instead of one waited for nobody."""


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


class Turns:
    """Who has the turn, and who waits for one."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.is_taken = False
        self.bells: deque[threading.Lock] = deque()
        """What wakes each of those who wait, the next one first."""

    def take(self, is_first: bool) -> None:
        """Wait for a turn, ahead of all others if it is the first one of a move."""
        with self.lock:
            if not self.is_taken:
                self.is_taken = True
                return
            bell = threading.Lock()
            bell.acquire()
            (self.bells.appendleft if is_first else self.bells.append)(bell)
        try:
            bell.acquire()
        except BaseException:
            self.leave(bell)
            raise

    def leave(self, bell: threading.Lock) -> None:
        """Wait no longer: an interruption of the program came."""
        with self.lock:
            if bell in self.bells:
                self.bells.remove(bell)
                return
        self.end()

    def end(self) -> None:
        """Let the next one have the turn."""
        with self.lock:
            if self.bells:
                self.bells.popleft().release()
            else:
                self.is_taken = False


TURNS = Turns()


@contextmanager
def turn(is_first: bool) -> Iterator[Turn]:
    """Wait for a turn among all who move a clock in this process."""
    TURNS.take(is_first)
    try:
        yield Turn(LONGEST)
    finally:
        TURNS.end()


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
