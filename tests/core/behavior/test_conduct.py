"""Workers who act by themselves, under the clock alone."""

import pickle

import pytest

from mocktr.core import scheduler
from mocktr.core.account import Settings
from mocktr.core.behavior import read_behavior, read_script
from mocktr.core.explain import explain
from mocktr.core.log import Requested
from tests.core import recount
from tests.core.world import World, statuses

TIMEOUT = 120
"""Seconds that an offer stays open."""


def behaving(script=(), settings=None, workspace=None, **behavior):
    """A world with Alice, who behaves so."""
    world = World(settings, **(workspace or {}))
    world.simple()
    alice = world.worker("alice")
    alice.behave(read_behavior(behavior) if behavior else None)
    alice.script = read_script(list(script))
    world.told()
    return world, alice


def happened(world, seconds):
    """The timers that fire, each with the age of the world."""
    fired = scheduler.advance(world.account, world.now + seconds * 1000)
    return [f"{(timer.due - world.start) / 1000:g} {timer.name}" for timer in fired]


# --- what a worker does --------------------------------------------------------------------------


def test_a_worker_without_a_behaviour_waits_to_be_told():
    world, _ = behaving()
    task = world.task()

    assert world.advance(TIMEOUT - 1) == []
    assert task.reservations[0].answer is None


def test_a_worker_accepts_handles_wraps_up_and_completes():
    world, _ = behaving(accept_after=5, handle_for=120, wrap_up_for=30)
    task = world.task()

    assert happened(world, 200) == [
        "5 behavior.accept",
        "125 behavior.wrap-up",
        "155 behavior.complete",
    ]
    assert (task.assignment_status, statuses(task.reservations)) == ("completed", ["completed"])
    assert world.told()[-5:] == [
        "reservation.accepted",
        "task.wrapup",
        "reservation.wrapup",
        "task.completed",
        "reservation.completed",
    ]


def test_without_a_wrap_up_the_work_ends_with_the_handling():
    world, _ = behaving(accept_after=5, handle_for=10)
    task = world.task()

    assert happened(world, 15) == ["5 behavior.accept", "15 behavior.complete"]
    assert task.assignment_status == "completed"


def test_without_a_handling_time_the_work_is_left_to_others():
    world, _ = behaving(accept_after=5, wrap_up_for=30)
    task = world.task()
    assert world.advance(3600) == ["behavior.accept"]

    world.answer(task, "wrapping")

    assert world.advance(30) == ["behavior.complete"]
    assert task.assignment_status == "completed"


def test_a_worker_rejects_every_fourth_offer():
    world, _ = behaving(accept_after=5, handle_for=10, reject_after=2, reject_every=4)
    tasks = [world.task() for _ in range(4)]

    assert happened(world, 48) == [
        *("5 behavior.accept", "15 behavior.complete", "20 behavior.accept"),
        *("30 behavior.complete", "35 behavior.accept", "45 behavior.complete"),
        *("47 behavior.reject", "48 task.reoffer"),
    ]
    assert [len(task.reservations) for task in tasks] == [1, 1, 1, 2]


def test_a_missed_offer_times_out_and_the_worker_comes_back():
    world, alice = behaving(accept_after=5, miss_every=1, available_after=60)
    task = world.task()

    fired = happened(world, TIMEOUT + 60)

    assert fired == ["120 reservation.timeout", "121 task.reoffer", "180 behavior.return"]
    assert alice.activity_name == "Available"
    assert statuses(task.reservations) == ["timeout", "pending"]


def test_a_worker_with_a_day_of_tasks_works_them_off_in_order():
    world, alice = behaving(accept_after=5, handle_for=120, wrap_up_for=30)
    tasks = [world.task() for _ in range(100)]

    world.advance(100 * 155)

    assert {task.assignment_status for task in tasks if task.finished} == {"completed"}
    assert [(task.finished - world.start) // 1000 for task in tasks] == [
        155 * number for number in range(1, 101)
    ]
    assert (alice.offers, alice.engagements) == (100, 0)


def test_zero_seconds_is_the_very_instant():
    """Before anything else can happen, callbacks included."""
    world, _ = behaving(accept_after=0, handle_for=0, wrap_up_for=0)

    task = world.task()

    assert (task.assignment_status, world.age) == ("completed", 0)


def test_an_answer_that_comes_with_the_timeout_comes_too_late():
    world, _ = behaving(accept_after=TIMEOUT)
    task = world.task()

    assert world.advance(TIMEOUT) == ["reservation.timeout"]
    assert statuses(task.reservations) == ["timeout"]


def test_a_worker_who_always_rejects_at_once_ends_somewhere():
    """Though nothing pauses between two offers: the task is canceled."""
    settings = Settings(reoffer_pause=0, max_assignments=7)
    world, _ = behaving(settings=settings, reject_after=0)

    task = world.task()

    assert (task.assignment_status, len(task.reservations), world.age) == ("canceled", 7, 0)


