import pytest

from mocktr.core.fields import Choice, Flag, Number, Sid, Text, Url, Words, pascal
from mocktr.core.instructions.parameters import INPUTS, KEYS, InstructionName
from tests.contract.checker import OPERATIONS

PUBLISHED = OPERATIONS["UpdateTaskReservation"]["form"]
KIND_OF = {
    "boolean": Flag,
    "integer": Number,
    "list of string": Words,
    "sid CA": Sid,
    "sid WA": Sid,
    "string": (Text, Choice, InstructionName),
    "uri": Url,
}
BOUNDS = {
    "CallTimeout": (1, 999),
    "DequeueTimeout": (1, 999),
    "MaxParticipants": (2, 250),
    "Timeout": (1, 999),
}
WORDS = {
    "DequeueRecord": {"do-not-record", "record-from-answer"},
    "DequeueStatusCallbackEvent": {"initiated", "ringing", "answered", "completed"},
    "CallRecord": {"do-not-record", "record-from-answer"},
    "Beep": {"true", "false", "onEnter", "onExit"},
    "ConferenceRecord": {"true", "false", "record-from-start", "do-not-record"},
    "ConferenceTrim": {"trim-silence", "do-not-trim"},
    "RecordingChannels": {"mono", "dual"},
    "Region": {"us1", "us2", "ie1", "de1", "sg1", "br1", "au1", "jp1"},
    "JitterBufferSize": {"small", "medium", "large", "off"},
}
"""Values that the OpenAPI file has only in its descriptions."""


def test_every_published_parameter_has_a_kind_and_no_other():
    assert {pascal(name) for name in INPUTS} == PUBLISHED.keys() - {"ReservationStatus"}


@pytest.mark.parametrize("name", INPUTS)
def test_a_parameter_is_of_the_published_kind(name):
    kind, published = INPUTS[name].kind, PUBLISHED[pascal(name)]

    assert isinstance(kind, KIND_OF[published["type"]])
    if isinstance(kind, Sid):
        assert published["type"] == f"sid {kind.prefix}"
    if isinstance(kind, Number):
        assert (kind.low, kind.high) == BOUNDS[pascal(name)]
    if isinstance(kind, (Choice, Words)):
        assert set(kind.words) == set(published.get("enum") or WORDS[pascal(name)])


@pytest.mark.parametrize(
    ("instruction", "key", "name"),
    [
        ("reject", "activity_sid", "worker_activity_sid"),
        ("dequeue", "timeout", "dequeue_timeout"),
        ("dequeue", "status_callback_events", "dequeue_status_callback_event"),
        ("call", "url", "call_url"),
        ("redirect", "call_sid", "redirect_call_sid"),
        ("conference", "conference_trim", "conference_trim"),
        ("conference", "status_callback_event", "status_callback_event"),
        ("supervise", "supervisor", "supervisor"),
    ],
)
def test_an_answer_leaves_out_the_name_of_the_instruction(instruction, key, name):
    """Where all its parameters start with it; and two have a key of their own."""
    assert KEYS[instruction][key] == name
