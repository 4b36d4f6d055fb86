"""An argument is read as the kind that it is, and a wrong one is told what was wanted."""

from datetime import datetime, timezone

import pytest

from mocktr.commands.arguments import (
    Kind,
    amount,
    anything,
    flag,
    instant,
    is_required,
    one_of,
    required,
    text,
    wanted,
)
from mocktr.commands.command import Command
from mocktr.errors import AdminError, OptionError

NOON = 1894017600000


def refusal(call, *arguments):
    with pytest.raises(AdminError) as refused:
        call(*arguments)
    return refused.value.message


@pytest.mark.parametrize(
    ("argument", "sent", "value"),
    [
        (amount, 2.5, 2.5),
        (flag, True, True),
        (text, "5", "5"),
        (one_of("a", "b"), "b", "b"),
        (instant, "2030-01-07T12:00:00Z", NOON),
        (instant, datetime(2030, 1, 7, 12, tzinfo=timezone.utc), NOON),
        (anything, [{"a": None}], [{"a": None}]),
    ],
)
def test_an_argument_is_read(argument, sent, value):
    assert argument("it", sent) == value


@pytest.mark.parametrize(
    ("argument", "sent", "message"),
    [
        (amount, -1, "it: expected a number that is not negative, got -1"),
        (amount, True, "it: expected a number that is not negative, got true"),
        (amount, float("nan"), "it: expected a number that is not negative, got NaN"),
        (flag, 1, "it: expected true or false, got 1"),
        (text, None, "it: expected text, got null"),
        (one_of("a", "b"), ["a"], 'it: expected a or b, got ["a"]'),
        (instant, 5, "it: expected ISO 8601 such as 2030-01-07T09:00:00Z, got 5"),
        (text, {(1, 2): 3}, "it: expected text, got {(1, 2): 3}"),
        (amount, "x" * 1000, f'it: expected a number that is not negative, got "{"x" * 56}...'),
    ],
)
def test_a_wrong_argument_is_told_what_was_wanted_and_what_came(argument, sent, message):
    assert refusal(argument, "it", sent) == message


def test_an_argument_can_also_be_a_function_whose_docstring_says_what_is_wanted():
    def even(name, value):
        """an even number"""
        if value % 2:
            raise AdminError(f"{name}: {value} is odd")
        return value

    assert wanted(even) == "an even number"
    assert not is_required(even)
    one = Command("GET", "things", print, {"it": even})
    assert one.read({"it": 4}) == {"it": 4}
    assert refusal(one.read, {"it": 3}) == "it: 3 is odd"


def test_what_a_kind_refuses_in_its_own_words_is_told_in_them():
    def read(value):
        raise AdminError("deep inside: too deep")

    assert refusal(Kind("a tree", read), "it", {}) == "deep inside: too deep"


def test_a_kind_is_required_only_where_that_is_said():
    assert is_required(required(text))
    assert not is_required(text)
    assert wanted(required(text)) == wanted(text) == "text"


def test_a_wrong_argument_is_a_wrong_value_to_who_calls_from_python():
    with pytest.raises(OptionError, match="it: expected a number") as refused:
        amount("it", -1)

    assert isinstance(refused.value, AdminError)
    assert refused.value.status == 400
