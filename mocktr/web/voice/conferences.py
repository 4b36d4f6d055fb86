"""Conferences: found, and ended; who is brought into one that is not there makes it."""

from __future__ import annotations

from mocktr.core.account import Account
from mocktr.core.fields import Choice, Filter, Values
from mocktr.core.line import moderating
from mocktr.core.line.call import API_VERSION
from mocktr.core.line.room import COMPLETED, IN_PROGRESS, WAITING, Room
from mocktr.web.voice.kinds import ADDRESS, METHOD, TEXT
from mocktr.web.voice.resource import VoiceResource, takes
from mocktr.web.voice.shapes import dated, on_days

REGION = "us1"


def find(account: Account, parent: None, sid: str) -> Room | None:
    """The conference with this SID."""
    room = account.line.rooms.get(sid)
    return room if room is not None and room.is_conference else None


def rows(account: Account, parent: None) -> list[Room]:
    """All conferences, the newest first."""
    return [one for one in reversed(account.line.rooms.values()) if one.is_conference]


def update(account: Account, room: Room, values: Values) -> None:
    """Let all hear something, or end the conference; one that is over stays as it is."""
    if room.is_over:
        return
    calls = [account.line.calls[sid] for sid in room.participants]
    if values.get("AnnounceUrl") and calls:
        address = values.get("AnnounceMethod", "POST"), values["AnnounceUrl"]
        moderating.announce(room, calls, address)
    if "Status" in values:
        moderating.break_up(account, room)


def show(account: Account, room: Room) -> Values:
    """A conference as JSON."""
    return {
        "account_sid": account.sid,
        "date_created": dated(room.created),
        "date_updated": dated(room.changed),
        "api_version": API_VERSION,
        "friendly_name": room.name,
        "region": REGION,
        "sid": room.sid,
        "status": room.status,
        "reason_conference_ended": room.reason,
        "call_sid_ending_conference": room.ended_by,
    }


CONFERENCES = VoiceResource(
    segments=("Conferences",),
    key="conferences",
    rows=rows,
    find=find,
    name=lambda room: room.sid,
    show=show,
    filters={
        "FriendlyName": Filter(TEXT, lambda room, name: room.name == name),
        "Status": Filter(
            Choice(WAITING, IN_PROGRESS, COMPLETED), lambda room, status: room.status == status
        ),
        **on_days("DateCreated", "created"),
        **on_days("DateUpdated", "changed"),
    },
    updates=takes(Status=Choice(COMPLETED), AnnounceUrl=ADDRESS, AnnounceMethod=METHOD),
    update=update,
    below=("participants", "recordings"),
)
