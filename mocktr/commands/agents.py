"""The pages in agents' browsers: who is connected, and tokens to connect with."""

from __future__ import annotations

import time
from typing import Any

from mocktr.commands import behaviors as behaving
from mocktr.commands.command import Arguments, Kind, Result, command, one_of
from mocktr.commands.workers import can_find
from mocktr.core.account import Account
from mocktr.errors import AdminError
from mocktr.sandbox.tenant import Tenant
from mocktr.sandbox.tokens import KINDS, LIFETIME, LONGEST, ROLES, make_token


@command("GET", "sessions")
def sessions(tenant: Tenant, arguments: Arguments) -> Result:
    """Who is connected to the event bridge, in the order in which they came."""
    found = connected(tenant)
    return {"count": len(found), "sessions": found}


def connected(tenant: Tenant) -> list[dict[str, Any]]:
    """Every session of an account."""
    return tenant.read(lambda account: [row for one in tenant.audiences for row in one.rows()])


@command("DELETE", "sessions/<number>")
def disconnect(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Cut the connection of this session, as a network does; the page is not told why."""
    number = str(arguments["number"])
    if not (number.isascii() and number.isdigit()):
        return None

    def cut(account: Account) -> Result | None:
        rows = (one.dismiss(int(number)) for one in tenant.audiences)
        return next((row for row in rows if row is not None), None)

    return tenant.read(cut)


def read_lifetime(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LONGEST:
        raise ValueError
    return value


lifetime = Kind(f"a number of seconds from 1 to {LONGEST}", read_lifetime)


@command(
    "POST",
    "workers/<worker>/token",
    can_find,
    kind=one_of(*KINDS),
    role=one_of(*ROLES),
    lifetime=lifetime,
)
def worker_token(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Make a token with which the page of this worker, named or by SID, can connect.

    `kind` is access, for today's SDK, unless told; capability is for the old one, and has no role.
    It lives 3600 seconds unless told.
    """
    name = arguments["worker"]
    kind, role = arguments.get("kind", "access"), arguments.get("role", "worker")
    seconds = arguments.get("lifetime", LIFETIME)
    if kind == "capability" and "role" in arguments:
        raise AdminError("role: expected with an access token only")
    worker = tenant.observe(lambda account: behaving.find_worker(account, name))
    if worker is None:
        return None
    workspace = worker.workspace.sid
    return {
        "token": make_token(tenant, workspace, worker.sid, kind, role, seconds),
        "kind": kind,
        "account_sid": tenant.account.sid,
        "workspace_sid": workspace,
        "worker_sid": worker.sid,
        "expires": int(time.time()) + seconds,
    }
