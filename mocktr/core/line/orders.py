"""Orders: what an instruction has the line do for a reservation, and what comes of it.

Where neither the task's call is one of the line's nor anything was said of the worker's phone,
an instruction is none of the line's business, and counts as answered at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocktr.core.clock import SECOND
from mocktr.core.fields import Values
from mocktr.core.instructions.dialling import Dialled, learn
from mocktr.core.instructions.instruction import Instruction
from mocktr.core.line import connecting
from mocktr.core.line.call import (
    BUSY,
    CANCELED,
    COMPLETED,
    FAILED,
    NO_ANSWER,
    Call,
    Purpose,
)
from mocktr.core.line.connecting import conclude_order, customer_of
from mocktr.core.line.hanging_up import redirect
from mocktr.core.line.phone import ANSWERED, Phone
from mocktr.core.line.progress import finish, pick_up
from mocktr.core.line.request import Subscription
from mocktr.core.line.ringing import UNKNOWN, cancel, phone_of, place, ring
from mocktr.core.line.state import Order
from mocktr.core.line.supervising import supervise
from mocktr.core.scopes import decoded
from mocktr.errors import InstructionRefused, Refused

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.core.resources.reservation import Reservation

RING = 60
"""Seconds that a phone rings, unless told."""

REASONS = {BUSY: 45303, NO_ANSWER: 45305, FAILED: 45301, CANCELED: 45301}
"""CanceledReasonCode where a conference did not reach the worker; the first was seen."""

NOT_FOUND = 45310
"""The same where the caller is gone when the worker answers."""

CALLER_GONE = 40122
SUPERVISE = "supervise"
EVENTS = ("initiated", "ringing", "answered", "completed")
TIMEOUTS = {"dequeue": "dequeue_timeout", "call": "call_timeout", "conference": "timeout"}
"""Instructions that ring at the worker, with the parameter that says how long."""
CONNECTING = ("dequeue", "conference")
"""Those that take the caller out of the queue, to the worker."""


def check(reservation: Reservation, instruction: Instruction, values: Values) -> None:
    """Refuse an instruction that the line can't carry out now; nothing is done yet."""
    line, name = reservation.account.line, instruction.name
    order = line.orders.get(reservation.sid)
    if order is not None and order.name == "conference":
        raise Refused(
            f"Reservation {reservation.sid} not in expected state [pending] "
            "and cannot be updated to [onHold]"
        )
    customer = customer_of(reservation)
    if name in CONNECTING and customer is not None and not customer.waiting:
        raise InstructionRefused(
            instruction.late_when_gone or instruction.no_call,
            f"{instruction.unable} Call {customer.sid} does not wait in a queue.",
        )
    named = line.calls.get(values.get("redirect_call_sid", ""))
    if named is not None and not named.is_live:
        raise InstructionRefused(CALLER_GONE, f"{instruction.unable} Call {named.sid} is over.")


def carry_out(
    reservation: Reservation, instruction: Instruction, values: Values, dialled: Dialled
) -> bool:
    """Do what an instruction asks of the line; answers whether that was anything.

    If it was, the line also sees to what the task learns and to what the reservation becomes.
    """
    name = instruction.name
    if name in TIMEOUTS:
        phone = phone_for(reservation)
        if phone is not None:
            ring_worker(reservation, name, values, dialled, phone)
        return phone is not None
    if name == SUPERVISE:
        supervise(reservation, values, dialled)
        return False
    named = reservation.account.line.calls.get(values.get("redirect_call_sid", ""))
    if named is None:
        return False
    conclude_order(reservation, name, values)
    redirect(named, ("POST", values["redirect_url"]), cancels=False)
    return True


def phone_for(reservation: Reservation) -> Phone | None:
    """What rings at the worker; None where that is none of the line's business."""
    told = phone_of(reservation.account, reservation.worker)
    return UNKNOWN if told is None and customer_of(reservation) is not None else told


def ring_worker(
    reservation: Reservation, name: str, values: Values, dialled: Dialled, phone: Phone
) -> None:
    """Let the worker's phone ring; what it does at once has its effect at once."""
    account, customer = reservation.account, customer_of(reservation)
    forget(account, reservation.sid)
    leg = place(
        account,
        sid=dialled.calls[0].sid,
        to=str(dialled.calls[0].to),
        from_=str(dialled.calls[0].from_),
        purpose=Purpose(name, reservation.sid, customer.sid if customer is not None else ""),
        phone=phone,
        subscription=subscription(name, values),
        extra=() if name == "conference" else extra(reservation),
    )
    leg.records = values.get(f"{name}_record") == "record-from-answer"
    order = Order(leg.sid, name, plain(values), dialled)
    if not account.line.orders:
        # What happened before can't have ended it.
        account.line.position = len(account.events)
    account.line.orders[reservation.sid] = order
    begin(reservation, order)
    if leg.fate == ANSWERED and leg.phone.answer_after == 0:
        pick_up(leg)
        answered(leg)
    else:
        ring(leg, SECOND * int(values.get(TIMEOUTS[name], RING)))


