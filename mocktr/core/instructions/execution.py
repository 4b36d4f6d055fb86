"""Execution: an instruction is checked, then done to its reservation and task.

An instruction that is refused changes nothing. A call that is dialled counts as answered at once,
unless the line lets it ring (`core/line/orders`), which then sees to the rest when it is answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from mocktr.core.fields import Param, Values, pascal
from mocktr.core.instructions.conclusion import conclude
from mocktr.core.instructions.dialling import dial, learn
from mocktr.core.instructions.instruction import INSTRUCTIONS, UNKNOWN, Instruction
from mocktr.core.instructions.parameters import INPUTS
from mocktr.core.line import orders
from mocktr.core.resources.base import check_references, parse
from mocktr.core.resources.reservation import Reservation
from mocktr.core.scopes import decoded
from mocktr.errors import (
    ApiError,
    InstructionRefused,
    InvalidParameter,
    MissingParameter,
    Refused,
)


class ReservationForm(Reservation):
    """Declares what updates a reservation: a status, or an instruction. None is ever made."""

    inputs: ClassVar[dict[str, Param]] = {**Reservation.inputs, **INPUTS}


def update_reservation(reservation: Reservation, form: Mapping[str, Any]) -> None:
    """Do what a form asks for; raises ApiError and changes nothing.

    An instruction that is refused is recorded as an alert besides.
    """
    try:
        execute(reservation, parse(ReservationForm, "update", form))
    except ApiError as error:
        code = alert_code(str(form.get("Instruction")).lower(), error)
        if code is not None:
            reservation.account.alert(code, error.message, reservation.workspace, reservation.sid)
        raise


def execute(reservation: Reservation, values: Values) -> None:
    """Do what parsed parameters ask for: either a ReservationStatus or an Instruction."""
    check_references(reservation.workspace, ReservationForm, values)
    asked = values.get("instruction")
    if not asked:
        reservation.update({name: values[name] for name in Reservation.inputs if name in values})
    # The libraries once required a status, so clients send the present one beside an instruction.
    elif values.get("reservation_status") not in (None, reservation.reservation_status):
        raise Refused("ReservationStatus and Instruction cannot be used together")
    else:
        carry_out(reservation, INSTRUCTIONS[asked], values)


def carry_out(reservation: Reservation, instruction: Instruction, values: Values) -> None:
    """Check the instruction, then do to the reservation and its task what it means."""
    for required in instruction.required:
        if not values.get(required):
            raise MissingParameter(pascal(required))
    check_state(reservation, instruction)
    check_task(reservation, instruction)
    check_transfer(reservation, instruction)
    orders.check(reservation, instruction, values)
    dialled = dial(reservation, instruction, values)
    if dialled is None:
        conclude(reservation, instruction, values)
    elif not orders.carry_out(reservation, instruction, values, dialled):
        if instruction.makes_conference:
            # Seen only here: who is to be connected has the task from that moment on.
            reservation.rescind_others()
        learn(reservation.task, dialled)
        conclude(reservation, instruction, values)


# --- what has to be so -------------------------------------------------------------------------


def check_state(reservation: Reservation, instruction: Instruction) -> None:
    """Refuse an instruction that the reservation can't carry out now."""
    status = reservation.reservation_status
    if instruction.states and status not in instruction.states:
        wanted = " or ".join(state.capitalize() for state in sorted(instruction.states))
        article = "an" if wanted[0] in "AEIOU" else "a"
        raise InstructionRefused(
            late(instruction, status),
            f"{instruction.unable} Reservation {reservation.sid} is not currently in "
            f"{article} {wanted} state.",
        )


def check_task(reservation: Reservation, instruction: Instruction) -> None:
    """Refuse an instruction that connects a call, for a task without one."""
    needed = instruction.needs
    if needed and not any(decoded(reservation.task.attributes).get(name) for name in needed):
        raise InstructionRefused(
            instruction.no_call,
            f"The {instruction.name} instruction can only be issued on a task that was created "
            "using the <Enqueue> TwiML verb.",
        )


IN_TRANSFER = 40151
"""The alert of what a task can't have while it is handed over."""


def check_transfer(reservation: Reservation, instruction: Instruction) -> None:
    """Refuse an instruction that a task can't have while it is handed over (sources: errors)."""
    transfer = reservation.task.transfer
    if transfer is not None and not instruction.in_transfer:
        allowed = ", ".join(one.name for one in INSTRUCTIONS.values() if one.in_transfer)
        raise InstructionRefused(
            IN_TRANSFER,
            f"{instruction.unable} Task {reservation.task_sid} is being transferred "
            f"({transfer.sid}), when only {allowed} can be carried out.",
        )


def late(instruction: Instruction, status: str | None) -> int:
    """The alert's code where it comes too late; no status: the reservation is gone."""
    if instruction.late_when_gone and status in (None, "canceled"):
        return instruction.late_when_gone
    return instruction.late


# --- refusals ----------------------------------------------------------------------------------


def alert_code(name: str, error: ApiError) -> int | None:
    """The alert for the instruction of this name that was refused, where there is one.

    There is none for an accept or reject that comes too late, nor for a parameter of another
    instruction.
    """
    if isinstance(error, InstructionRefused):
        return error.alert
    if not isinstance(error, MissingParameter | InvalidParameter):
        return None
    if error.name == pascal("instruction"):
        return UNKNOWN
    return parameter_code(INSTRUCTIONS[name], error) if name in INSTRUCTIONS else None


def parameter_code(
    instruction: Instruction, error: MissingParameter | InvalidParameter
) -> int | None:
    """The alert for a parameter that is missing or can't be, if it is one of the instruction's."""
    rows = {pascal(name): row for name, row in instruction.parameters.items()}
    if error.name not in rows:
        return None
    row = rows[error.name]
    missing = row.missing if isinstance(error, MissingParameter) else None
    return missing or row.alert or instruction.failed
