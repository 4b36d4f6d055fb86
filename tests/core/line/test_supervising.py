"""Supervisors are called into the conference of a task, each heard by those that the mode says."""

import pytest

from mocktr.core.instructions.execution import update_reservation

from .test_orders import leg, order, reservation, ringing


def supervise(world, mode):
    form = {"Instruction": "supervise", "Supervisor": "client:sue", "SupervisorMode": mode}
    update_reservation(reservation(world), form)
    world.deliver()


@pytest.fixture
def world():
    """A caller and a worker talk in a conference."""
    world = ringing()
    order(world, "conference")
    return world


def room(world):
    [room] = world.line.rooms.values()
    return room


@pytest.mark.parametrize(
    ("mode", "muted", "coaches"),
    [("monitor", True, False), ("whisper", False, True), ("barge", False, False)],
)
def test_a_supervisor_joins_the_conference(world, mode, muted, coaches):
    worker = leg(world)

    supervise(world, mode)

    supervisor = leg(world)
    assert supervisor.sid == world.account.calls[-1].sid
    assert supervisor.room_sid == room(world).sid
    participant = room(world).participants[supervisor.sid]
    assert (participant.muted, participant.coaches) == (muted, worker.sid if coaches else "")


def test_the_talk_goes_on_when_a_supervisor_leaves(world):
    supervise(world, "monitor")

    world.hang_up(leg(world))

    assert len(room(world).participants) == 2
    assert not room(world).is_over


def test_there_is_nothing_to_hear_in_a_conference_that_is_over(world):
    world.hang_up(world.call)
    world.hang_up(leg(world))
    before = list(world.line.calls)

    supervise(world, "monitor")

    assert room(world).is_over
    assert list(world.line.calls) == before


def test_a_dequeued_caller_is_in_no_conference():
    world = ringing()
    order(world)
    before = list(world.line.calls)

    supervise(world, "monitor")

    assert list(world.line.calls) == before
