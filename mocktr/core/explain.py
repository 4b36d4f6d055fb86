"""Why a task is where it is: how it came there, how it stands now, and what happens next.

The past is read from the event log, with each filter evaluated again over what the task was then;
the present from the records. Everything is plain data for JSON, with sentences beside it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

from mocktr.core import routing
from mocktr.core.account import Account
from mocktr.core.clock import iso
from mocktr.core.pauses import may_offer
from mocktr.core.resources.event import Logged
from mocktr.core.resources.task import NOT_RESERVED, TTL_EXCEEDED, Task
from mocktr.core.resources.task_view import TaskView
from mocktr.core.resources.worker import Worker
from mocktr.core.scopes import filter_scope, membership_scope
from mocktr.core.walk import WORKFLOW_TIMEOUT, Exit, Step, Unmatched
from mocktr.core.workflow import Document, Target

Facts = dict[str, Any]

WHEN = attrgetter("at")

MOST_WORKERS = 500
"""How many workers are looked at one by one; those that the task may go to come first."""


class Explained(dict[str, Any]):
    """An explanation as data; as text it is its sentences."""

    def __str__(self) -> str:
        return "\n".join(self["sentences"])


def explain(account: Account, sid: str) -> Explained | None:
    """How a task came to be where it is, how it stands, and what happens next.

    Of a task that can't be read any more, only the past is told; None for one that never was.
    """
    past = list(history(account, sid))
    task = account.tasks.get(sid)
    if task is None and not past:
        return None
    now = iso(account.clock.now)
    workers = standing(task) if task else []
    following = upcoming(task) if task else []
    state = present(task) if task else "can't be read any more"
    return Explained(
        task_sid=sid,
        assignment_status=task.assignment_status if task else None,
        task_queue_name=task.task_queue_friendly_name if task else None,
        now=now,
        history=past,
        workers=workers,
        next=following,
        sentences=[
            *(f"{one['at']} {line}" for one in past for line in one["sentences"]),
            f"{now} {state}",
            *(f"  {one['name']}: {one['reason']}" for one in workers),
            *(f"{one['at']} next: {one['what']}" for one in following),
        ],
    )


def explain_refusal(account: Account, refusal: Unmatched) -> Explained:
    """Why a task can't be created: the filters of its workflow, none of which matches."""
    at = iso(account.clock.now)
    filters = list(filters_seen(refusal.tried, refusal.attributes, account.clock.now))
    told = [*(one["sentence"] for one in filters), f"is refused: {refusal}"]
    return Explained(
        task_sid=None,
        assignment_status=None,
        task_queue_name=None,
        now=at,
        history=[{**UNTOLD, "at": at, "filters": filters, "sentences": told}],
        workers=[],
        next=[],
        sentences=[f"{at} {line}" for line in told],
    )


UNTOLD: Facts = {"event": None, "skipped": None, "target": None, "worker": None}
"""What the history of a refusal has not."""


