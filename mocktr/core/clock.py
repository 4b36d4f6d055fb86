"""Virtual time: integer milliseconds since 1970, UTC, that move only when told."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from mocktr.values import Kind, wanted

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?([Zz]|[+-]\d\d:\d\d)?)?",
    re.ASCII,
)

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
LATEST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone.utc)
EARLIEST_INSTANT = (EPOCH.replace(year=1) - EPOCH) // timedelta(milliseconds=1)
LATEST_INSTANT = (LATEST - EPOCH) // timedelta(milliseconds=1)
"""Where a clock ends, since no date after it can be printed."""


class Clock:
    """The time of one account."""

    __slots__ = ("now",)

    def __init__(self, now: int) -> None:
        self.now = now

    def move_to(self, instant: int) -> None:
        """Jump to `instant` (ms); time can't go back."""
        if instant < self.now:
            raise ValueError(f"time can't go back from {iso(self.now)} to {iso(instant)}")
        self.now = instant


# A page of the longest lists and the journal show some thousands, again and again.
@lru_cache(maxsize=4096)
def iso_second(second: int) -> str:
    # Not strftime, which writes the years before 1000 with as many digits as they have.
    return to_datetime(second * SECOND).isoformat()[:19] + "Z"


def iso(instant: int) -> str:
    """`instant` (ms) as TaskRouter prints dates: whole seconds, UTC, `2030-01-07T09:00:00Z`."""
    return iso_second(instant // SECOND)


def in_seconds(amount: int) -> int | float:
    """Milliseconds in seconds, whole where they are."""
    return amount // SECOND if amount % SECOND == 0 else amount / SECOND


def to_datetime(instant: int) -> datetime:
    """`instant` (ms) as an aware datetime in UTC, at an end of the calendar if it is beyond it.

    Timers, and the windows of statistics, may begin or end there.
    """
    within = min(max(instant, EARLIEST_INSTANT), LATEST_INSTANT)
    return EPOCH + timedelta(milliseconds=within)


def from_datetime(moment: datetime) -> int:
    """`moment` in ms; a datetime without a zone is taken as UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    try:
        return (moment.astimezone(timezone.utc) - EPOCH) // timedelta(milliseconds=1)
    except OverflowError:
        raise ValueError(f"{moment} is out of range") from None


def parse_iso(text: str) -> int:
    """An ISO 8601 date or date-time in ms; raises ValueError for anything else."""
    # What datetime.fromisoformat takes differs between the versions of Python.
    parts = ISO.fullmatch(text)
    if parts is None:
        raise ValueError(f"{text} is no ISO 8601 date-time")
    date, clock, second, fraction, zone = parts.groups()
    zone = "+00:00" if zone in (None, "Z", "z") else zone
    precise = f"{second or '00'}.{fraction or '':0<6.6}"
    return from_datetime(datetime.fromisoformat(f"{date}T{clock or '00:00'}:{precise}{zone}"))


def read_instant(value: Any) -> int:
    """ISO 8601 text, or a datetime from Python, in ms."""
    try:
        return from_datetime(value) if isinstance(value, datetime) else parse_iso(value)
    except (TypeError, ValueError):
        raise wanted(instant.wanted, value) from None


instant = Kind("an ISO 8601 date-time such as 2030-01-07T09:00:00Z", read_instant)
"""A time, kept in ms."""