def test_what_a_worker_does_is_told_as_what_a_client_asked_for():
    world, _ = behaving(accept_after=1, reject_every=2, handle_for=1, available_after=1)
    world.task()
    world.advance(2)

    sources = {one.type: isinstance(one, Requested) for one in world.account.events}

    assert sources["reservation.accepted"]
    assert sources["reservation.completed"]
    assert not sources["reservation.created"]


# --- who answers first wins ----------------------------------------------------------------------


@pytest.mark.parametrize("behavior", [{"accept_after": 5}, {"reject_after": 5}])
def test_a_request_that_comes_first_is_the_answer(behavior):
    world, _ = behaving(**behavior)
    task = world.task()

    world.accept(task)

    assert "behavior.accept" not in world.timers()
    assert "behavior.reject" not in world.timers()
    assert world.advance(10) == []


def test_a_worker_handles_also_what_others_accepted_for_them():
    world, _ = behaving(handle_for=10, wrap_up_for=5)
    task = world.task()
    world.advance(3)
    world.accept(task)

    assert happened(world, 20) == ["13 behavior.wrap-up", "18 behavior.complete"]


def test_a_request_that_ends_the_work_early_ends_it():
    world, _ = behaving(accept_after=1, handle_for=10, wrap_up_for=5)
    task = world.task()
    world.advance(5)

    world.update(task, assignment_status="wrapping")
    assert happened(world, 1) == []
    world.update(task, assignment_status="completed")

    assert world.timers() == ["task.removal"]


def test_the_sibling_who_is_slower_is_rescinded():
    world = World()
    world.simple(max_reserved_workers=2)
    for name, seconds in (("alice", 5), ("bob", 3)):
        world.worker(name).behave(read_behavior({"accept_after": seconds}))
    task = world.task()

    assert world.advance(10) == ["behavior.accept"]
    assert statuses(task.reservations) == ["rescinded", "accepted"]


@pytest.mark.parametrize("status", ["pending", "accepted", "wrapping"])
def test_a_deleted_task_leaves_no_timer(status):
    world, _ = behaving(accept_after=5, handle_for=5, wrap_up_for=5)
    task = world.task()
    world.advance({"pending": 0, "accepted": 5, "wrapping": 10}[status])
    assert statuses(task.reservations) == [status]

    world.delete(task)

    assert world.timers() == []


def test_a_deleted_workspace_leaves_no_timer():
    world, _ = behaving(accept_after=5, miss_every=2, available_after=500)
    world.task()
    world.advance(5)
    bob = world.worker("bob")
    bob.behave(read_behavior({"available_after": 500}))
    world.task()
    carol = world.worker("carol")
    carol.behave(read_behavior({"accept_after": 300}))
    world.advance(TIMEOUT)
    assert {"behavior.return", "behavior.accept"} <= set(world.timers())

    world.delete(world.workspace)

    assert world.timers() == []


# --- coming back ---------------------------------------------------------------------------------


def test_a_worker_comes_back_to_where_they_were_available():
    world, alice = behaving(available_after=60)
    world.add_activity("On the phone", available=True)
    world.move(alice, "On the phone")
    world.task()

    world.advance(TIMEOUT)
    assert alice.activity_name == "Offline"
    world.advance(60)

    assert alice.activity_name == "On the phone"


def test_a_worker_who_was_never_available_comes_to_the_first_available_activity():
    world, _ = behaving()
    bob = world.worker("bob", activity="Unavailable")
    bob.behave(read_behavior({"available_after": 60}))
    world.task(routing_target=bob.sid)

    world.advance(TIMEOUT + 60)

    assert bob.activity_name == "Available"


def test_a_worker_with_nowhere_to_come_back_to_stays_away():
    world, alice = behaving(available_after=60)
    world.task()
    world.advance(TIMEOUT)
    world.delete(world.activity("Available"))

    assert world.advance(60) == ["task.reoffer", "behavior.return"]
    assert alice.activity_name == "Offline"


def test_a_worker_comes_back_also_when_single_tasking():
    world, alice = behaving(workspace={"multi_task_enabled": False}, available_after=60)
    world.task()
    assert alice.activity_name == "Reserved"

    world.advance(TIMEOUT)
    assert alice.activity_name == "Offline"
    assert "behavior.return" in world.advance(60)

    assert alice.activity_name == "Reserved"
    assert [world.workspace.activities[sid].friendly_name for _, sid in alice.history] == [
        "Available",
        "Reserved",
        "Offline",
        "Available",
        "Reserved",
    ]


