import pytest

from mocktr.errors import Gone, InvalidParameter, Refused
from tests.core.world import World, statuses, steps, unchanged


@pytest.fixture
def world():
    world = World()
    world.simple()
    return world


def test_a_new_reservation_tells_who_is_asked(world):
    alice = world.worker("alice")
    world.told()

    (reservation,) = world.task().reservations

    event = world.account.events[-1].data()
    assert (event["worker_name"], event["task_assignment_status"]) == ("alice", "reserved")
    assert event["reservation_sid"] == reservation.sid
    assert reservation.payload("")["links"] == {
        "task": reservation.task.path,
        "worker": alice.path,
        "workspace": world.workspace.path,
    }


def test_accepting_assigns_the_task(world):
    alice = world.worker("alice")
    task = world.task()
    version = task.reservations[0].version
    world.told()

    world.accept(task)

    assert world.told() == ["reservation.accepted"]
    event = world.account.events[-1].data()
    assert event["worker_previous_activity_sid"] == world.activity("Available").sid
    assert event["worker_previous_activity_name"] == "Available"
    assert event["worker_time_in_previous_activity"] == "0"
    assert event["worker_time_in_previous_activity_ms"] == "0"
    assert statuses([task, *task.reservations]) == ["assigned", "accepted"]
    assert task.reservations[0].version == version + 1
    assert world.channel_of(alice).assigned_tasks == 1


@pytest.mark.parametrize(("is_gone", "expected"), [(False, "Ready"), (True, "Available")])
def test_the_activity_before_an_acceptance_is_that_of_the_offer(world, is_gone, expected):
    ready = world.add_activity("Ready", available=True)
    alice = world.worker("alice", activity="Ready")
    task = world.task()
    world.move(alice, "Available")
    if is_gone:
        world.delete(ready)

    world.accept(task)

    event = world.account.events[-1].data()
    assert event["worker_activity_name"] == "Available"
    assert event["worker_previous_activity_name"] == expected


def test_an_unavailable_worker_may_still_accept(world):
    alice = world.worker("alice")
    world.update(world.channel_of(alice), capacity=2)
    task, missed = world.task(), world.task()
    missed.reservations[0].time_out()
    assert alice.activity_name == "Offline"

    world.accept(task)

    assert task.assignment_status == "assigned"


def test_rejecting_gives_the_task_back(world):
    alice = world.worker("alice")
    task = world.task()
    world.told()

    world.reject(task)

    assert world.told() == ["reservation.rejected", "workflow.target-matched"]
    assert world.account.events[-1].data()["task_assignment_status"] == "pending"
    assert (alice.activity_name, world.channel_of(alice).load) == ("Available", 0)


def test_who_rejects_may_say_where_they_go(world):
    alice = world.worker("alice")
    task = world.task()
    world.told()

    world.reject(task, worker_activity_sid=world.activity("Unavailable").sid)

    assert world.told() == [
        "reservation.rejected",
        "worker.activity.update",
        "workflow.target-matched",
    ]
    assert alice.activity_name == "Unavailable"


def test_who_does_not_answer_goes_to_the_timeout_activity(world):
    alice = world.worker("alice")
    task = world.task()
    world.told()

    world.advance(seconds=120)

    assert world.told() == [
        "reservation.timeout",
        "worker.activity.update",
        "workflow.target-matched",
    ]
    assert (alice.activity_name, statuses(task.reservations)) == ("Offline", ["timeout"])


def test_other_reservations_of_who_did_not_answer_stay(world):
    alice = world.worker("alice")
    world.update(world.channel_of(alice), capacity=2)
    first = world.task()
    world.advance(seconds=60)
    second = world.task()

    world.advance(seconds=60)

    assert statuses([first, second]) == ["pending", "reserved"]


def test_the_time_to_answer_is_the_workflows_at_the_offer(world):
    world.worker("alice")
    task = world.task()

    world.update(task.workflow, task_reservation_timeout=5)

    assert world.advance(seconds=119) == []
    assert world.advance(seconds=1) == ["reservation.timeout"]


def test_without_a_workflow_there_are_two_minutes_to_answer(world):
    world.worker("alice")
    world.task(routing_target=world.queue("direct").sid)

    assert world.advance(seconds=119) == []
    assert world.advance(seconds=1) == ["reservation.timeout"]


def test_an_offer_that_can_not_be_made_is_withdrawn(world):
    alice = world.worker("alice")
    task = world.task()
    world.told()

    task.reservations[0].cancel(45303)

    assert world.told() == ["reservation.canceled", "workflow.target-matched"]
    assert (task.assignment_status, alice.activity_name) == ("pending", "Available")
    assert world.account.events[-2].data()["canceled_reason_code"] == "45303"


# --- the task is looked at again ----------------------------------------------------------------


