"""What workers do by themselves, and what is done to them."""

from __future__ import annotations

from mocktr.commands import behaviors as behaving
from mocktr.commands import forcing
from mocktr.commands.command import Arguments, Kind, Result, anything, command, of_type, required
from mocktr.core.behavior import BEHAVIOR_KEYS
from mocktr.sandbox.tenant import Tenant


@command("GET", "behaviors")
def behaviors(tenant: Tenant, arguments: Arguments) -> Result:
    """The workers who act by themselves, and how."""
    found = tenant.observe(behaving.rows)
    return {"count": len(found), "behaviors": found}


def can_find(tenant: Tenant, arguments: Arguments) -> None:
    """Refuse a name that several workers of an account have."""
    tenant.observe(lambda account: behaving.find_worker(account, arguments["worker"]))


@command("PUT", "workers/<worker>/behavior", can_find, **dict.fromkeys(BEHAVIOR_KEYS, anything))
def behave(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Let a worker, named or by SID, behave so from the next offer on."""
    values = {name: value for name, value in arguments.items() if name != "worker"}
    return tenant.steer(lambda account: behaving.behave(account, arguments["worker"], values))


@command("DELETE", "workers/<worker>/behavior", can_find)
def stop_behaving(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Let a worker wait to be told, whatever the script still has."""
    return tenant.steer(lambda account: behaving.stop_behaving(account, arguments["worker"]))


scripted = Kind("a list of answers", of_type(list))


@command("POST", "workers/<worker>/answers", can_find, answers=required(scripted))
def script(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Append answers to the next offers to a worker."""
    worker, answers = arguments["worker"], arguments["answers"]
    return tenant.steer(lambda account: behaving.script(account, worker, answers))


name_or_sid = Kind("a name or a SID", of_type(str))


def can_reserve(tenant: Tenant, arguments: Arguments) -> None:
    worker = arguments.get("worker")
    tenant.observe(lambda account: forcing.offer(account, arguments["sid"], worker))


@command("POST", "tasks/<sid>/reserve", can_reserve, worker=required(name_or_sid))
def reserve(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Offer a pending task to this worker, whether or not routing would."""
    sid, worker = arguments["sid"], arguments["worker"]
    return tenant.steer(lambda account: forcing.reserve(account, sid, worker))


def can_time_out(tenant: Tenant, arguments: Arguments) -> None:
    tenant.observe(lambda account: forcing.open_offer(account, arguments["sid"]))


@command("POST", "reservations/<sid>/timeout", can_time_out)
def time_out(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Let the time to answer a pending reservation be over now."""
    return tenant.steer(lambda account: forcing.time_out(account, arguments["sid"]))
