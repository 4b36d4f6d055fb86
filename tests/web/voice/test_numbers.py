"""Set-up scripts get numbers and applications, and say what their calls ask for."""

import pytest
from twilio.rest import Client as Twilio

from mocktr import Sandbox, fixture
from mocktr.commands import calls

from ..client import ACCOUNT, NOBODY, refusal
from .conftest import APP, OURS, THEIRS, Api

SEED = {"workspaces": [], "numbers": {OURS: {"voice_url": f"{APP}/voice"}}}


@pytest.fixture
def number(api):
    return api.create("/IncomingPhoneNumbers.json", PhoneNumber=OURS, VoiceUrl=f"{APP}/voice")


def called(api):
    """Somebody calls our number."""
    tenant = api.sandbox.authenticate(ACCOUNT, "token")
    calls.call_in(tenant, to=OURS, **{"from": THEIRS})


def test_a_seed_s_number_is_found_and_led_elsewhere():
    with fixture.in_process({"seed": SEED, "tenants": "one"}) as world:
        asked = []
        world.on_call(lambda call: asked.append(call.url) or "<Response/>")
        client = Twilio(ACCOUNT, "token")
        [number] = client.incoming_phone_numbers.list(phone_number="555")
        assert (number.voice_url, number.date_created.year) == (f"{APP}/voice", 2030)

        number.update(voice_url=f"{APP}/new", status_callback=f"{APP}/over")
        world.call_in(to=OURS)

        assert asked == [f"{APP}/new"]
        assert world.seed()["numbers"] == {
            OURS: {"voice_url": f"{APP}/new", "status_callback": f"{APP}/over"}
        }


def test_a_number_is_shown_with_what_was_said_of_it(api, number):
    assert (number["phone_number"], number["friendly_name"]) == (OURS, OURS)
    assert (number["voice_method"], number["sms_url"]) == ("POST", None)
    assert number["capabilities"]["voice"] is True
    changed = api.change(
        number["uri"], FriendlyName="desk", SmsUrl=f"{APP}/sms", SmsMethod="get", VoiceMethod="GET"
    )

    assert (changed["friendly_name"], changed["voice_method"]) == ("desk", "GET")
    assert (changed["sms_url"], changed["sms_method"]) == (f"{APP}/sms", "GET")
    assert api.fetch(number) == changed


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("5550199", 1), ("+1555*199", 1), ("********", 1), ("*********", 0), ("7", 0), ("", 1)],
)
def test_numbers_are_found_by_their_parts(api, number, wanted, found):
    assert len(api.items("/IncomingPhoneNumbers.json", PhoneNumber=wanted)) == found


def test_numbers_are_found_by_other_things(api, number):
    def count(**query):
        return len(api.items("/IncomingPhoneNumbers.json", **query))

    assert (count(FriendlyName=OURS), count(FriendlyName="desk")) == (1, 0)
    assert (count(Beta="true"), count(Origin="hosted")) == (0, 0)


def test_a_call_tells_whose_number_it_is(api, app, number):
    placed = api.call()

    assert placed["phone_number_sid"] == number["sid"]


def test_a_number_is_given_back(api, number):
    api.remove(number["uri"])

    assert api.items("/IncomingPhoneNumbers.json") == []
    refusal(api.get(number["uri"]), 404, 20404)


def test_a_number_s_sid_is_the_same_in_every_world(number):
    with Sandbox() as sandbox:
        again = Api(sandbox).create("/IncomingPhoneNumbers.json", PhoneNumber=OURS)

    assert again["sid"] == number["sid"]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({}, 20001),
        ({"PhoneNumber": OURS}, 20001),
        ({"PhoneNumber": THEIRS, "VoiceFallbackUrl": APP}, 21405),
        ({"PhoneNumber": THEIRS, "VoiceApplicationSid": "AP" + NOBODY}, 21218),
        ({"PhoneNumber": THEIRS, "VoiceUrl": "/voice"}, 21205),
    ],
)
def test_a_number_that_can_not_be_is_refused(api, number, form, code):
    refusal(api.post("/IncomingPhoneNumbers.json", **form), code=code)

    assert len(api.items("/IncomingPhoneNumbers.json")) == 1


# --- applications --------------------------------------------------------------------------------


@pytest.fixture
def application(api):
    form = {"VoiceUrl": f"{APP}/client", "VoiceMethod": "GET", "FriendlyName": "browser"}
    return api.create("/Applications.json", StatusCallback=f"{APP}/told", **form)


def test_an_application_answers_the_calls_of_a_number(api, app, number, application):
    api.change(number["uri"], VoiceApplicationSid=application["sid"])
    assert api.fetch(number)["voice_application_sid"] == application["sid"]
    called(api)

    assert app.told("ApplicationSid", "/client") == [application["sid"]]
    assert app.told("CallStatus") == ["completed"]


def test_a_number_without_its_application_asks_for_its_own(api, app, number, application):
    api.change(number["uri"], VoiceApplicationSid=application["sid"])
    api.remove(application["uri"])
    called(api)

    assert api.fetch(number)["voice_application_sid"] is None
    assert [path for path, _ in app.heard] == ["/voice"]


def test_an_application_that_no_number_has_is_removed(api, number, application):
    api.remove(application["uri"])

    refusal(api.get(application["uri"]), 404, 20404)


def test_an_application_says_what_a_call_asks_for(api, app, application):
    api.call("", Url="", ApplicationSid=application["sid"])

    assert app.told("ApplicationSid", "/client") == [application["sid"]]
    assert app.told("CallStatus") == ["completed"]


def test_an_application_need_not_say_who_is_told(api, app, application):
    api.change(application["uri"], StatusCallback="")
    api.call("", Url="", ApplicationSid=application["sid"])

    assert app.told("CallStatus") == []


def test_an_application_is_changed_and_found_by_its_name(api, application):
    changed = api.change(application["uri"], FriendlyName="page", SmsStatusCallback=f"{APP}/sms")

    assert changed["sms_status_callback"] == f"{APP}/sms"
    assert api.items("/Applications.json", FriendlyName="page") == [changed]
    assert api.items("/Applications.json", FriendlyName="browser") == []


def test_a_call_needs_an_application_that_is_there(api):
    form = {"To": THEIRS, "From": OURS, "ApplicationSid": "AP" + NOBODY}

    assert refusal(api.post("/Calls.json", **form), code=21218) == (
        f"ApplicationSid AP{NOBODY} is no application of the account"
    )
