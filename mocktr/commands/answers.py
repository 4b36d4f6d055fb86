"""What several answers have in common."""

from __future__ import annotations

from collections import Counter

from mocktr.commands.command import Result
from mocktr.core.clock import iso
from mocktr.core.timers import Timer
from mocktr.sandbox.tenant import Tenant

MOST_LISTED = 300
"""How many timers or tasks an answer lists; counts are always of all."""


def face(tenant: Tenant, now: int) -> Result:
    """The mode of the clock, and a time (ms)."""
    return {"mode": "manual" if tenant.wall is None else "real", "now": iso(now), "now_ms": now}


def seen(tenant: Tenant) -> Result:
    """The clock when all callbacks so far are answered."""
    return face(tenant, tenant.observe(lambda account: account.clock.now))


def timers(pending: list[Timer]) -> Result:
    rows = [
        {"due": iso(one.due), "due_ms": one.due, "name": one.name, "sid": one.sid}
        for one in pending[:MOST_LISTED]
    ]
    return {"count": len(pending), "first": rows}


def waiting(sids: list[str]) -> Result:
    return {"count": len(sids), "first": sids[:MOST_LISTED]}


def summary(fired: list[Timer]) -> Result:
    """What fired: how many of each kind, and the first few hundred."""
    return {**timers(fired), "by_name": dict(Counter(timer.name for timer in fired))}
