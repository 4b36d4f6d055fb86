"""Plans: whom an instruction would call, and what the task's attributes learn of the calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from mocktr.core.fields import Values, pascal
from mocktr.core.resources.reservation import Reservation
from mocktr.core.resources.worker import Worker
from mocktr.core.scopes import Scope, decoded
from mocktr.errors import InstructionRefused, InvalidParameter, MissingParameter

NO_CALLER_ID = 40148
LONGEST_SIP_RING = 600


DIALLED = ("to", "called")
"""Where a task keeps the number that was dialled: the caller ID, unless told, of a `dequeue` and
of the conference with somebody who called in."""


class Leg(NamedTuple):
    """Who would be on a call, and how they would get there."""

    participant: str
    to: str | None = None
    from_: str | None = None
    url: str | None = None
    sid: str | None = None
    """Of a call that is there already."""


Planner = Callable[[Reservation, Values, Scope], list[Leg]]
"""The legs that an instruction asks for, from its parameters and the task's attributes.

Raises ApiError where somebody can't be called; nothing is done yet.
"""

Addition = Callable[[Scope, list[str]], Scope]
"""What is added to the task's attributes, from the SIDs of the legs and of the conference."""


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
    called_in = bool(attributes.get("call_sid"))
    own = (*DIALLED, "from") if called_in else ("from",)
    caller = values.get("from") or first_text(attributes, own)
    if caller is None:
        raise MissingParameter(pascal("from"), "the task has no attribute from")
    worker = Leg("worker", to, caller)
    if called_in:
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


def first_text(attributes: Scope, names: tuple[str, ...]) -> str | None:
    """The first of these attributes that is text and not empty."""
    return next(filter(None, (text_in(attributes, name) for name in names)), None)


def text_in(attributes: Scope, name: str) -> str | None:
    """An attribute that is text and not empty."""
    value = attributes.get(name)
    return value if isinstance(value, str) and value else None


# --- what the task learns ----------------------------------------------------------------------


def worker_call(attributes: Scope, sids: list[str]) -> Scope:
    """The call to the worker."""
    return {"worker_call_sid": sids[0]}


def conference(attributes: Scope, sids: list[str]) -> Scope:
    """The conference, with the worker's leg and the customer's."""
    participants = {"worker": sids[0], "customer": attributes.get("call_sid") or sids[1]}
    return {"conference": {"sid": sids[-1], "participants": participants}}
