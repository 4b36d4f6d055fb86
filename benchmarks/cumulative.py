"""Cumulative statistics over logs of growing length: the cost follows the window, not the log.

Each task is created, reserved, accepted and completed, ten a second. Below the
first row, the same stretches of time stand in a log that is ten and a hundred times as long.
Then a month of 200,000 tasks, which were summed up as they came.
"""

from __future__ import annotations

import json
from time import process_time

from benchmarks.timing import head, row
from mocktr.core import scheduler
from mocktr.core.account import Account
from mocktr.core.clock import DAY, MINUTE
from mocktr.core.resources.task import Task
from mocktr.core.resources.task_queue import TaskQueue
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.workflow import Workflow
from mocktr.core.resources.workspace import Workspace
from mocktr.core.statistics import cumulative
from mocktr.core.statistics.window import read_window

START = 1_894_006_800_000
LOGS = (10_000, 100_000, 1_000_000)
WINDOWS = (1, 15, 60, 240)
APART = 100
"""Milliseconds from one task to the next."""
ROUNDS = 5
MONTH, TASKS = 30 * DAY, 200_000


def found() -> Workspace:
    """One queue, one workflow, ten workers."""
    account = Account("AC" + "a" * 32, START)
    workspace = Workspace.create(account, {"friendly_name": "Benchmark"})
    queue = TaskQueue.create(workspace, {"friendly_name": "everyone"})
    configuration = json.dumps({"task_routing": {"default_filter": {"queue": queue.sid}}})
    Workflow.create(workspace, {"friendly_name": "route", "configuration": configuration})
    available = workspace.activity_named("Available").sid
    for n in range(10):
        Worker.create(workspace, {"friendly_name": f"w{n}", "activity_sid": available})
    return workspace


def live(workspace: Workspace, events: int) -> None:
    """Let tasks come and go until the log is as long as that."""
    while len(workspace.account.events) < events:
        live_once(workspace, APART)


def live_once(workspace: Workspace, apart: int) -> None:
    account = workspace.account
    task = Task.create(workspace, {})
    scheduler.settle(account)
    task.reservations[0].update({"reservation_status": "accepted"})
    task.update({"assignment_status": "completed"})
    scheduler.advance(account, account.clock.now + apart)


def look(workspace: Workspace, minutes: int) -> float:
    """Milliseconds of a queue's cumulative statistics."""
    queue = next(iter(workspace.task_queues.values()))
    start = process_time()
    cumulative.of_queue(
        queue, read_window(workspace, {"Minutes": minutes, "SplitByWaitTime": (5,)})
    )
    return (process_time() - start) * 1000


def milliseconds(workspace: Workspace, minutes: int) -> float:
    """The least time that several rounds show."""
    return min(look(workspace, minutes) for _ in range(ROUNDS))


def month() -> None:
    workspace = found()
    for _ in range(TASKS):
        live_once(workspace, MONTH // TASKS)
    first = look(workspace, MONTH // MINUTE)
    again = milliseconds(workspace, MONTH // MINUTE)
    head(f"30 days, {TASKS:,} tasks, ms", "measured", "bound")
    row("the first look", first, 100, digits=(1, 0))
    row("each look after it", again, 100, digits=(1, 0))


def main() -> None:
    """One row for each length of the log, one column for each window."""
    print("milliseconds    " + "".join(f"{minutes:>9} min" for minutes in WINDOWS))
    workspace = found()
    for events in LOGS:
        live(workspace, events)
        span = (workspace.now - START) // MINUTE
        times = [milliseconds(workspace, minutes) for minutes in WINDOWS]
        shown = "".join(f"{time:13.3f}" for time in times)
        print(f"{events:>9} events{shown}   ({span} minutes in the log)")
    first, last = read_window(workspace, {"Minutes": 1}).places()
    a_minute = last - first
    print(f"A minute has about {a_minute} events, {MINUTE // APART} tasks.")
    month()


if __name__ == "__main__":
    main()
