"""How Python's collector of garbage goes through a server that keeps much.

Theory of operation
-------------------
A full collection goes through all that there is, and holds everybody up meanwhile: half a second
for a million objects. Nearly all of them are entries of logs and journals, which are freed without
it when they go. So what was there in one collection is not looked at in the next ones (`freeze`),
which then take as long as what came since. What is garbage among the old is found all the same:
once there is half as much memory again in use as after the last look at everything, the next one
looks at everything. That counts blocks of memory and not the objects that are looked at, because
most of a world that another one replaced is none of these.
While it looks, the threads that wait for Python's lock ask for it seldom (`ASK_EVERY`): hundreds
that ask thousands of times a second would take the processor from it, for ten times as long.
"""

from __future__ import annotations

import gc
import sys
from typing import Any

OLDEST = 2
"""The generation of a full collection."""

PART = 2
"""By this part there have to be more blocks for a look at everything."""

LEAST = 100_000
"""So many more blocks there have to be at least: some 6 MB."""

BURST = 50_000
"""So many new objects at once are a world that was loaded, with the collector off.

It is no garbage; what else there is of garbage then waits for the next look at everything.
"""

ASK_EVERY = 0.02
"""Seconds between two questions for Python's lock during a full collection."""


class Collector:
    """Called by Python before and after each collection."""

    def __init__(self) -> None:
        self.usual = sys.getswitchinterval()
        """Seconds between two questions at other times."""
        self.most = 0
        """Blocks of memory for which nothing is done yet."""
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
            self.most = blocks + max(blocks // PART, LEAST)
            self.takes_all = False
        elif blocks > self.most:
            gc.unfreeze()
            self.takes_all = True


def install() -> None:
    """Let old objects of this process be, as far as that costs little memory.

    With another allocator (`PYTHONMALLOC`) Python counts no blocks, and collects as it always does.
    """
    is_there = any(isinstance(one, Collector) for one in gc.callbacks)
    if sys.getallocatedblocks() and not is_there:
        gc.callbacks.append(Collector())
