"""The facts of a scenario: what has to be so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from mocktr.core.clock import iso
from mocktr.core.line.standing import waits_for, waits_in
from mocktr.core.resources.task import Task
from mocktr.core.resources.task_queue import TaskQueue
from mocktr.core.resources.worker import Worker
from mocktr.core.routing.waiting import precedence
from mocktr.core.scopes import decoded
from mocktr.core.states import ASSIGNED
from mocktr.errors import Place
from mocktr.scenario import calls
from mocktr.scenario.events import history_of, new_events_of, timers_of, told_events, told_timers
from mocktr.scenario.run import Run
from mocktr.values import mapping

# --- facts about tasks ---------------------------------------------------------------------


def filter_name(run: Run, task: Task) -> str | None:
    """The filter in which the task is: its name, its number if it has none, or `default`."""
    document, position = task.document(), task.position
    if document is None or position is None:
        return None
    rule = document.filter_at(position)
    return "default" if rule is None else rule.name or str(position.filter + 1)


def workers_of(task: Task, statuses: Iterable[str]) -> list[str]:
    return [one.worker_name for one in task.reservations if one.reservation_status in statuses]


def reservations_of_task(run: Run, task: Task) -> list[str]:
    return [f"{one.worker_name} {one.reservation_status}" for one in task.reservations]


def transfers_of(run: Run, task: Task) -> list[str]:
    return [f"{one.target_name} {one.transfer_status}" for one in task.transfers]


# --- facts about workers and queues --------------------------------------------------------


def busy(run: Run, worker: Worker) -> dict[str, int]:
    """Reservations that take capacity, by channel."""
    channels = worker.channels.values()
    return {one.task_channel_unique_name: one.load for one in channels if one.load}


def tasks_of(run: Run, worker: Worker, statuses: Iterable[str]) -> list[str]:
    return [
        run.task_name(one.task_sid)
        for one in worker.reservations.values()
        if one.reservation_status in statuses
    ]


def reservations_of_worker(run: Run, worker: Worker) -> list[str]:
    return [
        f"{run.task_name(one.task_sid)} {one.reservation_status}"
        for one in worker.reservations.values()
    ]


def waiting(run: Run, queue: TaskQueue) -> list[str]:
    """The tasks that wait, in the order in which they are to be served."""
    tasks = sorted(queue.waiting_tasks(), key=precedence)
    return [run.task_name(task.sid) for task in tasks]


def members(run: Run, queue: TaskQueue) -> list[Worker]:
    return [one for one in run.workspace.workers.values() if one.sid in queue.members]


# --- the world -----------------------------------------------------------------------------


def check_now(run: Run, expected: Any, path: Place) -> None:
    run.compare(iso(run.now), iso(run.instant(expected, path)), path)


def check_calls(run: Run, expected: Any, path: Place) -> None:
    """`calls: {ann: {status: in-progress, talks_to: alice}}`; a plain value is the status."""
    for name, wanted in run.source.read(mapping, expected, path).items():
        call = run.account.line.calls[run.call_sid(name, (*path, name))]
        facts = wanted if isinstance(wanted, dict) else {"status": wanted}
        run.source.check_keys(facts, CALL_FACTS, (*path, name))
        for key, value in facts.items():
            place = (*path, name) if facts is not wanted else (*path, name, key)
            run.compare(CALL_FACTS[key].read(run, call), value, place, run.tasks.get(name))


# --- tables --------------------------------------------------------------------------------


class Fact(NamedTuple):
    """What a fact of a record is, and what documentation says of it."""

    read: Callable[[Run, Any], Any]
    text: str


class WorldFact(NamedTuple):
    """How a fact of the whole world is checked, and what documentation says of it."""

    check: Callable[[Run, Any, Place], None]
    text: str


class Subject(NamedTuple):
    """Records that a name below `then` may stand for."""

    label: str
    collection: str
    first: str
    """The fact that a plain value stands for."""
    facts: Mapping[str, Fact]


def listed(read: Callable[[Run], list[str]], text: str) -> WorldFact:
    return WorldFact(lambda run, expected, path: run.compare(read(run), expected, path), text)


FACTS: Mapping[str, WorldFact] = {
    "now": WorldFact(check_now, "the time, in full or as `09:02:00`"),
    "events": listed(told_events, "the events since the last `then`"),
    "timers": listed(told_timers, "what will happen, after the seconds until then"),
    "calls": WorldFact(check_calls, "calls by their names, each with these facts"),
}

CALL_FACTS: Mapping[str, Fact] = {
    "status": Fact(lambda run, call: call.status, "Twilio's status of the call"),
    "waits_for": Fact(
        lambda run, call: waits_for(call),
        "what it waits for: keys, speech, a message, a pause, the queue, a talk",
    ),
    "waits_in": Fact(
        lambda run, call: waits_in(call), "the workflow, or the queue, that it waits in"
    ),
    "talks_to": Fact(calls.talks_to, "the workers that it talks to"),
}

TASK_FACTS: Mapping[str, Fact] = {
    "status": Fact(lambda run, task: task.assignment_status, "its AssignmentStatus, or `gone`"),
    "reason": Fact(lambda run, task: task.reason, "why it was canceled or completed"),
    "queue": Fact(lambda run, task: task.task_queue_friendly_name, "the queue that it is in"),
    "workflow": Fact(lambda run, task: task.workflow_friendly_name, "its workflow"),
    "filter": Fact(filter_name, "the filter that it matched, or `default`"),
    "target": Fact(
        lambda run, task: task.position and task.position.target + 1,
        "the target of the filter that it is in, from 1",
    ),
    "priority": Fact(lambda run, task: task.priority, "its priority"),
    "age": Fact(lambda run, task: task.age, "its age in seconds"),
    "attributes": Fact(lambda run, task: decoded(task.attributes), "its attributes"),
    "channel": Fact(lambda run, task: task.task_channel_unique_name, "its task channel"),
    "offered_to": Fact(
        lambda run, task: workers_of(task, ("pending",)), "workers whose reservation is pending"
    ),
    "assigned_to": Fact(
        lambda run, task: workers_of(task, ASSIGNED),
        "workers whose reservation is accepted or wrapping",
    ),
    "reservations": Fact(
        reservations_of_task, "all of its reservations, oldest first, as `bob timeout`"
    ),
    "transfers": Fact(transfers_of, "all of its transfers, oldest first, as `bob failed`"),
    "events": Fact(new_events_of, "its events since the last `then`"),
    "history": Fact(history_of, "all of its events, after its age in seconds"),
    "timers": Fact(timers_of, "what will happen to it, with the seconds until then"),
}

WORKER_FACTS: Mapping[str, Fact] = {
    "activity": Fact(lambda run, worker: worker.activity_name, "the worker's activity"),
    "available": Fact(lambda run, worker: worker.available, "whether the activity is available"),
    "attributes": Fact(lambda run, worker: decoded(worker.attributes), "the worker's attributes"),
    "busy": Fact(busy, "reservations that take capacity, as `{voice: 1}`"),
    "offered": Fact(
        lambda run, worker: tasks_of(run, worker, ("pending",)),
        "tasks whose reservation is pending",
    ),
    "assigned": Fact(
        lambda run, worker: tasks_of(run, worker, ASSIGNED),
        "tasks whose reservation is accepted or wrapping",
    ),
    "reservations": Fact(
        reservations_of_worker, "all reservations, oldest first, as `call timeout`"
    ),
    "queues": Fact(
        lambda run, worker: [
            one.friendly_name
            for one in run.workspace.task_queues.values()
            if worker.sid in one.members
        ],
        "the queues whose TargetWorkers takes the worker",
    ),
}

QUEUE_FACTS: Mapping[str, Fact] = {
    "waiting": Fact(waiting, "the tasks that wait in it, the next one first"),
    "workers": Fact(
        lambda run, queue: [one.friendly_name for one in members(run, queue)],
        "the workers that its TargetWorkers takes",
    ),
    "available": Fact(
        lambda run, queue: [one.friendly_name for one in members(run, queue) if one.available],
        "those of them whose activity is available",
    ),
}

SUBJECTS = (
    Subject("task", "tasks", "status", TASK_FACTS),
    Subject("worker", "workers", "activity", WORKER_FACTS),
    Subject("queue", "task_queues", "waiting", QUEUE_FACTS),
)
