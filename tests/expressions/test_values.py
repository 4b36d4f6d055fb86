"""Numbers, texts and equality, for callers and for the operators."""

import math

import pytest

from mocktr.expressions import equal
from mocktr.expressions.values import number, text


@pytest.mark.parametrize("one", [None, True, False, 0, 1.5, "", "a", "5"], ids=repr)
def test_scalars_equal_themselves(one):
    assert equal(one, one) is True


@pytest.mark.parametrize(
    ("left", "right"), [(1, 1.0), (5, "5"), (5, "05"), (2.5, "2.50"), (1000, "1e3"), (-3, "-3")]
)
def test_numbers_equal_numbers_and_numeric_strings_of_the_same_size(left, right):
    assert equal(left, right) is True
    assert equal(right, left) is True


@pytest.mark.parametrize(
    ("left", "right"),
    [
        *[(True, 1), (False, 0), (True, "true"), (None, ""), (None, 0), (None, False)],
        *[("5", "05"), ("a", "A"), (5, "five"), ([], []), ({}, {}), ([1], 1), (None, [])],
        *[(float("nan"), float("nan")), (0, [])],
    ],
)
def test_other_values_are_different(left, right):
    assert equal(left, right) is False
    assert equal(right, left) is False


@pytest.mark.parametrize("numeric", ["0", "007", "+5", "-5", "1.5", "1e3", "1E-3", "-2.5e+10"])
def test_decimal_syntax_is_numeric(numeric):
    assert number(numeric) == float(numeric)


@pytest.mark.parametrize(
    "other",
    [
        *["", " ", " 5", "5 ", "5\n", "+", "-", "--5", ".5", "5.", "1e", "e3", "1e3.5"],
        *["1_000", "1,5", "0x1", "nan", "inf", "Infinity", "٣", "½"],
    ],
)
def test_other_syntax_is_not_numeric(other):
    assert number(other) is None


def test_only_numbers_and_numeric_strings_are_numbers():
    assert [number(value) for value in (None, True, [], {}, [5])] == [None] * 5
    assert (number(5), number(2.5)) == (5, 2.5)


def test_numbers_of_any_length_can_be_read():
    assert number("9" * 300) == 10**300 - 1
    assert number("9" * 9999) == math.inf
    assert number("-1e999") == -math.inf


def test_the_text_of_a_number_is_its_shortest_plain_form():
    assert [text(value) for value in (5, 5.0, -2.50, 10**20)] == ["5", "5", "-2.5", "1" + "0" * 20]


def test_what_has_no_plain_text_has_none():
    beyond = [math.inf, -math.inf, math.nan, 10**9999, 1e305]

    assert [text(value) for value in [None, True, [], {}, *beyond]] == [None] * 9
