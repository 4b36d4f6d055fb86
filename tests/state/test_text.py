"""Documents as text, in pieces."""

import json

import pytest

from mocktr.state import text
from mocktr.state.text import blocks, pieces, read_document

WORLD = {"workspaces": [{"sid": "WS1", "tasks": [{"sid": str(n)} for n in range(120)]}, {}]}

VALUES = [
    {},
    [],
    None,
    {"a": []},
    {"a": {}, 'b"': [1, "x", {"c": [{"d": [{"e": [1, 2]}]}]}]},
    [[[[[1], 2], 3], 4], 5],
    {"workspaces": [], "a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": [1.5]}}}}}}}},
    {"accounts": {"AC1": WORLD, "AC2": {"events": {"entries": list(range(101))}}}},
]


@pytest.mark.parametrize("value", VALUES)
def test_pieces_are_the_whole_text(value):
    assert "".join(pieces(value)) == json.dumps(value)


def test_a_long_list_comes_in_many_pieces():
    tasks = [{"sid": str(number)} for number in range(1000)]

    assert max(map(len, pieces({"workspaces": [{"tasks": tasks}]}))) <= 50 * 16
    assert max(map(len, pieces({"events": {"entries": tasks}}))) <= 50 * 16


def test_pieces_are_sent_in_blocks(monkeypatch):
    monkeypatch.setattr(text, "BLOCK", 10)

    assert list(blocks(["1234", "567", "890", "", "12"])) == ["1234567890", "12"]
    assert list(blocks([])) == [""]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_text_is_read_as_it_was_written(value, indent):
    written = f" {json.dumps(value, indent=indent)}\n"

    assert read_document(written) == value


@pytest.mark.parametrize(
    ("written", "said"),
    [
        *(("", "Expecting value"), ("nul", "Expecting value"), ("[,]", "Expecting value")),
        *(("[", "Expecting value"), ("[1,", "Expecting value"), ('{"a": ', "Expecting value")),
        *(("[1 2]", "Expecting ',' delimiter"), ('{"a": 1', "Expecting ',' delimiter")),
        *(("{", "Expecting property name"), ("{1: 2}", "Expecting property name")),
        ('{"a": 1,}', "Expecting property name"),
        *(('{"a"', "Expecting ':' delimiter"), ('{"a" 1}', "Expecting ':' delimiter")),
        *(("1 2", "Extra data"), ("{}}", "Extra data")),
        *(('{"a": [1, {"b": NaN}]}', "no number of JSON"), ('{"a": 1e999}', "too large a number")),
        ('{"workspaces": [{"tasks": [}]}', "line 1 column 28"),
        ('{"a": {"b": "\n"}}', "Invalid control character"),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(written, said):
    with pytest.raises(ValueError, match=said):
        read_document(written)


def test_the_last_of_two_members_of_one_name_counts():
    assert read_document('{"a": 1, "a": 2}') == {"a": 2}


def test_without_memory_what_was_read_so_far_is_let_go(monkeypatch):
    def full(text, place):
        raise MemoryError

    monkeypatch.setattr(text.DECODER, "raw_decode", full)

    with pytest.raises(MemoryError) as refusal:
        read_document('{"events": {"entries": [1, 2]}}')
    assert "value_at" not in [entry.name for entry in refusal.traceback]
