"""Callers speak, and are recorded."""

import pytest

from mocktr.core.line.hanging_up import redirect
from mocktr.core.line.script import PAUSE

from .world import APP, LineWorld, heard


def voicemail(attributes="", **more):
    document = f"<Record action='/recorded' {attributes}/><Pause length='60'/>"
    return LineWorld({"/voice": document, **more})


def test_a_caller_speaks_and_hangs_up_unless_a_key_is_planned():
    world = voicemail()
    call = world.call_in(message=12)
    world.pass_time(12)

    assert call.status == "completed"
    told = world.last("Record action")
    assert (told["RecordingDuration"], told["Digits"]) == ("12", "hangup")
    assert told["CallStatus"] == "completed"
    [recording] = world.line.recordings.values()
    assert (told["RecordingSid"], told["RecordingUrl"]) == (recording.sid, recording.url)
    assert recording.url.endswith(f"/Recordings/{recording.sid}")


def test_a_planned_key_ends_the_recording():
    world = voicemail(**{"/recorded": "<Pause/>"})
    call = world.call_in(message=8, digits=["#"])
    world.pass_time(8)

    assert (world.last("Record action")["Digits"], heard(call)) == ("#", PAUSE)


def test_the_recording_is_cut_at_its_longest():
    world = voicemail("maxLength='5'", **{"/recorded": "<Pause/>"})
    call = world.call_in()
    world.pass_time(5)

    told = world.last("Record action")
    assert (told["RecordingDuration"], told["Digits"]) == ("5", "")
    assert call.status == "in-progress"


def test_silence_leads_to_the_next_verb():
    world = voicemail("timeout='3'")
    call = world.call_in(message=0)
    world.pass_time(3)

    [recording] = world.line.recordings.values()
    assert (heard(call), recording.status) == (PAUSE, "absent")
    assert "Record action /recorded" not in world.asked()


def test_a_key_of_the_test_ends_the_recording():
    world = voicemail()
    call = world.call_in()
    world.pass_time(2)
    world.press(call, "*1")

    told = world.last("Record action")
    assert (told["RecordingDuration"], told["Digits"]) == ("2", "*")


@pytest.mark.parametrize(("seconds", "asked"), [(0, []), (4, ["Record action /recorded"])])
def test_a_caller_who_hangs_up_leaves_what_was_said(seconds, asked):
    world = voicemail()
    call = world.call_in()
    world.asked()
    world.pass_time(seconds)
    world.hang_up(call)

    assert world.asked() == asked


@pytest.mark.parametrize(("events", "told"), [("completed", 1), ("absent", 0)])
def test_who_asked_is_told_of_the_recording(events, told):
    world = voicemail(f"recordingStatusCallback='/heard' recordingStatusCallbackEvent='{events}'")
    call = world.call_in(message=7)
    world.pass_time(7)

    found = [one for one in world.line.requests if one.about == "recording"]
    assert len(found) == told
    for request in found:
        parameters = dict(request.parameters)
        assert request.url == f"{APP}/heard"
        assert (parameters["CallSid"], parameters["RecordingDuration"]) == (call.sid, "7")
        assert parameters["RecordingSource"] == "RecordVerb"
        assert "ConferenceSid" not in parameters


# --- transcriptions ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "told"), [(9, ["in-progress", "completed"]), (0, ["in-progress", "absent"])]
)
def test_who_asked_is_told_from_the_beginning(message, told):
    events = "in-progress completed absent"
    world = voicemail(
        f"recordingStatusCallback='/told' recordingStatusCallbackEvent='{events}' timeout='5'"
    )
    world.call_in(message=message)
    world.pass_time(9)

    found = [dict(one.parameters) for one in world.line.requests if one.about == "recording"]
    assert [one["RecordingStatus"] for one in found] == told
    assert [one.get("RecordingDuration") for one in found] == [None, "9" if message else None]
    assert len({one["RecordingSid"] for one in found}) == 1


@pytest.mark.parametrize(("seconds", "status"), [(0, "absent"), (3, "completed")])
def test_a_caller_who_is_led_elsewhere_leaves_what_was_said(seconds, status):
    world = voicemail(**{"/away": "<Pause/>"})
    call = world.call_in()
    world.pass_time(seconds)

    redirect(call, ("POST", f"{APP}/away"))
    world.deliver()

    [recording] = world.line.recordings.values()
    assert (recording.status, recording.duration) == (status, seconds)
    assert "Record action /recorded" not in world.asked()


def test_who_asked_for_it_is_told_what_the_caller_said():
    world = voicemail("transcribeCallback='/said'", **{"/recorded": "<Pause/>"})
    world.call_in(digits=["#"], says=["Call me back"])
    world.pass_time(10)

    assert world.asked() == ["voice /voice", "Record action /recorded", "transcription /said"]
    told, recorded = world.last("transcription"), world.last("Record action")
    assert told["TranscriptionText"] == "Call me back"
    assert told["TranscriptionStatus"] == "completed"
    assert told["TranscriptionUrl"].endswith(f"/Transcriptions/{told['TranscriptionSid']}")
    assert told["RecordingSid"] == recorded["RecordingSid"]


def test_a_message_without_words_can_not_be_transcribed():
    world = voicemail("transcribeCallback='/said'")
    world.call_in()
    world.pass_time(10)

    told = world.last("transcription")
    assert (told["TranscriptionText"], told["TranscriptionStatus"]) == ("", "failed")


def test_what_is_to_be_transcribed_is_two_minutes_long_at_most():
    world = voicemail("transcribe='true'", **{"/recorded": "<Pause/>"})
    world.call_in(message=200, says=["A long story"])
    world.pass_time(120)

    assert world.last("Record action")["RecordingDuration"] == "120"
    assert world.asked() == ["voice /voice", "Record action /recorded"]
