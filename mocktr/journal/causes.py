"""Which entry of a journal caused an event: a request, or the answer to a callback."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from mocktr.journal.entries import Entry


class Causes:
    """What caused the events of an account, as far as its journal still tells."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        # Each has its effect in one hold of the account's lock, so that none overlap.
        caused = sorted((one.after, one.before, one.number) for one in entries if one.after)
        self.stretches = [stretch for stretch in caused if stretch[0] > stretch[1]]

    def of(self, event: int | None) -> int | None:
        """The number of the entry that caused the event with this number."""
        if event is None:
            return None
        place = bisect_left(self.stretches, (event,))
        if place == len(self.stretches):
            return None
        _, before, number = self.stretches[place]
        return number if event > before else None
