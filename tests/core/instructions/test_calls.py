import json

import pytest

from mocktr.core.instructions.calls import DialledCall
from tests.core.world import MONDAY

CALL = DialledCall(
    at=MONDAY,
    sid="CA" + "1" * 32,
    instruction="dequeue",
    participant="worker",
    workspace_sid="WS" + "2" * 32,
    reservation_sid="WR" + "3" * 32,
    task_sid="WT" + "4" * 32,
    worker_sid="WK" + "5" * 32,
    worker_name="alice",
    to="client:alice",
    from_="+15550001",
    url=None,
    given=(("timeout", 5), ("status_callback_events", ("initiated", "completed"))),
)


def test_a_call_is_shown_with_what_was_given_and_the_defaults_of_the_rest():
    shown = CALL.payload()

    assert shown == {
        "sid": CALL.sid,
        "date_created": "2030-01-07T09:00:00Z",
        "instruction": "dequeue",
        "participant": "worker",
        "workspace_sid": CALL.workspace_sid,
        "reservation_sid": CALL.reservation_sid,
        "task_sid": CALL.task_sid,
        "worker_sid": CALL.worker_sid,
        "worker_name": "alice",
        "to": "client:alice",
        "from": "+15550001",
        "url": None,
        "parameters": {
            "record": "do-not-record",
            "timeout": 5,
            "status_callback_events": ["initiated", "completed"],
        },
    }
    assert json.loads(json.dumps(shown)) == shown


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        ("call", {"accept": False, "record": "do-not-record", "timeout": 60}),
        ("redirect", {"accept": False}),
        ("supervise", {}),
    ],
)
def test_the_defaults_are_those_that_twilio_documents(instruction, expected):
    assert CALL._replace(instruction=instruction, given=()).parameters == expected


def test_the_defaults_of_a_conference_are_those_that_twilio_documents():
    shown = CALL._replace(instruction="conference", given=()).parameters

    methods = {name: shown.pop(name) for name in list(shown) if name.endswith("_method")}
    assert set(methods.values()) == {"POST"}
    assert len(methods) == 5
    assert shown == {
        "timeout": 60,
        "record": False,
        "muted": False,
        "beep": "true",
        "start_conference_on_enter": True,
        "end_conference_on_exit": False,
        "early_media": True,
        "max_participants": 250,
        "conference_record": "false",
        "conference_trim": "trim-silence",
        "recording_channels": "mono",
    }


def test_what_is_shown_is_a_copy():
    CALL.parameters["timeout"] = 6
    CALL._replace(given=()).parameters["status_callback_events"].append("ringing")

    assert CALL.parameters["timeout"] == 5
    assert CALL._replace(given=()).parameters["status_callback_events"] == ["completed"]
