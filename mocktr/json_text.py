"""Text that may be JSON, as the standard has it."""

from __future__ import annotations

import json
from math import isinf
from typing import Any


def decode(text: Any) -> Any:
    """`text` as JSON; None where it is not (a JSON null is no object either)."""
    try:
        if isinstance(text, str):
            return DECODER.decode(text)
        return json.loads(text, parse_constant=refuse_constant, parse_float=finite)
    except (TypeError, ValueError, RecursionError):
        return None


def refuse_constant(word: str) -> None:
    # Python reads NaN and Infinity, which JSON does not have.
    raise ValueError(f"{word} is no number of JSON")


def finite(digits: str) -> float:
    """A number with a fraction or an exponent; raises ValueError where no float is so large."""
    number = float(digits)
    if isinf(number):
        # It would be shown as Infinity.
        raise ValueError(f"{digits} is too large a number")
    return number


DECODER = json.JSONDecoder(parse_constant=refuse_constant, parse_float=finite)
"""For text; `json.loads` would make one each time, and sees to the encoding of bytes."""


def compact(value: Any) -> str:
    """A decoded value as TaskRouter stores JSON: without blanks, the keys in their order.

    Raises ValueError for a number that JSON can't spell, RecursionError for one nested too deep.
    """
    text = ENCODER.encode(value)
    if text.isascii():
        return text
    # Half a surrogate pair, which is no character, can only stand in JSON as an escape.
    return text.encode(errors="backslashreplace").decode()


ENCODER = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False
)
"""Of numbers, repeated keys and characters beyond ASCII nobody has seen what TaskRouter makes."""
