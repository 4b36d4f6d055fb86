"""What values are to the language: which are numbers, which are equal, which comes first."""

import re
from collections.abc import Callable

Test = Callable[[object, object], bool]

ARRAY = (list, tuple)
SCALAR = (str, int, float, bool)
SCALAR_OR_NULL = (*SCALAR, type(None))

# The strings that count as numbers: decimal digits with an optional sign, fraction and exponent,
# and nothing else, so "6", "-1.50" and "1e3", but not "nan", "inf", "1_000", ".5" or " 5 ".
_is_numeric = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?").fullmatch

# Python neither reads nor prints integers of some thousand digits, and its floats end at 309.
_DIGITS = 300
_HUGE = 10.0**_DIGITS


def number(value: object) -> int | float | None:
    """The number that a value counts as, if any; a boolean is no number."""
    if isinstance(value, str):
        return read_number(value) if _is_numeric(value) else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    return None


def read_number(text: str) -> int | float:
    """Read decimal syntax: integers stay exact, a leading zero means nothing."""
    is_integer = text.lstrip("+-").isdecimal() and len(text) <= _DIGITS
    return int(text) if is_integer else float(text)


def text(value: object) -> str | None:
    """The text that CONTAINS sees: that of strings and numbers, whole ones without a fraction."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)) or is_huge(value):
        return None
    return str(int(value) if value == int(value) else value)


def is_huge(value: int | float) -> bool:
    """Whether a number has no plain text: too long for Python, infinite, or not a number."""
    return not abs(value) < _HUGE


def equal(left: object, right: object) -> bool:
    """The language's equality: `"5"` equals `5`, but `true` neither equals `1` nor `"true"`.

    Two strings are equal when their characters are, even if both are numeric.
    NULL equals NULL only; arrays and objects equal nothing, not even themselves.
    """
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if left is None or right is None or isinstance(left, bool) or isinstance(right, bool):
        return left is right
    one, other = number(left), number(right)
    return one is not None and other is not None and one == other


def unequal(left: object, right: object) -> bool:
    """Not equal, provided that both can be compared.

    TaskRouter's scalar operators are false for arrays, this one too.
    NULL is the exception: `preferred_agents != null` asks whether there is such an array.
    """
    if left is None or right is None:
        return left is not right
    return isinstance(left, SCALAR) and isinstance(right, SCALAR) and not equal(left, right)


def ordered(compare: Callable[..., bool]) -> Test:
    """An ordering test: numbers and numeric strings by size, other strings by character."""

    def test(left: object, right: object) -> bool:
        one, other = number(left), number(right)
        if one is not None and other is not None:
            return compare(one, other)
        return isinstance(left, str) and isinstance(right, str) and compare(left, right)

    return test


def contains(left: object, right: object) -> bool:
    """Whether the text on the left has the one on the right in it."""
    whole, part = text(left), text(right)
    return whole is not None and part is not None and part in whole


def has(array: object, item: object) -> bool:
    """Whether an array has an element that equals the item; false for all that is no array."""
    if not isinstance(array, ARRAY):
        return False
    if isinstance(item, str) and number(item) is None:
        return item in array
    return any(equal(element, item) for element in array)
