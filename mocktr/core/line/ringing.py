"""Legs that are placed: they ring at a phone, until it answers or there is nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocktr.core.line import phone as phones
from mocktr.core.line.asking import notify, timer
from mocktr.core.line.call import BY_API, CANCELED, COMPLETED, QUEUED, RINGING, Call, Purpose
from mocktr.core.line.phone import EVERY_PHONE, Phone
from mocktr.core.line.progress import finish
from mocktr.core.line.request import Subscription
from mocktr.core.scopes import decoded

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.core.resources.worker import Worker

UNKNOWN = phones.DEFAULT
"""What rings where nobody said anything: it answers at once."""


def place(
    account: Account,
    *,
    to: str,
    from_: str,
    purpose: Purpose,
    phone: Phone,
    sid: str | None = None,
    direction: str = BY_API,
    parent_sid: str | None = None,
    subscription: Subscription | None = None,
    extra: tuple[tuple[str, str], ...] = (),
) -> Call:
    """A leg that is about to ring; it has the SID that was promised, if one was."""
    line = account.line
    leg = Call(
        account=account,
        sid=sid or account.sids.next("CA")[1],
        from_=from_,
        to=to,
        direction=direction,
        status=QUEUED,
        created=account.clock.now,
        parent_sid=parent_sid,
        subscription=subscription,
        extra=extra,
        purpose=purpose,
        phone=phone,
    )
    line.calls[leg.sid] = leg
    line.rung[to] = line.rung.get(to, 0) + 1
    leg.fate = phone.outcome(line.rung[to])
    notify(leg, "initiated")
    return leg


def ring(leg: Call, most: int) -> None:
    """Let a leg ring, for `most` ms; what comes of it is a timer, also where it comes at once."""
    after = 0
    if leg.fate in (phones.ANSWERED, phones.NO_ANSWER):
        leg.status = RINGING
        notify(leg, "ringing")
        after = leg.phone.answer_after if leg.fate == phones.ANSWERED else most
        if after > most:
            leg.fate, after = phones.NO_ANSWER, most
    timer(leg, "ring", after)


def cancel(leg: Call) -> None:
    """Let a leg ring no longer; one that was answered, and not connected yet, is completed."""
    finish(leg, CANCELED if leg.answered is None else COMPLETED)


def phone_of(account: Account, worker: Worker) -> Phone | None:
    """The phone of a worker; None where nothing was said of it, nor of all."""
    return own_phone(account, worker) or everybody(account)


def own_phone(account: Account, worker: Worker) -> Phone | None:
    """What was said of this worker's phone."""
    told = account.line.phones.get(worker.sid)
    return told or account.settings.phone_of(worker.friendly_name)


def everybody(account: Account) -> Phone | None:
    """What was said of all phones."""
    return account.line.phones.get(EVERY_PHONE) or account.settings.phone_of(EVERY_PHONE)


def phone_at(account: Account, address: str) -> Phone:
    """What rings at an address: a worker's phone, if it is one's contact_uri."""
    if not (account.line.phones or account.settings.phones):
        return UNKNOWN
    workers = (one for space in account.workspaces.values() for one in space.workers.values())
    for worker in workers:
        if decoded(worker.attributes).get("contact_uri") == address:
            return phone_of(account, worker) or UNKNOWN
    return everybody(account) or UNKNOWN
