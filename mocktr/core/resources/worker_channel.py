"""Worker channels: how many tasks of one kind a worker takes at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mocktr.core.fields import Flag, Number, Param, Sid, Values, column, param, shown
from mocktr.core.log import extra
from mocktr.core.resources.base import Child, birth
from mocktr.core.routing.lineup import WATCHFUL, IdleEntry

if TYPE_CHECKING:
    from mocktr.core.resources.task_channel import TaskChannel
    from mocktr.core.resources.worker import Worker

MOST = 50
NEVER = 0


@dataclass(slots=True, kw_only=True, eq=False)
class WorkerChannel(Child):
    """One worker's capacity on one task channel. Found by SID or by the channel's unique name."""

    prefix: ClassVar[str] = "WC"
    segment: ClassVar[str] = "Channels"
    # The parameter is spelled Capacity, the property configured_capacity.
    inputs: ClassVar[dict[str, Param]] = {"capacity": Param(Number(0, MOST), create=False)}

    worker: Worker
    task_channel_sid: str = column(Sid("TC"))
    configured_capacity: int = column(Number(0, MOST), default=1)
    available: bool = param(Flag(), default=True, create=False)
    assigned_tasks: int = column(Number(0, MOST), default=0)

    load: int = 0
    """Pending, accepted and wrapping reservations."""
    last_reserved: int = NEVER
    """When a reservation was last made on this channel (ms)."""
    serial: int = 0
    """Raised by every change, so that older entries in the queues' lineups are void."""
    version: int = 0
    was_free: bool = False
    """Whether the worker was free here when last lined up."""

    @shown
    def worker_sid(self) -> str:
        return self.worker.sid

    @property
    def task_channel(self) -> TaskChannel:
        return self.workspace.task_channels[self.task_channel_sid]

    @shown
    def task_channel_unique_name(self) -> str:
        return self.task_channel.unique_name

    @shown
    def available_capacity_percentage(self) -> int:
        """Rounded down; pending reservations count (sources: multitasking)."""
        free = max(self.configured_capacity - self.load, 0)
        return free * 100 // self.configured_capacity if self.configured_capacity else 0

    @property
    def path(self) -> str:
        return f"{self.worker.path}/Channels/{self.sid}"

    @property
    def is_free(self) -> bool:
        """Whether the worker can be offered one more task of this kind."""
        worker, home = self.worker, self.workspace
        if not (self.available and home.activities[worker.activity_sid].available):
            return False
        if not home.multi_task_enabled:
            # Capacity means nothing there: one task at a time, of any kind.
            return not worker.engagements
        return self.load < self.configured_capacity

    @classmethod
    def create(cls, worker: Worker, channel: TaskChannel) -> WorkerChannel:
        """Give the worker a channel of capacity 1."""
        identity = birth(worker.account, cls.prefix)
        return cls(
            workspace=worker.workspace, worker=worker, task_channel_sid=channel.sid, **identity
        )

    def update(self, values: Values) -> None:
        """Set `Capacity` or `Available`; reservations that exist stay."""
        capacity = values.get("capacity", self.configured_capacity)
        available = values.get("available", self.available)
        before, was_available = self.configured_capacity, self.available
        if (capacity, available) == (before, was_available):
            return
        self.configured_capacity, self.available = capacity, available
        self.date_updated = self.now
        self.version += 1
        if capacity != before:
            self.announce("worker.capacity.update", before)
        if available != was_available:
            self.announce("worker.channel.availability.update", before)
        self.worker.touched += 1
        self.worker.reconsider()

    def announce(self, event_type: str, previous_capacity: int) -> None:
        """Write the event; the worker's version moves with it, as the worker SDK counts on."""
        self.worker.bump()
        channel = self.task_channel
        self.worker.emit(
            event_type,
            self.worker.view(),
            extra(
                task_channel_sid=channel.sid,
                task_channel_unique_name=channel.unique_name,
                worker_channel_available=self.available,
                worker_channel_available_capacity=self.available_capacity_percentage,
                worker_channel_capacity=self.configured_capacity,
                worker_channel_previous_capacity=previous_capacity,
                worker_channel_task_count=self.assigned_tasks,
            ),
        )

    def entry(self) -> IdleEntry:
        """The worker's place among the free: longest idle first (sources: selection)."""
        worker = self.worker
        optimized = self.task_channel.channel_optimized_routing
        idle_since = self.last_reserved if optimized else worker.last_reserved
        return idle_since, worker.date_status_changed, worker.number, self.serial, worker.sid

    def stir(self) -> None:
        """Let the worker look for a task whose step watches the load."""
        if not self.is_free:
            return
        for queue in self.worker.queues:
            lineup = queue.lineups.get(self.task_channel_sid)
            if lineup is not None and lineup.waiting[WATCHFUL]:
                self.workspace.look_at_channel(self)
                return

    def refresh(self, by_load: bool = False) -> None:
        """Line the worker up again in each of their queues, if free, and look for a task.

        To a worker who was free before, another load (`by_load`) brings only those tasks into
        reach whose step looks at loads.
        """
        self.serial += 1
        was_free, self.was_free = self.was_free, self.is_free
        if not self.was_free:
            return
        only_watchful = by_load and was_free
        entry, wanted = self.entry(), bool(self.worker.direct)
        for queue in self.worker.queues:
            lineup = queue.lineups.get(self.task_channel_sid)
            if lineup is not None:
                lineup.add_idle(entry)
                if lineup.count and (lineup.waiting[WATCHFUL] or not only_watchful):
                    wanted = True
        if wanted:
            self.workspace.look_at_channel(self)
