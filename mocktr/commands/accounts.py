"""Who has a world here."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from mocktr.commands.answers import face
from mocktr.commands.command import Result, sandbox_command
from mocktr.commands.deferred import Deferred

if TYPE_CHECKING:
    from mocktr import journal
    from mocktr.sandbox.sandbox import Sandbox
    from mocktr.sandbox.tenant import Tenant
else:
    journal = Deferred("mocktr.journal")

LATEST = 100
"""How many entries of a journal are looked at for the last request."""


@sandbox_command("GET", "accounts")
def accounts(sandbox: Sandbox) -> Result:
    """The accounts that were met so far, in this order, with how much each has.

    `listed` says that a seed names it, `shares_world` that all accounts work in one world.
    """
    tenants = sandbox.tenants()
    return {
        "count": len(tenants),
        "shares_world": sandbox.shares_world,
        "accounts": [
            {**row_of(tenant), "listed": sid in sandbox.credentials.tokens}
            for sid, tenant in tenants.items()
        ],
    }


@sandbox_command("DELETE", "accounts/<sid>")
def forget_account(sandbox: Sandbox, sid: str) -> Result:
    """Let go of an account: of its world, journal, faults and snapshots.

    Whoever asks as this account again gets a new world, as the seed makes it. Answers how many
    accounts are left. The only world of `tenants="one"` can't be let go of.
    """
    sandbox.forget(sid)
    return {"forgotten": sid, "accounts": len(sandbox.tenants())}


def row_of(tenant: Tenant) -> Result:
    """An account in short; it waits for no callback."""
    with tenant.lock:
        account = tenant.account
        spaces = account.workspaces.values()
        return {
            "account_sid": account.sid,
            "clock": face(tenant, account.clock.now),
            "routing": "auto" if tenant.routes else "manual",
            "workspaces": len(spaces),
            "workers": sum(len(one.workers) for one in spaces),
            "tasks": len(account.tasks),
            "events": len(account.events),
            "alerts": len(account.alerts),
            "journal": tenant.journal.count,
            "in_flight": tenant.delivery.in_flight().as_dict(),
            "last_request": last_request(tenant),
        }


def last_request(tenant: Tenant) -> Result | None:
    """The last request that came for an account, if that was not long ago."""
    for entry in islice(reversed(tenant.journal.entries), LATEST):
        if isinstance(entry, journal.RequestEntry):
            return {
                "number": entry.number,
                "wall": round(entry.wall, 3),
                "method": entry.method,
                "path": entry.path,
            }
    return None
