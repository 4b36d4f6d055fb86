import json

import pytest

from mocktr.core.clock import MINUTE, SECOND
from mocktr.core.event_type import CATALOGUE
from mocktr.core.resources.event import Event
from mocktr.errors import Refused
from tests.core.world import World, steps


@pytest.fixture
def world():
    world = World()
    world.simple()
    return world


def listed(world, **filters):
    return [event.logged.type for event in world.workspace.events.rows(filters).after()]


def latest(world):
    return next(world.workspace.events.rows({}).after())


def passing(world, name, value):
    passes = Event.filters[name].passes
    return [
        event.logged.type
        for event in world.workspace.events.rows({}).after()
        if passes(event, value)
    ]


def test_the_newest_event_comes_first(world):
    alice = world.worker("alice")
    world.move(alice, "Offline")

    assert listed(world)[:2] == ["worker.activity.update", "worker.created"]


def test_an_event_shows_everything_as_text(world):
    task = world.task(priority=3)

    event = latest(world)
    shown = event.payload("http://x")

    assert shown["event_type"] == "workflow.target-matched"
    assert shown["description"] == f"Task {task.sid} matched a workflow target"
    assert shown["resource_url"] == f"http://x{task.path}"
    assert shown["url"] == f"http://x{world.workspace.path}/Events/{event.sid}"
    assert shown["event_data"]["task_priority"] == "3"
    assert shown["event_data"]["workspace_name"] == "Support"
    assert all(isinstance(value, str) for value in shown["event_data"].values())


def test_an_event_about_a_reservation_points_below_its_task(world):
    world.worker("alice")
    task = world.task()

    shown = latest(world).payload("")

    assert shown["resource_url"] == task.reservations[0].path
    assert shown["resource_type"] == "reservation"


def test_an_event_about_the_workspace_points_at_it(world):
    world.update(world.workspace, friendly_name="Renamed")

    shown = latest(world).payload("")

    assert shown["resource_url"] == world.workspace.path
    assert shown["description"] == f"Workspace {world.workspace.sid} was updated"


def test_every_event_of_a_long_life_can_be_read(world):
    alice = world.worker("alice", activity="Offline")
    activity, mail = world.add_activity("Nap"), world.channel("mail")
    for record in (activity, mail, world.queue("q")):
        world.update(record, friendly_name="renamed")
        world.delete(record)
    world.update(alice.queues[0], target_workers="1 == 1")
    world.update(world.channel_of(alice), capacity=2, available=False)
    world.task(routing_target=alice.sid, ignore_capacity=False, timeout=1)
    world.advance(seconds=1)
    world.delete(alice)

    types = {event.payload("")["event_type"] for event in world.workspace.events.rows({}).after()}

    assert {"reservation.failed", "worker.capacity.update", "activity.deleted"} <= types
    assert types <= set(CATALOGUE)


def test_an_event_is_found_by_its_sid(world):
    event = latest(world)
    log = world.workspace.events

    assert log.get(event.sid).number == event.number
    assert log.get("EV" + "f" * 32) is None
    assert log.get("EV" + "f" * 20 + event.sid[-12:]) is None
    assert log.get("nonsense") is None


def test_workspaces_do_not_see_each_others_events(world):
    event = latest(world)
    other = type(world.workspace).create(world.account, {"friendly_name": "Other"})

    assert other.events.get(event.sid) is None
    assert {one.logged.type for one in world.workspace.events.rows({}).before(0)} >= {
        "workflow.created"
    }
    for events in (other.events.rows({}).after(), other.events.rows({}).before(0)):
        assert {one.logged.workspace_sid for one in events} == {other.sid}


def test_a_list_can_be_read_on_from_any_event(world):
    rows = world.workspace.events.rows({})
    numbers = [event.number for event in rows.after()]

    assert [event.number for event in rows.after(numbers[2])] == numbers[3:]
    assert [event.number for event in rows.before(numbers[2])] == [numbers[1], numbers[0]]


def test_without_dates_a_list_reaches_back_a_quarter_of_an_hour(world):
    world.advance_to(world.now + 15 * MINUTE)
    assert "workflow.created" in listed(world)

    world.advance(ms=1)
    assert listed(world) == []


def test_a_list_has_the_window_that_was_asked_for(world):
    world.advance(seconds=10)
    world.worker("alice")
    then = world.now
    world.advance(seconds=10)
    world.worker("bob")

    assert listed(world, Minutes=1)[-1] == "workspace.created"
    assert listed(world, StartDate=then) == ["worker.created", "worker.created"]
    assert listed(world, StartDate=then, EndDate=then) == ["worker.created"]
    assert listed(world, EndDate=then - SECOND)[0] == "workflow.created"
    rows = world.workspace.events.rows({"EndDate": then})
    assert [event.logged.type for event in rows.before(0)][-1] == "worker.created"


def test_minutes_and_dates_exclude_each_other(world):
    with pytest.raises(Refused, match="Minutes cannot be combined"):
        world.workspace.events.rows({"Minutes": 5, "EndDate": world.now})


