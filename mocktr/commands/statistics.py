"""Statistics as TaskRouter counts them, beside its API: in no journal and under no limit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from mocktr.commands.behaviors import find_worker
from mocktr.commands.command import Result, command
from mocktr.commands.deferred import Deferred
from mocktr.commands.finding import find_queue, find_workflow, find_workspace
from mocktr.core.clock import instant
from mocktr.errors import AdminError, ApiError, json_of
from mocktr.values import integer, text

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.core.resources import base as resources
    from mocktr.core.resources.workspace import Workspace
    from mocktr.core.statistics import cumulative, realtime, window
    from mocktr.core.statistics.window import Window
    from mocktr.sandbox.tenant import Tenant
else:
    cumulative = Deferred("mocktr.core.statistics.cumulative")
    realtime = Deferred("mocktr.core.statistics.realtime")
    resources = Deferred("mocktr.core.resources.base")
    window = Deferred("mocktr.core.statistics.window")

T = TypeVar("T")
Count = Callable[[T, "Window"], Result]
"""A statistic of a record over a stretch of time."""

SPELLED = {
    "minutes": "Minutes",
    "start_date": "StartDate",
    "end_date": "EndDate",
    "task_channel": "TaskChannel",
}
"""What is counted, as TaskRouter's own parameters say it."""


@command(
    "GET",
    "statistics",
    workspace=text,
    queue=text,
    workflow=text,
    worker=text,
    minutes=integer(1, 43_200),
    start_date=instant,
    end_date=instant,
    task_channel=text,
    split_by_wait_time=text,
)
def statistics(tenant: Tenant, workspace: str | None = None, **asked: Any) -> Result:
    """How things stand (`realtime`), and what happened in a window of time (`cumulative`).

    Of a workspace, or of the `queue`, `workflow` or `worker` that is named; 15 minutes unless told.
    The parameters of the window are those of TaskRouter's own statistics.
    """
    whom = [(name, asked.pop(name)) for name in ("queue", "workflow", "worker") if name in asked]
    if len(whom) > 1:
        given = json_of([name for name, _ in whom])
        raise AdminError(f"expected one of queue, workflow and worker, got {given}")
    kind, name = whom[0] if whom else ("workspace", None)

    def look(account: Account) -> Result:
        place = None if workspace is None else find_workspace(account, workspace)
        return COUNTED[kind](account, name, place, asked)

    return tenant.read(look)


def window_of(home: Workspace, asked: Mapping[str, Any]) -> Window:
    """The stretch of time that is asked about; raises AdminError."""
    values = {SPELLED[name]: value for name, value in asked.items() if name in SPELLED}
    try:
        if "split_by_wait_time" in asked:
            split = window.SPLIT["SplitByWaitTime"].kind
            values["SplitByWaitTime"] = resources.checked(
                split, "SplitByWaitTime", asked["split_by_wait_time"]
            )
        return window.read_window(home, values)
    except ApiError as refusal:
        raise AdminError(refusal.message) from None


def of_workspace(account: Account, name: None, place: Workspace | None, asked: Any) -> Result:
    home = place or find_workspace(account, None)
    return both(home, home, asked, realtime.of_workspace, cumulative.of_workspace)


def of_queue(account: Account, name: str, place: Workspace | None, asked: Any) -> Result:
    found = find_queue(account, name, place)
    return both(found, found.workspace, asked, realtime.of_queue, cumulative.of_queue)


def of_workflow(account: Account, name: str, place: Workspace | None, asked: Any) -> Result:
    found = find_workflow(account, name, place)
    return both(found, found.workspace, asked, realtime.of_workflow, cumulative.of_workflow)


def both(record: T, home: Workspace, asked: Any, now: Count[T], then: Count[T]) -> Result:
    """How things stand with a record, and what happened in the stretch that is asked about."""
    span = window_of(home, asked)
    return {"realtime": now(record, span), "cumulative": then(record, span)}


def of_worker(account: Account, name: str, place: Workspace | None, asked: Any) -> Result:
    """TaskRouter has no real-time statistics of a single worker."""
    found = find_worker(account, name)
    if found is None:
        raise AdminError(f"worker: no worker {json_of(name)}")
    span = window_of(found.workspace, asked)
    return {"realtime": None, "cumulative": cumulative.of_worker(found, span)}


COUNTED: dict[str, Callable[..., Result]] = {
    "workspace": of_workspace,
    "queue": of_queue,
    "workflow": of_workflow,
    "worker": of_worker,
}
"""What counts for which kind of record."""
