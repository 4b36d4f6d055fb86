"""Requests that wait until they may be begun, and whose turn it is.

Theory of operation
-------------------
Each share has a line of its own, and the lines take turns. A line that was empty before has its
first turn ahead of the others, so that who asks for little is not behind those who ask for much;
one that became empty keeps its place until its turn has passed, so that who comes back at once has
no more turns than others. That is how routers are fair to flows (RFC 8290, 4.1.1).
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator
from itertools import chain
from typing import Generic, TypeVar

J = TypeVar("J")

Share = Hashable
"""Under which name a request waits."""


class Lines(Generic[J]):
    """Jobs by share; true while some wait."""

    def __init__(self) -> None:
        self.new: OrderedDict[Share, deque[J]] = OrderedDict()
        """Those that had no turn yet, the first one first."""
        self.known: OrderedDict[Share, deque[J]] = OrderedDict()
        """The others, by when they have their turns; some may be empty."""
        self.count = 0

    def __len__(self) -> int:
        return self.count

    def add(self, share: Share, job: J) -> None:
        """Let a job wait behind the others of its share."""
        lines = self.known if share in self.known else self.new
        lines.setdefault(share, deque()).append(job)
        self.count += 1

    def has(self, may_begin: Callable[[Share], bool]) -> bool:
        """Whether a job waits whose share may begin one."""
        return any(may_begin(share) for share in self.shares())

    def take(self, may_begin: Callable[[Share], bool]) -> tuple[Share, J] | None:
        """The next job whose share may begin one."""
        for share in self.shares():
            if may_begin(share):
                return share, self.take_from(share)
        return None

    def shares(self) -> Iterator[Share]:
        """Those of which a job waits, by when they have their turns."""
        return chain(self.new, (share for share, line in self.known.items() if line))

    def take_from(self, share: Share) -> J:
        line = self.new.pop(share, None)
        if line is None:
            self.forget_before(share)
            line = self.known.pop(share)
        self.known[share] = line
        self.count -= 1
        if not self.count:
            self.known.clear()
        return line.popleft()

    def forget_before(self, share: Share) -> None:
        """Drop the empty lines whose turn has passed, up to this share's."""
        passed = []
        for other, line in self.known.items():
            if other == share:
                break
            if not line:
                passed.append(other)
        for other in passed:
            del self.known[other]
