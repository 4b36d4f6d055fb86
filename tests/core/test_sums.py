import pickle

import pytest

from mocktr.core import sums
from mocktr.core.log import Events, Logged, extra
from mocktr.core.resources.task_view import RouteView, TaskStatus, TaskView
from mocktr.core.sums import Summaries, sum_up
from mocktr.core.totals import Totals

HERE = RouteView("WS1", "TC1", "default", "WQ1", "one", "1==1", "WW1", "route")
STATUS = TaskStatus("pending", 0)


@pytest.fixture(autouse=True)
def short_stretches(monkeypatch):
    monkeypatch.setattr(sums, "STRETCH", 2)


@pytest.fixture
def summed(monkeypatch):
    """How many events were summed up, each time."""
    lengths = []

    def watch(events):
        lengths.append(len(events))
        return sum_up(events)

    monkeypatch.setattr(sums, "sum_up", watch)
    return lengths


def event(at, kind="task.created", route=HERE, *parts):
    task = TaskView("WT1", "{}", 0, 0, 0, None, False, route)
    return Logged((at, kind, route.workspace_sid, "WT1", task, STATUS, *parts))


def log_of(count):
    return Events(map(event, range(count)))


def counts(parts):
    """How many tasks were created, by all of these sums."""
    return [part.counts[HERE]["task.created"] if part.counts else 0 for part in parts]


@pytest.mark.parametrize(
    ("first", "last", "parts"),
    [
        (0, 4, [0, 2, 2, 0]),
        (1, 4, [1, 2, 0]),
        (1, 5, [1, 2, 1]),
        (1, 3, [1, 1]),
        (0, 1, [0, 1]),
        (3, 3, [0]),
    ],
)
def test_a_window_is_its_whole_stretches_and_what_is_at_its_ends(first, last, parts):
    assert counts(Summaries().parts(log_of(6), first, last)) == parts


def test_a_stretch_is_summed_up_once(summed):
    summaries, log = Summaries(), log_of(4)

    first = summaries.stretch(log, 2)

    assert summaries.stretch(log, 2) is first
    assert summed == [2]


def test_a_stretch_is_summed_up_when_it_is_full(summed):
    summaries, log = Summaries(), Events()

    for at in range(5):
        summaries.keep_up(log)
        log.append(event(at))
    summaries.keep_up(log)
    kept = list(summed)

    assert counts(summaries.parts(log, 0, 4)) == [0, 2, 2, 0]
    assert kept == [2, 2]


def test_a_log_that_was_there_before_is_summed_up_when_it_is_asked_for(summed):
    summaries, log = Summaries(), log_of(5)

    summaries.keep_up(log)
    log.append(event(5))
    summaries.keep_up(log)

    assert summed == [2]
    assert counts(summaries.parts(log, 0, 6)) == [0, 2, 2, 2, 0]


def test_a_stretch_is_summed_up_anew_when_the_log_began_anew(summed):
    summaries = Summaries()
    summaries.keep_up(Events())
    summaries.keep_up(log_of(4))
    other = Events()

    summaries.keep_up(other)
    other.append(event(0))
    other.append(event(1))
    summaries.keep_up(other)

    assert summed == [2, 2, 2]
    assert (summaries.size, len(summaries.kept)) == (2, 2)


def test_sums_of_what_is_forgotten_are_forgotten():
    summaries, log = Summaries(), log_of(6)
    for place in (0, 2):
        summaries.stretch(log, place)

    log.drop(3)
    summaries.stretch(log, 4)

    assert list(summaries.kept) == [2, 4]
    assert summaries.size == 2


def test_what_is_kept_has_a_bound(monkeypatch):
    monkeypatch.setattr(sums, "MOST_KEPT", 2)
    summaries, log = Summaries(), log_of(6)

    for place in (0, 2, 4):
        summaries.stretch(log, place)

    assert list(summaries.kept) == [4]
    assert summaries.size == 1


def test_a_copy_begins_without_sums():
    summaries = Summaries()
    summaries.stretch(log_of(2), 0)

    assert not pickle.loads(pickle.dumps(summaries)).kept


def test_a_move_counts_for_the_queue_that_was_left():
    moved = event(0, "task-queue.moved", HERE, extra(previous_task_queue_sid="WQ0"))

    found = sum_up([moved]).counts

    assert {route.queue_sid: dict(kinds) for route, kinds in found.items() if kinds} == {
        "WQ0": {"task-queue.moved": 1}
    }


def test_outcomes_stand_in_the_order_of_the_log_whatever_the_route():
    there = HERE._replace(queue_sid="WQ2")
    ends = [event(3, "task.canceled"), event(2, "task.canceled", there), event(1, "task.canceled")]
    everybody, nobody = {"WS1": Totals()}, {}

    sum_up(ends).add_to(everybody, lambda route: route.workspace_sid, outcomes=True)
    sum_up(ends).add_to(nobody, lambda route: route.workspace_sid, outcomes=True)

    assert list(everybody["WS1"].outcomes) == [7, 5, 3]
    assert not nobody
