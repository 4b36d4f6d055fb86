"""Who may hold how many threads, and what happens where the system has none."""

import threading
from queue import SimpleQueue

import pytest

from mocktr.server.port import threads as module
from mocktr.server.port.threads import MOST_BESIDES, Threads

# Never waited for; it only keeps a broken pool from hanging the test run.
PATIENCE = 20


class Held:
    """A request that tells when it is begun, and is answered when it may go on."""

    def __init__(self, share, begun, name=""):
        self.share = share
        self.begun = begun
        self.name = name or share
        self.may_end = threading.Event()

    def service(self):
        self.begun.put(self)
        self.may_end.wait(PATIENCE)


class Waiting(Held):
    """One that says that it is going to wait, in a pool."""

    def __init__(self, pool, *held):
        super().__init__(*held)
        self.pool = pool

    def service(self):
        self.pool.step_aside()
        super().service()


@pytest.fixture
def begun():
    """The requests in the order in which they were begun."""
    return SimpleQueue()


@pytest.fixture
def pool():
    """Makes a pool, and ends it."""
    made = []

    def make(limit):
        made.append(Threads(limit))
        return made[-1]

    yield make
    for one in made:
        one.stop(0)


def test_a_share_holds_a_quarter_of_the_threads_that_others_leave(pool, begun):
    threads = pool(16)
    held = []
    for share, count in (("a", 4), ("b", 3), ("c", 3)):
        for _ in range(9):
            threads.add_task(Waiting(threads, share, begun))
        held += [begun.get(timeout=PATIENCE) for _ in range(count)]

    assert threads.held == {"a": 4, "b": 3, "c": 3}
    assert threads.free == 6
    for one in held:
        one.may_end.set()
    for _ in range(17):
        begun.get(timeout=PATIENCE).may_end.set()


def test_what_has_no_share_holds_as_much_as_there_is(pool, begun):
    threads = pool(3)
    for name in "abcd":
        threads.add_task(Waiting(threads, None, begun, name))

    held = [begun.get(timeout=PATIENCE) for _ in range(3)]

    assert {one.name for one in held} == set("abc")
    held[0].may_end.set()
    last = begun.get(timeout=PATIENCE)
    assert last.name == "d"
    for one in [*held, last]:
        one.may_end.set()


@pytest.fixture
def crowds(monkeypatch):
    """A pool in which no request is late yet, and how often it said that one waits for another."""
    monkeypatch.setattr(module, "PATIENCE", PATIENCE)
    told = []
    threads = Threads(16, lambda: told.append(True))
    yield threads, told
    threads.stop(0)


def test_one_request_is_at_work_at_a_time(crowds, begun):
    threads, told = crowds
    first, second = Held("a", begun), Held("b", begun)
    threads.add_task(first)
    assert begun.get(timeout=PATIENCE) is first
    assert not told
    threads.add_task(second)
    threads.look_again()

    assert told
    assert threads.held == {"a": 1}
    assert not threads.coming
    first.may_end.set()
    assert begun.get(timeout=PATIENCE) is second
    second.may_end.set()


def test_who_is_going_to_wait_lets_the_next_one_begin(crowds, begun):
    threads, _ = crowds
    waiting, second = Waiting(threads, "a", begun), Held("b", begun)
    threads.add_task(waiting)
    threads.add_task(second)

    assert {begun.get(timeout=PATIENCE) for _ in range(2)} == {waiting, second}
    assert threads.held == {"a": 1, "b": 1}
    # It is at work no longer, so that its end tells nothing of the other one.
    waiting.may_end.set()
    third = Held("c", begun)
    threads.add_task(third)
    assert not threads.coming
    second.may_end.set()
    assert begun.get(timeout=PATIENCE) is third
    third.may_end.set()


def test_who_asks_for_a_thing_or_two_at_a_time_comes_ahead_of_crowds(crowds, begun):
    threads, _ = crowds

    def wait(*names):
        for name in names:
            threads.add_task(Held(name[0], begun, name))

    def answer(*names):
        for name in names:
            taken = begun.get(timeout=PATIENCE)
            assert taken.name == name
            taken.may_end.set()

    wait("a1")
    first = begun.get(timeout=PATIENCE)
    wait("a2", "a3", "a4", "c1", "c2", "c3", "b1")
    first.may_end.set()
    answer("a2", "c1", "b1")
    last = begun.get(timeout=PATIENCE)
    assert (last.name, threads.held) == ("a3", {"a": 1})

    wait("b2")
    last.may_end.set()
    answer("b2", "a4", "c2", "c3")


