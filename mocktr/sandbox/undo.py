"""The picture of an account's world that one step can be taken back to."""

from __future__ import annotations

from time import perf_counter

from mocktr.errors import AdminError
from mocktr.sandbox.snapshot import Snapshot
from mocktr.state import State

LONGEST = 50.0
"""Milliseconds; where the last picture took longer, none is taken of the same world again."""


class Undo:
    """One picture without a name, of the world before the last step."""

    def __init__(self) -> None:
        self.picture: Snapshot | None = None
        self.took = 0.0
        """How long the last picture took, in milliseconds."""
        self.epoch = -1
        """The life of the world in which it was taken."""

    def may_keep(self, epoch: int) -> bool:
        """Whether another picture is worth its time; one of before would go back too far."""
        if self.took <= LONGEST or self.epoch != epoch:
            return True
        self.picture = None
        return False

    def keep(self, state: State, epoch: int) -> Snapshot:
        """Take a picture in place of the one before."""
        began = perf_counter()
        self.picture = Snapshot(state)
        self.took = round((perf_counter() - began) * 1000, 3)
        self.epoch = epoch
        return self.picture

    def use_up(self) -> State:
        """The world to come back to; raises AdminError where none is kept."""
        picture, self.picture = self.picture, None
        if picture is None:
            raise AdminError("nothing is kept to come back to", 404)
        return picture.state()
