"""What would become of a task that is not created, tried on a copy of the world."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mocktr.core import scheduler
from mocktr.core.account import Account
from mocktr.core.explain import Explained, explain, explain_refusal
from mocktr.core.fields import Values
from mocktr.core.resources.task import Task
from mocktr.core.resources.workspace import Workspace
from mocktr.core.routing.walk import Unmatched
from mocktr.errors import AdminError, ApiError, SeedError
from mocktr.sandbox.snapshot import Snapshot
from mocktr.seed.keys import SECTIONS
from mocktr.seed.reader import RowReader
from mocktr.seed.source import Source
from mocktr.seed.top import Seed
from mocktr.state import State

TASK_KEYS = ("workspace", *SECTIONS["tasks"].keys)
"""What describes the task: the keys of a seed's task, and the workspace's name or SID."""


def what_if(account: Account, row: Mapping[str, Any]) -> Explained:
    """The explanation of the task that `row` describes; raises AdminError where it can't be."""
    copy = Snapshot(State(account)).state().account
    try:
        workspace = find_workspace(copy, row.get("workspace"))
        values = read(workspace, {name: row[name] for name in row if name != "workspace"})
        task = Task.create(workspace, values)
    except Unmatched as refusal:
        return explain_refusal(copy, refusal)
    except (ApiError, SeedError) as error:
        raise AdminError(str(error)) from None
    scheduler.settle(copy)
    explained = explain(copy, task.sid)
    assert explained is not None
    return explained


def read(workspace: Workspace, row: dict[str, Any]) -> Values:
    """The parameters of a task that is described as in a seed."""
    source, keys = Source("task"), SECTIONS["tasks"].keys
    source.check_keys(row, keys, ())
    return RowReader(Seed.of(source), workspace).values(row, keys, ())


def find_workspace(account: Account, name: str | None) -> Workspace:
    """The workspace of this name or SID; the first one unless told."""
    for workspace in account.workspaces.values():
        if name in (None, workspace.sid, workspace.friendly_name):
            return workspace
    there = ", ".join(one.friendly_name for one in account.workspaces.values()) or "none"
    raise AdminError(f"workspace: no workspace {name!r}; there are {there}")
