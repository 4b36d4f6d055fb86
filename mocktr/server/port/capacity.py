"""How many connections a port holds, and what makes room for another one.

Theory of operation
-------------------
A connection that says nothing costs little, and clients keep theirs for the next request; but many
of them must not lock others out. So where all places are taken, or the system has no descriptors
left, the connection that was silent for longest is closed: to a client that kept it that is the end
that it may meet at any time, and one that is spoken on stays.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from errno import EMFILE, ENFILE, ENOBUFS, ENOMEM
from heapq import nsmallest
from math import inf
from time import monotonic
from typing import Protocol, TypeVar

from mocktr.shortage import Shortage

LOG = logging.getLogger(__name__)

NO_ROOM = {EMFILE, ENFILE, ENOBUFS, ENOMEM}
"""What the system says that has no descriptor, or no memory, for a connection."""

RECOVERY = 0.1
"""Seconds without new connections where the system has no room."""


class Kept(Protocol):
    """A connection that may be closed to make room."""

    @property
    def busy(self) -> bool:
        """Whether a request is being answered on it."""

    @property
    def last_activity(self) -> float:
        """When something came or went, in seconds of the machine's own clock."""


K = TypeVar("K", bound=Kept)


class Capacity:
    """That of a port for `most` connections."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.closed_until = -inf
        self.shortage = Shortage(LOG, "no new connections for a moment: the system has no room")

    @property
    def pause(self) -> float:
        """For how many seconds no connection is taken."""
        return max(self.closed_until - monotonic(), 0)

    def meet(self, error: OSError) -> bool:
        """Take no connection for a moment, if this error says that there is no room for one."""
        if error.errno not in NO_ROOM:
            return False
        self.shortage.tell(error)
        self.closed_until = monotonic() + RECOVERY
        return True


def most_silent(connections: Iterable[K], count: int = 1) -> list[K]:
    """The connections to close in favour of so many others; less where all are busy."""
    silent = (one for one in connections if not one.busy)
    return nsmallest(count, silent, key=lambda one: one.last_activity)
