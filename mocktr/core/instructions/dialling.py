"""Dialling: whom an instruction would call, and what that adds to the task's attributes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from mocktr.core.fields import LONGEST_JSON, pascal
from mocktr.core.instructions.calls import Call
from mocktr.core.scopes import Scope, decoded
from mocktr.errors import InstructionRefused, InvalidParameter, MissingParameter

if TYPE_CHECKING:
    from mocktr.core.fields import Values
    from mocktr.core.resources.reservation import Reservation
    from mocktr.core.resources.worker import Worker

Given = tuple[tuple[str, Any], ...]

FAILED = {"dequeue": 40133, "call": 40113, "redirect": 40122, "conference": 40145}
"""The alert for a call that can't be placed as told, where no other says it better."""

NO_CALLER_ID = 40148
LONGEST_SIP_RING = 600


class Leg(NamedTuple):
    """Who would be on a call, and how they would get there."""

    participant: str
    to: str | None = None
    from_: str | None = None
    url: str | None = None
    sid: str | None = None
    """Of a call that is there already."""


def dial(reservation: Reservation, name: str, values: Values, given: Given) -> None:
    """Record the calls, and add to the task's attributes what TaskRouter adds.

    The attributes change before the reservation is accepted: TaskRouter's own SDK finds them in
    the event of the acceptance.
    """
    account, task = reservation.account, reservation.task
    attributes = decoded(task.attributes)
    legs = PLANS[name](reservation, values, attributes)
    add = ADDITIONS.get(name)
    if add:
        check_room(name, extended(attributes, add(attributes, EXAMPLES)))
    sids = [leg.sid or account.sids.next("CA")[1] for leg in legs]
    for leg, sid in zip(legs, sids, strict=True):
        account.calls.append(record(reservation, name, leg, sid, given))
    if name == "conference":
        sids.append(account.sids.next("CF")[1])
    if add:
        task.revise({"attributes": extended(attributes, add(attributes, sids))})


def record(reservation: Reservation, name: str, leg: Leg, sid: str, given: Given) -> Call:
    """What is kept of a leg."""
    return Call(
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


# --- who is called -----------------------------------------------------------------------------


def plan_dequeue(reservation: Reservation, values: Values, attributes: Scope) -> list[Leg]:
    caller = values.get("dequeue_from")
    if not caller:
        raise MissingParameter(pascal("dequeue_from"))
    to = address(reservation, values, "dequeue_to")
    ring = values.get("dequeue_timeout", 0)
    if to.startswith(("sip:", "sips:")) and ring > LONGEST_SIP_RING:
        wanted = f"an integer from 1 to {LONGEST_SIP_RING} where SIP is called"
        raise InvalidParameter(pascal("dequeue_timeout"), wanted, ring)
    return [Leg("worker", to, caller)]


def plan_call(reservation: Reservation, values: Values, attributes: Scope) -> list[Leg]:
    to = address(reservation, values, "call_to")
    return [Leg("worker", to, values["call_from"], values["call_url"])]


def plan_redirect(reservation: Reservation, values: Values, attributes: Scope) -> list[Leg]:
    sid, url = values["redirect_call_sid"], values["redirect_url"]
    return [Leg("customer", url=url, sid=sid)]


def plan_conference(reservation: Reservation, values: Values, attributes: Scope) -> list[Leg]:
    """The worker; and the customer, where nobody called in but is called (an outbound task)."""
    to = address(reservation, values, "to")
    caller = values.get("from") or text_in(attributes, "from")
    if caller is None:
        raise MissingParameter(pascal("from"), "the task has no attribute from")
    worker = Leg("worker", to, caller)
    if attributes.get("call_sid"):
        return [worker]
    return [worker, Leg("customer", attributes["outbound_to"], caller)]


def plan_supervise(reservation: Reservation, values: Values, attributes: Scope) -> list[Leg]:
    to = supervisor(reservation, values["supervisor"])
    caller = text_in(attributes, "from")
    if caller is None:
        raise InstructionRefused(
            NO_CALLER_ID,
            f"Unable to execute Supervise instruction. Task {reservation.task_sid} has no "
            "attribute from, which is the caller ID of the call to the supervisor.",
        )
    return [Leg("supervisor", to, caller)]


PLANS: dict[str, Callable[[Reservation, Values, Scope], list[Leg]]] = {
    "dequeue": plan_dequeue,
    "call": plan_call,
    "redirect": plan_redirect,
    "conference": plan_conference,
    "supervise": plan_supervise,
}
"""The legs that an instruction asks for; each raises ApiError where somebody can't be called."""


def address(reservation: Reservation, values: Values, field: str) -> str:
    """Whom to call: as told, else as the worker's attributes say."""
    to: str | None = values.get(field) or contact(reservation.worker)
    if to is None:
        because = f"worker {reservation.worker_name} has no attribute contact_uri"
        raise MissingParameter(pascal(field), because)
    return to


def supervisor(reservation: Reservation, named: str) -> str:
    """Where a supervisor is called, who is given as a worker's SID or as a URI."""
    if not named.startswith("WK"):
        return named
    worker = reservation.workspace.workers.get(named)
    to = contact(worker) if worker else None
    if to is None:
        wanted = "the SID of one of the workspace's workers, who has a contact_uri, or a URI"
        raise InvalidParameter(pascal("supervisor"), wanted, named)
    return to


def contact(worker: Worker) -> str | None:
    return text_in(decoded(worker.attributes), "contact_uri")


def text_in(attributes: Scope, name: str) -> str | None:
    """An attribute that is text and not empty."""
    value = attributes.get(name)
    return value if isinstance(value, str) and value else None


# --- what the task learns ----------------------------------------------------------------------


def worker_call(attributes: Scope, sids: list[str]) -> Scope:
    return {"worker_call_sid": sids[0]}


def conference(attributes: Scope, sids: list[str]) -> Scope:
    """The conference, with the worker's leg and the customer's."""
    participants = {"worker": sids[0], "customer": attributes.get("call_sid") or sids[1]}
    return {"conference": {"sid": sids[-1], "participants": participants}}


ADDITIONS: dict[str, Callable[[Scope, list[str]], Scope]] = {
    "dequeue": worker_call,
    "call": worker_call,
    "conference": conference,
}
"""What is added to the task's attributes, from the SIDs of the legs and of the conference."""

EXAMPLES = ["CA" + "0" * 32] * 3
"""Stand for the SIDs, which are not used up for an instruction that is refused."""


def extended(attributes: Scope, added: Scope) -> str:
    text = json.dumps({**attributes, **added}, ensure_ascii=False)
    # Half a surrogate pair, which is no character, can only stand in JSON as an escape.
    return text.encode(errors="backslashreplace").decode()


def check_room(name: str, attributes: str) -> None:
    """Refuse attributes that the task could not be given either."""
    if len(attributes) > LONGEST_JSON:
        raise InstructionRefused(
            FAILED[name],
            f"Unable to execute {name.capitalize()} instruction. With what it adds, the task's "
            f"attributes would have {len(attributes)} characters of at most {LONGEST_JSON}.",
        )
