"""Messages that were recorded, read again: which one was sent, and how it stands."""

from __future__ import annotations

from mocktr.core.account import Account
from mocktr.core.fields import Filter
from mocktr.sandbox.messages import RecordedMessage
from mocktr.web.journalling import begun
from mocktr.web.request import current
from mocktr.web.voice.kinds import TEXT
from mocktr.web.voice.resource import VoiceResource
from mocktr.web.voice.shapes import on_days


def rows(account: Account, parent: None) -> list[RecordedMessage]:
    """All messages, the newest first; a restored world has them too, so they are the tenant's."""
    tenant, _ = begun(current())
    return list(tenant.messages)[::-1]


def find(account: Account, parent: None, sid: str) -> RecordedMessage | None:
    """The message with this SID."""
    return next((one for one in rows(account, parent) if one.sid == sid), None)


MESSAGES = VoiceResource(
    segments=("Messages",),
    key="messages",
    rows=rows,
    find=find,
    name=lambda message: message.sid,
    show=lambda account, message: message.payload(),
    filters={
        "To": Filter(TEXT, lambda message, to: message.to == to),
        "From": Filter(TEXT, lambda message, from_: message.from_ == from_),
        # None is ever sent; what is asked for is when it was to be.
        **on_days("DateSent", "at"),
    },
)
