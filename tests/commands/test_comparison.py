"""Comparing a snapshot with another, or with now."""

import pytest

from mocktr import AdminError

pytestmark = pytest.mark.mocktr(seed="support")


def kinds(answer):
    return [(row["kind"], row["change"]) for row in answer["differences"]]


def test_a_snapshot_is_compared_with_now(taskrouter):
    taskrouter.snapshot("before")
    taskrouter.advance(60)
    taskrouter.task(language="es")

    answer = taskrouter.differences("before")

    assert ("task", "added") in kinds(answer)
    assert (answer["from"]["name"], answer["to"]["name"]) == ("before", None)
    assert answer["to"]["now_ms"] - answer["from"]["now_ms"] == 60_000
    assert (answer["count"], answer["left_off"]) == (3, 0)


def test_two_snapshots_are_compared(taskrouter):
    taskrouter.snapshot("before")
    taskrouter.snapshot("same")
    taskrouter.task(language="es")

    assert taskrouter.differences("before", "same")["differences"] == []
    assert kinds(taskrouter.differences("before", limit=1)) == [("worker_channel", "changed")]
    assert taskrouter.differences("before", limit=1)["left_off"] == 2


def test_comparing_changes_nothing(taskrouter):
    taskrouter.snapshot("before")
    taskrouter.task(language="es")
    before = taskrouter.state(events=True), taskrouter.board()["epoch"]

    taskrouter.differences("before")

    assert (taskrouter.state(events=True), taskrouter.board()["epoch"]) == before


@pytest.mark.parametrize("names", [["nothing"], ["before", "nothing"]])
def test_only_what_is_kept_is_compared(taskrouter, names):
    taskrouter.snapshot("before")

    with pytest.raises(AdminError, match='has no snapshot "nothing"'):
        taskrouter.differences(*names)
