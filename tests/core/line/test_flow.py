"""Calls follow documents: verb by verb, answer by answer, timer by timer."""

import pytest

from mocktr.core.line import flow
from mocktr.core.line.script import END, KEYS, PAUSE

from .world import APP, FROM, TO, LineWorld, heard


def voice(document, **more):
    """A world whose calls begin with this document."""
    return LineWorld({"/voice": document, **more})


def test_a_call_asks_the_application_what_to_do_and_tells_who_calls():
    world = voice("<Pause/>")
    call = world.call_in()

    assert world.asked() == ["voice /voice"]
    told = world.last()
    assert (told["CallSid"], told["From"], told["To"]) == (call.sid, FROM, TO)
    assert (told["Caller"], told["Called"], told["CallStatus"]) == (FROM, TO, "ringing")
    assert (told["Direction"], told["ApiVersion"]) == ("inbound", "2010-04-01")
    assert told["FromCity"] == told["CalledZip"] == ""


def test_a_document_that_has_been_followed_ends_the_call():
    world = voice("<Say>Hello</Say><Pause length='3'/>")
    call = world.call_in()
    assert (call.status, heard(call)) == ("in-progress", PAUSE)

    world.pass_time(3)

    assert (call.status, call.duration, call.scripts) == ("completed", 3, [])


def test_an_empty_document_ends_a_call():
    world = voice("")

    assert world.call_in().status == "completed"


def test_what_is_played_for_ever_holds_the_call():
    world = voice("<Play loop='0'>music.mp3</Play><Hangup/>")
    call = world.call_in()

    world.pass_time(3600)

    assert (call.status, heard(call)) == ("in-progress", END)


def test_a_redirect_leads_to_another_document_relative_to_the_present_one():
    world = voice("<Redirect>more/next</Redirect><Hangup/>", **{"/more/next": "<Pause/>"})
    call = world.call_in()

    assert world.asked() == ["voice /voice", "Redirect /more/next"]
    assert call.status == "in-progress"


def test_a_redirect_may_be_a_get():
    world = voice("<Redirect method='GET'>/next</Redirect>")
    world.call_in()

    assert [one.method for one in world.line.requests] == ["POST", "GET"]


def test_documents_that_lead_to_each_other_without_end_are_cut():
    world = voice("<Redirect/>")
    call = world.call_in()

    assert call.status == "completed"
    assert world.codes() == [flow.ENDLESS]
    assert len(world.line.requests) == flow.MOST_ROUNDS + 1


def test_documents_may_lead_to_each_other_as_long_as_time_passes():
    world = voice("<Pause/><Redirect/>")
    call = world.call_in()

    world.pass_time(300)

    assert (call.status, world.codes()) == ("in-progress", [])


def test_hangup_ends_a_call():
    assert voice("<Hangup/><Pause/>").call_in().status == "completed"


@pytest.mark.parametrize(
    ("document", "status"),
    [
        ("<Reject/>", "no-answer"),
        ("<Reject reason='busy'/>", "busy"),
        ("<Say>Hello</Say><Reject/>", "completed"),
    ],
)
def test_a_call_may_be_rejected_before_it_is_answered(document, status):
    assert voice(document).call_in().status == status


def test_a_verb_that_is_not_for_the_place_is_left_out_with_an_alert():
    world = voice("<Sing/><Leave/><Pause/>")
    call = world.call_in()

    assert (world.codes(), heard(call)) == ([12200, 12200], PAUSE)


def test_an_answer_that_is_no_document_ends_the_call():
    world = voice(("text/xml", "<Response>"))
    call = world.call_in()

    assert (world.codes(), call.status) == ([12100], "completed")


def test_the_fallback_is_asked_with_what_went_wrong():
    world = voice(("application/json", "{}"), **{"/spare": "<Pause/>"})
    call = world.call_in(voice_fallback_url=f"{APP}/spare", voice_fallback_method="GET")

    assert world.asked() == ["voice /voice", "fallback /spare"]
    assert world.line.requests[-1].method == "GET"
    told = world.last()
    assert (told["ErrorCode"], told["ErrorUrl"]) == ("12300", f"{APP}/voice")
    assert heard(call) == PAUSE


def test_a_fallback_that_fails_too_ends_the_call():
    world = voice(None, **{"/spare": None})
    call = world.call_in(voice_fallback_url=f"{APP}/spare")

    assert call.status == "completed"
    assert world.asked() == ["voice /voice", "fallback /spare"]


def test_an_answer_that_comes_too_late_has_no_effect():
    world = voice("<Pause/>")
    call = world.call_in()
    world.hang_up(call)

    assert flow.receive(world.account, 1, "text/xml", "<Response><Pause/></Response>") is None
    flow.unanswered(world.account, 1, 11200)

    assert (call.status, world.codes()) == ("completed", [])


def test_a_number_is_told_once_that_its_call_is_over():
    world = voice("<Pause length='61'/>")
    world.call_in(status_callback=f"{APP}/over")
    world.pass_time(61)

    assert world.asked() == ["voice /voice", "completed /over"]
    told = world.last()
    assert (told["CallStatus"], told["CallDuration"], told["Duration"]) == ("completed", "61", "2")
    assert (told["SequenceNumber"], told["CallbackSource"]) == ("0", "call-progress-events")
    assert told["Timestamp"] == "Mon, 07 Jan 2030 09:01:01 +0000"


def test_a_caller_who_hangs_up_before_anybody_answered_was_not_answered():
    world = LineWorld({"/voice": "<Pause/>"})
    world.sent = 1
    call = world.call_in()

    world.hang_up(call)

    assert call.status == "no-answer"


def test_keys_are_asked_for_in_the_end():
    world = voice("<Gather/>")

    assert heard(world.call_in()) == KEYS
