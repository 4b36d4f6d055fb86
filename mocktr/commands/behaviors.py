"""The behaviours of the workers of a world: set, scripted and listed, with workers by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from mocktr.core.account import Account
from mocktr.core.behavior import BehaviorMistake, read_behavior, read_script
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.workspace import Workspace
from mocktr.errors import AdminError, Place, json_of

Row = dict[str, Any]
T = TypeVar("T")


def behave(account: Account, name: str, values: Mapping[str, Any]) -> Row | None:
    """Let a worker behave so from the next offer on; None where there is no such worker.

    Times are in seconds. Raises AdminError, here and below.
    """
    behavior = read(read_behavior, values, ())
    worker = find_worker(account, name)
    if worker is None:
        return None
    worker.behave(behavior)
    return row_of(worker)


def stop_behaving(account: Account, name: str) -> Row | None:
    """Let a worker wait to be told from the next offer on, whatever the script still has."""
    worker = find_worker(account, name)
    if worker is None:
        return None
    worker.behave(None)
    worker.script = ()
    return row_of(worker)


def script(account: Account, name: str, rows: Any) -> Row | None:
    """Append answers to the next offers to a worker, which come before those of the behaviour."""
    answers = read(read_script, rows, ("answers",))
    worker = find_worker(account, name)
    if worker is None:
        return None
    worker.script += answers
    return row_of(worker)


def rows(account: Account) -> list[Row]:
    """The workers who act by themselves."""
    return [
        row_of(worker)
        for workspace in account.workspaces.values()
        for worker in workspace.workers.values()
        if worker.acts
    ]


def row_of(worker: Worker) -> Row:
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


def read(reader: Callable[[Any], T], values: Any, place: Place) -> T:
    try:
        return reader(values)
    except BehaviorMistake as mistake:
        raise AdminError(mistake.said(place)) from None
