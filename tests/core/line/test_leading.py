"""Clients lead calls to TwiML, and end them wherever they are."""

import pytest

from mocktr.core.line import leading
from mocktr.core.line.phone import Phone
from mocktr.core.line.script import PAUSE

from .test_dial import dialling, legs
from .test_enqueue import only_task
from .test_orders import leg, order, reservation, ringing
from .test_outgoing import placed
from .world import LineWorld, heard

PAUSED = "<Response><Pause length='60'/></Response>"


def test_a_call_that_waits_is_led_to_what_is_sent():
    world = ringing()
    leading.lead(world.call, PAUSED)
    world.deliver()

    assert heard(world.call) == PAUSE
    assert only_task(world).assignment_status == "canceled"
    assert world.last("Enqueue action")["QueueResult"] == "redirected"


def test_a_call_that_talks_is_ended():
    world = ringing()
    order(world)
    leading.end_call(world.call)
    world.deliver()

    assert (world.call.status, leg(world).status) == ("completed", "completed")


def test_a_call_that_was_not_answered_is_canceled():
    world = LineWorld({"/voice": lambda form: leading.end_call(calls(world)[0])})
    call = world.call_in()

    assert call.status == "canceled"


def calls(world):
    return list(world.line.calls.values())


def test_a_call_that_a_client_placed_is_canceled_while_it_rings():
    world = LineWorld()
    world.line.phones["*"] = Phone(answers=False)
    leg = placed(world)
    leading.end_call(leg)
    world.pass_time(60)

    assert leg.status == "canceled"


def test_a_leg_that_is_canceled_gives_its_dial_up():
    world = dialling("+15550777", phone=Phone(answers=False))
    world.call_in()
    leading.end_call(legs(world)[0])
    world.deliver()

    assert world.last("Dial action")["DialCallStatus"] == "canceled"


@pytest.mark.parametrize(("name", "status"), [("conference", "canceled"), ("dequeue", "pending")])
def test_a_leg_that_is_canceled_gives_its_reservation_up(name, status):
    world = ringing(Phone(answers=False))
    order(world, name)
    first = reservation(world)
    leading.end_call(leg(world))

    assert first.reservation_status == status
