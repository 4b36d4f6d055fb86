import pytest

from mocktr.errors import InvalidParameter, Refused
from tests.core.world import World, statuses, steps, unchanged


@pytest.fixture
def world():
    world = World()
    world.simple()
    return world


@pytest.fixture
def assigned(world):
    world.worker("alice")
    task = world.task()
    world.accept(task)
    world.told()
    return task


# --- create -------------------------------------------------------------------------------------


def test_a_new_task_has_what_its_workflow_gives_it(world):
    task = world.task(priority=3, topic="cars")

    assert task.payload("http://x") == {
        "account_sid": world.account.sid,
        "addons": "{}",
        "age": 0,
        "assignment_status": "pending",
        "attributes": '{"topic": "cars"}',
        "date_created": "2030-01-07T09:00:00Z",
        "date_updated": "2030-01-07T09:00:00Z",
        "ignore_capacity": False,
        "links": task.links("http://x"),
        "priority": 3,
        "reason": None,
        "routing_target": None,
        "sid": task.sid,
        "task_channel_sid": world.workspace.task_channels.find("default").sid,
        "task_channel_unique_name": "default",
        "task_queue_entered_date": "2030-01-07T09:00:00Z",
        "task_queue_friendly_name": "everyone",
        "task_queue_sid": task.task_queue.sid,
        "timeout": 86_400,
        "url": f"http://x/Workspaces/{world.workspace.sid}/Tasks/{task.sid}",
        "virtual_start_time": "2030-01-07T09:00:00Z",
        "workflow_friendly_name": "route",
        "workflow_sid": task.workflow.sid,
        "workspace_sid": world.workspace.sid,
    }


def test_the_workflow_may_be_omitted_only_if_there_is_one(world):
    world.workflow(friendly_name="another")

    with unchanged(world), pytest.raises(Refused, match="WorkflowSid field is required"):
        world.task()


def test_a_virtual_start_time_can_not_be_in_the_future(world):
    with unchanged(world), pytest.raises(InvalidParameter, match="not in the future"):
        world.task(virtual_start_time=world.now + 1)


def test_an_unknown_channel_is_refused(world):
    with unchanged(world), pytest.raises(InvalidParameter, match=r"\(there are default, voice, "):
        world.task("carrier pigeon")


def test_an_unknown_queue_is_refused(world):
    with unchanged(world), pytest.raises(InvalidParameter, match="TaskQueueSid"):
        world.task(task_queue_sid="WQ" + "0" * 32)


def test_a_task_may_go_straight_to_a_queue(world):
    queue = world.queue("direct")

    by_name = world.task(task_queue_sid=queue.sid)
    by_target = world.task(routing_target=queue.sid)

    assert by_name.task_queue is by_target.task_queue is queue
    assert by_name.workflow is by_target.workflow is None
    assert by_name.task_queue_entered_date == world.now
    assert by_name.links("")["workflow"] is None


def test_a_task_for_a_queue_enters_no_workflow(world):
    queue = world.queue("direct")
    world.told()

    world.task(routing_target=queue.sid)

    assert world.told() == ["task-queue.entered", "task.created"]


def test_a_routing_target_may_be_a_workflow(world):
    workflow = next(iter(world.workspace.workflows.values()))
    queue = world.queue("named beside it")

    task = world.task(routing_target=workflow.sid, task_queue_sid=queue.sid)

    assert task.workflow is workflow
    assert task.task_queue.friendly_name == "everyone"
    assert task.task_queue_entered_date == world.now


def test_a_routing_target_must_be_one_of_the_workspaces(world):
    for target in ("WK" + "0" * 32, "alice", "WQ" + "0" * 32, "WW" + "0" * 32):
        with (
            unchanged(world),
            pytest.raises(Refused, match="as RoutingTarget has an invalid format"),
        ):
            world.task(routing_target=target)


def test_ignoring_capacity_needs_a_worker_as_target(world):
    queue = world.queue("direct")

    for target in (None, queue.sid):
        with unchanged(world), pytest.raises(InvalidParameter, match="IgnoreCapacity"):
            world.task(ignore_capacity=True, routing_target=target)


# --- direct routing -----------------------------------------------------------------------------


def test_a_task_for_a_worker_belongs_where_it_was_put_and_walks_no_steps(world):
    alice, queue = world.worker("alice"), world.queue("outbound")
    nothing_matches = world.workflow(steps({"queue": queue, "timeout": 5}, expression="1==0"))
    world.told()

    task = world.task(
        routing_target=alice.sid, workflow_sid=nothing_matches.sid, task_queue_sid=queue.sid
    )

    assert world.holder(task) == ["alice"]
    assert (task.workflow, task.task_queue) == (nothing_matches, queue)
    assert world.told() == [
        "workflow.entered",
        "task-queue.entered",
        "task.created",
        "reservation.created",
    ]