def plain(values: Values) -> Values:
    """Parameters as lists and texts, which any copy can hold."""
    sets = {name: sorted(one) for name, one in values.items() if isinstance(one, frozenset)}
    return {**values, **sets}


def begin(reservation: Reservation, order: Order) -> None:
    """What an instruction does before it rings."""
    if order.name == "conference":
        # While a conference is set up, the time to answer stands still.
        reservation.account.timers.cancel("reservation.timeout", reservation.sid)
        return
    learn(reservation.task, order.dialled)
    if order.name == "call":
        # It is accepted, where told, before anything rings.
        conclude_order(reservation, order.name, order.values)


def subscription(name: str, values: Values) -> Subscription | None:
    """Who is told of the worker's leg."""
    conference = name == "conference"
    field = "status_callback" if conference else f"{name}_status_callback_url"
    if not values.get(field):
        return None
    method = values.get("status_callback_method", "POST") if conference else "GET"
    listed = "status_callback_event" if conference else f"{name}_status_callback_event"
    asked = values.get(listed, (COMPLETED,))
    return Subscription(values[field], method, tuple(one for one in EVENTS if one in asked))


def extra(reservation: Reservation) -> tuple[tuple[str, str], ...]:
    """What a status callback tells of the task, so that its caller can be taken care of."""
    task = reservation.task
    call_sid = str(decoded(task.attributes).get("call_sid", ""))
    told = {
        # The one is documented, the other is what applications read.
        "taskCallSid": call_sid,
        "TaskCallSid": call_sid,
        "TaskSid": task.sid,
        "ReservationSid": reservation.sid,
        "WorkerSid": reservation.worker_sid,
        "WorkspaceSid": reservation.workspace_sid,
        "TaskQueueSid": task.task_queue_sid or "",
        "WorkflowSid": task.workflow_sid or "",
    }
    return tuple(told.items())


# --- what comes of it --------------------------------------------------------------------------


def answered(leg: Call) -> None:
    """The worker answered."""
    reservation, order = order_of(leg)
    if reservation is None or order is None:
        finish(leg, COMPLETED)
        return
    customer = customer_of(reservation)
    if order.name in CONNECTING and customer is not None and not customer.waiting:
        # Taken elsewhere meanwhile, though the task lives on.
        finish(leg, COMPLETED)
        fail(reservation, order, NOT_FOUND)
        return
    del leg.line.orders[reservation.sid]
    connecting.CONNECTED[order.name](leg, reservation, order)


def unreached(leg: Call) -> None:
    """Nobody answered."""
    reservation, order = order_of(leg)
    if reservation is not None and order is not None:
        fail(reservation, order, REASONS[leg.status])


def fail(reservation: Reservation, order: Order, code: int) -> None:
    """Connect nobody: a conference gives the task back, of all else only the callback tells."""
    del reservation.account.line.orders[reservation.sid]
    if order.name == "conference":
        reservation.cancel(code)


def order_of(leg: Call) -> tuple[Reservation | None, Order | None]:
    """What a leg rings for, as long as that is still wanted."""
    assert leg.purpose is not None
    sid = leg.purpose.reservation_sid
    order = leg.line.orders.get(sid)
    reservation = leg.account.reservations.get(sid)
    if order is None or order.leg_sid != leg.sid or spent(reservation, order):
        return None, None
    return reservation, order


def spent(reservation: Reservation | None, order: Order) -> bool:
    """Whether a reservation needs its worker's leg no longer."""
    if reservation is None:
        return True
    accepted = reservation.reservation_status == "accepted"
    return not (reservation.is_pending or (order.name == "call" and accepted))


def follow(account: Account) -> None:
    """Let nothing ring for reservations that have ended since this was done last."""
    line, log = account.line, account.events
    # Not a slice, which would go through the whole log.
    for number in range(line.position, len(log)):
        sid = log[number].resource_sid
        order = line.orders.get(sid)
        if order is not None and spent(account.reservations.get(sid), order):
            forget(account, sid)
    line.position = len(log)


def forget(account: Account, reservation_sid: str) -> None:
    """Let the leg of a reservation ring no longer, if one does."""
    order = account.line.orders.pop(reservation_sid, None)
    if order is not None:
        cancel(account.line.calls[order.leg_sid])
