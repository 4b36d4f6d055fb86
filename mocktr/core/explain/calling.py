"""What the call of a task does: who waits, whose phone rings, who talks, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from mocktr.core.clock import SECOND, iso
from mocktr.core.line.call import Call
from mocktr.core.line.connecting import customer_of_task
from mocktr.core.line.phone import ANSWERED
from mocktr.core.line.standing import leg_name, others
from mocktr.core.resources.reservation import Reservation
from mocktr.core.resources.task import Task


def told_call(task: Task) -> dict[str, Any] | None:
    """The call that a task is about, as data and in words; None where the line has none."""
    call = customer_of_task(task)
    if call is None:
        return None
    return {"sid": call.sid, "status": call.status, "sentence": f"its call {stands(call)}"}


def stands(call: Call) -> str:
    """Where a call is, in words."""
    if call.waiting is not None:
        return f"waits since {seconds(call, call.waiting.since)}"
    if call.room_sid is not None:
        names = [leg_name(one) for one in others(call)]
        return f"talks to {' and '.join(names)}" if names else "is alone in a conference"
    return f"is {call.status}" if call.is_live else f"is over: {call.status}"


def told_ringing(reservation: Reservation) -> str:
    """That a phone rings for a reservation, since when and until when; empty where none does."""
    account = reservation.account
    order = account.line.orders.get(reservation.sid)
    if order is None:
        return ""
    leg = account.line.calls[order.leg_sid]
    due = min(ends_of(reservation, leg.sid))
    return f", their phone rings since {seconds(leg, leg.created)}, until {iso(due)}"


def ends_of(reservation: Reservation, leg_sid: str) -> list[int]:
    """When a phone has rung (ms), then when the offer for which it rings times out, if it does."""
    find = reservation.account.timers.find
    timers = find("line.ring", leg_sid), find("reservation.timeout", reservation.sid)
    return [one.due for one in timers if one is not None]


def seconds(call: Call, since: int) -> str:
    return f"{(call.now - since) // SECOND} s"


def legs_of(task: Task) -> Iterator[str]:
    """The SIDs of the calls whose timers are a task's: its own, and those of its workers."""
    line = task.account.line
    call = customer_of_task(task)
    if call is not None:
        yield call.sid
        yield from (one.sid for one in others(call))
    for reservation in task.reservations:
        order = line.orders.get(reservation.sid)
        if order is not None:
            rung, *cut = ends_of(reservation, order.leg_sid)
            # The end of the offer is told by itself.
            if min(cut, default=rung) >= rung:
                yield order.leg_sid


def ring_end(task: Task, sid: str) -> str:
    leg = task.account.line.calls[sid]
    comes = "answers" if leg.fate == ANSWERED else f"has rung in vain: {leg.fate}"
    return f"the phone of {leg_name(leg)} {comes}"


def hang_up(task: Task, sid: str) -> str:
    return f"{leg_name(task.account.line.calls[sid])} hangs up"


FUTURE: dict[str, Callable[[Task, str], str]] = {
    "line.ring": ring_end,
    "line.patience": hang_up,
    "line.talk": hang_up,
    "line.end": hang_up,
}
"""The timers of calls that matter to a task, in words."""
