"""Calls that are going on, in light rows; told whole, for there are few."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from mocktr.core.fields import Values
from mocktr.core.line.standing import others, waits_for, waits_in

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.core.line.call import Call
    from mocktr.core.line.room import Room
    from mocktr.core.resources.reservation import Reservation

MOST_CALLS = 100
"""How many calls a board shows: those that came first."""


class TakenCalls(NamedTuple):
    """Calls as they are, and how many there are in all."""

    rows: list[Values]
    total: int
    state: int
    """Another number as soon as something has become of one of them."""


def take_calls(account: Account) -> TakenCalls:
    """The calls that are going on."""
    live = live_calls(account)
    return TakenCalls([call_row(one) for one in live[:MOST_CALLS]], len(live), state_of(live))


def live_calls(account: Account) -> list[Call]:
    """The calls and legs that are not over, as they came; needs no lock."""
    return [one for one in list(account.line.calls.values()) if one.is_live]


def state_of(live: list[Call]) -> int:
    """What changes as soon as something becomes of one of the calls; needs no lock."""
    if not live:
        return 0
    parts = ((one.sid, one.status, one.waiting, one.room_sid, one.task_sid) for one in live)
    return crc32(repr(list(parts)).encode())


def call_row(call: Call) -> Values:
    """Who calls whom, how that stands since when, and which task and worker it is about."""
    room = call.line.rooms.get(call.room_sid or "")
    reservation = reservation_of(call)
    return {
        "sid": call.sid,
        "parent_sid": call.parent_sid,
        "direction": call.direction,
        "from": call.from_,
        "to": call.to,
        "status": call.status,
        "created_ms": call.created,
        "since_ms": since(call, room),
        "waits_in": waits_in(call),
        "waits_for": waits_for(call),
        "task_sid": call.task_sid if reservation is None else reservation.task_sid,
        "worker_sid": None if reservation is None else reservation.worker_sid,
        "reservation_sid": None if reservation is None else reservation.sid,
        "conference_sid": call.room_sid,
        "conference_name": None if room is None else room.name,
        "talks_to": [one.sid for one in others(call)],
    }


def reservation_of(call: Call) -> Reservation | None:
    """The reservation for which a leg was placed."""
    sid = call.works_for or ("" if call.purpose is None else call.purpose.reservation_sid)
    return call.account.reservations.get(sid)


def since(call: Call, room: Room | None) -> int:
    """When it came to where it is (ms): into its queue, its talk, or its status."""
    if call.waiting is not None:
        return call.waiting.since
    if room is not None:
        return room.participants[call.sid].joined
    return call.created if call.answered is None else call.answered
