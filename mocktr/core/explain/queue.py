"""Why a queue moves or not: who is in it and can take something, who stands first and waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from mocktr.core.board.board import tasks_in_line
from mocktr.core.clock import iso
from mocktr.core.explain.future import upcoming
from mocktr.core.explain.past import Facts
from mocktr.core.explain.present import judge
from mocktr.core.explain.worker import load_of, why_member
from mocktr.core.resources.task import Task
from mocktr.core.resources.task_queue import TaskQueue
from mocktr.core.resources.worker import Worker

MOST_WORKERS = 200
"""How many workers are told of; members come first."""

MOST_TASKS = 50
"""How many of the tasks that wait are told of."""

MOST_JUDGED = 10
"""How many of these are held against members one by one, and against how many each."""


def explain_queue(queue: TaskQueue) -> Facts:
    """Who is in a queue and why, and who waits in it, in order, and for what."""
    everybody = queue.workspace.workers.values()
    members = [one for one in everybody if one.sid in queue.members]
    others = (one for one in everybody if one.sid not in queue.members)
    shown = members[:MOST_WORKERS]
    strangers = list(islice(others, MOST_WORKERS - len(shown)))
    tasks = list(islice(tasks_in_line(queue), MOST_TASKS))
    waiting = sum(one.count for one in queue.lineups.values())
    following = [{**one, "task_sid": task.sid} for task in tasks for one in upcoming(task)]
    return {
        "task_queue_sid": queue.sid,
        "task_queue_name": queue.friendly_name,
        "workspace_sid": queue.workspace.sid,
        "now": iso(queue.now),
        "target_workers": queue.target_workers,
        "task_order": queue.task_order,
        "waiting": waiting,
        "verdict": verdict(queue, members, waiting),
        "members": [member_facts(queue, one) for one in shown],
        "others": [stranger_facts(queue, one) for one in strangers],
        "left_off": len(everybody) - len(shown) - len(strangers),
        "line": [waiting_facts(one, place, members) for place, one in enumerate(tasks, 1)],
        "next": sorted(following, key=lambda one: str(one["at"]))[:MOST_TASKS],
    }


def verdict(queue: TaskQueue, members: Sequence[Worker], waiting: int) -> str:
    """In a sentence, why tasks wait, or why none does."""
    away = sum(not one.available for one in members)
    name = queue.friendly_name
    if not waiting:
        return f"nobody waits in {name}"
    if not members:
        return f"{waiting} wait in {name}, which no worker is in"
    if away == len(members):
        return f"{waiting} wait in {name}, and all {away} workers in it are away"
    return f"{waiting} wait in {name}, {len(members)} workers are in it, {away} of them away"


def member_facts(queue: TaskQueue, worker: Worker) -> Facts:
    """Whether a member can take something, and if not, why."""
    channels = [worker.channels[sid] for sid in queue.lineups or worker.channels]
    free = [one for one in channels if one.is_free]
    reasons = ", ".join(f"{one.task_channel_unique_name} {load_of(one)}" for one in channels)
    return {
        "sid": worker.sid,
        "name": worker.friendly_name,
        "verdict": "free" if free else "busy" if worker.available else "away",
        "reason": reasons if worker.available else worker.activity_name,
        "member": why_member(queue, worker),
    }


def stranger_facts(queue: TaskQueue, worker: Worker) -> Facts:
    """Why a worker is not in the queue."""
    reason = why_member(queue, worker)
    return {"sid": worker.sid, "name": worker.friendly_name, "reason": reason}


def waiting_facts(task: Task, place: int, members: Sequence[Worker]) -> Facts:
    """A task in the line; of the first ones, why they are not offered to the members."""
    return {
        "task_sid": task.sid,
        "place": place,
        "channel": task.task_channel_unique_name,
        "priority": task.priority,
        "age": task.age,
        "reason": why_waiting(task, members) if place <= MOST_JUDGED else None,
    }


def why_waiting(task: Task, members: Sequence[Worker]) -> str:
    """What stands between a task and the members of its queue, the commonest first."""
    judged = Counter(judge(task, one) for one in members[:MOST_JUDGED])
    if not judged:
        return "no worker is in the queue"
    return "; ".join(
        f"{count} {found}: {reason}" for (found, reason), count in judged.most_common(3)
    )
