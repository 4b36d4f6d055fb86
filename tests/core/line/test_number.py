"""A number says what its calls ask the application for."""

import pytest

from mocktr.core.line.number import (
    Listed,
    PhoneNumber,
    VoiceApplication,
    give_number_back,
    number_called,
    number_sid,
    read_phone_number,
    take_number,
)
from mocktr.core.sids import is_sid
from mocktr.values import Mistake

from .world import TO, LineWorld

URL = "https://app.example/voice"


def test_a_number_is_read_and_written():
    written = {"voice_url": URL, "voice_method": "GET"}

    number = read_phone_number(written)

    assert number == PhoneNumber(voice_url=URL, voice_method="GET")
    assert number.as_dict() == written


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"voice_url": "/voice"}, "voice_url: expected an absolute http or https URL"),
        ({"voice_url": 7}, "voice_url: expected an absolute http or https URL"),
        ({"voice_method": "PUT"}, "voice_method: expected GET or POST"),
        ({"sms_url": URL}, "sms_url: unknown key"),
    ],
)
def test_what_is_no_number_is_refused(values, said):
    with pytest.raises(Mistake, match=said):
        read_phone_number(values)


def test_a_number_that_is_taken_says_what_its_calls_ask_for_until_it_is_given_back():
    account, asks = LineWorld().account, PhoneNumber(voice_url=URL)
    take_number(account, TO, asks)
    assert number_called(account, TO) == (asks, None)

    give_number_back(account, TO)

    assert number_called(account, TO) == (PhoneNumber(), None)


def test_an_application_says_it_where_a_number_has_one():
    account, asks = LineWorld().account, PhoneNumber(voice_url=f"{URL}/client")
    take_number(account, TO, PhoneNumber(voice_url=URL))
    account.line.applications["AP1"] = VoiceApplication("AP1", asks, Listed(0, 0))
    account.line.listed[TO].application_sid = "AP1"

    assert number_called(account, TO) == (asks, "AP1")


def test_a_number_s_sid_follows_from_it_and_its_account():
    account = LineWorld().account

    assert number_sid(account, TO) == number_sid(account, TO) != number_sid(account, "+1")
    assert is_sid(number_sid(account, TO), "PN")
