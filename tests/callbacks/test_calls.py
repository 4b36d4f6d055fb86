"""Calls, played with a Flask application: what it is asked, what it answers, what comes of it."""

import json

import pytest
from twilio.request_validator import RequestValidator

from mocktr import AdminError, OptionError, Sandbox, mock_taskrouter
from mocktr import fixture as worlds
from mocktr.commands import calls

from .call_center import HOME, CallCenter, said
from .conftest import SEED

NUMBERS = {"+15550199": {"voice_url": f"{HOME}/voice", "status_callback": f"{HOME}/over"}}
WORLD = json.loads(json.dumps(SEED))
WORLD["workspaces"][0]["workflows"][0]["configuration"]["task_routing"]["filters"] = []
WORLD["numbers"] = NUMBERS


@pytest.fixture
def seed():
    return WORLD


@pytest.fixture
def center(world):
    return CallCenter(world)


def test_the_requests_are_signed(world, center):
    center.instruction.update(status_callback_url=f"{HOME}/status?a=b")
    world.call_in(digits=["1"]).hang_up()

    validator = RequestValidator(world.auth_token)
    assert "/status" in center.paths()
    for url, form, signature in center.signed:
        assert validator.validate(url, form, signature), url


def test_a_caller_without_patience_gives_up(world, center):
    world.phone("*", answers=False)
    call = world.call_in(digits=["1"], patience=5)
    world.advance(5)

    assert call.status == "completed"
    [task] = world.workspace.tasks.list()
    assert (task.assignment_status, task.reason) == ("canceled", "hangup")
    assert center.told("/left")["CallStatus"] == "completed"


def test_a_snapshot_holds_calls(world, center):
    world.phone("*", answer_after=5)
    call = world.call_in(digits=["1"])
    with world.branch():
        world.advance(5)
        assert call.talks_to
    assert not call.talks_to

    document = world.state()
    world.reset()
    world.load_state(document)
    world.advance(5)

    assert call.talks_to


def story(world):
    """A day with calls; what there is to see of it afterwards."""
    center = CallCenter(world)
    world.phone("*", answer_after=2, busy_every=3, talk_for=20)
    for number in range(6):
        call = world.call_in(f"+1555010{number}", digits=["1"], patience=25)
        world.advance(7)
        if number % 2 and call.status == "in-progress":
            call.hang_up()
    world.advance(300)
    journal = [{**one.as_dict(), "wall": None} for one in world.callbacks]
    return center.heard, journal, world.timeline, world.state(events=True)


def test_the_same_story_is_the_same_to_the_byte(seed):
    seen = []
    for _ in range(2):
        with worlds.in_process({"seed": seed, "tenants": "one"}) as taskrouter:
            seen.append(json.dumps(story(taskrouter)))

    assert seen[0] == seen[1]


def test_a_call_to_an_application_that_is_not_there_is_over(world):
    call = world.call_in(url="https://elsewhere.example/voice")

    assert call.status == "completed"
    [asked] = [one for one in world.callbacks if one.kind == "voice"]
    assert asked.outcome == "refused"


def test_an_application_that_fails_is_an_alert(world, center):
    center.views["/voice"] = lambda asked: ("no", 500)
    call = world.call_in()

    assert call.status == "completed"
    assert [alert.code for alert in world.alerts] == [11200]
    assert center.told("/over")["CallStatus"] == "completed"


def test_an_answer_that_is_no_document_is_an_alert_with_what_came(world, center):
    center.views["/voice"] = lambda asked: ("<Response>", {"Content-Type": "text/xml"})
    world.call_in()

    [alert] = world.alerts
    assert (alert.code, alert.response_body) == (12100, "<Response>")
    assert "CallSid=" in alert.request_variables
    [asked] = [one for one in world.callbacks if one.kind == "voice"]
    assert asked.outcome == "not followed"


def test_a_get_has_everything_in_its_query(world, center):
    center.instruction.update(status_callback_url=f"{HOME}/status")
    call = world.call_in(digits=["1"])
    call.hang_up()

    [told] = [one for one in world.callbacks if one.path == "/status"]
    assert told.method == "GET"
    assert world.verify(kind="status", path="/status", method="GET")


def test_a_function_says_what_calls_are_to_do(world):
    heard = []

    @world.on_call
    def answer(call):
        heard.append((call.about, call.path, call.call_sid))
        if call.path == "/voice":
            return "<Response><Gather numDigits='1' action='/menu'/></Response>"
        return None

    call = world.call_in(digits=["5"], to="+15550000")

    assert heard == [("voice", "/voice", call.sid), ("Gather action", "/menu", call.sid)]
    assert call.status == "completed"


def test_a_number_without_an_url_can_not_be_called(world):
    said = r'the number "\+1555" has no voice_url; there are \+15550199'

    with pytest.raises(AdminError, match=said):
        world.call_in(to="+1555")


def test_words_are_planned_and_said(world, center):
    center.views["/voice"] = lambda asked: (
        "<Response><Gather input='speech' action='/voicemail'/></Response>"
    )
    call = world.call_in(says=[{"words": "Sails", "confidence": 0.25}])
    assert center.told("/voicemail")["SpeechResult"] == "Sails"
    assert center.told("/voicemail")["Confidence"] == "0.25"

    call = world.call_in()
    assert call.waits_for == "speech"
    call.say("Sales")

    assert center.told("/voicemail")["Confidence"] == "0.9"
    with pytest.raises(AdminError, match="is not listened to now"):
        world.say(call, "Sales")


