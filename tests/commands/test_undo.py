"""Undo: one step can be taken back, where that is worth its time."""

import pytest

from mocktr import AdminError
from mocktr.sandbox import undo


def test_a_step_of_the_clock_is_taken_back(taskrouter):
    task = taskrouter.task(language="es")
    kept = taskrouter.keep()
    taskrouter.advance(minutes=3)
    assert taskrouter.board()["undo"] == {"now": kept["now"], "now_ms": kept["now_ms"]}

    taskrouter.undo()

    assert taskrouter.clock["now"] == kept["now"] == "2030-01-07T09:00:00Z"
    assert task.fetch().assignment_status == "reserved"


def test_a_reset_is_taken_back(taskrouter):
    task = taskrouter.task(language="es")
    taskrouter.keep()
    taskrouter.reset()

    taskrouter.undo()

    assert task.fetch().sid == task.sid


def test_a_picture_is_used_up(taskrouter):
    taskrouter.keep()
    assert taskrouter.kept["kept"]
    taskrouter.undo()

    assert taskrouter.kept == {"kept": False, "now": None, "now_ms": None}
    assert taskrouter.board()["undo"] is None
    with pytest.raises(AdminError, match="nothing is kept to come back to"):
        taskrouter.undo()


def test_the_last_picture_counts(taskrouter):
    taskrouter.keep()
    taskrouter.advance(5)
    taskrouter.keep()
    taskrouter.advance(5)

    taskrouter.undo()

    assert taskrouter.clock["now"] == "2030-01-07T09:00:05Z"


def test_of_a_large_world_no_other_picture_is_kept(taskrouter, monkeypatch):
    monkeypatch.setattr(undo, "LONGEST", -1)
    assert taskrouter.keep()["kept"]

    again = taskrouter.keep()

    assert (again["kept"], again["now"]) == (False, None)
    assert again["reason"].startswith("the last picture of this world took longer")
    assert not taskrouter.kept["kept"]
    taskrouter.reset()
    assert taskrouter.keep()["kept"]
