import pickle

import pytest

from mocktr.core import scheduler
from mocktr.core.account import Settings
from mocktr.core.resources.task import Task
from tests.core.world import World, steps


@pytest.fixture
def world():
    world = World()
    world.simple()
    return world


def create(world, **values):
    """A task that nobody has looked at yet."""
    return Task.create(world.workspace, values)


def test_a_settled_world_has_nothing_left_to_do(world):
    world.worker("alice")
    world.task()

    assert scheduler.settle(world.account) == []
    assert scheduler.step(world.account) is None


def test_nothing_moves_before_it_is_settled(world):
    world.worker("alice")

    task = create(world)
    assert task.assignment_status == "pending"

    scheduler.settle(world.account)
    assert task.assignment_status == "reserved"


def test_settling_without_routing_only_fires_timers(world):
    world.worker("alice")
    task = create(world, timeout=5)

    fired = list(scheduler.advance(world.account, world.now + 5000, route=False))

    assert [timer.name for timer in fired] == ["task.ttl"]
    assert task.assignment_status == "canceled"


def test_one_step_is_one_routing_action(world):
    alice, bob = world.workers("alice", "bob")
    low, high = create(world), create(world, priority=1)

    first, second = scheduler.step(world.account), scheduler.step(world.account)

    assert first.as_dict() == {
        "name": "reserved",
        "task_sid": high.sid,
        "reservations": [high.reservations[0].sid],
        "workers": [alice.sid],
    }
    assert (second.task_sid, second.made[0].worker_sid) == (low.sid, bob.sid)
    assert scheduler.step(world.account) is None


def test_a_step_may_be_a_skip(world):
    queue = next(iter(world.workspace.task_queues.values()))
    skipping = world.workflow(steps({"queue": queue, "skip_if": "1==1"}, {}))

    task = create(world, workflow_sid=skipping.sid)

    assert scheduler.step(world.account) == ("skipped", task.sid, ())
    assert scheduler.step(world.account) is None


def test_steps_and_settling_come_to_the_same(world):
    queue = next(iter(world.workspace.task_queues.values()))
    skipping = world.workflow(steps({"queue": queue, "skip_if": "1==1", "priority": 3}, {}))
    world.workers("alice", "bob")
    for _ in range(3):
        create(world, workflow_sid=skipping.sid)
    copy = pickle.loads(pickle.dumps(world.account))

    scheduler.settle(world.account)
    while scheduler.step(copy):
        pass

    assert copy.events == world.account.events


def test_workers_who_became_free_stay_on_the_agenda_between_steps(world):
    tasks = [world.task(), world.task()]
    alice, bob = (world.worker(name, activity="Offline") for name in ("alice", "bob"))
    for worker in (alice, bob):
        worker.update({"activity_sid": world.activity("Available").sid})

    assert [scheduler.step(world.account).task_sid for _ in tasks] == [task.sid for task in tasks]


def test_advancing_goes_from_timer_to_timer(world):
    world.worker("alice")
    task = world.task(timeout=200)

    assert world.advance(seconds=119) == []
    assert world.advance(seconds=1) == ["reservation.timeout"]
    assert task.assignment_status == "pending"
    assert world.advance(seconds=1000) == ["task.reoffer", "task.ttl", "task.removal"]
    assert world.age == 1120


def test_advancing_by_nothing_does_what_is_due_now(world):
    world.worker("alice")
    task = create(world)

    assert world.advance() == []
    assert task.assignment_status == "reserved"


def test_timers_of_one_instant_fire_before_anything_is_routed(world):
    world.worker("alice")
    task = world.task(timeout=1)
    world.reject(task)

    # The pause before the next offer and the task's own time end at the same instant.
    world.advance(seconds=1)

    assert task.assignment_status == "canceled"
    assert len(task.reservations) == 1


def test_a_task_is_canceled_when_its_time_is_over(world):
    task = world.task(timeout=30)
    world.told()

    world.advance(seconds=30)

    assert (task.assignment_status, task.reason) == ("canceled", "Task TTL Exceeded")
    assert world.told() == ["task.canceled"]


def test_the_end_of_its_time_also_ends_a_tasks_reservation(world):
    alice = world.worker("alice")
    task = world.task(timeout=30)

    world.advance(seconds=30)

    assert task.reservations[0].reservation_status == "canceled"
    assert alice.activity_name == "Available"


def test_an_assigned_task_outlives_its_time_but_not_a_day(world):
    world.worker("alice")
    task = world.task(timeout=30)
    world.accept(task)
    world.told()

    world.advance(seconds=86_399)
    assert task.assignment_status == "assigned"
    world.advance(seconds=1)
    assert world.told() == ["task.system-deleted", "reservation.completed"]
    assert task.sid not in world.workspace.tasks


@pytest.mark.parametrize("by_task", [True, False])
def test_a_wrapping_task_may_take_longer(world, by_task):
    world.worker("alice")
    task = world.task()
    world.accept(task)
    if by_task:
        world.update(task, assignment_status="wrapping")
    else:
        world.answer(task, "wrapping")

    world.advance(seconds=200_000)

    assert task.assignment_status == "wrapping"


