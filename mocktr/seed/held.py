"""What a workspace holds, as the API shows it: one form for a world in memory and a live one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from mocktr.core.resources.workspace import Workspace
from mocktr.seed.conduct import conduct_of
from mocktr.seed.keys import SECTIONS
from mocktr.seed.rows import Row

Payload = Mapping[str, Any]
"""A resource by the names of its properties, with `attributes` and `configuration` as JSON text."""

COLLECTIONS = tuple(name for name in SECTIONS if name != "tasks")
"""What belongs to the configuration of a workspace; its tasks come and go."""


class Held(NamedTuple):
    """A workspace with all that is configured in it, each collection in the order of creation."""

    workspace: Payload
    collections: Mapping[str, Sequence[Payload]]
    """By the name of the collection, such as `task_queues`."""
    channels: Mapping[str, Sequence[Payload]]
    """The channels of each worker, by WorkerSid."""
    conduct: Mapping[str, Row] = MappingProxyType({})
    """How workers act by themselves, as the keys of a seed, by WorkerSid; at Twilio nobody does."""


def held_by(workspace: Workspace) -> Held:
    """What a workspace in memory holds."""
    records = {name: getattr(workspace, name).values() for name in COLLECTIONS}
    return Held(
        workspace.payload(""),
        {name: [one.payload("") for one in found] for name, found in records.items()},
        {
            worker.sid: [one.payload("") for one in worker.channels.values()]
            for worker in workspace.workers.values()
        },
        {worker.sid: conduct_of(worker) for worker in workspace.workers.values()},
    )
