"""Explanations of a queue: who is in it, who waits in it, and for what."""

from mocktr.core.explain import queue as queues
from mocktr.core.explain.queue import explain_queue
from tests.core.world import World


def test_a_queue_tells_who_is_in_it_and_why():
    world = World()
    spanish = world.queue("spanish", target_workers="language == 'es'")
    alice, bob = world.worker("alice", language="es"), world.worker("bob", language="en")
    cleo = world.worker("cleo", activity="Offline", language="es")

    told = explain_queue(spanish)

    assert told["verdict"] == "nobody waits in spanish"
    assert [(one["name"], one["verdict"]) for one in told["members"]] == [
        ("alice", "free"),
        ("cleo", "away"),
    ]
    assert (told["members"][1]["reason"], told["members"][0]["sid"]) == ("Offline", alice.sid)
    assert told["members"][0]["member"] == 'language == "es" is true, language is "es"'
    assert [one["sid"] for one in told["others"]] == [bob.sid]
    assert told["others"][0]["reason"].startswith('language == "es" is false')
    assert (told["left_off"], cleo.available) == (0, False)


def test_a_queue_tells_who_waits_in_order_and_why():
    world = World()
    everyone = world.simple()
    world.worker("alice")
    world.task()
    second, third = world.task(), world.task(priority=5)

    told = explain_queue(everyone)

    assert told["verdict"] == "2 wait in everyone, 1 workers are in it, 0 of them away"
    assert [(one["task_sid"], one["place"]) for one in told["line"]] == [
        (third.sid, 1),
        (second.sid, 2),
    ]
    assert told["line"][0]["reason"] == "1 passed over: busy, default 1 of 1"
    assert told["members"][0]["verdict"] == "busy"
    assert told["members"][0]["reason"] == "default is busy, 1 of 1"
    assert told["next"][0]["task_sid"] in (second.sid, third.sid)


def test_a_queue_without_workers_says_so():
    world = World()
    world.simple(target_workers="1 == 2")
    [everyone] = world.workspace.task_queues.values()
    world.task()

    told = explain_queue(everyone)

    assert told["verdict"] == "1 wait in everyone, which no worker is in"
    assert told["line"][0]["reason"] == "no worker is in the queue"


def test_a_queue_whose_workers_are_all_away_says_so():
    world = World()
    everyone = world.simple()
    for name in ("alice", "bob"):
        world.worker(name, activity="Offline")
    world.task()

    told = explain_queue(everyone)

    assert told["verdict"] == "1 wait in everyone, and all 2 workers in it are away"


def test_only_the_first_are_looked_at_one_by_one(monkeypatch):
    monkeypatch.setattr(queues, "MOST_JUDGED", 1)
    monkeypatch.setattr(queues, "MOST_WORKERS", 1)
    world = World()
    everyone = world.simple()
    for name in ("alice", "bob"):
        world.worker(name, activity="Offline")
    world.task()
    world.task()

    told = explain_queue(everyone)

    assert [one["reason"] for one in told["line"]] == ["1 passed over: Offline", None]
    assert (len(told["members"]), told["left_off"]) == (1, 1)
