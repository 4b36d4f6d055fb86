"""Calls are placed over REST, found, led elsewhere and ended."""

import pytest

from mocktr.core.line import callers
from mocktr.core.line.call import Caller
from mocktr.core.line.number import PhoneNumber
from mocktr.core.line.phone import Phone

from ..client import ACCOUNT, NOBODY, refusal
from .conftest import APP, OURS, THEIRS

ALL = ["initiated", "ringing", "answered", "completed"]
TOLD = {"StatusCallback": f"{APP}/told", "StatusCallbackEvent": ALL}


@pytest.fixture
def phone(tenant):
    """Say what rings everywhere."""

    def say(**phone):
        tenant.account.line.phones["*"] = Phone(**phone)

    return say


def test_a_call_is_queued_then_rings_and_follows_its_document(api, app):
    app.documents["/voice"] = "<Pause length='60'/>"
    placed = api.call(**TOLD)

    assert (placed["status"], placed["direction"]) == ("queued", "outbound-api")
    assert api.fetch(placed)["status"] == "in-progress"
    assert app.told("CallStatus") == ["initiated", "ringing", "in-progress"]
    assert app.told("SequenceNumber") == ["0", "1", "2"]
    [voice] = [sent for path, sent in app.heard if path == "/voice"]
    assert (voice["From"], voice["To"], voice["CallStatus"]) == (OURS, THEIRS, "in-progress")


def test_a_call_is_shown_with_its_dates_and_numbers(api, app):
    app.documents["/voice"] = "<Pause length='75'/>"
    placed = api.call(To="+13051416799")
    api.advance(90)

    shown = api.fetch(placed)
    assert shown["start_time"] == "Mon, 07 Jan 2030 09:00:00 +0000"
    assert shown["end_time"] == shown["date_updated"] == "Mon, 07 Jan 2030 09:01:15 +0000"
    assert (shown["duration"], shown["price_unit"]) == ("75", "USD")
    assert (shown["to_formatted"], shown["from_formatted"]) == ("(305) 141-6799", "+15550199")
    assert shown["uri"] == f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{placed['sid']}.json"
    assert shown["subresource_uris"]["user_defined_messages"].endswith("/UserDefinedMessages.json")


def test_a_call_may_bring_its_document(api, app):
    placed = api.call("", Url="", Twiml="<Response><Pause length='9'/></Response>")

    assert api.fetch(placed)["status"] == "in-progress"
    api.advance(9)
    assert api.fetch(placed)["status"] == "completed"
    assert app.heard == []


def test_a_document_that_can_not_be_followed_ends_the_call(api, tenant):
    placed = api.call("", Url="", Twiml="<Response>")

    assert api.fetch(placed)["status"] == "completed"
    assert [one.code for one in tenant.account.alerts] == [12100]


def test_relative_places_in_such_a_document_can_not_be_asked(api, tenant):
    placed = api.call("", Url="", Twiml="<Response><Redirect>/next</Redirect></Response>")

    assert api.fetch(placed)["status"] == "completed"
    assert [one.code for one in tenant.account.alerts] == [11200]


@pytest.mark.parametrize(
    ("rings", "status"),
    [
        ({"busy": True}, "busy"),
        ({"fails": True}, "failed"),
        ({"answers": False}, "no-answer"),
    ],
)
def test_nobody_may_be_reached(api, app, phone, rings, status):
    phone(**rings)
    placed = api.call(**TOLD, Timeout="20")
    api.advance(20)

    shown = api.fetch(placed)
    assert (shown["status"], shown["start_time"], shown["duration"]) == (status, None, None)
    assert app.told("CallStatus")[-1] == status
    assert "/voice" not in [path for path, _ in app.heard]


def test_a_first_document_that_can_not_be_had_has_a_fallback(api, app):
    app.documents["/instead"] = "<Pause length='60'/>"
    placed = api.call(Url="https://nobody.test/voice", FallbackUrl=f"{APP}/instead")

    assert api.fetch(placed)["status"] == "in-progress"
    assert app.told("ErrorCode", "/instead") == ["11200"]


