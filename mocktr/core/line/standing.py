"""Where a call is, for those who look at it."""

from __future__ import annotations

from mocktr.core.line.call import Call
from mocktr.core.line.script import END


def waits_for(call: Call) -> str | None:
    """What it waits for: that of its innermost document, if that waits for anything of its own."""
    waits = [one.waits_for for one in call.scripts if one.waits_for != END]
    return waits[-1] if waits else None


def waits_in(call: Call) -> str | None:
    """The name of the queue that a call is in; that of its workflow where one made its task."""
    if call.waiting is None:
        return None
    name = call.line.queues[call.waiting.queue_sid].name
    spaces = call.account.workspaces.values()
    named = (one.workflows[name].friendly_name for one in spaces if name in one.workflows)
    return next(named, name)


def others(call: Call) -> list[Call]:
    """The calls that it talks to."""
    room = call.line.rooms.get(call.room_sid or "")
    there = [] if room is None else room.participants
    return [call.line.calls[sid] for sid in there if sid != call.sid]


def leg_name(call: Call) -> str:
    """Who is on a call: the worker for whom it was placed, else whose number it is."""
    if call.purpose is None:
        return call.from_
    reservation = call.account.reservations.get(call.purpose.reservation_sid)
    return call.to if reservation is None else reservation.worker_name
