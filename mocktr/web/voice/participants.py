"""Participants of a conference: brought in, held, muted, moved, kicked."""

from __future__ import annotations

from typing import NamedTuple

from mocktr.core.account import Account
from mocktr.core.clock import SECOND
from mocktr.core.fields import Filter, Text, Values
from mocktr.core.line import moderating, talk
from mocktr.core.line.call import QUEUED, RINGING, Call
from mocktr.core.line.room import WRONG_COACH, Participant, Room
from mocktr.core.sids import is_sid
from mocktr.errors import MethodNotAllowed, NotFound, VoiceRefused
from mocktr.web.request import current
from mocktr.web.voice.calls import (
    RECORDING,
    RING,
    TELLING,
    set_limit,
    set_recording,
    subscription_of,
)
from mocktr.web.voice.kinds import (
    ADDRESS,
    LIMIT,
    METHOD,
    SECONDS,
    SWITCH,
    TEXT,
    Callee,
    CallerId,
    EventNames,
)
from mocktr.web.voice.resource import VoiceResource, ignores, needs, takes
from mocktr.web.voice.shapes import dated

ROOM_EVENTS = EventNames(
    *("start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement")
)
LONGEST_LABEL = 128

STATUSES = {QUEUED: "queued", RINGING: "ringing"}
"""A participant's status by that of their call; of all others it is connected."""

CHANGES = {
    "Muted": "muted",
    "Hold": "hold",
    "EndConferenceOnExit": "ends",
}
"""The parameters that change something of a participant, with the field."""


class Seat(NamedTuple):
    """A participant, with their call and where they are."""

    room: Room
    call: Call
    participant: Participant


def seats(account: Account, room: Room) -> list[Seat]:
    """Who is in a conference, or on their way; nobody when it is over."""
    there = {**room.participants, **room.coming}
    return [Seat(room, account.line.calls[sid], one) for sid, one in there.items()]


def find(account: Account, room: Room, name: str) -> Seat | None:
    """A participant by their call's SID, or by their label."""
    return next(
        (one for one in seats(account, room) if name in (one.call.sid, one.participant.label)),
        None,
    )


def enter(account: Account, name: str, values: Values) -> Room:
    """The conference that somebody is brought into: by its SID, or by its name.

    One is opened where none of this name runs, unless the newcomer is refused.
    """
    is_named = not is_sid(name, "CF")
    room = talk.running(account, name) if is_named else account.line.rooms.get(name)
    if not is_named and (room is None or room.is_over):
        raise NotFound(current().path)
    coached(room, values, values.get("Coaching", False))
    return room or talk.opened(account, name)


def create(account: Account, room: Room, values: Values) -> Seat:
    """Call someone who is to join."""
    participant = Participant(
        label=values.get("Label", ""),
        muted=values.get("Muted", False),
        starts=values.get("StartConferenceOnEnter", True),
        ends=values.get("EndConferenceOnExit", False),
        coaches=coached(room, values, values.get("Coaching", False)),
    )
    if room.is_empty:
        furnish(room, values)
    leg = moderating.bring_in(
        account,
        room,
        participant,
        to=values["To"],
        from_=values["From"],
        rings_for=SECOND * values.get("Timeout", RING),
        subscription=subscription_of(values),
    )
    set_recording(leg, values)
    set_limit(leg, values)
    return Seat(room, leg, participant)


def furnish(room: Room, values: Values) -> None:
    """Set what the first participant decides."""
    room.subscription = subscription_of(
        {"ConferenceStatusCallbackEvent": ("start", "end"), **values}, "ConferenceStatusCallback"
    )
    room.recordings = subscription_of(values, "ConferenceRecordingStatusCallback")
    room.records = values.get("ConferenceRecord") in ("true", "record-from-start")


def update(account: Account, seat: Seat, values: Values) -> None:
    """Hold, mute or coach, let a participant hear something, or say what their leaving means."""
    room, call, participant = seat
    changes = {field: values[name] for name, field in CHANGES.items() if name in values}
    coaching = values.get("Coaching", bool(participant.coaches))
    if "Coaching" in values or "CallSidToCoach" in values:
        changes["coaches"] = coached(room, values, coaching, participant.coaches)
    moderating.modify(room, call, changes)
    if values.get("HoldUrl") and participant.hold:
        moderating.play(call, (values.get("HoldMethod", "GET"), values["HoldUrl"]), "holdUrl")
    if values.get("AnnounceUrl"):
        address = values.get("AnnounceMethod", "POST"), values["AnnounceUrl"]
        moderating.announce(room, [call], address)


