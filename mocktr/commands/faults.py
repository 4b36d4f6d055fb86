"""What is to go wrong."""

from __future__ import annotations

from dataclasses import fields

from mocktr.commands.command import Arguments, Result, anything, command
from mocktr.faults import Fault
from mocktr.json_text import decode
from mocktr.sandbox.tenant import Tenant

RULE = [one.name for one in fields(Fault) if one.init]


def can_fault(tenant: Tenant, arguments: Arguments) -> None:
    Fault(**arguments)


@command("GET", "faults")
def faults(tenant: Tenant, arguments: Arguments) -> Result:
    """What is planned to go wrong, oldest first, with how often each rule fired."""
    found = tenant.observe(lambda account: [one.as_dict() for one in tenant.faults.rules])
    return {"count": len(found), "faults": found}


@command("POST", "faults", can_fault, **dict.fromkeys(RULE, anything))
def fault(tenant: Tenant, arguments: Arguments) -> Result:
    """Plan that requests or callbacks go wrong; answers the rule with its `id`."""
    planned = Fault(**arguments)
    return tenant.observe(lambda account: tenant.faults.add(planned).as_dict())


@command("DELETE", "faults/<id>")
def remove_fault(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Take one rule away; answers it as it was."""
    number = decode(arguments["id"])
    found = tenant.observe(lambda account: tenant.faults.remove(number))
    return None if found is None else found.as_dict()


@command("DELETE", "faults")
def clear_faults(tenant: Tenant, arguments: Arguments) -> Result:
    """Take all rules away."""
    return {"count": tenant.observe(lambda account: tenant.faults.clear())}
