"""A task's walk through the targets of its workflow.

Theory of operation
-------------------
A task enters by the first filter that matches, else by the default filter. It stays in a step
until a reservation is accepted, the step's deadline passes, or `skip_if` lets it go on; then it
goes to the next target, and after the last one to the next matching filter below. Deadlines add
up: a step ends when the task's age reaches the sum of the timeouts of all steps visited so far;
a skipped step adds nothing. A deadline never cuts a live reservation: it is looked at again when
the reservation ends. A task with nowhere left to go is canceled. (sources: workflows)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocktr.core.fields import Values
from mocktr.core.log import Extra, extra
from mocktr.core.routing import known_worker, waiting
from mocktr.core.routing.tally import count, count_refusal
from mocktr.core.routing.walk_view import Exit, Review, shared_step
from mocktr.errors import Refused

if TYPE_CHECKING:
    from mocktr.core.configuration.document import Target
    from mocktr.core.resources.task import Task
    from mocktr.core.resources.task_view import TaskView
    from mocktr.core.resources.workflow import Workflow

TIMED_OUT, SKIPPED, RE_EVALUATED = "timeout", "skipped", "re_evaluated"
"""Why a task came to another step: target_changed_reason (decisions: events)."""

ATTRIBUTE_UPDATE = "attribute_update"
"""The same for a task that stays in its step, as it was seen (sources: recordings)."""

WORKFLOW_TIMEOUT = "Task canceled on Workflow timeout"
WORKFLOW_SKIPPED = "Task canceled on Workflow skip"


class Unmatched(Refused):
    """400/20001: no filter matches a new task, and there is no default filter."""

    def __init__(self, workflow: Workflow, attributes: str) -> None:
        super().__init__(
            f"Task attributes could not be matched to a filter of Workflow {workflow.sid}, "
            "which has no default filter"
        )
        self.attributes = attributes
        self.tried = Exit(workflow.configuration, 0)


def entry(workflow: Workflow, attributes: str) -> Target:
    """Where a new task enters the workflow; refused where nothing matches it."""
    target = workflow.document().enter(attributes, workflow.now)
    if target is None:
        count_refusal(workflow)
        raise Unmatched(workflow, attributes)
    return target


def enter(task: Task, workflow: Workflow, target: Target) -> None:
    """Take the first step, in silence: a task that is being created has no events yet."""
    task.configuration = workflow.configuration
    settle_in(task, target, 0)


def announce_entry(task: Task, target: Target | None) -> None:
    """Write the events of a creation, in the order in which they were seen (sources: events).

    `target` is the step at which the task entered a workflow.
    """
    if task.workflow_sid:
        task.tell("workflow.entered")
    if task.task_queue_sid:
        task.tell("task-queue.entered")
    task.tell("task.created")
    if target:
        announce_step(task, target, 0)


def leave_by_timeout(task: Task) -> None:
    """The step's deadline has passed: go on, or leave the workflow."""
    waiting.leave(task)
    count(task, "timed_out")
    task.step_timed_out = True
    task.tell("task-queue.timeout")
    if not go_on(task):
        leave_workflow(task, "workflow.timeout", WORKFLOW_TIMEOUT)


def leave_by_skip(task: Task, why: str) -> None:
    """`skip_if` lets the task go on at once; a skipped step's timeout is not counted."""
    waiting.leave(task)
    target = task.target
    if target and target.timeout is not None:
        task.steps_timeout -= target.timeout
    if not go_on(task, why):
        leave_workflow(task, "workflow.skipped", WORKFLOW_SKIPPED, why)


def go_on(task: Task, skipped: str | None = None) -> bool:
    """Take the next step and answer whether there is one."""
    document, position = task.document(), task.position
    assert document is not None
    assert position is not None
    after = document.following(position, task.attributes, task.now, not task.step_timed_out)
    if after is None:
        return False
    reason = TIMED_OUT if skipped is None else SKIPPED
    step_to(task, after, position.filter + 1, reason, skipped)
    return True