ENDS = {
    "rejected": lambda world, offer: world.update(offer, reservation_status="rejected"),
    "timeout": lambda world, offer: world.advance(seconds=120),
    "canceled": lambda world, offer: offer.cancel(45303),
}


@pytest.mark.parametrize("status", ENDS)
def test_a_task_that_waits_in_its_step_again_is_looked_at_again(world, status):
    world.worker("alice")
    task = world.task(priority=4)
    version = task.version

    ENDS[status](world, task.reservations[0])

    look = next(one for one in reversed(world.account.events) if one.type.startswith("workflow"))
    ended = next(one for one in world.account.events if one.type == f"reservation.{status}")
    data = look.data()
    assert data["task_re_evaluated_reason"] == f"reservation_{status}"
    assert "target_changed_reason" not in data
    assert (data["previous_task_priority"], data["previous_task_queue_name"]) == ("4", "everyone")
    assert data["previous_task_queue_sid"] == task.task_queue_sid
    assert data["task_version"] == ended.data()["task_version"] == str(version + 1)
    assert data["task_assignment_status"] == "pending"


def test_the_look_comes_before_the_next_offer(world):
    world.workers("alice", "bob")
    task = world.task()
    world.told()

    world.reject(task)

    assert world.told() == [
        "reservation.rejected",
        "workflow.target-matched",
        "reservation.created",
    ]


def test_a_task_that_leaves_its_step_or_walks_none_is_not_looked_at_again(world):
    queue = world.queue("calls")
    world.workflow(steps({"queue": queue, "timeout": 60}), friendly_name="short")
    short = next(one for one in world.workspace.workflows.values() if one.friendly_name == "short")
    world.worker("alice")
    direct = world.task(routing_target=queue.sid)
    world.reject(direct)
    world.update(direct, assignment_status="canceled")
    overdue = world.task(workflow_sid=short.sid)
    world.told()

    world.advance(seconds=120)

    assert overdue.assignment_status == "canceled"
    assert "workflow.target-matched" not in world.told()
    assert not [
        event
        for event in world.account.events
        if event.data().get("task_re_evaluated_reason") is not None
    ]


# --- several at once ----------------------------------------------------------------------------


@pytest.fixture
def many():
    world = World()
    world.simple(max_reserved_workers=3)
    world.workers("alice", "bob", "carol")
    return world


def test_the_first_to_accept_gets_the_task(many):
    task = many.task()
    first, second, third = task.reservations
    many.told()

    many.update(second, reservation_status="accepted")

    assert many.told() == ["reservation.accepted", "reservation.rescinded", "reservation.rescinded"]
    assert {event.data()["task_assignment_status"] for event in many.account.events[-3:]} == {
        "assigned"
    }
    assert statuses([first, second, third]) == ["rescinded", "accepted", "rescinded"]
    assert [worker.engagements for worker in many.workspace.workers.values()] == [0, 1, 0]


def test_who_accepts_too_late_is_told_so(many):
    task = many.task()
    many.accept(task)

    with unchanged(many), pytest.raises(Gone, match="has been rescinded") as caught:
        many.update(task.reservations[0], reservation_status="accepted")

    assert caught.value.status == 410


def test_the_task_waits_again_when_the_last_one_is_lost(many):
    task = many.task()

    seen = []
    for reservation in list(task.reservations):
        many.update(reservation, reservation_status="rejected")
        seen.append(task.assignment_status)

    assert seen == ["reserved", "reserved", "pending"]


def test_only_the_last_to_be_lost_is_a_look_again(many):
    task = many.task()
    many.told()

    for reservation in task.reservations[:2]:
        many.update(reservation, reservation_status="rejected")
    task.reservations[2].cancel(45303)

    assert many.told() == [
        "reservation.rejected",
        "reservation.rejected",
        "reservation.canceled",
        "workflow.target-matched",
    ]
    look = many.account.events[-1].data()
    assert look["task_re_evaluated_reason"] == "reservation_canceled"


def test_lost_reservations_are_not_made_up_for_meanwhile(many):
    task = many.task()
    many.worker("dave")

    many.update(task.reservations[0], reservation_status="rejected")

    assert many.holder(task) == ["bob", "carol"]


def test_a_batch_counts_as_one_assignment(many):
    assert many.task().assignments == 1


# --- what clients can't ask for -----------------------------------------------------------------


@pytest.mark.parametrize("status", ["pending", "timeout", "canceled", "rescinded"])
def test_some_statuses_are_the_engines_own(world, status):
    world.worker("alice")
    task = world.task()

    with pytest.raises(InvalidParameter, match="one of accepted, rejected, wrapping, completed"):
        world.answer(task, status)


