"""What a callback carries, and its signature."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from mocktr.callbacks.form import Callback, as_received, sign

TOKEN = "12345"
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
HALF = "\ud83d"
"""Of a surrogate pair: JSON can spell it, and so a filter's name can have it, but no form can."""


def callback(**changes):
    facts = {
        "kind": "event",
        "account_sid": "AC" + "a" * 32,
        "workspace_sid": "WS" + "b" * 32,
        "event_type": "task.created",
        "resource_sid": "WT" + "c" * 32,
        "number": 7,
        "at": 0,
        "epoch": 0,
        "url": "https://myapp.example/events",
        "fallback": None,
        "parameters": {"EventType": "task.created"},
    }
    return Callback(**{**facts, **changes})


def test_the_signature_is_that_of_twilios_documentation():
    """The example of the webhook security page."""
    parameters = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675310",
        "Digits": "1234",
        "From": "+14158675310",
        "To": "+18005551212",
    }

    signature = sign("https://mycompany.com/myapp.php?foo=1&bar=2", parameters, TOKEN)

    assert signature == "GvWf1cFY/Q7PnoempGyD5oXAezc="


@given(parameters=st.dictionaries(TEXT, TEXT), token=TEXT)
def test_twilios_validator_accepts_the_signature_of_any_form(parameters, token):
    url = "https://myapp.example/callback?x=1"

    assert RequestValidator(token).validate(url, parameters, sign(url, parameters, token))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://LocalHost:5000", "http://localhost:5000/"),
        ("http://me:secret@localhost/Assign?X=1#rc=2", "http://localhost/Assign?X=1"),
        ("http://localhost/a b?", "http://localhost/a%20b"),
        ("http://bücher.test/ü?ö=[1]", "http://xn--bcher-kva.test/%C3%BC?%C3%B6=%5B1%5D"),
        ("http://[::1]:5000/", "http://[::1]:5000/"),
        ("http://.test/a#b", "http://.test/a"),
    ],
)
def test_a_receiver_sees_a_url_as_it_is_sent(url, expected):
    assert as_received(url) == expected


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:5000", "http://me:secret@127.0.0.1:5000/", "http://127.0.0.1:5000/#rc=3"],
)
def test_what_the_receiver_does_not_see_of_the_url_is_not_signed(url):
    assert sign(url, {}, TOKEN) == sign("http://127.0.0.1:5000/", {}, TOKEN)


def test_what_no_form_can_hold_is_replaced_and_signed_as_it_is_received():
    one = callback(parameters={"WorkflowFilterName": HALF})

    assert one.body == b"WorkflowFilterName=%3F"
    assert sign("http://a/", one.parameters, TOKEN) == sign(
        "http://a/", {"WorkflowFilterName": "?"}, TOKEN
    )


def test_the_idempotency_token_is_the_same_for_the_fallback():
    one = callback(kind="assignment")

    tokens = {
        one.headers(url, TOKEN)["I-Twilio-Idempotency-Token"] for url in ("http://a/", "http://b/")
    }

    assert len(tokens) == 1


@pytest.mark.parametrize("changes", [{"number": 8}, {"epoch": 1}, {"kind": "assignment"}])
def test_each_callback_has_an_idempotency_token_of_its_own(changes):
    first, second = (
        one.headers("http://a/", TOKEN)["I-Twilio-Idempotency-Token"]
        for one in (callback(), callback(**changes))
    )

    assert first != second


def test_a_form_says_who_sent_it():
    headers = callback().headers("http://a/", TOKEN)

    assert headers["User-Agent"] == "TwilioProxy/1.1"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
