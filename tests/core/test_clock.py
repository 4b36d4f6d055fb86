from datetime import datetime, timedelta, timezone

import pytest

from mocktr.core.clock import (
    DAY,
    HOUR,
    LATEST_INSTANT,
    MINUTE,
    SECOND,
    Clock,
    from_datetime,
    instant,
    iso,
    parse_iso,
    to_datetime,
)
from mocktr.values import Mistake

NINE = parse_iso("2030-01-07T09:00:00Z")


def test_units_build_on_each_other():
    assert (MINUTE, HOUR, DAY) == (60 * SECOND, 60 * MINUTE, 24 * HOUR)


def test_a_clock_goes_forward_or_stands():
    clock = Clock(NINE)

    clock.move_to(NINE + 5)
    clock.move_to(NINE + 5)

    assert clock.now == NINE + 5


def test_a_clock_never_goes_back():
    clock = Clock(NINE)

    with pytest.raises(
        ValueError, match="can't go back from 2030-01-07T09:00:00Z to 2030-01-07T08"
    ):
        clock.move_to(NINE - 1)

    assert clock.now == NINE


def test_dates_are_printed_in_whole_seconds_rounded_down():
    assert iso(NINE + 999) == "2030-01-07T09:00:00Z"


@pytest.mark.parametrize(
    "text",
    [
        "2030-01-07T09:00:00Z",
        "2030-01-07T09:00:00z",
        "2030-01-07T09:00:00+00:00",
        "2030-01-07T10:00:00+01:00",
        "2030-01-07T09:00:00",
        "2030-01-07T09:00Z",
    ],
)
def test_one_instant_has_many_spellings(text):
    assert parse_iso(text) == NINE


def test_a_date_is_its_midnight():
    assert parse_iso("2030-01-07") == NINE - 9 * HOUR


def test_milliseconds_are_kept():
    assert parse_iso("2030-01-07T09:00:00.250Z") == NINE + 250


@pytest.mark.parametrize("text", ["", "Z", "tomorrow", "2030-13-01", "2030-01-07T25:00:00Z"])
def test_other_texts_are_no_dates(text):
    with pytest.raises(ValueError, match=r"."):
        parse_iso(text)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_instant_that_can_not_be_printed_is_refused(text):
    with pytest.raises(ValueError, match="out of range"):
        parse_iso(text)


def test_what_lies_beyond_the_last_date_is_shown_as_that():
    assert iso(LATEST_INSTANT + DAY) == iso(LATEST_INSTANT) == "9999-12-31T23:59:59Z"


def test_early_years_have_four_digits():
    assert iso(parse_iso("0500-01-02")) == "0500-01-02T00:00:00Z"


def test_datetimes_come_back_as_they_went():
    moment = datetime(2030, 1, 7, 10, tzinfo=timezone(timedelta(hours=1)))

    assert from_datetime(moment) == NINE
    assert from_datetime(datetime(2030, 1, 7, 9)) == NINE
    assert to_datetime(NINE) == moment


@pytest.mark.parametrize(
    ("text", "ms"),
    [("2030-01-07T09:00:00.5Z", 500), ("2030-01-07 10:00:00.123456789+01:00", 123)],
)
def test_a_fraction_has_as_many_digits_as_it_likes(text, ms):
    assert parse_iso(text) == NINE + ms


@pytest.mark.parametrize(
    "text", ["20300107T090000Z", "2030-W02-1", "2030-01-07T09Z", "2030-01-07T09:00:00+99:99"]
)
def test_every_python_refuses_the_same_dates(text):
    with pytest.raises(ValueError, match=r"."):
        parse_iso(text)


@pytest.mark.parametrize(
    "value", ["2030-01-07T09:00:00Z", datetime(2030, 1, 7, 9), datetime(2030, 1, 7, 9, 0, 0, 99)]
)
def test_an_instant_comes_as_text_or_as_a_datetime(value):
    assert instant(value) == NINE


@pytest.mark.parametrize(
    ("value", "came"),
    [
        ("noon", '"noon"'),
        (5, "5"),
        (None, "null"),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))), '"0001-01-01 00:00:00+01:00"'),
    ],
)
def test_an_instant_that_can_not_be_read_says_what_was_expected(value, came):
    with pytest.raises(Mistake) as caught:
        instant(value)

    expected = "expected an ISO 8601 date-time such as 2030-01-07T09:00:00Z"
    assert str(caught.value) == f"{expected}, got {came}"
