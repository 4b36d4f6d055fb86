"""Recordings: that something was recorded, how long it is, and where it could be heard."""

from __future__ import annotations

from typing import NamedTuple

BY_VERB, BY_DIAL, BY_CONFERENCE, BY_API = "RecordVerb", "DialVerb", "Conference", "OutboundAPI"

HOME = "https://api.twilio.com/2010-04-01/Accounts/{account}"


class Recording(NamedTuple):
    """One recording, when it is complete."""

    sid: str
    account_sid: str
    source: str
    started: int
    """When (ms)."""
    duration: int
    """Whole seconds."""
    call_sid: str | None = None
    conference_sid: str | None = None

    @property
    def url(self) -> str:
        """Where it is, without an extension, as Twilio tells it."""
        return f"{HOME.format(account=self.account_sid)}/Recordings/{self.sid}"
