"""What is to go wrong."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from mocktr.commands.answers import as_dict, counted, listed
from mocktr.commands.command import command
from mocktr.faults import Fault
from mocktr.json_text import decode

if TYPE_CHECKING:
    from mocktr.sandbox.tenant import Tenant

RULE = [one.name for one in fields(Fault) if one.init]


@command("GET", "faults", shown=listed("faults"))
def faults(tenant: Tenant) -> list[Fault]:
    """What is planned to go wrong, oldest first, with how often each rule fired."""
    with tenant.observed():
        return list(tenant.faults.rules)


def can_fault(tenant: Tenant, **rule: Any) -> None:
    Fault(**rule)
    tenant.faults.check_room()


@command("POST", "faults", can_fault, shown=as_dict, unchecked=RULE)
def fault(tenant: Tenant, **rule: Any) -> Fault:
    """Plan that requests or callbacks go wrong; answers the rule with its `id`."""
    planned = Fault(**rule)
    with tenant.at_rest():
        return tenant.faults.add(planned)


@command("DELETE", "faults/<id>", shown=as_dict)
def remove_fault(tenant: Tenant, id: str) -> Fault | None:
    """Take one rule away; answers it as it was."""
    number = decode(id)
    with tenant.at_rest():
        return tenant.faults.remove(number)


@command("DELETE", "faults", shown=counted)
def clear_faults(tenant: Tenant) -> int:
    """Take all rules away."""
    with tenant.at_rest():
        return tenant.faults.clear()
