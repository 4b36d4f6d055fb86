"""Jobs that wait until they may be begun, and whose turn it is.

Theory of operation
-------------------
Each share has a line of its own, and the lines take turns. A share that asks for no more than its
part, which is one turn while each of the others has one, comes ahead of those who ask for more: so
who asks for little does not wait for the crowds of others. That is how routers are fair to flows
(RFC 8290, 4.1.1). So does who asks for a thing or two at a time, where that is known (`calm`). As a
client may come under any number of names, every now and then one of the others has a turn all the
same.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator
from itertools import chain
from typing import Generic, TypeVar

J = TypeVar("J")

MOST_AHEAD = 8
"""So many turns in a row modest lines have, before one of the others has one."""

Share = Hashable
"""Under which name a job waits."""


def anybody(share: Share) -> bool:
    """Whether a job of this share may be begun: always."""
    return True


class JobLine(Generic[J]):
    """The jobs of one share, the first one first."""

    __slots__ = ("jobs", "turn")

    def __init__(self) -> None:
        self.jobs: deque[J] = deque()
        self.turn = 0
        """The number of its last turn."""


class Lines(Generic[J]):
    """Jobs by share; true while some wait."""

    def __init__(self) -> None:
        self.modest: OrderedDict[Share, JobLine[J]] = OrderedDict()
        """Those that come ahead, the first one first."""
        self.others: OrderedDict[Share, JobLine[J]] = OrderedDict()
        """Those that do not, by when they have their turns."""
        self.served: OrderedDict[Share, JobLine[J]] = OrderedDict()
        """Empty ones that had a turn lately, the oldest one first."""
        self.turns = 0
        self.ahead = 0
        """How many turns in a row were those of modest lines while one of the others waited."""
        self.count = 0

    def __len__(self) -> int:
        return self.count

    def add(self, share: Share, job: J) -> None:
        """Let a job wait behind the others of its share."""
        line = self.modest.get(share) or self.others.get(share) or self.begin(share)
        line.jobs.append(job)
        self.count += 1

    def has(self, may_begin: Callable[[Share], bool]) -> bool:
        """Whether a job waits whose share may begin one."""
        return any(map(may_begin, self.shares()))

    def remove(self, share: Share, job: J) -> None:
        """Let a job wait no longer."""
        lines = self.modest if share in self.modest else self.others
        lines[share].jobs.remove(job)
        if not lines[share].jobs:
            del lines[share]
        self.leave()

    def take(self, may_begin: Callable[[Share], bool] = anybody) -> tuple[Share, J] | None:
        """The next job whose share may begin one."""
        for share in self.shares():
            if may_begin(share):
                return share, self.take_from(share)
        return None

    def shares(self) -> Iterator[Share]:
        """Those of which a job waits, by when they have their turns."""
        if self.ahead < MOST_AHEAD:
            return chain(self.modest, self.others)
        return chain(self.others, self.modest)

    def calm(self, share: Share) -> None:
        """Let a share come ahead again of which nothing is under way, and one job waits at most.

        It asks for a thing or two at a time, however soon for the next one.
        """
        self.served.pop(share, None)
        line = self.others.get(share)
        if line is not None and len(line.jobs) == 1:
            self.modest[share] = self.others.pop(share)

    def begin(self, share: Share) -> JobLine[J]:
        """A line for who had none."""
        self.forget()
        line = self.served.pop(share, None)
        if line is None:
            line = self.modest[share] = JobLine()
        else:
            self.others[share] = line
        return line

    def forget(self) -> None:
        """Keep those no longer in mind who had their part long ago."""
        part = self.turns - len(self.others) - len(self.modest)
        while self.served and next(iter(self.served.values())).turn <= part:
            self.served.popitem(last=False)

    def take_from(self, share: Share) -> J:
        self.turns += 1
        line = self.others.pop(share, None)
        if line is None:
            line = self.modest.pop(share)
            self.ahead += bool(self.others)
        else:
            self.ahead = 0
        job = line.jobs.popleft()
        line.turn = self.turns
        (self.others if line.jobs else self.served)[share] = line
        self.leave()
        return job

    def leave(self) -> None:
        """One waits no longer."""
        self.count -= 1
        if not self.count:
            self.served.clear()
