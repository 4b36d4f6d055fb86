"""What the next timer will do, in words."""

from mocktr.core import scheduler
from mocktr.core.explain.future import FUTURE
from mocktr.core.explain.timer import OTHERS, foretell
from mocktr.core.line.phone import Phone
from tests.core.behavior.test_conduct import behaving
from tests.core.line.test_enqueue import queued
from tests.core.line.test_orders import leg, order, ringing
from tests.core.line.world import LineWorld
from tests.core.world import World


def told(world):
    """What the next timer will do, and to which task."""
    return tuple(foretell(world.account, world.account.timers.next()))


def test_there_are_words_for_every_timer():
    assert scheduler.TIMERS.keys() == FUTURE.keys() | OTHERS.keys()


def test_an_offer_is_told_with_its_task():
    world = World()
    world.simple()
    world.worker("alice")
    task = world.task()

    assert told(world) == ("the offer to alice times out", task.sid)


def test_a_task_is_told_by_itself():
    world = World()
    world.simple()
    task = world.task(timeout=60)

    assert told(world) == ("is canceled: Task TTL Exceeded", task.sid)


def test_a_worker_who_comes_back_is_about_no_task():
    world, alice = behaving(accept_after=5, miss_every=1, available_after=60)
    world.task()
    world.advance(121)

    back = world.account.timers.find("behavior.return", alice.sid)

    assert foretell(world.account, back) == ("alice comes back", None)


def test_a_call_with_a_task_is_told_with_it():
    world = queued()
    world.call_in(patience=30)
    [task] = world.account.tasks.values()

    found = foretell(
        world.account, world.account.timers.find("line.patience", next(iter(world.line.calls)))
    )

    assert found == ("+15550100 hangs up", task.sid)


def test_a_leg_that_rings_at_a_worker_is_told_by_their_name():
    world = ringing(Phone(answer_after=5000))
    order(world)

    ring = world.account.timers.find("line.ring", leg(world).sid)

    assert foretell(world.account, ring).what == "the phone of alice has rung"


def test_a_call_without_a_task_is_told_by_its_number():
    world = LineWorld({"/voice": "<Pause length='9'/>"})
    world.call_in()

    assert told(world) == ("the call of +15550100 goes on", None)
