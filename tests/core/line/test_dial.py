"""A call rings elsewhere, joins a conference, or takes who waits in a queue."""

import pytest

from mocktr.core.line.hanging_up import redirect
from mocktr.core.line.phone import Phone
from mocktr.core.line.script import PAUSE, TALK
from mocktr.errors import AdminError

from .test_enqueue import PARKED, only_task, queued
from .world import APP, LineWorld, heard

SLOW = Phone(answer_after=4_000)


def dialling(nouns, attributes="", phone=None, rest=PARKED, **app):
    """A world whose callers are connected elsewhere."""
    document = f"<Dial action='/dialled' {attributes}>{nouns}</Dial>{rest}"
    world = LineWorld({"/voice": document, **app})
    if phone is not None:
        world.line.phones["*"] = phone
    return world


def legs(world):
    """The legs that were placed, without the calls that came in."""
    return [one for one in world.line.calls.values() if one.purpose is not None]


def test_a_number_is_rung_and_the_two_talk():
    world = dialling("+15550777", phone=SLOW)
    call = world.call_in()
    [leg] = legs(world)
    assert (leg.to, leg.from_, leg.direction) == ("+15550777", "+15550100", "outbound-dial")
    assert leg.parameters()["ParentCallSid"] == call.sid
    assert (leg.status, heard(call)) == ("ringing", TALK)

    world.pass_time(4)
    assert leg.status == "in-progress"
    world.pass_time(20)
    world.hang_up(leg)

    told = world.last("Dial action")
    assert (told["DialCallStatus"], told["DialCallDuration"]) == ("completed", "20")
    assert (told["DialCallSid"], told["DialBridged"]) == (leg.sid, "true")
    assert told["CallStatus"] == "in-progress"


@pytest.mark.parametrize(
    ("phone", "seconds", "status"),
    [
        (Phone(busy=True), 0, "busy"),
        (Phone(fails=True), 0, "failed"),
        (Phone(answers=False), 12, "no-answer"),
    ],
)
def test_nobody_who_answers_is_told_to_the_action(phone, seconds, status):
    world = dialling("<Number>+15550777</Number>", "timeout='12'", phone)
    world.call_in()
    world.pass_time(seconds)

    told = world.last("Dial action")
    assert (told["DialCallStatus"], told["DialBridged"]) == (status, "false")
    assert "DialCallDuration" not in told


def test_without_action_the_next_verb_follows():
    world = LineWorld({"/voice": f"<Dial>+15550777</Dial>{PARKED}"})
    call = world.call_in()
    world.hang_up(legs(world)[0])

    assert heard(call) == PAUSE


def test_all_are_rung_at_once_and_the_first_to_answer_wins():
    nouns = (
        "<Number>+15550777</Number><Client><Identity>alice</Identity></Client>"
        "<Sip>sip:bob@example.com</Sip>"
    )
    world = dialling(nouns, "callerId='+15550500'", Phone(answers=False))
    alice = world.worker("alice", contact_uri="client:alice")
    world.line.phones[alice.sid] = SLOW
    world.call_in()
    number, client, sip = legs(world)
    assert [client.to, client.from_] == ["client:alice", "+15550500"]

    world.pass_time(4)

    assert [number.status, client.status, sip.status] == ["canceled", "in-progress", "canceled"]


def test_the_last_who_does_not_answer_decides():
    world = dialling("<Number>1</Number><Client>bob</Client>", "timeout='9'", Phone(answers=False))
    bob = world.worker("bob", contact_uri="client:bob")
    world.line.phones[bob.sid] = Phone(busy=True)
    call = world.call_in()
    assert heard(call) == TALK

    world.pass_time(9)

    assert world.last("Dial action")["DialCallStatus"] == "no-answer"


def test_a_caller_who_hangs_up_while_it_rings_ends_the_ringing():
    world = dialling("+15550777", phone=SLOW)
    call = world.call_in()
    world.hang_up(call)

    assert legs(world)[0].status == "canceled"
    told = world.last("Dial action")
    assert (told["DialCallStatus"], told["CallStatus"]) == ("canceled", "completed")


def test_a_caller_who_hangs_up_ends_the_talk():
    world = dialling("+15550777")
    call = world.call_in()
    world.hang_up(call)

    assert legs(world)[0].status == "completed"
    assert world.last("Dial action")["CallStatus"] == "completed"


