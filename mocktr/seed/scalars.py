"""The values that a seed may hold: those of JSON, within bounds."""

from __future__ import annotations

import math

from mocktr.values import Mistake

MOST_DIGITS = 1000
MOST_DEPTH = 100
MOST_VALUES = 500_000
"""How many values a seed may hold, those of an alias counted each time that it stands for them.

A long text may hold as many as it has characters.
"""

TOO_DEEP = f"nested more than {MOST_DEPTH} deep"
TOO_MANY = f"more than {MOST_VALUES} values"


def integer(digits: str) -> int:
    """The number that these digits spell; raises Mistake, here and below."""
    # Python itself refuses to read or write a few thousand digits.
    if len(digits) > MOST_DIGITS:
        raise Mistake(f"expected at most {MOST_DIGITS} digits, got {len(digits)}")
    return int(digits)


def finite(number: float) -> float:
    """`number`, unless JSON has no way to write it."""
    if not math.isfinite(number):
        raise Mistake("expected a number within the range of a double")
    return number


def text(value: str) -> str:
    """`value` with pairs of surrogates joined, as JSON writes what is beyond the first plane."""
    if value.isascii():
        return value
    try:
        return value.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise Mistake("expected Unicode text, got half a surrogate pair") from None
