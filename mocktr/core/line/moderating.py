"""What clients do in conferences over REST: they bring in, hold, mute, move and kick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mocktr.core.line import talk
from mocktr.core.line.asking import alert, send
from mocktr.core.line.call import CANCELED, COMPLETED, Call, Purpose
from mocktr.core.line.outgoing import call_out
from mocktr.core.line.progress import finish
from mocktr.core.line.request import STATUS, CallAddress, Subscription
from mocktr.core.line.room import SAME_LABEL, Participant, Room

if TYPE_CHECKING:
    from mocktr.core.account import Account

TO_JOIN = "participant"
"""Why the leg of someone rings who is to join a conference."""

TOLD = {
    ("muted", True): "participant-mute",
    ("muted", False): "participant-unmute",
    ("hold", True): "participant-hold",
    ("hold", False): "participant-unhold",
}
"""The events of changes; that of any other is `participant-modify`."""


def bring_in(
    account: Account,
    room: Room,
    participant: Participant,
    *,
    to: str,
    from_: str,
    rings_for: int,
    subscription: Subscription | None = None,
    sid: str | None = None,
) -> Call:
    """Call someone who is to join a conference; they are on their way as long as it rings.

    `sid` is that of the call, if it was promised.
    """
    leg = call_out(
        account,
        to=to,
        from_=from_,
        rings_for=rings_for,
        purpose=Purpose(TO_JOIN, customer_sid=room.sid),
        subscription=subscription,
        sid=sid,
    )
    participant.joined = participant.changed = leg.now
    room.coming[leg.sid] = participant
    return leg


def arrived(leg: Call) -> None:
    """Let someone join who was called; there can't be two of one label (sources: calls-api)."""
    room = room_of(leg)
    label = room.coming[leg.sid].label
    if room.has_label(label):
        alert(leg, SAME_LABEL, f"the conference {room.sid} has a participant {label!r} already")
        finish(leg, COMPLETED)
        lost(leg)
    else:
        talk.join(room, leg, room.coming.pop(leg.sid))


def lost(leg: Call) -> None:
    """Someone who was called does not come; a conference in which nobody is left is over."""
    room = room_of(leg)
    talk.tell(room, leg, "participant-leave", {"ReasonParticipantLeft": talk.NOT_REACHED})
    del room.coming[leg.sid]
    if room.is_empty:
        talk.end(room, leg, "last-participant-left")


def room_of(leg: Call) -> Room:
    assert leg.purpose is not None
    return leg.line.rooms[leg.purpose.customer_sid]


def modify(room: Room, call: Call, changes: dict[str, Any]) -> None:
    """Change what is said of a participant, each with its event; what is so already has none."""
    participant = room.participants.get(call.sid) or room.coming[call.sid]
    for name, value in changes.items():
        if getattr(participant, name) != value:
            setattr(participant, name, value)
            participant.changed = call.now
            talk.tell(room, call, TOLD.get((name, value), "participant-modify"))


def play(call: Call, address: CallAddress, about: str) -> None:
    """Ask for what a participant is to hear; as nothing is heard, the answer does not matter."""
    send(call.account, STATUS, call.sid, about, address, call.parameters())


def announce(room: Room, calls: list[Call], address: CallAddress) -> None:
    """Let participants hear something: it is asked for once, and over at once."""
    play(calls[0], address, "announcement")
    talk.tell(room, calls[0], "announcement-end", {"AnnounceUrl": address[1]})


def kick(call: Call) -> None:
    """Take a participant out of a conference: it goes on with its document, else it is over."""
    talk.leave(call, talk.UPDATED, talk.KICKED)
    talk.release(call)


def call_off(leg: Call) -> None:
    """Call someone no longer who is on their way."""
    finish(leg, CANCELED)
    lost(leg)


def break_up(account: Account, room: Room) -> None:
    """End a conference for all."""
    someone = next(iter([*room.participants, *room.coming]))
    talk.end(room, account.line.calls[someone], talk.ENDED_BY_CLIENT)
