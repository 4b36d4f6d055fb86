"""The 15 statistics operations: a table, and a loop that makes their routes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from flask import Flask, Response, request

from mocktr.core.account import Account
from mocktr.core.fields import Filter, Sid, Values
from mocktr.core.mounts import Mount
from mocktr.core.resources.task_queue import TaskQueue
from mocktr.core.resources.workspace import Workspace
from mocktr.core.sids import is_sid
from mocktr.core.statistics import cumulative, realtime
from mocktr.core.statistics.window import CHANNEL, SPLIT, WINDOW, WORKERS, Window, read_window
from mocktr.errors import InvalidParameter, MissingParameter
from mocktr.json_text import decode
from mocktr.web import journalling
from mocktr.web.api import MOUNTS, record_of, url_rule
from mocktr.web.paging import list_page
from mocktr.web.request import current
from mocktr.web.wire import answer, read_parameters

Shows = Callable[[Any, Window], Values]
"""What is shown of a record, given what is asked about it."""

MOST_QUEUES = 50
"""How many queues the bulk operation takes (sources: statistics)."""


# --- what the operations show ------------------------------------------------------------------


def alone(shows: Shows) -> Shows:
    """The same as cumulative statistics by themselves have it: fewer counts, a whole average."""

    def fewer(record: Any, window: Window) -> Values:
        shown = {
            name: value
            for name, value in shows(record, window).items()
            if name not in cumulative.COMBINED
        }
        if AVERAGE in shown:
            shown[AVERAGE] = int(shown[AVERAGE])
        return shown

    return fewer


AVERAGE = "avg_task_acceptance_time"


def both(realtime: Shows, cumulative: Shows) -> Shows:
    """Combined statistics."""
    return lambda record, window: {
        "realtime": {**identity(record), **realtime(record, window)},
        "cumulative": cumulative(record, window),
    }


def of_worker(record: Any, window: Window) -> Values:
    """TaskRouter has no real-time statistics of a single worker."""
    return {"cumulative": cumulative.of_worker(record, window)}


def of_many_queues(workspace: Workspace, window: Window) -> Values:
    """Real-time statistics of the queues in the body, in its order."""
    sids = read_queue_sids()
    shown = realtime.of_queues(sids, window)
    rows = [{"task_queue_sid": sid, **shown[sid]} for sid in sids]
    return {"task_queue_data": rows, "task_queue_response_count": len(rows)}


def read_queue_sids() -> list[str]:
    """The SIDs in a JSON body; the documentation spells their key in two ways."""
    sent = request.get_data(as_text=True)
    body = decode(sent)
    if not isinstance(body, dict):
        raise InvalidParameter("body", "a JSON object with queueSids", sent)
    sids = body.get("queueSids", body.get("QueueSids"))
    if sids is None:
        raise MissingParameter("queueSids")
    if not isinstance(sids, list) or not 1 <= len(sids) <= MOST_QUEUES:
        raise InvalidParameter("queueSids", f"a list of 1 to {MOST_QUEUES} SIDs", sids)
    for sid in sids:
        if not is_sid(sid, TaskQueue.prefix):
            raise InvalidParameter("queueSids", Sid(TaskQueue.prefix).wanted, sid)
    return sids


# --- the table ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Operation:
    """A statistics operation: below which record, what it takes, what it shows."""

    segments: tuple[str, ...]
    tail: str
    """The fixed rest of the path."""
    parameters: dict[str, Filter]
    shows: Shows
    method: str = "GET"


WORKSPACE = ("Workspaces",)
QUEUE = (*WORKSPACE, "TaskQueues")
WORKER = (*WORKSPACE, "Workers")
WORKFLOW = (*WORKSPACE, "Workflows")

REAL_TIME, CUMULATIVE, COMBINED = "RealTimeStatistics", "CumulativeStatistics", "Statistics"

OF_WORKSPACE = both(realtime.of_workspace, cumulative.of_workspace)
OF_QUEUE = both(realtime.of_queue, cumulative.of_queue)
OF_WORKFLOW = both(realtime.of_workflow, cumulative.of_workflow)
OF_WORKERS = both(realtime.of_workers, cumulative.of_workers)

OPERATIONS = (
    Operation(WORKSPACE, COMBINED, SPLIT, OF_WORKSPACE),
    Operation(WORKSPACE, REAL_TIME, CHANNEL, realtime.of_workspace),
    Operation(WORKSPACE, CUMULATIVE, SPLIT, alone(cumulative.of_workspace)),
    Operation(QUEUE, COMBINED, SPLIT, OF_QUEUE),
    Operation(QUEUE, REAL_TIME, CHANNEL, realtime.of_queue),
    Operation(QUEUE, CUMULATIVE, SPLIT, alone(cumulative.of_queue)),
    Operation(WORKSPACE, f"TaskQueues/{REAL_TIME}", {}, of_many_queues, "POST"),
    Operation(WORKER, COMBINED, WINDOW, of_worker),
    Operation(WORKSPACE, f"Workers/{COMBINED}", WORKERS, OF_WORKERS),
    Operation(WORKSPACE, f"Workers/{REAL_TIME}", CHANNEL, realtime.of_workers),
    Operation(WORKSPACE, f"Workers/{CUMULATIVE}", WINDOW, alone(cumulative.of_workers)),
    Operation(WORKFLOW, COMBINED, SPLIT, OF_WORKFLOW),
    Operation(WORKFLOW, REAL_TIME, CHANNEL, realtime.of_workflow),
    Operation(WORKFLOW, CUMULATIVE, SPLIT, alone(cumulative.of_workflow)),
)
"""All but the list. That the fixed paths win over those with a SID is the router's doing."""


