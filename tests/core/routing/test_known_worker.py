import pytest

from tests.core.world import World, steps

NOBODY = "WK" + "0" * 32
BY_SID = {"known_worker_sid": "task.agent"}
BY_NAME = {"known_worker_friendly_name": "task.agent"}


@pytest.fixture
def world():
    """Alice is in the queue, Bob is not."""
    world = World()
    world.worker("alice", "Offline", team="a")
    world.worker("Bob", "Offline")
    world.team = world.queue("team", target_workers="team == 'a'")
    return world


def route(world, known):
    world.workflow(steps({"queue": world.team.sid, **known}))


def codes(world):
    return [alert.code for alert in world.account.alerts]


def sid_of(world, name):
    return world.workspace.workers.named(name).sid


@pytest.mark.parametrize("agent", [None, ""])
@pytest.mark.parametrize("known", [BY_SID, BY_NAME, {"expression": "worker.team == 'a'"}])
def test_a_task_that_names_nobody_makes_no_noise(world, known, agent):
    route(world, known)

    world.task()
    world.task(agent=agent)

    assert codes(world) == []


@pytest.mark.parametrize(
    ("known", "agent", "code", "trouble"),
    [
        (BY_SID, "alice", 40154, "which is not a SID"),
        (BY_SID, "WK1", 40154, "which is not a SID"),
        (BY_SID, 5, 40154, "which is not a SID"),
        (BY_NAME, 5, 40154, "which is not a name"),
        (BY_NAME, ["alice"], 40154, "which is not a name"),
        (BY_SID, NOBODY, 40155, "who is not in workspace WS"),
        (BY_NAME, "carol", 40155, "who is not in workspace WS"),
        (BY_NAME, "ALICE", 40155, "who is not in workspace WS"),
        (BY_NAME, "Bob", 40152, "who is not in queue team"),
    ],
)
def test_a_worker_who_cannot_be_is_an_alert(world, known, agent, code, trouble):
    route(world, known)

    task = world.task(agent=agent)

    (alert,) = world.account.alerts
    assert alert.code == code
    assert alert.text.startswith(f"Task {task.sid} names the known worker {agent!r}, {trouble}")
    assert (alert.at, alert.workspace_sid) == (world.now, world.workspace.sid)
    assert alert.resource_sid == task.sid


def test_a_worker_of_another_queue_is_an_alert_by_sid_too(world):
    route(world, BY_SID)

    world.task(agent=sid_of(world, "bob"))

    assert codes(world) == [40152]


@pytest.mark.parametrize("known", [BY_SID, BY_NAME])
def test_a_worker_of_the_queue_is_no_alert(world, known):
    route(world, known)

    world.task(agent=sid_of(world, "alice") if known is BY_SID else "alice")

    assert codes(world) == []


def test_there_is_one_alert_each_time_a_step_is_entered(world):
    first = {"queue": world.team.sid, "timeout": 10, **BY_SID}
    second = {"queue": world.team.sid, **BY_NAME}
    world.workflow(steps(first, second))

    world.task(agent=NOBODY)
    world.worker("carol", team="a")
    world.advance(9)
    assert codes(world) == [40155]
    world.advance(1)
    world.advance(100)

    assert codes(world) == [40155, 40155]
