"""What must not come into the journal."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocktr.journal.secrets import WORDS, cover, cover_text

PLAIN = st.text(st.characters(blacklist_categories=["Cs"]))


@pytest.mark.parametrize("name", ["SipAuthPassword", "client_secret", "AuthToken", "ApiKey"])
def test_what_is_named_like_a_password_is_covered_whole(name):
    assert cover(name, "hunter2") == "***"
    assert cover(name, ["hunter2"]) == "***"
    assert cover("body", {name: {"deep": "hunter2"}}) == {name: "***"}


@pytest.mark.parametrize("name", ["PageToken", "Attributes", "FriendlyName"])
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


@given(PLAIN.filter(lambda text: "@" not in text and not any(w in text.lower() for w in WORDS)))
def test_text_without_secrets_is_left_alone(text):
    assert cover_text(text) == text
