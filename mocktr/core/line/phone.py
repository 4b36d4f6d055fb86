"""What a phone does when it rings: answers after some seconds, is busy, fails, or rings in vain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from mocktr.core.behavior import COUNT, is_nth, read_time
from mocktr.core.clock import in_seconds
from mocktr.values import Reader, at, check_keys, flag

EVERY_PHONE = "*"
"""Stands for all phones where they are given by the names of workers."""

ANSWERED, BUSY, NO_ANSWER, FAILED = "answered", "busy", "no-answer", "failed"


class Phone(NamedTuple):
    """How a phone behaves; times are ms here, and seconds where they are written."""

    answers: bool = True
    answer_after: int = 0
    busy: bool = False
    busy_every: int | None = None
    """Which of its calls finds it busy, counted from 1."""
    fails: bool = False
    talk_for: int | None = None
    """How long after the answer it hangs up; None for one that waits for the other side."""

    def outcome(self, number: int) -> str:
        """What comes of the call with this number, from 1 on."""
        if self.fails:
            return FAILED
        if self.busy or is_nth(number, self.busy_every):
            return BUSY
        return ANSWERED if self.answers else NO_ANSWER

    def as_dict(self) -> dict[str, Any]:
        """As it is written: in seconds, without what is left out."""
        kept: Iterable[tuple[str, Any, Any]] = zip(self._fields, self, DEFAULT, strict=True)
        return {
            name: in_seconds(value) if name in TIMES else value
            for name, value, default in kept
            if value != default
        }


DEFAULT = Phone()
TIMES = ("answer_after", "talk_for")


def read_phone(values: Any) -> Phone:
    """A phone as it is written, with times in seconds; raises Mistake."""
    check_keys(values, Phone._fields)
    return Phone(**{name: at(name, READERS[name], value) for name, value in values.items()})


READERS: dict[str, Reader[Any]] = {
    **dict.fromkeys(("answers", "busy", "fails"), flag),
    **dict.fromkeys(TIMES, read_time),
    "busy_every": COUNT,
}
