"""What planned faults do to callbacks."""

from __future__ import annotations

from collections.abc import Callable
from time import sleep

from mocktr.callbacks.answer import CallbackAnswer, Unanswered
from mocktr.faults import Fault, Plan

GARBAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>\n"

CUT = "the connection ended before the answer did"
"""The words of `network` for a real one."""


def deliver(
    send: Callable[[], CallbackAnswer], plan: Plan | None, seconds: float
) -> CallbackAnswer:
    """Deliver a callback, within `seconds`, as far as planned faults let it; raises Unanswered."""
    if plan is None:
        return send()
    pause(plan.latency("before"), seconds)
    fault = plan.decision("before")
    if fault is not None:
        return spoiled(fault, CallbackAnswer(200))
    answer = send()
    pause(plan.latency("after"), seconds)
    fault = plan.decision("after")
    return answer if fault is None else spoiled(fault, answer)


def pause(latency: float, seconds: float) -> None:
    """Let time pass on the wall clock; nobody waits longer than `seconds`."""
    if latency:
        sleep(min(latency, seconds))
    if latency >= seconds:
        raise Unanswered(f"no answer within {seconds:g} seconds")


def spoiled(fault: Fault, answer: CallbackAnswer) -> CallbackAnswer:
    """What a fault makes of an answer; raises Unanswered."""
    if fault.status is not None:
        return CallbackAnswer(fault.status)
    if fault.effect == "garbage":
        return CallbackAnswer(answer.status, "text/html", GARBAGE)
    if fault.effect == "lose":
        raise Unanswered("it was lost on the way, as planned")
    # Half of an answer under its whole length is a connection that ended too early.
    raise Unanswered(CUT)
