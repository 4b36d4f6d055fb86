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
