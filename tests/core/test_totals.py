import pytest

from mocktr.core import totals
from mocktr.core.totals import Totals, Waits


@pytest.mark.parametrize(("mine", "others"), [([], [4, 2]), ([4, 2], []), ([4], [2]), ([2], [4])])
def test_waits_that_are_added_up_are_those_of_all(mine, others):
    summed = Waits.of(mine)

    summed.merge(Waits.of(others))

    assert summed == Waits(count=2, total=6, least=2, most=4)


def test_outcomes_keep_their_order_up_to_what_a_threshold_looks_at(monkeypatch):
    monkeypatch.setattr(totals, "MOST_SPLIT", 3)
    seen = Totals()

    for wait, canceled in ((5_001, 0), (5_000, 1), (6_000, 1), (1_000, 0)):
        seen.take(2 * wait + canceled)

    assert seen.is_full
    assert seen.split(5) == {
        "above": {"tasks_canceled": 1, "reservations_accepted": 1},
        "below": {"tasks_canceled": 1, "reservations_accepted": 0},
    }
