"""Expressions are tried over what is given, and seen as in the place where TaskRouter sees that."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocktr import AdminError
from mocktr.commands.evaluate import evaluated
from mocktr.core.scopes import filter_scope, membership_scope, target_scope
from mocktr.expressions import compile
from tests.core.world import World

MONDAY_NOON = 1894017600000


@pytest.mark.parametrize(
    ("expression", "given", "value"),
    [
        ('skills HAS "en" AND worker.skills HAS "en"', {"worker": {"skills": ["en"]}}, True),
        ("type == 'a' AND task.type == 'a'", {"task": {"type": "a"}}, True),
        ("task.language IN worker.languages", {"task": {"language": "es"}}, False),
        (
            "task.language IN worker.languages AND languages HAS 'es' AND language == null",
            {"task": {"language": "es"}, "worker": {"languages": ["es"]}},
            True,
        ),
        ("workers.available == 0 OR workers.WA1 < 2", {"workers": {"available": 0}}, True),
        ("taskrouter.currentTime == 1200", {"now": MONDAY_NOON}, True),
        ("taskrouter.dayOfWeek == 'Mon'", {"now": MONDAY_NOON, "task": {}}, True),
        ("taskrouter.dayOfWeek == null", {"worker": {}}, True),
        (
            "worker.activity_name == 'Idle' AND worker.channel.voice.assigned_tasks == 0",
            {"worker": {"activity_name": "Idle", "channel": {"voice": {"assigned_tasks": 0}}}},
            True,
        ),
        ("1 == 1", {}, True),
    ],
)
def test_what_is_given_decides_which_names_there_are(expression, given, value):
    assert evaluated(expression, **given).value is value


def test_it_is_as_true_as_the_expression():
    assert evaluated("1 == 1")
    assert not evaluated("1 == 2")


def test_as_text_it_says_what_each_part_saw():
    found = evaluated("a == 1 AND (b == 2 OR c == 3)", task={"a": 1, "b": 2})

    assert str(found) == (
        "a == 1 AND (b == 2 OR c == 3) is true\n"
        "  a == 1 is true, a is 1\n"
        "  b == 2 OR c == 3 is true\n"
        "    b == 2 is true, b is 2\n"
        "    c == 3 is false, c is null"
    )


def test_as_data_it_says_what_each_part_saw():
    found = evaluated("a == 1 OR b == 2", task={"a": 1}).as_dict()

    assert found == {
        "text": "a == 1 OR b == 2",
        "value": True,
        "saw": {},
        "parts": [
            {"text": "a == 1", "value": True, "saw": {"a": 1}, "parts": []},
            {"text": "b == 2", "value": False, "saw": {"b": None}, "parts": []},
        ],
        "sentence": "a == 1 is true, a is 1",
        "warnings": [],
    }


def test_a_lenient_reading_says_what_it_ignored():
    found = evaluated("1 == 1, 2", lenient=True)

    assert str(found) == (
        "1 == 1 is true\nwarning: line 1:6 extraneous input ', 2' expecting <EOF>"
    )


def test_text_where_a_list_is_needed_is_hinted_at():
    found = evaluated('languages HAS "en"', worker={"languages": "en"})

    hint = "(HAS needs a list, and languages is text)"
    assert str(found).endswith(hint)
    assert found.as_dict()["sentence"].endswith(hint)


def test_what_is_no_expression_is_pointed_at():
    with pytest.raises(AdminError) as refused:
        evaluated("level >= ]")

    error = refused.value
    assert error.details == {"position": 9, "excerpt": "level >= ]\n         ^"}
    assert str(error) == (
        "expression: line 1:9 no viable alternative at input ']'\nlevel >= ]\n         ^"
    )


NAMES = ("level", "skills", "language", "worker.level", "task.level", "task.language")
OPERANDS = st.sampled_from(["1", "2", '"en"', "null", "[1, 2]", *NAMES])
COMPARISONS = st.builds(
    "{} {} {}".format, st.sampled_from(NAMES), st.sampled_from(["==", "!=", "<", "HAS"]), OPERANDS
)
VALUES = st.one_of(st.integers(0, 3), st.sampled_from(["en", "es"]), st.lists(st.integers(0, 2)))
ATTRIBUTES = st.dictionaries(st.sampled_from(["level", "skills", "language"]), VALUES)


@given(expression=COMPARISONS, worker=ATTRIBUTES, task=ATTRIBUTES)
def test_a_try_comes_to_what_routing_would(expression, worker, task):
    """As TargetWorkers over the worker, as a filter over the task, as a target over both."""
    world = World()
    hired, attributes = world.worker("alice", **worker), json.dumps(task)
    now, compiled = world.account.clock.now, compile(expression)

    assert evaluated(expression, worker=worker).value is compiled.matches(membership_scope(hired))
    assert evaluated(expression, task=task, now=now).value is compiled.matches(
        filter_scope(attributes, now)
    )
    assert evaluated(expression, worker=worker, task=task, now=now).value is compiled.matches(
        target_scope(attributes, hired, now)
    )


def test_attributes_that_are_too_long_to_look_through_are_refused():
    with pytest.raises(AdminError, match="worker: expected at most 16384 characters of JSON, got"):
        evaluated("worker.x == 1", worker={"x": "y" * 16_384})


def test_an_answer_does_not_grow_with_attributes_that_are_named_often():
    expression = " AND ".join(["worker.x != 'b'"] * 500)

    found = evaluated(expression, worker={"x": "a" * 16_000})

    assert found.value
    assert len(json.dumps(found.as_dict())) < 500 * 3 * 4500
