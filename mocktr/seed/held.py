"""What a workspace holds, as the API shows it: one form for a world in memory and a live one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mocktr.core.resources.workspace import Workspace
from mocktr.seed.keys import SECTIONS

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
    )
