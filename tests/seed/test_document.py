"""YAML, read as JSON would be, with clear words for what can't be read."""

from textwrap import dedent

import pytest

from mocktr.errors import SeedError
from mocktr.seed import scalars
from mocktr.seed.document import parse


def value(text):
    return parse(dedent(text), "x.yaml")[0]


def lines(text):
    return parse(dedent(text), "x.yaml")[1].lines


def refusal(text):
    with pytest.raises(SeedError) as refused:
        parse(dedent(text), "x.yaml")
    return str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["02137", "yes", "no", "NO", "on", "Off", "y", "2026-01-01", "12:30", "1_000", "0x1F", "0o17",
     "+1", ".5", "1.", ".inf", "-.inf", ".nan", "True", "FALSE", "Null", "NULL", "=", "<<x"],
)  # fmt: skip
def test_what_is_no_json_scalar_stays_the_text_that_it_looks_like(text):
    assert value(f"key: {text}") == {"key": text}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("null", None),
        ("~", None),
        ("", None),
        ("true", True),
        ("false", False),
        ("0", 0),
        ("-12", -12),
        ("1.50", 1.5),
        ("-1e3", -1000.0),
        ('"5"', "5"),
        ("'true'", "true"),
        ("!!str 5", "5"),
        ("!!int 5", 5),
        ("! 5", 5),
        ("[1, x]", [1, "x"]),
        ("<<", "<<"),
        ('"\\ud83d\\ude00"', "\N{GRINNING FACE}"),
        ("München", "München"),
    ],
)
def test_a_scalar_is_what_json_makes_of_it(text, expected):
    found = value(f"key: {text}")["key"]

    assert found == expected
    assert type(found) is type(expected)


def test_an_empty_text_has_no_value():
    assert value("") is None
    assert value("# only a comment\n") is None


def test_every_key_and_item_has_its_line():
    found = lines(
        """\
        top:
          - a: 1

            b:
              c: 2
          - d
        """
    )

    assert found == {
        (): 1,
        ("top",): 1,
        ("top", 0): 2,
        ("top", 0, "a"): 2,
        ("top", 0, "b"): 4,
        ("top", 0, "b", "c"): 5,
        ("top", 1): 6,
    }


def test_aliases_repeat_what_they_name():
    text = """\
        one: &it {a: [1]}
        two: *it
        """

    assert value(text) == {"one": {"a": [1]}, "two": {"a": [1]}}
    assert lines(text)["two", "a", 0] == 1


def test_a_merge_key_takes_in_a_mapping_and_own_keys_win():
    text = """\
        base: &base {a: 1, b: 2}
        row:
          b: 3
          <<: *base
        """

    assert value(text)["row"] == {"a": 1, "b": 3}
    assert lines(text)["row", "a"] == 1
    assert lines(text)["row", "b"] == 3


def test_of_several_merged_mappings_the_first_wins():
    text = """\
        one: &one {a: 1}
        two: &two {a: 2, b: 2}
        row: {<<: [*one, *two], c: 3}
        """

    assert value(text)["row"] == {"a": 1, "b": 2, "c": 3}


def test_merges_may_be_merged():
    text = """\
        one: &one {a: 1}
        two: &two {<<: *one, b: 2}
        row: {<<: *two}
        """

    assert value(text)["row"] == {"a": 1, "b": 2}


def test_a_quoted_merge_key_is_a_key():
    assert value('{"<<": 1}') == {"<<": 1}


