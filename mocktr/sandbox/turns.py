"""Turns of what takes long, so that one account's clock holds up nobody else.

Python runs one thread at a time, and gives each of those that compute its while: with many of them
everybody waits. So of all who move a clock in this process one computes, for some milliseconds,
then the next one; who moves seldom comes ahead (`lines`), since most moves are short.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from mocktr.lines import Lines

LONGEST = 0.01
"""Seconds; an instant that takes longer is not cut."""

BREATH = 0.001
"""Seconds between two turns, in which nobody moves a clock: requests are answered meanwhile."""

SOME = 0.25
"""Where other threads computed for this part of a breath, they go on."""


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
        self.present: threading.Lock | None = None
        """What woke who has the turn."""
        self.bells: Lines[threading.Lock] = Lines()
        """What wakes each of those who wait."""

    def take(self, share: Hashable) -> None:
        """Wait for a turn, under the name of whose clock is moved."""
        bell = threading.Lock()
        bell.acquire()
        with self.lock:
            self.bells.add(share, bell)
            if self.present is None:
                self.give()
        try:
            bell.acquire()
        except BaseException:
            self.leave(share, bell)
            raise

    def leave(self, share: Hashable, bell: threading.Lock) -> None:
        """Wait no longer: an interruption of the program came."""
        with self.lock:
            if bell is not self.present:
                self.bells.remove(share, bell)
                return
        self.end()

    def end(self) -> None:
        """Let the next one have the turn."""
        with self.lock:
            self.give()

    def give(self) -> None:
        """Give the turn to the next one, if there is one; the lock is held."""
        taken = self.bells.take()
        if taken is None:
            self.present = None
        else:
            _, self.present = taken
            self.present.release()


TURNS = Turns()


@contextmanager
def turn(share: Hashable) -> Iterator[Turn]:
    """Wait for a turn among all who move a clock in this process, each under a name of its own."""
    TURNS.take(share)
    try:
        yield Turn(LONGEST)
    finally:
        TURNS.end()


def breathe() -> None:
    """Let others in between two turns, which is for who has a turn to do.

    While other threads of this process are at work they go on, for as long as a turn at most.
    """
    begun = now = time.monotonic()
    while now < begun + LONGEST:
        before, computed = now, time.process_time()
        time.sleep(BREATH)
        now = time.monotonic()
        # How long the sleep took tells nothing where the system's timer is coarse.
        if time.process_time() - computed < SOME * (now - before):
            break
