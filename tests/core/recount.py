"""What a world must look like at rest, counted anew; and a canonical dump of it."""

import dataclasses
import json
from collections import Counter

from mocktr.core.resources.base import Record
from mocktr.core.routing.lineup import Agenda, Lineup
from mocktr.core.scopes import membership_scope
from mocktr.core.states import ASSIGNED, ENGAGED, RESERVATION, TASK

STATUS_OF = {"created": "pending", "wrapup": "wrapping"}


def check(workspace):
    """Every rule that holds between two operations."""
    for worker in workspace.workers.values():
        check_worker(worker)
    for queue in workspace.task_queues.values():
        check_queue(queue)
    for task in workspace.tasks.values():
        check_task(task)
    check_timers(workspace.account)
    assert not workspace.agenda
    assert not workspace.account.unsettled


def check_worker(worker):
    mine = [one for one in worker.account.reservations.values() if one.worker_sid == worker.sid]
    assert list(worker.reservations) == [one.sid for one in mine]
    engaged = [one for one in mine if one.reservation_status in ENGAGED]
    assert worker.engagements == len(engaged)
    for sid, channel in worker.channels.items():
        here = [one.reservation_status for one in engaged if one.task_channel_sid == sid]
        assert channel.load == len(here)
        assert channel.assigned_tasks == sum(status in ASSIGNED for status in here)
    queues = worker.workspace.task_queues.values()
    assert {one.sid for one in worker.queues} == {one.sid for one in queues if matches(one, worker)}
    waiting = [one for one in worker.workspace.tasks.values() if one.place is not None]
    assert set(worker.direct) == {one.sid for one in waiting if one.direct_worker_sid == worker.sid}


def matches(queue, worker):
    expression = queue.expression()
    return expression is not None and expression.matches(membership_scope(worker))


def check_queue(queue):
    workers = queue.workspace.workers
    members = {sid for sid, worker in workers.items() if matches(queue, worker)}
    assert queue.members == members
    census = Counter(workers[sid].activity_sid for sid in members)
    assert {sid: count for sid, count in queue.census.items() if count} == census
    for channel_sid, lineup in queue.lineups.items():
        channels = [workers[sid].channels.get(channel_sid) for sid in members]
        free = [channel.entry() for channel in channels if channel and channel.is_free]
        assert sorted(entry for entry, _ in lineup.live()) == sorted(free)
        for kind, waiting in lineup.waiting.items():
            assert list(waiting) == sorted(
                task.place[2]
                for task in queue.workspace.tasks.values()
                if task.place is not None
                and task.place[:2] == (queue.sid, kind)
                and task.task_channel_sid == channel_sid
            )


def check_task(task):
    status = [one.reservation_status for one in task.reservations]
    assert sum(one in ASSIGNED for one in status) <= 1
    expected = {
        "pending": not task.engaged(),
        "reserved": "pending" in status and not set(status) & (ASSIGNED | {"completed"}),
        "assigned": "accepted" in status and "pending" not in status,
        "wrapping": bool(set(status) & ASSIGNED) and "pending" not in status,
        "completed": not task.engaged(),
        "canceled": not task.engaged(),
    }
    assert expected[task.assignment_status], (task.assignment_status, status)
    assert (task.place is not None) == (task.assignment_status == "pending")
    assert not task.fresh or task.assignment_status != "pending"


def check_timers(account):
    """Every timer has its record in the right state, and every record its timer."""
    expected = set()
    for task in account.tasks.values():
        if task.assignment_status in ("pending", "reserved"):
            expected.add(("task.ttl", task.sid))
        if task.assignment_status == "assigned":
            expected.add(("task.assigned-limit", task.sid))
        if not task.is_live:
            expected.add(("task.removal", task.sid))
        if task.assignment_status == "pending" and task.deadline is not None:
            expected.add(("task.target-timeout", task.sid))
    for reservation in account.reservations.values():
        if reservation.is_pending:
            expected.add(("reservation.timeout", reservation.sid))
        expected |= {(name, reservation.sid) for name in own_steps(reservation)}
    timers = account.timers.pending()
    optional = {"task.reoffer", "task.target-timeout", "behavior.return"}
    assert {timer[2:] for timer in timers if timer.name not in optional} == {
        key for key in expected if key[0] not in optional
    }
    assert expected <= {timer[2:] for timer in timers}
    assert all(timer.due > account.clock.now for timer in timers)
    away = {
        worker.sid
        for workspace in account.workspaces.values()
        for worker in workspace.workers.values()
        if not worker.available
    }
    for timer in timers:
        home = away if timer.name == "behavior.return" else {*account.tasks, *account.reservations}
        assert timer.sid in home


def own_steps(reservation):
    """The timer of what the worker does next by themselves, if they do anything."""
    answer, status = reservation.answer, reservation.reservation_status
    if answer is None:
        return
    assert answer.accept_after is None or answer.reject_after is None
    if status == "pending" and answer.accept_after is not None:
        yield "behavior.accept"
    if status == "pending" and answer.reject_after is not None:
        yield "behavior.reject"
    if status == "accepted" and answer.handle_for is not None:
        yield "behavior.complete" if answer.wrap_up_for is None else "behavior.wrap-up"
    if status == "wrapping" and answer.wrap_up_for is not None:
        yield "behavior.complete"


def check_history(events):
    """The statuses that events tell of follow the tables."""
    last = {}
    for event in events:
        parts = {type(part).__name__: part for part in event.parts}
        task = parts.get("TaskView")
        if task:
            step(TASK, last, task.sid, parts["TaskStatus"].assignment_status)
        if event.type.startswith("reservation.") and event.type != "reservation.failed":
            verb = event.type.partition(".")[2]
            step(RESERVATION, last, event.resource_sid, STATUS_OF.get(verb, verb))


def step(table, last, sid, status):
    before = last.setdefault(sid, status)
    assert status == before or status in table[before], (sid, before, status)
    last[sid] = status


# --- the canonical dump -------------------------------------------------------------------------


def dump(account):
    """All state of an account as one text: equal texts, equal worlds."""
    records = [
        *account.workspaces.values(),
        *account.tasks.values(),
        *account.reservations.values(),
    ]
    for workspace in account.workspaces.values():
        for name in ("activities", "task_channels", "task_queues", "workflows", "workers"):
            records += getattr(workspace, name).values()
        for worker in workspace.workers.values():
            records += worker.channels.values()
    return json.dumps(
        {
            "now": account.clock.now,
            "sids": account.sids.count,
            "timers": account.timers.pending(),
            "events": list(account.events),
            "alerts": list(account.alerts),
            "calls": list(account.calls),
            "unsettled": list(account.unsettled),
            "records": {record.sid: fields(record) for record in records},
        },
        indent=0,
    )


def fields(record):
    return {
        field.name: plain(getattr(record, field.name))
        for field in dataclasses.fields(record)
        # What is only kept to save work may be there or not.
        if field.name not in ("shared_view", "shared_status", "account", "workspace")
    }


def plain(value):
    if isinstance(value, Record):
        return value.sid
    if isinstance(value, Lineup):
        idle = sorted(entry for entry, _ in value.live())
        return [idle, *(list(waiting) for waiting in value.waiting.values())]
    if isinstance(value, Agenda):
        return [list(value.tasks), [list(key) for key in value.channels]]
    if isinstance(value, dict):
        return [[key, plain(each)] for key, each in value.items()]
    if isinstance(value, set):
        return sorted(value)
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value
