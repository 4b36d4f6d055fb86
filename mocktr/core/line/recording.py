"""Recordings: that something was recorded, how long it is, and where it could be heard."""

from __future__ import annotations

from typing import NamedTuple

from mocktr.core.line.request import Subscription

BY_CALLS_API = "StartCallRecordingAPI"
BY_VERB, BY_DIAL, BY_CONFERENCE, BY_API = "RecordVerb", "DialVerb", "Conference", "OutboundAPI"

IN_PROGRESS, PAUSED, STOPPED, COMPLETED = "in-progress", "paused", "stopped", "completed"
ABSENT = "absent"
"""Of a recording on which nothing was said."""

HOME = "https://api.twilio.com/2010-04-01/Accounts/{account}"


class Recording(NamedTuple):
    """One recording, also while it is made."""

    sid: str
    account_sid: str
    source: str
    started: int
    """When (ms)."""
    duration: int
    """Whole seconds."""
    call_sid: str | None = None
    conference_sid: str | None = None
    status: str = COMPLETED
    channels: int = 1
    """Two where each side has its own."""
    deleted: bool = False
    """Whether a client deleted it; it can still be told that there was one."""

    @property
    def url(self) -> str:
        """Where it is, without an extension, as Twilio tells it."""
        return f"{HOME.format(account=self.account_sid)}/Recordings/{self.sid}"


class Tape(NamedTuple):
    """A recording that a client started, as long as it is made."""

    recording_sid: str
    listener: Subscription | None
    """Who is told of it."""
