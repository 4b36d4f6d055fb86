"""Workflows: the rules that take a task to a queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from mocktr.core.configuration.document import Document
from mocktr.core.configuration.reader import Configuration, ConfigurationError, check_queue
from mocktr.core.fields import Filter, Flag, Name, Number, Param, Text, Url, Values, column, param
from mocktr.core.resources.base import Child, birth, limit
from mocktr.errors import Refused

if TYPE_CHECKING:
    from mocktr.core.resources.workspace import Workspace

MOST = 1000


class WorkflowView(NamedTuple):
    """A workflow as an event shows it."""

    sid: str
    name: str

    def data(self, at: int, sid: str) -> Values:
        """The keys that workflow events carry (sources: events)."""
        return {"workflow_sid": self.sid, "workflow_name": self.name}


@dataclass(slots=True, kw_only=True, eq=False)
class Workflow(Child):
    """A configuration document, stored anew, and who is asked on assignment."""

    prefix: ClassVar[str] = "WW"
    segment: ClassVar[str] = "Workflows"
    resource_type: ClassVar[str] = "workflow"
    views: ClassVar[tuple[type, ...]] = (WorkflowView,)
    inputs: ClassVar[dict[str, Param]] = {"re_evaluate_tasks": Param(Flag(), create=False)}
    filters: ClassVar[dict[str, Filter]] = {
        "FriendlyName": Filter(Text(), lambda workflow, name: workflow.friendly_name == name)
    }

    friendly_name: str = param(Name(), required=True)
    configuration: str = param(Configuration(), required=True)
    assignment_callback_url: str | None = param(Url(), default=None)
    fallback_assignment_callback_url: str | None = param(Url(), default=None)
    task_reservation_timeout: int = param(Number(1, 86_400), default=120)
    document_content_type: str | None = column(Text(), default=None)
    """Always null, as it was seen."""

    @classmethod
    def create(cls, workspace: Workspace, values: Values, sid: str | None = None) -> Workflow:
        """Add a workflow; its configuration is checked down to every expression."""
        limit(len(workspace.workflows), MOST, "workflows in a workspace")
        check(workspace, values)
        workflow = cls(workspace=workspace, **birth(workspace.account, cls.prefix, sid), **values)
        workspace.workflows.add(workflow)
        workflow.emit("workflow.created", workflow.view())
        return workflow

    def update(self, values: Values) -> None:
        """Change the workflow; tasks keep to the old configuration unless ReEvaluateTasks."""
        re_evaluate = values.pop("re_evaluate_tasks", False)
        check(self.workspace, values)
        if self.apply(values):
            self.date_updated = self.now
            self.workspace.forget_task_views(self)
            self.emit("workflow.updated", self.view())
        if re_evaluate:
            for task in list(self.workspace.tasks.values()):
                if task.workflow_sid == self.sid and task.assignment_status == "pending":
                    task.restart()

    def delete(self) -> None:
        """Remove the workflow unless a task is still in it."""
        for task in self.workspace.tasks.values():
            if task.workflow_sid == self.sid and task.is_live:
                raise Refused(f"Cannot delete workflow {self.sid} because task {task.sid} is in it")
        self.workspace.workflows.discard(self)
        self.workspace.forget_task_views(self)
        self.emit("workflow.deleted", self.view())

    def document(self) -> Document:
        """The configuration, parsed."""
        return self.account.document(self.configuration)

    def view(self) -> WorkflowView:
        """The workflow as events show it."""
        return WorkflowView(self.sid, self.friendly_name)

    def links(self, base: str) -> dict[str, str | None]:
        """TaskRouter shows no link to the workspace here."""
        url = base + self.path
        return {
            "cumulative_statistics": f"{url}/CumulativeStatistics",
            "real_time_statistics": f"{url}/RealTimeStatistics",
            "statistics": f"{url}/Statistics",
        }


def check(workspace: Workspace, values: Values) -> None:
    """Refuse a configuration that can't work: the message names the path inside it."""
    if "configuration" not in values:
        return
    try:
        document = workspace.account.document(values["configuration"])
        for target in document.targets():
            check_queue(target, workspace.task_queues)
    except ConfigurationError as error:
        raise Refused(f"Invalid value for parameter Configuration: {error}") from None
