"""When things happen, and what happens by itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mocktr.commands.answers import moved, seen, timers, waiting
from mocktr.commands.arguments import amount, instant, one_of, required
from mocktr.commands.command import Result, command
from mocktr.core.clock import iso
from mocktr.core.timers import Timer
from mocktr.errors import InvalidArgument

if TYPE_CHECKING:
    from mocktr.sandbox.tenant import Tenant

UNITS = {"seconds": 1000, "minutes": 60_000, "hours": 3_600_000}


@command("GET", "clock")
def clock(tenant: Tenant) -> Result:
    """The mode and the time of the clock."""
    return seen(tenant)


def can_set(tenant: Tenant, mode: str | None = None, now: int | None = None) -> None:
    if now is not None:
        tenant.check_instant(now)


@command("PUT", "clock", can_set, mode=one_of("manual", "real"), now=instant)
def set_clock(tenant: Tenant, mode: str | None = None, now: int | None = None) -> Result:
    """Set the mode, or go to a later time, which is the same as advancing to it."""
    fired = [] if now is None else tenant.advance(now)
    if mode is not None:
        tenant.follow(mode == "real")
    return moved(tenant, fired)


def can_advance(tenant: Tenant, **how: float) -> None:
    unit, number = only(how)
    tenant.check_instant(int(number) if unit == "to" else tenant.now + length(unit, number))


@command(
    "POST",
    "clock/advance",
    can_advance,
    shown=moved,
    seconds=amount,
    minutes=amount,
    hours=amount,
    to=instant,
)
def advance(tenant: Tenant, **how: float) -> list[Timer]:
    """Move the clock forward, firing everything due on the way, in order.

    Takes exactly one of `seconds`, `minutes`, `hours` and `to`, and answers what fired.
    """
    unit, number = only(how)
    if unit == "to":
        return tenant.advance(int(number))
    return tenant.advance_by(length(unit, number))


def only(how: dict[str, float]) -> tuple[str, float]:
    """The one argument that says how far, and its value."""
    if len(how) != 1:
        names = ", ".join([*UNITS, "to"])
        raise InvalidArgument(f"expected exactly one of {names}, got {json.dumps(list(how))}")
    [one] = how.items()
    return one


def length(unit: str, number: float) -> int:
    """An amount of time, in ms."""
    return round(number * UNITS[unit])


@command("GET", "scheduler")
def scheduler(tenant: Tenant) -> Result:
    """Whether routing is held, what is due when, and which tasks wait."""
    with tenant.observed() as account:
        return {
            "mode": "auto" if tenant.routes else "manual",
            "now": iso(account.clock.now),
            "timers": timers(account.timers.pending()),
            "waiting_tasks": waiting([task.sid for task in account.tasks.values() if task.place]),
        }


@command("PUT", "scheduler", mode=required(one_of("auto", "manual")))
def set_scheduler(tenant: Tenant, mode: str) -> Result:
    """Hold routing (manual), or let it go on by itself (auto)."""
    tenant.route(mode == "auto")
    return scheduler(tenant)


@command("POST", "scheduler/step")
def step(tenant: Tenant) -> Result:
    """Do one routing action, and say which."""
    action = tenant.step()
    return {"action": action and action.as_dict()}


@command("POST", "scheduler/settle")
def settle(tenant: Tenant) -> Result:
    """Do all the routing that there is to do now, also when it is held."""
    tenant.settle()
    return scheduler(tenant)