@pytest.mark.parametrize(
    ("says", "complaint"),
    [
        ("yes", 'says: expected a list of texts, or of {"words": ...'),
        ([5], r"says\[0\]: expected a mapping with words, confidence, got 5"),
        ([{"words": "yes", "confidence": 2}], r"says\[0\].confidence: expected a number from 0"),
    ],
)
def test_words_that_can_not_be_are_refused(world, center, says, complaint):
    with pytest.raises(AdminError, match=complaint):
        world.command(calls.call_in, **{"from": "+1", "to": "+15550199", "says": says})


def test_keys_that_nobody_asked_for_are_refused(world, center):
    call = world.call_in(digits=["1"])

    with pytest.raises(AdminError, match="is asked for no keys now"):
        call.press("1")


def test_a_call_that_is_over_can_not_be_hung_up(world, center):
    call = world.call_in(digits=["1"])
    call.hang_up()

    with pytest.raises(AdminError, match="is over already"):
        call.hang_up()


def test_a_call_that_is_not_there_is_not_found(world):
    with pytest.raises(AdminError, match="there is no call CA1"):
        world.call("CA1")


def test_phones_are_options_and_keys_of_a_seed(seed):
    seed = json.loads(json.dumps(seed))
    seed["workspaces"][0]["workers"][0]["phone"] = {"answer_after": 4}
    seed["workspaces"][0]["workers"][1]["phone"] = {"busy": True}
    options = {"seed": seed, "tenants": "one", "phones": {"Bob": {"talk_for": 9}}}
    with worlds.in_process(options) as taskrouter:
        rows = {
            one["friendly_name"]: one.get("phone")
            for one in taskrouter.seed()["workspaces"][0]["workers"]
        }

    assert rows == {"alice": {"answer_after": 4}, "bob": {"talk_for": 9}, "carol": None}


def test_a_phone_that_can_not_be_is_refused(world):
    with pytest.raises(AdminError, match="answer_after: expected a number of seconds"):
        world.phone("alice", answer_after="soon")
    with pytest.raises(AdminError, match="there is no worker nobody"):
        world.phone("nobody", busy=True)
    with pytest.raises(OptionError, match=r"phones\.alice\.busy: expected true or false"):
        Sandbox(phones={"alice": {"busy": 1}})


@pytest.mark.parametrize(("status", "method"), [(302, "GET"), (307, "POST")])
def test_a_redirect_is_followed(world, center, status, method):
    center.views["/voice"] = lambda asked: ("", status, {"Location": "/voicemail"})
    call = world.call_in()

    assert [one.outcome for one in world.callbacks if one.kind == "voice"] == [
        "redirected",
        "followed",
    ]
    assert [one.method for one in world.callbacks if one.kind == "voice"] == ["POST", method]
    assert center.told("/voicemail")["CallSid"] == call.sid
    assert call.waits_for == "message"


def test_a_redirect_without_end_is_a_failure(world, center):
    center.views["/voice"] = lambda asked: ("", 302, {"Location": "/voice"})
    call = world.call_in()

    assert call.status == "completed"
    assert len([one for one in world.callbacks if one.kind == "voice"]) == 11
    assert [alert.code for alert in world.alerts] == [11200]


def test_cookies_are_kept_for_each_call(world, center):
    def counted(asked):
        seen = int(asked.cookies.get("seen", 0)) + 1
        return said("<Gather numDigits='1' action='/key'/>"), {"Set-Cookie": f"seen={seen}; Path=/"}

    def key(asked):
        heard.append(asked.cookies)
        return said(""), {"Set-Cookie": "seen=; Max-Age=0; Path=/"}

    heard = []
    center.views.update({"/voice": counted, "/key": key})
    first, second = world.call_in(), world.call_in()
    first.press("1")
    second.press("1")

    assert heard == [{"seen": "1"}, {"seen": "1"}]
    assert center.last_cookies("/over") == {}


def test_all_cookies_of_an_answer_are_kept():
    def app(environ, start_response):
        seen.append(environ.get("HTTP_COOKIE"))
        headers = [("Content-Type", "text/xml"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
        start_response("200 OK", headers)
        return [b"<Response><Gather numDigits='1'/></Response>"]

    seen = []
    with mock_taskrouter() as taskrouter:
        taskrouter.mount("https://plain.example", app)
        taskrouter.call_in(url="https://plain.example/voice").press("1")

    assert seen == [None, "a=1; b=2"]


def test_a_world_that_is_put_back_forgets_the_cookies(world, center):
    center.views["/voice"] = lambda asked: (said("<Pause/>"), {"Set-Cookie": "a=1"})
    before = world.state()
    call = world.call_in()
    world.load_state(before)
    again = world.call_in()

    assert again.sid == call.sid
    assert center.last_cookies("/voice") == {}


def days(world, number):
    """Days on which the clock stops, as it does where something happens each day."""
    for _ in range(number):
        world.advance(hours=24)


def talk(world):
    """A call that was answered by a worker."""
    world.phone("*", answer_after=5)
    call = world.call_in(digits=["1"])
    world.advance(5)
    assert call.talks_to
    return call


def test_calls_that_were_over_a_month_ago_are_let_go_of(world, center):
    line = world.tenant.account.line
    talk(world).hang_up()
    first = set(line.calls)
    days(world, 20)
    talk(world).hang_up()
    second = set(line.calls) - first

    days(world, 15)

    assert len(first) == len(second) == 2
    assert set(line.calls) == second
    assert all({*room.participants} <= second for room in line.rooms.values())
    days(world, 20)
    left = (line.calls, line.rooms, line.named, line.recordings, line.requests.entries)
    assert left == ({}, {}, {}, {}, [])


def test_a_call_that_goes_on_for_a_month_keeps_those_it_leads_to(world, center):
    line = world.tenant.account.line
    call = talk(world)
    before = set(line.calls)

    days(world, 40)

    assert set(line.calls) == before
    assert call.talks_to
    assert line.rooms
