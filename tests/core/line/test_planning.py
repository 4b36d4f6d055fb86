"""What a test plans for the person on a call, as it is written."""

import pytest

from mocktr.core.line.call import Utterance
from mocktr.core.line.planning import PLAN, caller_of
from mocktr.values import Mistake


def read(**plan):
    return caller_of({name: PLAN[name](value) for name, value in plan.items()})


def test_who_plans_nothing_is_as_ever():
    person = read()

    assert (person.digits, person.says) == ([], [])
    assert (person.patience, person.message) == (None, 10_000)


def test_times_are_seconds():
    person = read(patience=1.5, message=20)

    assert (person.patience, person.message) == (1_500, 20_000)


def test_words_may_have_a_confidence():
    says = ["yes", {"words": "no", "confidence": 0.25}, {}]

    assert read(says=says).says == [Utterance("yes"), Utterance("no", "0.25"), Utterance("")]


@pytest.mark.parametrize(
    ("plan", "complaint"),
    [
        ({"digits": "1"}, "expected a list of texts such as"),
        ({"digits": [1]}, "expected a list of texts such as"),
        ({"says": "yes"}, "expected a list of texts, or of"),
        ({"says": [{"word": "yes"}]}, "unknown key; there are words, confidence"),
        ({"says": [{"confidence": 2}]}, "expected a number from 0 to 1"),
        ({"patience": -1}, "expected a number that is not negative"),
    ],
)
def test_what_can_not_be_planned_is_refused(plan, complaint):
    with pytest.raises(Mistake, match=complaint):
        read(**plan)


@pytest.mark.parametrize("keys", ["12", [1], None])
def test_keys_are_a_list_of_texts(keys):
    with pytest.raises(Mistake, match="expected a list of texts such as"):
        read(digits=keys)


def test_keys_are_pressed_time_by_time():
    assert read(digits=["1", "23#"]).digits == ["1", "23#"]
