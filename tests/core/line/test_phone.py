"""What a phone does when it rings is read as it is written, and told so again."""

import pytest

from mocktr.core.line.phone import Phone, read_phone
from mocktr.values import Mistake


def test_a_phone_is_read_and_written_in_seconds():
    written = {"answer_after": 4, "talk_for": 1.5, "busy_every": 3}

    phone = read_phone(written)

    assert phone == Phone(answer_after=4_000, talk_for=1_500, busy_every=3)
    assert phone.as_dict() == written


def test_a_phone_may_be_busy_always():
    assert read_phone({"busy": True, "answers": False}).as_dict() == {
        "busy": True,
        "answers": False,
    }


def test_a_phone_of_which_nothing_is_said_answers_at_once():
    assert read_phone({}).outcome(1) == "answered"
    assert read_phone({}).as_dict() == {}


@pytest.mark.parametrize(
    ("phone", "outcomes"),
    [
        (Phone(busy_every=2), ["answered", "busy", "answered"]),
        (Phone(busy=True), ["busy"] * 3),
        (Phone(answers=False), ["no-answer"] * 3),
        (Phone(fails=True, busy=True), ["failed"] * 3),
    ],
)
def test_what_comes_of_a_call_follows_from_its_number(phone, outcomes):
    assert [phone.outcome(number) for number in (1, 2, 3)] == outcomes


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"answers": 1}, "expected true or false, got 1"),
        ({"talk_for": -1}, "talk_for: expected a number of seconds from 0"),
        ({"rings": True}, "unknown key"),
        ([], "expected a mapping with answers"),
    ],
)
def test_what_is_no_phone_is_refused(values, said):
    with pytest.raises(Mistake, match=said):
        read_phone(values)
