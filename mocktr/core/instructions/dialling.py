"""Dialling: what is kept of the calls that a plan asks for, and what the task learns of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from mocktr.core.fields import LONGEST_JSON, Values, Words
from mocktr.core.instructions.calls import DialledCall
from mocktr.core.instructions.instruction import Instruction
from mocktr.core.instructions.parameters import KEYS
from mocktr.core.instructions.plans import Leg
from mocktr.core.resources.reservation import Reservation
from mocktr.core.scopes import Scope, decoded
from mocktr.errors import InstructionRefused
from mocktr.json_text import compact

if TYPE_CHECKING:
    from mocktr.core.resources.task import Task


class Dialled(NamedTuple):
    """What was recorded of an instruction's calls, and what the task is to learn of them."""

    calls: tuple[DialledCall, ...]
    conference_sid: str | None
    added: Scope


def dial(reservation: Reservation, instruction: Instruction, values: Values) -> Dialled | None:
    """Record the calls; None for an instruction that makes none."""
    plan, add = instruction.plan, instruction.adds
    if plan is None:
        return None
    account = reservation.account
    attributes = decoded(reservation.task.attributes)
    legs = plan(reservation, values, attributes)
    if add:
        check_room(instruction, extended(attributes, add(attributes, EXAMPLES)))
    sids = [leg.sid or account.sids.next("CA")[1] for leg in legs]
    given = tuple(others(instruction, values))
    made = zip(legs, sids, strict=True)
    calls = tuple(record(reservation, instruction.name, leg, sid, given) for leg, sid in made)
    for call in calls:
        account.calls.append(call)
    conference_sid = account.sids.next("CF")[1] if instruction.makes_conference else None
    added = add(attributes, [*sids, *filter(None, [conference_sid])]) if add else {}
    return Dialled(calls, conference_sid, added)


def learn(task: Task, dialled: Dialled) -> None:
    """Add to the task's attributes what TaskRouter adds.

    They change before the reservation is accepted: TaskRouter's own SDK finds them in the event of
    the acceptance.
    """
    if dialled.added:
        task.revise({"attributes": extended(decoded(task.attributes), dialled.added)})


def record(
    reservation: Reservation, name: str, leg: Leg, sid: str, given: tuple[tuple[str, Any], ...]
) -> DialledCall:
    """What is kept of a leg."""
    return DialledCall(
        at=reservation.now,
        sid=sid,
        instruction=name,
        participant=leg.participant,
        workspace_sid=reservation.workspace_sid,
        reservation_sid=reservation.sid,
        task_sid=reservation.task_sid,
        worker_sid=reservation.worker_sid,
        worker_name=reservation.worker_name,
        to=leg.to,
        from_=leg.from_,
        url=leg.url,
        given=given,
    )


APART = ("to", "from", "url", "call_sid")
"""Parameters that have a place of their own in the record of a call."""


def others(instruction: Instruction, values: Values) -> Iterator[tuple[str, Any]]:
    """The other parameters that were sent for this instruction."""
    for key, name in KEYS[instruction.name].items():
        if name in values and key not in APART:
            value, kind = values[name], instruction.parameters[name].kind
            if isinstance(kind, Words):
                value = tuple(word for word in kind.words if word in value)
            yield key, value


EXAMPLES = ["CA" + "0" * 32] * 3
"""Stand for the SIDs, which are not used up for an instruction that is refused."""


def extended(attributes: Scope, added: Scope) -> str:
    return compact({**attributes, **added})


def check_room(instruction: Instruction, attributes: str) -> None:
    """Refuse attributes that the task could not be given either."""
    if len(attributes) > LONGEST_JSON:
        raise InstructionRefused(
            instruction.failed,
            f"{instruction.unable} With what it adds, the task's attributes would have "
            f"{len(attributes)} characters of at most {LONGEST_JSON}.",
        )
