"""Calls that were over long ago, and what was theirs alone, are let go of."""

from __future__ import annotations

from collections.abc import Iterator

from mocktr.core.line.call import Call
from mocktr.core.line.room import Room
from mocktr.core.line.state import Line


def forget(line: Line, before: int) -> None:
    """Keep no calls that ended before an instant (ms), unless one that is kept knows them.

    Their conferences, bridges and recordings go with them.
    """
    kept = needed(line, before)
    line.calls = {sid: call for sid, call in line.calls.items() if sid in kept}
    line.rooms = {
        sid: room
        for sid, room in line.rooms.items()
        if not is_old_room(room, before) or members(room) & kept
    }
    line.named = {name: sid for name, sid in line.named.items() if sid in line.rooms}
    there = line.calls.keys() | line.rooms.keys()
    line.recordings = {
        sid: one
        for sid, one in line.recordings.items()
        if one.started >= before or there & {one.call_sid, one.conference_sid}
    }


def needed(line: Line, before: int) -> set[str]:
    """The SIDs of calls that go on or ended since then, and of all that they lead to."""
    meetings: dict[str, list[Room]] = {}
    for room in line.rooms.values():
        for sid in members(room):
            meetings.setdefault(sid, []).append(room)
    waiting = [
        sid for sid, call in line.calls.items() if call.ended is None or call.ended >= before
    ]
    waiting += [order.leg_sid for order in line.orders.values()]
    for room in line.rooms.values():
        if not is_old_room(room, before):
            waiting += members(room)
    found: set[str] = set()
    while waiting:
        sid = waiting.pop()
        if sid in line.calls and sid not in found:
            found.add(sid)
            waiting += known_to(line.calls[sid])
            for room in meetings.get(sid, ()):
                waiting += members(room)
    return found


def known_to(call: Call) -> Iterator[str]:
    """The SIDs of the calls that a call leads to."""
    yield from call.legs
    if call.parent_sid is not None:
        yield call.parent_sid
    if call.purpose is not None:
        yield call.purpose.customer_sid


def members(room: Room) -> set[str]:
    """The SIDs of the calls that met, or are to."""
    return {*room.participants, *room.coming}


def is_old_room(room: Room, before: int) -> bool:
    """Whether a room was over before an instant (ms)."""
    return room.is_over and max(room.created, room.changed) < before
