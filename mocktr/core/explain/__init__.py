"""Why a task is where it is: how it came there, how it stands now, and what happens next.

The past is read from the event log, with each filter evaluated again over what the task was then;
the present from the records. Everything is plain data for JSON, with sentences beside it.
"""

from __future__ import annotations

from typing import Any

from mocktr.core.account import Account
from mocktr.core.clock import iso
from mocktr.core.explain.calling import told_call
from mocktr.core.explain.future import upcoming
from mocktr.core.explain.past import Facts, filters_seen, history
from mocktr.core.explain.present import standing, told_state
from mocktr.core.routing.walk import Unmatched


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
    call = told_call(task) if task else None
    state = told_state(task) if task else "can't be read any more"
    return Explained(
        task_sid=sid,
        assignment_status=task.assignment_status if task else None,
        task_queue_name=task.task_queue_friendly_name if task else None,
        now=now,
        history=past,
        call=call,
        workers=workers,
        next=following,
        sentences=[
            *(f"{one['at']} {line}" for one in past for line in one["sentences"]),
            f"{now} {state}",
            *([f"  {call['sentence']}"] if call else []),
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
        call=None,
        workers=[],
        next=[],
        sentences=[f"{at} {line}" for line in told],
    )


UNTOLD: Facts = {"event": None, "skipped": None, "target": None, "worker": None}
"""What the history of a refusal has not."""
