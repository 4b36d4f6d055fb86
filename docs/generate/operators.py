"""The operators of the expression language, from their table."""

from __future__ import annotations

from docs.generate.rst import table
from mocktr.expressions.operators import OPERATORS, Operator

HEADER = ("Operator", "Also", "True if the left side ... the right one", "Has to be an array")


def operator_table() -> str:
    """Every operator, as a table."""
    return table(HEADER, map(row, OPERATORS), "15 10 50 25")


def row(operator: Operator) -> tuple[str, ...]:
    return (
        f"``{operator.name}``",
        ", ".join(f"``{one}``" for one in operator.aliases) or "\\",
        operator.text,
        f"the {operator.array} side" if operator.array else "\\",
    )
