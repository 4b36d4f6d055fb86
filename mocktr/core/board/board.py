"""A board as it is now."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from mocktr.core.board.rows import PLACE, TakenTasks, TakenWorker, take_tasks, take_worker
from mocktr.core.board.selection import Selection
from mocktr.core.board.surroundings import queue_row, workspace_row
from mocktr.core.fields import Values

if TYPE_CHECKING:
    from mocktr.core.resources.task import Task
    from mocktr.core.resources.task_queue import TaskQueue

MOST_WORKERS = 2_000
"""How many workers a board shows."""


class Board(NamedTuple):
    """What was taken of a selection; `rows` needs no lock."""

    workspaces: list[Values]
    queues: list[Values]
    workers: list[TakenWorker]
    tasks: TakenTasks
    all_workers: int
    all_tasks: int

    def rows(self) -> Values:
        """The board for JSON, with how many rows were left off.

        First the tasks that wait, line by line, then the others as they were created.
        """
        number = {queue["sid"]: place for place, queue in enumerate(self.queues)}

        def in_line(columns: tuple[Any, ...]) -> tuple[Any, ...]:
            place = columns[PLACE]
            return (1,) if place is None else (0, number.get(place[0], -1), place[2])

        return {
            "workspaces": self.workspaces,
            "queues": self.queues,
            "workers": [one.row() for one in self.workers],
            "tasks": self.tasks.rows(in_line),
            "left_off": self.all_tasks - len(self.tasks),
            "workers_left_off": self.all_workers - len(self.workers),
        }


def take_board(selection: Selection, limit: int) -> Board:
    """A board with at most `limit` tasks; those that wait go before others."""
    workers = list(selection.workers())
    tasks = list(selection.tasks())
    return Board(
        [workspace_row(one) for one in selection.workspaces],
        [queue_row(one) for one in selection.queues()],
        [take_worker(one) for one in workers[:MOST_WORKERS]],
        take_tasks(first(selection, tasks, limit)),
        len(workers),
        len(tasks),
    )


def first(selection: Selection, tasks: list[Task], limit: int) -> list[Task]:
    """The tasks that a board has room for."""
    if len(tasks) <= limit:
        return tasks
    others = (task for task in tasks if task.place is None)
    return list(islice(chain(waiting(selection), others), limit))


def waiting(selection: Selection) -> Iterator[Task]:
    """The tasks that wait, the first of each line first."""
    for worker in selection.workers():
        for sid in worker.direct:
            task = worker.workspace.tasks[sid]
            if selection.has_task(task):
                yield task
    for queue in selection.queues():
        yield from tasks_in_line(queue)


def tasks_in_line(queue: TaskQueue) -> Iterator[Task]:
    """The tasks that wait in a queue, on whichever channel, in their order."""
    lines = [ranks for lineup in queue.lineups.values() for ranks in lineup.waiting.values()]
    return (queue.workspace.tasks[rank[-1]] for rank in merge(*lines))


def waiting_counts(selection: Selection) -> dict[str, int]:
    """How many tasks wait in each queue where any does, by SID."""
    counts = {
        queue.sid: sum(lineup.count for lineup in queue.lineups.values())
        for queue in selection.queues()
        if queue.lineups
    }
    return {sid: count for sid, count in counts.items() if count}
