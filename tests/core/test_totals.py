import pickle

import pytest

from mocktr.core import totals
from mocktr.core.log import Logged
from mocktr.core.totals import Summaries, Totals, Waits, stretches


@pytest.fixture(autouse=True)
def short_stretches(monkeypatch):
    monkeypatch.setattr(totals, "STRETCH", 2)


def events(count):
    return [Logged((at, "task.created", "WS", "WT")) for at in range(count)]


class Counting:
    """Counts the events of a stretch, and how often it was asked to."""

    def __init__(self, owners=("all",)):
        self.asked = 0
        self.owners = owners

    def __call__(self, stretch):
        self.asked += 1
        return {owner: counted(len(stretch)) for owner in self.owners}


def counted(number):
    made = Totals()
    made.counts["task.created"] = number
    return made


@pytest.mark.parametrize(
    ("first", "last", "whole"),
    [(0, 4, [0, 2]), (1, 4, [2]), (1, 5, [2]), (1, 3, []), (1, 2, []), (2, 2, [])],
)
def test_a_stretch_is_whole_if_both_its_ends_are_inside(first, last, whole):
    assert list(stretches(first, last)) == whole


def test_a_stretch_is_counted_once():
    summaries, log, count = Summaries(), events(4), Counting()

    first = summaries.stretch(log, 2, "all", count)
    again = summaries.stretch(log, 2, "all", count)

    assert first is again
    assert (count.asked, first["all"].counts["task.created"]) == (1, 2)


def test_a_stretch_is_counted_anew_for_another_question():
    summaries, log, count = Summaries(), events(2), Counting()

    summaries.stretch(log, 0, "one", count)
    summaries.stretch(log, 0, "other", count)

    assert count.asked == 2


def test_a_stretch_is_counted_anew_when_the_log_began_anew():
    summaries, count = Summaries(), Counting()

    summaries.stretch(events(2), 0, "all", count)
    summaries.stretch(events(2), 0, "all", count)

    assert count.asked == 2


def test_what_is_kept_has_a_bound(monkeypatch):
    monkeypatch.setattr(totals, "MOST_KEPT", 4)
    summaries, log, count = Summaries(), events(6), Counting(("one", "other"))

    for place in (0, 2, 4):
        summaries.stretch(log, place, "all", count)

    assert [place for place, _ in summaries.kept] == [4]
    assert summaries.size == 2


def test_a_copy_begins_without_summaries():
    summaries = Summaries()
    summaries.stretch(events(2), 0, "all", Counting())

    assert not pickle.loads(pickle.dumps(summaries)).kept


@pytest.mark.parametrize(("mine", "others"), [([], [4, 2]), ([4, 2], []), ([4], [2]), ([2], [4])])
def test_waits_that_are_added_up_are_those_of_all(mine, others):
    summed = waits(mine)

    summed.merge(waits(others))

    assert summed == Waits(count=2, total=6, least=2, most=4)


def waits(times):
    summed = Waits()
    for time in times:
        summed.add(time)
    return summed


def test_outcomes_keep_their_order_up_to_what_a_threshold_looks_at(monkeypatch):
    monkeypatch.setattr(totals, "MOST_SPLIT", 3)
    earlier, later = Totals(), Totals()
    earlier.accept(5_001, 0)
    earlier.cancel(5_000)
    later.cancel(6_000)
    later.accept(1_000, 0)

    earlier.merge(later)

    assert earlier.split(5) == {
        "above": {"tasks_canceled": 1, "reservations_accepted": 1},
        "below": {"tasks_canceled": 1, "reservations_accepted": 0},
    }
