"""What all records of a document together have to agree on: statuses, timers, the order of work."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mocktr.core.account import Account
from mocktr.core.behavior import conduct
from mocktr.core.line.asking import TIMERS as LINE_TIMERS
from mocktr.core.resources.workspace import Workspace
from mocktr.core.states import ASSIGNED, ENGAGED
from mocktr.state.checks import among
from mocktr.state.columns import StateRow
from mocktr.state.values import inside
from mocktr.values import Mistake, wanted

FITS: dict[str, Callable[[set[str]], bool]] = {
    "pending": lambda held: not held & ENGAGED,
    "reserved": lambda held: "pending" in held and not held & {*ASSIGNED, "completed"},
    "assigned": lambda held: "accepted" in held and "pending" not in held,
    "wrapping": lambda held: bool(held & ASSIGNED) and "pending" not in held,
    "completed": lambda held: not held & ENGAGED,
    "canceled": lambda held: not held & ENGAGED,
}
"""Whether the statuses of its reservations are possible for a task; see `core/states.py`."""


FITS_TRANSFERRED: dict[str, Callable[[set[str]], bool]] = {
    **FITS,
    "pending": lambda held: "pending" not in held,
    "reserved": lambda held: "pending" in held,
}
"""The same for a task that is being transferred, which somebody has already."""


def check_statuses(workspace: Workspace) -> None:
    """A task and its reservations can't be in every combination of states."""
    for place, task in enumerate(workspace.tasks.values()):
        if task.transfer_sid is not None and task.transfer is None:
            what = "the SID of one of the workspace's transfers"
            raise wanted(what, task.transfer_sid, "tasks", place, "transfer_sid")
        held = [one.reservation_status for one in task.reservations]
        most = 1 + len(task.transfers)
        twice = sum(status in ASSIGNED for status in held) > most
        fits = FITS if task.transfer_sid is None else FITS_TRANSFERRED
        if twice or not fits[task.assignment_status](set(held)):
            there = ", ".join(sorted(set(held))) or "none"
            what = f"a status that reservations with {there} allow"
            raise wanted(what, task.assignment_status, "tasks", place, "assignment_status")


def check_direct(workspace: Workspace) -> None:
    """Before a worker stand the waiting tasks that were routed to them, and no others."""
    waiting: dict[str, list[str]] = {sid: [] for sid in workspace.workers}
    for task in workspace.tasks.values():
        if task.direct_worker_sid and task.assignment_status == "pending":
            waiting[task.direct_worker_sid].append(task.sid)
    for place, worker in enumerate(workspace.workers.values()):
        if sorted(worker.direct) != sorted(waiting[worker.sid]):
            what = f"the {len(waiting[worker.sid])} tasks that wait for this worker alone"
            raise wanted(what, list(worker.direct), "workers", place, "direct")


def check_timers(account: Account, timers: StateRow) -> None:
    """Each timer has a record that waits for it, and each record has the timers that it needs."""
    awaited = dict(timers_of(account))
    numbers: set[int] = set()
    for place, timer in enumerate(timers["pending"]):
        with inside("timers", "pending", place):
            key = timer.name, timer.sid
            if key not in awaited:
                raise Mistake(f"nothing waits for {timer.name} of {timer.sid}, or twice")
            if timer.number in numbers or not 0 < timer.number <= timers["count"]:
                what = f"a number of its own from 1 to {timers['count']}, the count of timers"
                raise wanted(what, timer.number, "number")
            numbers.add(timer.number)
            del awaited[key]
    for (name, sid), needed in awaited.items():
        if needed:
            raise Mistake(f"expected {name} of {sid} too", "timers", "pending")


def timers_of(account: Account) -> Iterator[tuple[tuple[str, str], bool]]:
    """The timers that the records may have, and whether they need them."""
    for task in account.tasks.values():
        for name in task.timers:
            if name != STEP_END:
                yield (name, task.sid), True
            elif task.deadline is not None:
                # While a worker is asked, the end of the step may have passed.
                yield (name, task.sid), task.assignment_status == "pending"
    for reservation in account.reservations.values():
        yield ("task.reoffer", reservation.sid), False
        if reservation.is_pending:
            # The time to answer stands still while a phone rings for a conference.
            rings = reservation.sid in account.line.orders
            yield ("reservation.timeout", reservation.sid), not rings
        name, sid, after = conduct.upcoming(reservation)
        if after is not None and name != conduct.RETURN:
            yield (name, sid), True
    for workspace in account.workspaces.values():
        for worker in workspace.workers.values():
            # What sent them away may be deleted by now, or they were moved since.
            if not worker.available:
                yield (conduct.RETURN, worker.sid), False

    for call in account.line.calls.values():
        for name in LINE_TIMERS:
            yield (f"line.{name}", call.sid), False


STEP_END = "task.target-timeout"


def check(account: Account, document: StateRow) -> None:
    """Refuse records that can't all be true at one time."""
    for place, workspace in enumerate(account.workspaces.values()):
        with inside("workspaces", place):
            check_statuses(workspace)
            check_direct(workspace)
    check_timers(account, document["timers"])
    for place, row in enumerate(document["unsettled"]):
        with inside("unsettled", place):
            check_agenda(account, row)


def check_agenda(account: Account, row: StateRow) -> None:
    """What routing has to look at is there."""
    workspace = account.workspaces.get(row["workspace_sid"])
    if workspace is None:
        what = "the SID of one of the account's workspaces"
        raise wanted(what, row["workspace_sid"], "workspace_sid")
    for place, sid in enumerate(row["tasks"]):
        among(workspace.tasks, sid, "tasks", "tasks", place)
    for place, (sid, channel_sid) in enumerate(row["channels"]):
        among(workspace.workers, sid, "workers", "channels", place, 0)
        among(workspace.task_channels, channel_sid, "task channels", "channels", place, 1)
