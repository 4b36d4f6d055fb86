"""Calls that talk: they come together in a room, leave it, and go on where they stood before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mocktr.core.line import work
from mocktr.core.line.asking import date, end_verb, forget_timers, send, timer
from mocktr.core.line.call import COMPLETED, Call
from mocktr.core.line.progress import complete, finish, keep, recorded
from mocktr.core.line.recording import BY_CONFERENCE, Recording
from mocktr.core.line.request import STATUS
from mocktr.core.line.ringing import cancel
from mocktr.core.line.room import IN_PROGRESS, Participant, Room
from mocktr.core.line.script import TALK

if TYPE_CHECKING:
    from mocktr.core.account import Account

EVENTS = {
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
    "participant-modify": "modify",
    "announcement-end": "announcement",
    "conference-start": "start",
    "conference-end": "end",
}
"""What has to be asked for, by the event's name in a callback."""

LEFT, KICKED, ENDED_BY_CLIENT = "left", "kicked", "conference-ended-via-api"

REASONS = {
    "participant-with-end-conference-on-exit-left": "Participant {} with endConferenceOnExit left "
    "the conference",
    "participant-with-end-conference-on-exit-kicked": "Participant {} with endConferenceOnExit "
    "terminated via API",
    "last-participant-left": "Last participant left the conference",
    "last-participant-kicked": "Last participant was kicked from the conference",
    ENDED_BY_CLIENT: "Conference ended via API",
}
"""Why a conference ended, each with its text (those of the first two were seen)."""

HUNG_UP, UPDATED, NOT_REACHED, ENDED, MODERATED = (
    *("participant_hung_up", "participant_updated_via_api", "participant_add_failed"),
    *("conference_ended_via_api", "moderator_ended_conference"),
)
"""Why a participant left."""


def bridge(first: Call, second: Call) -> None:
    """Connect two calls until one of them hangs up."""
    account = first.account
    room = Room(sid=account.sids.next("BR")[1], created=account.clock.now)
    account.line.rooms[room.sid] = room
    for call in (first, second):
        join(room, call, Participant(ends=True))


def running(account: Account, name: str) -> Room | None:
    """The conference of this name, as long as it lasts."""
    line = account.line
    room = line.rooms.get(line.named.get(name, ""))
    return None if room is None or room.is_over else room


def opened(account: Account, name: str, sid: str = "") -> Room:
    """A new conference, with the SID that was promised, if one was."""
    now, sid = account.clock.now, sid or account.sids.next("CF")[1]
    room = Room(sid=sid, name=name, created=now, changed=now)
    account.line.rooms[sid] = room
    account.line.named[name] = sid
    return room


def join(room: Room, call: Call, participant: Participant) -> None:
    """Let a call come in; two begin the talk, unless nobody of them may."""
    room.participants[call.sid] = participant
    participant.joined = participant.changed = call.now
    call.room_sid = room.sid
    if call.main is not None:
        call.main.waits_for = TALK
    tell(room, call, "participant-join")
    together = list(room.participants.values())
    if room.began is None and len(together) > 1 and any(one.starts for one in together):
        room.began, room.status = call.now, IN_PROGRESS
        tell(room, call, "conference-start")
        if room.records:
            record(room, call.account)
    if room.began is not None:
        for sid in room.participants:
            hold_on(call.line.calls[sid])


def hold_on(call: Call) -> None:
    """Let a phone that talks only so long hang up then."""
    due = call.account.timers.find("line.talk", call.sid)
    if call.phone.talk_for is not None and due is None:
        timer(call, "talk", call.phone.talk_for)


def leave(call: Call, why: str = HUNG_UP, how: str = LEFT) -> None:
    """Let a call go out of its room; the call itself may go on."""
    room = call.line.rooms[str(call.room_sid)]
    went = go_out(room, call, why)
    if went.ends:
        end(room, call, f"participant-with-end-conference-on-exit-{how}")
    elif not room.participants:
        end(room, call, f"last-participant-{how}")
    work.end_work(call)


