"""Offers that a test forces on workers, and offers whose time it lets run out."""

import pytest

from mocktr import AdminError


def statuses(task):
    """Of the task, and of its reservations."""
    held = [(one.worker_name, one.reservation_status) for one in task.reservations.list()]
    return task.fetch().assignment_status, held


@pytest.mark.mocktr(routing="manual")
def test_a_held_task_is_offered_to_whom_a_test_likes(taskrouter):
    task = taskrouter.task(language="en")

    reservation = taskrouter.reserve(task, "bob")

    assert (reservation.worker_name, reservation.reservation_status) == ("bob", "pending")
    assert statuses(task) == ("reserved", [("bob", "pending")])
    reservation.update(reservation_status="accepted")
    assert statuses(task) == ("assigned", [("bob", "accepted")])


@pytest.mark.mocktr(routing="manual")
def test_queue_activity_and_capacity_do_not_matter(taskrouter):
    """Dave is offline, in no queue of this task, and gets more than he can take."""
    dave = taskrouter.workspace.workers.list(friendly_name="dave")[0]
    dave.update(attributes="{}")
    tasks = [taskrouter.task(language="en") for _ in range(3)]

    for task in tasks:
        taskrouter.reserve(task.sid, dave)

    for task in tasks:
        assert statuses(task) == ("reserved", [("dave", "pending")])


def test_a_forced_offer_that_is_rejected_goes_back_to_routing(taskrouter):
    taskrouter.tenant.route(False)
    task = taskrouter.task(language="es")
    reservation = taskrouter.reserve(task, "carol")
    taskrouter.tenant.route(True)

    reservation.update(reservation_status="rejected")

    assert statuses(task) == ("reserved", [("carol", "rejected"), ("bob", "pending")])


@pytest.mark.mocktr(routing="manual")
def test_a_forced_offer_asks_the_application(taskrouter):
    taskrouter.on_assignment(lambda call: {"instruction": "accept"})
    task = taskrouter.task(language="en")

    taskrouter.reserve(task, "dave")

    assert statuses(task) == ("assigned", [("dave", "accepted")])


@pytest.mark.mocktr(routing="manual", behaviors={"dave": {"accept_after": 0, "handle_for": 0}})
def test_a_forced_offer_is_answered_as_the_worker_behaves(taskrouter):
    task = taskrouter.task(language="en")

    taskrouter.reserve(task, "dave")

    assert statuses(task) == ("completed", [("dave", "completed")])


def test_what_can_not_be_forced_is_refused(taskrouter):
    task = taskrouter.task(language="es")

    with pytest.raises(AdminError, match=f"task {task.sid} is reserved; expected a pending one"):
        taskrouter.reserve(task, "alice")
    with pytest.raises(AdminError, match='worker: no worker "eve"; there are alice, bob, carol'):
        taskrouter.reserve(task, "eve")
    with pytest.raises(AdminError, match="there is no task WT1"):
        taskrouter.reserve("WT1", "alice")

    assert statuses(task) == ("reserved", [("bob", "pending")])


def test_an_offer_times_out_when_a_test_says_so(taskrouter):
    task = taskrouter.task(language="es")
    [reservation] = task.reservations.list()

    taskrouter.time_out(reservation)

    assert statuses(task) == ("pending", [("bob", "timeout")])
    [bob] = taskrouter.workspace.workers.list(friendly_name="bob")
    assert bob.activity_name == "Offline"
    assert taskrouter.now == task.date_created


def test_an_answered_offer_can_not_time_out(taskrouter):
    task = taskrouter.task(language="es")
    [reservation] = task.reservations.list()
    reservation.update(reservation_status="accepted")

    with pytest.raises(AdminError, match=f"reservation {reservation.sid} is accepted; expected a "):
        taskrouter.time_out(reservation)
    with pytest.raises(AdminError, match="there is no reservation WR1"):
        taskrouter.time_out("WR1")
