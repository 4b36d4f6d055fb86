"""Compiled expressions as objects; what they mean is in tests/cases."""

import pytest

from mocktr import expressions
from mocktr.expressions import ExpressionError


def test_an_expression_keeps_its_source():
    assert expressions.compile(" a = 1").source == " a = 1"
    assert repr(expressions.compile("a = 1")) == "Expression(source='a = 1', warnings=())"


def test_the_same_source_gives_the_same_object():
    assert expressions.compile("a == 1") is expressions.compile("a == 1")
    assert expressions.compile("a == 1") is expressions.compile("a == 1", lenient=False)


def test_an_expression_can_not_be_changed():
    expression = expressions.compile("a == 1")

    for name in ("source", "matches", "something"):
        with pytest.raises((AttributeError, TypeError)):
            setattr(expression, name, None)


def test_names_are_the_paths_of_all_references_without_indexes():
    expression = expressions.compile(
        "worker.routing.skills HAS task.lang[0].code AND (1 == 1 OR x IN ['a'] OR x = worker.sid)"
    )

    assert expression.names == {
        ("worker", "routing", "skills"),
        ("task", "lang", "code"),
        ("x",),
        ("worker", "sid"),
    }
    assert expressions.compile("1 == 1").names == frozenset()


def test_a_strict_reading_has_no_warnings():
    assert expressions.compile("a == 1").warnings == ()


def test_bounds_can_be_set():
    with pytest.raises(ExpressionError, match="limit of 3 characters"):
        expressions.compile("a == 1", max_length=3)
    with pytest.raises(ExpressionError, match="limit of 1 levels"):
        expressions.compile("((a == 1))", max_depth=1)


def test_evaluation_stops_at_the_part_that_decides():
    class Scope(dict):
        def get(self, key):
            asked.append(key)
            return dict.get(self, key)

    for source, expected in (
        ("a == 1 AND b == 1", "a"),
        ("a == 1 AND b == 1 AND c == 1", "a"),
        ("z != 1 OR b == 1", "z"),
        ("a == 1 OR z != 1 OR b == 1", "az"),
    ):
        asked = []
        expressions.compile(source).matches(Scope())
        assert "".join(asked) == expected
