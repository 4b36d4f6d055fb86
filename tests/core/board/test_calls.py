"""Calls that are going on, as the board tells of them."""

from mocktr.core.board.calls import MOST_CALLS, take_calls
from mocktr.core.line.phone import Phone
from tests.core.line.test_dial import dialling, legs
from tests.core.line.test_enqueue import only_task, queued
from tests.core.line.test_orders import leg, order, reservation, ringing
from tests.core.line.world import LineWorld


def test_without_calls_nothing_is_told():
    assert take_calls(LineWorld().account) == ([], 0, 0)


def test_a_call_that_waits_is_told_with_its_queue_and_its_task():
    world = queued()
    world.pass_time(5)
    call = world.call_in()
    world.pass_time(5)

    [row] = take_calls(world.account).rows

    assert (row["from"], row["to"], row["status"]) == (call.from_, call.to, "in-progress")
    assert (row["direction"], row["parent_sid"]) == ("inbound", None)
    assert (row["waits_for"], row["task_sid"]) == ("queue", only_task(world).sid)
    workflow = world.workspace.workflows[world.workflow_sid]
    assert row["waits_in"] == workflow.friendly_name
    assert row["since_ms"] == row["created_ms"] == world.account.clock.now - 5000
    assert (row["worker_sid"], row["conference_sid"], row["talks_to"]) == (None, None, [])


def test_a_leg_that_rings_is_told_with_its_worker():
    world = ringing(Phone(answer_after=5000))
    order(world)

    _, row = take_calls(world.account).rows

    held = reservation(world)
    assert (row["sid"], row["status"]) == (leg(world).sid, "ringing")
    assert row["reservation_sid"] == held.sid
    assert (row["worker_sid"], row["task_sid"]) == (held.worker_sid, held.task_sid)


def test_those_who_talk_are_told_with_each_other():
    world = dialling("+15550777")
    world.pass_time(3)
    call = world.call_in()
    [other] = legs(world)

    here, there = take_calls(world.account).rows

    assert (here["talks_to"], there["talks_to"]) == ([other.sid], [call.sid])
    assert here["conference_sid"] == there["conference_sid"] == call.room_sid
    assert there["parent_sid"] == call.sid
    assert there["since_ms"] == world.account.clock.now


def test_a_call_that_is_over_is_told_no_more():
    world = queued()
    world.hang_up(world.call_in())

    assert take_calls(world.account) == ([], 0, 0)


def test_another_state_is_told_by_another_number():
    world = ringing(Phone(answer_after=5000))
    states = [take_calls(world.account).state]
    order(world)
    states.append(take_calls(world.account).state)
    assert take_calls(world.account).state == states[-1]
    world.pass_time(5)
    states.append(take_calls(world.account).state)
    world.hang_up(world.call)
    states.append(take_calls(world.account).state)

    assert len(set(states)) == 4


def test_of_many_calls_the_first_are_told():
    world = LineWorld({"/voice": "<Pause length='9'/>"})
    for _ in range(MOST_CALLS + 2):
        world.call_in()

    taken = take_calls(world.account)

    assert (len(taken.rows), taken.total) == (MOST_CALLS, MOST_CALLS + 2)
    assert taken.rows[0]["sid"] == next(iter(world.line.calls))
