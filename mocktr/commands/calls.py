"""Calls that come in, and what is done to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mocktr.commands.arguments import required
from mocktr.commands.command import Result, command
from mocktr.commands.deferred import Deferred
from mocktr.core.clock import iso
from mocktr.core.line.planning import CONFIDENCE, PLAN, caller_of, utterance
from mocktr.errors import AdminError, json_of, listing
from mocktr.values import Kind, text

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.core.line import callers, number, standing
    from mocktr.core.line.call import Call
    from mocktr.core.line.number import PhoneNumber
    from mocktr.sandbox.tenant import Tenant
else:
    callers = Deferred("mocktr.core.line.callers")
    number = Deferred("mocktr.core.line.number")
    standing = Deferred("mocktr.core.line.standing")

NOWHERE = "http://localhost/voice"
"""Where a function of the test's is asked, which gets all requests whatever their URL."""

URL = "an absolute http or https URL"

PARTIES: dict[str, Any] = {"from": required(text), "to": required(text)}
"""Arguments of which one has a name that Python has taken."""

address = Kind(URL, lambda value: number.read_url(value))


def can_call(tenant: Tenant, to: str, url: str | None = None, **arguments: Any) -> None:
    with tenant.observed() as account:
        number_for(tenant, account, to, url)


@command(
    "POST",
    "calls",
    can_call,
    makes=True,
    **PARTIES,
    url=address,
    **PLAN,
)
def call_in(tenant: Tenant, to: str, url: str | None = None, **caller: Any) -> Result:
    """Call a number: the application is asked what to do, at `url` or at the number's own.

    The caller presses one of the `digits` each time that keys are asked for, says one of what they
    `says` where they are listened to, hangs up after so many seconds of `patience` in a queue, and
    speaks a `message` of so many seconds.
    """
    person = caller_of(caller)
    with tenant.steered() as account:
        asked, application_sid = number_for(tenant, account, to, url)
        made = callers.call_in(account, caller["from"], to, asked, person, application_sid)
    return shown(tenant, made.sid) or {}


def number_for(
    tenant: Tenant, account: Account, to: str, url: str | None
) -> tuple[PhoneNumber, str | None]:
    """What the number that is called asks the application for; raises AdminError.

    With it comes the SID of the application of Twilio's that says so, if one does.
    """
    found, application_sid = number.number_called(account, to)
    if url is not None:
        found = found._replace(voice_url=url, voice_method="POST")
    if not found.voice_url and "voice" in tenant.delivery.receivers.functions:
        found = found._replace(voice_url=NOWHERE)
    if not found.voice_url:
        there = listing(list(account.line.numbers))
        said = f"the number {json_of(to)} has no voice_url; {there}"
        raise AdminError(f"url: expected {URL}, since {said}")
    return found, application_sid


@command("GET", "calls/<sid>")
def call(tenant: Tenant, sid: str) -> Result | None:
    """Where a call is, and what it waits for."""
    return shown(tenant, sid)


def can_press(tenant: Tenant, sid: str, **arguments: Any) -> None:
    with tenant.observed() as account:
        found = account.line.calls.get(sid)
        if found is not None:
            callers.asking(found)


@command("POST", "calls/<sid>/press", can_press, digits=required(text))
def press(tenant: Tenant, sid: str, digits: str) -> Result | None:
    """Press keys on a call that asks for some."""
    with tenant.steered() as account:
        found = account.line.calls.get(sid)
        if found is not None:
            callers.press(found, digits)
    return shown(tenant, sid)


def can_say(tenant: Tenant, sid: str, **arguments: Any) -> None:
    with tenant.observed() as account:
        found = account.line.calls.get(sid)
        if found is not None:
            callers.listening(found)


@command("POST", "calls/<sid>/say", can_say, words=required(text), confidence=CONFIDENCE)
def say(tenant: Tenant, sid: str, words: str, confidence: float | None = None) -> Result | None:
    """Say something on a call that listens; `confidence` (0 to 1) is how well it is understood."""
    with tenant.steered() as account:
        found = account.line.calls.get(sid)
        if found is not None:
            callers.say(found, utterance(words, confidence))
    return shown(tenant, sid)


def can_hang_up(tenant: Tenant, sid: str) -> None:
    with tenant.observed() as account:
        live(account, sid)


@command("POST", "calls/<sid>/hang-up", can_hang_up)
def hang_up(tenant: Tenant, sid: str) -> Result | None:
    """Let whoever is on this call, or on this leg of one, hang up."""
    with tenant.steered() as account:
        found = live(account, sid)
        if found is not None:
            callers.hang_up(found)
    return shown(tenant, sid)


def live(account: Account, sid: str) -> Call | None:
    """The call, if it is not over; None where there is none. Raises AdminError."""
    found = account.line.calls.get(sid)
    if found is not None and not found.is_live:
        raise AdminError(f"call {sid} is over already; it is {found.status}", 409)
    return found


# --- what is told of a call --------------------------------------------------------------------


def shown(tenant: Tenant, sid: str) -> Result | None:
    with tenant.observed() as account:
        found = account.line.calls.get(sid)
        return None if found is None else row_of(found)


def row_of(call: Call) -> Result:
    """A call in short."""
    return {
        "sid": call.sid,
        "status": call.status,
        "direction": call.direction,
        "from": call.from_,
        "to": call.to,
        "date_created": iso(call.created),
        "duration": call.duration,
        "waits_for": standing.waits_for(call),
        "waits_in": standing.waits_in(call),
        "task_sid": call.task_sid,
        "talks_to": [one.sid for one in standing.others(call)],
        "rings": list(call.legs),
    }
