"""The kinds of value that the 2010 API's parameters hold, with its own errors."""

from __future__ import annotations

import re
from typing import Any

from mocktr.core.clock import DAY, SECOND, parse_iso
from mocktr.core.fields import FieldKind, Flag, Number, Text, Url, as_list
from mocktr.errors import InvalidAddress, InvalidCallee, InvalidCaller, InvalidParameter

NUMBER = re.compile(r"\+?\d{1,15}")
SPELLING = re.compile(r"[\s().-]")
SCHEMES = ("client:", "sip:", "sips:", "app:", "whatsapp:")
"""What an address starts with that is no number."""


class Callee(FieldKind):
    """Whom to call: a number, a client or a SIP address."""

    refusal: type[InvalidParameter] = InvalidCallee
    wanted = "a phone number, client:NAME or sip:ADDRESS"

    def read(self, value: Any) -> str:
        text = str(value).strip()
        if text.startswith(SCHEMES) and len(text) > text.index(":") + 1:
            return text
        plain = SPELLING.sub("", text)
        if not NUMBER.fullmatch(plain):
            raise self.refuse()
        return plain


class CallerId(Callee):
    """Who calls."""

    refusal = InvalidCaller


class VoiceAddress(Url):
    """Where TwiML is, or who is told."""

    refusal = InvalidAddress


class HttpMethod(FieldKind):
    """A method of HTTP, however it is spelled."""

    wanted = "GET or POST"

    def read(self, value: Any) -> str:
        text = str(value).upper()
        if text not in ("GET", "POST"):
            raise self.refuse()
        return text


class EventNames(FieldKind):
    """Names of events: repeated, or with blanks or commas between."""

    repeats = True

    def __init__(self, *words: str) -> None:
        super().__init__()
        self.words = words
        self.wanted = "one or more of " + ", ".join(words)

    def read(self, value: Any) -> tuple[str, ...]:
        sent = {word for part in as_list(value) for word in re.split(r"[\s,]+", part) if word}
        if not sent <= set(self.words):
            raise self.refuse()
        return tuple(word for word in self.words if word in sent)


class Day(FieldKind):
    """A date, or a date and a time: the first and the last instant (ms) that it means."""

    wanted = "a date such as 2030-01-07, or a date-time such as 2030-01-07T09:00:00Z"

    def read(self, value: Any) -> tuple[int, int]:
        try:
            first = parse_iso(str(value))
        except ValueError:
            raise self.refuse() from None
        is_date = len(str(value)) == len("2030-01-07")
        return first, first + (DAY if is_date else SECOND) - 1


class WholeDay(Day):
    """The same, where midnight stands for its day: so the helper libraries spell a date."""

    def read(self, value: Any) -> tuple[int, int]:
        first, last = super().read(value)
        return first, last if first % DAY else first + DAY - 1


TEXT = Text()
SWITCH = Flag()
METHOD = HttpMethod()
ADDRESS = VoiceAddress(cleared="")
SECONDS = Number(1, 600)
LIMIT = Number(1, 86_400)
"""How many seconds a call may last."""
CALL_EVENTS = EventNames("initiated", "ringing", "answered", "completed")
