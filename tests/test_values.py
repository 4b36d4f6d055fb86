"""What comes from outside is read by kinds, and a mistake in it says what and where."""

import math

import pytest

from mocktr.errors import AdminError, OptionError
from mocktr.values import (
    Mistake,
    at,
    check_keys,
    choice,
    flag,
    integer,
    list_of,
    mapping,
    number,
    optional,
    sequence,
    text,
    told_as,
    wanted,
)


def mistake_in(read, value):
    with pytest.raises(Mistake) as caught:
        read(value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (text, ""),
        (flag, False),
        (mapping, {"a": 1}),
        (sequence, [1]),
        (integer(), -(10**400)),
        (integer(0), 0),
        (integer(1, 5), 5),
        (number(), 1.5),
        (number(0, 1), 1),
        (choice("on", "off"), "off"),
        (optional(text), None),
        (optional(text), "a"),
        (list_of(text), ["a", "b"]),
    ],
)
def test_a_value_of_its_kind_stays_as_it_is(kind, value):
    assert kind(value) == value


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (text, 1, "expected a string, got 1"),
        (flag, 1, "expected true or false, got 1"),
        (mapping, [], "expected a mapping, got []"),
        (sequence, {}, "expected a list, got {}"),
        (integer(), "1", 'expected an integer, got "1"'),
        (integer(), 1.0, "expected an integer, got 1.0"),
        (integer(), None, "expected an integer, got null"),
        (integer(0), -1, "expected an integer that is not negative, got -1"),
        (integer(1), 0, "expected an integer of at least 1, got 0"),
        (integer(high=9), 10, "expected an integer up to 9, got 10"),
        (integer(400, 599, "an HTTP status"), 200,
         "expected an HTTP status from 400 to 599, got 200"),
        (number(0, 1), 1.5, "expected a number from 0 to 1, got 1.5"),
        (number(0, 1), "1", 'expected a number from 0 to 1, got "1"'),
        (choice("on", "off"), "up", 'expected on or off, got "up"'),
        (choice("a", "b", "c"), ["a"], 'expected one of a, b, c, got ["a"]'),
        (optional(integer()), "", 'expected an integer, got ""'),
        (list_of(text), "a", 'expected a list, got "a"'),
        (list_of(text, "a list of names"), 5, "expected a list of names, got 5"),
    ],
)  # fmt: skip
def test_another_value_is_refused_with_what_was_wanted(kind, value, message):
    assert mistake_in(kind, value) == message


@pytest.mark.parametrize("value", [True, False])
@pytest.mark.parametrize("kind", [integer(), integer(0, 1), number(), number(0, 1)])
def test_a_boolean_is_no_number(kind, value):
    assert mistake_in(kind, value).endswith(f", got {str(value).lower()}")


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
@pytest.mark.parametrize("kind", [number(), number(0), number(high=9)])
def test_a_number_is_finite(kind, value):
    assert mistake_in(kind, value).startswith("expected a number")


def test_a_mistake_says_where_it_is():
    rows = list_of(lambda row: at("name", text, row))

    assert mistake_in(rows, ["a", 2]) == "[1].name: expected a string, got 2"


def test_a_mistake_is_told_from_where_the_value_stands():
    mistake = wanted("a string", 2, "names", 0)

    assert mistake.said(("workers", 3)) == "workers[3].names[0]: expected a string, got 2"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (5, "expected a mapping with name, size, got 5"),
        ({"name": 1, "sise": 2}, "sise: unknown key; there are name, size"),
        ({1: 2}, "[1]: unknown key; there are name, size"),
    ],
)
def test_keys_are_the_known_ones(value, message):
    assert mistake_in(lambda row: check_keys(row, ("name", "size")), value) == message


def test_known_keys_need_not_all_be_there():
    check_keys({"name": 1}, ("name", "size"))


def test_a_border_tells_a_mistake_as_an_error_of_its_own():
    with (
        pytest.raises(OptionError, match=r"^journal: expected an integer, got null$"),
        told_as(OptionError, "journal"),
    ):
        integer().read(None)


def test_a_border_can_be_around_a_function():
    read = told_as(AdminError)(integer())

    with pytest.raises(AdminError, match=r"^expected an integer, got 1\.5$"):
        read(1.5)
    assert read(2) == 2
