"""When things happen, and what happens by itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mocktr.commands.answers import clock_now, moved, timers, waiting
from mocktr.commands.arguments import required
from mocktr.commands.command import Result, command
from mocktr.core.clock import LATEST_INSTANT, instant, iso
from mocktr.core.timers import Timer
from mocktr.errors import InvalidArgument
from mocktr.values import Kind, Mistake, choice, number, wanted

if TYPE_CHECKING:
    from mocktr.sandbox.tenant import Tenant

UNITS = {"seconds": 1000, "minutes": 60_000, "hours": 3_600_000}

amount = number(0)

NEXT = "next"
"""To the next timer."""


def read_target(value: Any) -> int | str:
    if value == NEXT:
        return NEXT
    try:
        return instant(value)
    except Mistake:
        raise wanted(target.wanted, value) from None


target = Kind(f"{instant.wanted}, or {NEXT}", read_target)


@command("GET", "clock")
def clock(tenant: Tenant) -> Result:
    """The mode and the time of the clock."""
    return clock_now(tenant)


def can_set(tenant: Tenant, mode: str | None = None, now: int | None = None) -> None:
    if now is not None:
        tenant.motion.check(now)


@command("PUT", "clock", can_set, mode=choice("manual", "real"), now=instant)
def set_clock(tenant: Tenant, mode: str | None = None, now: int | None = None) -> Result:
    """Set the mode, or go to a later time, which is the same as advancing to it."""
    fired = [] if now is None else tenant.advance(now)
    if mode is not None:
        tenant.follow(mode == "real")
    return moved(tenant, fired)


def can_advance(tenant: Tenant, **how: Any) -> None:
    unit, size = only(how)
    if size != NEXT:
        tenant.motion.check(int(size) if unit == "to" else tenant.now + length(unit, size))


@command(
    "POST",
    "clock/advance",
    can_advance,
    shown=moved,
    seconds=amount,
    minutes=amount,
    hours=amount,
    to=target,
)
def advance(tenant: Tenant, **how: Any) -> list[Timer]:
    """Move the clock forward, firing everything due on the way, in order.

    Takes exactly one of `seconds`, `minutes`, `hours` and `to`, and answers what fired. `to` the
    `next` timer it moves as far as that, and nowhere where there is none.
    """
    unit, size = only(how)
    if size == NEXT:
        return tenant.advance_to_next()
    if unit == "to":
        return tenant.advance(int(size))
    return tenant.advance_by(length(unit, size))


def only(how: dict[str, Any]) -> tuple[str, Any]:
    """The one argument that says how far, and its value."""
    if len(how) != 1:
        names = ", ".join([*UNITS, "to"])
        raise InvalidArgument(f"expected exactly one of {names}, got {json.dumps(list(how))}")
    [one] = how.items()
    return one


def length(unit: str, size: float) -> int:
    """An amount of time, in ms."""
    # The largest of numbers times an hour would be infinite.
    return round(min(size, LATEST_INSTANT) * UNITS[unit])


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


@command("PUT", "scheduler", mode=required(choice("auto", "manual")))
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
