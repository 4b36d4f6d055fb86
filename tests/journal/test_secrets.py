"""What must not come into the journal."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocktr.journal.secrets import (
    DEEPEST,
    LONGEST,
    WORDS,
    cover,
    cover_all,
    cover_message,
    cover_text,
    may_tell,
)

PLAIN = st.text(st.characters(blacklist_categories=["Cs"]))


@pytest.mark.parametrize(
    "name",
    [
        *("SipAuthPassword", "client_secret", "AuthToken", "ApiKey", "token", "Token", "tokens"),
        *("passwd", "PWD", "x-api-key", "credentials[user]", "Authorization"),
    ],
)
def test_what_is_named_like_a_password_is_covered_whole(name):
    assert cover(name, "hunter2") == "***"
    assert cover(name, ["hunter2"]) == "***"
    assert cover("body", {name: {"deep": "hunter2"}}) == {name: "***"}


@pytest.mark.parametrize("name", ["PageToken", "next_page_token", "Attributes", "FriendlyName"])
def test_other_parameters_stay_as_they_are(name):
    assert cover(name, "PAxyz") == "PAxyz"
    assert cover(name, [5, None, True]) == [5, None, True]


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("https://user:hunter2@myapp.example/x", "https://***@myapp.example/x"),
        ("https://hunter2@myapp.example", "https://***@myapp.example"),
        ("https://a:p@ss@myapp.example", "https://***@myapp.example"),
        ("see https://myapp.example/ or me@example.com", None),
        ("sip:alice@example.com", None),
        ("https://x.example/?auth_token=abc&b=c", "https://x.example/?auth_token=***&b=c"),
        ('{"password": "hunter2", "a": 1}', '{"password": "***", "a": 1}'),
        ('{"pinSecret":1234}', '{"pinSecret":"***"}'),
        ('{"password": "hun\\"ter2", "a": 1}', '{"password": "***", "a": 1}'),
        ('{"password": "hunter2', '{"password": "***"'),
        ('{"token": null, "a": true}', '{"token": "***", "a": true}'),
        ('{"Tokens":["a",{"b":1}],"c":1}', '{"Tokens":"***","c":1}'),
        ('{"credentials": {"user": "x"}, "a": 1}', '{"credentials": "***", "a": 1}'),
        ('[{"passwd": "ü"}, "ö"]', '[{"passwd": "***"}, "ö"]'),
        (r'{"p\u0061ssword": "x"}', '{"password": "***"}'),
        (r'{"a": "{\u0022pwd\u0022: 1}"}', r'{"a": "{\"pwd\": \"***\"}"}'),
        ('{"a": "https:\\/\\/user:pw@x.example"}', '{"a": "https://***@x.example"}'),
        (r"see https:\/\/user:pw@x.example", r"see https:\/\/***@x.example"),
        ('{"pwd": "a", "pwd": "b", "c": 1}', '{"pwd": "***", "pwd": "***", "c": 1}'),
        ('got {"pwd": {"a": "}"}, "c": [1]} for x', 'got {"pwd": "***", "c": [1]} for x'),
        ('5" wide, {"pwd": [1, "]"], "c": 2', '5" wide, {"pwd": "***", "c": 2'),
        (r'{"a": "{\"pwd\": \"x', r'{"a": "{\"pwd\": \"***\"'),
        (r'{"a": "{\"pwd\": \"x", "b": 1', r'{"a": "{\"pwd\": \"***\"", "b": 1'),
        (r'got {"p\u0061sswd": 1} for x', r'got {"p\u0061sswd": "***"} for x'),
        ("user=me&token=abc&b=c", "user=me&token=***&b=c"),
        ("https://x.example/#access_token=abc", "https://x.example/#access_token=***"),
        ("https://x.example/?pass%77ord=abc&b=c", "https://x.example/?pass%77ord=***&b=c"),
        ("?to=http%3A%2F%2Fu:p%40y&b=50%", "?to=http%3A%2F%2F***%40y&b=50%"),
    ],
)
def test_text_tells_no_secrets_in_urls_and_in_json(text, covered):
    assert cover_text(text) == (covered or text)


@given(PLAIN, PLAIN, st.sampled_from(WORDS), st.integers(0, 2))
def test_a_secret_member_is_covered_however_often_the_json_is_encoded(other, secret, word, depth):
    needle = f"<{secret}>"
    text = {"first": other, f"my_{word.upper()}": needle, "last": other}
    for _ in range(depth + 1):
        text = json.dumps({"in": text} if isinstance(text, str) else text)

    covered = cover_text(text)

    for _ in range(depth):
        covered = json.loads(covered)["in"]
    found = json.loads(covered)
    assert found[f"my_{word.upper()}"] == "***"


@given(PLAIN.filter(lambda text: not may_tell(text)))
def test_text_without_secrets_is_left_alone(text):
    assert cover_text(text) == text


def test_an_error_does_not_quote_a_secret():
    said = cover_message('Invalid value "hunter2" for parameter SipAuthPassword: expected x')

    assert said == "Invalid value *** for parameter SipAuthPassword: expected x"
    assert cover_message('Invalid value "x" for parameter To: 1') == (
        'Invalid value "x" for parameter To: 1'
    )


def test_what_is_nested_too_deep_is_covered_whole():
    """So that neither this nor who shows it runs out of stack."""
    deep = {}
    for _ in range(5000):
        deep = {"a": deep}

    covered = cover_all({"deep": deep, "list": [1]})

    assert json.dumps(covered).count("{") == DEEPEST + 2
    assert covered["list"] == [1]
    ends = "[" * 5000, "]" * 5000
    assert cover_text('{"pwd": 1}'.join(ends)) == '{"pwd": "***"}'.join(ends)


def test_what_is_encoded_too_often_or_too_long_is_covered_whole():
    text = '{"pwd": 1}'
    for _ in range(8):
        text = json.dumps([text])

    assert "1}" not in cover_text(text)
    assert cover_text("password" + " " * LONGEST) == "***"
    assert cover_text(" " * (LONGEST + 1)) == " " * (LONGEST + 1)
