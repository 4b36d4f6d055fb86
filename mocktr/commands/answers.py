"""How answers are shown that several commands have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mocktr.commands.command import Result, Shown
from mocktr.core.clock import iso
from mocktr.core.timers import Timer

if TYPE_CHECKING:
    from mocktr.sandbox.tenant import Tenant

MOST_LISTED = 300
"""How many timers or tasks an answer lists; counts are always of all."""


def as_dict(tenant: Tenant, thing: Any) -> Result:
    """A thing that says itself how it is shown."""
    result: Result = thing.as_dict()
    return result


def listed(name: str, row: Callable[[Any], Any] = lambda thing: thing.as_dict()) -> Shown:
    """A list of things under this name, with their `count`."""

    def show(tenant: Tenant, things: list[Any]) -> Result:
        with tenant.lock:
            return {"count": len(things), name: [row(one) for one in things]}

    return show


def counted(tenant: Tenant, count: int) -> Result:
    """How many there were."""
    return {"count": count}


def face(tenant: Tenant, now: int) -> Result:
    """The mode of the clock, and a time (ms)."""
    return {"mode": "manual" if tenant.wall is None else "real", "now": iso(now), "now_ms": now}


def clock_now(tenant: Tenant) -> Result:
    """The clock as it is."""
    with tenant.observed() as account:
        return face(tenant, account.clock.now)


def timers(pending: list[Timer]) -> Result:
    rows = [timer_row(one) for one in pending[:MOST_LISTED]]
    return {"count": len(pending), "first": rows}


def timer_row(timer: Timer) -> Result:
    """When something happens by itself, what, and to which record."""
    return {"due": iso(timer.due), "due_ms": timer.due, "name": timer.name, "sid": timer.sid}


def waiting(sids: list[str]) -> Result:
    return {"count": len(sids), "first": sids[:MOST_LISTED]}


def moved(tenant: Tenant, fired: list[Timer]) -> Result:
    """The clock after it moved, and what `fired`: how many of each kind, the first few hundred."""
    by_name = dict(Counter(timer.name for timer in fired))
    return {**clock_now(tenant), "fired": {**timers(fired), "by_name": by_name}}
