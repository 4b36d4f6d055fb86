"""`<Dial><Queue>`: a call takes who waits in a queue, or the caller of a reservation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocktr.core.line import queueing, talk
from mocktr.core.line.asking import alert
from mocktr.core.line.call import COMPLETED, NO_ANSWER, Call
from mocktr.core.line.dialled import fail, limit_talk, refuse_dial
from mocktr.core.line.script import Script
from mocktr.core.line.verb import Verb
from mocktr.core.scopes import decoded
from mocktr.errors import shorten

if TYPE_CHECKING:
    from mocktr.core.resources.reservation import Reservation

NO_RESERVATION, UNUSABLE, NO_ACTIVITY = 14217, 14215, 14218
GONE = ("canceled", "rescinded")


def queue(call: Call, script: Script, noun: Verb) -> None:
    """Talk to who waits: the caller of a reservation, or the first in a queue."""
    if noun.get("reservationSid"):
        for_reservation(call, noun)
        return
    found = call.line.queue(noun.text)
    if found is None or not found.members:
        fail(call, NO_ANSWER)
    else:
        meet(call, call.line.calls[found.members[0]])


def meet(call: Call, customer: Call) -> None:
    """Take a call out of its queue and talk to it."""
    queueing.take(customer)
    waited = dict(customer.outcome)
    told = {
        "DialCallStatus": COMPLETED,
        "DialCallSid": customer.sid,
        "DialBridged": "true",
        "QueueSid": waited["QueueSid"],
        "QueueTime": waited["QueueTime"],
        # Spelled so by Twilio.
        "DequeingCallSid": call.sid,
    }
    call.outcome = tuple(told.items())
    talk.bridge(customer, call)
    limit_talk(call)


def for_reservation(call: Call, noun: Verb) -> None:
    """Accept a reservation by talking to its caller."""
    sid, activity_sid = noun.get("reservationSid"), noun.get("postWorkActivitySid")
    reservation = call.account.reservations.get(sid)
    if reservation is None or reservation.reservation_status in GONE:
        refuse_dial(call, NO_RESERVATION, f"no reservation {shorten(sid)} to be bridged to")
        return
    customer = caller_in_queue(reservation)
    if not reservation.is_pending or customer is None:
        status = reservation.reservation_status
        refuse_dial(call, UNUSABLE, f"reservation {sid} is {status}, or its caller does not wait")
        return
    if activity_sid and activity_sid not in reservation.workspace.activities:
        alert(call, NO_ACTIVITY, f"the workspace has no activity {shorten(activity_sid)}")
    reservation.post_work_activity_sid = activity_sid or None
    reservation.change_status("accepted")
    call.works_for = sid
    meet(call, customer)


def caller_in_queue(reservation: Reservation) -> Call | None:
    """The call that waits for a reservation's task."""
    sid = decoded(reservation.task.attributes).get("call_sid")
    found = reservation.account.line.calls.get(str(sid))
    return found if found is not None and found.waiting else None