def test_a_direct_task_that_its_worker_rejects_is_canceled(world):
    alice = world.worker("alice")
    task = world.task(routing_target=alice.sid)

    world.reject(task)

    assert task.assignment_status == "canceled"
    assert task.reason == f"RoutingTarget not available for Reservation acceptance: {alice.sid}"


def test_a_direct_task_whose_worker_never_becomes_free_fails(world):
    alice = world.worker("alice", activity="Offline")
    task = world.task(routing_target=alice.sid, ignore_capacity=False, timeout=60)
    world.told()

    world.advance(seconds=60)

    assert task.reason == "RoutingTarget SLA for Reservation creation was not met"
    assert world.told() == ["task.canceled", "reservation.failed"]
    assert world.account.events[-1].data()["task_assignment_status"] == "canceled"


def test_a_direct_task_that_is_not_answered_in_its_time_is_canceled(world):
    alice = world.worker("alice")
    task = world.task(routing_target=alice.sid, timeout=60)

    world.advance(seconds=60)

    assert task.reason == "Task TTL Exceeded"


def test_a_direct_task_fails_when_its_worker_is_deleted(world):
    alice = world.worker("alice", activity="Offline")
    task = world.task(routing_target=alice.sid, ignore_capacity=False)
    world.told()

    world.delete(alice)

    assert task.assignment_status == "canceled"
    assert world.told() == ["worker.deleted", "task.canceled", "reservation.failed"]


# --- update -------------------------------------------------------------------------------------


def test_new_attributes_are_told_once_and_raise_the_version_by_one(world):
    task = world.task()
    version = task.version
    world.told()

    world.update(task, attributes='{"topic": "boats"}')
    world.update(task, attributes='{"topic": "boats"}')

    assert world.told() == ["task.updated"]
    assert task.version == version + 1


def test_a_new_priority_is_told(world):
    task = world.task(priority=2)
    world.told()

    world.update(task, priority=5)

    assert world.told() == ["task.updated"]
    assert world.account.events[-1].data()["task_priority"] == "5"


def test_a_reserved_task_keeps_its_reservation_when_it_changes(world):
    world.worker("alice")
    task = world.task()

    world.update(task, attributes='{"topic": "boats"}', priority=9, task_channel="chat")
    world.accept(task)
    world.answer(task, "completed")

    assert statuses([task, *task.reservations]) == ["completed", "completed"]


def test_a_reason_alone_is_kept_without_an_event(world):
    task = world.task()
    version = task.version
    world.told()

    world.update(task, reason="because")
    world.update(task, reason="because")

    assert (task.reason, task.version) == ("because", version + 1)
    assert world.told() == []


def test_an_update_checks_everything_first(world):
    task = world.task()

    for values in (
        {"task_channel": "carrier pigeon"},
        {"virtual_start_time": world.now + 1},
        {"assignment_status": "completed"},
        {"assignment_status": "reserved"},
    ):
        with unchanged(world), pytest.raises(Refused):
            world.update(task, priority=9, **values)
    assert task.priority == 0


def test_status_and_attributes_take_two_requests_except_for_cancel(world, assigned):
    with pytest.raises(Refused, match="cannot be updated together"):
        world.update(assigned, assignment_status="completed", attributes="{}")

    other = world.task()
    world.update(other, assignment_status="canceled", attributes='{"a": 1}')
    assert (other.assignment_status, other.attributes) == ("canceled", '{"a": 1}')


# --- the life -----------------------------------------------------------------------------------


def test_a_simple_life(world):
    world.worker("alice")
    world.told()
    task = world.task()
    world.accept(task)
    world.update(task, assignment_status="completed", reason="resolved")

    assert world.told() == [
        "workflow.entered",
        "task-queue.entered",
        "task.created",
        "workflow.target-matched",
        "reservation.created",
        "reservation.accepted",
        "task.completed",
        "reservation.completed",
        "task.updated",
    ]
    assert task.reason == "resolved"


def test_canceling_a_waiting_task(world):
    task = world.task()
    world.told()

    world.update(task, assignment_status="canceled", reason="gave up")

    assert world.told() == ["task.canceled"]
    assert world.account.events[-1].data()["task_canceled_reason"] == "gave up"


