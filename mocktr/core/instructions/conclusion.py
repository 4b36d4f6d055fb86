"""Conclusion: what an instruction gives its reservation when it has been answered."""

from __future__ import annotations

from mocktr.core.fields import Values
from mocktr.core.instructions.instruction import Instruction
from mocktr.core.resources.reservation import Reservation


def conclude(reservation: Reservation, instruction: Instruction, values: Values) -> None:
    """Give the reservation the status that the instruction gives it, if it does."""
    if instruction.status is None:
        return
    if instruction.only_if and not values.get(instruction.only_if):
        return
    if instruction.post_work:
        reservation.post_work_activity_sid = values.get(instruction.post_work)
    reservation.change_status(instruction.status, values.get("worker_activity_sid"))
