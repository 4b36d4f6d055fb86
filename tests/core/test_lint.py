"""What is odd about a world, though TaskRouter takes it."""

import json

import pytest

from mocktr.core.lint import lint
from mocktr.core.resources.task import Task
from tests.core.world import World, steps


@pytest.fixture
def world():
    return World()


def odd(world):
    return [(one.path, one.text) for one in lint(world.workspace)]


def filters(world, *rows):
    world.workflow(*rows)
    prefix = "configuration.task_routing."
    return [(path.removeprefix(prefix), text) for path, text in odd(world)]


def test_a_sound_world_has_nothing_odd(world):
    queue = world.queue(target_workers='skills HAS "a"')
    world.worker("alice", skills=["a"])
    world.workflow(steps({"queue": queue.sid}, expression="type == 1"), default=queue)

    assert odd(world) == []


def test_a_queue_that_nobody_matches(world):
    world.queue(target_workers="level > 3")
    world.worker("alice", level=1)

    assert odd(world) == [("target_workers", "nobody in this world matches it")]


def test_has_on_what_is_a_list_in_no_worker(world):
    world.queue(target_workers='worker.level HAS "a" OR skills.first HAS "b" OR 1==1')
    world.worker("alice", level="a", skills=7)

    assert odd(world) == [
        ("target_workers", "worker.level is a list in no worker, so HAS matches nobody")
    ]


def test_a_filter_that_can_never_match(world):
    queue = world.queue()

    found = filters(world, steps({"queue": queue.sid}, expression="1==2"))

    assert found == [("filters[0].expression", "can never match")]


def test_a_filter_behind_a_catch_all(world):
    queue = world.queue()
    target = {"queue": queue.sid}

    found = filters(world, steps(target, name="all"), steps(target, expression="type == 1"))

    assert found == [("filters[1].expression", "stands behind all, which matches all")]


def test_a_catch_all_that_times_out_lets_others_have_their_turn(world):
    queue = world.queue()

    found = filters(
        world,
        steps({"queue": queue.sid, "timeout": 5}),
        steps({"queue": queue.sid}, expression="type == 1"),
    )

    assert found == []


def test_a_step_without_timeout_before_others(world):
    queue = world.queue()

    found = filters(world, steps({"queue": queue.sid}, {"priority": 3}, expression="type == 1"))

    assert found == [
        ("filters[0].targets[0]", "has neither timeout nor skip_if, so what follows is not reached")
    ]


def test_a_target_that_repeats_the_one_before(world):
    queue = world.queue()
    target = {"queue": queue.sid, "timeout": 5, "order_by": "worker.level ASC"}

    found = filters(world, steps(target, target, expression="type == 1"))

    assert found == [("filters[0].targets[1]", "repeats the target before it")]


def test_keys_that_expressions_cannot_spell(world):
    world.worker("alice", **{"skill-level": 1, "routing": {"a-b": 1, "c": 2}})
    queue = world.simple()
    Task.create(
        world.workspace,
        {"attributes": json.dumps({"caller-id": 1}), "task_queue_sid": queue.sid},
    )

    text = "expressions can't spell a key with a hyphen"
    assert odd(world) == [
        ("attributes.skill-level", text),
        ("attributes.routing.a-b", text),
        ("attributes.caller-id", text),
    ]


def test_a_hyphen_in_the_name_of_a_channel(world):
    channel = world.channel("email")
    world.update(channel, friendly_name="e-mail")

    [(path, text)] = odd(world)

    assert (path, text) == (
        "friendly_name",
        "a hyphen in a channel's name may cause parsing errors at Twilio",
    )


def test_a_hyphen_in_the_unique_name_of_a_channel(world):
    world.channel("e-mail")

    assert [path for path, _ in odd(world)] == ["friendly_name", "unique_name"]
    assert "expressions can't spell a name with a hyphen" in odd(world)[1][1]


def test_a_queue_that_is_meant_for_nobody(world):
    world.queue(target_workers="")

    assert odd(world) == []
