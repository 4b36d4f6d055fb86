"""Taking one step back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocktr.commands.answers import face
from mocktr.commands.command import Result, command
from mocktr.core.clock import iso
from mocktr.errors import AdminError

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.sandbox.snapshot import Snapshot
    from mocktr.sandbox.tenant import Tenant

TOO_SLOW = "the last picture of this world took longer than it is worth"


@command("GET", "undo")
def kept(tenant: Tenant) -> Result:
    """Whether there is a picture that `undo` comes back to, and of when."""
    return told(tenant.undo.picture)


def told(picture: Snapshot | None) -> Result:
    if picture is None:
        return {"kept": False, "now": None, "now_ms": None}
    return {"kept": True, "now": iso(picture.now), "now_ms": picture.now}


@command("PUT", "undo", at_once=True)
def keep(tenant: Tenant) -> Result:
    """Keep a picture of the world as it is now, in place of the last one, to `undo` what follows.

    Of a world so large that its last picture took more than 50 ms none is kept; a snapshot can be.
    """
    with tenant.observed():
        if not tenant.undo.may_keep(tenant.epoch):
            return {**told(None), "reason": TOO_SLOW, "wall_ms": tenant.undo.took}
        picture = tenant.keep_picture()
    return {**told(picture), "reason": None, "wall_ms": tenant.undo.took}


def can_undo(tenant: Tenant) -> None:
    if tenant.undo.picture is None:
        raise AdminError("nothing is kept to come back to", 404)


def as_it_was(tenant: Tenant, account: Account) -> Result:
    """What the clock of that world says."""
    return {**face(tenant, account.clock.now), "epoch": tenant.epoch}


@command("POST", "undo", can_undo, shown=as_it_was, at_once=True)
def undo(tenant: Tenant) -> Account:
    """Put the world back to the picture that was kept last, which is used up by it."""
    tenant.come_back(tenant.undo.use_up())
    return tenant.account
