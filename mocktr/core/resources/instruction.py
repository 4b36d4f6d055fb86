"""Instructions: what a reservation update, or the answer of a callback, asks for.

mocktr places no calls. `dequeue` and `conference` count as answered by the worker at once, so
they accept; `call` and `redirect` accept only where told (reference: decisions).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mocktr.core.fields import Choice, Flag, Kind, Number, Param, Sid, Text, Url, Words, pascal
from mocktr.core.scopes import decoded
from mocktr.core.states import ASSIGNED
from mocktr.errors import MissingParameter, Refused

if TYPE_CHECKING:
    from mocktr.core.resources.base import Values
    from mocktr.core.resources.reservation import Reservation

CALL_EVENTS = ("initiated", "ringing", "answered", "completed")
CONFERENCE_EVENTS = ("start", "end", "join", "leave", "mute", "hold", "speaker")
RECORD = ("do-not-record", "record-from-answer")
METHODS = ("GET", "POST")
LONGEST_RING = 999


class InstructionName(Kind):
    """The name of an instruction, in any case (the documentation prints `Call` and `call`)."""

    def read(self, value: Any) -> str:
        name = str(value).lower()
        if name not in INSTRUCTIONS:
            raise self.refuse("one of " + ", ".join(INSTRUCTIONS))
        return name


KINDS: dict[str, Kind] = {
    "instruction": InstructionName(),
    "dequeue_post_work_activity_sid": Sid("WA", "activities"),
    "dequeue_from": Text(),
    "dequeue_record": Choice(*RECORD),
    "dequeue_timeout": Number(1, LONGEST_RING),
    "dequeue_to": Text(),
    "dequeue_status_callback_url": Url(),
    "dequeue_status_callback_event": Words(*CALL_EVENTS),
    "call_from": Text(),
    "call_record": Choice(*RECORD),
    "call_timeout": Number(1, LONGEST_RING),
    "call_to": Text(),
    "call_url": Url(),
    "call_status_callback_url": Url(),
    "call_accept": Flag(),
    "redirect_call_sid": Sid("CA"),
    "redirect_accept": Flag(),
    "redirect_url": Url(),
    "to": Text(),
    "from": Text(),
    "status_callback": Url(),
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
    "supervisor_mode": Choice("monitor", "whisper", "barge"),
    "supervisor": Text(),
    "end_conference_on_customer_exit": Flag(),
    "beep_on_customer_entrance": Flag(),
    "jitter_buffer_size": Choice("small", "medium", "large", "off"),
}
"""Every parameter of an instruction with its kind (reference: resources, 8.4 and 8.5)."""

PARAMS = {name: Param(kind, create=False) for name, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Instruction:
    """What an instruction needs, and when it accepts the reservation."""

    required: tuple[str, ...] = ()
    accepts: Callable[[Values], bool] = lambda values: True
    post_work: str | None = None
    """The parameter that says where the worker goes after the work, when single-tasking."""


INSTRUCTIONS: dict[str, Instruction] = {
    "accept": Instruction(),
    "reject": Instruction(accepts=lambda values: False),
    "dequeue": Instruction(required=("dequeue_from",), post_work="dequeue_post_work_activity_sid"),
    "call": Instruction(
        required=("call_from", "call_url"), accepts=lambda values: values.get("call_accept", False)
    ),
    "redirect": Instruction(
        required=("redirect_call_sid", "redirect_url"),
        accepts=lambda values: values.get("redirect_accept", False),
    ),
    "conference": Instruction(post_work="post_work_activity_sid"),
    "supervise": Instruction(
        required=("supervisor_mode", "supervisor"), accepts=lambda values: False
    ),
}


def carry_out(reservation: Reservation, name: str, values: Values) -> None:
    """Check the instruction, then do to the reservation what it means."""
    instruction = INSTRUCTIONS[name]
    for required in instruction.required:
        if not values.get(required):
            raise MissingParameter(pascal(required))
    check_state(reservation, name)
    if name == "reject":
        reservation.change_status("rejected", values.get("worker_activity_sid"))
    elif instruction.accepts(values):
        reservation.post_work_activity_sid = values.get(instruction.post_work or "")
        reservation.change_status("accepted")


def check_state(reservation: Reservation, name: str) -> None:
    """Refuse an instruction that the reservation, or its task, can't carry out now."""
    if name == "supervise":
        if reservation.reservation_status not in ASSIGNED:
            raise Refused(
                f"Unable to execute Supervise instruction. Reservation {reservation.sid} is not "
                "currently in an Accepted or Wrapping state."
            )
        return
    if not reservation.is_pending and name not in ("accept", "reject"):
        raise Refused(
            f"Unable to execute {name.capitalize()} instruction. Reservation {reservation.sid} "
            "is not currently in a Pending state."
        )
    attributes = decoded(reservation.task.attributes)
    carries_call = attributes.get("call_sid") or attributes.get("outbound_to")
    if name in ("conference", "dequeue") and not carries_call:
        raise Refused(
            f"The {name} instruction can only be issued on a task that was created using the "
            "<Enqueue> TwiML verb."
        )
