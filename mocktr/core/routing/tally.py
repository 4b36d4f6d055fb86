"""How often each part of a workflow was exercised; `coverage` reads it.

What routing decides is counted by the place in the configuration where it was decided, so that a
tally grows with the workflows and not with the tasks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mocktr.core.configuration.document import Position
    from mocktr.core.resources.task import Task
    from mocktr.core.resources.workflow import Workflow

WorkflowKey = tuple[str, str]
"""A workflow's SID, and the configuration that tasks entered."""

Mark = tuple[str, str, "Position | None", str, int]
"""The key; the step at which something happened; what; and, where filters were tried, from which
one on they were.

What happens: a task `entered` the step, or `moved` to it from another queue, or `left` the workflow
from it; the step `reserved` a worker, whom order_by `decided` on; skip_if was asked, and the task
was `skipped` or `stayed`; the step `timed_out`; a task that stays in it was `reviewed`.
"""


class WorkflowNames(NamedTuple):
    """What a workspace, a workflow and its queues (by SID) are called."""

    workspace: str
    workflow: str
    queues: dict[str, str]

    @classmethod
    def of(cls, workflow: Workflow, configuration: str) -> WorkflowNames:
        """The names around a workflow with this configuration."""
        workspace = workflow.workspace
        targets = workflow.account.document(configuration).targets()
        sids = dict.fromkeys(target.queue for target in targets)
        queues = {sid: workspace.task_queues[sid].friendly_name for sid in sids}
        return cls(workspace.friendly_name, workflow.friendly_name, queues)


@dataclass(slots=True)
class Tally:
    """The counts of one account.

    The names are those of the time at which a workflow was first entered, as the records may be
    gone when the counts are read. A copy of an account has an empty tally: what happened before it
    stands in the original's.
    """

    counts: dict[Mark, int] = field(default_factory=dict)
    names: dict[WorkflowKey, WorkflowNames] = field(default_factory=dict)

    def __reduce__(self) -> tuple[type[Tally], tuple[()]]:
        return Tally, ()

    def clear(self) -> None:
        """Forget everything."""
        self.counts.clear()
        self.names.clear()

    def meet(self, workflow: Workflow | None, configuration: str) -> None:
        """Keep the names around a workflow of which something is counted."""
        assert workflow is not None
        key = workflow.sid, configuration
        self.names.setdefault(key, WorkflowNames.of(workflow, configuration))


def count(task: Task, happening: str, first_filter: int = 0, times: int = 1) -> None:
    """Count what happens to a task at its present step; nothing where it walks no workflow."""
    sid, configuration = task.workflow_sid, task.configuration
    if sid is None or configuration is None:
        return
    tally = task.account.tally
    mark = sid, configuration, task.position, happening, first_filter
    known = tally.counts.get(mark)
    if known is None:
        tally.meet(task.workflow, configuration)
    tally.counts[mark] = times + (known or 0)


def count_refusal(workflow: Workflow) -> None:
    """Count that the filters of a workflow were tried in vain for a task that is not created."""
    tally = workflow.account.tally
    mark = workflow.sid, workflow.configuration, None, "left", 0
    tally.meet(workflow, workflow.configuration)
    tally.counts[mark] = 1 + tally.counts.get(mark, 0)
