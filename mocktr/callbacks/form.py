"""What a callback carries: its parameters and its headers, signed as Twilio signs."""

from __future__ import annotations

import base64
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import import_module
from time import monotonic
from typing import Literal
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from mocktr.callbacks.answer import KEEPING, CallbackAnswer
from mocktr.core.fields import pascal
from mocktr.core.resources.event import Event

USER_AGENT = "TwilioProxy/1.1"

CallbackKind = Literal["event", "assignment", "voice", "status"]

ASSIGNMENT = (
    *("workflow_sid", "task_queue_sid", "task_sid", "task_age", "task_priority"),
    *("task_attributes", "reservation_sid", "worker_sid", "worker_attributes"),
)
"""What of an event's data an assignment callback carries (sources: recordings)."""


@dataclass(frozen=True, slots=True)
class Callback:
    """A form that is to be sent: for an event, a reservation that was made, or a call."""

    kind: CallbackKind
    account_sid: str
    workspace_sid: str | None
    event_type: str
    """What it is for: the event's type, or what a request of a call is about."""
    resource_sid: str
    number: int
    """That of the event that caused it, or of the request of a call."""
    at: int
    """The instant (ms) of that event."""
    epoch: int
    """The life of the world that it belongs to."""
    url: str | None
    fallback: str | None
    parameters: Mapping[str, str]
    method: str = "POST"
    cookies: Mapping[str, str] = field(default_factory=dict)
    """The header with what the receiver set before, if it did."""
    made: float = field(default_factory=monotonic, compare=False)
    """When it was made to be sent, in seconds of the machine's own clock."""

    @property
    def name(self) -> str:
        """What to call it in a message."""
        where = as_received(self.url) if self.url else "a function"
        return f"{self.kind} callback of {self.resource_sid} to {where}"

    @property
    def encoded(self) -> str:
        """The parameters, form-encoded."""
        return encode(self.parameters)

    @property
    def posted(self) -> Mapping[str, str]:
        """The parameters that go in the body: a GET has all in its URL."""
        return {} if self.method == "GET" else self.parameters

    @property
    def body(self) -> bytes:
        """The body of the request."""
        return self.encoded.encode() if self.posted else b""

    def address(self, url: str) -> str:
        """The URL that is requested where `url` is asked."""
        if self.method != "GET":
            return url
        parts = urlsplit(url)
        query = "&".join(filter(None, (parts.query, self.encoded)))
        return urlunsplit(parts._replace(query=query))

    def led_on(self, answer: CallbackAnswer) -> Callback:
        """The same where a redirect leads: as a GET, unless that says to keep the method."""
        method = self.method if answer.status in KEEPING else "GET"
        return replace(self, method=method, url=urljoin(self.url or "", answer.location or ""))

    def headers(self, url: str, token: str) -> dict[str, str]:
        """The headers of a post to `url`, signed with the account's auth token."""
        # The same for the fallback: it is the same callback, tried elsewhere.
        seed = f"{self.account_sid}/{self.epoch}/{self.kind}/{self.number}"
        return {
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": USER_AGENT,
            "Accept": "*/*",
            "I-Twilio-Idempotency-Token": str(uuid.uuid5(uuid.NAMESPACE_URL, seed)),
            "X-Twilio-Signature": sign(url, self.posted, token),
            **authorization(url),
            **self.cookies,
        }


def assignment_parameters(event: Event) -> dict[str, str]:
    """The parameters of the assignment callback of a `reservation.created`."""
    data = event.data()
    common = {"AccountSid": event.workspace.account.sid, "WorkspaceSid": event.workspace.sid}
    return {**common, **{pascal(name): data[name] for name in ASSIGNMENT if name in data}}


def encode(parameters: Mapping[str, str]) -> str:
    """A form; half a surrogate pair, which has no bytes, becomes `?`."""
    return urlencode(parameters, errors="replace")


def sign(url: str, parameters: Mapping[str, str], token: str) -> str:
    """X-Twilio-Signature (sources: signatures).

    The HMAC-SHA1 of the URL, as the receiver sees it, followed by each parameter's name and value
    in the order of the names.
    """
    text = as_received(url) + "".join(name + parameters[name] for name in sorted(parameters))
    signed = text.encode(errors="replace")
    return base64.b64encode(hmac.digest(token.encode(), signed, "sha1")).decode()


@lru_cache
def as_received(url: str) -> str:
    """A URL as its receiver sees it: percent-encoded, without user, password and fragment."""
    # Loaded with the first callback: most runs have none, and start a fourth sooner.
    requests = import_module("requests")
    prepared = requests.PreparedRequest()
    try:
        prepared.prepare_url(url, None)
    except (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema):
        # Nobody can be asked there, which is for the network to say.
        prepared.url = url
    parts = urlsplit(str(prepared.url))
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))


def authorization(url: str) -> dict[str, str]:
    """The header for the user and password of a URL, if it has them."""
    user, password = import_module("requests").utils.get_auth_from_url(url)
    if not user:
        return {}
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}
