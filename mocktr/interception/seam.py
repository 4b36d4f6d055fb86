"""A function of a library through which all its requests go, and which we can take the place of."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any


class Seam:
    """The method `name` of the class `owner`; `around` makes ours of the genuine one."""

    def __init__(self, owner: type, name: str, around: Callable[[Any], Any]) -> None:
        self.owner = owner
        self.name = name
        self.around = around
        self.genuine: Any = None
        self.ours: Any = None

    def open(self) -> None:
        """Take the place of the method, if that is not done."""
        if self.ours is None:
            self.genuine = vars(self.owner)[self.name]
            self.ours = wraps(self.genuine)(self.around(self.genuine))
            setattr(self.owner, self.name, self.ours)

    def close(self) -> None:
        """Put the genuine method back.

        Where somebody else has put theirs on top, it is theirs to take away: ours lies beneath, and
        lets everything pass.
        """
        if vars(self.owner)[self.name] is self.ours:
            setattr(self.owner, self.name, self.genuine)
        self.genuine = self.ours = None
