"""When callbacks go out, in which order, and what waits for them."""

import asyncio
import threading
from contextlib import ExitStack, contextmanager

import pytest
import responses
from flask import Response
from twilio.base.exceptions import TwilioRestException

from mocktr import fixture as worlds
from mocktr.callbacks import delivery
from mocktr.errors import AdminError

from .conftest import outcomes, point, statuses
from .receiver import Receiver

ACCEPT = {"instruction": "accept"}


def test_an_events_callback_comes_before_the_assignment_that_it_tells_of(world):
    came = []
    world.on_event(lambda call: came.append(call.type))
    world.on_assignment(lambda call: came.append("assignment"))

    world.task()

    assert came == [
        "workflow.entered",
        "task-queue.entered",
        "task.created",
        "workflow.target-matched",
        "reservation.created",
        "assignment",
    ]


def test_the_request_returns_when_all_that_follows_is_answered(world):
    world.on_assignment(lambda call: ACCEPT)

    task = world.task()

    assert task.assignment_status == "pending"
    assert task.fetch().assignment_status == "assigned"


def test_only_events_that_the_filter_names_are_sent(world):
    came = []
    world.on_event(lambda call: came.append(call.type))
    world.workspace.update(events_filter="task.created,  reservation.created")

    world.task()

    assert came == ["task.created", "reservation.created"]


def test_a_workspace_tells_of_its_own_end(world):
    came = []
    world.on_event(lambda call: came.append((call.type, call.parameters["WorkspaceName"])))

    world.workspace.delete()

    assert came == [("workspace.deleted", "Support")]


def test_its_end_is_told_to_a_url_too(world):
    receiver = Receiver(world.auth_token)
    world.mount("https://myapp.example", receiver.app)
    point(world, "https://myapp.example/events")

    world.workspace.delete()

    assert receiver.events[-1] == "workspace.deleted"


def test_a_task_without_workflow_has_no_assignment_callback(world):
    came = []
    world.on_assignment(came.append)
    [queue] = world.workspace.task_queues.list(friendly_name="Everyone")

    task = world.workspace.tasks.create(attributes="{}", task_queue_sid=queue.sid)

    assert statuses(task) == ["pending"]
    assert came == []


def test_all_of_a_batch_are_asked_before_the_first_answer_counts(world):
    seen = []

    def assign(call):
        seen.append(statuses(world.workspace.tasks(call.task_sid)))
        return ACCEPT

    world.on_assignment(assign)

    task = world.task(several=True)

    assert seen == [["pending"] * 3] * 3
    assert statuses(task) == ["accepted", "rescinded", "rescinded"]
    assert outcomes(world, "assignment") == ["obeyed", "not obeyed", "not obeyed"]
    assert len(world.alerts) == 2


def test_a_batch_of_a_single_tasking_workspace_is_asked_together_too(world):
    """There the workers' moves stand between the reservations in the log."""
    workspace = world.client.taskrouter.v1.workspaces.create(
        friendly_name="Single", multi_task_enabled=False
    )
    queue = workspace.task_queues.create(friendly_name="All", max_reserved_workers=2)
    [available] = workspace.activities.list(friendly_name="Available")
    for name in ("dave", "erin"):
        workspace.workers.create(friendly_name=name, activity_sid=available.sid)
    workflow = workspace.workflows.create(
        friendly_name="Only",
        configuration=f'{{"task_routing": {{"default_filter": {{"queue": "{queue.sid}"}}}}}}',
    )
    seen = []

    def assign(call):
        seen.append(statuses(workspace.tasks(call.task_sid)))
        return ACCEPT

    world.on_assignment(assign)
    task = workspace.tasks.create(attributes="{}", workflow_sid=workflow.sid)

    assert seen == [["pending", "pending"]] * 2
    assert statuses(task) == ["accepted", "rescinded"]


