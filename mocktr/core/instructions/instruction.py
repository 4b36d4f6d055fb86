"""Instructions: what a reservation update, or the answer of a callback, asks for.

mocktr places no calls, but records what would have been dialled. `dequeue` and `conference` count
as answered by the worker at once, so they accept; `call` and `redirect` accept only where told
(reference: decisions). A refused instruction changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mocktr.core.fields import pascal
from mocktr.core.instructions.dialling import FAILED, PLANS, dial
from mocktr.core.instructions.parameters import EVENTS_IN_ORDER, KINDS, PARAMETERS
from mocktr.core.scopes import decoded
from mocktr.core.states import ASSIGNED
from mocktr.errors import ApiError, InstructionRefused, InvalidParameter, MissingParameter

if TYPE_CHECKING:
    from mocktr.core.fields import Values
    from mocktr.core.resources.reservation import Reservation


@dataclass(frozen=True, slots=True)
class Instruction:
    """What an instruction needs, and when it accepts the reservation."""

    required: tuple[str, ...] = ()
    """Parameters without which it means nothing, in any state."""
    accepts: Callable[[Values], bool] = lambda values: True
    post_work: str | None = None
    """The parameter that says where the worker goes after the work, when single-tasking."""
    late: int = 40144
    """The alert for a reservation that is not in the state that the instruction needs."""


INSTRUCTIONS: dict[str, Instruction] = {
    "accept": Instruction(),
    "reject": Instruction(accepts=lambda values: False),
    "dequeue": Instruction(post_work="dequeue_post_work_activity_sid", late=40135),
    "call": Instruction(
        required=("call_from", "call_url"),
        accepts=lambda values: values.get("call_accept", False),
        late=40114,
    ),
    "redirect": Instruction(
        required=("redirect_call_sid", "redirect_url"),
        accepts=lambda values: values.get("redirect_accept", False),
        late=40123,
    ),
    "conference": Instruction(post_work="post_work_activity_sid", late=40136),
    "supervise": Instruction(
        required=("supervisor_mode", "supervisor"), accepts=lambda values: False, late=40146
    ),
}

MISSING_FROM = 40138
UNKNOWN = 55555

CODES = {
    "instruction": UNKNOWN,
    "worker_activity_sid": 40100,
    "call_to": 40110,
    "call_from": 40111,
    "call_url": 40112,
    "call_status_callback_url": 40158,
    "redirect_url": 40120,
    "redirect_call_sid": 40121,
    "dequeue_post_work_activity_sid": 40130,
    "dequeue_to": 40131,
    "dequeue_from": 40132,
    "dequeue_status_callback_event": 40134,
    "dequeue_status_callback_url": 40157,
    "to": 40137,
    "from": 40141,
    "timeout": 14233,
    "post_work_activity_sid": 40139,
    "status_callback": 40159,
    "supervisor": 40147,
}
"""The alert for each parameter that has a code of its own (reference: routing, D.8)."""

NO_CALL = {"dequeue": (40140, ("call_sid",)), "conference": (40142, ("call_sid", "outbound_to"))}
"""The attributes of which the task needs one, and the alert when it has none."""


# --- carrying out ------------------------------------------------------------------------------


def carry_out(reservation: Reservation, name: str, values: Values) -> None:
    """Check the instruction, then do to the reservation and its task what it means."""
    instruction = INSTRUCTIONS[name]
    for required in instruction.required:
        if not values.get(required):
            raise MissingParameter(pascal(required))
    check_state(reservation, name)
    if name == "reject":
        reservation.change_status("rejected", values.get("worker_activity_sid"))
        return
    if name in PLANS:
        dial(reservation, name, values, tuple(others(name, values)))
    if instruction.accepts(values):
        if instruction.post_work:
            reservation.post_work_activity_sid = values.get(instruction.post_work)
        reservation.change_status("accepted")


def check_state(reservation: Reservation, name: str) -> None:
    """Refuse an instruction that the reservation, or its task, can't carry out now.

    What can be accepted and rejected is decided with the status, as without an instruction.
    """
    status = reservation.reservation_status
    allowed = ASSIGNED if name == "supervise" else ("pending",)
    if name not in ("accept", "reject") and status not in allowed:
        wanted = "an Accepted or Wrapping" if name == "supervise" else "a Pending"
        raise InstructionRefused(
            late(name, status),
            f"Unable to execute {name.capitalize()} instruction. Reservation {reservation.sid} "
            f"is not currently in {wanted} state.",
        )
    code, needed = NO_CALL.get(name, (0, ()))
    if needed and not any(decoded(reservation.task.attributes).get(one) for one in needed):
        raise InstructionRefused(
            code,
            f"The {name} instruction can only be issued on a task that was created using the "
            "<Enqueue> TwiML verb.",
        )


def late(name: str, status: str | None) -> int:
    """The alert's code for an instruction that comes too late; no status: the reservation is gone.

    A conference has two: one when the reservation was answered, one when the caller is gone.
    """
    if name == "conference" and status in (None, "canceled"):
        return 40144
    return INSTRUCTIONS[name].late


APART = ("to", "from", "url", "call_sid")
"""Parameters that have a place of their own in the record of a call."""


def others(name: str, values: Values) -> Iterator[tuple[str, Any]]:
    """The other parameters that were sent for this instruction."""
    for key, field in PARAMETERS[name].items():
        if field in values and key not in APART:
            value = values[field]
            if isinstance(value, frozenset):
                value = tuple(word for word in EVENTS_IN_ORDER if word in value)
            yield key, value


# --- refusals ----------------------------------------------------------------------------------

FIELDS = {pascal(field): field for field in KINDS}


def alert_code(name: str, error: ApiError) -> int | None:
    """The alert for an instruction that was refused with this error, where there is one.

    There is none for an accept or reject that comes too late, nor for a parameter of another
    instruction.
    """
    if isinstance(error, InstructionRefused):
        return error.alert
    if not isinstance(error, MissingParameter | InvalidParameter):
        return None
    field = FIELDS.get(error.name, "")
    if field == "from" and isinstance(error, MissingParameter):
        return MISSING_FROM
    if field == "instruction" or field in PARAMETERS.get(name, {}).values():
        return CODES.get(field, FAILED.get(name, UNKNOWN))
    return None


def report(reservation: Reservation, name: str, error: ApiError) -> None:
    """Record what the debugger shows beside the 400 for a refused instruction."""
    code = alert_code(name, error)
    if code is not None:
        reservation.account.alert(code, error.message, reservation.workspace, reservation.sid)
