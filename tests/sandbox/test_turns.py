"""A clock that moves far goes on in turns, between which others are served."""

import threading
from queue import SimpleQueue
from types import SimpleNamespace

import pytest

from mocktr import Sandbox
from mocktr.callbacks.patience import Patience, wait_for
from mocktr.core.resources.task import Task
from mocktr.errors import AdminError
from mocktr.lines import MOST_AHEAD, Lines
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


class Held:
    """The lock of an account that somebody else has, until it is `free`."""

    def __init__(self):
        self.asked, self.free = threading.Event(), threading.Event()

    def acquire(self, timeout=PATIENCE):
        self.asked.set()
        return self.free.wait(timeout)

    def release(self):
        pass

    __enter__ = acquire

    def __exit__(self, *exception):
        pass


def test_a_clock_whose_account_somebody_has_holds_up_no_other_one():
    with Sandbox("support") as sandbox:
        alice, bob = sandbox.tenant(ALICE), sandbox.tenant(BOB)
        start, held = alice.now, Held()

        def move():
            # Called when it has the account no longer, and no turn yet.
            with wait_for(Patience(PATIENCE, bool, lambda: setattr(alice, "lock", held))):
                alice.advance_by(HOUR)

        moving = threading.Thread(target=move, daemon=True)
        moving.start()
        assert held.asked.wait(PATIENCE)
        other(lambda: bob.advance_by(HOUR))
        assert (alice.now, bob.now) == (start, start + HOUR)

        held.free.set()
        moving.join(PATIENCE)
        assert alice.now == start + HOUR


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
    start, gone = world.now, iter([False, True])

    patience = Patience(PATIENCE, lambda: next(gone), bool)
    with wait_for(patience), pytest.raises(AdminError, match="hung up"):
        world.advance_by(HOUR)

    assert start <= world.now < start + HOUR


def test_a_move_lets_the_server_see_to_others_before_it_begins(world):
    relieved = []

    with wait_for(Patience(PATIENCE, bool, lambda: relieved.append(world.now))):
        world.advance_by(HOUR)

    assert relieved == [world.now - HOUR]


@pytest.mark.parametrize(
    ("tick", "busy", "breaths"),
    [
        pytest.param(0, 0, 1, id="for nobody"),
        pytest.param(0, 0.9, 10, id="for others"),
        pytest.param(0, 0.1, 1, id="for what is next to nothing"),
        pytest.param(0.0156, 0, 1, id="for nobody where sleeps are long"),
        pytest.param(0.0156, 0.9, 1, id="for others where sleeps are long"),
        pytest.param(0.004, 0, 1, id="for nobody where sleeps are longer than asked for"),
        pytest.param(0.004, 0.9, 3, id="for others where sleeps are longer than asked for"),
    ],
)
def test_others_go_on_between_two_turns_while_they_compute(monkeypatch, tick, busy, breaths):
    """Both clocks go on in sleep alone, which ends with the next tick of the system's timer."""
    now = [0.0]
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        now[0] += max(seconds, tick)

    times = SimpleNamespace(
        monotonic=lambda: now[0], process_time=lambda: busy * now[0], sleep=sleep
    )
    monkeypatch.setattr(turns, "time", times)

    turns.breathe()

    assert slept == [turns.BREATH] * breaths


class Bells(Lines):
    """Tells of each that came."""

    def __init__(self):
        super().__init__()
        self.came = SimpleQueue()

    def add(self, share, bell):
        super().add(share, bell)
        self.came.put(share)


class Movers:
    """Threads that move clocks, each for as many turns as it is told to."""

    def __init__(self):
        self.turns = turns.Turns()
        self.turns.bells = Bells()
        self.has_turn, self.may_end = SimpleQueue(), threading.Semaphore(0)

    def wait(self, *names):
        """Let them wait for a turn, one after the other."""
        for name in names:
            threading.Thread(target=self.move, args=(name,), daemon=True).start()
            assert self.turns.bells.came.get(timeout=PATIENCE) == name

    def move(self, name):
        self.turns.take(name)
        self.has_turn.put(name)
        assert self.may_end.acquire(timeout=PATIENCE)
        self.turns.end()

    def present(self):
        """Who has the turn."""
        return self.has_turn.get(timeout=PATIENCE)

    def next(self):
        self.may_end.release()
        return self.present()


def test_who_moves_seldom_comes_first_in_order_and_others_have_their_turns():
    movers = Movers()
    far = [f"far {number}" for number in range(5)]
    movers.wait(*far)
    assert [movers.present(), movers.next(), movers.next()] == far[:3]
    # It had its turn while not all of the others had theirs.
    movers.wait(far[1])
    short = [f"short {number}" for number in range(2 * MOST_AHEAD)]
    movers.wait(*short)

    order = [movers.next() for _ in range(len(short) + 3)]
    movers.may_end.release()

    ahead = MOST_AHEAD - 2
    assert order == [*far[3:], *short[:ahead], far[1], *short[ahead:]]


class Interrupted:
    """A bell at which whoever waits is interrupted, after `then` was done."""

    def __init__(self, then):
        self.then = then
        self.count = 0
        self.release = bool

    def acquire(self):
        self.count += 1
        if self.count == 2:
            self.then()
            raise KeyboardInterrupt


@pytest.mark.parametrize("comes_late", [False, True], ids=["waiting", "just given the turn"])
def test_who_is_interrupted_keeps_no_turn(monkeypatch, comes_late):
    queue = turns.Turns()
    queue.take("first")
    bell = Interrupted(queue.end if comes_late else bool)
    monkeypatch.setattr(turns, "threading", SimpleNamespace(Lock=lambda: bell))

    with pytest.raises(KeyboardInterrupt):
        queue.take("second")

    assert not queue.bells
    assert (queue.present is None) == comes_late


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
