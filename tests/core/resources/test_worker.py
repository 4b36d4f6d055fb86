import pytest

from mocktr.errors import InvalidParameter, Refused
from tests.core.world import World, statuses, unchanged


@pytest.fixture
def world():
    world = World()
    world.simple()
    return world


def test_a_new_worker_has_a_channel_of_each_kind(world):
    alice = world.worker("alice")

    shown = [channel.payload("") for channel in alice.channels.values()]

    assert [row["task_channel_unique_name"] for row in shown] == [
        "default",
        "voice",
        "chat",
        "sms",
        "video",
    ]
    assert {row["configured_capacity"] for row in shown} == {1}
    assert {row["available_capacity_percentage"] for row in shown} == {100}


def test_without_an_activity_a_worker_starts_in_the_default_one(world):
    worker = type(world.worker("alice")).create(world.workspace, {"friendly_name": "bob"})

    assert (worker.activity_name, worker.available) == ("Offline", False)


def test_names_are_unique_in_any_case(world):
    alice, bob = world.workers("alice", "bob")

    with unchanged(world), pytest.raises(Refused, match="same friendly name already exists"):
        world.worker("ALICE")
    with unchanged(world), pytest.raises(Refused, match="same friendly name already exists"):
        world.update(bob, friendly_name="Alice")

    world.update(alice, friendly_name="Alice")
    world.update(bob, friendly_name="carol")
    world.worker("bob")


def test_an_unknown_activity_is_refused(world):
    alice = world.worker("alice")

    with unchanged(world), pytest.raises(InvalidParameter, match="ActivitySid"):
        world.update(alice, activity_sid="WA" + "0" * 32)


def test_moving_tells_how_long_the_worker_stayed(world):
    alice = world.worker("alice")
    world.told()
    world.advance(seconds=26, ms=123)

    world.move(alice, "Offline")

    assert world.told() == ["worker.activity.update"]
    event = world.account.events[-1].data()
    assert event["worker_previous_activity_name"] == "Available"
    assert event["worker_time_in_previous_activity"] == "26"
    assert event["worker_time_in_previous_activity_ms"] == "26123"
    assert alice.date_status_changed == world.now


def test_the_same_activity_again_changes_nothing(world):
    alice = world.worker("alice")
    world.advance(seconds=5)

    with unchanged(world):
        world.move(alice, "Available")

    assert alice.date_status_changed == alice.date_updated == world.start


def test_new_attributes_are_told_and_a_new_name_is_not(world):
    alice = world.worker("alice")
    world.told()

    world.update(alice, attributes='{"a": 1}')
    world.update(alice, friendly_name="alicia")

    assert world.told() == ["worker.attributes.update"]


# --- reservations that are not answered yet -----------------------------------------------------


def test_a_worker_with_pending_reservations_can_not_go_away(world):
    alice = world.worker("alice")
    world.task()

    words = "since it currently has 1 pending reservations"
    with unchanged(world), pytest.raises(Refused, match=words):
        world.move(alice, "Offline")


def test_a_worker_with_pending_reservations_can_stay_available(world):
    world.add_activity("Training", available=True)
    alice = world.worker("alice")
    task = world.task()

    world.move(alice, "Training")

    assert world.holder(task) == ["alice"]


def test_a_worker_at_work_can_go_away(world):
    alice = world.worker("alice")
    world.accept(world.task())

    world.move(alice, "Offline")

    assert alice.engagements == 1


def test_going_away_may_reject_what_is_pending(world):
    alice = world.worker("alice")
    world.update(world.channel_of(alice), capacity=2)
    tasks = [world.task(), world.task()]
    world.told()

    world.move(alice, "Offline", reject_pending_reservations=True)

    assert world.told() == [
        "worker.activity.update",
        *["reservation.rejected", "workflow.target-matched"] * 2,
    ]
    assert statuses(tasks) == ["pending", "pending"]


def test_only_who_becomes_unavailable_can_reject_all(world):
    alice = world.worker("alice")

    with unchanged(world), pytest.raises(Refused, match="to an Available activity state"):
        world.move(alice, "Available", reject_pending_reservations=True)


def test_a_worker_with_reservations_can_not_be_deleted(world):
    alice = world.worker("alice")
    task = world.task()

    with unchanged(world), pytest.raises(Refused, match="because it has 1 pending"):
        world.delete(alice)

    world.accept(task)
    world.answer(task, "completed")
    world.delete(alice)
    assert world.worker("alice").engagements == 0
    world.advance(seconds=300)
    assert not world.account.reservations


# --- channels -----------------------------------------------------------------------------------


def test_capacity_and_availability_are_told_apart(world):
    alice = world.worker("alice")
    channel = world.channel_of(alice, "voice")
    world.told()

    world.update(channel, capacity=3)
    world.update(channel, available=False)
    world.update(channel, capacity=3, available=False)

    assert world.told() == ["worker.capacity.update", "worker.channel.availability.update"]
    event = world.account.events[-2].data()
    assert (event["worker_channel_previous_capacity"], event["worker_channel_capacity"]) == (
        "1",
        "3",
    )


def test_the_percentage_counts_what_is_pending_and_rounds_down(world):
    alice = world.worker("alice")
    channel = world.channel_of(alice)
    world.update(channel, capacity=3)
    world.task()

    assert (channel.available_capacity_percentage, channel.assigned_tasks) == (66, 0)

    world.update(channel, capacity=0)
    assert channel.available_capacity_percentage == 0


def test_a_channel_is_found_by_its_names(world):
    alice = world.worker("alice")
    channel = world.channel_of(alice, "voice")

    assert alice.channel_named(channel.sid) is channel
    assert alice.channel_named(channel.task_channel_sid) is channel
    assert alice.channel_named("smoke") is None
    assert channel.payload("")["worker_sid"] == alice.sid


def test_a_worker_who_becomes_multitasking_takes_more(world):
    world = World(multi_task_enabled=False)
    world.simple()
    world.worker("alice", activity="Available")
    queue = next(iter(world.workspace.task_queues.values()))
    world.update(queue, reservation_activity_sid=None)
    first, second = world.task("chat"), world.task("voice")

    world.update(world.workspace, multi_task_enabled=True)

    assert (world.holder(first), world.holder(second)) == (["alice"], ["alice"])


def test_filters_find_workers(world):
    alice = world.worker("alice", level=3)
    (queue,) = alice.queues
    filters = type(alice).filters
    expression = filters["TargetWorkersExpression"].prepare(world.workspace, "level > 2")

    for name, value in {
        "ActivityName": "Available",
        "ActivitySid": alice.activity_sid,
        "Available": True,
        "FriendlyName": "alice",
        "TargetWorkersExpression": expression,
        "TaskQueueName": "everyone",
        "TaskQueueSid": queue.sid,
    }.items():
        assert filters[name].passes(alice, value), name
    assert type(alice).orderings["DateStatusChanged"](alice) == world.now
    assert alice.links("")["activity"].endswith(alice.activity_sid)
