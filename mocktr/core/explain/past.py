"""What the event log tells of a task: its steps, the filters asked, its offers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from mocktr.core.account import Account
from mocktr.core.clock import iso
from mocktr.core.log import WHEN, Logged
from mocktr.core.resources.task_view import TaskView
from mocktr.core.resources.transfer import TransferView, worker_or_queue_name
from mocktr.core.routing.walk_view import Exit, Review, Step
from mocktr.core.scopes import filter_scope

Facts = dict[str, Any]


def history(account: Account, sid: str) -> Iterator[Facts]:
    """What the event log tells of a task, oldest first."""
    task = account.tasks.get(sid)
    # A task that is there has left nothing in the log from before its creation.
    start = bisect_left(account.events, task.date_created, key=WHEN) if task else 0
    for place in range(start, len(account.events)):
        logged = account.events[place]
        view = next((part for part in logged.parts if isinstance(part, TaskView)), None)
        if view is None or view.sid != sid:
            continue
        review = next((part for part in logged.parts if isinstance(part, Review)), None)
        step = next((part for part in logged.parts if isinstance(part, Step | Exit)), None)
        filters = [] if step is None else list(filters_seen(step, view.attributes, logged.at))
        told = [
            *told_skip(step),
            *(one["sentence"] for one in filters),
            *told_transfer(account, logged),
            *tell(logged, review or step),
        ]
        yield {
            "at": iso(logged.at),
            "event": logged.type,
            "skipped": step.skipped if step else None,
            "filters": filters,
            "target": target_facts(step, view, logged.at) if isinstance(step, Step) else None,
            "worker": logged.data().get("worker_name"),
            "sentences": told,
        }


def filters_seen(step: Step | Exit, attributes: str, at: int) -> Iterator[Facts]:
    """The filters that were asked before the step was reached, with the values they saw."""
    scope = filter_scope(attributes, at)
    document = step.document()
    for number in step.tried():
        one = document.filters[number]
        found = one.expression.explain(scope)
        verdict = "matches" if found.value else "does not match"
        yield {
            "name": one.name,
            "expression": found.as_dict(),
            "value": found.value,
            "sentence": f"filter {one.name or number + 1!r} {verdict}: {found.sentence()}",
        }


def target_facts(step: Step, view: TaskView, at: int) -> Facts:
    """A step as data: the filter's name (None for the default filter), and where it leads."""
    rule, deadline = step.document().filter_at(step.position), step.deadline(at)
    return {
        "filter": rule.name if rule else None,
        "number": step.position.target + 1,
        "queue": view.route.queue_name,
        "until": None if deadline is None else iso(deadline),
    }


def told_skip(step: Step | Exit | None) -> list[str]:
    """Why a step was skipped to come here, if one was."""
    if step is None or step.skipped is None:
        return []
    which = "the step before" if isinstance(step, Step) else "the last step"
    return [f"{which} was skipped: {step.skipped}"]


def told_transfer(account: Account, logged: Logged) -> list[str]:
    """What becomes of a transfer, with the names that the event does not hold."""
    view = next((part for part in logged.parts if isinstance(part, TransferView)), None)
    if view is None:
        return []
    workspace = account.workspaces.get(logged.workspace_sid)
    by, to = (worker_or_queue_name(workspace, sid) for sid in (view.worker_sid, view.to))
    known = {"by": by, "to": to, "mode": view.mode.lower(), "reason": view.failed_reason}
    return [TRANSFERS[logged.type].format(**known)]


TRANSFERS = {
    "task.transfer-initiated": "{by} hands it over to {to}, {mode}",
    "task.transfer-attempt-failed": "the transfer to {to} goes on with the next worker",
    "task.transfer-failed": "is not handed over to {to}: {reason}",
    "task.transfer-canceled": "{by} cancels the transfer to {to}",
    "task.transfer-completed": "is handed over by {by} to {to}",
}
"""Events of transfers in words."""


def tell(logged: Logged, step: Step | Review | Exit | None) -> list[str]:
    """An event in words."""
    data = logged.data()
    if isinstance(step, Review):
        return [told_review(data)]
    if isinstance(step, Step):
        return [told_step(step, data, logged.at)]
    words = TOLD.get(logged.type)
    return [words.format(**{name: data.get(name, "?") for name in NAMES})] if words else []


NAMES = (
    "task_priority",
    "task_attributes",
    "task_queue_name",
    "workflow_name",
    "worker_name",
    "task_canceled_reason",
    "task_completed_reason",
    "reservation_sid",
)

TOLD = {
    "task.created": "created with {task_attributes}",
    "task.updated": "updated: attributes {task_attributes}, priority {task_priority}",
    "task.canceled": "canceled: {task_canceled_reason}",
    "task.wrapup": "is being wrapped up",
    "task.completed": "completed: {task_completed_reason}",
    "task.deleted": "deleted",
    "task.system-deleted": "deleted by the system",
    "task-queue.timeout": "the step in queue {task_queue_name} timed out",
    "workflow.entered": "entered workflow {workflow_name}",
    "workflow.timeout": "left workflow {workflow_name} at its end",
    "workflow.skipped": "was skipped out of workflow {workflow_name}",
    "reservation.created": "offered to {worker_name}",
    "reservation.accepted": "accepted by {worker_name}",
    "reservation.rejected": "rejected by {worker_name}",
    "reservation.timeout": "{worker_name} did not answer in time",
    "reservation.canceled": "the offer to {worker_name} was canceled",
    "reservation.rescinded": "the offer to {worker_name} was rescinded",
    "reservation.wrapup": "{worker_name} is wrapping up",
    "reservation.completed": "{worker_name} is done with it",
    "reservation.failed": "could not be offered to the worker it was routed to",
}
"""Events in words; those that are told by others are left out."""


def told_review(data: Facts) -> str:
    """A look again in words: the task stays where it is."""
    reason = data.get("target_changed_reason") or data.get("task_re_evaluated_reason", "?")
    queue = data.get("task_queue_name", "?")
    return f"is looked at again in queue {queue}: {reason.replace('_', ' ')}"


def told_step(step: Step, data: Facts, at: int) -> str:
    """A step in words: where the task waits, and until when."""
    rule, number = step.document().filter_at(step.position), step.position.target + 1
    where = f"target {number} of {len(rule.targets)}" if rule else "the default filter"
    deadline = step.deadline(at)
    until = "without a timeout" if deadline is None else f"until {iso(deadline)}"
    return f"waits in queue {data.get('task_queue_name', '?')} ({where}), {until}"