def test_canceling_a_reserved_task_cancels_its_reservations(world):
    alice = world.worker("alice")
    task = world.task()
    world.told()

    world.update(task, assignment_status="canceled")

    assert world.told() == ["task.canceled", "reservation.canceled"]
    assert (task.reason, alice.engagements, alice.activity_name) == (None, 0, "Available")


def test_wrapping_up_takes_the_reservation_along(world, assigned):
    world.update(assigned, assignment_status="wrapping", reason="nearly done")

    assert world.told() == ["task.wrapup", "reservation.wrapup"]
    assert statuses([assigned, *assigned.reservations]) == ["wrapping", "wrapping"]
    assert assigned.reason == "nearly done"


def test_completing_frees_the_worker(world, assigned):
    waiting = world.task()

    world.update(assigned, assignment_status="completed")

    assert world.holder(waiting) == ["alice"]


def test_a_task_is_completed_with_its_reservation(world, assigned):
    world.answer(assigned, "completed")

    assert world.told() == ["reservation.completed", "task.completed"]
    assert assigned.reason == "All reservations were completed"


def test_a_task_is_wrapped_up_with_its_reservation(world, assigned):
    world.answer(assigned, "wrapping")
    assert world.told() == ["reservation.wrapup", "task.wrapup"]

    world.answer(assigned, "completed")
    assert statuses([assigned]) == ["completed"]


@pytest.mark.parametrize(
    ("status", "refused"),
    [
        ("pending", {"wrapping": "not currently assigned", "completed": "not currently assigned"}),
        ("assigned", {"canceled": "not pending or reserved"}),
        ("wrapping", {"canceled": "not pending or reserved", "wrapping": "not currently assigned"}),
        ("completed", dict.fromkeys(["canceled", "wrapping", "completed"], "because")),
        ("canceled", dict.fromkeys(["canceled", "wrapping", "completed"], "because")),
    ],
)
def test_other_steps_are_refused(world, status, refused):
    if status != "pending":
        world.worker("alice")
    task = world.task()
    if status in ("assigned", "wrapping", "completed"):
        world.accept(task)
    if status not in ("pending", "assigned"):
        world.update(task, assignment_status=status)

    for new, words in refused.items():
        with unchanged(world), pytest.raises(Refused, match=words):
            world.update(task, assignment_status=new)
    for new in ("pending", "reserved", "assigned"):
        with pytest.raises(InvalidParameter, match="one of canceled, wrapping, completed"):
            world.update(task, assignment_status=new)


def test_the_age_stands_still_at_the_end(world, assigned):
    world.advance(seconds=7)
    assert assigned.age == 7

    world.answer(assigned, "completed")
    world.advance(seconds=7)

    assert assigned.age == 7


# --- delete -------------------------------------------------------------------------------------


def test_a_waiting_task_can_be_deleted(world):
    task = world.task()
    world.told()

    world.delete(task)
    world.worker("alice")

    assert world.told() == ["task.deleted", "worker.created"]
    assert not world.workspace.tasks
    assert world.timers() == []


def test_deleting_a_reserved_task_cancels_its_reservation(world):
    alice = world.worker("alice")
    task = world.task()
    world.told()

    world.delete(task)

    assert world.told() == ["task.deleted", "reservation.canceled"]
    assert (alice.engagements, dict(alice.reservations)) == (0, {})


def test_deleting_an_assigned_task_completes_its_reservation(world, assigned):
    world.delete(assigned)

    assert world.told() == ["task.deleted", "reservation.completed"]


# --- what it refers to may go -------------------------------------------------------------------


def test_a_finished_task_outlives_what_it_referred_to(world):
    mail = world.channel("mail")
    task = world.task("mail")
    world.update(task, assignment_status="canceled")
    queue, workflow = task.task_queue, task.workflow

    world.delete(workflow)
    world.delete(queue)
    world.delete(mail)
    world.update(task, attributes='{"late": true}')

    shown = task.payload("")
    assert shown["task_channel_unique_name"] == "mail"
    assert (shown["task_queue_sid"], shown["task_queue_friendly_name"]) == (queue.sid, None)
    assert (shown["workflow_sid"], shown["workflow_friendly_name"]) == (workflow.sid, None)
    world.advance(seconds=300)
    assert not world.workspace.tasks


def test_events_show_the_queue_as_it_was_then(world):
    task = world.task()
    before = world.account.events[-1]
    world.task(routing_target=world.queue("another").sid)

    world.update(task.task_queue, friendly_name="renamed")
    world.update(task, priority=1)

    assert before.data()["task_queue_name"] == "everyone"
    assert world.account.events[-1].data()["task_queue_name"] == "renamed"
