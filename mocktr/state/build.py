"""The records of a document: made one after the other, each checked against those before it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any

from mocktr.core.account import Account, Settings
from mocktr.core.alerts import Alerts
from mocktr.core.instructions.calls import DialledCalls
from mocktr.core.resources.reservation import Reservation
from mocktr.core.resources.task import Task
from mocktr.core.resources.transfer import Transfer
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.worker_channel import WorkerChannel
from mocktr.core.resources.worker_channels import WorkerChannels
from mocktr.core.resources.workspace import Workspace
from mocktr.core.states import ASSIGNED, ENGAGED
from mocktr.state.checks import CHECKS
from mocktr.state.columns import SECTIONS, StateRow, columns
from mocktr.state.identities import Identities
from mocktr.state.line import attach
from mocktr.state.values import inside
from mocktr.values import Mistake, wanted


def build(document: StateRow) -> Account:
    """An account with the records of a document's checked values; nobody stands in line yet."""
    settings = Settings(**document["settings"])
    account = Account(document["account_sid"], document["clock"]["now"], settings)
    account.sids.count = document["sids"]["count"]
    account.sids.taken = set(document["sids"]["taken"])
    each(document, "workspaces", RecordBuilder(account).add_workspace)
    account.workspaces.gone = document["gone"]
    dropped = document["dropped"]
    account.alerts = Alerts(document["alerts"], dropped["alerts"])
    account.calls = DialledCalls(document["calls"], dropped["calls"])
    attach(document["line"], account)
    account.line.requests.missing = dropped["requests"]
    # Each workspace has put in a part of these.
    account.tasks = by_number(account.tasks)
    account.reservations = by_number(account.reservations)
    return account


def by_number(records: dict[str, Any]) -> dict[str, Any]:
    """Records by SID, in the order of creation."""
    return {one.sid: one for one in sorted(records.values(), key=attrgetter("number"))}


def each(row: StateRow, name: str, add: Callable[[StateRow], None]) -> None:
    """Add the records of a list, which stand in the order of creation."""
    before = 0
    for place, values in enumerate(row[name]):
        with inside(name, place):
            if values["number"] <= before:
                what = f"more than {before}, as records stand in the order of creation"
                raise wanted(what, values["number"], "number")
            before = values["number"]
            add(values)


class RecordBuilder:
    """Fills an account with records."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.identities = Identities(account.sids)

    def make(self, kind: Any, values: StateRow, **owners: Any) -> Any:
        """A record of these values."""
        record = kind(account=self.account, **owners, **values)
        self.identities.check(record)
        return record

    def add_workspace(self, row: StateRow) -> None:
        """Add a workspace with all that is in it."""
        workspace = self.make(Workspace, {name: row[name] for name in columns(Workspace)})
        self.account.workspaces.add(workspace)
        for section, kind in SECTIONS.items():
            each(row, section, partial(self.add, workspace, section, kind))
        CHECKS[Workspace](workspace)
        for sid, number in row["gone"].items():
            with inside("gone", sid):
                collection_of(workspace, sid).gone[sid] = number

    def add(self, workspace: Workspace, section: str, kind: Any, values: StateRow) -> None:
        """Add a record to its section of a workspace."""
        make = self.make_worker if kind is Worker else partial(self.make, kind)
        record: Any = make(values, workspace=workspace)
        if kind in CHECKS:
            CHECKS[kind](record)
        if kind is Reservation:
            hold(record)
        else:
            getattr(workspace, section).add(record)
        if kind is Transfer:
            record.task.transfers += (record,)
        if kind is Task:
            self.account.tasks[record.sid] = record

    def make_worker(self, values: StateRow, workspace: Workspace) -> Worker:
        """A worker with their channels."""
        worker: Worker = self.make(
            Worker, {**values, "channels": WorkerChannels()}, workspace=workspace
        )
        each(values, "channels", partial(self.add_channel, worker))
        return worker

    def add_channel(self, worker: Worker, values: StateRow) -> None:
        """Give a worker a channel."""
        channel = self.make(WorkerChannel, values, workspace=worker.workspace, worker=worker)
        CHECKS[WorkerChannel](channel)
        worker.channels[channel.task_channel_sid] = channel


def hold(reservation: Reservation) -> None:
    """Let a task and its worker know of a reservation, and the worker's load of the task."""
    status = reservation.reservation_status
    reservation.account.reservations[reservation.sid] = reservation
    reservation.task.reservations += (reservation,)
    worker = reservation.workspace.workers.get(reservation.worker_sid)
    if worker is not None:
        worker.reservations[reservation.sid] = reservation
    if worker is not None and status in ENGAGED:
        channel = worker.channels[reservation.task_channel_sid]
        worker.engagements += 1
        channel.load += 1
        channel.assigned_tasks += status in ASSIGNED


def collection_of(workspace: Workspace, sid: str) -> Any:
    """Where a record with this SID would be."""
    for section, kind in SECTIONS.items():
        if sid.startswith(kind.prefix) and kind is not Reservation:
            return getattr(workspace, section)
    raise Mistake("expected the SID of something that was in the workspace")
