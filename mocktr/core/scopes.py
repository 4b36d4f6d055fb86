"""What the names in an expression stand for, place by place (sources: expressions)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mocktr.core.clock import to_datetime

if TYPE_CHECKING:
    from mocktr.core.resources.worker import Worker

Scope = dict[str, Any]

QUEUE, FILTER, TARGET, SKIP = "target_workers", "filter", "target", "skip_if"
"""Where expressions stand."""

NAMES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            "worker.sid",
            "worker.friendly_name",
            "worker.activity_sid",
            "worker.activity_name",
            "worker.channel.<name>.assigned_tasks",
            "worker.channel.<name>.configured_capacity",
            "worker.channel.<name>.available_capacity_percentage",
            "worker.channel.<name>.available",
            "worker.<attribute>",
        ),
        (QUEUE, TARGET),
    ),
    "task.<attribute>": (FILTER, TARGET),
    **dict.fromkeys(
        (
            "taskrouter.currentTime",
            "taskrouter.currentHour",
            "taskrouter.currentMin",
            "taskrouter.dayOfWeek",
        ),
        (FILTER, TARGET),
    ),
    **dict.fromkeys(
        ("workers.available", "workers.unavailable", "workers.<activity sid>"), (SKIP,)
    ),
}
"""The names that expressions have besides, each with where it stands for something."""

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@lru_cache(maxsize=1024)
def decoded(attributes: str) -> Scope:
    """The attributes of a task or worker; shared between all with the same text, so read only."""
    value: Scope = json.loads(attributes)
    return value


@lru_cache(maxsize=16)
def clock_names(minute: int) -> Scope:
    moment = to_datetime(minute * 60_000)
    return {
        "currentTime": moment.hour * 100 + moment.minute,
        "currentHour": f"{moment.hour:02}",
        "currentMin": f"{moment.minute:02}",
        "dayOfWeek": DAYS[moment.weekday()],
    }


def clock_scope(now: int) -> Scope:
    """`taskrouter.*`: the time of day in UTC (sources: expressions)."""
    return clock_names(now // 60_000)


class ChannelScope(Mapping[str, Any]):
    """`worker.channel.<unique name>.*`, read when an expression asks for it."""

    __slots__ = ("worker",)

    def __init__(self, worker: Worker) -> None:
        self.worker = worker

    def __getitem__(self, unique_name: str) -> Scope:
        channel = self.worker.channel_named(unique_name)
        if channel is None:
            raise KeyError(unique_name)
        return {
            "assigned_tasks": channel.assigned_tasks,
            "configured_capacity": channel.configured_capacity,
            "available_capacity_percentage": channel.available_capacity_percentage,
            "available": channel.available,
        }

    def __iter__(self) -> Iterator[str]:
        return (channel.task_channel_unique_name for channel in self.worker.channels.values())

    def __len__(self) -> int:
        return len(self.worker.channels)


def worker_scope(worker: Worker) -> Scope:
    """A worker's attributes and fields; a field wins over an attribute of the same name."""
    return {
        **decoded(worker.attributes),
        "sid": worker.sid,
        "friendly_name": worker.friendly_name,
        "activity_sid": worker.activity_sid,
        "activity_name": worker.activity_name,
        "channel": ChannelScope(worker),
    }


def membership_scope(worker: Worker) -> Scope:
    """The names of TargetWorkers: bare worker names, which `worker.` may also prefix."""
    scope = worker_scope(worker)
    return {**scope, "worker": scope}


def hypothetical_scope(
    worker: Scope | None = None,
    task: Scope | None = None,
    workers: Scope | None = None,
    now: int | None = None,
) -> Scope:
    """The names of an expression when only attributes, counts of workers and a time are given.

    They are those of the place where the expression would see just that: a worker alone is seen by
    TargetWorkers, a task by a filter, both by a target, `workers` by skip_if.
    """
    clock = None if now is None else clock_scope(now)
    given = {"worker": worker, "task": task, "workers": workers, "taskrouter": clock}
    bare = task if worker is None else worker
    return {**(bare or {}), **{name: one for name, one in given.items() if one is not None}}


def filter_scope(attributes: str, now: int) -> Scope:
    """The names of a workflow filter: bare task attributes, which `task.` may also prefix."""
    task = decoded(attributes)
    return {**task, "task": task, "taskrouter": clock_scope(now)}


def target_scope(attributes: str, worker: Worker, now: int) -> Scope:
    """The names of a target's expression and of order_by.

    The documentation demands a prefix; names without one are taken as the worker's.
    """
    scope = worker_scope(worker)
    task = decoded(attributes)
    return {**scope, "worker": scope, "task": task, "taskrouter": clock_scope(now)}
