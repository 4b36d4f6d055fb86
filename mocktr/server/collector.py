"""How Python's collector of garbage goes through a server that keeps much.

Theory of operation
-------------------
A full collection goes through all that there is, and holds everybody up meanwhile: half a second
for a million objects. Nearly all of them are entries of logs and journals, and records of worlds,
which are freed without it when they go. So what was there in one collection is not looked at in the
next ones (`freeze`), which then take as long as what came since, and come often enough for that to
be little. What is garbage among the old is found all the same: once there is twice as much memory
in use as after the last look at everything, the next one looks at everything; while requests wait
for others, only once there is eight times as much. That counts blocks of memory and not the objects
that are looked at, because most of what is kept is none of these.
While it looks, the threads that wait for Python's lock ask for it seldom (`ASK_EVERY`): hundreds
that ask thousands of times a second would take the processor from it, for ten times as long.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import Any

OLDEST = 2
"""The generation of a full collection."""

MIDDLE = 1
"""After so many collections of middle age comes a full one, mostly of some 14,000 new objects."""

GROWN, GROWN_IN_A_CROWD = 2, 8
"""So many times the memory there has to be for a look at everything."""

LEAST = 100_000
"""So many more blocks there have to be at least: some 6 MB."""

BURST = 20_000
"""So many new objects at once are a world that was loaded, with the collector off.

It is no garbage; what else there is of garbage then waits for the next look at everything.
"""

ASK_EVERY = 0.02
"""Seconds between two questions for Python's lock during a full collection."""


class Collector:
    """Called by Python before and after each collection.

    `is_crowded` tells whether somebody would wait for a look at everything who waits already.
    """

    def __init__(self, is_crowded: Callable[[], bool]) -> None:
        self.is_crowded = is_crowded
        self.usual = sys.getswitchinterval()
        """Seconds between two questions at other times."""
        self.looked = 0
        """Blocks of memory after the last look at everything."""
        self.takes_all = True
        """Whether the next full collection looks at everything."""

    def __call__(self, phase: str, info: dict[str, Any]) -> None:
        is_full = info["generation"] == OLDEST
        if phase == "start":
            if not self.takes_all and gc.get_count()[0] > BURST:
                gc.freeze()
            if is_full:
                self.usual = sys.getswitchinterval()
                sys.setswitchinterval(ASK_EVERY)
        elif is_full:
            sys.setswitchinterval(self.usual)
            self.age()

    def age(self) -> None:
        """Everything has become a collection older."""
        gc.freeze()
        blocks = sys.getallocatedblocks()
        if self.takes_all:
            self.looked = blocks
            self.takes_all = False
        elif self.has_grown(blocks):
            gc.unfreeze()
            self.takes_all = True

    def has_grown(self, blocks: int) -> bool:
        """Whether there are so many blocks that everything is to be looked at."""
        if blocks <= max(GROWN * self.looked, self.looked + LEAST):
            return False
        return blocks > GROWN_IN_A_CROWD * self.looked or not self.is_crowded()


def install(is_crowded: Callable[[], bool]) -> None:
    """Let old objects of this process be, as far as that costs little memory.

    With another allocator (`PYTHONMALLOC`) Python counts no blocks, and collects as it always does.
    """
    if not sys.getallocatedblocks():
        return
    for one in gc.callbacks:
        if isinstance(one, Collector):
            one.is_crowded = is_crowded
            return
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, MIDDLE)
    gc.callbacks.append(Collector(is_crowded))
