"""A number says what its calls ask the application for."""

import pytest

from mocktr.core.line.number import PhoneNumber, read_phone_number
from mocktr.values import Mistake

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
