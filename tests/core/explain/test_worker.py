"""Explanations of a worker: what they could take, where they are and are not, what waits."""

import pytest

from mocktr.core.behavior import read_behavior
from mocktr.core.explain.worker import explain_worker
from tests.core.world import World


def by(rows, key, name):
    return next(row for row in rows if row[key] == name)


def test_a_worker_who_is_away_is_offered_nothing():
    world = World()
    world.simple()
    alice = world.worker(activity="Offline")
    task = world.task()

    told = explain_worker(alice)

    assert told["verdict"] == "alice is offered nothing while Offline"
    assert (told["activity"], told["available"], told["worker_name"]) == ("Offline", False, "alice")
    assert told["channels"][0]["reason"] == "default waits for another activity than Offline"
    assert told["tasks"] == [
        {
            "task_sid": task.sid,
            "task_queue_name": "everyone",
            "place": 1,
            "verdict": "passed over",
            "reason": "Offline",
        }
    ]


def test_a_worker_who_is_busy_is_told_with_what():
    world = World()
    everyone = world.simple()
    alice = world.worker()
    first, second = world.task(), world.task()

    told = explain_worker(alice)

    assert told["verdict"].endswith("of the first: busy, default 1 of 1")
    assert told["channels"][0]["reason"] == "default is busy, 1 of 1"
    [held] = told["holds"]
    assert (held["task_sid"], held["status"]) == (first.sid, "pending")
    assert [one["task_sid"] for one in told["tasks"]] == [second.sid]
    assert told["queues"][0]["name"] == everyone.friendly_name
    assert told["queues"][0]["waiting"] == 1
    assert told["next"][0]["what"] == "the offer to alice times out"
    assert told["next"][0]["task_sid"] == first.sid


def test_a_worker_without_a_free_channel_is_told_each():
    world = World()
    world.simple()
    alice = world.worker()
    for channel in alice.channels.values():
        world.update(channel, available=False)

    told = explain_worker(alice)

    assert "alice is offered nothing: default is not available, voice is not" in told["verdict"]


def test_a_single_tasking_worker_is_busy_with_another_task():
    world = World(multi_task_enabled=False)
    world.queue()
    world.workflow(default=next(iter(world.workspace.task_queues.values())))
    free = next(one for one in world.workspace.activities.values() if one.available)
    alice = world.worker(activity=free.friendly_name)
    world.task()
    world.move(alice, free.friendly_name)

    assert explain_worker(alice)["channels"][1]["reason"] == "voice is busy with another task"


@pytest.mark.parametrize("target", ["skills HAS 'es'", ""])
def test_a_worker_who_is_in_no_queue_is_told_why(target):
    world = World()
    world.queue("spanish", target_workers=target)
    alice = world.worker(skills=["en"])

    told = explain_worker(alice)

    assert told["verdict"] == "alice is in no queue"
    [row] = told["queues"]
    assert not row["member"]
    saw = 'skills HAS "es" is false' if target else "the queue's TargetWorkers is empty"
    assert row["reason"].startswith(saw)


def test_where_nothing_waits_that_is_said():
    world = World()
    world.queue("spanish", target_workers="1 == 2")
    world.simple()
    alice = world.worker()

    told = explain_worker(alice)

    assert told["verdict"] == "no task waits in a queue of alice"
    assert [(row["name"], row["member"]) for row in told["queues"]] == [
        ("everyone", True),
        ("spanish", False),
    ]


def test_a_task_that_waits_for_this_worker_alone_is_told_first():
    world = World()
    world.simple()
    alice = world.worker(activity="Offline")
    other = world.task()
    own = world.task(routing_target=alice.sid, ignore_capacity=False)

    assert [one["task_sid"] for one in explain_worker(alice)["tasks"]] == [own.sid, other.sid]


def test_what_could_be_offered_now_is_counted():
    """As when routing is held."""
    world = World()
    world.simple()
    alice = world.worker(activity="Offline")
    world.task()
    alice.move_to(world.activity("Available"))

    assert explain_worker(alice)["verdict"].startswith("1 of the tasks that wait could be offered")


def test_a_worker_who_was_sent_away_comes_back():
    world = World()
    world.simple()
    alice = world.worker()
    alice.behave(read_behavior({"miss_every": 1, "available_after": 60}))
    world.task()
    world.advance(120)

    assert explain_worker(alice)["next"][-1]["what"] == "comes back by themselves"
