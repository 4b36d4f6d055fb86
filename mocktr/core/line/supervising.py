"""Supervisors: called into the conference of a task, to listen, to coach or to talk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocktr.core.clock import SECOND
from mocktr.core.fields import Values
from mocktr.core.instructions.dialling import Dialled
from mocktr.core.line import moderating
from mocktr.core.line.room import Participant, Room
from mocktr.core.scopes import decoded

if TYPE_CHECKING:
    from mocktr.core.resources.reservation import Reservation

RING = 60
"""Seconds that a supervisor's phone rings."""

MONITOR, WHISPER = "monitor", "whisper"


def supervise(reservation: Reservation, values: Values, dialled: Dialled) -> None:
    """Call a supervisor into a task's conference, where it is one of the line's.

    Who monitors is heard by nobody, who whispers by the worker alone.
    """
    room = room_of(reservation)
    if room is None:
        return
    [called] = dialled.calls
    mode = values["supervisor_mode"]
    moderating.bring_in(
        reservation.account,
        room,
        Participant(
            muted=mode == MONITOR,
            starts=False,
            coaches=worker_in(room) if mode == WHISPER else "",
        ),
        to=str(called.to),
        from_=str(called.from_),
        rings_for=RING * SECOND,
        sid=called.sid,
    )


def room_of(reservation: Reservation) -> Room | None:
    """The conference of a reservation's task, as long as it lasts."""
    known = decoded(reservation.task.attributes).get("conference")
    sid = known.get("sid") if isinstance(known, dict) else None
    room = reservation.account.line.rooms.get(sid) if isinstance(sid, str) else None
    return None if room is None or room.is_over else room


def worker_in(room: Room) -> str:
    """The CallSid of the worker, who was there before anybody was brought in."""
    workers = (sid for sid, one in room.participants.items() if not one.is_customer)
    return next(workers, "")