def coached(room: Room | None, values: Values, coaching: bool, before: str = "") -> str:
    """The CallSid of whom a participant coaches; raises VoiceRefused where nobody is there."""
    sid: str = values.get("CallSidToCoach", before)
    if not coaching:
        return ""
    if room is None or sid not in room.participants:
        raise VoiceRefused(WRONG_COACH, f"CallSidToCoach {sid} is not in the conference")
    return sid


def delete(account: Account, seat: Seat) -> None:
    """Take a participant out; who is on their way is called no longer."""
    if seat.call.sid in seat.room.participants:
        moderating.kick(seat.call)
    else:
        moderating.call_off(seat.call)


def show(account: Account, seat: Seat) -> Values:
    """A participant as JSON."""
    room, call, participant = seat
    return {
        "account_sid": account.sid,
        "call_sid": call.sid,
        "label": participant.label or None,
        "call_sid_to_coach": participant.coaches or None,
        "coaching": bool(participant.coaches),
        "conference_sid": room.sid,
        "date_created": dated(participant.joined),
        "date_updated": dated(participant.changed),
        "end_conference_on_exit": participant.ends,
        "muted": participant.muted,
        "hold": participant.hold,
        "start_conference_on_enter": participant.starts,
        "status": STATUSES.get(call.status, "connected"),
        "queue_time": "0",
    }


def within(account: Account, name: str) -> Room | None:
    """The conference of participants; what is no SID of one is refused as was seen."""
    if not is_sid(name, "CF"):
        raise MethodNotAllowed
    return account.line.rooms.get(name)


PARTICIPANTS = VoiceResource(
    segments=("Conferences", "Participants"),
    key="participants",
    rows=seats,
    find=find,
    name=lambda seat: seat.call.sid,
    show=show,
    filters={
        "Muted": Filter(SWITCH, lambda seat, muted: seat.participant.muted == muted),
        "Hold": Filter(SWITCH, lambda seat, hold: seat.participant.hold == hold),
        "Coaching": Filter(
            SWITCH, lambda seat, coaching: bool(seat.participant.coaches) == coaching
        ),
    },
    creates={
        **needs(From=CallerId(), To=Callee()),
        **TELLING,
        **RECORDING,
        **takes(Label=Text(0, LONGEST_LABEL), Timeout=SECONDS, Muted=SWITCH),
        **takes(StartConferenceOnEnter=SWITCH, EndConferenceOnExit=SWITCH),
        **takes(Coaching=SWITCH, CallSidToCoach=TEXT, ConferenceRecord=TEXT),
        **takes(ConferenceStatusCallback=ADDRESS, ConferenceStatusCallbackMethod=METHOD),
        **takes(ConferenceStatusCallbackEvent=ROOM_EVENTS),
        **takes(ConferenceRecordingStatusCallback=ADDRESS),
        **takes(ConferenceRecordingStatusCallbackMethod=METHOD),
        **ignores("Beep", "WaitUrl", "WaitMethod", "EarlyMedia", "MaxParticipants"),
        **ignores("ConferenceTrim", "RecordingChannels", "RecordingStatusCallbackEvent"),
        **ignores("ConferenceRecordingStatusCallbackEvent", "Region", "JitterBufferSize"),
        **ignores("SipAuthUsername", "SipAuthPassword", "Byoc", "CallerId", "CallReason"),
        **takes(TimeLimit=LIMIT),
        **ignores("RecordingTrack", "MachineDetection", "MachineDetectionTimeout"),
        **ignores("MachineDetectionSpeechThreshold", "MachineDetectionSpeechEndThreshold"),
        **ignores("MachineDetectionSilenceTimeout", "AmdStatusCallback"),
        **ignores("AmdStatusCallbackMethod", "Trim", "CallToken", "ClientNotificationUrl"),
        **ignores("CallerDisplayName"),
    },
    within=within,
    enter=enter,
    create=create,
    updates={
        **takes(Muted=SWITCH, Hold=SWITCH, HoldUrl=ADDRESS, HoldMethod=METHOD),
        **takes(AnnounceUrl=ADDRESS, AnnounceMethod=METHOD, EndConferenceOnExit=SWITCH),
        **takes(Coaching=SWITCH, CallSidToCoach=TEXT),
        **ignores("WaitUrl", "WaitMethod", "BeepOnExit"),
    },
    update=update,
    delete=delete,
)
