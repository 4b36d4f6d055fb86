"""A clock that moves far goes on in turns, between which others are served."""

import threading
from collections import deque
from queue import SimpleQueue
from types import SimpleNamespace

import pytest

from mocktr import Sandbox
from mocktr.callbacks.patience import Patience, wait_for
from mocktr.core.resources.task import Task
from mocktr.errors import AdminError
from mocktr.sandbox import motion, turns

ALICE, BOB = "AC" + "a" * 32, "AC" + "b" * 32
HOUR = 3_600_000
BEHAVIORS = {"*": {"accept_after": 60, "handle_for": 600}}
# Never waited for; it only keeps a broken lock from hanging the test run.
PATIENCE = 20


def work(tenant):
    for _ in range(5):
        tenant.run(lambda account: Task.create(next(iter(account.workspaces.values())), {}))


@pytest.fixture
def world():
    """Workers who work off some tasks by themselves."""
    with Sandbox("support", tenants="one", behaviors=BEHAVIORS) as sandbox:
        work(sandbox.only)
        yield sandbox.only


@pytest.fixture
def between(monkeypatch):
    """What is done between two turns, of which each is one instant."""
    monkeypatch.setattr(turns, "LONGEST", 0)
    added = []
    monkeypatch.setattr(motion, "breathe", lambda: [one() for one in added])
    return added


def other(work):
    """Do something in a thread of its own, and wait until it is done."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_others_read_between_two_turns(world, between):
    seen = []
    between.append(lambda: other(lambda: seen.append(world.read(lambda account: world.now))))

    world.advance_by(HOUR)

    assert len(set(seen)) > 5
    assert seen == sorted(seen)


def test_turns_change_nothing_of_what_happens(world, monkeypatch):
    before = world.snapshot_now()
    at_once, found = world.advance_by(HOUR), world.state(events=True)
    world.come_back(before.state())
    monkeypatch.setattr(turns, "LONGEST", 0)

    in_turns = world.advance_by(HOUR)

    assert in_turns == at_once
    assert world.state(events=True) == found


def test_a_reset_ends_a_move_between_two_turns(world, between):
    between.append(lambda: other(world.reset))

    with pytest.raises(AdminError, match="the world was replaced while its clock moved"):
        world.advance_by(HOUR)


def test_a_move_whose_client_hung_up_stops_between_two_turns(world, between):
    start = world.now

    patience = Patience(PATIENCE, lambda: True, bool)
    with wait_for(patience), pytest.raises(AdminError, match="hung up"):
        world.advance_by(HOUR)

    assert start <= world.now < start + HOUR


def test_a_move_lets_the_server_see_to_others_before_it_begins(world):
    relieved = []

    with wait_for(Patience(PATIENCE, bool, lambda: relieved.append(world.now))):
        world.advance_by(HOUR)

    assert relieved == [world.now - HOUR]


@pytest.mark.parametrize(
    ("late", "breaths"), [(0, 1), (0.002, 4)], ids=["for nobody", "for others"]
)
def test_who_had_to_wait_between_two_turns_lets_others_go_on(monkeypatch, late, breaths):
    now = [0.0]
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds + late

    monkeypatch.setattr(turns, "time", SimpleNamespace(monotonic=lambda: now[0], sleep=sleep))

    turns.breathe()

    assert slept == [turns.BREATH] * breaths
    assert now[0] < 2 * turns.LONGEST


class Bells(deque):
    """Tells of each that came."""

    def __init__(self):
        super().__init__()
        self.came = SimpleQueue()

    def append(self, bell):
        super().append(bell)
        self.came.put("last")

    def appendleft(self, bell):
        super().appendleft(bell)
        self.came.put("first")


def test_the_first_turn_of_a_move_comes_before_those_of_others():
    queue, order, threads = turns.Turns(), [], []
    bells = queue.bells = Bells()

    def move(name, is_first):
        queue.take(is_first)
        order.append(name)
        queue.end()

    queue.take(is_first=True)
    for one in [("far", False), ("farther", False), ("short", True)]:
        threads.append(threading.Thread(target=move, args=one, daemon=True))
        threads[-1].start()
        assert bells.came.get(timeout=PATIENCE) == ("first" if one[1] else "last")
    queue.end()
    for thread in threads:
        thread.join(PATIENCE)

    assert order == ["short", "far", "farther"]
    assert not queue.is_taken


class Interrupted:
    """A bell at which whoever waits is interrupted, after `then` was done."""

    def __init__(self, then):
        self.then = then
        self.count = 0

    def acquire(self):
        self.count += 1
        if self.count == 2:
            self.then()
            raise KeyboardInterrupt


@pytest.mark.parametrize("comes_late", [False, True], ids=["waiting", "just given the turn"])
def test_who_is_interrupted_keeps_no_turn(monkeypatch, comes_late):
    queue = turns.Turns()
    queue.take(is_first=True)
    bell = Interrupted(queue.end if comes_late else bool)
    bell.release = bool
    monkeypatch.setattr(turns, "threading", SimpleNamespace(Lock=lambda: bell))

    with pytest.raises(KeyboardInterrupt):
        queue.take(is_first=False)

    assert not queue.bells
    assert queue.is_taken != comes_late


def test_a_real_clock_goes_exactly_as_far_in_turns(between, wall):
    def later():
        wall.ns += 1_000_000

    between.append(later)
    with Sandbox("support", tenants="one", clock="real", behaviors=BEHAVIORS) as sandbox:
        sandbox.ticker.stop()
        start, began = sandbox.only.now, wall.ns
        work(sandbox.only)
        sandbox.only.advance_by(HOUR)

        passed = (wall.ns - began) // 1_000_000
        assert passed > 5
        assert sandbox.only.now == start + HOUR + passed


def test_an_account_that_somebody_has_delays_no_other_clock(wall):
    came = {ALICE: threading.Event(), BOB: threading.Event()}
    with Sandbox("support", clock="real") as sandbox:
        alice, bob = sandbox.tenant(ALICE), sandbox.tenant(BOB)

        @sandbox.on_event
        def event(call):
            if call.type == "reservation.timeout":
                came[call.parameters["AccountSid"]].set()

        work(alice)
        work(bob)
        with alice.lock:
            wall.ns += HOUR * 1_000_000
            assert came[BOB].wait(PATIENCE)
            assert not came[ALICE].is_set()

        assert came[ALICE].wait(PATIENCE)
