"""All mistakes of a configuration are told at once."""

import json

import pytest

from mocktr.core.configuration.thorough import mistakes

QUEUE, OTHER = "WQ" + "0" * 32, "WQ" + "1" * 32


def paths(routing, queues=None):
    found = mistakes(json.dumps({"task_routing": routing}), lenient=False, queues=queues)
    return [one.path.removeprefix("task_routing.") for one in found]


def row(*targets, **more):
    return {"expression": "1==1", "targets": list(targets), **more}


def test_a_sound_configuration_has_none():
    assert paths({"filters": [row({"queue": QUEUE})], "default_filter": {"queue": QUEUE}}) == []
    assert paths({}) == []


def test_every_key_of_a_target_is_looked_at():
    target = {
        "queue": 7,
        "timeout": 0,
        "priority": "high",
        "expression": "a >",
        "skip_if": 5,
        "order_by": "a UP",
        "known_worker_sid": "a",
        "known_worker_friendly_name": "1",
    }

    assert paths({"filters": [row(target)]}) == [
        "filters[0].targets[0]",
        "filters[0].targets[0].queue",
        "filters[0].targets[0].timeout",
        "filters[0].targets[0].priority",
        "filters[0].targets[0].expression",
        "filters[0].targets[0].skip_if",
        "filters[0].targets[0].order_by",
        "filters[0].targets[0].known_worker_friendly_name",
    ]


def test_every_key_of_a_filter_is_looked_at():
    filters = [row(expression=5, filter_friendly_name=7), "no filter", row("no target")]

    assert paths({"filters": filters, "default_filter": {}}) == [
        "filters[0].filter_friendly_name",
        "filters[0].expression",
        "filters[0].targets",
        "filters[1]",
        "filters[2].targets[0]",
        "default_filter.queue",
    ]


def test_the_default_filter_is_looked_at_beside_filters_that_are_no_list():
    assert paths({"filters": {}, "default_filter": {"queue": 5}}) == [
        "filters",
        "default_filter.queue",
    ]


def test_a_queue_that_is_inherited_is_told_once():
    filters = [row({"queue": OTHER, "timeout": 5}, {"timeout": 5}, {"queue": QUEUE})]

    assert paths({"filters": filters, "default_filter": {"queue": OTHER}}, {QUEUE}) == [
        "filters[0].targets[0].queue",
        "default_filter.queue",
    ]


def test_a_target_without_a_queue_does_not_spoil_those_behind_it():
    assert paths({"filters": [row({"timeout": 5}, {"timeout": 0})]}) == [
        "filters[0].targets[0].queue",
        "filters[0].targets[1].timeout",
    ]


@pytest.mark.parametrize("source", ["{", "[]", "{}"])
def test_what_is_no_configuration_is_one_mistake(source):
    assert len(mistakes(source, lenient=False)) == 1
