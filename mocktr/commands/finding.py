"""Records of an account by the names or SIDs that arguments have."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from mocktr.errors import AdminError, json_of, listing

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.core.resources.task_queue import TaskQueue
    from mocktr.core.resources.workflow import Workflow
    from mocktr.core.resources.workspace import Workspace

R = TypeVar("R", bound="TaskQueue | Workflow")


def find_workspace(account: Account, name: str | None) -> Workspace:
    """The workspace of this name or SID; the first one unless told. Raises AdminError."""
    for workspace in account.workspaces.values():
        if name in (None, workspace.sid, workspace.friendly_name):
            return workspace
    there = listing([one.friendly_name for one in account.workspaces.values()])
    raise AdminError(f"workspace: no workspace {name!r}; {there}")


def find_queue(account: Account, name: str, workspace: Workspace | None = None) -> TaskQueue:
    """The task queue of this name or SID, in a workspace or in any; raises AdminError."""
    return find_one(account, workspace, "queue", name, lambda one: one.task_queues.values())


def find_workflow(account: Account, name: str, workspace: Workspace | None = None) -> Workflow:
    """The workflow of this name or SID, in a workspace or in any; raises AdminError."""
    return find_one(account, workspace, "workflow", name, lambda one: one.workflows.values())


def find_one(
    account: Account,
    workspace: Workspace | None,
    what: str,
    name: str,
    records_of: Callable[[Workspace], Iterable[R]],
) -> R:
    spaces = account.workspaces.values() if workspace is None else [workspace]
    records = [one for space in spaces for one in records_of(space)]
    found = [one for one in records if name in (one.sid, one.friendly_name)]
    if len(found) > 1:
        raise AdminError(f"{what}: {len(found)} are named {json_of(name)}; expected the SID of one")
    if not found:
        there = listing([one.friendly_name for one in records])
        raise AdminError(f"{what}: no {what} {json_of(name)}; {there}")
    return found[0]