def test_the_next_one_begins_when_who_watches_finds_one_late(crowds, begun, monkeypatch):
    threads, _ = crowds
    monkeypatch.setattr(module, "PATIENCE", 0)
    late, second = Held("a", begun), Held("b", begun)
    threads.add_task(late)
    assert begun.get(timeout=PATIENCE) is late
    monkeypatch.setattr(module, "PATIENCE", PATIENCE)
    threads.add_task(second)

    assert begun.get(timeout=PATIENCE) is second
    assert threads.held == {"a": 1, "b": 1}
    late.may_end.set()
    second.may_end.set()


@pytest.mark.parametrize("slow", [1, 2, MOST_BESIDES + 1])
def test_while_some_are_late_as_many_more_are_at_work(crowds, begun, monkeypatch, slow):
    threads, _ = crowds
    monkeypatch.setattr(module, "PATIENCE", 0)
    late = [Held("slow", begun) for _ in range(slow)]
    for job in late:
        # Each is late at once, so that the next one is begun besides.
        threads.add_task(job)
        assert begun.get(timeout=PATIENCE) is job
    monkeypatch.setattr(module, "PATIENCE", PATIENCE)
    quick = [Held(str(number), begun) for number in range(slow + 3)]
    for job in quick:
        threads.add_task(job)

    at_work = [begun.get(timeout=PATIENCE) for _ in range(1 + min(slow, MOST_BESIDES))]
    threads.look_again()
    assert (threads.coming, begun.empty()) == (0, True)
    for job in [*late, *at_work]:
        job.may_end.set()
    for _ in range(len(quick) - len(at_work)):
        begun.get(timeout=PATIENCE).may_end.set()


def test_the_end_of_one_that_was_late_begins_no_other(crowds, begun):
    threads, _ = crowds
    assert threads.begin_alone("a")
    second = Held("b", begun)
    threads.add_task(second)
    assert begun.get(timeout=PATIENCE) is second
    threads.add_task(Held("c", begun))

    threads.end("a")

    assert threads.held == {"b": 1}
    assert not threads.coming
    second.may_end.set()
    begun.get(timeout=PATIENCE).may_end.set()


def test_nothing_steps_aside_for_a_thread_that_has_no_request(crowds, begun):
    threads, _ = crowds
    one = Held("a", begun)
    threads.add_task(one)
    begun.get(timeout=PATIENCE)

    threads.step_aside()
    threads.add_task(Held("b", begun))

    assert not threads.coming
    one.may_end.set()
    begun.get(timeout=PATIENCE).may_end.set()


def test_a_thread_that_is_idle_for_long_ends(pool, begun, monkeypatch):
    monkeypatch.setattr(module, "LONGEST_IDLE", 0.01)
    threads = pool(4)
    threads.add_task(Held("a", begun))
    [thread] = threads.started
    begun.get(timeout=PATIENCE).may_end.set()
    thread.join(PATIENCE)
    threads.add_task(Held("a", begun))

    begun.get(timeout=PATIENCE).may_end.set()

    assert not thread.is_alive()


def test_without_any_thread_the_caller_answers_and_it_is_told_once(
    pool, begun, monkeypatch, caplog
):
    def none_left(thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", none_left)
    threads = pool(4)
    assert not threads.read(begun.get)
    for name in ("a1", "a2"):
        one = Held("a", begun, name)
        one.may_end.set()
        threads.add_task(one)
        threads.answer(threads.take_stranded())

    assert [begun.get_nowait().name for _ in range(2)] == ["a1", "a2"]
    assert [record.getMessage() for record in caplog.records] == [
        "no more threads: requests wait for those that there are (can't start new thread)"
    ]


def test_while_another_is_at_work_what_waits_is_left_to_it(pool, begun, monkeypatch):
    threads = pool(4)
    threads.add_task(Waiting(threads, "a", begun))
    first = begun.get(timeout=PATIENCE)
    monkeypatch.setattr(threads, "start_thread", bool)
    threads.add_task(Held("b", begun))
    assert threads.take_stranded() is None

    first.may_end.set()

    begun.get(timeout=PATIENCE).may_end.set()
