"""Asking the application what a call is to do next, and telling it what became of a call."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from mocktr.core.alerts import Alert
from mocktr.core.clock import MINUTE, SECOND, to_datetime
from mocktr.core.line.call import COMPLETED, Call
from mocktr.core.line.request import STATUS, VOICE, CallAddress, CallRequest, Subscription
from mocktr.core.line.script import ANSWER, Script
from mocktr.core.line.verb import Verb

if TYPE_CHECKING:
    from mocktr.core.account import Account

SOURCE = "call-progress-events"
MINUTES = MINUTE // SECOND


def ask_for_document(
    call: Call,
    script: Script,
    address: CallAddress,
    about: str,
    more: Mapping[str, str] | None = None,
) -> None:
    """Ask for a document that takes the place of the script's own."""
    method, url = address
    parameters = {**call.parameters(), **(more or {})}
    address = method.upper(), urljoin(script.url, url)
    fallback = call.fallback if about == "voice" else None
    request = send(call.account, VOICE, call.sid, about, address, parameters, fallback)
    script.waits_for, script.asked = ANSWER, request.number


def tell(
    call: Call, script: Script, address: CallAddress, about: str, more: Mapping[str, str]
) -> None:
    """Request the action of a verb that is over without a document to follow it."""
    method, url = address
    parameters = {**call.parameters(), **more}
    send(call.account, STATUS, call.sid, about, (method, urljoin(script.url, url)), parameters)


def send(
    account: Account,
    kind: str,
    sid: str,
    about: str,
    address: CallAddress,
    parameters: Mapping[str, str],
    fallback: CallAddress | None = None,
) -> CallRequest:
    """Append a request to the log."""
    log, (method, url) = account.line.requests, address
    request = CallRequest(
        number=len(log) + 1,
        at=account.clock.now,
        after=len(account.events),
        kind=kind,
        resource_sid=sid,
        about=about,
        method=method,
        url=url,
        parameters=tuple(parameters.items()),
        fallback=fallback,
    )
    log.append(request)
    return request


def publish(
    account: Account, subscription: Subscription, sid: str, about: str, told: Mapping[str, str]
) -> None:
    """Tell a subscriber."""
    send(account, STATUS, sid, about, (subscription.method, subscription.url), told)


def notify(call: Call, event: str) -> None:
    """Tell who subscribed to a call's progress: initiated, ringing, answered or completed."""
    subscription = call.subscription
    if subscription is None or event not in subscription.events:
        return
    status = "initiated" if event == "initiated" else call.status
    told = {
        **call.parameters(),
        "CallStatus": status,
        "Timestamp": date(call.now),
        "CallbackSource": SOURCE,
        "SequenceNumber": str(call.told),
        **dict(call.extra),
    }
    if event == COMPLETED:
        told["CallDuration"] = str(call.duration)
        told["Duration"] = str(-(-call.duration // MINUTES))
    call.told += 1
    publish(call.account, subscription, call.sid, event, told)


def date(instant: int) -> str:
    """A time (ms) as RFC 2822 has it, `Sun, 25 Mar 2018 09:53:19 +0000`."""
    return format_datetime(to_datetime(instant // SECOND * SECOND))


def alert(call: Call, code: int, text: str, workspace_sid: str | None = None) -> None:
    """Record what went wrong with a call, as Twilio's debugger would show it."""
    call.account.alerts.append(Alert(call.now, code, text, workspace_sid, call.sid))


# --- how a document goes on --------------------------------------------------------------------


def go_on(call: Call) -> None:
    """Let the present script go on with its next verb."""
    call.scripts[-1].waits_for = None
    call.line.agenda[call.sid] = None


def end_verb(call: Call, more: Mapping[str, str]) -> None:
    """End the verb that the call's own document is at: its action is next, else the next verb.

    A call that is over has its action requested too, but follows no document.
    """
    script = call.main
    assert script is not None
    verb = script.verb
    address = verb.get("method", "POST"), verb.get("action")
    about = f"{verb.name} action"
    if not address[1]:
        if call.is_live:
            go_on(call)
    elif call.is_live:
        ask_for_document(call, script, address, about, more)
    else:
        tell(call, script, address, about, more)


TIMERS = ("pause", "keys", "message", "patience", "talk", "limit", "dial", "ring", "music")


def timer(call: Call, name: str, after: int) -> None:
    """Let something happen to a call after so many ms."""
    call.account.timers.set(call.now + after, f"line.{name}", call.sid)


def forget_timers(call: Call, *names: str) -> None:
    """Nothing of this happens to a call any more."""
    for name in names or TIMERS:
        call.account.timers.cancel(f"line.{name}", call.sid)


def subscribed(script: Script, verb: Verb, name: str, events: str) -> Subscription | None:
    """Who a verb or a noun has be told: by its attributes `name`, `nameMethod` and `nameEvent`."""
    url = verb.get(name)
    if not url:
        return None
    method = verb.get(f"{name}Method", "POST").upper()
    return Subscription(urljoin(script.url, url), method, verb.words(f"{name}Event", events))
