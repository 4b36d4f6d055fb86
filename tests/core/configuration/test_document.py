"""The ways through a document: two filters, of two targets and of one, and a default filter."""

import json

import pytest

from mocktr.core.configuration.document import DEFAULT_FILTER, Position
from mocktr.core.configuration.reader import parse_configuration

NOW = 1_894_006_800_000
GOLD, SPANISH, BOTH, NEITHER = '{"gold": true}', '{"es": true}', '{"gold": true, "es": true}', "{}"
FIRST, SECOND, OTHER = Position(0, 0), Position(0, 1), Position(1, 0)
LAST = Position(DEFAULT_FILTER, 0)


def document(**default):
    queues = [f"WQ{n}" for n in range(3)]
    filters = [
        {"expression": "gold == true", "targets": [{"queue": queue} for queue in queues[:2]]},
        {"expression": "es == true", "targets": [{"queue": queues[2]}]},
    ]
    return parse_configuration(json.dumps({"task_routing": {"filters": filters, **default}}))


WHOLE, WITHOUT_DEFAULT = document(default_filter={"queue": "WQ9"}), document()


def place(target):
    return target and target.position


def test_every_target_knows_where_it_stands():
    positions = [target.position for target in WHOLE.targets()]

    assert positions == [FIRST, SECOND, OTHER, LAST]
    assert [WHOLE.target_at(one) for one in positions] == list(WHOLE.targets())


def test_the_default_filter_is_but_a_target():
    assert WHOLE.filter_at(LAST) is None
    assert WHOLE.filter_at(OTHER) is WHOLE.filters[1]


@pytest.mark.parametrize(
    ("position", "there"),
    [
        (FIRST, True),
        (SECOND, True),
        (Position(0, 2), False),
        (Position(0, -1), False),
        (Position(2, 0), False),
        (Position(-2, 0), False),
        (LAST, True),
        (Position(DEFAULT_FILTER, 1), False),
    ],
)
def test_a_position_may_be_none_of_the_documents(position, there):
    assert WHOLE.has(position) is there


def test_without_a_default_filter_its_position_is_nowhere():
    assert not WITHOUT_DEFAULT.has(LAST)


@pytest.mark.parametrize(
    ("attributes", "whole", "without_default"),
    [(BOTH, FIRST, FIRST), (SPANISH, OTHER, OTHER), (NEITHER, LAST, None)],
)
def test_a_task_enters_by_the_first_filter_that_matches(attributes, whole, without_default):
    assert place(WHOLE.enter(attributes, NOW)) == whole
    assert place(WITHOUT_DEFAULT.enter(attributes, NOW)) == without_default


@pytest.mark.parametrize(
    ("position", "attributes", "after_a_skip", "after_a_timeout"),
    [
        (FIRST, GOLD, SECOND, SECOND),
        (SECOND, BOTH, OTHER, OTHER),
        (SECOND, GOLD, LAST, None),
        (OTHER, BOTH, LAST, None),
    ],
)
def test_a_step_leads_on_by_target_then_by_filter(
    position, attributes, after_a_skip, after_a_timeout
):
    assert place(WHOLE.following(position, attributes, NOW, True)) == after_a_skip
    assert place(WHOLE.following(position, attributes, NOW, False)) == after_a_timeout
    assert place(WITHOUT_DEFAULT.following(position, attributes, NOW, True)) == after_a_timeout


@pytest.mark.parametrize(
    ("first_filter", "found", "tried"),
    [
        (0, FIRST, [0]),
        (0, OTHER, [0, 1]),
        (1, OTHER, [1]),
        (1, SECOND, []),
        (0, LAST, [0, 1]),
        (1, None, [1]),
    ],
)
def test_filters_are_tried_down_to_the_one_that_matches(first_filter, found, tried):
    assert list(WHOLE.tried(first_filter, found)) == tried