def test_a_call_may_be_recorded(api, app, tenant):
    app.documents["/voice"] = "<Pause length='4'/>"
    api.call(Record="true", RecordingStatusCallback=f"{APP}/told")
    api.advance(4)

    [recording] = tenant.account.line.recordings.values()
    assert (recording.source, recording.duration) == ("OutboundAPI", 4)
    assert app.told("RecordingSid") == [recording.sid]


# --- updates -------------------------------------------------------------------------------------


def test_a_call_is_led_to_another_document(api, app):
    app.documents["/voice"] = "<Gather timeout='30'/>"
    app.documents["/other"] = "<Pause length='60'/>"
    placed = api.call()

    api.change(placed["uri"], Url=f"{APP}/other", Method="GET")

    assert [path for path, _ in app.heard] == ["/voice", "/other"]
    api.advance(30)
    assert api.fetch(placed)["status"] == "in-progress"


def test_a_call_is_led_to_what_is_sent(api, app):
    app.documents["/voice"] = "<Enqueue action='/left'>support</Enqueue>"
    placed = api.call()

    api.change(placed["uri"], Twiml="<Response><Pause length='9'/></Response>")

    assert app.told("QueueResult", "/left") == ["redirected"]
    api.advance(9)
    assert api.fetch(placed)["status"] == "completed"


def test_a_call_is_hung_up(api, app):
    app.documents["/voice"] = "<Pause length='60'/>"
    placed = api.call(**TOLD)

    assert api.change(placed["uri"], Status="completed")["status"] == "completed"
    assert app.told("CallStatus")[-1] == "completed"


@pytest.mark.parametrize("status", ["canceled", "completed"])
def test_a_call_that_rings_is_canceled(api, app, phone, status):
    phone(answers=False)
    placed = api.call(**TOLD)

    assert api.change(placed["uri"], Status=status)["status"] == "canceled"
    assert app.told("CallStatus")[-1] == "canceled"


def test_a_call_that_came_in_is_canceled_before_it_is_answered(api, app):
    app.documents["/hears"] = "<Pause/>"
    seen = []

    def hang_up(environ, start_response):
        [call] = api.items("/Calls.json")
        seen.append(call["status"])
        seen.append(api.change(call["uri"], Status="completed")["status"])
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [b"<Response><Pause length='9'/></Response>"]

    api.sandbox.mount("https://busy.example", hang_up)
    arrive(api, "https://busy.example/voice")

    assert seen == ["ringing", "canceled"]


def arrive(api, url):
    """Somebody calls a number."""
    tenant = api.sandbox.authenticate(ACCOUNT, "token")
    with tenant.steered() as account:
        call = callers.call_in(account, THEIRS, OURS, PhoneNumber(voice_url=url), Caller())
    return call.sid


def test_a_talk_is_not_canceled(api, app):
    app.documents["/voice"] = "<Pause length='60'/>"
    placed = api.call()

    assert api.change(placed["uri"], Status="canceled")["status"] == "in-progress"


def test_a_call_that_is_over_is_left_alone(api):
    placed = api.call()

    for form in ({"Status": "completed"}, {"Url": f"{APP}/other"}, {"Twiml": "<Response/>"}):
        said = refusal(api.post(placed["uri"], **form), code=21220)
        assert said == "Call is not in-progress. Cannot redirect."


def test_a_call_that_rings_can_not_be_led_elsewhere(api, phone):
    phone(answers=False)
    placed = api.call()

    refusal(api.post(placed["uri"], Url=f"{APP}/other"), code=21220)
    assert api.fetch(placed)["status"] == "ringing"


def test_who_is_told_may_change(api, app):
    app.documents["/voice"] = "<Pause length='9'/>"
    placed = api.call()

    changed = api.change(placed["uri"], StatusCallback=f"{APP}/told", FallbackUrl=f"{APP}/other")
    api.advance(9)

    assert changed["status"] == "in-progress"
    assert app.told("CallStatus") == ["completed"]