@pytest.mark.parametrize(
    ("lived", "asked", "expected"),
    [
        ([], "wrapping", "accepted"),
        ([], "completed", "accepted"),
        (["accepted"], "rejected", "pending"),
        (["accepted", "completed"], "wrapping", "accepted"),
        (["rejected"], "completed", "accepted"),
        (["rejected"], "accepted", "pending"),
    ],
)
def test_a_step_that_the_table_lacks_is_refused(world, lived, asked, expected):
    world.worker("alice")
    task = world.task()
    for status in lived:
        world.answer(task, status)

    words = rf"not in expected state \[{expected}\] and cannot be updated to \[{asked}\]"
    with unchanged(world), pytest.raises(Refused, match=words):
        world.answer(task, asked)


@pytest.mark.parametrize(
    "lived", [["accepted"], ["rejected"], ["accepted", "wrapping"], ["accepted", "completed"]]
)
def test_the_status_that_a_reservation_has_is_refused_as_such(world, lived):
    world.worker("alice")
    task = world.task()
    for status in lived:
        world.answer(task, status)

    now = lived[-1]
    words = rf"is already in state \[{now}\] and cannot be updated to \[{now}\]"
    with unchanged(world), pytest.raises(Refused, match=words):
        world.answer(task, now)


def test_status_and_instruction_exclude_each_other(world):
    world.worker("alice")
    task = world.task()

    with pytest.raises(Refused, match="cannot be used together"):
        world.answer(task, "accepted", instruction="reject")


def test_the_present_status_may_stand_beside_an_instruction(world):
    """Twilio's libraries once required a status."""
    world.worker("alice")
    task = world.task()

    world.answer(task, "pending", instruction="accept")

    assert task.assignment_status == "assigned"


def test_an_update_without_anything_changes_nothing(world):
    world.worker("alice")
    task = world.task()

    with unchanged(world):
        world.update(task.reservations[0])


# --- single-tasking -----------------------------------------------------------------------------


@pytest.fixture
def single():
    world = World(multi_task_enabled=False)
    world.simple()
    return world


def test_a_single_tasking_worker_is_moved_along(single):
    alice = single.worker("alice")
    task = single.task()
    assert alice.activity_name == "Reserved"

    single.accept(task)
    assert alice.activity_name == "Busy"

    single.answer(task, "completed")
    assert alice.activity_name == "Busy"


def test_the_moves_are_told_after_the_reservation(single):
    single.worker("alice")
    single.told()

    task = single.task()
    single.accept(task)

    assert single.told()[-4:] == [
        "reservation.created",
        "worker.activity.update",
        "reservation.accepted",
        "worker.activity.update",
    ]


def test_who_loses_a_reservation_goes_back_to_where_they_were(single):
    alice = single.worker("alice")
    task = single.task()

    single.reject(task)
    assert alice.activity_name == "Available"

    single.advance(seconds=1)
    single.update(task, assignment_status="canceled")
    assert alice.activity_name == "Available"


def test_a_timeout_moves_a_single_tasking_worker_too(single):
    alice = single.worker("alice")
    single.task()

    single.advance(seconds=120)

    assert alice.activity_name == "Offline"


def test_who_moves_away_and_rejects_stays_where_they_went(single):
    alice = single.worker("alice")
    task = single.task()
    single.told()

    single.move(alice, "Offline", reject_pending_reservations=True)

    assert alice.activity_name == "Offline"
    assert task.assignment_status == "pending"
    assert single.told() == [
        "worker.activity.update",
        "reservation.rejected",
        "workflow.target-matched",
    ]


def test_where_a_worker_may_have_to_return_to_can_not_be_deleted(single):
    lunch = single.add_activity("Lunch", available=True)
    alice = single.worker("alice", activity="Lunch")
    task = single.task()

    with unchanged(single), pytest.raises(Refused, match=f"worker {alice.sid} may return to it"):
        single.delete(lunch)

    single.reject(task)
    assert alice.activity_name == "Lunch"


def test_a_queue_may_attach_no_activities(single):
    queue = next(iter(single.workspace.task_queues.values()))
    single.update(queue, reservation_activity_sid=None, assignment_activity_sid=None)
    alice = single.worker("alice")

    task = single.task()
    single.accept(task)

    assert alice.activity_name == "Available"
    assert single.task().assignment_status == "pending"


@pytest.mark.parametrize("first", [0, 1])
def test_two_direct_offers_return_a_single_tasking_worker_once_both_have_ended(single, first):
    alice = single.worker("alice")
    tasks = [single.task(routing_target=alice.sid, task_queue_sid=queue_of(single)) for _ in "ab"]

    single.reject(tasks[first])
    between = alice.activity_name
    single.reject(tasks[1 - first])

    assert (between, alice.activity_name) == ("Reserved", "Available")


def queue_of(world):
    return next(iter(world.workspace.task_queues))
