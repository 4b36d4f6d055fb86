"""Texts become tokens."""

import pytest

from mocktr.expressions.lexer import KEYWORDS, scan
from mocktr.expressions.operators import BY_SPELLING

ALL = {"OPERATOR", *KEYWORDS}


def kinds(source, vocabulary=ALL):
    return [token.type for token in scan(source, vocabulary).tokens]


def texts(source):
    return [token.value for token in scan(source, ALL).tokens]


def dropped(source):
    return [(remark.position, remark.text) for remark in scan(source, ALL).remarks]


@pytest.mark.parametrize("spelling", BY_SPELLING)
def test_every_spelling_of_the_operator_table_is_an_operator_in_any_case(spelling):
    for text in (spelling, spelling.lower(), spelling.title()):
        assert kinds(f"a {text} b") == ["REFERENCE", "OPERATOR", "REFERENCE"]
        assert texts(f"a {text} b")[1] == text


@pytest.mark.parametrize("spelling", [s for s in BY_SPELLING if not s[0].isalpha()])
def test_signs_need_no_blanks(spelling):
    assert texts(f"a{spelling}b") == ["a", spelling, "b"]


def test_the_longest_sign_wins():
    signs = [">=", "<=", ">-", "<-", "!=", "=="]

    assert texts("a>=b<=c>-d<-e!=f==g")[1::2] == signs
    assert texts("x <-5") == ["x", "<-", "5"]
    assert texts("x < -5") == ["x", "<", "-5"]


def test_not_in_is_one_operator_whatever_blanks_are_between():
    assert texts("a NOT \t\n in b") == ["a", "NOT \t\n in", "b"]
    assert kinds("NOT INDIA") == ["REFERENCE", "REFERENCE"]
    assert kinds("NOT IN.x") == ["REFERENCE", "REFERENCE"]
    assert kinds("NOTIN") == ["REFERENCE"]


def test_a_path_is_one_token_and_its_segments_may_be_words_or_begin_with_a_digit():
    assert texts("a.in.988x[2][0].HAS $b _c") == ["a.in.988x[2][0].HAS", "$b", "_c"]
    assert kinds("in.a true.b null.c") == ["REFERENCE"] * 3


def test_a_bracket_after_a_word_is_no_index():
    assert kinds("IN[1]") == ["OPERATOR", "[", "NUMBER", "]"]
    assert kinds("x[1]") == ["REFERENCE"]


def test_a_word_for_which_there_is_no_use_is_a_name():
    assert kinds("desc and in[0]", vocabulary={"AND"}) == ["REFERENCE", "AND", "REFERENCE"]


def test_words_that_only_begin_like_a_keyword_are_names():
    assert kinds("android order nullable trueish inner hash") == ["REFERENCE"] * 6


def test_numbers_may_have_a_sign_and_a_fraction():
    assert texts("5 -5 0800 1.50 -0.25 1.2.3") == ["5", "-5", "0800", "1.50", "-0.25", "1.2", "3"]


def test_a_string_ends_at_its_own_unescaped_quote():
    strings = ["""'a"b'""", '''"c'd"''', r"'e\'f'", r'"g\\"', "''"]

    assert texts(" ".join(strings)) == strings


def test_unknown_characters_are_dropped_one_by_one():
    assert texts("*a & b") == ["a", "b"]
    assert dropped("*a & b") == [
        (0, "token recognition error at: '*'"),
        (3, "token recognition error at: '&'"),
    ]


def test_a_sign_that_only_begins_a_token_is_dropped_with_the_next_character():
    assert texts("skill-level ! = !") == ["skill", "evel", "="]
    assert [position for position, _ in dropped("skill-level ! = !")] == [5, 12, 16]


def test_a_string_without_an_end_is_dropped_to_the_end():
    assert texts("a == 'b == c") == ["a", "=="]
    assert dropped("a == 'b == c") == [(5, "token recognition error at: ''b == c'")]


def test_white_space_is_ascii():
    assert texts(" a\t\r\n\f\vb ") == ["a", "b"]
    assert len(dropped("a\u00a0b\u2003c")) == 2
