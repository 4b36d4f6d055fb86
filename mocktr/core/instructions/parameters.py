"""The parameters of each instruction, one row each (sources: instructions)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mocktr.core.fields import Choice, FieldKind, Flag, Number, Param, Sid, Text, Url, Words
from mocktr.errors import InvalidUrl

CALL_EVENTS = ("initiated", "ringing", "answered", "completed")
CONFERENCE_EVENTS = ("start", "end", "join", "leave", "mute", "hold", "speaker")
RECORD = ("do-not-record", "record-from-answer")
METHODS = ("GET", "POST")
LONGEST_RING = 999


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an instruction: what it may be, and what is made of one that can't be."""

    kind: FieldKind
    alert: int | None = None
    """The debugger's code for one that can't be, where it has a code of its own."""
    missing: int | None = None
    """The code for one that is missing, where that is another."""
    default: Any = None
    """What it is unless told; None where Twilio documents nothing."""
    key: str | None = None
    """Its key in a callback's answer, where the rule of KEYS does not give it."""
    ignores: type | None = None
    """The JSON type of which an answer's value is taken no notice of."""


class InstructionName(FieldKind):
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


class CallUrl(Url):
    """Where the TwiML of a call is."""

    refusal = InvalidUrl


ACTIVITY = Sid("WA", "activities")

PARAMETERS: dict[str, dict[str, Parameter]] = {
    "accept": {},
    "reject": {"worker_activity_sid": Parameter(ACTIVITY, alert=40100, key="activity_sid")},
    "dequeue": {
        "dequeue_post_work_activity_sid": Parameter(ACTIVITY, alert=40130),
        "dequeue_from": Parameter(Text(), alert=40132),
        "dequeue_record": Parameter(Choice(*RECORD), default="do-not-record"),
        "dequeue_timeout": Parameter(Number(1, LONGEST_RING), default=60),
        "dequeue_to": Parameter(Text(), alert=40131),
        "dequeue_status_callback_url": Parameter(CallbackUrl(), alert=40157),
        "dequeue_status_callback_event": Parameter(
            Words(*CALL_EVENTS), alert=40134, default=("completed",), key="status_callback_events"
        ),
    },
    "call": {
        "call_accept": Parameter(Flag(), default=False),
        "call_from": Parameter(Text(), alert=40111),
        "call_record": Parameter(Choice(*RECORD), default="do-not-record"),
        "call_timeout": Parameter(Number(1, LONGEST_RING), default=60),
        "call_to": Parameter(Text(), alert=40110),
        "call_url": Parameter(CallUrl(), alert=40112),
        "call_status_callback_url": Parameter(CallbackUrl(), alert=40158),
    },
    "redirect": {
        "redirect_call_sid": Parameter(Sid("CA"), alert=40121),
        "redirect_accept": Parameter(Flag(), default=False),
        "redirect_url": Parameter(Url(), alert=40120),
    },
    "conference": {
        "to": Parameter(Text(), alert=40137),
        "from": Parameter(Text(), alert=40141, missing=40138),
        "status_callback": Parameter(CallbackUrl(), alert=40159),
        "status_callback_method": Parameter(Choice(*METHODS), default="POST"),
        "status_callback_event": Parameter(Words(*CALL_EVENTS)),
        "timeout": Parameter(Number(1, LONGEST_RING), alert=14233, default=60),
        "record": Parameter(Flag(), default=False),
        "muted": Parameter(Flag(), default=False),
        "beep": Parameter(Choice("true", "false", "onEnter", "onExit"), default="true"),
        "start_conference_on_enter": Parameter(Flag(), default=True),
        "end_conference_on_exit": Parameter(Flag(), default=False),
        "wait_url": Parameter(Url()),
        "wait_method": Parameter(Choice(*METHODS), default="POST"),
        "early_media": Parameter(Flag(), default=True),
        "max_participants": Parameter(Number(2, 250), default=250),
        "conference_status_callback": Parameter(Url()),
        "conference_status_callback_method": Parameter(Choice(*METHODS), default="POST"),
        "conference_status_callback_event": Parameter(Words(*CONFERENCE_EVENTS)),
        # TaskRouter was seen to take no notice of `"conference_record": true` in an answer.
        "conference_record": Parameter(
            Choice("true", "false", "record-from-start", "do-not-record"),
            default="false",
            ignores=bool,
        ),
        "conference_trim": Parameter(Choice("trim-silence", "do-not-trim"), default="trim-silence"),
        "recording_channels": Parameter(Choice("mono", "dual"), default="mono"),
        "recording_status_callback": Parameter(Url()),
        "recording_status_callback_method": Parameter(Choice(*METHODS), default="POST"),
        "conference_recording_status_callback": Parameter(Url()),
        "conference_recording_status_callback_method": Parameter(Choice(*METHODS), default="POST"),
        "region": Parameter(Choice("us1", "us2", "ie1", "de1", "sg1", "br1", "au1", "jp1")),
        "sip_auth_username": Parameter(Text()),
        "sip_auth_password": Parameter(Text()),
        "post_work_activity_sid": Parameter(ACTIVITY, alert=40139),
        "end_conference_on_customer_exit": Parameter(Flag()),
        "beep_on_customer_entrance": Parameter(Flag()),
        "jitter_buffer_size": Parameter(Choice("small", "medium", "large", "off")),
    },
    "supervise": {
        "supervisor_mode": Parameter(Choice("monitor", "whisper", "barge")),
        "supervisor": Parameter(Text(), alert=40147),
    },
}
"""The parameters of each instruction, by their names here."""


# --- what follows from the rows ----------------------------------------------------------------


def keys_of(instruction: str) -> dict[str, str]:
    """The keys of an answer, each with the name of its parameter."""
    rows, prefix = PARAMETERS[instruction], f"{instruction}_"
    if not all(name.startswith(prefix) for name in rows):
        prefix = ""
    return {row.key or name.removeprefix(prefix): name for name, row in rows.items()}


KEYS = {instruction: keys_of(instruction) for instruction in PARAMETERS}
"""How a callback's answer names the parameters of each instruction.

Where all of them start with the name of the instruction, an answer leaves that out.
"""

DEFAULTS: dict[str, dict[str, Any]] = {
    instruction: {
        key: rows[name].default
        for key, name in KEYS[instruction].items()
        if rows[name].default is not None
    }
    for instruction, rows in PARAMETERS.items()
}
"""What the parameters of each instruction are unless told, by their keys in an answer."""

INPUTS = {
    "instruction": Param(InstructionName(), create=False),
    **{
        name: Param(row.kind, create=False)
        for rows in PARAMETERS.values()
        for name, row in rows.items()
    },
}
"""What a client may send beside a status."""
