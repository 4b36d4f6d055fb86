"""Calls that were over long ago are let go of, and those that others lead to are not."""

from mocktr.core.clock import DAY
from mocktr.core.line import forgetting
from mocktr.core.line.phone import Phone

from .test_dial import SLOW, dialling, legs
from .test_orders import order, ringing
from .world import LineWorld

MONTH = 32 * DAY // 1000


def forget(world):
    world.account.forget(len(world.account.events), len(world.line.requests))


def later(world):
    """An instant by which all that is over was so."""
    return world.account.clock.now + 1


def sids(world):
    return set(world.line.calls)


def test_a_call_that_was_over_goes_with_its_legs_and_what_they_met_in():
    world = dialling("+15550777", phone=SLOW)
    call = world.call_in()
    world.pass_time(10)
    world.hang_up(call)
    assert world.line.rooms

    world.pass_time(MONTH)
    forget(world)

    assert (world.line.calls, world.line.rooms, world.line.requests.entries) == ({}, {}, [])


def test_a_call_that_was_over_lately_stays():
    world = dialling("+15550777", phone=SLOW)
    call = world.call_in()
    world.pass_time(10)
    world.hang_up(call)
    before = sids(world)

    forgetting.forget(world.line, call.ended)
    assert sids(world) == before
    assert len(before) == 2

    forgetting.forget(world.line, call.ended + 1)
    assert sids(world) == set()


def test_a_conference_that_goes_on_keeps_those_who_left_it():
    world = LineWorld({"/voice": "<Dial><Conference>room</Conference></Dial>"})
    calls = [world.call_in() for _ in range(3)]
    world.pass_time(5)
    world.hang_up(calls[0])
    before = {*world.line.rooms}

    forgetting.forget(world.line, later(world))

    [room] = world.line.rooms.values()
    assert {room.sid} == before
    assert {calls[1].sid, calls[2].sid, *room.participants} <= sids(world)


def test_a_conference_that_was_over_goes_with_its_name_and_recording():
    conference = "<Dial><Conference record='record-from-start'>room</Conference></Dial>"
    world = LineWorld({"/voice": conference})
    calls = [world.call_in(), world.call_in()]
    world.pass_time(5)
    for call in calls:
        world.hang_up(call)
    assert world.line.named
    assert world.line.recordings

    world.pass_time(MONTH)
    forget(world)

    line = world.line
    assert (line.calls, line.rooms, line.named, line.recordings) == ({}, {}, {}, {})


def test_a_leg_that_rings_for_a_reservation_stays_with_its_customer():
    world = ringing(Phone(answers=False))
    order(world)
    assert world.line.orders
    before = sids(world)

    forgetting.forget(world.line, later(world))

    assert sids(world) == before
    assert len(before) == 2


def test_who_is_led_to_by_a_call_that_goes_on_stays():
    world = dialling("+15550777", phone=SLOW)
    call = world.call_in()
    [leg] = legs(world)
    world.pass_time(10)
    call.ended = world.account.clock.now

    forgetting.forget(world.line, later(world))

    assert sids(world) == {call.sid, leg.sid}
    assert list(world.line.rooms)


def test_a_room_that_is_over_stays_for_those_who_are_still_there():
    world = dialling("+15550777", phone=SLOW)
    call = world.call_in()
    world.pass_time(10)
    [room] = world.line.rooms.values()
    room.status = "completed"

    forgetting.forget(world.line, later(world))

    assert (list(world.line.rooms), call.sid in sids(world)) == ([room.sid], True)
