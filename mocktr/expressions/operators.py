"""The operators, a line each: lexer, grammar and compiler take theirs from this table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from operator import ge, gt, le, lt

from mocktr.expressions import shortcuts
from mocktr.expressions.shortcuts import Shortcut, no_shortcut
from mocktr.expressions.values import ARRAY, Test, contains, equal, has, ordered, unequal

# What NOT IN gives when its right side is no array.  The documentation of TaskRouter has array
# operators false for two scalars; whether a missing array counts as one is not known.
NOT_IN_WITHOUT_ARRAY = False


@dataclass(frozen=True, slots=True)
class Operator:
    """A name, its test of two values, shortcuts for a constant side, and other spellings."""

    name: str
    test: Test
    text: str
    """What it says of the left side and the right one, for the documentation."""
    right_constant: Shortcut = no_shortcut
    left_constant: Shortcut = no_shortcut
    aliases: tuple[str, ...] = ()
    array: str | None = None
    """Which side has to be an array for this to be true: "left", "right", or None for neither."""


def is_in(item: object, array: object) -> bool:
    return has(array, item)


def not_in(item: object, array: object) -> bool:
    return not has(array, item) if isinstance(array, ARRAY) else NOT_IN_WITHOUT_ARRAY


lacks = partial(shortcuts.lacks, otherwise=NOT_IN_WITHOUT_ARRAY)

OPERATORS = (
    Operator("==", equal, "equals", shortcuts.equal, shortcuts.equal, aliases=("=",)),
    Operator("!=", unequal, "does not equal", shortcuts.unequal, shortcuts.unequal),
    Operator(">", ordered(gt), "is greater than", shortcuts.ordered(gt), shortcuts.ordered(lt)),
    Operator(">=", ordered(ge), "is at least", shortcuts.ordered(ge), shortcuts.ordered(le)),
    Operator("<", ordered(lt), "is less than", shortcuts.ordered(lt), shortcuts.ordered(gt)),
    Operator("<=", ordered(le), "is at most", shortcuts.ordered(le), shortcuts.ordered(ge)),
    Operator("CONTAINS", contains, "is a text that contains", shortcuts.contains),
    Operator("HAS", has, "has the element", shortcuts.has, shortcuts.one_of, (">-",), "left"),
    Operator("IN", is_in, "is an element of", shortcuts.one_of, shortcuts.has, ("<-",), "right"),
    Operator("NOT IN", not_in, "is no element of", shortcuts.none_of, lacks, array="right"),
)

BY_SPELLING = {
    spelling: operator for operator in OPERATORS for spelling in (operator.name, *operator.aliases)
}
