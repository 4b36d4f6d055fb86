"""What is asked of, or told to, the application for a call."""

from __future__ import annotations

from typing import NamedTuple

CallAddress = tuple[str, str]
"""A method and an absolute URL; an empty URL is that of a function of the test's."""

VOICE, STATUS = "voice", "status"
"""Kinds of requests: one whose answer is a document to follow, and one that only tells."""


class CallRequest(NamedTuple):
    """One request; the log of them is read as that of the events is."""

    number: int
    """Its place in the log, from 1."""
    at: int
    after: int
    """How many events had happened before it."""
    kind: str
    resource_sid: str
    """The call, conference or recording that it is about."""
    about: str
    """What it is for, such as `waitUrl`."""
    method: str
    url: str
    parameters: tuple[tuple[str, str], ...]
    fallback: CallAddress | None = None


class Subscription(NamedTuple):
    """Who is told of what happens to a call, a conference or a recording."""

    url: str
    method: str = "POST"
    events: tuple[str, ...] = ("completed",)
