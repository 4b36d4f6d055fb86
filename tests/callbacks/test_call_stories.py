"""Stories of calls, played with an application in Flask and in Django.

They go by the letters of what was known of the real service when they were written: A a call is
dequeued, B it is talked in a conference, C nobody picks up, D the workflow times out, E a key is
pressed in the wait, F the worker is voicemail, G the caller is called back.
"""

import json

import pytest

from mocktr import fixture as worlds

from .call_center import HOME, CallCenter, said
from .conftest import SEED
from .frameworks import by_django, by_flask

NUMBERS = {"+15550199": {"voice_url": f"{HOME}/voice", "status_callback": f"{HOME}/over"}}
WORLD = json.loads(json.dumps(SEED))
WORLD["workspaces"][0]["workflows"][0]["configuration"]["task_routing"]["filters"] = []
WORLD["numbers"] = NUMBERS
STEPS = json.loads(json.dumps(WORLD))
ROUTING = STEPS["workspaces"][0]["workflows"][0]["configuration"]["task_routing"]
del ROUTING["default_filter"]
TARGET = {"queue": "Everyone", "timeout": 30}
ROUTING["filters"] = [{"expression": "1 == 1", "targets": [TARGET]}]
SINGLE = json.loads(json.dumps(WORLD))
SINGLE["workspaces"][0]["multi_task_enabled"] = False


@pytest.fixture
def seed():
    return WORLD


@pytest.fixture
def world(seed):
    options = {"seed": seed, "tenants": "one", "record": ["messages"]}
    with worlds.in_process(options) as taskrouter:
        yield taskrouter


@pytest.fixture(params=[by_flask, by_django], ids=["flask", "django"])
def center(request, world):
    return CallCenter(world, request.param)


def offered(world):
    """The reservation that was made last."""
    [task] = world.workspace.tasks.list()
    return max(task.reservations.list(), key=lambda one: one.sid)


def only_task(world):
    [task] = world.workspace.tasks.list()
    return task


def alone(world):
    """Leave one worker, so that nobody else is asked."""
    for name in ("bob", "carol"):
        [worker] = world.workspace.workers.list(friendly_name=name)
        worker.delete()


# --- A -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [SINGLE])
def test_a_a_call_is_dequeued_talked_and_ended(world, center):
    [busy] = world.workspace.activities.list(friendly_name="Unavailable")
    center.instruction.update(
        status_callback_url=f"{HOME}/status",
        status_callback_events="initiated, ringing, answered, completed",
        post_work_activity_sid=busy.sid,
    )
    world.phone("*", answer_after=3, talk_for=40)
    call = world.call_in(digits=["1"])

    assert call.waits_in == "Main"
    worker_sid = offered(world).worker_sid
    world.advance(3)
    assert offered(world).reservation_status == "accepted"
    assert [leg.status for leg in call.talks_to] == ["in-progress"]
    world.advance(40)

    assert center.paths() == [
        *("/voice", "/menu", "/wait", "/assignment", "/status", "/status"),
        *("/status", "/status", "/left", "/over"),
    ]
    statuses = [told["CallStatus"] for told in center.all_told("/status")]
    assert statuses == ["initiated", "ringing", "in-progress", "completed"]
    assert center.told("/status")["taskCallSid"] == call.sid
    assert center.told("/wait")["QueuePosition"] == "1"
    assert center.told("/left")["QueueResult"] == "bridged"
    assert center.told("/over")["CallDuration"] == "43"
    assert call.status == "completed"
    assert only_task(world).assignment_status == "completed"
    assert world.workspace.workers(worker_sid).fetch().activity_name == "Unavailable"
    assert world.alerts == []


# --- B -----------------------------------------------------------------------------------------


def test_b_a_call_is_talked_in_a_conference_and_the_application_completes_the_task(world, center):
    center.instruction.clear()
    center.instruction.update(
        instruction="conference",
        end_conference_on_exit=True,
        end_conference_on_customer_exit=True,
        conference_status_callback=f"{HOME}/conference",
        conference_status_callback_event="start, end, join, leave",
    )
    world.phone("*", answer_after=3, talk_for=40)
    call = world.call_in(digits=["1"])
    world.advance(3)
    assert offered(world).reservation_status == "accepted"
    world.advance(40)

    heard = center.all_told("/conference")
    assert [(told["SequenceNumber"], told["StatusCallbackEvent"]) for told in heard] == [
        ("1", "participant-join"),
        ("2", "participant-join"),
        ("3", "conference-start"),
        ("4", "participant-leave"),
        ("5", "participant-leave"),
        ("6", "conference-end"),
    ]
    task = only_task(world)
    assert {told["FriendlyName"] for told in heard} == {task.sid}
    assert [told["CallSid"] == call.sid for told in heard[:2]] == [True, False]
    reason = "participant-with-end-conference-on-exit-left"
    assert heard[-1]["ReasonConferenceEnded"] == reason
    after = center.happened()[center.happened().index("reservation.created") + 1 :]
    assert after == ["task.updated", "reservation.accepted", "task.wrapup", "reservation.wrapup"]

    task.update(assignment_status="completed", reason="solved")
    assert center.happened()[-3:] == ["task.completed", "reservation.completed", "task.updated"]
    assert center.told("/left")["QueueResult"] == "bridged"


# --- C -----------------------------------------------------------------------------------------


