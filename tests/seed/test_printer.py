"""YAML that says what it was given, to us and to any other reader."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mocktr.seed.document import parse
from mocktr.seed.printer import comment, print_yaml
from tests.examples import examples

WORDS = ["yes", "No", "null", "~", "", "1", "1e3", "0x1F", "1_000", "012", ".5", "-0", "1.5", "<<",
         "=", "2026-01-01", "12:30", "true", "True", ".inf", "- a", "a: b", "a #b", "#", "&a", "*a",
         "!x", "%", "@", "`", "'", '"', "it's", 'say "hi"', " a ", "a\nb", "a\n\nb\n", "\t", "\r",
         "\0", "\x85", "\u2028", "\ufeff", "🙂", "ü", "?", "? a", "---", "...", "|", ">", "[", "{",
         "WK" + "0" * 32, "a" * 500]  # fmt: skip
TEXTS = st.sampled_from(WORDS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.just(10**900)
VALUES = st.recursive(
    TEXTS | NUMBERS | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=15,
)


@settings(max_examples=examples(150), deadline=None)
@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_what_is_printed_is_read_again(document):
    text = print_yaml(document)

    assert parse(text, "x.yaml")[0] == document
    assert typed(parse(text, "x.yaml")[0]) == typed(document)


@settings(max_examples=examples(100), deadline=None)
@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_other_readers_of_yaml_read_the_same(document):
    assert typed(yaml.safe_load(print_yaml(document))) == typed(document)


def typed(value):
    """The value with the types of its numbers, which == does not tell."""
    if isinstance(value, dict):
        return {name: typed(one) for name, one in value.items()}
    return [typed(one) for one in value] if isinstance(value, list) else (type(value), value)


def test_rows_stand_in_blocks_and_short_lists_in_a_line():
    row = {"a": [{"b": [1, "x", None], "c": {"d": True}}], "e": [], "f": ["x" * 40, "y" * 40]}

    assert print_yaml(row) == (
        "a:\n"
        "  - b: [1, x, null]\n"
        "    c:\n"
        "      d: true\n"
        "e: []\n"
        "f:\n"
        f"  - {'x' * 40}\n"
        f"  - {'y' * 40}\n"
    )


def test_what_stands_twice_is_written_twice():
    same = ["a"]

    assert print_yaml({"a": same, "b": same}) == "a: [a]\nb: [a]\n"


@pytest.mark.parametrize("text", ["a\nb: 1", "a\rb: 1", "a\u2028b: 1", "a\x85b: 1", "a\0b: 1"])
def test_no_text_gets_out_of_a_comment(text):
    assert parse(comment(text) + "c: 2\n", "x.yaml")[0] == {"c": 2}
