"""A reference on its own."""

import pytest

from mocktr.expressions import ExpressionError, reference


def test_a_reference_resolves_in_a_scope():
    agent = reference("task.agent_sid")

    assert agent.source == "task.agent_sid"
    assert agent.resolve({"task": {"agent_sid": "WK1"}}) == "WK1"
    assert agent.resolve({"task": {}}) is None


def test_words_of_the_language_are_names_here_and_blanks_are_free():
    assert reference("in").resolve({"in": 5}) == 5
    assert reference(" task.desc[1]\n").resolve({"task": {"desc": [1, 2]}}) == 2


def test_the_same_source_gives_the_same_reference():
    assert reference("a.b") is reference("a.b")


@pytest.mark.parametrize("text", ["", " ", "a b", "a == 1", "'a'", "5", "a.", "a,b", "a-b", "(a)"])
def test_anything_but_one_path_is_refused(text):
    with pytest.raises(ExpressionError):
        reference(text)
