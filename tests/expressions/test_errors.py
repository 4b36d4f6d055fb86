"""Errors point at the place."""

import copy
import pickle

import pytest

from mocktr import expressions
from mocktr.expressions import ExpressionError
from mocktr.expressions.errors import Remark, quoted, refusal


def drawn(source, position):
    """The source line and the caret line of an error at this position."""
    message, line, caret = str(ExpressionError("wrong", source, position)).split("\n")
    assert message == "wrong"
    assert caret.strip() == "^"
    return line, caret.index("^")


def test_an_error_is_a_value_error_with_message_source_and_position():
    with pytest.raises(ExpressionError) as refused:
        expressions.compile("skill-level > 3")

    error = refused.value
    assert isinstance(error, ValueError)
    assert "extraneous input 'evel' expecting OPERATOR" in error.message
    assert error.source == "skill-level > 3"
    assert error.position == 5


def test_its_text_is_the_message_the_source_line_and_a_caret_under_the_place():
    error = ExpressionError("line 1:5 something", "skill-level > 3", 5)

    assert str(error) == "line 1:5 something\nskill-level > 3\n     ^"


def test_only_the_line_in_question_is_shown():
    assert drawn("a == 1\nAND b ==\nOR c == 2", 16) == ("OR c == 2", 0)
    assert drawn("a == 1\nAND b ==\nOR c == 2", 11) == ("AND b ==", 4)
    assert drawn("a == 1\n", 7) == ("", 0)


def test_the_end_of_the_source_can_be_pointed_at():
    assert drawn("a ==", 4) == ("a ==", 4)
    assert drawn("", 0) == ("", 0)


@pytest.mark.parametrize("position", [0, 1, 35, 36, 37, 500, 963, 964, 998, 999])
def test_a_long_line_is_shown_around_the_place(position):
    source = "".join(chr(0x100 + offset) for offset in range(1000))

    line, column = drawn(source, position)

    assert line[column] == source[position]
    assert len(line) <= 78
    assert line.startswith("...") == (position > 36)
    assert line.endswith("...") == (position < 964)


def test_characters_without_a_width_do_not_move_the_caret():
    assert drawn("a\t\r\x00\u2028== %", 8) == ("a    == %", 8)


def test_a_remark_is_placed_by_line_and_column():
    assert refusal("a\nbc", Remark(0, "x")).message == "line 1:0 x"
    assert refusal("a\nbc", Remark(1, "x")).message == "line 1:1 x"
    assert refusal("a\nbc", Remark(2, "x")).message == "line 2:0 x"
    assert refusal("a\nbc", Remark(4, "x")).message == "line 2:2 x"


def test_several_remarks_make_one_message_that_points_at_the_first():
    error = refusal("abc", Remark(1, "x"), Remark(2, "y"))

    assert error.message == "line 1:1 x; line 1:2 y"
    assert error.position == 1


def test_a_quoted_piece_is_short_and_on_one_line():
    assert quoted("a'b") == "'a'b'"
    assert quoted("a\n\tb\u2028\ud800") == r"'a\n\tb\u2028\ud800'"
    assert quoted("x" * 41) == f"'{'x' * 40}...'"


def test_an_error_survives_copying_and_pickling():
    error = ExpressionError("wrong", "a ==", 4)

    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (str(twin), twin.position) == (str(error), 4)