def test_the_called_may_hear_something_before_they_are_connected():
    nouns = "<Number url='/whisper' statusCallback='/leg'>+15550777</Number>"
    world = dialling(nouns, **{"/whisper": "<Pause length='2'/>"})
    call = world.call_in()
    [leg] = legs(world)
    assert world.asked() == ["voice /voice", "whisper /whisper"]
    assert (call.room_sid, heard(leg)) == (None, PAUSE)

    world.pass_time(2)

    assert call.room_sid == leg.room_sid is not None
    world.hang_up(leg)
    assert world.asked() == ["completed /leg", "Dial action /dialled"]


def test_who_hears_the_whisper_when_the_caller_hangs_up_has_a_completed_call():
    nouns = "<Number url='/whisper'>+15550777</Number>"
    world = dialling(nouns, **{"/whisper": "<Pause length='9'/>"})
    call = world.call_in()
    world.pass_time(2)

    world.hang_up(call)

    [leg] = legs(world)
    assert (leg.status, leg.duration) == ("completed", 2)


def test_who_is_led_elsewhere_during_the_whisper_was_not_reached():
    nouns = "<Number url='/whisper'>+15550777</Number>"
    world = dialling(nouns, **{"/whisper": PARKED, "/dialled": PARKED, "/away": PARKED})
    call = world.call_in()
    [leg] = legs(world)

    redirect(leg, ("POST", f"{APP}/away"))
    world.deliver()

    told = world.last("Dial action")
    assert (told["DialCallStatus"], told["DialBridged"]) == ("completed", "false")
    assert heard(call) == heard(leg) == PAUSE


def test_who_hangs_up_during_the_whisper_was_not_reached():
    nouns = "<Number url='/whisper'>+15550777</Number>"
    world = dialling(nouns, **{"/whisper": "<Pause length='2'/><Hangup/>"})
    call = world.call_in()
    world.pass_time(2)

    assert world.last("Dial action")["DialBridged"] == "false"
    assert call.room_sid is None


def test_nouns_that_can_not_be_are_an_alert():
    world = dialling("<Pigeon/>")
    world.call_in()

    assert world.codes() == [12200]
    assert world.last("Dial action")["DialCallStatus"] == "failed"


# --- conferences ---------------------------------------------------------------------------------


def meeting(attributes=""):
    noun = f"<Conference {attributes}>room</Conference>"
    return dialling(noun, phone=None)


def test_two_callers_meet_in_a_conference():
    world = meeting(
        "statusCallback='/events' statusCallbackEvent='start end join leave' "
        "participantLabel='somebody' record='record-from-start' "
        "recordingStatusCallback='/heard'"
    )
    first = world.call_in()
    world.app["/voice"] = world.app["/voice"].replace("somebody", "another")
    second = world.call_in()
    world.pass_time(6)
    assert first.room_sid == second.room_sid
    world.hang_up(first)
    world.hang_up(second)

    found = [dict(one.parameters) for one in world.line.requests if one.url == f"{APP}/events"]
    assert [one["StatusCallbackEvent"] for one in found] == [
        *("participant-join", "participant-join", "conference-start"),
        *("participant-leave", "participant-leave", "conference-end"),
    ]
    assert found[0]["ParticipantLabel"] == "somebody"
    assert found[-1]["Reason"] == "Last participant left the conference"
    assert "TaskSid" not in found[0]
    assert world.last("recording")["RecordingDuration"] == "6"
    assert world.call_in().room_sid != first.room_sid


@pytest.mark.parametrize(
    ("attributes", "code"),
    [("participantLabel='bob'", 16025), ("coach='CA00'", 13240)],
)
def test_who_can_not_come_into_a_conference_goes_on(attributes, code):
    world = meeting(attributes)
    world.app["/first"] = world.app["/voice"].replace("coach", "participantLabel")
    world.call_in("/first")
    call = world.call_in()

    assert world.codes() == [code]
    assert world.last("Dial action")["DialCallStatus"] == "failed"
    assert call.room_sid is None


def test_a_conference_is_not_opened_for_a_coach_of_nobody():
    world = meeting("coach='CA00'")
    world.call_in()

    assert (world.codes(), world.line.rooms) == ([13240], {})


def test_a_supervisor_may_dial_in_and_coach():
    world = meeting("statusCallback='/events' statusCallbackEvent='join'")
    agent = world.call_in()
    world.app["/voice"] = f"<Dial><Conference coach='{agent.sid}'>room</Conference></Dial>"
    world.call_in()

    told = world.last("participant-join")
    assert (told["Coaching"], told["CallSidToCoach"]) == ("true", agent.sid)


