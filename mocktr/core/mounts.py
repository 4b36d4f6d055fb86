"""Where each resource stands in the URL space, and what can be done with it there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from mocktr.core.collection import Listable, Rows
from mocktr.core.fields import Filter, Values
from mocktr.core.instructions.execution import ReservationForm, update_reservation
from mocktr.core.resources.activity import Activity
from mocktr.core.resources.base import Child, Managed, Resource, SentForm, parse
from mocktr.core.resources.event import Event
from mocktr.core.resources.reservation import Reservation
from mocktr.core.resources.task import Task
from mocktr.core.resources.task_channel import TaskChannel
from mocktr.core.resources.task_queue import TaskQueue
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.worker_channel import WorkerChannel
from mocktr.core.resources.workflow import Workflow
from mocktr.core.resources.workspace import Workspace

if TYPE_CHECKING:
    from mocktr.core.account import Account

Parent: TypeAlias = "Account | Resource"
"""What a collection belongs to."""

ALL = frozenset({"list", "create", "fetch", "update", "delete"})
NO_CREATE = frozenset({"list", "fetch", "update"})
READ_ONLY = frozenset({"list", "fetch"})


def update_record(record: Managed, form: SentForm) -> None:
    """Change what a form asks for; raises ApiError and changes nothing."""
    record.update(parse(type(record), "update", form))


@dataclass(frozen=True, slots=True)
class Mount:
    """A resource at a place in the URL space, with the operations that TaskRouter has there."""

    record: type[Resource]
    segments: tuple[str, ...]
    """The fixed parts of the path; a SID stands after each of them."""
    key: str
    """The list's name in its envelope."""
    find: Callable[[Any, str], Resource | None]
    """The record with this SID (or name) under a parent of the mount above, or None."""
    rows: Callable[[Any, Values], Listable[Resource]]
    """The records under a parent, in TaskRouter's order, narrowed by filters where that helps."""
    operations: frozenset[str] = ALL
    etag: frozenset[str] = frozenset()
    """The operations that answer an ETag; those that change something honour If-Match."""
    shows_mount: bool = False
    """Whether a record's url is that of this mount, and not always the same."""
    update: Callable[[Any, SentForm], None] = update_record
    """Changes a record as a form asks."""
    updated_by: type[Resource] | None = None
    """What declares the parameters, where a form may say more than what the record holds."""
    unknown: frozenset[str] = frozenset()
    """Parameters and filters of the record that TaskRouter does not have at this mount."""

    @property
    def form(self) -> type[Resource]:
        """What declares the parameters of its forms."""
        return self.updated_by or self.record

    @property
    def filters(self) -> dict[str, Filter]:
        """The list filters at this mount, by parameter name."""
        declared = self.record.filters.items()
        return {name: one for name, one in declared if name not in self.unknown}


def child(record: type[Child], collection: str, key: str, **options: Any) -> Mount:
    """A collection directly inside a workspace."""
    return Mount(
        record,
        ("Workspaces", record.segment),
        key,
        options.pop("find", lambda workspace, sid: getattr(workspace, collection).get(sid)),
        lambda workspace, filters: getattr(workspace, collection),
        **options,
    )


def reservation_of_task(task: Task, sid: str) -> Reservation | None:
    found = task.account.reservations.get(sid)
    return found if found and found.task_sid == task.sid else None


RESOURCES: tuple[Mount, ...] = (
    Mount(
        Workspace,
        ("Workspaces",),
        "workspaces",
        lambda account, sid: account.workspaces.get(sid),
        lambda account, filters: account.workspaces,
    ),
    child(Activity, "activities", "activities"),
    Mount(
        Event,
        ("Workspaces", "Events"),
        "events",
        lambda workspace, sid: workspace.events.get(sid),
        lambda workspace, filters: workspace.events.rows(filters),
        READ_ONLY,
    ),
    child(Task, "tasks", "tasks", etag=ALL),
    Mount(
        Reservation,
        ("Workspaces", "Tasks", "Reservations"),
        "reservations",
        reservation_of_task,
        lambda task, filters: Rows(task.reservations),
        NO_CREATE,
        etag=NO_CREATE,
        shows_mount=True,
        update=update_reservation,
        updated_by=ReservationForm,
    ),
    child(
        TaskChannel,
        "task_channels",
        "channels",
        find=lambda workspace, name: workspace.task_channels.find(name),
    ),
    child(TaskQueue, "task_queues", "task_queues"),
    child(Worker, "workers", "workers", etag=ALL),
    Mount(
        WorkerChannel,
        ("Workspaces", "Workers", "Channels"),
        "channels",
        lambda worker, name: worker.channel_named(name),
        lambda worker, filters: Rows(worker.channels.values()),
        NO_CREATE,
    ),
    Mount(
        Reservation,
        ("Workspaces", "Workers", "Reservations"),
        "reservations",
        lambda worker, sid: worker.reservations.get(sid),
        lambda worker, filters: Rows(worker.reservations.values()),
        NO_CREATE,
        # The OpenAPI file declares an ETag only for the list at this mount.
        etag=frozenset({"list"}),
        shows_mount=True,
        update=update_reservation,
        updated_by=ReservationForm,
        # A supervisor joins by the task; and here the worker is given.
        unknown=frozenset({"WorkerSid", "Supervisor", "SupervisorMode"}),
    ),
    child(Workflow, "workflows", "workflows"),
)
"""Every resource in the order of its URL."""
