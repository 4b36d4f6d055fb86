"""Repeatable identifiers: from the account and a counter, never from chance."""

from __future__ import annotations

import re
from functools import cache

TAIL = 12


class Sids:
    """Hands out SIDs of one account.

    A SID is its prefix, 20 hex digits of the account and a 12-digit hex counter from 1, so that
    the order of SIDs is the order of creation.
    """

    __slots__ = ("account_digits", "count", "taken")

    def __init__(self, account_sid: str) -> None:
        self.account_digits = account_sid[-20:]
        self.count = 0
        self.taken: set[str] = set()

    def next(self, prefix: str) -> tuple[int, str]:
        """The next creation number and its SID; SIDs that a seed gave explicitly are skipped."""
        while True:
            self.count += 1
            sid = self.numbered(prefix, self.count)
            if not self.taken or sid not in self.taken:
                return self.count, sid

    def reserve(self, prefix: str, count: int) -> bool:
        """Take so many numbers at once; not if a seed gave one of their SIDs explicitly."""
        numbers = range(self.count + 1, self.count + count + 1)
        if self.taken and any(self.numbered(prefix, one) in self.taken for one in numbers):
            return False
        self.count += count
        return True

    def numbered(self, prefix: str, number: int) -> str:
        """The SID of this account with this number."""
        # A third of what a format with a width costs, and each request and record has one.
        return prefix + self.account_digits + number.to_bytes(TAIL // 2, "big").hex()

    def take(self, sid: str) -> int:
        """Reserve an explicit SID and answer its creation number."""
        self.taken.add(sid)
        self.count += 1
        return self.count


def number_in(sid: str) -> int:
    """The creation number in a SID that was handed out."""
    return int(sid[-TAIL:], 16)


@cache
def pattern(prefix: str) -> re.Pattern[str]:
    return re.compile(prefix + r"[0-9a-fA-F]{32}\Z")


def is_sid(text: object, prefix: str) -> bool:
    """Whether `text` is a SID with this prefix (sources: openapi)."""
    return isinstance(text, str) and pattern(prefix).match(text) is not None