def test_a_worker_who_is_moved_meanwhile_does_not_come_back():
    world, alice = behaving(available_after=60)
    world.task()
    world.advance(TIMEOUT)

    world.move(alice, "Unavailable")

    assert "behavior.return" not in world.timers()


def test_a_worker_who_is_deleted_meanwhile_does_not_come_back():
    world, alice = behaving(available_after=60)
    world.task()
    world.advance(TIMEOUT)

    world.delete(alice)

    assert "behavior.return" not in world.timers()


def test_a_timeout_that_moves_nobody_brings_nobody_back():
    world, alice = behaving(available_after=60)
    world.update(world.workspace, timeout_activity_sid=world.activity("Available").sid)
    world.task()

    world.advance(TIMEOUT)

    assert (alice.activity_name, "behavior.return" in world.timers()) == ("Available", False)


def test_a_worker_who_was_away_before_the_timeout_stays_away():
    world, _ = behaving()
    bob = world.worker("bob", activity="Offline")
    bob.behave(read_behavior({"available_after": 60}))
    world.task(routing_target=bob.sid)

    world.advance(TIMEOUT)

    assert "behavior.return" not in world.timers()


# --- scripts, and changes ------------------------------------------------------------------------


def test_a_script_is_used_up_before_the_behaviour_is_asked():
    script = [{"reject_after": 10}, {"accept_after": 5, "handle_for": 60}]
    world, alice = behaving(script, accept_after=1, handle_for=2)
    world.task()

    assert happened(world, 11) == ["10 behavior.reject", "11 task.reoffer"]
    assert happened(world, 66) == ["16 behavior.accept", "76 behavior.complete"]
    assert (alice.script, alice.offers) == ((), 0)
    world.task()
    assert happened(world, 3) == ["78 behavior.accept", "80 behavior.complete"]
    assert alice.offers == 1


def test_a_scripted_answer_takes_from_the_behaviour_what_it_does_not_say():
    world, _ = behaving([{"accept_after": 5, "wrap_up_for": 1}], handle_for=7, wrap_up_for=9)
    world.task()

    assert happened(world, 20) == [
        "5 behavior.accept",
        "12 behavior.wrap-up",
        "13 behavior.complete",
    ]


def test_a_script_needs_no_behaviour():
    world, alice = behaving([{"miss": True}, {"accept_after": 1}])
    world.task()
    world.advance(TIMEOUT)
    assert alice.activity_name == "Offline"

    world.move(alice, "Available")

    assert happened(world, 100) == ["121 task.reoffer", "121 behavior.accept"]
    assert not alice.acts


def test_a_new_behaviour_counts_anew_and_leaves_what_is_under_way():
    world, alice = behaving(accept_after=5, handle_for=20)
    world.update(alice.channel_named("default"), capacity=2)
    world.task()
    world.advance(6)

    alice.behave(read_behavior({"reject_every": 1}))
    world.task()

    assert alice.offers == 1
    assert "25 behavior.complete" in happened(world, 19)


def test_behaviours_of_the_settings_are_for_workers_of_that_name_and_for_all_others():
    slow, quick = read_behavior({"accept_after": 60}), read_behavior({"accept_after": 1})
    world = World(Settings(behaviors=(("alice", slow), ("*", quick))))

    assert world.worker("Alice").behavior == slow
    assert world.worker("bob").behavior == quick
    assert World(Settings(behaviors=(("alice", slow),))).worker("bob").behavior is None


# --- the world -----------------------------------------------------------------------------------


def test_what_comes_next_is_explained():
    world, _ = behaving(accept_after=5, handle_for=60, wrap_up_for=30, reject_every=2)
    task = world.task()
    other = world.task()

    assert upcoming(task) == ["09:00:05 alice accepts", "09:02:00 the offer to alice times out"]
    world.advance(5)
    assert upcoming(task) == ["09:01:05 alice begins the wrap-up"]
    world.advance(60)
    assert upcoming(task) == ["09:01:35 alice completes the task"]
    world.advance(30)
    assert upcoming(other)[0] == "09:01:40 alice rejects"


def upcoming(task):
    """What comes within ten minutes."""
    rows = explain(task.account, task.sid)["next"]
    return [f"{row['at'][11:19]} {row['what']}" for row in rows if row["at"] < "2030-01-07T09:10"]


def test_a_copy_goes_on_in_the_same_way():
    """With the counts, the script and the timers."""
    script = [{"accept_after": 1}, {"miss": True}]
    world, _ = behaving(script, accept_after=5, handle_for=60, reject_every=3, available_after=9)
    for _ in range(20):
        world.task()
    world.advance(100)
    copy = pickle.loads(pickle.dumps(world.account))

    for account in (world.account, copy):
        scheduler.advance(account, world.start + 3600 * 1000)

    assert recount.dump(copy) == recount.dump(world.account)