def test_the_events_that_were_not_asked_for_are_counted():
    world = meeting("statusCallback='/events'")
    world.call_in()
    world.call_in()

    [told] = [dict(one.parameters) for one in world.line.requests if one.url == f"{APP}/events"]
    assert (told["StatusCallbackEvent"], told["SequenceNumber"]) == ("conference-start", "3")


def test_a_conference_begins_with_somebody_who_may_begin_it():
    world = meeting("startConferenceOnEnter='false'")
    first = world.call_in()
    world.call_in()

    assert world.line.rooms[first.room_sid].began is None


def test_the_others_go_on_when_the_one_leaves_who_ends_it():
    world = meeting("endConferenceOnExit='true'")
    first, second = world.call_in(), world.call_in()
    world.hang_up(first)

    told = [dict(one.parameters) for one in world.line.requests if one.about == "Dial action"]
    assert [(one["CallSid"], one["CallStatus"]) for one in told] == [
        (second.sid, "in-progress"),
        (first.sid, "completed"),
    ]
    assert {one["DialCallStatus"] for one in told} == {"answered"}


# --- queues --------------------------------------------------------------------------------------


def test_the_first_in_a_queue_is_taken():
    world = LineWorld(
        {
            "/voice": "<Enqueue action='/left'>support</Enqueue>",
            "/agent": f"<Dial action='/dialled'><Queue>support</Queue></Dial>{PARKED}",
        }
    )
    customer = world.call_in()
    world.pass_time(8)
    agent = world.call_in("/agent")
    assert agent.room_sid == customer.room_sid is not None

    world.hang_up(customer)

    told = world.last("Dial action")
    assert (told["QueueTime"], told["DequeingCallSid"]) == ("8", agent.sid)
    assert world.last("Enqueue action")["QueueResult"] == "bridged"
    agent = world.call_in("/agent")
    assert world.last("Dial action")["DialCallStatus"] == "no-answer"


def test_a_queue_that_nobody_ever_waited_in_has_nobody():
    world = dialling("<Queue>nobody</Queue>")
    world.call_in()

    assert world.last("Dial action")["DialCallStatus"] == "no-answer"


def for_reservation(sid="", activity="", **more):
    """A world in which an agent's own call is to take the caller of a reservation."""
    world = queued("action='/left'", workers=["alice"], **more)
    world.customer = world.call_in()
    [reservation] = only_task(world).reservations
    sid = sid or reservation.sid
    world.app["/agent"] = (
        f"<Dial action='/dialled'><Queue reservationSid='{sid}' "
        f"postWorkActivitySid='{activity}'/></Dial>"
    )
    return world, reservation


def test_a_reservation_is_accepted_by_talking_to_its_caller():
    world, reservation = for_reservation(multi_task_enabled=True)
    agent = world.call_in("/agent")

    assert reservation.reservation_status == "accepted"
    assert agent.room_sid == world.customer.room_sid
    world.hang_up(agent)
    assert only_task(world).assignment_status == "wrapping"


def test_a_reservation_that_is_not_there_can_not_be_taken():
    world, reservation = for_reservation("WR" + "0" * 32)
    world.call_in("/agent")

    assert world.codes() == [14217]
    assert reservation.is_pending


def test_a_reservation_that_was_canceled_can_not_be_taken():
    world, reservation = for_reservation()
    world.hang_up(world.customer)
    assert reservation.reservation_status == "canceled"
    world.call_in("/agent")

    assert world.codes() == [14217]


def test_a_reservation_that_was_accepted_can_not_be_taken():
    world, _ = for_reservation()
    world.accept(only_task(world))
    world.call_in("/agent")

    assert world.codes() == [14215]
    assert world.last("Dial action")["DialCallStatus"] == "failed"


def test_an_activity_that_is_not_there_is_an_alert_only():
    world, reservation = for_reservation(activity="WA" + "0" * 32)
    world.call_in("/agent")

    assert world.codes() == [14218]
    assert reservation.reservation_status == "accepted"


# --- recordings ----------------------------------------------------------------------------------


@pytest.mark.parametrize("record", ["true", "record-from-answer-dual"])
def test_a_talk_may_be_recorded(record):
    world = dialling("+15550777", f"record='{record}' recordingStatusCallback='/heard'")
    world.call_in()
    world.pass_time(14)
    world.hang_up(legs(world)[0])

    told, heard_of = world.last("Dial action"), world.last("recording")
    assert told["RecordingSid"] == heard_of["RecordingSid"]
    assert (told["RecordingDuration"], heard_of["RecordingSource"]) == ("14", "DialVerb")


