"""A command is declared once, and read the same from JSON, from text and from Python."""

import pytest

from mocktr.commands import COMMANDS, command
from mocktr.commands.arguments import anything, required
from mocktr.commands.command import Command
from mocktr.core.clock import instant
from mocktr.errors import AdminError
from mocktr.values import flag, number, text

amount = number(0)


def look(tenant, **arguments):
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
        assert all(argument.wanted for argument in one.arguments.values()), one.name


@pytest.mark.parametrize(
    ("method", "declare", "looks"),
    [
        ("GET", command.command, True),
        ("POST", command.command, False),
        ("POST", command.question, True),
    ],
)
def test_what_only_looks_is_known_by_its_method_or_declared(monkeypatch, method, declare, looks):
    monkeypatch.setattr(command, "COMMANDS", [])

    declare(method, "things", size=amount)(look)

    [one] = command.COMMANDS
    assert one is command.declared(look)
    assert (one.looks, one.at_once, one.for_sandbox) == (looks, looks, False)
    assert list(one.arguments) == (["size", "wait"] if looks else ["size"])


def test_an_unknown_argument_is_told_which_there_are():
    assert refusal(declared(a=text, b=text).read, {"c": 1}) == "c: unknown argument; there are a, b"
    assert refusal(declared().read, {"c": 1}) == "c: unknown argument; there are none"


def test_a_required_argument_is_missed():
    assert refusal(declared(a=required(text)).read, {}) == "a: expected a string, got nothing"
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


def test_a_command_that_one_must_refuse_is_done_to_none():
    done = []

    def do(tenant):
        done.append(tenant)

    def check(tenant):
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


def test_what_is_shown_is_made_of_what_was_answered():
    def double(tenant, thing):
        return {"of": tenant, "twice": thing * 2}

    one = Command("GET", "things", lambda tenant: tenant + 1, {}, shown=double)

    assert one.run({"x": 1}, {}) == {"x": 2}
    assert one.show({"x": 1, "y": 5}, {}) == {
        "x": {"of": 1, "twice": 4},
        "y": {"of": 5, "twice": 12},
    }


def test_python_gets_the_thing_itself_and_its_arguments_are_read_too():
    def look(tenant, sid, name, to=None):
        return (tenant, sid, name, to) if sid == "S" else None

    one = Command("GET", "things/<sid>/parts/<name>", look, {"to": instant})

    assert one.call("x", sid="S", name="n", to="1970-01-01T00:00:01Z") == ("x", "S", "n", 1000)
    assert refusal(lambda: one.call("x", sid="S", name="n", to=5)).startswith("to: expected an ISO")
    assert refusal(lambda: one.call("x", sid="T", name="n")) == "there is no thing T n"


def test_names_that_are_not_known_yet_are_asked_for_when_they_are_needed():
    asked = []

    def names():
        asked.append("names")
        return ("a", "b")

    one = Command("POST", "things", look, {}, unchecked=names)
    assert (one.summary, asked) == ("Look at something, and say what.", [])

    assert one.read({"b": [1]}) == {"b": [1]}
    assert one.from_text("a", "[2]") == [2]
    assert asked == ["names"]
