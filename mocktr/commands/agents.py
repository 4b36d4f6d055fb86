"""The pages in agents' browsers: who is connected, and tokens to connect with."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from mocktr.commands.answers import listed
from mocktr.commands.behaviors import can_find, find_worker
from mocktr.commands.command import Result, command
from mocktr.errors import AdminError
from mocktr.sandbox.tokens import KINDS, LIFETIME, LONGEST, ROLES, make_token
from mocktr.values import choice, integer

if TYPE_CHECKING:
    from mocktr.sandbox.tenant import Tenant


@command("GET", "sessions", shown=listed("sessions", dict))
def sessions(tenant: Tenant) -> list[Result]:
    """Who is connected to the event bridge, in the order in which they came."""
    with tenant.observed():
        return [row for one in tenant.audiences for row in one.rows()]


@command("DELETE", "sessions/<number>", at_once=True)
def disconnect(tenant: Tenant, number: str) -> Result | None:
    """Cut the connection of this session, as a network does; the page is not told why."""
    if not (number.isascii() and number.isdigit()):
        return None
    with tenant.observed():
        rows = [one.dismiss(int(number)) for one in tenant.audiences]
    return next((row for row in rows if row is not None), None)


@command(
    "POST",
    "workers/<worker>/token",
    can_find,
    at_once=True,
    kind=choice(*KINDS),
    role=choice(*ROLES),
    lifetime=integer(1, LONGEST),
)
def worker_token(
    tenant: Tenant,
    worker: str,
    kind: str = "access",
    role: str | None = None,
    lifetime: int = LIFETIME,
) -> Result | None:
    """Make a token with which the page of this worker, named or by SID, can connect.

    `kind` is access, for today's SDK, unless told; capability is for the old one, and has no role.
    It lives 3600 seconds unless told.
    """
    if kind == "capability" and role is not None:
        raise AdminError("role: expected with an access token only")
    with tenant.observed() as account:
        found = find_worker(account, worker)
    if found is None:
        return None
    workspace = found.workspace.sid
    token = make_token(tenant, workspace, found.sid, kind, role or "worker", lifetime)
    return {
        "token": token,
        "kind": kind,
        "account_sid": tenant.account.sid,
        "workspace_sid": workspace,
        "worker_sid": found.sid,
        "expires": int(time.time()) + lifetime,
    }
