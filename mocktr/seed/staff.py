"""What a worker's row says besides their parameters: channels, a behaviour, a script, a phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mocktr.core.behavior import read_behavior, read_script
from mocktr.core.line.phone import read_phone
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.worker_channel import WorkerChannel
from mocktr.errors import Place
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
    behavior: Any = None
    script: Any = None
    phone: Any = None

    def give(self, worker: Worker) -> None:
        """Behaviours and phones of the settings go before those of a seed."""
        for sid, values in self.channels.items():
            channel = worker.channels[sid]
            channel.update(dict(values))
            channel.sid = self.channel_sids.get(sid, channel.sid)
        if self.behavior is not None:
            worker.behave(self.behavior if worker.behavior is None else worker.behavior)
        if self.script is not None:
            worker.script = self.script
        account = worker.account
        if self.phone is not None and account.settings.phone_of(worker.friendly_name) is None:
            account.line.phones[worker.sid] = self.phone


class EquipmentReader:
    """Reads the keys of workers' rows that are no parameters."""

    def __init__(self, reader: RowReader) -> None:
        self.reader = reader
        self.source = reader.source

    def read(self, row: Row, path: Place) -> Equipment:
        """What a row says; what is not sound is left out."""
        found = Equipment()
        keep, read = self.source.keep, self.source.read
        if "channels" in row:
            keep(self.channels, found, row["channels"], (*path, "channels"))
        if "behavior" in row:
            found.behavior = keep(read, read_behavior, row["behavior"], (*path, "behavior"))
        if "script" in row:
            found.script = keep(read, read_script, row["script"], (*path, "script"))
        if "phone" in row:
            found.phone = keep(read, read_phone, row["phone"], (*path, "phone"))
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
