"""Why a task is where it is, and what would become of one that is not created."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mocktr.commands.behaviors import find_worker
from mocktr.commands.check_workflow import source
from mocktr.commands.command import Result, command, question
from mocktr.commands.deferred import Deferred
from mocktr.commands.finding import find_queue, find_workflow, find_workspace
from mocktr.errors import AdminError, ApiError, SeedError

if TYPE_CHECKING:
    from mocktr.core import explain as explaining
    from mocktr.core import scheduler
    from mocktr.core.account import Account
    from mocktr.core.explain import Explained
    from mocktr.core.explain import queue as queues
    from mocktr.core.explain import worker as workers
    from mocktr.core.resources import task as tasks
    from mocktr.core.resources.workflow import Workflow
    from mocktr.core.resources.workspace import Workspace
    from mocktr.core.routing import walk
    from mocktr.sandbox.tenant import Tenant
    from mocktr.seed import keys, reader
else:
    explaining = Deferred("mocktr.core.explain")
    queues = Deferred("mocktr.core.explain.queue")
    workers = Deferred("mocktr.core.explain.worker")
    keys = Deferred("mocktr.seed.keys")
    reader = Deferred("mocktr.seed.reader")
    scheduler = Deferred("mocktr.core.scheduler")
    tasks = Deferred("mocktr.core.resources.task")
    walk = Deferred("mocktr.core.routing.walk")


@command("GET", "tasks/<sid>/explain")
def explain(tenant: Tenant, sid: str) -> Explained | None:
    """Why a task is where it is: how it came there, how it stands, and what happens next."""
    with tenant.observed() as account:
        return explaining.explain(account, sid)


@command("GET", "workers/<worker>/explain")
def explain_worker(tenant: Tenant, worker: str) -> Result | None:
    """Why a worker, named or by SID, gets what they get: activity, load, queues, what waits."""

    def look(account: Account) -> Result | None:
        found = find_worker(account, worker)
        return None if found is None else workers.explain_worker(found)

    return tenant.read(look)


@command("GET", "task_queues/<queue>/explain")
def explain_queue(tenant: Tenant, queue: str) -> Result:
    """Why a queue, named or by SID, moves or not: who is in it and can take what, who waits."""
    return tenant.read(lambda account: queues.explain_queue(find_queue(account, queue)))


@question(
    "POST",
    "explain",
    unchecked=lambda: ("workspace", *keys.SECTIONS["tasks"].keys),
    configuration=source,
)
def what_if(
    tenant: Tenant, workspace: str | None = None, configuration: str | None = None, **task: Any
) -> Explained:
    """What would become of a task that is not created, described as in a seed.

    With a `configuration` its workflow, or the first one, is taken as if it were edited so.
    """
    with tenant.snapshot_now().opened() as state:
        return foreseen(state.account, workspace, configuration, task)


def foreseen(
    copy: Account, workspace: str | None, configuration: str | None, task: dict[str, Any]
) -> Explained:
    """What becomes of the task in a copy of the world; raises AdminError."""
    place = find_workspace(copy, workspace)
    try:
        if configuration is not None:
            workflow_of(copy, place, task).update({"configuration": configuration})
        made = tasks.Task.create(place, reader.task_values(place, task))
    except walk.Unmatched as refusal:
        return explaining.explain_refusal(copy, refusal)
    except (ApiError, SeedError) as error:
        raise AdminError(str(error)) from None
    scheduler.settle(copy)
    explained = explaining.explain(copy, made.sid)
    assert explained is not None
    return explained


def workflow_of(account: Account, place: Workspace, task: Mapping[str, Any]) -> Workflow:
    """The workflow that a task is for; raises AdminError."""
    if task.get("workflow") is not None:
        return find_workflow(account, str(task["workflow"]), place)
    for workflow in place.workflows.values():
        return workflow
    raise AdminError("configuration: there is no workflow that could have it")
