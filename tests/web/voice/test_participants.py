"""Participants are brought in, held, muted, coached, moved and kicked."""

import pytest

from mocktr.core.line.phone import Phone

from ..client import NOBODY, refusal
from .conftest import APP, OURS, THEIRS

EVENTS = "start end join leave mute hold modify"
TOLD = {"ConferenceStatusCallback": f"{APP}/told", "ConferenceStatusCallbackEvent": EVENTS}
ROOM = "/Conferences/room/Participants.json"


@pytest.fixture
def talk(api, app):
    """Two participants of a conference, of whose events is told from then on."""
    found = api.conference("client:alice", **TOLD)
    found += api.conference("client:bob", Label="bob")
    app.heard.clear()
    return found


def participants(api, one, **query):
    path = f"/Conferences/{one['conference_sid']}/Participants.json"
    return [found["call_sid"] for found in api.items(path, **query)]


def test_who_is_called_is_queued_then_rings_then_is_connected(api, tenant):
    tenant.account.line.phones["*"] = Phone(answer_after=4_000)
    [alice] = api.conference("client:alice", StatusCallback=f"{APP}/told", Label="alice")
    assert (alice["status"], alice["label"], alice["queue_time"]) == ("queued", "alice", "0")

    assert api.fetch(alice)["status"] == "ringing"
    assert participants(api, alice) == [alice["call_sid"]]
    api.advance(4)
    assert api.fetch(alice)["status"] == "connected"


def test_a_participant_is_brought_in_by_the_conference_s_sid_too(api, talk):
    alice, _ = talk
    path = f"/Conferences/{alice['conference_sid']}/Participants.json"

    carol = api.create(path, To=THEIRS, From=OURS)

    assert carol["conference_sid"] == alice["conference_sid"]
    assert participants(api, alice)[-1] == carol["call_sid"]


def test_what_a_participant_begins_with_is_said(api):
    [alice] = api.conference(
        "client:alice", Muted="true", StartConferenceOnEnter="false", EndConferenceOnExit="true"
    )

    shown = api.fetch(alice)
    assert (shown["muted"], shown["hold"], shown["coaching"]) == (True, False, False)
    assert (shown["start_conference_on_enter"], shown["end_conference_on_exit"]) == (False, True)


@pytest.mark.parametrize(
    ("form", "event", "field"),
    [
        ({"Muted": "true"}, "participant-mute", "Muted"),
        ({"Hold": "true"}, "participant-hold", "Hold"),
        ({"EndConferenceOnExit": "true"}, "participant-modify", "EndConferenceOnExit"),
    ],
)
def test_what_changes_is_told_once(api, app, talk, form, event, field):
    alice, _ = talk

    api.change(alice["uri"], **form)
    api.change(alice["uri"], **form)

    assert app.told("StatusCallbackEvent") == [event]
    assert app.told(field) == ["true"]
    assert app.told("SequenceNumber") == ["4"]
    assert app.told("CallSid") == [alice["call_sid"]]


def test_a_participant_is_held_and_goes_on(api, app, talk):
    alice, _ = talk

    held = api.change(alice["uri"], Hold="true", HoldUrl=f"{APP}/music")
    assert held["hold"] is True
    assert participants(api, alice, Hold="true") == [alice["call_sid"]]
    back = api.change(alice["uri"], Hold="false", HoldUrl=f"{APP}/music", Muted="true")

    assert (back["hold"], back["muted"]) == (False, True)
    assert [path for path, _ in app.heard] == ["/told", "/music", "/told", "/told"]
    assert app.told("StatusCallbackEvent") == [
        *("participant-hold", "participant-mute", "participant-unhold"),
    ]
    assert participants(api, alice, Muted="false") == [talk[1]["call_sid"]]


def test_a_participant_is_found_by_their_label(api, talk):
    _, bob = talk
    path = f"/Conferences/{bob['conference_sid']}/Participants/bob.json"

    assert api.read(path) == api.fetch(bob)
    assert api.change(path, Muted="true")["call_sid"] == bob["call_sid"]