def test_what_an_answer_causes_is_told_after_what_was_told_before(world):
    came = []
    world.on_event(lambda call: came.append(call.type))
    world.on_assignment(lambda call: ACCEPT)

    world.task(several=True)

    assert came[-6:] == ["reservation.created"] * 3 + [
        "reservation.accepted",
        "reservation.rescinded",
        "reservation.rescinded",
    ]


def test_the_clock_stays_at_an_instant_until_its_callbacks_are_answered(world):
    times = []

    def assign(call):
        times.append((world.now.strftime("%H:%M:%S"), call.parameters["TaskAge"]))

    world.on_assignment(assign)
    world.task()
    world.advance(minutes=5)

    assert times == [
        ("09:00:00", "0"),
        ("09:02:00", "120"),
        ("09:04:00", "240"),
    ]


def test_an_answer_counts_at_the_instant_of_its_callback(world):
    world.on_assignment(lambda call: ACCEPT if call.parameters["TaskAge"] == "120" else None)
    task = world.task()

    world.advance(minutes=5)

    assert statuses(task) == ["timeout", "accepted"]
    accepted = [event for event in world.events if event.type == "reservation.accepted"]
    assert [f"{one.at:%H:%M}" for one in accepted] == ["09:02"]


def test_a_receiver_may_not_move_the_clock(world):
    refusals = []

    def assign(call):
        with pytest.raises(AdminError) as refusal:
            world.advance(seconds=1)
        refusals.append((refusal.value.status, str(refusal.value)))

    world.on_assignment(assign)
    world.task()

    assert refusals == [(409, "the clock can't move before this callback is answered")]


def test_a_receiver_may_look_at_the_world(world):
    seen = []
    world.on_assignment(lambda call: seen.append(world.explain(call.task_sid)["assignment_status"]))

    world.task()

    assert seen == ["reserved"]


async def look(world, seen):
    seen.append(len(world.calls))
    with pytest.raises(AdminError, match="can't move before this callback is answered"):
        world.advance(seconds=1)
    seen.append(await asyncio.to_thread(lambda: len(world.calls)))


def test_a_coroutine_may_look_at_the_world_and_may_not_move_the_clock(world):
    """Its code runs in other threads, which must not wait for the callback that they answer."""
    seen = []

    async def assign(call):
        await look(world, seen)
        return ACCEPT

    world.on_assignment(assign)
    task = world.task()

    assert seen == [0, 0]
    assert statuses(task) == ["accepted"]


def test_a_rule_of_the_users_may_look_at_the_world(world):
    seen = []

    def assign(request):
        seen.append(len(world.calls))
        return 200, {}, ""

    with responses.RequestsMock() as mock:
        mock.add_callback("POST", "http://localhost/assign", assign)
        point(world, "", "http://localhost/assign")
        world.task()

    assert seen == [0]


def test_what_a_coroutine_leaves_running_is_no_part_of_the_callback(world):
    """Its requests are delivered too, although their callbacks go to the loop that it runs in."""
    left = []

    async def accept_later(call):
        await asyncio.to_thread(over.wait, 10)
        reservations = world.workspace.tasks(call.task_sid).reservations
        reservations(call.reservation_sid).update(reservation_status="accepted")

    async def assign(call):
        left.append(asyncio.create_task(accept_later(call)))

    async def event(call):
        if call.type == "reservation.accepted":
            told.set()

    over, told = threading.Event(), threading.Event()
    world.on_assignment(assign)
    world.on_event(event)
    task = world.task()
    over.set()

    assert told.wait(10)
    assert statuses(task) == ["accepted"]


def test_a_second_move_in_the_middle_of_a_move_is_refused(world):
    entered, go_on = threading.Event(), threading.Event()
    world.task()
    world.on_event(lambda call: entered.set() or go_on.wait(10))
    mover = threading.Thread(target=lambda: world.advance(minutes=3))
    mover.start()
    assert entered.wait(10)

    with pytest.raises(AdminError, match="moved already") as refusal:
        world.advance(seconds=1)
    go_on.set()
    mover.join()

    assert refusal.value.status == 409
    assert f"{world.now:%H:%M}" == "09:03"


