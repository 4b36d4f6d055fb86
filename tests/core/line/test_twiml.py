"""What an application answers is read as TwiML, safely."""

import pytest

from mocktr.core.line.twiml import BadDocument, Verb, parse, read

BOMB = '<!DOCTYPE x [<!ENTITY a "b">]><Response><Say>&a;</Say></Response>'


def test_verbs_keep_their_attributes_their_text_and_what_is_in_them():
    found = parse(
        '<?xml version="1.0" encoding="UTF-8"?>\n<Response><!-- a menu -->'
        '<Gather numDigits="1"><Say> Grüße </Say></Gather><Hangup/></Response>'
    )

    assert found == (
        Verb("Gather", {"numDigits": "1"}, "", (Verb("Say", {}, "Grüße"),)),
        Verb("Hangup", {}),
    )


@pytest.mark.parametrize("kind", ["text/xml", "application/xml; charset=utf-8", "TEXT/HTML"])
def test_xml_may_have_several_types(kind):
    assert read(kind, "<Response/>") == ()


def test_a_sound_is_played():
    assert read("audio/mpeg", "ID3") == (Verb("Play", {}),)


def test_plain_text_is_read_aloud_unless_it_is_a_document():
    assert read("text/plain", "Hello") == (Verb("Say", {}, "Hello"),)
    assert read("text/plain", "<Response><Leave/></Response>") == (Verb("Leave", {}),)


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("text/xml", "", 12100),
        ("text/xml", "<Response>", 12100),
        ("text/xml", '<?xml version="1.0" encoding="no-such"?><Response/>', 12100),
        ("text/xml", BOMB, 12100),
        ("text/xml", "<response/>", 12200),
        ("application/json", "{}", 12300),
        (None, "<Response/>", 12300),
    ],
)
def test_what_can_not_be_followed_is_told_by_a_code(kind, body, code):
    with pytest.raises(BadDocument) as raised:
        read(kind, body)

    assert raised.value.code == code


@pytest.mark.parametrize(("text", "ms"), [("2", 2000), ("", 5000), ("-1", 5000), ("auto", 5000)])
def test_a_number_of_seconds_that_is_none_means_the_default(text, ms):
    assert Verb("Gather", {"timeout": text}).seconds("timeout", 5) == ms


@pytest.mark.parametrize(("text", "flag"), [("true", True), ("TRUE", True), ("no", False)])
def test_a_flag_is_true_or_not(text, flag):
    assert Verb("Conference", {"muted": text}).flag("muted") is flag
