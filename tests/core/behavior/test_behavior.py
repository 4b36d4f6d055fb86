"""Behaviours and answers as plain data: what they say, and what they can't."""

import pytest

from mocktr.core.behavior import Answer, read_behavior, read_script
from mocktr.values import Mistake

BEHAVIOR_KEYS = (
    "accept_after, reject_after, handle_for, wrap_up_for, available_after, "
    "accept_every, reject_every, miss_every"
)
ANSWER_KEYS = "accept_after, reject_after, handle_for, wrap_up_for, available_after, miss"


def spoken(behavior, offers):
    """What is done with each of the first offers: + accept, - reject, . nothing; and after what."""
    answers = [read_behavior(behavior).answer(number) for number in range(1, offers + 1)]
    return " ".join(spell(one) for one in answers)


def spell(answer):
    if answer.accept_after is not None:
        return f"+{answer.accept_after}"
    return "." if answer.reject_after is None else f"-{answer.reject_after}"


@pytest.mark.parametrize(
    ("behavior", "expected"),
    [
        ({}, ". . ."),
        ({"accept_after": 5}, "+5000 +5000 +5000"),
        ({"accept_after": 0.0015}, "+2 +2 +2"),
        ({"reject_after": 10}, "-10000 -10000 -10000"),
        ({"accept_after": 5, "accept_every": 2}, ". +5000 . +5000"),
        ({"accept_after": 5, "accept_every": 2, "reject_after": 1}, "-1000 +5000 -1000 +5000"),
        ({"accept_after": 5, "reject_every": 3}, "+5000 +5000 -5000 +5000"),
        ({"accept_after": 5, "reject_after": 1, "reject_every": 3}, "+5000 +5000 -1000 +5000"),
        ({"reject_after": 1, "reject_every": 2}, ". -1000 . -1000"),
        ({"reject_every": 2}, ". -0 . -0"),
        ({"accept_after": 5, "miss_every": 2}, "+5000 . +5000 ."),
    ],
)
def test_a_behaviour_says_what_is_done_with_each_offer(behavior, expected):
    assert spoken(behavior, expected.count(" ") + 1) == expected


def test_missing_goes_before_rejecting_and_rejecting_before_accepting():
    behavior = {"accept_after": 1, "accept_every": 2, "reject_every": 3, "miss_every": 4}

    assert spoken(behavior, 12) == ". +1000 -1000 . . -1000 . . -1000 +1000 . ."


def test_an_answer_carries_what_follows_it():
    behavior = read_behavior(
        {"accept_after": 5, "handle_for": 120, "wrap_up_for": 30, "available_after": 60}
    )

    assert behavior.answer(1) == Answer(5000, None, 120_000, 30_000, 60_000)


@pytest.mark.parametrize(
    "behavior",
    [
        {},
        {"accept_after": 5, "handle_for": 120.5, "reject_every": 4, "miss_every": 9},
        {"reject_after": 0, "wrap_up_for": 1, "available_after": 60},
        {"accept_after": 1, "accept_every": 2},
    ],
)
def test_a_behaviour_is_shown_as_it_was_written(behavior):
    assert read_behavior(behavior).as_dict() == behavior


def test_answers_are_shown_as_they_were_written():
    script = [{"reject_after": 10}, {"accept_after": 0.5, "handle_for": 60}, {"miss": True}]

    assert [one.as_dict() for one in read_script(script)] == script


@pytest.mark.parametrize(
    ("behavior", "place", "text"),
    [
        (5, (), f"expected a mapping with {BEHAVIOR_KEYS}, got 5"),
        ({"accept": 5}, ("accept",), f"unknown key; there are {BEHAVIOR_KEYS}"),
        ({"miss": True}, ("miss",), f"unknown key; there are {BEHAVIOR_KEYS}"),
        ({"accept_after": -1}, ("accept_after",),
         "expected a number of seconds from 0 to 999999999999, got -1"),
        ({"handle_for": "5"}, ("handle_for",),
         'expected a number of seconds from 0 to 999999999999, got "5"'),
        ({"handle_for": None}, ("handle_for",),
         "expected a number of seconds from 0 to 999999999999, got null"),
        ({"wrap_up_for": True}, ("wrap_up_for",),
         "expected a number of seconds from 0 to 999999999999, got true"),
        ({"available_after": 1e12}, ("available_after",),
         "expected a number of seconds from 0 to 999999999999, got 1000000000000.0"),
        ({"reject_every": 10**12}, ("reject_every",),
         "expected an integer from 1 to 999999999999, got 1000000000000"),
        ({"reject_after": float("nan")}, ("reject_after",),
         "expected a number of seconds from 0 to 999999999999, got NaN"),
        ({"reject_every": 0}, ("reject_every",),
         "expected an integer from 1 to 999999999999, got 0"),
        ({"miss_every": 1.5}, ("miss_every",),
         "expected an integer from 1 to 999999999999, got 1.5"),
        ({"miss_every": True}, ("miss_every",),
         "expected an integer from 1 to 999999999999, got true"),
        ({"miss_every": "x" * 99}, ("miss_every",),
         "expected an integer from 1 to 999999999999, got " + '"' + "x" * 56 + "..."),
        ({"accept_every": 2}, ("accept_every",), "expected accept_after beside it"),
        ({"accept_after": 1, "reject_after": 2}, ("reject_after",),
         "expected reject_every or accept_every beside it, as all is accepted"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_behaviour_is_named(behavior, place, text):
    with pytest.raises(Mistake) as caught:
        read_behavior(behavior)

    assert (caught.value.place, caught.value.text) == (place, text)


@pytest.mark.parametrize(
    ("script", "place", "text"),
    [
        ({"miss": True}, (), 'expected a list of answers, got {"miss": true}'),
        ([5], (0,), f"expected a mapping with {ANSWER_KEYS}, got 5"),
        ([{"miss": True}, {"miss_every": 2}], (1, "miss_every"),
         f"unknown key; there are {ANSWER_KEYS}"),
        ([{"handle_for": 2}], (0,),
         'expected exactly one of accept_after, reject_after, miss, got {"handle_for": 2}'),
        ([{"accept_after": 2, "miss": True}], (0,),
         "expected exactly one of accept_after, reject_after, miss, "
         'got {"accept_after": 2, "miss": true}'),
        ([{"miss": False}], (0, "miss"), "expected true, got false"),
        ([{"accept_after": "x"}], (0, "accept_after"),
         'expected a number of seconds from 0 to 999999999999, got "x"'),
    ],
)  # fmt: skip
def test_a_mistake_in_a_script_is_named(script, place, text):
    with pytest.raises(Mistake) as caught:
        read_script(script)

    assert (caught.value.place, caught.value.text) == (place, text)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ((), "[0].miss: expected true, got 1"),
        (("workers", 2, "script"), "workers[2].script[0].miss: expected true, got 1"),
    ],
)
def test_a_mistake_says_where_it_is_from_where_the_script_stands(place, said):
    with pytest.raises(Mistake) as caught:
        read_script([{"miss": 1}])

    assert caught.value.said(place) == said


def test_a_mistake_in_the_whole_says_no_place():
    with pytest.raises(Mistake) as caught:
        read_behavior(5)

    assert caught.value.said(()).startswith("expected a mapping with accept_after")
