"""Calls are taken elsewhere, wherever they are."""

from mocktr.core.line import callers
from mocktr.core.line.call import Caller
from mocktr.core.line.hanging_up import redirect
from mocktr.core.line.number import PhoneNumber
from mocktr.core.line.progress import end_after
from mocktr.core.line.script import PAUSE

from .test_dial import dialling, legs
from .test_enqueue import PARKED, only_task
from .test_orders import Phone, leg, order, ringing
from .world import APP, LineWorld, heard

ELSEWHERE = {"/elsewhere": "<Pause length='60'/>"}


def redirected(world, call):
    world.app.update(ELSEWHERE)
    redirect(call, ("POST", f"{APP}/elsewhere"))
    world.deliver()
    assert heard(call) == PAUSE
    return world


def test_a_call_that_waits_leaves_its_queue_and_its_task_is_canceled():
    world = ringing()
    redirected(world, world.call)

    assert (only_task(world).assignment_status, only_task(world).reason) == (
        "canceled",
        "redirected",
    )
    assert world.last("Enqueue action")["QueueResult"] == "redirected"


def test_a_call_that_talks_leaves_the_other_alone():
    world = ringing()
    order(world)
    redirected(world, world.call)

    assert world.last("Enqueue action")["QueueResult"] == "redirected-from-bridged"
    assert leg(world).status == "completed"
    assert only_task(world).assignment_status == "wrapping"


def test_a_queue_without_action_is_told_nothing():
    world = ringing(attributes="waitUrl='/wait'")
    redirected(world, world.call)

    assert world.asked()[-1] == "redirect /elsewhere"


def test_a_leg_may_be_taken_elsewhere_too():
    world = ringing()
    order(world)
    redirected(world, leg(world))

    assert world.last("Enqueue action")["QueueResult"] == "bridged"


def test_a_call_that_dials_rings_nowhere_any_more():
    world = dialling("+15550777", phone=Phone(answers=False))
    redirected(world, world.call_in())

    assert legs(world)[0].status == "canceled"


def test_a_call_that_dialled_tells_its_action_nothing():
    world = dialling("+15550777")
    redirected(world, world.call_in())

    assert "Dial action /dialled" not in world.asked()


def test_keys_are_asked_for_no_longer():
    world = dialling("")
    world.app = {"/voice": "<Gather timeout='9'/>", **ELSEWHERE}
    call = world.call_in()
    redirected(world, call)
    world.pass_time(9)

    assert heard(call) == PAUSE


def test_a_call_lasts_as_long_as_it_may_wherever_it_is():
    world = LineWorld({"/voice": "<Redirect>/park</Redirect>", "/park": PARKED, "/next": PARKED})
    number = PhoneNumber(voice_url=f"{APP}/voice")
    call = callers.call_in(world.account, "+15550100", "+15550199", number, Caller())
    end_after(call, 20_000)
    world.deliver()
    world.pass_time(19)
    redirect(call, ("POST", f"{APP}/next"))
    world.deliver()
    assert call.is_live

    world.pass_time(1)

    assert (call.status, call.duration) == ("completed", 20)


def test_a_call_that_is_under_way_may_be_cut_short():
    world = LineWorld({"/voice": PARKED})
    call = world.call_in()
    world.pass_time(10)
    end_after(call, 15_000)
    world.pass_time(5)
    assert call.duration == 15

    second = world.call_in()
    world.pass_time(10)
    end_after(second, 5_000)
    world.pass_time(1)

    assert (second.status, second.duration) == ("completed", 10)
