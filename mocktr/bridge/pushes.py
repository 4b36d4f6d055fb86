"""What one page is sent of an event, and what planned faults make of it."""

from __future__ import annotations

from typing import NamedTuple

from mocktr.bridge.session import Session
from mocktr.bridge.websocket import WebSocket
from mocktr.faults import Faults, Plan, PushedEvent
from mocktr.web.mishaps import GARBAGE


class Push(NamedTuple):
    """Messages for one page, of one event."""

    socket: WebSocket
    texts: tuple[str | None, ...]
    """None cuts the connection."""
    delay: float = 0
    """Seconds that it is late."""


def push(session: Session, event_type: str, text: str, faults: Faults) -> Push:
    """Send an event to a page, unless something else is planned."""
    plan = faults.plan(PushedEvent(f"/{session.channel}/{event_type}")) if faults.rules else None
    if plan is None:
        return Push(session.socket, (text,))
    delay = plan.latency("before") + plan.latency("after")
    return Push(session.socket, spoiled(plan, text), delay)


def spoiled(plan: Plan, text: str) -> tuple[str | None, ...]:
    """What is sent in place of a message."""
    fault = plan.decision("before") or plan.decision("after")
    if fault is None:
        return (text,)
    if fault.effect == "cut":
        return (None,) if fault.when == "before" else (text, None)
    return {"lose": (), "garbage": (GARBAGE,), "truncate": (text[: len(text) // 2],)}[
        str(fault.effect)
    ]
