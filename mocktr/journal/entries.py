"""What the journal tells of a request and of a callback."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlsplit

from mocktr.core.clock import iso

Parameters = dict[str, Any]
"""By name, as sent: text, a list of texts where it was repeated, any JSON from a JSON body."""


@dataclass(slots=True)
class RequestEntry:
    """A request that came in; `status` is None as long as it has no answer."""

    kind: ClassVar[str] = "request"

    method: str
    path: str
    """With `/v1`, without the query."""
    account_sid: str
    number: int = 0
    at: int = 0
    """The instant (ms) of its operation."""
    parameters: Parameters = field(default_factory=dict, repr=False)
    """Those of the query and of the body."""
    if_match: str | None = None
    """The header If-Match, on which it depends what comes of it."""
    status: int | None = None
    code: int | None = None
    """Twilio's error code, and its message; None where all went well."""
    message: str | None = None
    wall_ms: float | None = None
    """How long the answer took on the wall clock."""
    virtual_ms: int | None = None
    """The same on the account's clock: 0 unless it moved meanwhile."""
    faults: tuple[int, ...] = ()
    """The numbers of the planned faults that it met."""
    wall: float = 0
    """When it came, in Unix seconds of the wall clock."""
    revision: int = 0
    """The journal's, when it last changed."""
    before: int = 0
    after: int = 0
    """How many events there were before it had its effect, and after that."""
    by: str = "client"
    """`console` for what was asked through the admin API."""
    size: int = 0
    """Bytes of what it carries, about."""

    @property
    def outcome(self) -> str:
        """What came of it, in a few words."""
        status = "no answer" if self.status is None else self.status
        return " ".join(str(one) for one in (status, self.code, self.message) if one)

    @property
    def place(self) -> str:
        """Where it went."""
        return self.path

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "number": self.number,
            "date": iso(self.at),
            "kind": self.kind,
            "account_sid": self.account_sid,
            "method": self.method,
            "path": self.path,
            "parameters": self.parameters,
            "if_match": self.if_match,
            "status": self.status,
            "code": self.code,
            "message": self.message,
            "wall_ms": self.wall_ms,
            "virtual_ms": self.virtual_ms,
            "faults": list(self.faults),
            "by": self.by,
            **traces(self),
        }


class BridgeEntry(RequestEntry):
    """What a page asked of the event bridge: by the method and the path that it means."""

    __slots__ = ()
    kind: ClassVar[str] = "bridge"


@dataclass(slots=True)
class UnservedEntry(RequestEntry):
    """A request for a host of Twilio's that mocktr does not stand in for."""

    kind: ClassVar[str] = "unserved"

    host: str = ""

    @property
    def place(self) -> str:
        """Where it went."""
        return f"https://{self.host}{self.path}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**RequestEntry.as_dict(self), "host": self.host}


@dataclass(slots=True)
class ForwardedEntry(UnservedEntry):
    """A request for such a host that was passed on."""

    kind: ClassVar[str] = "forwarded"

    forwarded_to: str = ""
    """What stands in for the host."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**UnservedEntry.as_dict(self), "forwarded_to": self.forwarded_to}


@dataclass(slots=True)
class MessageEntry(RequestEntry):
    """A request to send a message, which was recorded."""

    kind: ClassVar[str] = "message"

    sid: str | None = None
    """That of the message; None where it was refused."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**RequestEntry.as_dict(self), "sid": self.sid}


@dataclass(slots=True)
class CallbackEntry:
    """One attempt to deliver a callback: `kind` is event, assignment, fallback, voice or status."""

    at: int
    """The instant (ms) of the event that caused it."""
    kind: str
    resource_sid: str
    event_type: str
    url: str | None
    """None where a function of the test received it."""
    parameters: Parameters = field(repr=False)
    number: int = 0
    status: int | None = None
    """The HTTP status of the answer, if one came."""
    body: str | None = field(default=None, repr=False)
    instruction: str | None = None
    """What the answer asked for."""
    outcome: str = "sent"
    """What came of it, see docs/callbacks.rst."""
    reason: str | None = None
    """Why it failed or was refused."""
    faults: tuple[int, ...] = ()
    """The numbers of the planned faults that it met."""
    method: str = "POST"
    wall: float = 0
    """When it was sent, in Unix seconds of the wall clock."""
    revision: int = 0
    """The journal's, when it last changed."""
    before: int = 0
    after: int = 0
    """How many events there were before its answer had its effect, and after that."""
    event: int | None = None
    """The number of the event that it tells of; None for what a call asks."""
    resends: int | None = None
    """The number of the callback that it repeats, which has no effect."""
    size: int = 0
    """Bytes of what it carries, about."""

    @property
    def path(self) -> str:
        """That of the URL."""
        return urlsplit(self.url or "").path

    @property
    def place(self) -> str:
        """Where it went."""
        return self.url or f"the function for {self.kind}s"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "number": self.number,
            "date": iso(self.at),
            "kind": self.kind,
            "resource_sid": self.resource_sid,
            "event_type": self.event_type,
            "method": self.method,
            "url": self.url,
            "parameters": self.parameters,
            "status": self.status,
            "body": self.body,
            "instruction": self.instruction,
            "outcome": self.outcome,
            "reason": self.reason,
            "faults": list(self.faults),
            "event": self.event,
            "resends": self.resends,
            **traces(self),
        }


Entry = RequestEntry | CallbackEntry


def traces(entry: Entry) -> dict[str, Any]:
    """When it came, when it last changed, and the numbers of the events that it caused."""
    caused = [entry.before + 1, entry.after] if entry.after > entry.before else None
    return {"wall": round(entry.wall, 3), "revision": entry.revision, "events": caused}


def line(entry: Entry) -> str:
    """An entry in one line."""
    time = iso(entry.at)[11:19]
    return f"#{entry.number} {time} {entry.method} {entry.place}: {entry.outcome}"
