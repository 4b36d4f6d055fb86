"""Recordings: of the account, of a call and of a conference, and what can be heard of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request

from mocktr.core.account import Account
from mocktr.core.clock import SECOND
from mocktr.core.fields import Choice, Filter, Values
from mocktr.core.line import taping
from mocktr.core.line.call import API_VERSION, IN_PROGRESS, Call
from mocktr.core.line.recording import COMPLETED, PAUSED, STOPPED, Recording
from mocktr.core.line.room import Room
from mocktr.errors import VoiceRefused
from mocktr.web.voice.calls import subscription_of
from mocktr.web.voice.kinds import ADDRESS, METHOD, SWITCH, TEXT, EventNames
from mocktr.web.voice.resource import VoiceResource, ignores, needs, takes
from mocktr.web.voice.shapes import dated, on_days

CURRENT = "Twilio.CURRENT"
"""Stands for the recording that is made now."""

NOT_ELIGIBLE = 21220

RECORDING_EVENTS = EventNames("in-progress", "completed", "absent")

Belongs = Callable[[Recording, Any], bool]


def of_account(recording: Recording, parent: None) -> bool:
    return True


def of_call(recording: Recording, call: Call) -> bool:
    return recording.call_sid == call.sid


def of_conference(recording: Recording, room: Room) -> bool:
    return recording.conference_sid == room.sid


def recordings(belongs: Belongs) -> Callable[[Account, Any], list[Recording]]:
    """What lists the recordings of a parent, the newest first; deleted ones only if asked for."""

    def rows(account: Account, parent: Any) -> list[Recording]:
        kept = reversed(account.line.recordings.values())
        return [one for one in kept if belongs(one, parent) and is_shown(one)]

    return rows


def is_shown(recording: Recording) -> bool:
    """Whether a recording is there, or was and is asked for."""
    return not recording.deleted or SWITCH.read(request.args.get("IncludeSoftDeleted", ""))


def finder(belongs: Belongs) -> Callable[[Account, Any, str], Recording | None]:
    """What finds a recording of a parent."""

    def find(account: Account, parent: Any, sid: str) -> Recording | None:
        if sid == CURRENT and isinstance(parent, Call) and parent.tape is not None:
            sid = parent.tape.recording_sid
        found = account.line.recordings.get(sid)
        if found is None or not belongs(found, parent) or not is_shown(found):
            return None
        return found

    return find


def delete(account: Account, recording: Recording) -> None:
    """Remove a recording; that there was one can still be asked."""
    account.line.recordings[recording.sid] = recording._replace(deleted=True)


def show(account: Account, recording: Recording) -> Values:
    """A recording as JSON, with what can be heard of it."""
    return {
        **show_below(account, recording),
        "media_url": recording.url,
    }


def show_below(account: Account, recording: Recording) -> Values:
    """The same below its call or its conference."""
    now = account.line.recordings[recording.sid]
    is_complete = now.status == COMPLETED
    ended = now.started + SECOND * now.duration
    return {
        "account_sid": account.sid,
        "api_version": API_VERSION,
        "call_sid": now.call_sid,
        "conference_sid": now.conference_sid,
        "date_created": dated(now.started),
        "date_updated": dated(ended),
        "start_time": dated(now.started),
        "duration": str(now.duration) if is_complete else None,
        "sid": now.sid,
        "price": None,
        "price_unit": "USD",
        "status": "deleted" if now.deleted else now.status,
        "channels": now.channels,
        "source": now.source,
        "error_code": None,
        "encryption_details": None,
    }


def show_track(account: Account, recording: Recording) -> Values:
    """The same below its call."""
    return {**show_below(account, recording), "track": "both"}


# --- what is recorded now ----------------------------------------------------------------------


def create(account: Account, call: Call, values: Values) -> Recording:
    """Begin to record a call."""
    if call.status != IN_PROGRESS or call.tape is not None:
        raise not_eligible()
    return taping.tape(call, subscription_of(values, "RecordingStatusCallback"))


def update(account: Account, recording: Recording, values: Values) -> None:
    """Pause a recording, let it go on, or stop it."""
    call = account.line.calls.get(recording.call_sid or "")
    if call is None or call.tape is None or call.tape.recording_sid != recording.sid:
        raise not_eligible()
    taping.turn(call, values["Status"])


def not_eligible() -> VoiceRefused:
    return VoiceRefused(NOT_ELIGIBLE, "Requested resource is not eligible for recording")


CREATED = on_days("DateCreated", "started")
CHANGES = {
    **needs(Status=Choice(IN_PROGRESS, PAUSED, STOPPED)),
    **ignores("PauseBehavior"),
}

RECORDINGS = VoiceResource(
    segments=("Recordings",),
    key="recordings",
    rows=recordings(of_account),
    find=finder(of_account),
    name=lambda recording: recording.sid,
    show=show,
    filters={
        **CREATED,
        "CallSid": Filter(TEXT, lambda recording, sid: recording.call_sid == sid),
        "ConferenceSid": Filter(TEXT, lambda recording, sid: recording.conference_sid == sid),
        # What it lets in is seen to where the rows are found.
        "IncludeSoftDeleted": Filter(SWITCH, lambda recording, deleted: True),
    },
    delete=delete,
    below=("add_on_results", "transcriptions"),
)

CALL_RECORDINGS = VoiceResource(
    segments=("Calls", "Recordings"),
    key="recordings",
    rows=recordings(of_call),
    find=finder(of_call),
    name=lambda recording: recording.sid,
    show=show_track,
    filters=CREATED,
    creates={
        **takes(RecordingStatusCallback=ADDRESS, RecordingStatusCallbackMethod=METHOD),
        **takes(RecordingStatusCallbackEvent=RECORDING_EVENTS),
        **ignores("Trim", "RecordingChannels", "RecordingTrack"),
    },
    create=create,
    updates=CHANGES,
    update=update,
    delete=delete,
)

CONFERENCE_RECORDINGS = VoiceResource(
    segments=("Conferences", "Recordings"),
    key="recordings",
    rows=recordings(of_conference),
    find=finder(of_conference),
    name=lambda recording: recording.sid,
    show=show_below,
    filters=CREATED,
    updates=CHANGES,
    update=update,
    delete=delete,
)
