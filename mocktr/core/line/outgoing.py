"""Calls that a client places over REST: they ring, and follow a document when they are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocktr.core.line import twiml
from mocktr.core.line.asking import alert, ask_for_document, go_on, timer
from mocktr.core.line.call import Call, Purpose
from mocktr.core.line.request import CallAddress, Subscription
from mocktr.core.line.ringing import phone_at, place, ring
from mocktr.core.line.script import END, Script

if TYPE_CHECKING:
    from mocktr.core.account import Account

BY_CLIENT = "api"
"""Why such a leg rings."""


def call_out(
    account: Account,
    *,
    to: str,
    from_: str,
    rings_for: int,
    purpose: Purpose | None = None,
    subscription: Subscription | None = None,
    sid: str | None = None,
) -> Call:
    """A call that is queued now, and rings (for so many ms at most) when the client was answered.

    What it is to follow then is set by `plan` or `plan_document`.
    """
    leg = place(
        account,
        to=to,
        from_=from_,
        purpose=purpose or Purpose(BY_CLIENT),
        phone=phone_at(account, to),
        subscription=subscription,
        sid=sid,
    )
    leg.rings_for = rings_for
    timer(leg, "dial", 0)
    return leg


def plan(leg: Call, address: CallAddress) -> None:
    """Let the application be asked at an address when the leg is answered."""
    method, url = address
    leg.scripts = [Script(url=url, method=method, waits_for=END)]


def plan_document(leg: Call, text: str) -> None:
    """Let a leg follow TwiML when it is answered."""
    leg.scripts = [Script(verbs=document(leg, text), waits_for=END)]


def document(call: Call, text: str) -> twiml.TwimlDocument:
    """The verbs of TwiML that a client sent; none, and an alert, where it can't be followed."""
    try:
        return twiml.parse(text)
    except twiml.BadDocument as error:
        alert(call, error.code, error.text)
        return ()


def dial(leg: Call) -> None:
    """Begin to ring."""
    ring(leg, leg.rings_for)


def answered(leg: Call) -> None:
    """Ask what the one who was called is to hear, or let them hear what was said before."""
    script = leg.scripts[-1]
    if script.url:
        ask_for_document(leg, script, (script.method, script.url), "voice")
    else:
        script.began = leg.now
        go_on(leg)


def unreached(leg: Call) -> None:
    """Nobody was there; the status callback, which has gone out, tells of that."""
