"""The channels of one worker, of which most are never looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from mocktr.core.resources.worker_channel import WorkerChannel

if TYPE_CHECKING:
    from mocktr.core.resources.task_channel import TaskChannel
    from mocktr.core.resources.worker import Worker


class WorkerChannels(dict[str, WorkerChannel]):
    """The channels of a worker, by the SID of the task channel and in their order.

    Those that a new worker has are made when somebody looks at them: there are five for each of
    15,000 workers, and tasks come on one or two. Their numbers follow the worker's.
    """

    __slots__ = ("worker",)

    def __init__(self, made: dict[str, WorkerChannel] | None = None) -> None:
        super().__init__(made or {})
        self.worker: Worker | None = None
        """Whose channels are not all made yet; None where they are."""

    def __reduce__(self) -> tuple[Any, ...]:
        return restored, (dict(dict.items(self)), self.worker)

    def begin(self, worker: Worker) -> None:
        """Have one for each task channel that there is."""
        task_channels = worker.workspace.task_channels.values()
        if worker.account.sids.reserve(WorkerChannel.prefix, len(task_channels)):
            self.worker = worker
            return
        for channel in task_channels:
            self[channel.sid] = WorkerChannel.create(worker, channel)

    def complete(self) -> WorkerChannels:
        """Make all that are not made yet."""
        if self.worker is not None:
            for number, channel in list(unmade(self, self.worker)):
                self[channel.sid] = made(self.worker, channel, number)
            self.worker = None
            channels = sorted(dict.values(self), key=lambda channel: channel.number)
            self.clear()
            self.update((channel.task_channel_sid, channel) for channel in channels)
        return self

    def dissolve(self) -> None:
        """Have none any more."""
        self.worker = None
        self.clear()

    def looked_at(self) -> Iterable[WorkerChannel]:
        """Those that are made: nothing has happened to the others."""
        return dict.values(self)

    def __missing__(self, sid: str) -> WorkerChannel:
        if self.worker is not None:
            for number, channel in unmade(self, self.worker):
                if channel.sid == sid:
                    self[sid] = made(self.worker, channel, number)
                    return self[sid]
        raise KeyError(sid)

    def __contains__(self, sid: object) -> bool:
        return self.get(str(sid)) is not None

    def __iter__(self) -> Iterator[str]:
        return dict.__iter__(self.complete())

    def __len__(self) -> int:
        return dict.__len__(self.complete())

    def get(self, sid: str, default: Any = None) -> Any:
        """The channel on this task channel; `default` where there is none."""
        try:
            return self[sid]
        except KeyError:
            return default

    def items(self) -> Any:
        """All of them, by their SIDs."""
        return dict.items(self.complete())

    def values(self) -> Any:
        """All of them."""
        return dict.values(self.complete())


def restored(channels: dict[str, WorkerChannel], worker: Worker | None) -> WorkerChannels:
    """A copy, for pickle."""
    same = WorkerChannels(channels)
    same.worker = worker
    return same


def unmade(channels: WorkerChannels, worker: Worker) -> Iterator[tuple[int, TaskChannel]]:
    """The task channels on which the worker has a channel that is not made, with its number."""
    there = worker.workspace.task_channels.values()
    before = [channel for channel in there if channel.number < worker.number]
    for number, channel in enumerate(before, worker.number + 1):
        if not dict.__contains__(channels, channel.sid):
            yield number, channel


def made(worker: Worker, channel: TaskChannel, number: int) -> WorkerChannel:
    return WorkerChannel(
        account=worker.account,
        sid=worker.account.sids.numbered(WorkerChannel.prefix, number),
        number=number,
        date_created=worker.date_created,
        date_updated=worker.date_created,
        workspace=worker.workspace,
        worker=worker,
        task_channel_sid=channel.sid,
    )
