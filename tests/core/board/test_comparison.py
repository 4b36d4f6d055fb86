"""Two worlds of an account, record by record."""

import copy

from mocktr.core.board.comparison import compare
from tests.core.world import World


def differences(world, act):
    """What is other once something was done."""
    before = copy.deepcopy(world.account)
    act()
    return [one.row() for one in compare(before, world.account)]


def told(rows):
    return [(row["kind"], row["name"], row["change"]) for row in rows]


def simple():
    world = World()
    world.simple()
    world.worker("alice")
    return world


def test_time_alone_makes_no_difference():
    world = simple()
    world.update(world.task(), attributes="{}")

    assert differences(world, lambda: world.advance(30)) == []


def test_a_task_that_came_is_told_with_its_offer_and_the_channel():
    world = simple()

    rows = differences(world, world.task)

    assert told(rows) == [
        ("worker_channel", "default", "changed"),
        ("task", None, "added"),
        ("reservation", "alice", "added"),
    ]
    channel, task, _ = (row["fields"] for row in rows)
    assert channel == {"available_capacity_percentage": {"before": 100, "after": 0}}
    assert task["assignment_status"] == {"before": None, "after": "reserved"}
    assert "age" not in task


def test_a_record_that_changed_is_told_with_the_fields_that_are_other():
    world = simple()
    task = world.task()

    [row] = differences(world, lambda: world.update(task, priority=7))

    assert (row["sid"], row["change"]) == (task.sid, "changed")
    assert row["fields"] == {"priority": {"before": 0, "after": 7}}


def test_a_record_that_went_is_told_with_what_it_was():
    world = simple()
    queue = world.queue("spare")

    [row] = differences(world, lambda: world.delete(queue))

    assert (row["kind"], row["name"], row["change"]) == ("task_queue", "spare", "removed")
    assert row["fields"]["friendly_name"] == {"before": "spare", "after": None}


def test_a_workspace_is_told_too():
    world = simple()

    rows = differences(world, lambda: world.update(world.workspace, friendly_name="Other"))

    assert told(rows) == [("workspace", "Other", "changed")]
