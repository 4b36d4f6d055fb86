"""Which records an expression is true of, and the words that it may have."""

import pytest

from mocktr import AdminError, Sandbox
from mocktr.commands.matches import language
from mocktr.core.scopes import NAMES
from mocktr.expressions.operators import OPERATORS


def names_of(taskrouter, told):
    workers = {one.sid: one.friendly_name for one in taskrouter.workspace.workers.list()}
    return sorted(workers[sid] for sid in told["matches"])


def test_workers_match_as_target_workers_sees_them(taskrouter):
    told = taskrouter.matches('languages HAS "es" AND activity_name == "Offline"', among="workers")

    assert names_of(taskrouter, told) == ["dave"]
    assert (told["count"], told["of"], told["left_off"]) == (1, 4, 0)


def test_tasks_match_as_a_filter_sees_them(taskrouter):
    spanish, _ = taskrouter.task(language="es"), taskrouter.task(language="en")
    expression = 'language == "es" AND taskrouter.dayOfWeek == "Mon"'

    assert taskrouter.matches(expression, among="tasks")["matches"] == [spanish.sid]


def test_so_many_are_told_and_the_others_counted(taskrouter):
    told = taskrouter.matches("1 == 1", among="workers", workspace="Support", limit=1)

    assert (len(told["matches"]), told["count"], told["left_off"]) == (1, 4, 3)


def test_a_mistake_is_pointed_at(taskrouter):
    with pytest.raises(AdminError) as refused:
        taskrouter.matches("language >= ]", among="tasks")
    assert refused.value.details["position"] == 12
    with pytest.raises(AdminError, match="among: expected workers or tasks"):
        taskrouter.matches("1 == 1", among="queues")


def test_looking_for_matches_is_no_request_of_the_clients(taskrouter):
    before = len(taskrouter.journal)

    taskrouter.matches("1 == 1", among="workers")

    assert len(taskrouter.journal) == before


def test_the_language_tells_its_words():
    with Sandbox() as sandbox:
        told = language(sandbox)

    assert [one["name"] for one in told["operators"]] == [one.name for one in OPERATORS]
    assert {"name": "HAS", "aliases": [">-"], "text": "has the element", "array": "left"} in told[
        "operators"
    ]
    assert told["connectives"] == ["AND", "OR"]
    assert {"name": "workers.available", "in": ["skip_if"]} in told["names"]
    assert len(told["names"]) == len(NAMES)
