"""What planned faults do to requests."""

from __future__ import annotations

from functools import partial
from time import monotonic, sleep
from typing import Any

from flask import Response

from mocktr.callbacks.patience import LOOK_EVERY
from mocktr.errors import AnswerLate, ApiError, ConnectionCut, Planned, Unauthorized
from mocktr.faults import Fault, Plan
from mocktr.sandbox.credentials import WRONG
from mocktr.sandbox.tenant import Tenant
from mocktr.web.journalling import begun, note_error
from mocktr.web.request import Request
from mocktr.web.wire import answer_error

GARBAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>\n"
"""What some proxy says in place of TaskRouter, with a status that promises JSON."""


def meet(asked: Request, tenant: Tenant) -> Response | None:
    """Let the faults that are planned for a request have their effect; an answer if they have one.

    What comes after the operation is seen to when that is done.
    """
    if not tenant.faults.rules:
        return None
    _, entry = begun(asked)
    with tenant.lock:
        plan = tenant.faults.plan(entry)
    if plan is None:
        return None
    entry.faults = plan.ids
    pause(asked, plan.latency("before"))
    fault = plan.decision("before")
    if fault is not None:
        return spoil(fault, Response(), asked)
    asked.spoil = partial(meet_after, plan, asked)
    return None


def meet_after(plan: Plan, asked: Request, response: Any) -> Response:
    pause(asked, plan.latency("after"))
    fault = plan.decision("after")
    return response if fault is None else spoil(fault, response, asked)


def pause(asked: Request, seconds: float) -> None:
    """Let time pass on the wall clock, as much as a caller in this process waits for."""
    timeout = asked.timeout
    if timeout is not None and seconds >= timeout:
        seconds = timeout
        asked.broken = AnswerLate
    if seconds:
        asked.relieve()
        nap(asked, seconds)


def nap(asked: Request, seconds: float) -> None:
    """Sleep, for as long as the client is there."""
    end = monotonic() + seconds
    while (left := end - monotonic()) > 0 and not asked.has_gone():
        sleep(left if asked.is_in_process else min(left, LOOK_EVERY))


def spoil(fault: Fault, response: Response, asked: Request) -> Response:
    """What a fault makes of an answer."""
    if fault.status is not None:
        return refused(fault.status, fault.retry_after)
    _, entry = begun(asked)
    entry.code, entry.message = None, f"planned: {fault.effect}"
    if fault.effect == "cut":
        asked.broken = ConnectionCut
        return Response()
    if fault.effect == "garbage":
        status = response.status_code if response.get_data() else 200
        return Response(GARBAGE, status, content_type="text/html")
    return truncated(response)


def refused(status: int, retry_after: int | None) -> Response:
    """An error with Twilio's body."""
    unauthorized = status == Unauthorized.status
    error: ApiError = Unauthorized(*WRONG) if unauthorized else Planned(status)
    error.retry_after = retry_after
    note_error(error)
    return answer_error(error)


def truncated(response: Response) -> Response:
    """Half of a body, under the length of the whole."""
    body = response.get_data()
    response.set_data(body[: len(body) // 2])
    response.headers["Content-Length"] = str(len(body))
    return response


def status_of(asked: Request, status: str) -> int | None:
    """What the client sees of an answer; None where the connection is cut."""
    return None if asked.broken is ConnectionCut else int(status[:3])


def break_off(asked: Request) -> None:
    """Leave the client without the answer, if that is planned: on a server, close the connection.

    In process, raises ConnectionCut or AnswerLate.
    """
    if asked.broken is None:
        return
    if asked.detach is None:
        raise asked.broken
    asked.detach().close()