class QueueStatistics(TaskQueue):
    """The rows of TaskQueues/Statistics: queues, listed as such, shown by their statistics."""

    filters: ClassVar[dict[str, Filter]] = {
        "FriendlyName": TaskQueue.filters["FriendlyName"],
        **SPLIT,
    }


LIST = Mount(
    QueueStatistics,
    (*QUEUE, COMBINED),
    "task_queues_statistics",
    MOUNTS[QUEUE].find,
    MOUNTS[QUEUE].rows,
    frozenset({"list"}),
)


# --- the routes --------------------------------------------------------------------------------


def view_of(operation: Operation) -> Callable[..., Response]:
    def view(**sids: str) -> Response:
        asked = current()
        url = asked.server_url + asked.path

        def look(account: Account) -> Values:
            record = record_of(MOUNTS[operation.segments], account, sids)
            workspace = cast(Workspace, getattr(record, "workspace", record))
            window = read_window(workspace, read_parameters(operation.parameters, workspace))
            return {**identity(record), "url": url, **operation.shows(record, window)}

        return answer(journalling.look(asked, look))

    return view


def list_queues(sid1: str) -> Response:
    """Combined statistics of the workspace's queues, page by page."""
    asked = current()
    url = asked.server_url + asked.path

    def look(account: Account) -> Values:
        workspace = cast(Workspace, record_of(MOUNTS[WORKSPACE], account, {"sid1": sid1}))
        window = read_window(workspace, read_parameters(LIST.filters, workspace))
        envelope, queues = list_page(LIST, account, workspace, url)
        present = realtime.of_queues([queue.sid for queue in queues], window)
        past = cumulative.of_queues(cast(list[TaskQueue], queues), window)
        rows = [
            {
                **identity(queue),
                "realtime": {**identity(queue), **present[queue.sid]},
                "cumulative": past[queue.sid],
            }
            for queue in queues
        ]
        return {LIST.key: rows, **envelope}

    return answer(journalling.look(asked, look))


def identity(record: Any) -> Values:
    """The SIDs of a record and of what it is in."""
    own = {NAMES[record.prefix]: record.sid}
    if isinstance(record, Workspace):
        return {"account_sid": record.account_sid, **own}
    return {"account_sid": record.account_sid, "workspace_sid": record.workspace_sid, **own}


NAMES = {"WS": "workspace_sid", "WQ": "task_queue_sid", "WK": "worker_sid", "WW": "workflow_sid"}


def add_routes(app: Flask) -> None:
    """All statistics operations."""
    for operation in OPERATIONS:
        path = f"{url_rule(MOUNTS[operation.segments], instance=True)}/{operation.tail}"
        app.add_url_rule(path, path, view_of(operation), methods=[operation.method])
    path = f"{url_rule(MOUNTS[QUEUE], instance=False)}/{COMBINED}"
    app.add_url_rule(path, path, list_queues)
