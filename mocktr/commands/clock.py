"""When things happen, and what happens by itself."""

from __future__ import annotations

import json

from mocktr.commands.answers import seen, summary, timers, waiting
from mocktr.commands.command import Arguments, Result, amount, command, instant, one_of, required
from mocktr.core.clock import iso
from mocktr.errors import AdminError
from mocktr.sandbox.tenant import Tenant

UNITS = {"seconds": 1000, "minutes": 60_000, "hours": 3_600_000}


@command("GET", "clock")
def clock(tenant: Tenant, arguments: Arguments) -> Result:
    """The mode and the time of the clock."""
    return seen(tenant)


def can_set(tenant: Tenant, arguments: Arguments) -> None:
    if "now" in arguments:
        tenant.check_instant(arguments["now"])


@command("PUT", "clock", can_set, mode=one_of("manual", "real"), now=instant)
def set_clock(tenant: Tenant, arguments: Arguments) -> Result:
    """Set the mode, or go to a later time, which is the same as advancing to it."""
    fired = tenant.advance(arguments["now"]) if "now" in arguments else []
    if "mode" in arguments:
        tenant.follow(arguments["mode"] == "real")
    return {**seen(tenant), "fired": summary(fired)}


def can_advance(tenant: Tenant, arguments: Arguments) -> None:
    if len(arguments) != 1:
        names = ", ".join([*UNITS, "to"])
        raise AdminError(f"expected exactly one of {names}, got {json.dumps(list(arguments))}")
    tenant.check_instant(arguments["to"] if "to" in arguments else tenant.now + length(arguments))


def length(arguments: Arguments) -> int:
    """How far (ms) to advance."""
    ((unit, number),) = arguments.items()
    amount: int = round(number * UNITS[unit])
    return amount


@command(
    "POST", "clock/advance", can_advance, seconds=amount, minutes=amount, hours=amount, to=instant
)
def advance(tenant: Tenant, arguments: Arguments) -> Result:
    """Move the clock forward, firing everything due on the way, in order.

    Takes exactly one of `seconds`, `minutes`, `hours` and `to`, and answers what fired.
    """
    if "to" in arguments:
        fired = tenant.advance(arguments["to"])
    else:
        fired = tenant.advance_by(length(arguments))
    return {**seen(tenant), "fired": summary(fired)}


@command("GET", "scheduler")
def scheduler(tenant: Tenant, arguments: Arguments) -> Result:
    """Whether routing is held, what is due when, and which tasks wait."""
    return tenant.observe(
        lambda account: {
            "mode": "auto" if tenant.routes else "manual",
            "now": iso(account.clock.now),
            "timers": timers(account.timers.pending()),
            "waiting_tasks": waiting([task.sid for task in account.tasks.values() if task.place]),
        }
    )


@command("PUT", "scheduler", mode=required(one_of("auto", "manual")))
def set_scheduler(tenant: Tenant, arguments: Arguments) -> Result:
    """Hold routing (manual), or let it go on by itself (auto)."""
    tenant.route(arguments["mode"] == "auto")
    return scheduler(tenant, {})


@command("POST", "scheduler/step")
def step(tenant: Tenant, arguments: Arguments) -> Result:
    """Do one routing action, and say which."""
    action = tenant.step()
    return {"action": action and action.as_dict()}


@command("POST", "scheduler/settle")
def settle(tenant: Tenant, arguments: Arguments) -> Result:
    """Do all the routing that there is to do now, also when it is held."""
    tenant.settle()
    return scheduler(tenant, {})
