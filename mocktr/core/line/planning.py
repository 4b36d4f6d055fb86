"""What a test plans for the person on a call, as it is written: in seconds, with plain texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mocktr.core.clock import SECOND
from mocktr.core.line.call import Caller, Utterance
from mocktr.values import Kind, at, check_keys, list_of, number, text, wanted

KEYS = 'a list of texts such as ["1"]'
WORDS = 'a list of texts, or of {"words": ..., "confidence": ...}'

CONFIDENCE = number(0, 1)
UTTERANCE: dict[str, Kind[Any]] = {"words": text, "confidence": CONFIDENCE}


def read_keys(value: Any) -> list[str]:
    """The keys that are pressed, time by time."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise wanted(KEYS, value)
    return list(value)


def read_says(value: Any) -> list[Utterance]:
    """What is said, time by time: each a text or an object."""
    return list_of(read_utterance, WORDS)(value)


def read_utterance(value: Any) -> Utterance:
    """A text, or an object with the confidence of those who understood it."""
    if isinstance(value, str):
        return Utterance(value)
    check_keys(value, UTTERANCE)
    return utterance(**{name: at(name, UTTERANCE[name], one) for name, one in value.items()})


def utterance(words: str = "", confidence: float | None = None) -> Utterance:
    """What is said, with as much confidence as was told."""
    said = Utterance(words)
    return said if confidence is None else said._replace(confidence=str(confidence))


AMOUNT = number(0)
PLAN: dict[str, Any] = {
    "digits": Kind(KEYS, read_keys),
    "says": Kind(WORDS, read_says),
    "patience": AMOUNT,
    "message": AMOUNT,
}
"""What may be planned."""

TIMES = ("patience", "message")


def caller_of(plan: Mapping[str, Any]) -> Caller:
    """The person with this plan, which was read; what is not in it is as ever."""
    person = Caller()
    for name in PLAN:
        if name in plan:
            value = plan[name]
            setattr(person, name, round(SECOND * value) if name in TIMES else value)
    return person