def restart(task: Task) -> None:
    """Enter the workflow's present configuration at its first filter.

    The deadlines count anew: measured on the old age, an old task would fall through all steps.
    """
    workflow = task.workflow
    assert workflow is not None
    task.account.timers.cancel("task.target-timeout", task.sid)
    task.walk_started, task.steps_timeout, task.step_timed_out = task.now, 0, False
    task.configuration = workflow.configuration
    target = workflow.document().enter(task.attributes, task.now)
    if target is None:
        task.position = None
        leave_workflow(task, "workflow.timeout", WORKFLOW_TIMEOUT)
    else:
        step_to(task, target, 0, RE_EVALUATED)


def step_to(
    task: Task,
    target: Target,
    first_filter: int,
    reason: str,
    skipped: str | None = None,
) -> None:
    """Move to a step, tell of it, and wait there."""
    before = task.view()
    settle_in(task, target, first_filter)
    task.bump()
    change = change_of(before, task, reason)
    if task.task_queue_sid != before.route.queue_sid:
        task.tell("task-queue.moved", change)
        task.tell("task-queue.entered")
    announce_step(task, target, first_filter, skipped, change)
    # The age may have passed this step's deadline too, while a reservation was open.
    if task.is_overdue:
        leave_by_timeout(task)
    else:
        waiting.begin(task)


def review(task: Task, before: TaskView, **why: str | None) -> None:
    """Tell that a waiting task is looked at again in the step where it stays, and why.

    `before` is what the task was at the last look (sources: recordings).
    """
    if task.configuration is None or task.position is None:
        return
    count(task, "reviewed")
    task.tell(
        "workflow.target-matched",
        Review(task.configuration, task.position, known_worker_sid(task, task.target)),
        extra(
            **why,
            previous_task_queue_sid=before.route.queue_sid,
            previous_task_queue_name=before.route.queue_name,
            previous_task_priority=before.priority,
        ),
    )


def change_of(before: TaskView, task: Task, reason: str) -> Extra:
    """What the events of a step say of the step that the task left (sources: events)."""
    changed: Values = {"target_changed_reason": reason}
    if task.task_queue_sid != before.route.queue_sid:
        changed["previous_task_queue_sid"] = before.route.queue_sid
        changed["previous_task_queue_name"] = before.route.queue_name
    if task.priority != before.priority:
        changed["previous_task_priority"] = before.priority
    return extra(**changed)


def announce_step(
    task: Task,
    target: Target,
    first_filter: int,
    skipped: str | None = None,
    *changes: Extra,
) -> None:
    """Tell of the step that the task just took; once, also of a known worker who can't be."""
    configuration, known = task.configuration, known_worker_sid(task, target)
    assert configuration is not None
    lasts = None if task.deadline is None else task.deadline - task.now
    step = shared_step(configuration, target.position, lasts, first_filter, skipped, known)
    task.tell("workflow.target-matched", step, *changes)
    if target.is_choosy:
        known_worker.warn(task, target)


def leave_workflow(task: Task, event_type: str, reason: str, skipped: str | None = None) -> None:
    """Leave the workflow: none of the filters below the task's position matched."""
    assert task.configuration is not None
    first_filter = 0 if task.position is None else task.position.filter + 1
    count(task, "left", first_filter)
    task.tell(event_type, Exit(task.configuration, first_filter, skipped))
    task.cancel(reason)


def settle_in(task: Task, target: Target, first_filter: int) -> None:
    """Set what a step gives a task: queue, priority, deadline."""
    task.position = target.position
    moved = target.queue != task.task_queue_sid
    if moved:
        task.task_queue_sid = target.queue
        task.task_queue_entered_date = task.now
    count(task, "moved" if moved else "entered", first_filter)
    if target.priority is not None:
        task.priority = target.priority
    task.shared_view = None
    set_deadline(task, target)


def set_deadline(task: Task, target: Target) -> None:
    if target.timeout is None:
        if task.deadline is not None:
            task.deadline = None
            task.account.timers.cancel("task.target-timeout", task.sid)
        return
    task.steps_timeout += target.timeout
    task.deadline = task.walk_started + task.steps_timeout
    task.account.timers.set(task.deadline, "task.target-timeout", task.sid)


def known_worker_sid(task: Task, target: Target | None) -> str | None:
    """What the task says where its present step looks for the SID of a known worker."""
    reference = target.known_worker_sid if target else None
    found = reference.resolve(task.scope()) if reference else None
    return found if isinstance(found, str) else None
