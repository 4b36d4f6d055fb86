"""What rings at workers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mocktr.commands.behaviors import find_worker
from mocktr.commands.command import Result, command
from mocktr.core.line.phone import EVERY_PHONE, Phone, read_phone
from mocktr.errors import InvalidArgument
from mocktr.values import told_as

if TYPE_CHECKING:
    from mocktr.sandbox.tenant import Tenant


def can_have(tenant: Tenant, worker: str, **phone: Any) -> None:
    with tenant.observed() as account:
        find_worker(account, worker)


@command("PUT", "workers/<worker>/phone", can_have, unchecked=Phone._fields)
def phone(tenant: Tenant, worker: str, **phone: Any) -> Result | None:
    """Say what a worker's phone does when it rings from now on; `*` is for all others.

    It answers after `answer_after` seconds unless it is `busy` (or is for each `busy_every`-th
    call), `fails`, or does not answer (`answers` is false). After `talk_for` seconds it hangs up.
    """
    with told_as(InvalidArgument):
        told = read_phone(phone)
    with tenant.steered() as account:
        found = find_worker(account, worker)
        if found is None and worker != EVERY_PHONE:
            return None
        sid = None if found is None else found.sid
        account.line.phones[sid or EVERY_PHONE] = told
        name = EVERY_PHONE if found is None else found.friendly_name
        return {"worker_sid": sid, "worker_name": name, "phone": told.as_dict()}
