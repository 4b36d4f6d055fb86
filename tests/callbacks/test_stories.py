"""An application that lives by its callbacks alone, mounted and over real sockets."""

import json
import re

import pytest

from .conftest import point, statuses

INSTRUCTIONS = {
    "accept": {},
    "dequeue": {"from": "+15550001111"},
    "call": {"from": "+15550001111", "url": "https://myapp.example/twiml", "accept": True},
    "redirect": {
        "call_sid": "CA" + "c" * 32,
        "url": "https://myapp.example/twiml",
        "accept": True,
    },
    "conference": {"from": "+15550001111"},
}


def completes(taskrouter):
    """Receives events, and completes each task over REST once it is accepted."""

    def receive(form):
        if form["EventType"] == "reservation.accepted":
            task = taskrouter.workspace.tasks(form["TaskSid"])
            task.update(assignment_status="completed", reason="done")

    return receive


@pytest.mark.parametrize("name", INSTRUCTIONS)
def test_an_application_completes_a_task_by_its_answers(place, name):
    taskrouter, receiver = place.taskrouter, place.receiver
    receiver.answers["assign"] = {"instruction": name, **INSTRUCTIONS[name]}
    receiver.answers["events"] = completes(taskrouter)
    point(taskrouter, f"{place.url}/events", f"{place.url}/assign")
    taskrouter.settle()

    task = taskrouter.task(call_sid="CA" + "c" * 32)
    taskrouter.settle()

    assert task.fetch().assignment_status == "completed"
    assert receiver.events[-1] in ("reservation.completed", "task.updated")
    assert taskrouter.alerts == []


def test_an_application_rejects_until_the_right_worker_is_asked(place):
    def assign(form):
        [worker] = taskrouter.workspace.workers.list(friendly_name="carol")
        wanted = form["WorkerSid"] == worker.sid
        return {"instruction": "accept" if wanted else "reject"}

    taskrouter, receiver = place.taskrouter, place.receiver
    receiver.answers["assign"] = assign
    point(taskrouter, "", f"{place.url}/assign")

    task = taskrouter.task()
    taskrouter.settle()

    assert statuses(task) == ["rejected", "rejected", "accepted"]


def test_the_events_form_says_what_the_events_resource_says(place):
    taskrouter, receiver = place.taskrouter, place.receiver
    point(taskrouter, f"{place.url}/events")
    taskrouter.settle()

    taskrouter.task(page="https://example.com")
    taskrouter.settle()

    listed = {event.sid: event for event in taskrouter.workspace.events.list()}
    forms = receiver.received("events")
    assert receiver.events[-5:] == [
        "workflow.entered",
        "task-queue.entered",
        "task.created",
        "workflow.target-matched",
        "reservation.created",
    ]
    assert forms[-1]["TaskAttributes"] == r'{"page":"https:\/\/example.com"}'
    for form in forms:
        event = listed[form["Sid"]]
        assert form["EventType"] == event.event_type
        assert form["ResourceSid"] == event.resource_sid
        assert form["EventDescription"] == event.description
        assert form["TimestampMs"] == str(event.event_date_ms)


def test_an_assignment_carries_these_eleven_parameters(place):
    taskrouter, receiver = place.taskrouter, place.receiver
    point(taskrouter, "", f"{place.url}/assign")

    task = taskrouter.task(priority=3, language="es", page="https://example.com")
    taskrouter.settle()

    [form] = receiver.received("assign")
    [reservation] = task.reservations.list()
    workspace = taskrouter.workspace.fetch()
    assert form == {
        "AccountSid": workspace.account_sid,
        "WorkspaceSid": workspace.sid,
        "WorkflowSid": task.workflow_sid,
        "TaskQueueSid": task.task_queue_sid,
        "WorkerSid": reservation.worker_sid,
        "WorkerAttributes": '{"contact_uri":"sip:alice@example.com"}',
        "TaskSid": task.sid,
        # Slashes are escaped in event callbacks only.
        "TaskAttributes": '{"language":"es","page":"https://example.com"}',
        "TaskAge": "0",
        "TaskPriority": "3",
        "ReservationSid": reservation.sid,
    }


def test_a_single_threaded_application_accepts_its_own_reservation_over_rest(place):
    def assign(form):
        reservations = taskrouter.workspace.tasks(form["TaskSid"]).reservations
        reservations(form["ReservationSid"]).update(reservation_status="accepted")

    taskrouter, receiver = place.taskrouter, place.receiver
    receiver.answers["assign"] = assign
    point(taskrouter, "", f"{place.url}/assign")

    task = taskrouter.task()
    taskrouter.settle()

    assert task.fetch().assignment_status == "assigned"
    assert taskrouter.alerts == []


@pytest.mark.parametrize(
    "path",
    [
        "/assign?",
        "/assign?x=1&y=a+b%20c",
        "/assign#rc=2",
        "/as%20sign",
        "/as sign",
        "/a;b=c,d",
    ],
)
def test_the_signature_is_that_of_the_url_that_the_application_sees(place, path):
    taskrouter = place.taskrouter
    point(taskrouter, "", f"{place.url}{path}")

    taskrouter.task()
    taskrouter.settle()

    assert [one.outcome for one in taskrouter.callbacks] == ["answered"]


def test_a_host_in_capitals_with_user_and_password_is_signed_as_the_application_sees_it(place):
    taskrouter, receiver = place.taskrouter, place.receiver
    scheme, _, rest = place.url.partition("://")
    host = rest.replace("127.0.0.1", "LocalHost").replace("myapp", "MyApp")
    point(taskrouter, "", f"{scheme}://me:se%20cret@{host}/assign")

    taskrouter.task()
    taskrouter.settle()

    assert [one.outcome for one in taskrouter.callbacks] == ["answered"]
    assert receiver.users == [("me", "se cret")]


def test_a_forged_signature_is_noticed(place):
    """The application answers 403 to what it did not expect, which counts as no answer."""
    taskrouter, receiver = place.taskrouter, place.receiver
    receiver.validator.token = b"another token"
    point(taskrouter, "", f"{place.url}/assign")

    task = taskrouter.task()
    taskrouter.settle()

    assert set(statuses(task)) == {"canceled"}
    assert taskrouter.callbacks[0].status == 403


def tell(taskrouter, receiver, url):
    """A story with the application, and all that it left behind."""
    receiver.answers["assign"] = {"instruction": "accept"}
    receiver.answers["events"] = completes(taskrouter)
    point(taskrouter, f"{url}/events", f"{url}/assign")
    taskrouter.settle()
    for number in range(3):
        taskrouter.task(number=number)
        taskrouter.settle()
        taskrouter.advance(seconds=30)
    port = url.rpartition(":")[2]
    entries = [json.dumps(one.as_dict()).replace(port, "PORT") for one in taskrouter.callbacks]
    return entries, [tuple(event) for event in taskrouter.events], receiver.forms


def test_the_same_requests_and_answers_give_the_same_bytes(place):
    taskrouter, receiver = place.taskrouter, place.receiver
    first = tell(taskrouter, receiver, place.url)

    taskrouter.reset()
    receiver.forms = []

    entries, events, forms = tell(taskrouter, receiver, place.url)
    assert (events, forms) == first[1:]
    assert [without_wall(text) for text in entries] == [without_wall(text) for text in first[0]]


def without_wall(entry):
    """An entry without its number, and what tells of the wall clock and of who looked when."""
    told = entry.partition('"date"')[2]
    return re.sub(r'"(wall|revision)": [\d.]+, ', "", told)
