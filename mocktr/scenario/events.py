"""Events and timers as a scenario spells them."""

from __future__ import annotations

from mocktr.core.clock import in_seconds
from mocktr.core.log import Logged
from mocktr.core.resources.task import Task
from mocktr.core.resources.task_view import TaskView
from mocktr.core.timers import Timer
from mocktr.scenario.run import Run

DETAILS = {
    "reservation": ("worker_name",),
    "task-queue": ("task_queue_name",),
    "workflow": ("workflow_name",),
    "workflow.entered": (),
    "workflow.timeout": (),
    "workflow.skipped": (),
    "workflow.target-matched": ("workflow_filter_name",),
    "worker": ("worker_name",),
    "worker.activity.update": ("worker_name", "worker_activity_name"),
    "activity": ("activity_name",),
    "task-channel": ("task_channel_unique_name",),
}
"""What stands behind an event, by its type or the first word of it."""


# --- all of them ---------------------------------------------------------------------------


def told_events(run: Run) -> list[str]:
    """The new events of all records, with the name of the task behind."""
    lines = []
    for one in unseen(run):
        sid = one.data().get("task_sid")
        lines.append(f"{line(one)} of {run.task_name(sid)}" if sid else line(one))
    return lines


def told_timers(run: Run) -> list[str]:
    """Everything that will happen, soonest first, after the seconds until then."""
    return [
        f"{in_seconds(one.due - run.now)} {one.name} of {subject(run, one)}"
        for one in run.account.timers.pending()
    ]


# --- those of a task -----------------------------------------------------------------------


def history_of(run: Run, task: Task) -> list[str]:
    """Every event of the task, after its age in seconds."""
    return [
        f"{in_seconds(one.at - task.date_created)} {line(one)}"
        for one in run.account.events
        if is_about(one, task.sid)
    ]


def new_events_of(run: Run, task: Task) -> list[str]:
    return [line(one) for one in unseen(run) if is_about(one, task.sid)]


def timers_of(run: Run, task: Task) -> dict[str, int | float]:
    """What will happen to the task, with the seconds until then."""
    return {
        one.name: in_seconds(one.due - run.now)
        for one in reversed(run.account.timers.pending())
        if task_of(run, one) == task.sid
    }


# --- what they share -----------------------------------------------------------------------


def unseen(run: Run) -> list[Logged]:
    """The events since the last `then`."""
    return run.account.events[run.told :]


def is_about(logged: Logged, sid: str) -> bool:
    return any(isinstance(part, TaskView) and part.sid == sid for part in logged.parts)


def line(logged: Logged) -> str:
    """An event as a scenario spells it: `reservation.created bob`."""
    data = logged.data()
    names = DETAILS.get(logged.type, DETAILS.get(logged.type.split(".")[0], ()))
    return " ".join([logged.type, *(data[name] for name in names if data.get(name))])


def subject(run: Run, timer: Timer) -> str:
    """Whom or what a timer is about, by name."""
    worker = run.workspace.workers.get(timer.sid)
    return worker.friendly_name if worker else run.task_name(task_of(run, timer))


def task_of(run: Run, timer: Timer) -> str:
    """The task that a timer is about."""
    reservation = run.account.reservations.get(timer.sid)
    return reservation.task_sid if reservation else timer.sid
