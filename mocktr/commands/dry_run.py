"""Where tasks that wait would go under an edited workflow, which nobody has yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mocktr.commands.arguments import required
from mocktr.commands.check_workflow import checked, source
from mocktr.commands.command import Result, question
from mocktr.commands.finding import find_workflow, find_workspace
from mocktr.errors import AdminError
from mocktr.values import integer, text

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.core.configuration.document import Document, Target
    from mocktr.core.resources.task import Task
    from mocktr.core.resources.workflow import Workflow
    from mocktr.sandbox.tenant import Tenant

USUAL, MOST = 500, 5_000
"""How many tasks are tried unless told, and at most."""

WAITING = ("pending", "reserved")


class Tried(NamedTuple):
    """A task that waits, and the step in which it is."""

    sid: str
    attributes: str
    before: Result | None


class Ground(NamedTuple):
    """What is tried, taken under the lock."""

    document: Document
    queues: dict[str, str]
    """The names of the queues by SID."""
    now: int
    tasks: list[Tried]
    all_tasks: int


@question(
    "POST",
    "workflows/dry-run",
    workflow=required(text),
    configuration=required(source),
    workspace=text,
    limit=integer(1, MOST),
)
def dry_run(
    tenant: Tenant,
    workflow: str,
    configuration: str,
    workspace: str | None = None,
    limit: int = USUAL,
) -> Result:
    """Where the tasks that wait in a workflow, named or by SID, would go if it were edited so.

    Each is taken as if it entered the workflow now: `before` is the step in which it is, `after`
    the one to which it would come; null where no filter matches it.
    """

    def look(account: Account) -> Ground:
        place = None if workspace is None else find_workspace(account, workspace)
        found = find_workflow(account, workflow, place)
        return take(account, found, configuration, limit)

    ground = tenant.read(look)
    rows = [row_of(ground, task) for task in ground.tasks]
    return {
        "count": ground.all_tasks,
        "changed": sum(row["changed"] for row in rows),
        "tasks": rows,
        "left_off": ground.all_tasks - len(rows),
    }


def take(account: Account, workflow: Workflow, configuration: str, limit: int) -> Ground:
    """What is to be tried; raises AdminError for a configuration that TaskRouter would refuse."""
    home = workflow.workspace
    for mistake in checked(account, configuration, home.sid).mistakes:
        syntax, said = mistake.syntax, f"configuration: {mistake.path}: "
        if syntax is None:
            raise AdminError(said + mistake.reason)
        raise AdminError(said + syntax.message, position=syntax.position, excerpt=syntax.excerpt)
    queues = {one.sid: one.friendly_name for one in home.task_queues.values()}
    tasks = [
        one
        for one in home.tasks.values()
        if one.workflow_sid == workflow.sid and one.assignment_status in WAITING
    ]
    taken = [Tried(one.sid, one.attributes, present(one, queues)) for one in tasks[:limit]]
    document = account.document(configuration)
    return Ground(document, queues, account.clock.now, taken, len(tasks))


def present(task: Task, queues: dict[str, str]) -> Result | None:
    """The step in which a task is."""
    document = task.document()
    return None if document is None else step(document, task.target, queues)


def step(document: Document, target: Target | None, queues: dict[str, str]) -> Result | None:
    """A step as data; its filter has no name where it is the default filter."""
    if target is None:
        return None
    rule = document.filter_at(target.position)
    return {
        "filter": None if rule is None else rule.name,
        "number": target.position.target + 1,
        "queue_sid": target.queue,
        "queue_name": queues.get(target.queue or ""),
        "priority": target.priority,
        "timeout_ms": target.timeout,
    }


def row_of(ground: Ground, task: Tried) -> Result:
    """Where a task is, and where it would be."""
    target = ground.document.enter(task.attributes, ground.now)
    after = step(ground.document, target, ground.queues)
    return {
        "task_sid": task.sid,
        "before": task.before,
        "after": after,
        "changed": task.before != after,
    }
