"""The timeline: bars of what lasted, from the events and from what there is now."""

import pytest

from mocktr.core.board import timeline
from mocktr.core.board.selection import Selection
from mocktr.core.board.timeline import Span, take_timeline
from mocktr.core.clock import MINUTE, SECOND
from mocktr.core.resources.workspace import Workspace
from tests.core.world import World, steps


def bars(world, since=0, until=None, **selection):
    """Kind, seconds from the world's beginning (None: it goes on), how it ended."""
    begin = world.start + since * SECOND
    end = world.now if until is None else world.start + until * SECOND
    taken = take_timeline(Selection(world.account, **selection), Span(begin, end))
    return [
        (one.kind, seconds(world, one.start), seconds(world, one.end), one.status)
        for one in taken.bars()
    ]


def seconds(world, instant):
    return None if instant is None else (instant - world.start) // SECOND


def life():
    """A task that waits for 10 s, is offered for 120 s, offered again for 5 s, done for 20 s."""
    world = World()
    world.simple()
    alice = world.worker(activity="Offline")
    task = world.task()
    world.advance(10)
    world.move(alice, "Available")
    world.advance(120)
    world.move(alice, "Available")
    world.advance(5)
    world.accept(task)
    world.advance(20)
    world.update(task, assignment_status="wrapping")
    world.advance(7)
    world.update(task, assignment_status="completed")
    return world


LIFE = [
    ("away", 0, 10, "Offline"),
    ("wait", 0, 10, "reserved"),
    ("offer", 10, 130, "timeout"),
    ("offer", 130, 135, "accepted"),
    ("work", 135, 155, "wrapup"),
    ("wrapup", 155, 162, "completed"),
]


def without_instants(found):
    """Without what lasted no time at all."""
    return sorted(one for one in found if one[1] != one[2])


def test_a_life_is_told_as_bars():
    assert without_instants(bars(life())) == sorted(LIFE)


def test_what_began_before_is_told_from_where_it_is_known():
    world = life()

    found = without_instants(bars(world, since=140))

    assert found == [("work", 140, 155, "wrapup"), ("wrapup", 155, 162, "completed")]


def test_what_ends_later_is_open():
    world = life()

    found = without_instants(bars(world, since=0, until=50))

    assert ("offer", 10, None, None) in found
    assert ("wait", 0, 10, "reserved") in found
    assert not [one for one in found if one[1] > 50]


def test_what_was_before_the_span_and_still_is_comes_from_the_records():
    world = World()
    world.simple()
    world.worker(activity="Offline")
    world.task()
    bob = world.worker("bob")
    world.advance(60)

    found = bars(world, since=30)

    assert sorted(found) == [("away", 0, None, "Offline"), ("offer", 0, None, None)]
    assert bob.engagements == 1


def test_what_will_end_something_is_planned():
    world = World()
    everyone = world.queue()
    world.workflow(steps({"queue": everyone.sid, "timeout": 60}))
    world.worker()
    world.task()
    world.task()

    taken = take_timeline(Selection(world.account), Span(world.now, world.now))

    planned = {one.kind: one.planned for one in taken.bars()}
    assert planned == {"offer": world.now + 2 * MINUTE, "wait": world.now + MINUTE}


def test_a_bar_that_is_clipped_says_so():
    world = life()
    span = Span(world.start + 140 * SECOND, world.now)

    clipped = {
        one.kind: one.clipped for one in take_timeline(Selection(world.account), span).bars()
    }

    assert clipped == {"work": True, "wrapup": False}


def test_a_task_that_moves_waits_in_one_queue_after_the_other():
    world = World()
    first, second = world.queue("first"), world.queue("second")
    world.workflow(steps({"queue": first.sid, "timeout": 30}, {"queue": second.sid}))
    world.task()
    world.advance(40)

    assert bars(world) == [("wait", 0, 30, "moved"), ("wait", 30, None, None)]
    one = {"workspace": world.workspace, "queue": second}
    assert bars(world, **one) == [("wait", 30, None, None)]
    assert bars(world, since=10, **one) == [("wait", 30, None, None)]


def test_a_task_that_is_told_of_again_waited_before():
    world = World()
    world.simple()
    task = world.task()
    world.advance(20)
    world.update(task, priority=3)
    world.advance(20)

    assert bars(world, since=10) == [("wait", 10, None, None)]
    world.update(task, assignment_status="canceled")
    assert bars(world, since=10) == [("wait", 10, 40, "canceled")]


def test_who_waited_before_and_is_offered_then_waited_until_then():
    world = World()
    world.simple()
    alice = world.worker(activity="Offline")
    world.task()
    world.advance(20)
    world.move(alice, "Available")

    assert ("wait", 10, 20, "reserved") in bars(world, since=10)


def test_a_task_that_was_given_back_waits_from_then_on():
    world = World()
    world.simple()
    world.worker()
    task = world.task()
    world.advance(20)
    world.reject(task)

    found = without_instants(bars(world, since=10))

    assert ("offer", 10, 20, "rejected") in found
    assert [one for one in found if one[0] == "wait"] == [("wait", 20, None, None)]


def test_only_one_workspace_may_be_told():
    world = life()
    other = Workspace.create(world.account, {"friendly_name": "Other"})

    assert bars(world, workspace=other) == []
    assert len(bars(world, workspace=world.workspace)) >= len(LIFE)


def test_a_span_before_the_world_has_nothing():
    world = life()

    assert bars(world, since=-100, until=-50) == []


def test_only_so_many_events_are_looked_at(monkeypatch):
    monkeypatch.setattr(timeline, "MOST_EVENTS", 1)
    world = life()

    assert len(bars(world, since=1)) < len(LIFE)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("offer", "offer alice, 09:00:10 to 09:02:10, timeout"),
        ("wait", "wait, 09:00:00 to 09:00:10, reserved"),
    ],
)
def test_a_bar_is_told_in_words(kind, text):
    world = life()
    taken = take_timeline(Selection(world.account), Span(world.start, world.now))

    rows = [one.row() for one in taken.bars() if one.kind == kind and one.end != one.start]

    assert rows[0]["text"] == text
    assert rows[0]["kind"] == kind


def test_what_began_after_the_span_is_not_in_it():
    world = World()
    world.simple()
    world.advance(10)
    world.task()

    assert bars(world, since=0, until=5) == []
    assert bars(world, since=0) == [("wait", 10, None, None)]


def test_what_began_after_the_span_is_not_drawn():
    world = World()
    world.simple()
    world.advance(30)
    world.task()
    world.advance(5)

    assert ("wait", 30, None, None) in bars(world)
    assert [kind for kind, *_ in bars(world, until=10)] == []
