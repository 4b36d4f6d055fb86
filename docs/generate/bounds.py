"""The bounds of what is kept and taken, from their declarations."""

from __future__ import annotations

from docs.generate.rst import table
from mocktr.limits import LIMITS

HEADER = ("At most", "of what", "Beyond it")


def bounds_table() -> str:
    """Every bound, as a table."""
    return table(HEADER, ((one.amount, one.what, one.beyond) for one in LIMITS), "15 50 35")
