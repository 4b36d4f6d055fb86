"""What a worker's row says besides their parameters: channels, and what they do by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mocktr.core.resources.worker import Worker
from mocktr.core.resources.worker_channel import WorkerChannel
from mocktr.errors import Place
from mocktr.seed.conduct import CONDUCT
from mocktr.seed.keys import CHANNEL_KEYS
from mocktr.seed.reader import RowReader
from mocktr.seed.rows import Row, check_sid, plain
from mocktr.values import mapping


@dataclass(slots=True)
class Equipment:
    """What a worker gets once they are there."""

    channels: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """The values of a worker's channels, by the SID of the task channel."""
    channel_sids: dict[str, str] = field(default_factory=dict)
    conduct: dict[str, Any] = field(default_factory=dict)
    """What is read of each of the keys of CONDUCT that the row has."""

    def give(self, worker: Worker) -> None:
        """Set what the row said."""
        for sid, values in self.channels.items():
            channel = worker.channels[sid]
            channel.update(dict(values))
            channel.sid = self.channel_sids.get(sid, channel.sid)
        for key, value in self.conduct.items():
            CONDUCT[key].give(worker, value)


class EquipmentReader:
    """Reads the keys of workers' rows that are no parameters."""

    def __init__(self, reader: RowReader) -> None:
        self.reader = reader
        self.source = reader.source

    def read(self, row: Row, path: Place) -> Equipment:
        """What a row says; what is not sound is left out."""
        found = Equipment()
        if "channels" in row:
            self.source.keep(self.channels, found, row["channels"], (*path, "channels"))
        for key in (key for key in CONDUCT if key in row):
            value = self.source.keep(self.source.read, CONDUCT[key].read, row[key], (*path, key))
            if value is not None:
                found.conduct[key] = value
        return found

    def channels(self, found: Equipment, row: Any, path: Place) -> None:
        """`{voice: 1, chat: {capacity: 3, available: true}}`."""
        for name, wanted in self.source.read(mapping, row, path).items():
            self.source.keep(self.channel, found, name, wanted, (*path, name))

    def channel(self, found: Equipment, name: str, wanted: Any, path: Place) -> None:
        """A worker's channel, by its capacity or in full."""
        sid = self.source.keep(self.reader.names.find_sid, "task_channels", name, path) or name
        if sid in found.channels:
            raise self.source.fail(path, "the channel stands twice")
        if not isinstance(wanted, dict):
            capacity = plain(self.source, CHANNEL_KEYS["capacity"], wanted, path)
            found.channels[sid] = {"capacity": capacity}
            return
        self.source.check_keys(wanted, (*CHANNEL_KEYS, "sid"), path)
        self.source.keep(check_sid, self.source, wanted, WorkerChannel.prefix, path)
        found.channels[sid] = self.reader.values(wanted, CHANNEL_KEYS, path)
        if "sid" in wanted:
            found.channel_sids[sid] = wanted["sid"]
