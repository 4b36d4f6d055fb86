"""Faster forms of the operators, for when one side is a constant.

Each takes how to fetch the other side and the constant, and returns a test of a scope that answers
just as the operator's general test would, or None where there is nothing to gain.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import eq, ne

from mocktr.expressions import values
from mocktr.expressions.paths import Fetch, ScopeLike
from mocktr.expressions.values import ARRAY, SCALAR_OR_NULL

ScopeTest = Callable[[ScopeLike], bool]
Shortcut = Callable[[Fetch, object], "ScopeTest | None"]


def no_shortcut(fetch: Fetch, constant: object) -> ScopeTest | None:
    """For operators that are fast enough without."""
    return None


def equal(fetch: Fetch, constant: object) -> ScopeTest | None:
    """`reference == constant`."""
    if constant is None or isinstance(constant, bool):
        return lambda scope: fetch(scope) is constant
    if _is_plain(constant):
        return lambda scope: fetch(scope) == constant
    return _if_integer(eq, values.equal, fetch, constant)


def unequal(fetch: Fetch, constant: object) -> ScopeTest | None:
    """`reference != constant`."""
    if constant is None:
        return lambda scope: fetch(scope) is not None
    if isinstance(constant, bool):
        return lambda scope: (
            (value := fetch(scope)) is not constant and isinstance(value, SCALAR_OR_NULL)
        )
    if _is_plain(constant):
        return lambda scope: (
            (value := fetch(scope)) != constant and isinstance(value, SCALAR_OR_NULL)
        )
    return _if_integer(ne, values.unequal, fetch, constant)


def ordered(compare: Callable[..., bool]) -> Shortcut:
    """`reference < constant` and its likes."""
    general = values.ordered(compare)
    return lambda fetch, constant: _if_integer(compare, general, fetch, constant)


def contains(fetch: Fetch, constant: object) -> ScopeTest | None:
    """`reference CONTAINS constant`."""
    if not isinstance(constant, str):
        return None

    def test(scope: ScopeLike) -> bool:
        value = fetch(scope)
        return constant in value if isinstance(value, str) else values.contains(value, constant)

    return test


def has(fetch: Fetch, constant: object) -> ScopeTest | None:
    """`reference HAS constant`, which is `constant IN reference`."""
    if not _is_plain(constant):
        return None
    return lambda scope: isinstance(array := fetch(scope), ARRAY) and constant in array


def lacks(fetch: Fetch, constant: object, otherwise: bool) -> ScopeTest | None:
    """`constant NOT IN reference`; a reference to no array gives `otherwise`."""
    if not _is_plain(constant):
        return None
    return lambda scope: (
        constant not in array if isinstance(array := fetch(scope), ARRAY) else otherwise
    )


def one_of(fetch: Fetch, constant: object) -> ScopeTest | None:
    """`reference IN [constant, ...]`, which is `[constant, ...] HAS reference`."""
    if not (isinstance(constant, ARRAY) and all(map(_is_plain, constant))):
        return None
    texts = frozenset(constant)
    return lambda scope: isinstance(value := fetch(scope), str) and value in texts


def none_of(fetch: Fetch, constant: object) -> ScopeTest | None:
    """`reference NOT IN [constant, ...]`."""
    if not (isinstance(constant, ARRAY) and all(map(_is_plain, constant))):
        return None
    texts = frozenset(constant)
    return lambda scope: not (isinstance(value := fetch(scope), str) and value in texts)


def _is_plain(constant: object) -> bool:
    """Whether only the very same text equals this constant."""
    return isinstance(constant, str) and values.number(constant) is None


def _if_integer(
    compare: Callable[..., bool], general: values.Test, fetch: Fetch, constant: object
) -> ScopeTest | None:
    """Integers are compared at once with an integer constant; the rest takes the general test."""
    if constant.__class__ is not int:
        return None

    def test(scope: ScopeLike) -> bool:
        value = fetch(scope)
        return compare(value, constant) if value.__class__ is int else general(value, constant)

    return test
