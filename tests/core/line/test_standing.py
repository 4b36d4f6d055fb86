"""Where a call is, for those who look at it."""

from mocktr.core.line.standing import leg_name, others, waits_for, waits_in

from .test_dial import dialling, legs
from .test_enqueue import queued
from .world import LineWorld


def test_a_call_waits_for_what_its_innermost_document_waits_for():
    world = LineWorld({"/voice": "<Pause length='9'/>"})
    call = world.call_in()
    assert waits_for(call) == "pause"

    world.hang_up(call)

    assert waits_for(call) is None


def test_silence_in_a_queue_is_to_wait_for_the_queue():
    world = queued()
    call = world.call_in()

    assert (waits_for(call), waits_in(call)) == (
        "queue",
        world.workspace.workflows[world.workflow_sid].friendly_name,
    )


def test_an_ordinary_queue_has_its_own_name():
    world = LineWorld({"/voice": "<Enqueue>support</Enqueue>"})

    assert waits_in(world.call_in()) == "support"
    assert waits_in(LineWorld({"/voice": "<Pause/>"}).call_in()) is None


def test_those_who_talk_are_known_by_their_numbers():
    world = dialling("+15550777")
    call = world.call_in()
    [leg] = legs(world)

    assert (others(call), others(leg)) == ([leg], [call])
    assert (leg_name(call), leg_name(leg)) == ("+15550100", "+15550777")
    world.hang_up(leg)
    assert others(call) == []
