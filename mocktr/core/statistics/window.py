"""What statistics are asked about: a stretch of time, a task channel, thresholds of waiting."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mocktr.core.clock import DAY, iso
from mocktr.core.fields import Filter, Number, Text, Timestamp, Values
from mocktr.core.log import WHEN
from mocktr.core.resources.event import window
from mocktr.core.resources.worker import Worker
from mocktr.errors import InvalidParameter, Refused

if TYPE_CHECKING:
    from mocktr.core.resources.workspace import Workspace

OLDEST = 30 * DAY
"""How far back a window may reach (sources: errors)."""

LONGEST_WAIT = OLDEST // 1000


class Thresholds(Text):
    """SplitByWaitTime: seconds, separated by commas; answers them in order, each once."""

    wanted = f"integers from 0 to {LONGEST_WAIT}, separated by commas"

    def read(self, value: Any) -> Any:
        number = Number(0, LONGEST_WAIT)
        number.wanted = self.wanted
        parts = super().read(value).split(",")
        return tuple(dict.fromkeys(number.read(part.strip()) for part in parts))


def parameter(kind: Any) -> Filter:
    """A parameter of which every row of a list passes: it says what the row counts."""
    return Filter(kind, lambda record, value: True)


CHANNEL = {"TaskChannel": parameter(Text())}
WINDOW = {
    "StartDate": parameter(Timestamp()),
    "EndDate": parameter(Timestamp()),
    "Minutes": parameter(Number(1, 43_200)),
    **CHANNEL,
}
SPLIT = {**WINDOW, "SplitByWaitTime": parameter(Thresholds())}
WORKERS_ONLY = ("TaskQueueSid", "TaskQueueName", "FriendlyName")
WORKERS = {**WINDOW, **{name: Worker.filters[name] for name in WORKERS_ONLY}}
"""The parameters of the statistics, by how much they take."""


@dataclass(frozen=True, slots=True)
class Window:
    """The events of one workspace from `since` to `until` (ms), both included."""

    workspace: Workspace
    since: int
    until: int
    channel_sid: str | None = None
    thresholds: tuple[int, ...] = ()
    """Seconds."""
    workers: tuple[Worker, ...] | None = None
    """The only workers that are asked about, where some are."""

    def places(self) -> tuple[int, int]:
        """Where its events begin and end in the log; to find that costs a binary search."""
        log = self.workspace.account.events
        first = bisect_left(log, self.since, key=WHEN)
        return first, bisect_right(log, self.until, first, key=WHEN)


def read_window(workspace: Workspace, values: Values) -> Window:
    """What these parameters ask for; refused where it can't be (sources: statistics)."""
    now = workspace.now
    since, until = window(values, now)
    if since > until:
        raise Refused(f"StartDate {iso(since)} must not be after EndDate {iso(until)}")
    if since < now - OLDEST:
        raise Refused(f"StartDate {iso(since)} must not be more than 30 days in the past")
    channel = channel_sid(workspace, values["TaskChannel"]) if "TaskChannel" in values else None
    thresholds = values.get("SplitByWaitTime", ())
    return Window(workspace, since, until, channel, thresholds, chosen(workspace, values))


def chosen(workspace: Workspace, values: Values) -> tuple[Worker, ...] | None:
    """The workers that pass all that narrows them down; None where nothing does."""
    filters = [(Worker.filters[name], values[name]) for name in WORKERS_ONLY if name in values]
    if not filters:
        return None
    return tuple(
        worker
        for worker in workspace.workers.values()
        if all(each.passes(worker, value) for each, value in filters)
    )


def channel_sid(workspace: Workspace, name: str) -> str:
    """The SID of the task channel with this SID or unique name."""
    channel = workspace.task_channels.find(name)
    if channel is None:
        raise InvalidParameter("TaskChannel", "the SID or unique name of a task channel", name)
    return channel.sid
