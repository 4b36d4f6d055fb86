"""An account lets go of what is too old to be asked for, once a day."""

from mocktr.core.account import horizon
from mocktr.core.clock import DAY, HOUR
from mocktr.core.instructions.calls import DialledCall

from .world import World


def forget(world, read=None):
    read = len(world.account.events) if read is None else read
    world.account.forget(read, 0)


def go(world, worker, name):
    world.update(worker, activity_sid=world.activity(name).sid)


def test_memory_begins_with_a_day():
    assert horizon(45 * DAY + HOUR) == 15 * DAY
    assert horizon(45 * DAY) == 15 * DAY


def test_events_go_once_a_day_as_far_as_they_were_read():
    world = World()
    count = len(world.account.events)
    world.advance(seconds=32 * 86_400)

    forget(world, read=count - 1)
    assert (world.account.events.missing, len(world.account.events)) == (count - 1, count)
    forget(world)
    assert world.account.events.missing == count - 1

    world.advance(seconds=86_400)
    forget(world)
    assert (world.account.events.missing, len(world.account.events)) == (count, count)


def test_alerts_and_dialled_calls_go_with_the_events_of_their_days():
    world = World()
    dial = DialledCall(world.account.clock.now, *[""] * 8, to=None, from_=None, url=None)
    for days in (0, 20, 20):
        world.advance(seconds=days * 86_400)
        now = world.account.clock.now
        world.account.alert(40154, f"after {days} days", world.workspace, "WT1")
        world.account.calls.append(dial._replace(at=now))

    forget(world)

    assert [one.text for one in world.account.alerts] == ["after 20 days"] * 2
    assert (len(world.account.calls), world.account.calls.missing) == (3, 1)


def test_of_where_a_worker_was_the_last_place_before_is_known():
    world = World()
    worker = world.worker()
    for name in ("Offline", "Available", "Unavailable", "Available"):
        world.advance(seconds=86_400)
        go(world, worker, name)
    world.advance(seconds=40 * 86_400)

    forget(world)

    assert [sid for _, sid in worker.history] == [world.activity("Available").sid]


def test_where_a_worker_who_is_away_comes_back_to_is_known():
    world = World()
    worker = world.worker()
    for name in ("Unavailable", "Offline"):
        world.advance(seconds=86_400)
        go(world, worker, name)
    world.advance(seconds=40 * 86_400)

    forget(world)

    places = [world.activity(name).sid for name in ("Available", "Offline")]
    assert [sid for _, sid in worker.history] == places


def test_a_worker_who_was_never_available_has_one_place():
    world = World()
    worker = world.worker(activity="Offline")
    world.advance(seconds=86_400)
    go(world, worker, "Unavailable")
    world.advance(seconds=40 * 86_400)

    forget(world)

    assert [sid for _, sid in worker.history] == [world.activity("Unavailable").sid]


def test_where_a_worker_is_since_lately_changes_nothing():
    world = World()
    worker = world.worker()
    history = list(worker.history)
    world.advance(seconds=40 * 86_400)
    go(world, worker, "Offline")

    forget(world)

    assert worker.history[:1] == history


def test_workers_who_left_long_ago_are_forgotten():
    world = World()
    worker = world.worker()
    worker.delete()
    world.advance(seconds=86_400)
    world.worker("bob").delete()
    world.advance(seconds=30 * 86_400)

    forget(world)

    assert [left for left, _ in world.workspace.departed] == [world.start + DAY]
