"""Virtual time and the clock on the wall: either may follow the other."""

from __future__ import annotations

import time
from datetime import timedelta
from importlib import import_module
from typing import Any

from mocktr.core.clock import LATEST_INSTANT, SECOND
from mocktr.errors import OptionError


class WallClock:
    """A virtual time that flows with the wall clock from a given instant on."""

    def __init__(self, start: int) -> None:
        self.offset = start - time.time_ns() // 1_000_000

    def now(self) -> int:
        """The virtual time, in ms; it stands still at the end of the calendar."""
        return min(time.time_ns() // 1_000_000 + self.offset, LATEST_INSTANT)

    def at(self, instant: int) -> int:
        """The instant (ms) of the wall clock at which the virtual time is `instant`."""
        return instant - self.offset

    def jump(self, amount: int) -> None:
        """Go forward by `amount` ms at once."""
        self.offset += amount


class ShownTime:
    """Lets the wall clock of this process stand at a virtual time (ms), until it is closed.

    What waits (`sleep`, timeouts) goes by other clocks of the machine and is not touched. Raises
    OptionError where the library for it is missing.
    """

    def __init__(self, now: int) -> None:
        self.now = now // SECOND * SECOND
        self.travel = time_machine().travel(now // SECOND, tick=False)
        self.traveller = self.travel.start()
        self.show(now)

    def show(self, now: int) -> None:
        """Let the wall clock stand at `now` (ms)."""
        self.traveller.shift(timedelta(milliseconds=now - self.now))
        self.now = now

    def close(self) -> None:
        """Give the wall clock back."""
        self.travel.stop()


def time_machine() -> Any:
    """The library that can turn the clock of the process."""
    try:
        return import_module("time_machine")
    except ModuleNotFoundError:
        raise OptionError(
            "wall_clock: time-machine is needed: pip install 'mocktr[wall-clock]'"
        ) from None
