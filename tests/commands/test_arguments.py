"""An argument is read as the kind that it is, and a wrong one is told what was wanted."""

from datetime import datetime, timezone

import pytest

from mocktr.commands.arguments import Argument, anything, argument, required
from mocktr.core.clock import instant
from mocktr.errors import AdminError, OptionError
from mocktr.values import Kind, choice, flag, number, text

amount = number(0)
NOON = 1894017600000


def refusal(call, *arguments):
    with pytest.raises(AdminError) as refused:
        call(*arguments)
    return refused.value.message


@pytest.mark.parametrize(
    ("kind", "sent", "value"),
    [
        (amount, 2.5, 2.5),
        (flag, True, True),
        (text, "5", "5"),
        (choice("a", "b"), "b", "b"),
        (instant, "2030-01-07T12:00:00Z", NOON),
        (instant, datetime(2030, 1, 7, 12, tzinfo=timezone.utc), NOON),
        (anything, [{"a": None}], [{"a": None}]),
    ],
)
def test_an_argument_is_read(kind, sent, value):
    assert Argument(kind).read("it", sent) == value


@pytest.mark.parametrize(
    ("kind", "sent", "message"),
    [
        (amount, -1, "it: expected a number that is not negative, got -1"),
        (amount, True, "it: expected a number that is not negative, got true"),
        (amount, float("nan"), "it: expected a number that is not negative, got NaN"),
        (flag, 1, "it: expected true or false, got 1"),
        (text, None, "it: expected a string, got null"),
        (choice("a", "b"), ["a"], 'it: expected a or b, got ["a"]'),
        (instant, 5, "it: expected an ISO 8601 date-time such as 2030-01-07T09:00:00Z, got 5"),
        (text, {(1, 2): 3}, "it: expected a string, got {(1, 2): 3}"),
        (amount, "x" * 1000, f'it: expected a number that is not negative, got "{"x" * 56}...'),
    ],
)
def test_a_wrong_argument_is_told_what_was_wanted_and_what_came(kind, sent, message):
    assert refusal(Argument(kind).read, "it", sent) == message


def test_what_a_kind_refuses_in_its_own_words_is_told_in_them():
    def read(value):
        raise AdminError("deep inside: too deep")

    assert refusal(Argument(Kind("a tree", read)).read, "it", {}) == "deep inside: too deep"


def test_an_argument_is_required_only_where_that_is_said():
    assert required(text).required
    assert argument(required(text)) == required(text)
    assert not argument(text).required
    assert required(text).wanted == argument(text).wanted == "a string"


def test_a_wrong_argument_is_a_wrong_value_to_who_calls_from_python():
    with pytest.raises(OptionError, match="it: expected a number") as refused:
        Argument(amount).read("it", -1)

    assert isinstance(refused.value, AdminError)
    assert refused.value.status == 400