DEEP = "[" * 90 + "]" * 90
BOMB = "a0: &a0 [x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)
)
LONG_BOMB = f"a: &a {'x' * 100_000}\nb: [{', '.join(['*a'] * 1000)}]\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb:\n\t- c\n",
         "3: not YAML: while scanning for the next token, found character '\\t' that cannot start "
         "any token"),
        ("a: [1,\n", "2: not YAML: while parsing a flow node, expected the node content, but "
                     "found '<stream end>'"),
        ("a: 1\n---\nb: 2\n",
         "2: not YAML: expected a single document in the stream, but found another document"),
        ("a: *nowhere\n", "1: not YAML: found undefined alias 'nowhere'"),
        ("a: 1\nb: \0\n", "2: not YAML: the character U+0000 is not allowed"),
        ('a: "\\UFFFFFFFF"\n', "1: not YAML: "),
        ("a: 1\nb: 2\na: 3\n", "3: a: the key stands twice"),
        ("x:\n  - {a: 1, <<: {b: 1}, <<: {c: 1}}\n", "2: x[0][\"<<\"]: the key stands twice"),
        ("a:\n  <<: 5\n", '2: a["<<"]: expected a mapping or a list of them'),
        ("a:\n  <<: [{b: 1}, 5]\n", '2: a["<<"]: expected a mapping or a list of them'),
        ("a:\n  2024: x\n",
         "2: a: expected a string as key (put it in quotes), got 2024"),
        ("a:\n  b: 1\n  ~: x\n",
         "3: a: expected a string as key (put it in quotes), got null"),
        ("true: x\n", "1: expected a string as key (put it in quotes), got true"),
        ("? [1, 2]\n: x\n",
         "1: expected a string as key (put it in quotes), got a collection"),
        ("a: !!timestamp 2026-01-01\n",
         "1: a: the tag !!timestamp does not fit here; expected JSON's types"),
        ("a: !!binary aGk=\n", "1: a: the tag !!binary does not fit here; expected JSON's types"),
        ("a: !!set {b}\n", "1: a: the tag !!set does not fit here; expected JSON's types"),
        ("a: !!omap [b: 1]\n", "1: a: the tag !!omap does not fit here; expected JSON's types"),
        ("a: !!python/name:os.system x\n",
         "1: a: the tag !!python/name:os.system does not fit here; expected JSON's types"),
        ("a: !!int 0x1F\n", "1: a: the tag !!int does not fit here; expected JSON's types"),
        ("a: !!float x\n", "1: a: the tag !!float does not fit here; expected JSON's types"),
        ("a: !!bool yes\n", "1: a: the tag !!bool does not fit here; expected JSON's types"),
        ("a: !mine x\n", "1: a: the tag !mine does not fit here; expected JSON's types"),
        (f"a: {'9' * 5000}\n", "1: a: expected at most 1000 digits, got 5000"),
        ("a: 1e999\n", "1: a: expected a number within the range of a double"),
        ('a: "\\ud83d"\n', "1: a: expected Unicode text, got half a surrogate pair"),
        ("a: 1\nb: &b [1, *b]\n", "2: an alias stands inside of what it is an alias for"),
        ("a: &a {<<: *a}\n", "1: an alias stands inside of what it is an alias for"),
        (BOMB, "7: more than 500000 values, those of aliases included"),
        (LONG_BOMB, "2: more than 500000 values, those of aliases included"),
        (f"a: &a {DEEP}\nb: {DEEP.replace('[]', '[*a]')}\n", "2: nested more than 100 deep"),
    ],
)  # fmt: skip
def test_what_can_not_be_read_is_an_error_with_its_line(text, expected):
    assert refusal(text).startswith(f"x.yaml:{expected}")


def test_only_what_aliases_repeat_is_too_much(monkeypatch):
    monkeypatch.setattr(scalars, "MOST_VALUES", 5)

    assert value("a: [1, 2, 3, 4, 5, 6, 7]") == {"a": [1, 2, 3, 4, 5, 6, 7]}
    assert refusal("a: &a [1,1]\nb: &b [*a,*a]\nc: [*b,*b,*b,*b]").startswith(
        "x.yaml:1: more than 42 values"
    )


def test_a_document_that_nests_without_measure_is_an_error():
    assert refusal("[" * 3000) == f"x.yaml: {scalars.TOO_DEEP}"


def test_a_key_that_is_no_name_is_quoted_in_the_path():
    assert refusal('a: {"b\\nc": !mine 1}') == (
        'x.yaml:1: a["b\\nc"]: the tag !mine does not fit here; expected JSON\'s types'
    )


def test_a_message_is_one_line_whatever_it_quotes():
    assert refusal('a: {"b\\u2028c": !mine 1}').startswith('x.yaml:1: a["b\\u2028c"]: the tag')
    assert refusal("a: {München: !mine 1}").startswith("x.yaml:1: a.München: the tag")
