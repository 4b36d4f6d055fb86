"""The words of the language, for who writes an expression."""

from __future__ import annotations

from typing import Any

from mocktr.expressions.operators import OPERATORS

CONNECTIVES = ("AND", "OR")
CONSTANTS = ("true", "false", "null")
DIRECTIONS = ("ASC", "DESC")
"""Of an order_by."""


def words() -> dict[str, Any]:
    """The operators, each with its other spellings and what it says, and all other words."""
    return {
        "operators": [
            {
                "name": one.name,
                "aliases": list(one.aliases),
                "text": one.text,
                "array": one.array,
            }
            for one in OPERATORS
        ],
        "connectives": list(CONNECTIVES),
        "constants": list(CONSTANTS),
        "directions": list(DIRECTIONS),
    }