def test_filters_find_what_an_event_is_about(world):
    alice = world.worker("alice")
    task = world.task("voice")
    (reservation,) = task.reservations

    assert passing(world, "ReservationSid", reservation.sid) == ["reservation.created"]
    assert passing(world, "WorkerSid", alice.sid) == ["reservation.created", "worker.created"]
    assert len(passing(world, "TaskSid", task.sid)) == 5
    assert "task.created" in passing(world, "TaskQueueSid", task.task_queue_sid)
    assert "workflow.entered" in passing(world, "WorkflowSid", task.workflow_sid)
    assert "task.created" in passing(world, "TaskChannel", "voice")
    assert passing(world, "TaskChannel", "carrier pigeon") == []
    assert passing(world, "EventType", "task.created") == ["task.created"]
    assert passing(world, "Sid", latest(world).sid) == ["reservation.created"]
    for name in ("Minutes", "StartDate", "EndDate"):
        assert passing(world, name, 1) == listed(world)


def test_a_filter_asks_what_an_event_is_about_not_what_else_it_mentions(world):
    alice, other = world.worker("alice", activity="Offline"), world.queue("other")
    first = {"queue": world.queue("first"), "timeout": 5, "known_worker_sid": "task.agent"}
    routed = world.workflow(steps(first, {"queue": other}), friendly_name="known")
    task = world.task(workflow_sid=routed.sid, agent=alice.sid)
    left = task.task_queue_sid
    world.advance(seconds=5)

    assert world.account.events[-1].data()["previous_task_queue_sid"] == left
    assert passing(world, "WorkerSid", alice.sid) == ["worker.created"]
    assert passing(world, "TaskQueueSid", other.sid)[:3] == [
        "workflow.target-matched",
        "task-queue.entered",
        "task-queue.moved",
    ]
    assert "task-queue.moved" not in passing(world, "TaskQueueSid", left)


@pytest.mark.parametrize(
    ("skip", "reason"), [({"skip_if": "1 == 1"}, "skipped"), ({"timeout": 5}, "timeout")]
)
def test_a_later_step_says_why_the_task_came_to_it(world, skip, reason):
    first, second = {"queue": world.queue("first"), **skip}, {"queue": world.queue("second")}
    routed = world.workflow(steps(first, second), friendly_name="long")
    world.task(workflow_sid=routed.sid)
    world.advance(seconds=5)

    for event in world.account.events[-3:]:
        expected = None if event.type == "task-queue.entered" else reason
        assert event.data().get("target_changed_reason") == expected


def test_a_task_that_is_evaluated_anew_says_so(world):
    task = world.task()

    world.update(task.workflow, friendly_name="new", re_evaluate_tasks=True)

    matched = world.account.events[-1]
    assert matched.type == "workflow.target-matched"
    assert matched.data()["target_changed_reason"] == "re_evaluated"


def test_the_end_of_the_time_to_live_is_the_description_of_its_event(world):
    world.task(timeout=5)

    world.advance(seconds=5)

    shown = latest(world).payload("")
    assert (shown["event_type"], shown["description"]) == ("task.canceled", "Task TTL Exceeded")
    assert latest(world).form()["EventDescription"] == "Task TTL Exceeded"


def test_the_reservation_that_it_ends_is_described_as_canceled(world):
    world.worker("alice")
    task = world.task(timeout=5)

    world.advance(seconds=5)

    ended = next(one for one in world.account.events if one.type == "reservation.canceled")
    (reservation,) = task.reservations
    shown = Event(world.workspace, world.account.events.index(ended) + 1, ended).payload("")
    assert shown["description"] == f"Reservation {reservation.sid} canceled"
    assert shown["event_data"]["task_canceled_reason"] == "Task TTL Exceeded"


def test_slashes_of_json_are_escaped_in_callbacks_only(world):
    world.worker("alice", home="https://example.com/a")
    world.task(page="https://example.com/b")

    offer = latest(world)

    assert offer.data()["task_attributes"] == '{"page":"https://example.com/b"}'
    assert offer.form()["TaskAttributes"] == r'{"page":"https:\/\/example.com\/b"}'
    assert offer.form()["WorkerAttributes"] == r'{"home":"https:\/\/example.com\/a"}'
    assert json.loads(offer.form()["TaskAttributes"]) == {"page": "https://example.com/b"}


def test_an_event_without_a_queue_or_workflow_does_not_name_one(world):
    alice = world.worker("alice", activity="Offline")

    world.task(routing_target=alice.sid, ignore_capacity=False)

    data = latest(world).data()
    assert data["task_assignment_status"] == "pending"
    assert not [key for key in data if key.startswith(("task_queue", "workflow_"))]


def test_events_keep_what_was_true_when_they_were_written(world):
    alice = world.worker("alice")

    world.update(alice, friendly_name="alicia")

    assert latest(world).data()["worker_name"] == "alice"
