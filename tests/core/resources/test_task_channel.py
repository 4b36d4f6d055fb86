import pytest

from mocktr.errors import Refused
from tests.core.world import World, unchanged


def test_a_channel_of_a_task_that_waits_stays():
    world = World()
    world.simple()
    mail = world.channel("mail")
    task = world.task("mail")

    with unchanged(world), pytest.raises(Refused, match=task.sid):
        world.delete(mail)


def test_a_channel_on_which_a_worker_is_reserved_stays():
    """Also when the task has moved to another channel since."""
    world = World()
    world.simple()
    mail, alice = world.channel("mail"), world.worker("alice")
    task = world.task("mail")
    world.accept(task)
    world.update(task, task_channel="default")

    with unchanged(world), pytest.raises(Refused, match=alice.sid):
        world.delete(mail)

    world.update(task, assignment_status="completed")
    world.delete(mail)
    assert world.workspace.task_channels.find("mail") is None