def test_a_call_that_is_over_can_be_deleted(api, app):
    app.documents["/voice"] = "<Pause length='9'/>"
    placed = api.call()

    assert "is in-progress" in refusal(api.delete(placed["uri"]))
    api.advance(9)
    api.remove(placed["uri"])
    assert api.get(placed["uri"]).status == 404


def test_an_answer_that_comes_after_its_call_was_deleted_has_no_effect(api, app):
    def end_and_delete(environ, start_response):
        [call] = api.items("/Calls.json")
        api.change(call["uri"], Status="completed")
        api.remove(call["uri"])
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [b"<Response><Pause length='9'/></Response>"]

    api.sandbox.mount("https://busy.example", end_and_delete)
    api.call(Url="https://busy.example/voice")

    assert api.items("/Calls.json") == []


# --- lists ---------------------------------------------------------------------------------------


def test_calls_are_listed_newest_first_and_filtered(api, app):
    app.documents["/voice"] = "<Pause length='60'/>"
    first = api.call(To="+15550101")
    api.advance(90_000)
    second = api.call(To="+15550102", From="+15550103")

    def sids(**query):
        return [one["sid"] for one in api.items("/Calls.json", **query)]

    both = [second["sid"], first["sid"]]
    assert sids() == both
    assert sids(To="+15550101") == sids(Status="completed") == both[1:]
    assert sids(From="+15550103") == sids(Status="in-progress") == both[:1]
    assert sids(ParentCallSid=first["sid"]) == []
    assert sids(StartTime="2030-01-07") == sids(**{"StartTime<": "2030-01-07"}) == both[1:]
    assert sids(StartTime="2030-01-07T00:00:00Z") == both[1:]
    assert sids(StartTime="2030-01-07T09:00:01Z") == []
    assert sids(**{"StartTime>": "2030-01-08T10:00:00Z"}) == both[:1]
    assert sids(EndTime="2030-01-07") == both[1:]
    assert sids(**{"EndTime<": "2031-01-01"}) == both[1:]


def test_a_day_that_is_none_is_refused(api):
    assert "expected a date such as" in refusal(api.get("/Calls.json", StartTime="yesterday"))


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "code", "said"),
    [
        ({"To": ""}, 21201, "No 'To' number is specified"),
        ({"From": ""}, 21213, "No 'From' number is specified"),
        ({"Url": ""}, 21205, "Url parameter is required."),
        ({"Url": "/voice"}, 21205, "Url is not a valid URL: /voice"),
        ({"From": "me"}, 21212, "From is not a valid phone number: me"),
        ({"To": "client:"}, 21211, "The 'To' number client: is not a valid phone number."),
        ({"Method": "PUT"}, 20001, "Invalid value 'PUT' for parameter Method"),
        ({"Timeout": "0"}, 20001, "Invalid value '0' for parameter Timeout"),
        ({"StatusCallbackEvent": "gone"}, 20001, "expected one or more of initiated"),
    ],
)
def test_a_call_that_can_not_be_is_refused(api, form, code, said):
    answer = api.post("/Calls.json", **{"To": THEIRS, "From": OURS, "Url": APP, **form})

    assert said in refusal(answer, code=code)
    assert api.items("/Calls.json") == []


@pytest.mark.parametrize("to", ["+1 (305) 141-6799", "client:alice", "sip:alice@example.com"])
def test_numbers_clients_and_sip_addresses_can_be_called(api, to):
    assert api.call(To=to)["to"] == to.replace(" (305) 141-", "305141")


def test_what_is_not_there_is_not_found(api):
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Calls/CA{NOBODY}.json"

    said = refusal(api.get(path), 404, 20404)

    assert said == f"The requested resource {path} was not found"


def test_a_call_lasts_no_longer_than_is_asked_for(api, app):
    app.documents["/voice"] = "<Pause length='600'/>"
    placed, other = api.call(TimeLimit=60), api.call()
    api.advance(30)
    api.change(other["uri"], TimeLimit=45)
    api.advance(15)
    assert [api.fetch(one)["status"] for one in (placed, other)] == ["in-progress", "completed"]

    api.advance(15)

    assert api.fetch(placed)["duration"] == "60"
