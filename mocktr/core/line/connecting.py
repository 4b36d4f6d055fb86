"""What follows when a worker answers: a bridge, a conference, or a document of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mocktr.core.clock import SECOND
from mocktr.core.fields import Values
from mocktr.core.instructions import calls, conclusion
from mocktr.core.instructions.dialling import learn
from mocktr.core.instructions.instruction import INSTRUCTIONS
from mocktr.core.line import queueing, talk
from mocktr.core.line.asking import ask_for_document, timer
from mocktr.core.line.call import Call, Purpose
from mocktr.core.line.request import Subscription
from mocktr.core.line.ringing import phone_at, place, ring
from mocktr.core.line.room import Participant, Room
from mocktr.core.line.script import Script
from mocktr.core.line.state import Order
from mocktr.core.scopes import decoded

if TYPE_CHECKING:
    from mocktr.core.resources.reservation import Reservation
    from mocktr.core.resources.task import Task

ROOM_EVENTS = ("start", "end", "join", "leave", "mute", "hold", "speaker")
CUSTOMER = "customer"
"""Why the leg of a customer rings who is called by an outbound task."""


def customer_of(reservation: Reservation) -> Call | None:
    """The call of the line that a reservation's task is about."""
    return customer_of_task(reservation.task)


def customer_of_task(task: Task) -> Call | None:
    """The call of the line that a task is about: that of its `call_sid`."""
    calls = task.account.line.calls
    sid = decoded(task.attributes).get("call_sid") if calls else None
    return calls.get(sid) if isinstance(sid, str) else None


def conclude_order(reservation: Reservation, name: str, values: Values) -> None:
    """Give the reservation the status that the instruction gives it."""
    conclusion.conclude(reservation, INSTRUCTIONS[name], values)


def bridge(leg: Call, reservation: Reservation, order: Order) -> None:
    """Connect the caller with the worker, which accepts the reservation."""
    leg.works_for = reservation.sid
    customer = customer_of(reservation)
    if customer is not None:
        queueing.take(customer)
        talk.bridge(customer, leg)
    elif leg.phone.talk_for is not None:
        timer(leg, "talk", leg.phone.talk_for)
    conclude_order(reservation, order.name, order.values)


def follow_url(leg: Call, reservation: Reservation, order: Order) -> None:
    """Ask what the worker is to hear."""
    leg.scripts.append(Script())
    ask_for_document(leg, leg.scripts[-1], ("POST", order.values["call_url"]), "call")


def meet(leg: Call, reservation: Reservation, order: Order) -> None:
    """Bring the caller and the worker together in a conference, in the order that was seen."""
    reservation.rescind_others()
    values = order.values
    room = talk.opened(leg.account, reservation.task_sid, str(order.dialled.conference_sid))
    furnish(room, reservation, values)
    customer = customer_of(reservation)
    leg.works_for = reservation.sid
    if customer is not None:
        queueing.take(customer)
        ends = values.get(ENDS_WITH_CUSTOMER, False)
        talk.join(room, customer, Participant(ends=ends, is_customer=True))
    worker = Participant(
        muted=values.get("muted", False),
        starts=values.get("start_conference_on_enter", True),
        ends=values.get("end_conference_on_exit", False),
    )
    talk.join(room, leg, worker)
    learn(reservation.task, order.dialled)
    conclude_order(reservation, order.name, values)
    for called in order.dialled.calls[1:]:
        ring_customer(reservation, room, called, values)


ENDS_WITH_CUSTOMER = "end_conference_on_customer_exit"


def furnish(room: Room, reservation: Reservation, values: Values) -> None:
    """Set what the instruction says of the conference."""
    asked = values.get("conference_status_callback_event", ("start", "end"))
    events = tuple(one for one in ROOM_EVENTS if one in asked)
    url = values.get("conference_status_callback")
    if url:
        method = values.get("conference_status_callback_method", "POST")
        room.subscription = Subscription(url, method, events)
    listener = values.get("conference_recording_status_callback")
    if listener:
        method = values.get("conference_recording_status_callback_method", "POST")
        room.recordings = Subscription(listener, method)
    room.records = values.get("conference_record") in ("true", "record-from-start")
    told = {
        "WorkspaceSid": reservation.workspace_sid,
        "TaskSid": reservation.task_sid,
        "ReservationSid": reservation.sid,
        "CustomerCallSid": str(decoded(reservation.task.attributes).get("call_sid", "")),
        "StatusCallback": url or "",
        "StatusCallbackEvents": ",".join(events),
        "BeepOnCustomerEntrance": talk.shown(values.get("beep_on_customer_entrance", True)),
        "EndConferenceOnCustomerExit": talk.shown(values.get(ENDS_WITH_CUSTOMER, False)),
    }
    room.extra = tuple(told.items())


def ring_customer(
    reservation: Reservation, room: Room, called: calls.DialledCall, values: Values
) -> None:
    """Call the customer of an outbound task, now that the worker is there."""
    account, to = reservation.account, str(called.to)
    leg = place(
        account,
        sid=called.sid,
        to=to,
        from_=str(called.from_),
        purpose=Purpose(CUSTOMER, reservation.sid, room.sid),
        phone=phone_at(account, to),
    )
    # The conference calls them off when the worker leaves it.
    room.coming[leg.sid] = Participant(
        ends=values.get(ENDS_WITH_CUSTOMER, False),
        is_customer=True,
        joined=leg.now,
        changed=leg.now,
    )
    ring(leg, SECOND * int(values.get("timeout", 60)))


def customer_answered(leg: Call) -> None:
    """Let the customer come into the conference."""
    room = room_of(leg)
    talk.join(room, leg, room.coming.pop(leg.sid))


def customer_unreached(leg: Call) -> None:
    """End the conference in which the worker waits in vain."""
    room = room_of(leg)
    del room.coming[leg.sid]
    talk.end(room, leg, "last-participant-left")


def room_of(leg: Call) -> Room:
    assert leg.purpose is not None
    return leg.line.rooms[leg.purpose.customer_sid]


CONNECTED: dict[str, Callable[[Call, Reservation, Order], None]] = {}
CONNECTED.update(dequeue=bridge, conference=meet, call=follow_url)
"""What follows the worker's answer, by the instruction."""