def test_a_talk_that_did_not_come_about_is_not_recorded():
    world = dialling("+15550777", "record='true'", Phone(busy=True))
    world.call_in()

    assert world.line.recordings == {}
    assert "RecordingUrl" not in world.last("Dial action")


# --- the end of a talk -------------------------------------------------------------------------


def test_a_talk_lasts_as_long_as_it_may():
    world = dialling("+15550777", "timeLimit='90'", SLOW)
    world.call_in()
    [leg] = legs(world)
    world.pass_time(4 + 89)
    assert leg.status == "in-progress"

    world.pass_time(1)

    assert leg.status == "completed"
    told = world.last("Dial action")
    assert (told["DialCallStatus"], told["DialCallDuration"]) == ("completed", "90")
    assert told["CallStatus"] == "in-progress"


def test_a_talk_lasts_four_hours_at_most():
    world = dialling("+15550777")
    world.call_in()
    world.pass_time(4 * 3600)

    assert legs(world)[0].status == "completed"


def test_who_has_talked_enough_in_a_conference_leaves_it():
    room = "<Dial timeLimit='30'><Conference>room</Conference></Dial>" + PARKED
    world = LineWorld({"/voice": room, "/other": "<Dial><Conference>room</Conference></Dial>"})
    first, second = world.call_in(), world.call_in("/other")
    world.pass_time(30)

    assert (heard(first), heard(second)) == (PAUSE, TALK)


def test_who_waited_in_a_queue_is_let_go_at_the_end_too():
    world = queued()
    caller = world.call_in()
    world.app["/voice"] = f"<Dial timeLimit='60'><Queue>{world.workflow_sid}</Queue></Dial>"
    other = world.call_in()
    world.pass_time(60)

    assert (caller.room_sid, other.status) == (None, "completed")


def test_a_talk_that_ended_before_is_not_ended_again():
    world = dialling("+15550777", "timeLimit='30'")
    call = world.call_in()
    world.hang_up(legs(world)[0])
    world.app["/dialled"] = ""
    world.pass_time(30)

    assert not call.is_live
    assert world.asked().count("Dial action /dialled") == 1


def test_a_star_ends_a_talk_where_it_may():
    world = dialling("+15550777", "hangupOnStar='true'", **{"/dialled": PARKED})
    call = world.call_in()
    world.press(call, "12")
    assert heard(call) == TALK

    world.press(call, "*")

    assert (legs(world)[0].status, heard(call)) == ("completed", PAUSE)
    assert world.last("Dial action")["DialCallStatus"] == "completed"


@pytest.mark.parametrize("phone", [None, SLOW])
def test_a_star_is_not_heard_elsewhere(phone):
    attributes = "" if phone is None else "hangupOnStar='true'"
    world = dialling("+15550777", attributes, phone)
    call = world.call_in()

    with pytest.raises(AdminError, match="is asked for no keys now"):
        world.press(call, "*")


def test_a_star_is_not_heard_by_who_waits_in_silence():
    world = queued()
    call = world.call_in()

    with pytest.raises(AdminError, match="is asked for no keys now"):
        world.press(call, "*")


# --- how recordings are told -------------------------------------------------------------------


def test_who_asks_for_it_is_told_when_a_recording_begins():
    asked = (
        "record='record-from-answer-dual' recordingStatusCallback='/taped' "
        "recordingStatusCallbackEvent='in-progress completed'"
    )
    world = dialling("+15550777", asked)
    world.call_in()
    begun = world.last("recording")
    world.pass_time(12)
    world.hang_up(legs(world)[0])
    ended = world.last("recording")

    assert (begun["RecordingStatus"], begun["RecordingChannels"]) == ("in-progress", "2")
    assert "RecordingDuration" not in begun
    assert (ended["RecordingStatus"], ended["RecordingDuration"]) == ("completed", "12")
    assert begun["RecordingSid"] == ended["RecordingSid"]
    assert world.last("Dial action")["RecordingSid"] == ended["RecordingSid"]


def test_a_conference_is_recorded_from_the_second_who_comes():
    noun = (
        "<Conference record='record-from-start' recordingStatusCallback='/taped' "
        "recordingStatusCallbackEvent='in-progress completed'>room</Conference>"
    )
    world = dialling(noun)
    first = world.call_in()
    world.pass_time(10)
    assert world.line.recordings == {}

    second = world.call_in()
    assert world.last("recording")["RecordingStatus"] == "in-progress"
    world.pass_time(20)
    world.hang_up(first)
    world.hang_up(second)

    told = world.last("recording")
    assert (told["RecordingSource"], told["RecordingDuration"]) == ("Conference", "20")
    assert "CallSid" not in told