def test_a_participant_hears_something(api, app, talk):
    alice, _ = talk

    api.change(alice["uri"], AnnounceUrl=f"{APP}/hear")

    assert app.told("CallSid", "/hear") == [alice["call_sid"]]


def test_a_supervisor_coaches_and_stops(api, app, talk):
    alice, bob = talk
    [carol] = api.conference("client:carol", Coaching="true", CallSidToCoach=alice["call_sid"])
    assert (carol["coaching"], carol["call_sid_to_coach"]) == (True, alice["call_sid"])
    assert app.told("CallSidToCoach") == [alice["call_sid"]]
    assert participants(api, alice, Coaching="true") == [carol["call_sid"]]

    other = api.change(carol["uri"], CallSidToCoach=bob["call_sid"])
    assert other["call_sid_to_coach"] == bob["call_sid"]
    over = api.change(carol["uri"], Coaching="false")

    assert (over["coaching"], over["call_sid_to_coach"]) == (False, None)
    assert app.told("StatusCallbackEvent")[-1] == "participant-modify"


def test_a_conference_is_not_opened_for_a_coach_of_nobody(api):
    path = "/Conferences/new/Participants.json"
    coach = {"Coaching": "true", "CallSidToCoach": f"CA{NOBODY}"}
    refusal(api.post(path, To="client:carol", From=OURS, **coach), code=13240)

    assert api.items("/Conferences.json") == []


def test_nobody_coaches_who_is_not_there(api, talk):
    alice, _ = talk

    said = refusal(
        api.post(alice["uri"], Coaching="true", CallSidToCoach="CA" + NOBODY), code=13240
    )

    assert said == f"CallSidToCoach CA{NOBODY} is not in the conference"


# --- who leaves ----------------------------------------------------------------------------------


def test_a_participant_is_kicked(api, app, talk):
    alice, bob = talk

    api.remove(alice["uri"])

    assert app.told("StatusCallbackEvent") == ["participant-leave"]
    assert app.told("ReasonParticipantLeft") == ["participant_updated_via_api"]
    assert participants(api, bob) == [bob["call_sid"]]
    refusal(api.get(alice["uri"]), 404, 20404)
    assert api.read(f"/Calls/{alice['call_sid']}.json")["status"] == "completed"


def test_who_was_kicked_goes_on_with_their_document(api, app, talk):
    alice, _ = talk
    app.documents["/voice"] = "<Dial action='/after'><Conference>room</Conference></Dial>"
    app.documents["/after"] = "<Pause length='9'/>"
    call = api.call()

    api.remove(f"/Conferences/{alice['conference_sid']}/Participants/{call['sid']}.json")

    assert app.told("DialCallStatus", "/after") == ["answered"]
    assert api.fetch(call)["status"] == "in-progress"


def test_the_end_is_told_where_it_ends_with_who_was_kicked(api, app, talk):
    alice, bob = talk
    api.change(alice["uri"], EndConferenceOnExit="true")

    api.remove(alice["uri"])

    room = api.read(f"/Conferences/{alice['conference_sid']}.json")
    assert room["reason_conference_ended"] == "participant-with-end-conference-on-exit-kicked"
    assert room["call_sid_ending_conference"] == alice["call_sid"]
    assert app.told("Reason")[-1] == (
        f"Participant {alice['call_sid']} with endConferenceOnExit terminated via API"
    )
    assert app.told("ReasonParticipantLeft")[-2] == "moderator_ended_conference"
    assert api.read(f"/Calls/{bob['call_sid']}.json")["status"] == "completed"


def test_a_conference_ends_with_the_last_who_is_kicked(api, talk):
    for one in talk:
        api.remove(one["uri"])

    room = api.read(f"/Conferences/{talk[0]['conference_sid']}.json")
    assert room["reason_conference_ended"] == "last-participant-kicked"