# --- the past ------------------------------------------------------------------------------


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
        step = next((part for part in logged.parts if isinstance(part, Step | Exit)), None)
        filters = [] if step is None else list(filters_seen(step, view.attributes, logged.at))
        told = [
            *told_skip(step),
            *(one["sentence"] for one in filters),
            *tell(logged, step),
        ]
        yield {
            "at": iso(logged.at),
            "event": logged.type,
            "skipped": step.skipped if step else None,
            "filters": filters,
            "target": target_facts(step, view) if isinstance(step, Step) else None,
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


def target_facts(step: Step, view: TaskView) -> Facts:
    """A step as data: the filter's name (None for the default filter), and where it leads."""
    number, place = step.position
    document = step.document()
    return {
        "filter": None if number == routing.DEFAULT else document.filters[number].name,
        "number": place + 1,
        "queue": view.queue_name,
        "until": None if step.deadline is None else iso(step.deadline),
    }


def told_skip(step: Step | Exit | None) -> list[str]:
    """Why a step was skipped to come here, if one was."""
    if step is None or step.skipped is None:
        return []
    which = "the step before" if isinstance(step, Step) else "the last step"
    return [f"{which} was skipped: {step.skipped}"]


def tell(logged: Logged, step: Step | Exit | None) -> list[str]:
    """An event in words."""
    data = logged.data()
    if isinstance(step, Step):
        return [told_step(step, data)]
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


def told_step(step: Step, data: Facts) -> str:
    """A step in words: where the task waits, and until when."""
    number, place = step.position
    document = step.document()
    default = number == routing.DEFAULT
    where = "the default filter" if default else f"target {place + 1} of {count(document, number)}"
    until = "without a timeout" if step.deadline is None else f"until {iso(step.deadline)}"
    return f"waits in queue {data.get('task_queue_name', '?')} ({where}), {until}"


def count(document: Document, number: int) -> int:
    return len(document.filters[number].targets)


# --- the present ---------------------------------------------------------------------------


def present(task: Task) -> str:
    """The task's state in words."""
    queue = task.task_queue_friendly_name
    where = f" in queue {queue}" if queue else ""
    return f"is {task.assignment_status}{where}, priority {task.priority}, age {task.age} s"


def standing(task: Task) -> list[Facts]:
    """The workers one by one, with the reason why each is, or is not, offered the task."""
    if task.assignment_status not in ("pending", "reserved"):
        return []
    workers = list(task.workspace.workers.values())
    if len(workers) > MOST_WORKERS:
        workers.sort(key=lambda worker: not in_reach(task, worker))
    return [
        {"sid": worker.sid, "name": worker.friendly_name, "verdict": verdict, "reason": reason}
        for worker in workers[:MOST_WORKERS]
        for verdict, reason in [judge(task, worker)]
    ]


def in_reach(task: Task, worker: Worker) -> bool:
    """Whether the task may go to the worker: they are in its queue, or it is routed to them."""
    if task.direct_worker_sid:
        return task.direct_worker_sid == worker.sid
    queue = task.task_queue
    assert queue is not None
    return worker.sid in queue.members


Judgement = tuple[str, str]
"""A verdict (offered, free, passed over, not eligible) and its reason."""


def judge(task: Task, worker: Worker) -> Judgement:
    """Whether the task could go to the worker now, and why not."""
    for ask in (offered, membership, availability, capacity, choice, pause):
        judgement = ask(task, worker)
        if judgement is not None:
            return judgement
    return "free", "free, and eligible"


def offered(task: Task, worker: Worker) -> Judgement | None:
    for one in task.engaged():
        if one.worker_sid == worker.sid:
            timer = task.account.timers.live.get(("reservation.timeout", one.sid))
            until = f", has until {iso(timer.due)} to answer" if timer else ""
            return "offered", f"is offered the task{until}"
    return None


def membership(task: Task, worker: Worker) -> Judgement | None:
    """TargetWorkers, or the worker that the task is routed to."""
    if in_reach(task, worker):
        return None
    if task.direct_worker_sid:
        return "not eligible", "is not the worker that RoutingTarget names"
    queue = task.task_queue
    assert queue is not None
    expression = queue.expression()
    if expression is None:
        return "not eligible", "the queue's TargetWorkers is empty and matches nobody"
    return "not eligible", expression.explain(membership_scope(worker)).sentence()


def availability(task: Task, worker: Worker) -> Judgement | None:
    if task.ignore_capacity:
        return None
    if not worker.available:
        return "passed over", worker.activity_name
    channel = worker.channels[task.task_channel_sid]
    if not channel.available:
        return "passed over", f"channel {channel.task_channel_unique_name} is not available"
    return None


def capacity(task: Task, worker: Worker) -> Judgement | None:
    channel = worker.channels[task.task_channel_sid]
    if task.ignore_capacity or channel.is_free:
        return None
    if not task.workspace.multi_task_enabled:
        return "passed over", "busy with another task"
    used = f"{channel.load} of {channel.configured_capacity}"
    return "passed over", f"busy, {channel.task_channel_unique_name} {used}"


def choice(task: Task, worker: Worker) -> Judgement | None:
    """What the present step itself asks of a worker."""
    target = task.target
    if target is None or routing.suits(task, target, worker):
        return None
    if not routing.is_known(task, target, worker):
        known = target.known_worker_sid or target.known_worker_friendly_name
        assert known is not None
        value = known.resolve(task.scope())
        return "not eligible", f"is not the known worker, {known.source} is {value!r}"
    assert target.expression is not None
    return "not eligible", target.expression.explain(routing.scope_of(task, worker)).sentence()


def pause(task: Task, worker: Worker) -> Judgement | None:
    if may_offer(task, worker):
        return None
    until = iso(task.pauses[worker.sid].until)
    return "passed over", f"just let the task go, is offered it again from {until} on"


# --- the future ----------------------------------------------------------------------------


def upcoming(task: Task) -> list[Facts]:
    """What the task's timers will do, soonest first."""
    timers = task.account.timers.live
    sids = [task.sid, *(one.sid for one in task.reservations)]
    due = sorted(timers[name, sid] for sid in sids for name in FUTURE if (name, sid) in timers)
    return [{"at": iso(one.due), "what": FUTURE[one.name](task, one.sid)} for one in due]


def step_end(task: Task, sid: str) -> str:
    if task.assignment_status == "reserved":
        # A deadline never cuts a live reservation.
        return f"the step ends; if its offers come to nothing after that, the task {goes_on(task)}"
    return f"the step ends and the task {goes_on(task)}"


def offer_end(task: Task, sid: str) -> str:
    text = f"the offer to {worker_name(task, sid)} times out"
    if not task.is_overdue:
        return text
    return f"{text}; the step is over, so once no offer is open the task {goes_on(task)}"


def life_end(task: Task, sid: str) -> str:
    missed = task.direct_worker_sid and task.assignment_status == "pending"
    return f"is canceled: {NOT_RESERVED if missed else TTL_EXCEEDED}"


def goes_on(task: Task) -> str:
    """What a task does at the end of its present step."""
    document, position = task.document(), task.position
    assert document is not None
    assert position is not None
    after = routing.following(document, position, task.attributes, task.now, False)
    if after is None:
        return f"is canceled: {WORKFLOW_TIMEOUT}"
    return f"goes on to {queue_name(task, routing.target_at(document, after))}"


def queue_name(task: Task, target: Target | None) -> str:
    queue = task.workspace.task_queues.get(target.queue if target else "")
    return f"queue {queue.friendly_name}" if queue else "the next step"


def worker_name(task: Task, sid: str) -> str:
    return task.account.reservations[sid].worker_name


FUTURE: dict[str, Callable[[Task, str], str]] = {
    "reservation.timeout": offer_end,
    "task.reoffer": lambda task, sid: f"can be offered to {worker_name(task, sid)} again",
    "task.target-timeout": step_end,
    "task.ttl": life_end,
    "task.assigned-limit": lambda task, sid: "is deleted by the system",
    "task.removal": lambda task, sid: "can't be read any more",
}
"""Every timer that a task may have, in words."""