def test_requests_of_another_thread_do_not_wait_for_a_callback(world):
    entered, go_on = threading.Event(), threading.Event()
    world.on_assignment(lambda call: entered.set() or (go_on.wait(10), None)[1])
    asker = threading.Thread(target=world.task)
    asker.start()
    assert entered.wait(10)

    listed = world.workspace.workers.list()
    go_on.set()
    asker.join()

    assert len(listed) == 3


def test_an_answer_for_a_world_that_was_reset_is_dropped(world):
    def assign(call):
        world.reset()
        return ACCEPT

    world.on_assignment(assign)
    task = world.task()

    with pytest.raises(TwilioRestException, match="not found"):
        task.fetch()
    assert outcomes(world, "assignment") == ["dropped"]
    assert world.events == []


def test_an_answer_for_a_world_that_went_back_is_dropped_and_told_once(world):
    """The journal is not turned back, so the entry is there already."""
    world.snapshot("before")

    def assign(call):
        world.restore("before")
        return ACCEPT

    world.on_assignment(assign)
    world.task()

    assert outcomes(world, "assignment") == ["dropped"]


def test_nothing_more_of_a_world_that_was_reset_is_sent(world):
    came = []

    def assign(call):
        came.append(call.worker_sid)
        world.reset()

    world.on_assignment(assign)
    world.task(several=True)

    assert len(came) == 1
    assert outcomes(world, "assignment") == ["dropped"] * 3
    unsent = "it was not sent before its world was replaced"
    assert [one.reason for one in world.callbacks] == [unsent, unsent, None]


def test_the_fallback_of_a_world_that_was_reset_is_not_asked(world):
    receiver = Receiver(world.auth_token, fallback=ACCEPT)
    receiver.answers["assign"] = lambda form: (world.reset(), Response("", 500))[1]
    world.mount("https://myapp.example", receiver.app)
    point(world, "", "https://myapp.example/assign", "https://myapp.example/fallback")

    world.task()

    assert [path for path, _ in receiver.forms] == ["assign"]


def test_nothing_more_of_a_world_that_was_closed_is_sent(world):
    came = []

    def assign(call):
        came.append(call.worker_sid)
        world.sandbox.close()

    world.on_assignment(assign)
    world.task(several=True)

    assert len(came) == 1
    assert outcomes(world, "assignment") == ["dropped"] * 3


@contextmanager
def held(world):
    """An assignment callback of another thread is on its way until the event is set."""
    entered, go_on = threading.Event(), threading.Event()
    world.on_assignment(lambda call: (entered.set(), go_on.wait(10), ACCEPT)[2])
    asker = threading.Thread(target=world.task)
    asker.start()
    assert entered.wait(10)
    try:
        yield go_on
    finally:
        go_on.set()
        asker.join()


def test_events_go_where_they_were_to_go_when_they_happened(world):
    """However long the callbacks before them take."""
    receiver = Receiver(world.auth_token)
    world.mount("https://myapp.example", receiver.app)
    point(world, "https://myapp.example/first")
    with held(world) as go_on:
        world.workspace.task_queues.create(friendly_name="New")
        world.workspace.update(event_callback_url="https://myapp.example/second")
        world.workspace.task_queues.create(friendly_name="Newer")
        go_on.set()
        world.settle()

    places = {form.get("TaskQueueName"): path for path, form in receiver.forms}
    assert (places["New"], places["Newer"]) == ("first", "second")


def test_the_clock_waits_for_a_callback_that_left_just_before_it_moved(world, monkeypatch):
    """The other thread is quicker than the lock."""
    drain, others = world.tenant.delivery.drain, ExitStack()
    first = [drain]

    def drained():
        if first:
            first.pop()()
            others.enter_context(held(world))
        else:
            others.close()
            drain()

    monkeypatch.setattr(world.tenant.delivery, "drain", drained)
    world.advance(minutes=1)
    others.close()

    [accepted] = [event for event in world.events if event.type == "reservation.accepted"]
    assert f"{accepted.at:%H:%M}" == "09:00"


