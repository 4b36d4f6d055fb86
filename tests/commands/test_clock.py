"""The clock goes to the next timer in one call."""

import pytest

from mocktr import AdminError


def test_the_clock_goes_to_the_next_timer(taskrouter):
    taskrouter.task(language="es")

    fired = taskrouter.advance(to="next")

    assert [one.name for one in fired] == ["reservation.timeout"]
    assert taskrouter.clock["now"] == "2030-01-07T09:02:00Z"


def test_where_nothing_comes_next_the_clock_stays(taskrouter):
    assert taskrouter.advance(to="next") == []
    assert taskrouter.clock["now"] == "2030-01-07T09:00:00Z"


def test_another_word_is_no_time(taskrouter):
    with pytest.raises(AdminError, match=r"to: expected an ISO 8601 date-time .*, or next, got"):
        taskrouter.advance(to="later")


def test_next_is_by_itself(taskrouter):
    with pytest.raises(AdminError, match="expected exactly one of"):
        taskrouter.advance(5, to="next")