def test_a_finished_task_is_gone_after_five_minutes_in_silence(world):
    world.worker("alice")
    task = world.task()
    world.accept(task)
    world.answer(task, "completed")
    world.told()

    world.advance(seconds=299)
    assert task.sid in world.workspace.tasks
    world.advance(seconds=1)

    assert not world.workspace.tasks
    assert not world.account.reservations
    assert world.told() == []
    assert world.timers() == []


# --- the pause before a task is offered again to the same worker --------------------------------


def test_a_rejected_task_is_offered_again_after_a_second(world):
    world.worker("alice")
    task = world.task()
    world.reject(task)
    assert task.assignment_status == "pending"

    world.advance(ms=999)
    assert task.assignment_status == "pending"
    world.advance(ms=1)
    assert task.assignment_status == "reserved"


def test_others_are_offered_a_rejected_task_at_once(world):
    world.workers("alice", "bob")
    task = world.task()

    world.reject(task)

    assert world.holder(task) == ["bob"]


def test_the_worker_is_offered_other_tasks_meanwhile(world):
    world.worker("alice")
    first, second = world.task(), world.task()

    world.reject(first)

    assert (world.holder(first), world.holder(second)) == ([], ["alice"])


def test_a_change_of_the_task_ends_the_pause(world):
    world.worker("alice")
    task = world.task()
    world.reject(task)

    world.update(task, priority=1)

    assert world.holder(task) == ["alice"]


def test_a_change_of_the_worker_ends_the_pause(world):
    alice = world.worker("alice")
    task = world.task()
    world.reject(task)

    world.update(alice, attributes='{"mood": "better"}')

    assert world.holder(task) == ["alice"]


def test_a_worker_who_missed_a_task_gets_it_when_they_are_back(world):
    alice = world.worker("alice")
    task = world.task()
    world.advance(seconds=120)
    assert (world.holder(task), alice.activity_name) == ([], "Offline")

    world.move(alice, "Available")

    assert world.holder(task) == ["alice"]


def test_the_pause_can_be_turned_off():
    world = World(Settings(reoffer_pause=0))
    world.simple()
    world.worker("alice")
    task = world.task()

    world.reject(task)

    assert world.holder(task) == ["alice"]


def test_a_worker_who_always_rejects_ends_the_task_after_so_many_offers():
    world = World(Settings(reoffer_pause=0, max_assignments=1000))
    world.simple(max_reserved_workers=2)
    world.workers("alice", "bob")
    task = world.task()

    while task.assignment_status == "reserved":
        for reservation in task.engaged():
            reservation.update({"reservation_status": "rejected"})
        scheduler.settle(world.account)

    assert task.assignments == 1000
    assert len(task.reservations) == 2000
    assert (task.assignment_status, task.reason) == (
        "canceled",
        "Task TTL Exceeded or Max assignment count exceeded",
    )


def test_the_end_of_a_pause_means_nothing_while_somebody_else_is_asked(world):
    world.workers("alice", "bob")
    task = world.task()
    world.reject(task)

    assert world.advance(seconds=1) == ["task.reoffer"]
    assert world.holder(task) == ["bob"]


def test_no_pause_is_left_over_when_the_task_is_assigned_or_gone(world):
    world.worker("alice")
    bob = world.worker("bob")
    task = world.task()
    world.reject(task)

    world.accept(task)
    assert world.timers() == ["task.assigned-limit"]

    world.delete(task)
    assert world.timers() == []
    assert bob.engagements == 0


# --- loose ends ---------------------------------------------------------------------------------


def test_a_deleted_workspace_leaves_no_timers(world):
    world.worker("alice")
    waiting, reserved = world.task(), world.task()
    world.reject(reserved if reserved.reservations else waiting)
    create(world)

    world.workspace.delete()

    assert world.account.timers.pending() == []
    assert not world.account.unsettled
    assert world.advance(seconds=1000) == []


def test_a_task_deleted_before_it_was_routed_is_forgotten(world):
    world.worker("alice")
    task = create(world)
    task.delete()

    scheduler.settle(world.account)

    assert not world.account.reservations


def test_a_worker_deleted_before_anybody_looked_at_them_is_forgotten(world):
    task = world.task()
    worker = world.worker("alice", activity="Offline")
    worker.update({"activity_sid": world.activity("Available").sid})
    worker.delete()

    scheduler.settle(world.account)

    assert task.assignment_status == "pending"


def test_a_worker_who_became_free_and_busy_again_is_not_offered_tasks(world):
    task = world.task()
    worker = world.worker("alice", activity="Offline")
    worker.update({"activity_sid": world.activity("Available").sid})
    worker.update({"activity_sid": world.activity("Offline").sid})

    scheduler.settle(world.account)

    assert task.assignment_status == "pending"
