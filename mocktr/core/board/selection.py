"""Which part of an account's world a board shows: all of it, a workspace, or a queue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.core.resources.task import Task
    from mocktr.core.resources.task_queue import TaskQueue
    from mocktr.core.resources.worker import Worker
    from mocktr.core.resources.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Selection:
    """An account, or only one of its workspaces, or only one queue of that."""

    account: Account
    workspace: Workspace | None = None
    queue: TaskQueue | None = None

    @property
    def workspaces(self) -> list[Workspace]:
        """The workspaces, in the order of their creation."""
        if self.workspace is not None:
            return [self.workspace]
        return list(self.account.workspaces.values())

    def queues(self) -> Iterator[TaskQueue]:
        """The queues, workspace by workspace."""
        if self.queue is not None:
            yield self.queue
            return
        for workspace in self.workspaces:
            yield from workspace.task_queues.values()

    def workers(self) -> Iterator[Worker]:
        """The workers, workspace by workspace; those of a queue are its members."""
        for workspace in self.workspaces:
            if self.queue is None:
                yield from workspace.workers.values()
            else:
                members = self.queue.members
                yield from (one for one in workspace.workers.values() if one.sid in members)

    def tasks(self) -> Iterator[Task]:
        """The tasks, as they were created in each workspace."""
        for workspace in self.workspaces:
            tasks = workspace.tasks.values()
            yield from tasks if self.queue is None else filter(self.has_task, tasks)

    def has_worker(self, worker: Worker) -> bool:
        """Whether a worker is among them."""
        if self.queue is not None:
            return worker.sid in self.queue.members
        return self.workspace in (None, worker.workspace)

    def has_task(self, task: Task) -> bool:
        """Whether a task is in one of the queues, or was created in one of the workspaces."""
        if self.queue is not None:
            return task.task_queue_sid == self.queue.sid
        return self.workspace in (None, task.workspace)
