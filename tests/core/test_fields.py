"""The kinds of value: what each reads, from a form's text and from a seed's YAML, and refuses."""

import pytest
from marshmallow import ValidationError

from mocktr.core.fields import (
    Choice,
    FieldKind,
    Flag,
    JsonObject,
    JsonValue,
    Name,
    Number,
    Sid,
    Text,
    Timestamp,
    UniqueName,
    Url,
    Words,
    pascal,
)

WK = "WK" + "0aF" * 10 + "00"

READ = [
    (Text(), "", ""),
    (Text(2, 3), "ab", "ab"),
    (Name(), "é" * 64, "é" * 64),
    (UniqueName(), "_$a1", "_$a1"),
    (Number(-5, 5), "-5", -5),
    (Number(0, 50), "007", 7),
    (Number(0, 50), 50, 50),
    (Flag(), "yes", True),
    (Flag(), "True", True),
    (Flag(), "on", False),
    (Flag(), True, True),
    (Flag(), "", False),
    (Choice("a", "b"), "b", "b"),
    (JsonObject(), "{ }", "{}"),
    (JsonObject(), {"a": [1]}, '{"a":[1]}'),
    (JsonObject(), '{"b": [1, 2],\n "a": {"c": null}}', '{"b":[1,2],"a":{"c":null}}'),
    (JsonObject(), '{"ü": "\\u00fc\\/", "n": 1.50, "n": 1E2}', '{"ü":"ü/","n":100.0}'),
    (JsonObject(20), '{"a": 1e15}', '{"a": 1e15}'),
    (JsonObject(), '{"half": "\\ud83d"}', '{"half":"\\ud83d"}'),
    (JsonValue(), '{"a": 1}', {"a": 1}),
    (Timestamp(), "1970-01-01T00:00:01Z", 1000),
    (Timestamp(), "1970-01-01T01:00:00.500+01:00", 500),
    (Sid("WK"), WK, WK),
    (Sid("WK", clears=True), "", None),
    (Url(), "https://a.test/b#rc=1", "https://a.test/b#rc=1"),
    (Url(), "", None),
    (Url(cleared=""), "", ""),
    (Words("a", "b"), "a", {"a"}),
    (Words("a", "b"), ["a, b", "a"], {"a", "b"}),
]

REFUSED = [
    (Text(), 5, "a string"),
    (Text(2, 3), "a", "a string of 2 to 3 characters"),
    (Text(2, 3), "abcd", "a string of 2 to 3 characters, got 4"),
    (Name(), "", "a string of 1 to 64 characters"),
    (UniqueName(), "", "letters, digits, _, $ and -"),
    (UniqueName(), "a b", "letters, digits, _, $ and -"),
    (UniqueName(), "a/b", "letters, digits, _, $ and -"),
    (Number(0, 50), "51", "an integer from 0 to 50"),
    (Number(0, 50), "-", "an integer from 0 to 50"),
    (Number(0, 50), " 1", "an integer from 0 to 50"),
    (Number(0, 50), "9" * 5000, "an integer from 0 to 50"),
    (Number(0, 50), True, "an integer from 0 to 50"),
    (Number(0, 50), 1.0, "an integer from 0 to 50"),
    (Choice("a", "b"), "A", "one of a, b"),
    (JsonObject(), "[]", "a JSON object"),
    (JsonObject(), '{"a": NaN}', "a JSON object"),
    (JsonObject(), '{"a": 1e999}', "a JSON object"),
    (JsonObject(), {"a": float("nan")}, "a JSON object, with numbers that a double can hold"),
    (JsonObject(), 5, "a JSON object"),
    (JsonObject(20), {"a": 1e15}, "at most 20 characters of JSON, got 24"),
    (JsonObject(), '{"a": ' + "[" * 4000, "a JSON object"),
    (JsonObject(10), '{"a":     1}', "at most 10 characters of JSON, got 12"),
    (JsonValue(), "null", "a JSON object"),
    (Timestamp(), "soon", "an ISO 8601 date-time"),
    (Timestamp(), 5, "an ISO 8601 date-time"),
    (Timestamp(), "0001-01-01T00:00:00+23:00", "an ISO 8601 date-time"),
    (Sid("WK"), "", "a SID that matches ^WK[0-9a-fA-F]{32}$"),
    (Sid("WK"), WK + "\n", "a SID that matches"),
    (Sid("WK"), WK.replace("WK", "WQ"), "a SID that matches"),
    (Url(), "a.test", "an absolute http or https URL"),
    (Url(), "http://", "an absolute http or https URL"),
    (Url(), "http://[::1", "an absolute http or https URL"),
    (Url(), "http://:80/", "an absolute http or https URL"),
    (Url(), "http://a.test:99999/", "an absolute http or https URL"),
    (Url(), "http://a.test:0/", "an absolute http or https URL"),
    (Url(), "http://a.test:port/", "an absolute http or https URL"),
    (Url(), "http://a b/", "an absolute http or https URL"),
    (Url(), 5, "an absolute http or https URL"),
    (Words("a", "b"), "a,c", "one or more of a, b"),
    (Words("a", "b"), "", "one or more of a, b"),
]


def label(value):
    """The same in every process: a set has no order of its own."""
    if isinstance(value, set | frozenset):
        value = sorted(value)
    return type(value).__name__ if isinstance(value, FieldKind) else repr(value)[:20]


@pytest.mark.parametrize(("kind", "sent", "value"), READ, ids=label)
def test_a_value_is_read_as_it_is_stored(kind, sent, value):
    assert kind.deserialize(sent) == value


@pytest.mark.parametrize(("kind", "sent", "wanted"), REFUSED, ids=label)
def test_a_value_that_cannot_be_is_refused_with_what_was_wanted(kind, sent, wanted):
    with pytest.raises(ValidationError) as refused:
        kind.deserialize(sent)

    assert wanted in refused.value.messages[0]


def test_a_kind_that_only_the_engine_sets_reads_nothing():
    with pytest.raises(NotImplementedError):
        FieldKind().deserialize("x")


@pytest.mark.parametrize(("instant", "shown"), [(1999, "1970-01-01T00:00:01Z"), (None, None)])
def test_dates_are_shown_in_whole_seconds(instant, shown):
    assert Timestamp().show(instant) == shown


@pytest.mark.parametrize(
    ("name", "spelled"),
    [("friendly_name", "FriendlyName"), ("re_evaluate_tasks", "ReEvaluateTasks"), ("to", "To")],
)
def test_forms_spell_names_in_pascal_case(name, spelled):
    assert pascal(name) == spelled
