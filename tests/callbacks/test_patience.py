"""How long a client waits."""

import pytest

from mocktr.callbacks.patience import LOOK_EVERY, Patience


@pytest.mark.parametrize(
    ("seconds", "passed", "left"),
    [(300, 0, LOOK_EVERY), (0.25, 0, 0.25), (1.5, 1.25, 0.25), (1, 2, 0)],
    ids=["long", "a moment", "nearly over", "over"],
)
def test_the_next_look_is_at_the_end_or_before(monkeypatch, seconds, passed, left):
    now = [1000.0]
    monkeypatch.setattr("mocktr.callbacks.patience.monotonic", lambda: now[0])
    patience = Patience(seconds, lambda: False, lambda: None)
    now[0] += passed

    assert patience.next_look() == left
