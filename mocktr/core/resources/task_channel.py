"""Task channels: kinds of work (voice, chat, ...) that workers have a capacity for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from mocktr.core.fields import Flag, Name, UniqueName, Values, param
from mocktr.core.resources.base import Child, birth, limit
from mocktr.errors import Refused

if TYPE_CHECKING:
    from mocktr.core.resources.workspace import Workspace

MOST = 15
DEFAULT = "default"

DEFAULTS = {
    DEFAULT: "Default",
    "voice": "Voice",
    "chat": "Programmable Chat",
    "sms": "SMS",
    "video": "Video",
}
"""What every workspace has: unique name to friendly name (sources: workspaces)."""


class TaskChannelView(NamedTuple):
    """A task channel as an event shows it."""

    sid: str
    name: str
    unique_name: str
    optimized: bool

    def data(self, at: int, sid: str) -> Values:
        """The keys that task channel events carry (sources: events)."""
        return {
            "task_channel_sid": self.sid,
            "task_channel_name": self.name,
            "task_channel_unique_name": self.unique_name,
            "task_channel_optimized_routing": self.optimized,
        }


@dataclass(slots=True, kw_only=True, eq=False)
class TaskChannel(Child):
    """A kind of task. Found by SID or unique name."""

    prefix: ClassVar[str] = "TC"
    segment: ClassVar[str] = "TaskChannels"
    resource_type: ClassVar[str] = "task-channel"
    views: ClassVar[tuple[type, ...]] = (TaskChannelView,)

    friendly_name: str = param(Name(), required=True)
    unique_name: str = param(UniqueName(), required=True, update=False)
    channel_optimized_routing: bool = param(Flag(), default=False)

    @classmethod
    def create(cls, workspace: Workspace, values: Values, sid: str | None = None) -> TaskChannel:
        """Add a channel to the workspace, and to each of its workers."""
        limit(len(workspace.task_channels), MOST, "task channels in a workspace")
        name = values["unique_name"]
        if workspace.task_channels.find(name):
            raise Refused(f"Task Channel with the unique name {name} already exists")
        channel = cls(workspace=workspace, **birth(workspace.account, cls.prefix, sid), **values)
        workspace.task_channels.add(channel)
        channel.emit("task-channel.created", channel.view())
        for worker in workspace.workers.values():
            worker.add_channel(channel)
            worker.reconsider()
        return channel

    def update(self, values: Values) -> None:
        """Rename the channel, or change how its idle workers are ordered."""
        changed = self.apply(values)
        if changed:
            self.date_updated = self.now
            self.emit("task-channel.updated", self.view())
        if "channel_optimized_routing" in changed:
            for worker in self.workspace.workers.values():
                worker.channels[self.sid].refresh()

    def delete(self) -> None:
        """Remove the channel and the workers' channels; `default` and channels in use stay."""
        if self.unique_name == DEFAULT:
            raise Refused("Cannot delete the default task channel")
        user = self.user()
        if user:
            raise Refused(f"Cannot delete task channel {self.sid} because {user} uses it")
        for queue in self.workspace.task_queues.values():
            queue.lineups.pop(self.sid, None)
        for worker in self.workspace.workers.values():
            worker.channels.complete()
        self.workspace.task_channels.discard(self)
        self.workspace.used_channels.pop(self.sid, None)
        for worker in self.workspace.workers.values():
            del worker.channels[self.sid]
            worker.reconsider()
        self.emit("task-channel.deleted", self.view())

    def user(self) -> str | None:
        """What keeps this channel from being deleted."""
        for task in self.workspace.tasks.values():
            if task.task_channel_sid == self.sid and task.is_live:
                return f"task {task.sid}"
        # A task may have moved to another channel since its worker was reserved on this one.
        for worker in self.workspace.workers.values():
            if worker.channels[self.sid].load:
                return f"a reservation of worker {worker.sid}"
        return None

    def view(self) -> TaskChannelView:
        """The channel as events show it."""
        return TaskChannelView(
            self.sid, self.friendly_name, self.unique_name, self.channel_optimized_routing
        )

    def links(self, base: str) -> dict[str, str | None]:
        """The workspace."""
        return {"workspace": base + self.workspace.path}