def test_c_a_worker_whose_phone_is_busy_is_offered_the_task_again(world, center):
    alone(world)
    center.instruction.clear()
    center.instruction.update(instruction="conference", **{"from": "+15550199"})
    world.phone("alice", busy_every=1)
    world.call_in(digits=["1"])
    world.advance(1)

    created = center.happened().index("reservation.created")
    assert center.happened()[created : created + 4] == [
        "reservation.created",
        "reservation.canceled",
        "workflow.target-matched",
        "reservation.created",
    ]
    told = [one for one in center.all_told("/events") if one["EventType"] == "reservation.canceled"]
    assert told[0]["CanceledReasonCode"] == "45303"
    assert len({one["WorkerSid"] for one in told}) == 1


def test_c2_nobody_picks_up_and_the_next_worker_is_rung(world, center):
    """As Twilio's tutorials have it: after 15 seconds the one is Offline, the other is rung."""
    world.phone("*", answers=False)
    call = world.call_in(digits=["1"])
    first = offered(world)
    world.advance(15)

    assert world.workspace.workers(first.worker_sid).fetch().activity_name == "Offline"
    second = offered(world)
    assert second.worker_sid != first.worker_sid
    legs = [one for one in world.calls if one.participant == "worker"]
    assert [world.call(leg.sid).status for leg in legs] == ["canceled", "ringing"]
    assert "worker.activity.update" in center.happened()

    only_task(world).update(assignment_status="canceled", reason="nobody")
    assert call.waits_in == "Main"
    assert world.call(legs[-1].sid).status == "canceled"


# --- D -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [STEPS])
def test_d_the_workflow_times_out_and_the_caller_gets_to_voicemail(world, center):
    """As Twilio's tutorials have it, with a message to the worker who went Offline."""

    def events(asked):
        told = asked.form
        attributes = json.loads(told.get("TaskAttributes", "{}"))
        if told["EventType"] == "workflow.timeout":
            world.client.calls(attributes["call_sid"]).update(url=f"{HOME}/voicemail")
        if told["EventType"] == "worker.activity.update":
            to = json.loads(told["WorkerAttributes"])["contact_uri"]
            world.client.messages.create(to=to, from_="+15550199", body="You are Offline")
        return ""

    center.views["/events"] = events
    alone(world)
    world.phone("alice", answers=False)
    call = world.call_in(digits=["1"], message=20)
    world.advance(30)

    assert [message.to for message in world.messages] == ["sip:alice@example.com"]
    assert (call.waits_in, call.waits_for) == (None, "message")
    task = only_task(world)
    assert (task.assignment_status, task.reason) == (
        "canceled",
        "Task canceled on Workflow timeout",
    )
    assert center.told("/left")["QueueResult"] == "redirected"
    world.advance(20)

    assert call.status == "completed"
    assert center.told("/recorded")["Digits"] == "hangup"
    [recording] = world.client.recordings.list()
    assert center.told("/recorded")["RecordingSid"] == recording.sid
    assert center.paths()[-4:] == ["/left", "/voicemail", "/recorded", "/over"]


# --- E, F, G -----------------------------------------------------------------------------------


def test_e_a_key_in_the_wait_leaves_the_queue(world, center):
    center.wait = '<Gather numDigits="1" action="/key" timeout="60"/>'
    world.phone("*", answers=False)
    call = world.call_in(digits=["1"])
    assert (call.waits_in, call.waits_for) == ("Main", "keys")

    call.press("7")

    assert center.told("/key")["QueuePosition"] == "1"
    assert center.told("/left")["QueueResult"] == "leave"
    task = only_task(world)
    assert (task.assignment_status, task.reason) == ("canceled", "leave")


def test_f_a_worker_who_is_voicemail(world, center):
    def assignment(asked):
        attributes = json.loads(asked.form["TaskAttributes"])
        redirect = {"instruction": "redirect", "url": f"{HOME}/voicemail", "accept": True}
        return {**redirect, "call_sid": attributes["call_sid"]}

    def recorded(asked):
        only_task(world).update(assignment_status="completed", reason="voicemail")
        return said("<Hangup/>")

    center.views.update({"/assignment": assignment, "/recorded": recorded})
    world.call_in(digits=["1"], message=12)
    assert only_task(world).assignment_status == "assigned"
    world.advance(12)

    assert center.told("/left")["QueueResult"] == "redirected"
    assert center.told("/recorded")["Digits"] == "hangup"
    assert center.told("/recorded")["RecordingDuration"] == "12"
    assert (only_task(world).assignment_status, only_task(world).reason) == (
        "completed",
        "voicemail",
    )


def test_g_a_caller_is_called_back_later(world, center):
    """The wait makes a task for later, cancels the one of the call, and hangs up."""

    def call_back(asked):
        found = f"call_sid == '{asked.form['CallSid']}'"
        [task] = world.workspace.tasks.list(evaluate_task_attributes=found)
        world.task(channel="default", call_back=asked.form["From"])
        task.update(assignment_status="canceled", reason="callback")
        return said("<Say>We call you back</Say><Hangup/>")

    center.wait = '<Gather numDigits="1" action="/key" timeout="60"/>'
    center.views["/key"] = call_back
    alone(world)
    world.phone("alice", answers=False)
    call = world.call_in(digits=["1"])
    call.press("1")

    assert call.status == "completed"
    assert center.told("/over")["CallStatus"] == "completed"
    assert center.told("/left")["QueueResult"] == "hangup"
    told = {
        json.loads(one.attributes).get("call_back"): one for one in world.workspace.tasks.list()
    }
    assert told[None].assignment_status == "canceled"
    assert told[None].reason == "callback"
    world.assert_reserved(told["+15550100"], worker="alice")
