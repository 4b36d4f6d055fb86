"""The parameters of each instruction with their kinds (sources: instructions)."""

from __future__ import annotations

from typing import Any

from mocktr.core.fields import Choice, Flag, Kind, Number, Param, Sid, Text, Url, Words

CALL_EVENTS = ("initiated", "ringing", "answered", "completed")
CONFERENCE_EVENTS = ("start", "end", "join", "leave", "mute", "hold", "speaker")
EVENTS_IN_ORDER = (*CALL_EVENTS, *CONFERENCE_EVENTS)
RECORD = ("do-not-record", "record-from-answer")
METHODS = ("GET", "POST")
LONGEST_RING = 999


class InstructionName(Kind):
    """The name of an instruction, in any case (the documentation prints `Call` and `call`)."""

    def read(self, value: Any) -> str:
        name = str(value).lower()
        if name not in PARAMETERS:
            raise self.refuse("one of " + ", ".join(PARAMETERS))
        return name


class CallbackUrl(Url):
    """A status callback, which can't be cleared (sources: errors)."""

    wanted = "an absolute http or https URL"

    def read(self, value: Any) -> str:
        url = super().read(value)
        if url is None:
            raise self.refuse()
        return url


REJECT: dict[str, Kind] = {"worker_activity_sid": Sid("WA", "activities")}

DEQUEUE: dict[str, Kind] = {
    "dequeue_post_work_activity_sid": Sid("WA", "activities"),
    "dequeue_from": Text(),
    "dequeue_record": Choice(*RECORD),
    "dequeue_timeout": Number(1, LONGEST_RING),
    "dequeue_to": Text(),
    "dequeue_status_callback_url": CallbackUrl(),
    "dequeue_status_callback_event": Words(*CALL_EVENTS),
}

CALL: dict[str, Kind] = {
    "call_from": Text(),
    "call_record": Choice(*RECORD),
    "call_timeout": Number(1, LONGEST_RING),
    "call_to": Text(),
    "call_url": Url(),
    "call_status_callback_url": CallbackUrl(),
    "call_accept": Flag(),
}

REDIRECT: dict[str, Kind] = {
    "redirect_call_sid": Sid("CA"),
    "redirect_accept": Flag(),
    "redirect_url": Url(),
}

CONFERENCE: dict[str, Kind] = {
    "to": Text(),
    "from": Text(),
    "status_callback": CallbackUrl(),
    "status_callback_method": Choice(*METHODS),
    "status_callback_event": Words(*CALL_EVENTS),
    "timeout": Number(1, LONGEST_RING),
    "record": Flag(),
    "muted": Flag(),
    "beep": Choice("true", "false", "onEnter", "onExit"),
    "start_conference_on_enter": Flag(),
    "end_conference_on_exit": Flag(),
    "wait_url": Url(),
    "wait_method": Choice(*METHODS),
    "early_media": Flag(),
    "max_participants": Number(2, 250),
    "conference_status_callback": Url(),
    "conference_status_callback_method": Choice(*METHODS),
    "conference_status_callback_event": Words(*CONFERENCE_EVENTS),
    "conference_record": Choice("true", "false", "record-from-start", "do-not-record"),
    "conference_trim": Choice("trim-silence", "do-not-trim"),
    "recording_channels": Choice("mono", "dual"),
    "recording_status_callback": Url(),
    "recording_status_callback_method": Choice(*METHODS),
    "conference_recording_status_callback": Url(),
    "conference_recording_status_callback_method": Choice(*METHODS),
    "region": Choice("us1", "us2", "ie1", "de1", "sg1", "br1", "au1", "jp1"),
    "sip_auth_username": Text(),
    "sip_auth_password": Text(),
    "post_work_activity_sid": Sid("WA", "activities"),
    "end_conference_on_customer_exit": Flag(),
    "beep_on_customer_entrance": Flag(),
    "jitter_buffer_size": Choice("small", "medium", "large", "off"),
}

SUPERVISE: dict[str, Kind] = {
    "supervisor_mode": Choice("monitor", "whisper", "barge"),
    "supervisor": Text(),
}

KINDS: dict[str, Kind] = {
    "instruction": InstructionName(),
    **REJECT,
    **DEQUEUE,
    **CALL,
    **REDIRECT,
    **CONFERENCE,
    **SUPERVISE,
}

PARAMS = {name: Param(kind, create=False) for name, kind in KINDS.items()}

KEYS = {
    "worker_activity_sid": "activity_sid",
    "dequeue_status_callback_event": "status_callback_events",
}
"""Where a callback's answer has another name than the form without its prefix."""


def keys(kinds: dict[str, Kind], prefix: str = "") -> dict[str, str]:
    return {KEYS.get(name, name.removeprefix(prefix)): name for name in kinds}


PARAMETERS: dict[str, dict[str, str]] = {
    "accept": {},
    "reject": keys(REJECT),
    "dequeue": keys(DEQUEUE, "dequeue_"),
    "call": keys(CALL, "call_"),
    "redirect": keys(REDIRECT, "redirect_"),
    "conference": keys(CONFERENCE),
    "supervise": keys(SUPERVISE),
}
"""The parameters of each instruction: their names in a callback's answer, and those here."""
