"""Transfers: warm and cold, to a worker and to a queue, and each of their ends."""

import pytest

from mocktr.core import scheduler
from mocktr.core.resources.base import parse
from mocktr.core.resources.event import Event
from mocktr.core.resources.transfer import Transfer
from mocktr.errors import ApiError, Refused
from tests.core.world import World, statuses, unchanged


@pytest.fixture
def world():
    """Alice has a task; Bob is available, and Spanish is a queue that only he is in."""
    world = World()
    world.simple()
    world.spanish = world.queue("spanish", target_workers='who == "bob"')
    world.alice = world.worker("alice")
    world.given = world.task(language="es")
    world.accept(world.given)
    world.bob = world.worker("bob", who="bob")
    world.told()
    return world


def hand_over(world, to, **values):
    [reservation] = [one for one in world.given.reservations if one.worker_sid == world.alice.sid]
    sent = {"reservation_sid": reservation.sid, "task_sid": world.given.sid, "to": to.sid, **values}
    made = Transfer.create(world.alice, sent)
    scheduler.settle(world.account)
    return made


def held(world):
    return world.given.assignment_status, statuses(world.given.reservations)


def test_a_warm_transfer_asks_the_other_worker_beside_the_first(world):
    transfer = hand_over(world, world.bob)

    assert world.told() == ["task.transfer-initiated", "reservation.created"]
    assert held(world) == ("reserved", ["accepted", "pending"])
    assert world.given.reservations[1].transfer_sid == transfer.sid
    assert transfer.sid.startswith("TT")
    assert world.given.transfer is transfer


def test_the_other_worker_accepts(world):
    transfer = hand_over(world, world.bob)
    world.told()

    world.accept(world.given)

    assert world.told() == ["reservation.accepted", "task.transfer-completed"]
    assert (transfer.transfer_status, world.given.transfer) == ("complete", None)
    assert held(world) == ("assigned", ["accepted", "accepted"])


def test_the_task_goes_on_until_both_are_done_with_it(world):
    hand_over(world, world.bob)
    world.accept(world.given)
    first, second = world.given.reservations
    world.told()

    world.update(first, reservation_status="wrapping")
    world.update(first, reservation_status="completed")
    assert (world.given.assignment_status, world.told()) == (
        "assigned",
        ["reservation.wrapup", "reservation.completed"],
    )
    world.update(second, reservation_status="wrapping")
    assert world.given.assignment_status == "wrapping"
    world.update(second, reservation_status="completed")
    assert world.given.assignment_status == "completed"


def test_the_task_is_complete_when_both_have_wrapped_up_and_are_done(world):
    hand_over(world, world.bob)
    world.accept(world.given)
    both = world.given.reservations

    for reservation in both:
        world.update(reservation, reservation_status="wrapping")
    world.update(both[0], reservation_status="completed")
    assert world.given.assignment_status == "wrapping"
    world.update(both[1], reservation_status="completed")

    assert world.given.assignment_status == "completed"


def test_who_is_done_last_wraps_the_task_up(world):
    hand_over(world, world.bob)
    world.accept(world.given)
    first, second = world.given.reservations

    world.update(first, reservation_status="wrapping")
    world.update(second, reservation_status="completed")
    assert world.given.assignment_status == "wrapping"
    world.update(first, reservation_status="completed")

    assert world.given.assignment_status == "completed"


def test_a_client_wraps_up_and_completes_what_both_have(world):
    hand_over(world, world.bob)
    world.accept(world.given)
    world.told()

    for status, verb in (("wrapping", "wrapup"), ("completed", "completed")):
        world.update(world.given, assignment_status=status, reason="done")

        assert held(world) == (status, [status, status])
        assert world.told() == [
            f"task.{verb}",
            *[f"reservation.{verb}"] * 2,
            "task.updated",
        ]
        told = [event.data() for event in world.account.events[-4:]]
        assert [one.get("worker_name") for one in told] == ["bob", "alice", "bob", None]
        assert len({one["task_version"] for one in told}) == 1
        assert {one["reason"] for one in told} == {"done"}


def test_who_wraps_up_already_is_left_alone(world):
    hand_over(world, world.bob, mode="COLD")
    world.accept(world.given)
    world.told()

    world.update(world.given, assignment_status="wrapping")

    assert held(world) == ("wrapping", ["wrapping", "wrapping"])
    assert world.told() == ["task.wrapup", "reservation.wrapup", "task.updated"]


