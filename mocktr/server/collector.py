"""How Python's collector of garbage goes through a server that keeps much.

Theory of operation
-------------------
A full collection goes through all that there is, and holds everybody up meanwhile: half a second
for a million objects. Nearly all of them are entries of logs and journals, which are freed without
it when they go. So what was there in one collection is not looked at in the next ones (`freeze`),
which then take as long as what came since. What is garbage among the old is found all the same:
once there is half as much again as after the last look at everything, the next one looks at
everything.
"""

from __future__ import annotations

import gc
from typing import Any

OLDEST = 2
"""The generation of a full collection."""

LEAST = 50_000
"""So many more old objects have to be there at least for a look at everything."""

BURST = 50_000
"""So many new objects at once are a world that was loaded, with the collector off.

It is no garbage; what else there is of garbage then waits for the next look at everything.
"""

COUNT_EVERY = 20
"""Collections between two counts of the old objects, which take their time too."""


class Collector:
    """Called by Python before and after each collection."""

    def __init__(self) -> None:
        self.passes = 0
        """Full collections since the old objects were counted."""
        self.most = 0
        """Old objects for which nothing is done yet."""
        self.takes_all = True
        """Whether the next full collection looks at everything."""

    def __call__(self, phase: str, info: dict[str, Any]) -> None:
        if phase == "start":
            if not self.takes_all and gc.get_count()[0] > BURST:
                gc.freeze()
        elif info["generation"] == OLDEST:
            self.age()

    def age(self) -> None:
        """Everything has become a collection older."""
        gc.freeze()
        self.passes += 1
        if self.takes_all:
            old = gc.get_freeze_count()
            self.most = old + max(old // 2, LEAST)
            self.takes_all, self.passes = False, 0
        elif self.passes >= COUNT_EVERY:
            self.passes = 0
            if gc.get_freeze_count() > self.most:
                gc.unfreeze()
                self.takes_all = True


def install() -> None:
    """Let old objects of this process be, as far as that costs little memory."""
    gc.callbacks.append(Collector())
