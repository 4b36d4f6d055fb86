"""What world there is: what it is made from, and how to come back to it."""

from __future__ import annotations

from mocktr.commands.answers import face, seen
from mocktr.commands.command import Arguments, Result, anything, command, flag, sandbox_command
from mocktr.core.clock import iso
from mocktr.sandbox.sandbox import Sandbox
from mocktr.sandbox.tenant import Tenant
from mocktr.seed import seed_of
from mocktr.state import DOCUMENT_KEYS, load
from mocktr.version import __version__


@sandbox_command("GET", "health")
def health(sandbox: Sandbox, arguments: Arguments) -> Result:
    """That the server answers, and which version it is."""
    return {"status": "ok", "version": __version__, "accounts": len(sandbox.tenants())}


@command("POST", "reset")
def reset(tenant: Tenant, arguments: Arguments) -> Result:
    """Put the world back to what its seed makes.

    The journal is cleared and planned faults are taken away; snapshots and coverage stay.
    """
    tenant.reset()
    return face(tenant, tenant.now)


@command("GET", "seed")
def seed(tenant: Tenant, arguments: Arguments) -> Result:
    """The configuration of the world as it stands, as a seed."""
    return tenant.observe(seed_of)


@command("GET", "state", events=flag)
def state(tenant: Tenant, arguments: Arguments) -> Result:
    """The whole world as one document, with the event log if `events` is true."""
    return tenant.state(**arguments)


def can_load(tenant: Tenant, arguments: Arguments) -> None:
    """Read the document before the first world is replaced."""
    document = {name: value for name, value in arguments.items() if name != LOADED}
    loaded = load(document, tenant.account.sid)
    arguments.setdefault(LOADED, {})[tenant.account.sid] = loaded


LOADED = "(loaded)"


@command("PUT", "state", can_load, **dict.fromkeys(DOCUMENT_KEYS, anything))
def load_state(tenant: Tenant, arguments: Arguments) -> Result:
    """Put the world of such a document in the place of the present one."""
    tenant.come_back(arguments[LOADED][tenant.account.sid])
    return seen(tenant)


@command("GET", "snapshots")
def snapshots(tenant: Tenant, arguments: Arguments) -> Result:
    """The worlds that are kept, each with the time of its clock."""
    return {
        "snapshots": [
            {"name": name, "now": iso(kept.now), "now_ms": kept.now}
            for name, kept in tenant.snapshots
        ]
    }


def can_snapshot(tenant: Tenant, arguments: Arguments) -> None:
    tenant.snapshots.check(arguments["name"])


@command("POST", "snapshots/<name>", can_snapshot)
def snapshot(tenant: Tenant, arguments: Arguments) -> Result:
    """Keep the world as it is now, in place of what had this name."""
    tenant.snapshot(arguments["name"])
    return snapshots(tenant, {})


def is_kept(tenant: Tenant, arguments: Arguments) -> None:
    tenant.snapshots.find(arguments["name"])


@command("POST", "snapshots/<name>/restore", is_kept)
def restore(tenant: Tenant, arguments: Arguments) -> Result:
    """Put the world back to what it was then; the snapshot stays."""
    tenant.restore(arguments["name"])
    return seen(tenant)


@command("DELETE", "snapshots/<name>", is_kept)
def delete_snapshot(tenant: Tenant, arguments: Arguments) -> Result:
    """Keep a snapshot no longer."""
    tenant.snapshots.forget(arguments["name"])
    return snapshots(tenant, {})
