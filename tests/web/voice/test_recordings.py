"""Recordings are listed, heard, started, paused, stopped and deleted."""

import io
import wave

import pytest
import requests
from twilio.rest import Client as Twilio

from mocktr import Server, fixture

from ..client import ACCOUNT, NOBODY, refusal
from .conftest import APP

AUTH = (ACCOUNT, "token")
VOICEMAIL = "<Record action='/done' maxLength='4'/>"


@pytest.fixture
def message(api, app):
    """A voicemail."""
    app.documents["/voice"] = VOICEMAIL
    api.call()
    api.advance(4)
    [found] = api.items("/Recordings.json")
    return found


def test_a_recording_is_shown(api, message):
    assert (message["source"], message["status"], message["duration"]) == (
        *("RecordVerb", "completed", "4"),
    )
    assert message["start_time"] == "Mon, 07 Jan 2030 09:00:00 +0000"
    assert message["date_updated"] == "Mon, 07 Jan 2030 09:00:04 +0000"
    assert message["media_url"].endswith(f"/Recordings/{message['sid']}")
    assert api.fetch(message) == message


def test_a_recording_with_a_side_each_has_two_channels(api, app):
    app.documents["/voice"] = "<Dial record='record-from-answer-dual'>+15550777</Dial>"
    api.call()

    [found] = api.items("/Recordings.json")
    assert (found["source"], found["channels"]) == ("DialVerb", 2)


def test_recordings_are_found_by_what_they_are_of(api, message):
    call = message["call_sid"]

    [below] = api.items(f"/Calls/{call}/Recordings.json")
    assert (below["sid"], below["track"]) == (message["sid"], "both")
    assert api.items("/Recordings.json", CallSid=call) == [message]
    assert api.items("/Recordings.json", ConferenceSid="CF" + NOBODY) == []
    assert api.items("/Recordings.json", DateCreated="2030-01-08") == []


def test_a_deleted_recording_is_shown_to_who_asks_for_deleted_ones(api, message):
    api.remove(message["uri"])

    refusal(api.get(message["uri"]), 404, 20404)
    assert api.items("/Recordings.json") == []
    [kept] = api.items("/Recordings.json", IncludeSoftDeleted="true")
    assert (kept["sid"], kept["status"]) == (message["sid"], "deleted")
    assert api.read(message["uri"], IncludeSoftDeleted="true") == kept


# --- what is heard -------------------------------------------------------------------------------


def heard(url, **options):
    answer = requests.get(url, timeout=10, **options)
    return answer.status_code, answer.headers.get("Content-Type"), answer.content


def test_a_recording_is_heard_by_anybody_who_knows_its_url():
    with fixture.in_process({"tenants": "one"}) as world:
        world.on_call(lambda call: f"<Response>{VOICEMAIL}</Response>")
        world.call_in(message=2)
        world.advance(seconds=2)
        [recording] = Twilio(*AUTH).recordings.list()
        url = recording.media_url

        for ending in ("", ".wav"):
            status, kind, content = heard(url + ending)
            assert (status, kind) == (200, "audio/x-wav")
            with wave.open(io.BytesIO(content)) as sound:
                assert (sound.getframerate(), sound.getnframes()) == (8000, 8000)
                assert set(sound.readframes(8000)) == {0}
        status, kind, content = heard(f"{url}.mp3", auth=AUTH)
        assert (status, kind) == (200, "audio/mpeg")
        assert content[:2] == b"\xff\xfb"
        assert heard(f"{url}.json", auth=AUTH)[1].startswith("application/json")
        assert heard(f"{url}.json")[0] == 401


def test_each_account_s_recordings_are_heard_on_a_port():
    home = f"/2010-04-01/Accounts/{ACCOUNT}"
    form = {"To": "+1", "From": "+2", "Twiml": f"<Response>{VOICEMAIL}</Response>"}
    with Server() as server:
        requests.post(f"{server.url}{home}/Calls.json", form, auth=AUTH, timeout=10)
        requests.post(f"{server.url}/mocktr/clock/advance", json={"seconds": 4}, timeout=10)
        listed = requests.get(f"{server.url}{home}/Recordings.json", auth=AUTH, timeout=10)
        [recording] = listed.json()["recordings"]
        path = recording["uri"].removesuffix(".json")

        assert heard(f"{server.url}{path}.mp3")[:2] == (200, "audio/mpeg")
        assert heard(f"{server.url}{path.replace('a' * 32, 'b' * 32)}.mp3")[0] == 401
        assert heard(f"{server.url}{home}/Recordings/RE{NOBODY}.mp3")[0] == 404


# --- what is recorded now ------------------------------------------------------------------------


@pytest.fixture
def call(api, app):
    app.documents["/voice"] = "<Pause length='60'/>"
    return api.call()


def test_a_call_is_recorded_until_it_is_told_to_stop(api, app, call):
    told = {
        "RecordingStatusCallback": f"{APP}/told",
        "RecordingStatusCallbackEvent": ["in-progress", "completed"],
    }
    path = f"/Calls/{call['sid']}/Recordings"
    made = api.create(f"{path}.json", **told)
    assert (made["status"], made["duration"], made["source"]) == (
        *("in-progress", None, "StartCallRecordingAPI"),
    )
    refusal(api.post(f"{path}.json"), code=21220)
    refusal(
        api.get(made["uri"].removesuffix(".json").replace("/Calls/" + call["sid"], "")), 404, 20404
    )

    api.advance(5)
    assert api.change(f"{path}/Twilio.CURRENT.json", Status="paused")["status"] == "paused"
    assert api.change(made["uri"], Status="in-progress")["status"] == "in-progress"
    api.advance(5)
    over = api.change(made["uri"], Status="stopped")

    assert (over["status"], over["duration"]) == ("completed", "10")
    assert app.told("RecordingStatus") == ["in-progress", "completed"]
    assert app.told("RecordingDuration") == [None, "10"]
    refusal(api.post(made["uri"], Status="paused"), code=21220)
    refusal(api.get(f"{path}/Twilio.CURRENT.json"), 404, 20404)


def test_a_recording_ends_with_its_call(api, call):
    made = api.create(f"/Calls/{call['sid']}/Recordings.json")
    api.advance(60)

    assert (api.fetch(made)["status"], api.fetch(made)["duration"]) == ("completed", "60")
    refusal(api.post(f"/Calls/{call['sid']}/Recordings.json"), code=21220)
