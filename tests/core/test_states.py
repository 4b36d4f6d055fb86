import pytest

from mocktr.core.states import (
    ASSIGNED,
    ENGAGED,
    FINISHED,
    RESERVATION,
    RESERVATION_BY_CLIENT,
    TASK,
    TASK_BY_CLIENT,
    allows,
)


@pytest.mark.parametrize("table", [TASK, RESERVATION])
def test_every_step_leads_to_a_status_of_the_table(table):
    assert set().union(*table.values()) <= set(table)


@pytest.mark.parametrize("table", [TASK, RESERVATION])
def test_every_life_begins_pending_and_reaches_every_status(table):
    reached, waiting = {"pending"}, ["pending"]
    while waiting:
        new = table[waiting.pop()] - reached
        reached |= new
        waiting += new

    assert reached == set(table)


def test_nothing_follows_the_end():
    assert {status for status in TASK if not TASK[status]} == FINISHED
    assert not any(RESERVATION[status] for status in set(RESERVATION) - ENGAGED)


def test_what_is_assigned_takes_capacity():
    assert ASSIGNED < ENGAGED < set(RESERVATION)


def test_clients_ask_only_for_statuses_that_exist():
    assert set(TASK_BY_CLIENT) <= set(TASK)
    assert set(RESERVATION_BY_CLIENT) <= set(RESERVATION)


@pytest.mark.parametrize(
    ("table", "old", "new", "expected"),
    [
        (TASK, "pending", "reserved", True),
        (TASK, "reserved", "pending", True),
        (TASK, "assigned", "completed", True),
        (TASK, "assigned", "canceled", False),
        (TASK, "wrapping", "canceled", False),
        (TASK, "completed", "pending", False),
        (RESERVATION, "pending", "rescinded", True),
        (RESERVATION, "accepted", "completed", True),
        (RESERVATION, "accepted", "rejected", False),
        (RESERVATION, "timeout", "accepted", False),
    ],
)
def test_the_tables_say_what_may_follow(table, old, new, expected):
    assert allows(table, old, new) is expected
