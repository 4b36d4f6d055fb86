"""What applications do with TaskRouter and the API of calls together, from end to end."""

import json
from urllib.parse import parse_qs

import pytest
from twilio.rest import Client as Twilio
from twilio.twiml.voice_response import Enqueue, VoiceResponse

from mocktr import fixture

from ..client import ACCOUNT

APP = "https://app.example"
OURS, THEIRS = "+15550199", "+15550100"
AUTH = (ACCOUNT, "token")
SEED = {
    "workspaces": [
        {
            "friendly_name": "Support",
            "event_callback_url": f"{APP}/events",
            "activities": [{"friendly_name": "Available", "available": True}],
            "task_queues": [{"friendly_name": "Everyone"}],
            "workflows": [
                {
                    "friendly_name": "Calls",
                    "assignment_callback_url": f"{APP}/assignment",
                    "task_reservation_timeout": 15,
                    "configuration": {
                        "task_routing": {
                            "filters": [
                                {
                                    "filter_friendly_name": "all",
                                    "expression": "1==1",
                                    "targets": [{"queue": "Everyone", "timeout": 30}],
                                }
                            ]
                        }
                    },
                }
            ],
            "workers": [
                {
                    "friendly_name": "alice",
                    "activity": "Available",
                    "attributes": {"contact_uri": "+15550142"},
                    "phone": {"answers": False},
                }
            ],
        }
    ],
    "numbers": {OURS: {"voice_url": f"{APP}/voice", "status_callback": f"{APP}/over"}},
}


class CallCentre:
    """An application as Twilio's tutorials have it: who is not served in time leaves a message."""

    def __init__(self, workflow_sid):
        self.workflow_sid = workflow_sid
        self.twilio = Twilio(*AUTH)
        self.messages = []
        self.ended = []
        self.left = []

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        kind, answer = getattr(self, environ["PATH_INFO"].strip("/"))(form)
        start_response("200 OK", [("Content-Type", kind)])
        return [str(answer).encode()]

    def voice(self, form):
        response = VoiceResponse()
        enqueue = Enqueue(None, workflow_sid=self.workflow_sid, action="/queue_left")
        enqueue.task(json.dumps({"selected_language": "en"}))
        response.append(enqueue)
        return "text/xml", response

    def queue_left(self, form):
        self.left.append(form["QueueResult"])
        return "text/xml", VoiceResponse()

    def assignment(self, form):
        return "application/json", json.dumps({"instruction": "dequeue"})

    def events(self, form):
        if form["EventType"] == "workflow.timeout":
            call_sid = json.loads(form["TaskAttributes"])["call_sid"]
            self.twilio.calls(call_sid).update(url=f"{APP}/voicemail", method="POST")
        return "text/plain", ""

    def voicemail(self, form):
        response = VoiceResponse()
        response.say("Nobody is free.")
        response.record(action="/message")
        return "text/xml", response

    def message(self, form):
        self.messages.append(form)
        return "text/xml", VoiceResponse()

    def over(self, form):
        self.ended.append(form["CallStatus"])
        return "text/plain", ""


@pytest.fixture
def world():
    with fixture.in_process({"seed": SEED, "tenants": "one"}) as world:
        yield world


@pytest.fixture
def centre(world):
    [workflow] = world.workspace.workflows.list()
    centre = CallCentre(workflow.sid)

    world.mount(APP, centre)
    return centre


def test_a_missed_call_goes_to_voicemail_when_the_workflow_times_out(world, centre):
    call = world.call_in(from_=THEIRS, to=OURS, message=7)
    assert call.waits_in == "Calls"

    world.advance(seconds=15)
    [alice] = world.workspace.workers.list()
    assert alice.activity_name == "Offline"
    world.advance(seconds=15)

    assert call.waits_for == "message"
    assert centre.left == ["redirected"]
    [task] = world.workspace.tasks.list()
    assert task.assignment_status == "canceled"
    world.advance(seconds=7)
    [message] = centre.messages
    assert (message["RecordingDuration"], message["Digits"]) == ("7", "hangup")
    assert centre.ended == ["completed"]
    [recording] = centre.twilio.recordings.list(call_sid=call.sid)
    assert recording.media_url == message["RecordingUrl"]
    assert recording.sid == message["RecordingSid"]


def test_a_branch_of_the_story_holds_the_calls_too(world, centre):
    call = world.call_in(from_=THEIRS, to=OURS)
    world.snapshot("waiting")
    centre.twilio.calls(call.sid).update(status="completed")
    assert call.status == "completed"

    world.restore("waiting")

    assert centre.twilio.calls(call.sid).fetch().status == "in-progress"
    assert call.waits_in == "Calls"


def test_the_same_story_gives_the_same_answers():
    stories = []
    for _ in range(2):
        with fixture.in_process({"seed": SEED, "tenants": "one"}) as world:
            twilio = Twilio(*AUTH)
            world.mount(APP, CallCentre(world.workspace.workflows.list()[0].sid))
            call = world.call_in(from_=THEIRS, to=OURS)
            twilio.conferences("room").participants.create(from_=OURS, to="client:bob")
            twilio.calls(call.sid).update(
                twiml="<Response><Dial><Conference>room</Conference></Dial></Response>"
            )
            twilio.conferences(twilio.conferences.list()[0].sid).update(status="completed")
            world.advance(seconds=60)
            stories.append(
                [
                    world.state(events=True),
                    [one.as_dict() | dict.fromkeys(("wall", "wall_ms")) for one in world.journal],
                ]
            )

    assert stories[0] == stories[1]


def test_a_worker_s_conference_is_held_and_ended_over_rest(world, centre):
    centre.assignment = lambda form: (
        "application/json",
        json.dumps({"instruction": "conference", "end_conference_on_exit": True}),
    )
    world.phone("alice")
    call = world.call_in(from_=THEIRS, to=OURS)
    [task] = world.workspace.tasks.list()
    [room] = centre.twilio.conferences.list(friendly_name=task.sid, status="in-progress")

    customer = centre.twilio.conferences(room.sid).participants(call.sid)
    assert customer.update(hold=True).hold is True
    [worker] = centre.twilio.conferences(room.sid).participants.list(hold=False)
    assert worker.delete()

    assert task.fetch().assignment_status in ("wrapping", "completed")
    assert room.fetch().reason_conference_ended == "participant-with-end-conference-on-exit-kicked"
    assert call.status == "completed"


def test_the_helper_library_s_own_client_places_calls_on_a_port():
    with fixture.on_a_port({"seed": SEED, "tenants": "one"}) as world:
        placed = world.client.calls.create(
            to=THEIRS, from_=OURS, twiml="<Response><Pause/></Response>"
        )
        assert world.client.calls(placed.sid).fetch().status == "in-progress"
        [number] = world.client.incoming_phone_numbers.list(phone_number=OURS)
        assert number.update(voice_url=f"{APP}/new").voice_url == f"{APP}/new"
