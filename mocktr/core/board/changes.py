"""What changed since a board was taken: rows that are new or other, and what is gone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from mocktr.core.board.rows import TakenTasks, TakenWorker, take_tasks, take_worker
from mocktr.core.event_type import CATALOGUE
from mocktr.core.fields import Values
from mocktr.core.resources.task_view import TaskView
from mocktr.core.resources.worker_view import WorkerView

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.core.board.selection import Selection
    from mocktr.core.log import Logged
    from mocktr.core.resources.task import Task
    from mocktr.core.resources.worker import Worker

MOST_EVENTS = 2_000
"""How far changes are looked for in the log; beyond that a whole board costs less."""

MOST_ROWS = 500

KINDS = frozenset({"task", "reservation", "worker"})
"""What the events are about whose rows are told; all others change what these stand in."""

Concerned = dict[str, None]
"""SIDs, each once, in the order in which they were met."""


class Changes(NamedTuple):
    """What was taken; `rows` needs no lock."""

    workers: list[TakenWorker]
    tasks: TakenTasks
    gone: list[str]

    def rows(self) -> Values:
        """The changes for JSON."""
        return {
            "workers": [one.row() for one in self.workers],
            "tasks": self.tasks.rows(),
            "gone": self.gone,
        }


def take_changes(selection: Selection, events: int) -> Changes | None:
    """What changed since there were so many `events`; None where a whole board is to be read."""
    log = selection.account.events
    if not (log.missing <= events <= len(log) <= events + MOST_EVENTS):
        return None
    met = concerned(log[events:])
    if met is None or len(met[0]) + len(met[1]) > MOST_ROWS:
        return None
    workers = {sid: worker_of(selection, sid) for sid in met[0]}
    tasks = {sid: task_of(selection, sid) for sid in met[1]}
    return Changes(
        [take_worker(one) for one in workers.values() if one is not None],
        take_tasks([one for one in tasks.values() if one is not None]),
        [sid for sid, one in {**workers, **tasks}.items() if one is None],
    )


def concerned(events: Iterable[Logged]) -> tuple[Concerned, Concerned] | None:
    """The workers and the tasks that events tell of; None where more than these changed."""
    workers: Concerned = {}
    tasks: Concerned = {}
    for logged in events:
        kind = CATALOGUE.get(logged.type)
        if kind is None or kind.resource_type not in KINDS:
            return None
        for part in logged.parts:
            if isinstance(part, TaskView):
                tasks[part.sid] = None
            elif isinstance(part, WorkerView):
                workers[part.sid] = None
    return workers, tasks


def task_of(selection: Selection, sid: str) -> Task | None:
    task = selection.account.tasks.get(sid)
    return task if task is not None and selection.has_task(task) else None


def worker_of(selection: Selection, sid: str) -> Worker | None:
    account: Account = selection.account
    for workspace in account.workspaces.values():
        worker = workspace.workers.get(sid)
        if worker is not None and selection.has_worker(worker):
            return worker
    return None
