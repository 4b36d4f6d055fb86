"""What a worker does by themselves with what they are offered: a behaviour, or answers one by one.

Times are milliseconds here, and seconds where they are written.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from mocktr.core.clock import SECOND, in_seconds
from mocktr.values import Mistake, Reader, at, check_keys, integer, list_of, number, wanted

EVERYBODY = "*"
"""Stands for all workers where behaviours are given by name."""


class Answer(NamedTuple):
    """What a worker does with one offer: after how long (ms), or None for what others do."""

    accept_after: int | None = None
    reject_after: int | None = None
    handle_for: int | None = None
    """From the acceptance, whoever accepted, to the wrap-up, or to the end where there is none."""
    wrap_up_for: int | None = None
    available_after: int | None = None
    """From a timeout that made the worker unavailable to when they are back."""

    def as_dict(self) -> dict[str, Any]:
        """As it is written: in seconds, without what is left out."""
        missed = self.accept_after is None and self.reject_after is None
        return {**({MISS: True} if missed else {}), **written(self)}


class Behavior(NamedTuple):
    """What a worker does with all offers, the first of which has the number 1."""

    accept_after: int | None = None
    reject_after: int | None = None
    handle_for: int | None = None
    wrap_up_for: int | None = None
    available_after: int | None = None
    accept_every: int | None = None
    reject_every: int | None = None
    miss_every: int | None = None

    def answer(self, number: int) -> Answer:
        """What the worker does with the offer of this number.

        Missing goes before rejecting, and rejecting before accepting, where more than one would
        have it.
        """
        accept_after, reject_after = self.choice(number)
        return Answer(
            accept_after, reject_after, self.handle_for, self.wrap_up_for, self.available_after
        )

    def choice(self, number: int) -> tuple[int | None, int | None]:
        """When the worker accepts, and when they reject; one of them at most."""
        if is_nth(number, self.miss_every):
            return None, None
        if is_nth(number, self.reject_every):
            return None, (
                self.accept_after or 0
            ) if self.reject_after is None else self.reject_after
        if self.accept_after is not None and is_nth(number, self.accept_every or 1):
            return self.accept_after, None
        return None, self.reject_after if self.reject_every is None else None

    def as_dict(self) -> dict[str, Any]:
        """As it is written: in seconds, without what is left out."""
        return written(self)


def is_nth(number: int, every: int | None) -> bool:
    return every is not None and number % every == 0


def written(record: Answer | Behavior) -> dict[str, Any]:
    return {
        name: value if name in COUNTS else in_seconds(value)
        for name, value in zip(record._fields, record, strict=True)
        if value is not None
    }


# --- how it is written ---------------------------------------------------------------------


ANSWER_TIMES = ("accept_after", "reject_after")
COMMON = ("handle_for", "wrap_up_for", "available_after")
TIMES = (*ANSWER_TIMES, *COMMON)
COUNTS = ("accept_every", "reject_every", "miss_every")
BEHAVIOR_KEYS = (*TIMES, *COUNTS)
MISS = "miss"
ANSWER_KEYS = (*TIMES, MISS)

LARGEST = 10**12 - 1
"""More seconds are no time that a clock could come to, nor as ms in what a document holds."""

SECONDS = number(0, LARGEST, "a number of seconds")
COUNT = integer(1, LARGEST)


def read_time(value: Any) -> int:
    """A number of seconds, as ms."""
    return round(SECONDS(value) * SECOND)


READERS: dict[str, Reader[int]] = {
    **dict.fromkeys(TIMES, read_time),
    **dict.fromkeys(COUNTS, COUNT),
}


def read_behavior(values: Any) -> Behavior:
    """A behaviour as it is written: times in seconds, counts from 1 on; raises Mistake."""
    check_keys(values, BEHAVIOR_KEYS)
    if "accept_every" in values and "accept_after" not in values:
        raise Mistake("expected accept_after beside it", "accept_every")
    rejects_rest = "reject_every" in values or "accept_every" in values
    if "reject_after" in values and "accept_after" in values and not rejects_rest:
        raise Mistake(
            "expected reject_every or accept_every beside it, as all is accepted", "reject_after"
        )
    return Behavior(**{name: at(name, READERS[name], value) for name, value in values.items()})


def read_script(rows: Any) -> tuple[Answer, ...]:
    """Answers to the next offers, in order; raises Mistake."""
    return tuple(list_of(read_answer, "a list of answers")(rows))


def read_answer(values: Any) -> Answer:
    """`{reject_after: 10}`, `{accept_after: 5, handle_for: 60}` or `{miss: true}`."""
    check_keys(values, ANSWER_KEYS)
    kinds = (*ANSWER_TIMES, MISS)
    if len(values.keys() & set(kinds)) != 1:
        raise wanted(f"exactly one of {', '.join(kinds)}", values)
    if values.get(MISS, True) is not True:
        raise wanted("true", values[MISS], MISS)
    times = {name: value for name, value in values.items() if name != MISS}
    return Answer(**{name: at(name, read_time, value) for name, value in times.items()})