def test_a_task_whose_worker_is_gone_is_completed_without_one(world):
    hand_over(world, world.bob)
    [first, second] = world.given.reservations
    world.update(first, reservation_status="completed")
    world.delete(world.alice)

    world.update(second, reservation_status="rejected")

    assert world.given.assignment_status == "completed"
    completed = world.account.events[-1].data()
    assert completed["task_completed_reason"] == "All reservations were completed"
    assert "worker_name" not in completed


def test_the_other_worker_rejects(world):
    transfer = hand_over(world, world.bob)
    world.told()

    world.reject(world.given)

    assert world.told() == ["reservation.rejected", "task.transfer-failed", "task.updated"]
    assert held(world) == ("assigned", ["accepted", "rejected"])
    assert transfer.transfer_status == "failed"
    assert transfer.transfer_failed_reason == (
        "Transfer failed because the reservation was rejected"
    )


def test_the_other_worker_does_not_answer(world):
    transfer = hand_over(world, world.bob)

    world.advance(120)

    assert held(world) == ("assigned", ["accepted", "timeout"])
    assert transfer.transfer_failed_reason == "Transfer failed because the reservation timed out"


def test_a_cold_transfer_wraps_the_first_worker_up(world):
    hand_over(world, world.bob, mode="COLD")

    assert world.told()[-1] == "reservation.wrapup"
    assert held(world) == ("reserved", ["wrapping", "pending"])
    world.update(world.given.reservations[0], reservation_status="completed")
    world.accept(world.given)
    assert held(world) == ("assigned", ["completed", "accepted"])


def test_a_cold_transfer_that_fails_leaves_the_task_to_be_wrapped_up(world):
    hand_over(world, world.bob, mode="COLD")

    world.reject(world.given)

    assert held(world) == ("wrapping", ["wrapping", "rejected"])


def test_a_transfer_that_fails_when_the_first_worker_is_done_completes_the_task(world):
    hand_over(world, world.bob)
    first, _ = world.given.reservations
    world.update(first, reservation_status="completed")
    assert world.given.assignment_status == "reserved"

    world.reject(world.given)

    assert world.given.assignment_status == "completed"


def test_a_transfer_to_a_queue_asks_who_is_there(world):
    hand_over(world, world.spanish)

    assert world.told() == ["task.transfer-initiated", "reservation.created"]
    assert world.holder(world.given) == ["alice", "bob"]
    assert world.given.task_queue_sid == world.spanish.sid
    world.accept(world.given)
    assert held(world) == ("assigned", ["accepted", "accepted"])


def test_a_transfer_to_a_queue_goes_on_with_the_next_worker(world):
    carol = world.worker("carol", who="bob")
    transfer = hand_over(world, world.spanish)
    world.told()

    world.reject(world.given)

    assert world.told() == [
        *("reservation.rejected", "task.transfer-attempt-failed", "reservation.created"),
    ]
    assert transfer.is_under_way
    assert world.given.reservations[-1].worker_sid == carol.sid


def test_a_transfer_to_a_queue_is_not_offered_to_who_has_the_task(world):
    everyone = world.workspace.task_queues.named("everyone")
    hand_over(world, everyone)
    assert world.holder(world.given) == ["alice", "bob"]

    world.reject(world.given)
    world.advance(0)

    assert held(world) == ("pending", ["accepted", "rejected"])
    world.update(world.channel_of(world.alice), capacity=5)
    assert held(world) == ("pending", ["accepted", "rejected"])


def test_several_are_asked_where_the_queue_asks_several(world):
    world.worker("carol", who="bob")
    world.update(world.spanish, max_reserved_workers=2)
    transfer = hand_over(world, world.spanish)

    world.reject(world.given)
    assert held(world) == ("reserved", ["accepted", "pending", "rejected"])
    world.update(world.given.reservations[1], reservation_status="accepted")

    assert transfer.transfer_status == "complete"


def test_a_transfer_is_canceled(world):
    transfer = hand_over(world, world.bob)
    world.told()

    world.update(transfer, task_sid=world.given.sid, transfer_status="canceled")

    assert world.told() == ["reservation.canceled", "task.transfer-canceled", "task.updated"]
    assert held(world) == ("assigned", ["accepted", "canceled"])
    with unchanged(world), pytest.raises(Refused) as caught:
        transfer.update({"task_sid": world.given.sid, "transfer_status": "canceled"})
    assert caught.value.message == (
        f"Transfer {transfer.sid} is already canceled . Cannot cancel transfer."
    )


