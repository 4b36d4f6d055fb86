"""The kinds of value in a document, one by one."""

import math
from typing import NamedTuple

import pytest

from mocktr.state import tuples
from mocktr.state.values import fixed, integer, scalar, text
from mocktr.values import Mistake


class Pair(NamedTuple):
    names: tuple[str, ...]
    place: tuple[int, str] | None


class Odd(NamedTuple):
    odd: set[str]


@pytest.mark.parametrize("value", ["x", 1, 1.5, True, None])
def test_a_scalar_is_what_json_has_no_parts_of(value):
    assert scalar(value) is value


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "expected a string, a number, true, false or null, got []"),
        ({}, "expected a string, a number, true, false or null, got {}"),
        (math.inf, "expected a number that JSON has, got Infinity"),
        (math.nan, "expected a number that JSON has, got NaN"),
    ],
)
def test_anything_else_is_refused(value, message):
    with pytest.raises(Mistake) as refused:
        scalar(value)

    assert str(refused.value) == message


def test_a_mistake_says_where_it_is():
    with pytest.raises(Mistake) as refused:
        fixed(integer, fixed(text, text))([1, ["a", 2]])

    assert str(refused.value) == "[1][1]: expected a string, got 2"


@pytest.mark.parametrize("pair", [Pair(("a", "b"), (1, "c")), Pair((), None)])
def test_a_named_tuple_is_an_object_and_back(pair):
    shown = tuples.show(pair)

    assert shown == {"names": list(pair.names), "place": pair.place and list(pair.place)}
    assert tuples.reader(Pair)(shown) == pair


def test_a_type_that_no_document_can_hold_is_told():
    with pytest.raises(TypeError, match=r"no document can hold set\[str\]"):
        tuples.reader(Odd)
