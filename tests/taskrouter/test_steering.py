"""The admin commands in Python are those of the admin API."""

import json
from datetime import datetime, timezone

import pytest

from mocktr import AdminError
from mocktr.taskrouter import TaskRouter
from mocktr.web.admin import COMMANDS

START = {"mode": "manual", "now": "2030-01-07T09:00:00Z", "now_ms": 1894006800000}


@pytest.mark.parametrize("declared", COMMANDS, ids=[one.name for one in COMMANDS])
def test_every_command_for_an_account_has_a_method_of_its_name(declared):
    assert declared.for_sandbox or callable_or_property(getattr(TaskRouter, declared.name, None))


def callable_or_property(found):
    return callable(found) or isinstance(found, property)


def test_the_clock_is_told_and_set(taskrouter):
    assert taskrouter.clock == START

    moved = taskrouter.set_clock(now="2030-01-07T10:00:00Z")
    again = taskrouter.set_clock(now=datetime(2030, 1, 7, 11, tzinfo=timezone.utc))

    assert (moved["now"], again["now"]) == ("2030-01-07T10:00:00Z", "2030-01-07T11:00:00Z")
    assert again["fired"]["count"] == 0
    assert taskrouter.clock["now"] == "2030-01-07T11:00:00Z"


def test_a_real_clock_is_watched(taskrouter):
    assert taskrouter.set_clock(mode="real")["mode"] == "real"
    assert taskrouter.sandbox.ticker.thread.is_alive()


def test_reset_answers_what_the_clock_says(taskrouter):
    taskrouter.advance(hours=1)

    assert taskrouter.reset() == START


def test_held_routing_goes_step_by_step(taskrouter):
    taskrouter.set_scheduler("manual")
    taskrouter.task(language="en")
    task = taskrouter.task(language="es")
    assert taskrouter.scheduler["waiting_tasks"]["count"] == 2

    first = taskrouter.step()
    settled = taskrouter.settle()

    assert first["action"]["name"] == "reserved"
    assert taskrouter.step() == {"action": None}
    assert (settled["mode"], settled["waiting_tasks"]["count"]) == ("manual", 0)
    taskrouter.assert_reserved(task)


def test_an_expression_is_tried(taskrouter):
    found = taskrouter.evaluate('skills HAS "en"', worker={"skills": ["en"]})

    assert found
    assert str(found) == 'skills HAS "en" is true, skills is ["en"]'
    assert not taskrouter.evaluate("workers.available == 0", workers={"available": 1})


def test_an_expression_is_tried_at_a_time(taskrouter):
    expression = "taskrouter.currentHour == 9"

    assert taskrouter.evaluate(expression, task={})
    assert not taskrouter.evaluate(expression, task={}, now=datetime(2030, 1, 7, 10))
    assert taskrouter.evaluate(expression, now="2030-01-07T09:30:00Z")


def test_a_configuration_is_checked(taskrouter):
    document = {"task_routing": {"filters": [], "default_filter": {"queue": "WQ1"}}}

    assert taskrouter.check_workflow(document)
    assert taskrouter.check_workflow(json.dumps(document))
    assert not taskrouter.check_workflow(document, "Support")


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (lambda world: world.set_clock(now="noon"), "now: expected ISO 8601"),
        (lambda world: world.set_clock(now="2029-01-01"), "time can't go back"),
        (lambda world: world.set_clock(mode="virtual"), "mode: expected manual or real"),
        (lambda world: world.set_scheduler("off"), 'mode: expected auto or manual, got "off"'),
        (lambda world: world.evaluate("level >"), "line 1:7 no viable alternative"),
        (lambda world: world.evaluate("1==1", worker="alice"), "worker: expected attributes"),
        (lambda world: world.check_workflow(5), "configuration: expected a workflow's"),
        (lambda world: world.check_workflow({"a": {1}}), "configuration: expected a workflow's"),
    ],
)
def test_a_wrong_argument_is_told_as_by_the_api(taskrouter, refused, message):
    with pytest.raises(AdminError, match=message):
        refused(taskrouter)

    assert taskrouter.clock == START


def test_snapshots_are_listed_and_deleted(taskrouter):
    taskrouter.snapshot("base")
    assert [one["name"] for one in taskrouter.snapshots["snapshots"]] == ["base"]

    assert taskrouter.delete_snapshot("base") == {"snapshots": []}
