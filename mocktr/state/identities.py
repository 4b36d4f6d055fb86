"""Who is who in an account: no SID and no number is given twice, now or later."""

from __future__ import annotations

from typing import Any

from mocktr.core.sids import TAIL, Sids, is_sid
from mocktr.values import Mistake, wanted


class Identities:
    """The SIDs and numbers of the records so far."""

    def __init__(self, sids: Sids) -> None:
        self.sids = sids
        self.known: set[str] = set()
        self.numbers: set[int] = set()

    def check(self, record: Any) -> None:
        """Refuse a record that can't be told from others, or from one that is still to come."""
        sid, number = record.sid, record.number
        if not is_sid(sid, record.prefix):
            raise wanted(f"a SID that begins with {record.prefix}", sid, "sid")
        if sid in self.known:
            raise Mistake(f"{sid} stands here for the second time", "sid")
        if not 0 < number <= self.sids.count:
            raise wanted(f"an integer from 1 to sids.count, {self.sids.count}", number, "number")
        if number in self.numbers:
            raise Mistake(f"{number} stands here for the second time", "number")
        made = f"{record.prefix}{self.sids.account_digits}{number:0{TAIL}x}"
        if sid != made and sid not in self.sids.taken:
            raise wanted(f"{made}, as number {number} is, or one of sids.taken", sid, "sid")
        self.known.add(sid)
        self.numbers.add(number)
