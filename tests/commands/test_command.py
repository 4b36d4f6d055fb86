"""A command is declared once, and read the same from JSON, from text and from Python."""

from datetime import datetime, timezone

import pytest

from mocktr.commands import COMMANDS, command
from mocktr.commands.command import (
    Command,
    Kind,
    amount,
    anything,
    flag,
    instant,
    one_of,
    required,
    text,
)
from mocktr.errors import AdminError

NOON = 1894017600000


def look(tenant, arguments):
    """Look at something,
    and say what.

    Only that.
    """
    return {"saw": tenant, **arguments}


def declared(**arguments):
    return Command("GET", "things/<sid>/parts/<name>", look, arguments)


def refusal(call, *arguments):
    with pytest.raises(AdminError) as refused:
        call(*arguments)
    return refused.value.message


def test_a_command_has_the_name_the_text_and_the_places_of_its_declaration():
    one = declared()

    assert (one.name, one.places) == ("look", ["sid", "name"])
    assert one.text == "Look at something,\nand say what.\n\nOnly that."
    assert one.summary == "Look at something, and say what."


def test_every_command_has_a_name_of_its_own_and_a_place_of_its_own():
    names = [one.name for one in COMMANDS]
    places = [(one.method, one.path) for one in COMMANDS]

    assert len(set(names)) == len(names)
    assert len(set(places)) == len(places)


def test_every_command_and_every_argument_is_described():
    for one in COMMANDS:
        assert one.summary.endswith("."), one.name
        assert all(command.wanted(argument) for argument in one.arguments.values()), one.name


@pytest.mark.parametrize(
    ("method", "declare", "asks"),
    [
        ("GET", command.command, True),
        ("POST", command.command, False),
        ("POST", command.question, True),
    ],
)
def test_what_asks_only_is_known_by_its_method_or_declared(monkeypatch, method, declare, asks):
    monkeypatch.setattr(command, "COMMANDS", [])

    declare(method, "things", size=amount)(look)

    [one] = command.COMMANDS
    assert one is command.named("look")
    assert (one.asks, one.for_sandbox, one.arguments) == (asks, False, {"size": amount})


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
    assert declared(it=argument).read({"it": sent}) == {"it": value}


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
    assert refusal(declared(it=argument).read, {"it": sent}) == message


def test_an_unknown_argument_is_told_which_there_are():
    assert refusal(declared(a=text, b=text).read, {"c": 1}) == "c: unknown argument; there are a, b"
    assert refusal(declared().read, {"c": 1}) == "c: unknown argument; there are none"


def test_a_required_argument_is_missed():
    assert refusal(declared(a=required(text)).read, {}) == "a: expected text, got nothing"
    assert declared(a=text).read({}) == {}


@pytest.mark.parametrize(
    ("argument", "sent", "value"),
    [
        (amount, "121", 121),
        (amount, "nine", "nine"),
        (flag, "true", True),
        (text, "true", "true"),
        (text, "5", "5"),
        (text, "null", "null"),
        (instant, "2030-01-07", "2030-01-07"),
        (anything, '{"language": "es"}', {"language": "es"}),
        (anything, "By language", "By language"),
        (anything, "[1", "[1"),
        (anything, "NaN", "NaN"),
    ],
)
def test_a_text_means_json_where_the_argument_takes_that_else_itself(argument, sent, value):
    assert declared(it=argument).from_text("it", sent) == value


def test_the_text_of_an_unknown_argument_stays_what_it_is():
    assert declared().from_text("it", "5") == "5"


def test_an_argument_can_also_be_a_function_whose_docstring_says_what_is_wanted():
    def even(name, value):
        """an even number"""
        if value % 2:
            raise AdminError(f"{name}: {value} is odd")
        return value

    one = declared(it=even)

    assert command.wanted(even) == "an even number"
    assert not command.is_required(even)
    assert one.read({"it": 4}) == {"it": 4}
    assert refusal(one.read, {"it": 3}) == "it: 3 is odd"


def test_a_command_that_one_must_refuse_is_done_to_none():
    done = []

    def do(tenant, arguments):
        done.append(tenant)

    def check(tenant, arguments):
        if tenant == "bob":
            raise AdminError("not bob")

    one = Command("POST", "things", do, {}, check)

    assert refusal(one.run, {"a": "alice", "b": "bob"}, {}) == "not bob"
    assert done == []
    assert one.run({"a": "alice"}, {}) == {}
    assert done == ["alice"]


def test_the_answers_come_by_account():
    assert declared(a=text).run({"x": 1, "y": 2}, {"a": "b"}) == {
        "x": {"saw": 1, "a": "b"},
        "y": {"saw": 2, "a": "b"},
    }


def test_what_a_kind_refuses_in_its_own_words_is_told_in_them():
    def read(value):
        raise AdminError("deep inside: too deep")

    assert refusal(Kind("a tree", read), "it", {}) == "deep inside: too deep"