def go_out(room: Room, call: Call, why: str) -> Participant:
    call.room_sid = None
    forget_timers(call, "talk", "limit")
    tell(room, call, "participant-leave", {"ReasonParticipantLeft": why})
    return room.participants.pop(call.sid)


def end(room: Room, by: Call, reason: str) -> None:
    """End a talk for all who are still there, or who are on their way."""
    room.status, room.reason = COMPLETED, reason
    room.ended_by = None if reason == ENDED_BY_CLIENT else by.sid
    coming = [by.line.calls[sid] for sid in room.coming]
    room.coming.clear()
    for leg in coming:
        cancel(leg)
    rest = [by.line.calls[sid] for sid in room.participants]
    for other in rest:
        go_out(room, other, ENDED if reason == ENDED_BY_CLIENT else MODERATED)
    tell(room, by, "conference-end", {"Reason": REASONS[reason].format(by.sid)})
    if room.recording_sid is not None:
        complete(by.account, room.recording_sid, room.recordings)
    for other in rest:
        release(other)


def release(call: Call) -> None:
    """Let a call go on after a talk: with its document, else it is over."""
    work.end_work(call)
    if call.main is None:
        finish(call, COMPLETED)
    else:
        resume(call)


def resume(call: Call) -> None:
    """End the verb that led a call into a talk."""
    told = dict(call.outcome)
    leg = call.line.calls.get(told.get("DialCallSid", ""))
    if leg is not None:
        told["DialCallDuration"] = str(leg.duration)
        told.update(recorded(leg))
    call.outcome = ()
    end_verb(call, told)


def record(room: Room, account: Account) -> None:
    """Begin to record a conference, now that two are there."""
    made = Recording(
        sid=account.sids.next("RE")[1],
        account_sid=account.sid,
        source=BY_CONFERENCE,
        started=account.clock.now,
        duration=0,
        conference_sid=room.sid,
        status=IN_PROGRESS,
    )
    room.recording_sid = made.sid
    keep(account, made, room.recordings)


def tell(room: Room, call: Call, event: str, more: Mapping[str, str] | None = None) -> None:
    """Count an event of a conference, and tell who asked for it."""
    if not room.is_conference:
        return
    room.told += 1
    room.changed = call.now
    subscription = room.subscription
    if subscription is None or EVENTS[event] not in subscription.events:
        return
    told = {
        "AccountSid": call.account.sid,
        "ConferenceSid": room.sid,
        "FriendlyName": room.name,
        "StatusCallbackEvent": event,
        "SequenceNumber": str(room.told),
        # Seen without a leading zero, other than that of a call.
        "Timestamp": date(call.now).replace(", 0", ", "),
        **dict(room.extra),
        **details(room, call, event),
        **(more or {}),
    }
    address = subscription.method, subscription.url
    send(call.account, STATUS, room.sid, event, address, told)


def details(room: Room, call: Call, event: str) -> dict[str, str]:
    """What an event tells of the participant, or of the end."""
    if event == "conference-end":
        by = {} if room.ended_by is None else {"CallSidEndingConference": room.ended_by}
        return {**by, "ReasonConferenceEnded": str(room.reason)}
    participant = room.participants.get(call.sid) or room.coming.get(call.sid)
    if participant is None or not event.startswith("participant"):
        return {}
    told = {
        "CallSid": call.sid,
        "Muted": shown(participant.muted),
        "Hold": shown(participant.hold),
        "Coaching": shown(bool(participant.coaches)),
        "StartConferenceOnEnter": shown(participant.starts),
        # Seen false of a customer with whom the conference ends.
        "EndConferenceOnExit": shown(participant.ends and not participant.is_customer),
    }
    if participant.coaches:
        told["CallSidToCoach"] = participant.coaches
    if participant.label:
        told["ParticipantLabel"] = participant.label
    if event == "participant-leave":
        told["ParticipantCallStatus"] = call.status
    return told


def shown(flag: bool) -> str:
    return str(flag).lower()
