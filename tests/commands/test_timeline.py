"""The timeline as a command: in lanes, bounded."""

import pytest

from mocktr import AdminError


def test_bars_stand_in_the_lanes_of_workers(taskrouter):
    task = taskrouter.task(language="es")
    taskrouter.advance(60)

    told = taskrouter.intervals()

    lanes = {one["name"]: one["bars"] for one in told["lanes"]}
    assert list(lanes) == ["alice", "bob", "carol", "dave"]
    [offer] = lanes["bob"]
    assert (offer["kind"], offer["task_sid"], offer["end_ms"]) == ("offer", task.sid, None)
    assert offer["planned_ms"] == told["now_ms"] + 60_000
    assert [one["kind"] for one in lanes["dave"]] == ["away"]
    assert told["to_ms"] - told["from_ms"] == 3_600_000


def test_bars_stand_in_the_lanes_of_tasks_and_queues(taskrouter):
    first, second = taskrouter.task(language="es"), taskrouter.task(language="es")
    taskrouter.advance(60)

    tasks = taskrouter.intervals("task")["lanes"]
    queues = taskrouter.intervals("queue", queue="Spanish")["lanes"]

    kinds = {one["sid"]: [bar["kind"] for bar in one["bars"]] for one in tasks}
    assert kinds[second.sid] == ["wait"]
    assert kinds[first.sid][-1] == "offer"
    [spanish] = queues
    assert spanish["name"] == "Spanish"
    assert second.sid in [bar["task_sid"] for bar in spanish["bars"]]


def test_of_too_many_bars_the_shortest_are_left_out(taskrouter):
    taskrouter.task(language="es")
    taskrouter.advance(10)
    taskrouter.task(language="en")

    told = taskrouter.intervals(limit=2)

    assert (told["thinned"], told["left_off"]) == (True, 1)
    assert sum(len(one["bars"]) for one in told["lanes"]) == 2


def test_a_span_is_given_by_its_ends(taskrouter):
    taskrouter.task(language="es")

    told = taskrouter.intervals(since="2030-01-07T08:00:00Z", to="2030-01-07T08:30:00Z")

    assert told["lanes"][1]["bars"] == []
    with pytest.raises(AdminError, match="from: expected a time that is not after to"):
        taskrouter.intervals(since="2030-01-07T08:31:00Z", to="2030-01-07T08:30:00Z")