def test_a_move_of_the_clock_ends_where_the_world_is_reset(world):
    world.task()
    world.on_event(lambda call: world.reset())

    with pytest.raises(AdminError, match="replaced while its clock moved"):
        world.advance(minutes=5)

    assert f"{world.now:%H:%M}" == "09:00"


def test_a_reset_sends_nothing(world):
    came = []
    world.on_event(came.append)

    world.reset()

    assert came == []


def test_a_task_that_is_not_created_sends_nothing(world):
    came = []
    world.on_event(came.append)
    world.on_assignment(came.append)

    world.what_if(attributes={})

    assert came == []


def test_a_world_that_is_closed_sends_nothing(world):
    came = []
    world.on_event(came.append)
    world.sandbox.close()

    world.task()

    assert came == []


def test_each_callback_is_journalled(world):
    world.on_assignment(lambda call: ACCEPT)
    point(world, "https://nowhere.example/events")

    task = world.task()

    [event, assignment] = [
        one for one in world.callbacks if one.event_type == "reservation.created"
    ]
    assert (event.kind, event.url, event.outcome) == (
        "event",
        "https://nowhere.example/events",
        "refused",
    )
    assert (assignment.kind, assignment.url, assignment.status) == ("assignment", None, 200)
    assert (assignment.instruction, assignment.outcome) == ("accept", "obeyed")
    assert assignment.parameters["TaskSid"] == task.sid


def test_an_exception_of_pytests_own_comes_through(world):
    """A test that calls pytest.fail in a receiver fails, and the next callback is sent."""
    world.on_assignment(lambda call: pytest.fail("wrong worker"))
    with pytest.raises(pytest.fail.Exception, match="wrong worker"):
        world.task()

    world.on_assignment(lambda call: ACCEPT)
    task = world.task()

    assert task.fetch().assignment_status == "assigned"


def test_an_application_that_never_comes_to_an_end_is_given_up(world, monkeypatch, caplog):
    """It answers each event with a change, of which there is an event."""
    monkeypatch.setattr(delivery, "MOST_IN_A_ROW", 20)
    names = []

    def event(call):
        names.append(call.type)
        world.workspace.update(friendly_name=f"Support {len(names)}")

    world.on_event(event)
    world.worker("dave")

    assert names == ["worker.created", *["workspace.updated"] * 19]
    assert "callbacks cause callbacks without end" in caplog.text
    with pytest.raises(AdminError, match="gave up waiting: callbacks cause callbacks") as refusal:
        world.settle()
    assert refusal.value.status == 504


def test_many_callbacks_at_hand_are_no_endless_ones(world, monkeypatch):
    monkeypatch.setattr(delivery, "MOST_IN_A_ROW", 1)
    world.set_scheduler("manual")
    for _ in range(3):
        world.task()
    came = []
    world.on_assignment(lambda call: came.append(call.task_sid) or ACCEPT)

    world.settle()

    assert len(came) == 3


def test_what_a_real_clock_brought_about_goes_where_it_was_to_go_then(seed, wall, monkeypatch):
    """Also when the request that first sees it says another place."""
    monkeypatch.setattr("mocktr.sandbox.ticker.Ticker.start", lambda ticker: None)
    with worlds.in_process({"seed": seed, "tenants": "one", "clock": "real"}) as world:
        receiver = Receiver(world.auth_token)
        world.mount("https://myapp.example", receiver.app)
        point(world, "https://myapp.example/first")
        world.task()
        wall.ns += 121 * 1_000_000_000
        world.workspace.update(event_callback_url="https://myapp.example/second")

    places = {form["EventType"]: path for path, form in receiver.forms}
    assert places["reservation.timeout"] == "first"
