"""What a message that was recorded is shown as."""

import pytest

from mocktr.sandbox.messages import RecordedMessage, segments

ACCOUNT = "AC" + "a" * 32


def message(**given):
    fields = {"sid": "SM1", "account_sid": ACCOUNT, "at": 0, "to": "+1", "from_": "+2"}
    return RecordedMessage(**{**fields, "body": "hello", **given})


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_a_text_takes_so_many_segments(body, count):
    assert segments(body) == count


@pytest.mark.parametrize(
    ("given", "status", "count"),
    [
        ({}, "queued", "1"),
        ({"media_urls": ("https://a.example/1",), "body": "ж" * 90}, "queued", "1"),
        ({"messaging_service_sid": "MG1", "from_": None}, "accepted", "0"),
        ({"messaging_service_sid": "MG1", "send_at": "2030-01-08T09:00:00Z"}, "scheduled", "0"),
    ],
)
def test_its_status_is_that_of_one_that_is_on_its_way(given, status, count):
    shown = message(**given).payload()

    assert (shown["status"], shown["num_segments"]) == (status, count)


def test_it_is_where_the_api_has_it():
    shown = message().payload()

    assert shown["uri"] == f"/2010-04-01/Accounts/{ACCOUNT}/Messages/SM1.json"
    assert shown["subresource_uris"]["media"].endswith("/Messages/SM1/Media.json")
    assert shown["date_created"] == "Thu, 01 Jan 1970 00:00:00 +0000"