def test_a_participant_who_is_led_elsewhere_leaves(api, app, talk):
    alice, bob = talk

    api.change(f"/Calls/{alice['call_sid']}.json", Twiml="<Response><Pause/></Response>")

    assert app.told("ReasonParticipantLeft") == ["participant_updated_via_api"]
    assert participants(api, bob) == [bob["call_sid"]]


def test_a_participant_hangs_up(api, app, talk):
    alice, _ = talk

    api.change(f"/Calls/{alice['call_sid']}.json", Status="completed")

    assert app.told("ReasonParticipantLeft") == ["participant_hung_up"]
    assert app.told("ParticipantCallStatus") == ["completed"]


# --- who does not come ---------------------------------------------------------------------------


def test_who_does_not_answer_is_told_of(api, app, talk, tenant):
    alice, bob = talk
    tenant.account.line.phones["*"] = Phone(answers=False)
    api.conference("client:carol", Timeout="20")
    assert len(participants(api, alice)) == 3

    api.advance(20)

    assert app.told("StatusCallbackEvent") == ["participant-leave"]
    assert app.told("ReasonParticipantLeft") == ["participant_add_failed"]
    assert app.told("ParticipantCallStatus") == ["no-answer"]
    assert participants(api, alice) == [alice["call_sid"], bob["call_sid"]]


def test_a_conference_to_which_nobody_comes_is_over(api, tenant):
    tenant.account.line.phones["*"] = Phone(busy=True)
    [alice] = api.conference("client:alice")

    room = api.read(f"/Conferences/{alice['conference_sid']}.json")
    assert (room["status"], room["reason_conference_ended"]) == (
        "completed",
        "last-participant-left",
    )


def test_who_is_on_their_way_can_be_called_off(api, tenant, talk):
    alice, bob = talk
    tenant.account.line.phones["*"] = Phone(answers=False)
    [carol] = api.conference("client:carol")
    muted = api.change(carol["uri"], Muted="true")
    assert (muted["muted"], muted["status"]) == (True, "ringing")

    api.remove(carol["uri"])

    assert api.read(f"/Calls/{carol['call_sid']}.json")["status"] == "canceled"
    assert participants(api, alice) == [alice["call_sid"], bob["call_sid"]]


def test_the_end_of_a_conference_calls_off_who_is_on_their_way(api, tenant, talk):
    alice, _ = talk
    tenant.account.line.phones["*"] = Phone(answers=False)
    [carol] = api.conference("client:carol")

    api.change(f"/Conferences/{alice['conference_sid']}.json", Status="completed")

    assert api.read(f"/Calls/{carol['call_sid']}.json")["status"] == "canceled"
    assert participants(api, alice) == []


def test_there_can_not_be_two_of_one_label(api, app, talk, tenant):
    alice, bob = talk

    [again] = api.conference("client:carol", Label="bob")

    assert [one.code for one in tenant.account.alerts] == [16025]
    assert participants(api, alice) == [alice["call_sid"], bob["call_sid"]]
    assert api.read(f"/Calls/{again['call_sid']}.json")["status"] == "completed"


# --- what is refused -----------------------------------------------------------------------------


def test_participants_of_no_conference_are_refused_as_twilio_does(api):
    api.conference("client:alice")

    refusal(api.get(ROOM), 405, 20004)
    refusal(api.get(f"/Conferences/CF{NOBODY}/Participants.json"), 404, 20404)


def test_nobody_is_brought_into_a_conference_that_is_not_there_or_over(api, talk):
    alice, _ = talk
    sid, form = alice["conference_sid"], {"To": THEIRS, "From": OURS}
    api.change(f"/Conferences/{sid}.json", Status="completed")

    refusal(api.post(f"/Conferences/{sid}/Participants.json", **form), 404, 20404)
    refusal(api.post(f"/Conferences/CF{NOBODY}/Participants.json", **form), 404, 20404)
    refusal(api.post(ROOM, To=THEIRS), code=21213)
    assert len(api.items("/Conferences.json")) == 1