def test_a_transfer_that_waits_in_a_queue_is_canceled(world):
    world.move(world.bob, "Offline")
    transfer = hand_over(world, world.spanish)
    assert held(world) == ("pending", ["accepted"])

    world.update(transfer, task_sid=world.given.sid, transfer_status="canceled")
    world.move(world.bob, "Available")

    assert held(world) == ("assigned", ["accepted"])
    hand_over(world, world.bob)
    assert held(world) == ("reserved", ["accepted", "pending"])


def test_attributes_and_priority_change_with_it(world):
    hand_over(world, world.bob, attributes='{"n":1}', priority=7)

    assert (world.given.attributes, world.given.priority) == ('{"n":1}', 7)
    assert world.told()[0] == "task.updated"


def test_a_task_on_its_way_is_not_canceled_wrapped_up_or_walked_anew(world):
    hand_over(world, world.spanish)
    world.reject(world.given)

    for status in ("canceled", "wrapping", "completed"):
        with unchanged(world), pytest.raises(Refused):
            world.given.update({"assignment_status": status})
    world.given.restart()

    assert world.given.task_queue_sid == world.spanish.sid


def test_a_task_that_is_deleted_takes_its_transfers_along(world):
    hand_over(world, world.bob)

    world.delete(world.given)

    assert not world.workspace.transfers
    assert world.alice.engagements == world.bob.engagements == 0


def test_an_assignment_has_its_limit_also_while_it_is_handed_over(world):
    world.advance(3600)
    world.move(world.bob, "Offline")
    hand_over(world, world.spanish)

    world.advance(24 * 3600 - 3600)

    assert world.told()[-2:] == ["task.system-deleted", "reservation.completed"]


def test_the_event_tells_of_the_transfer(world):
    transfer = hand_over(world, world.bob)

    [number] = [
        number
        for number, one in enumerate(world.account.events, 1)
        if one.type == "task.transfer-initiated"
    ]
    shown = Event(world.workspace, number, world.account.events[number - 1]).payload("")

    assert shown["description"] == f"Task {world.given.sid} transfer {transfer.sid} initiated"
    assert shown["event_data"]["transfer_to"] == world.bob.sid


def strange(world, **values):
    sent = {"reservation_sid": world.given.reservations[0].sid, "task_sid": world.given.sid}
    return {**sent, "to": world.bob.sid, **values}


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"reservation_sid": "WR" + "0" * 32}, "ReservationSid"),
        ({"task_sid": "WT" + "0" * 32}, "TaskSid"),
        ({"to": "WK" + "0" * 32}, "another worker or of a task queue"),
        ({"to": "WQ" + "0" * 32}, "another worker or of a task queue"),
    ],
)
def test_what_can_not_be_handed_over_is_refused(world, values, why):
    with unchanged(world), pytest.raises(Refused, match=why):
        Transfer.create(world.alice, strange(world, **values))


def test_nobody_hands_over_to_themselves(world):
    with pytest.raises(Refused, match="another worker"):
        hand_over(world, world.alice)


def test_nothing_is_handed_over_to_who_is_not_available(world):
    world.move(world.bob, "Offline")

    with unchanged(world), pytest.raises(Refused, match="is not available"):
        hand_over(world, world.bob)


def test_only_what_is_accepted_is_handed_over(world):
    world.update(world.given.reservations[0], reservation_status="wrapping")

    with unchanged(world), pytest.raises(Refused, match="only an accepted one"):
        hand_over(world, world.bob)


def test_a_task_is_handed_over_once_at_a_time(world):
    hand_over(world, world.bob)

    with unchanged(world), pytest.raises(Refused, match="is being transferred already"):
        hand_over(world, world.spanish)


def test_a_transfer_can_only_be_canceled_by_its_task(world):
    transfer = hand_over(world, world.bob)

    for values, why in [
        ({"task_sid": "WT" + "0" * 32, "transfer_status": "canceled"}, "TaskSid"),
        ({"task_sid": world.given.sid, "transfer_status": "complete"}, "expected canceled"),
        ({"task_sid": world.given.sid}, "expected canceled"),
    ]:
        with unchanged(world), pytest.raises(Refused, match=why):
            transfer.update(values)


@pytest.mark.parametrize(
    ("form", "name"),
    [({"Mode": "HOT"}, "Mode"), ({"To": ""}, "To"), ({"Priority": "x"}, "Priority")],
)
def test_what_a_form_can_not_say_is_refused(form, name):
    sent = {"ReservationSid": "WR" + "0" * 32, "TaskSid": "WT" + "0" * 32, "To": "WK1"}

    with pytest.raises(ApiError, match=name):
        parse(Transfer, "create", {**sent, **form})
