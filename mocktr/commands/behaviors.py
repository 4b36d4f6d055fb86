"""How workers act by themselves: what they do with every offer, and with the next ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mocktr.commands.answers import listed
from mocktr.commands.arguments import required
from mocktr.commands.command import Result, command
from mocktr.core.behavior import BEHAVIOR_KEYS, read_behavior, read_script
from mocktr.errors import AdminError, InvalidArgument, json_of
from mocktr.values import at, of_type, told_as

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.core.resources.worker import Worker
    from mocktr.core.resources.workspace import Workspace
    from mocktr.sandbox.tenant import Tenant


@command("GET", "behaviors", shown=listed("behaviors", dict))
def behaviors(tenant: Tenant) -> list[Result]:
    """The workers who act by themselves, and how."""
    with tenant.observed() as account:
        return [
            row_of(worker)
            for workspace in account.workspaces.values()
            for worker in workspace.workers.values()
            if worker.acts
        ]


def can_find(tenant: Tenant, worker: str, **arguments: Any) -> None:
    """Refuse a name that several workers of an account have."""
    with tenant.observed() as account:
        find_worker(account, worker)


@command("PUT", "workers/<worker>/behavior", can_find, unchecked=BEHAVIOR_KEYS)
def behave(tenant: Tenant, worker: str, **behavior: Any) -> Result | None:
    """Let a worker, named or by SID, behave so from the next offer on."""
    with told_as(InvalidArgument):
        told = read_behavior(behavior)
    with tenant.steered() as account:
        found = find_worker(account, worker)
        if found is None:
            return None
        found.behave(told)
        return row_of(found)


@command("DELETE", "workers/<worker>/behavior", can_find)
def stop_behaving(tenant: Tenant, worker: str) -> Result | None:
    """Let a worker wait to be told, whatever the script still has."""
    with tenant.steered() as account:
        found = find_worker(account, worker)
        if found is None:
            return None
        found.behave(None)
        found.script = ()
        return row_of(found)


scripted = of_type(list, "a list of answers")


@command("POST", "workers/<worker>/answers", can_find, answers=required(scripted))
def script(tenant: Tenant, worker: str, answers: list[Any]) -> Result | None:
    """Append answers to the next offers to a worker."""
    with told_as(InvalidArgument):
        told = at("answers", read_script, answers)
    with tenant.steered() as account:
        found = find_worker(account, worker)
        if found is None:
            return None
        found.script += told
        return row_of(found)


def row_of(worker: Worker) -> Result:
    """How a worker behaves, as it is written, and how many offers the behaviour has answered."""
    return {
        "worker_sid": worker.sid,
        "worker_name": worker.friendly_name,
        "behavior": None if worker.behavior is None else worker.behavior.as_dict(),
        "offers": worker.offers,
        "script": [answer.as_dict() for answer in worker.script],
    }


def find_worker(account: Account, name: str) -> Worker | None:
    """The worker of this SID, or of this name in any of the workspaces."""
    everywhere = (worker_in(workspace, name) for workspace in account.workspaces.values())
    found = [worker for worker in everywhere if worker is not None]
    if len(found) > 1:
        raise AdminError(f"{len(found)} workers are named {json_of(name)}; expected the SID of one")
    return found[0] if found else None


def worker_in(workspace: Workspace, name: str) -> Worker | None:
    """The worker of this SID or name, in any case, as names are unique whatever the case."""
    return workspace.workers.find(name)
