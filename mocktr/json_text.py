"""Text that may be JSON, as the standard has it."""

from __future__ import annotations

import json
from typing import Any


def decode(text: Any) -> Any:
    """`text` as JSON; None where it is not (a JSON null is no object either)."""
    try:
        if isinstance(text, str):
            return DECODER.decode(text)
        return json.loads(text, parse_constant=refuse_constant)
    except (TypeError, ValueError, RecursionError):
        return None


def refuse_constant(word: str) -> None:
    # Python reads NaN and Infinity, which JSON does not have.
    raise ValueError(word)


DECODER = json.JSONDecoder(parse_constant=refuse_constant)
"""For text; `json.loads` would make one each time, and sees to the encoding of bytes."""
