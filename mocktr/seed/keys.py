"""The keys that a seed may use, derived from the parameters of the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mocktr.core.fields import FieldKind, Param, Sid, Text, pascal
from mocktr.core.resources.base import params
from mocktr.core.resources.task import Task
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.worker_channel import WorkerChannel
from mocktr.core.resources.workflow import Workflow
from mocktr.core.resources.workspace import COLLECTIONS, Workspace
from mocktr.seed.conduct import CONDUCT


@dataclass(frozen=True, slots=True)
class Key:
    """What a key of a row sets: a field, by a value or by the name of another record."""

    field: str
    kind: FieldKind
    refers_to: str | None = None
    required: bool = False

    @property
    def parameter(self) -> str:
        """How the API spells it."""
        return pascal(self.field)


Keys = Mapping[str, Key]

NAMES_OR_SIDS = {"task_channel": "task_channels"}
"""Parameters that take a name by themselves and so have no SID in their name."""

NOT_SEEDED: dict[Any, tuple[str, ...]] = {
    Worker: ("reject_pending_reservations",),
    Workflow: ("re_evaluate_tasks",),
    Task: ("assignment_status", "reason"),
}
"""Parameters that change what exists."""


MORE_KEYS: dict[Any, dict[str, Key]] = {
    Task: {"worker": Key("routing_target", Text(), "workers")},
}
"""Keys that set a parameter in another way."""


def keys_of(record: Any) -> dict[str, Key]:
    """The keys that a seed may use for a record: its parameters, references without `_sid`."""
    left_out = NOT_SEEDED.get(record, ())
    seeded = {name: param for name, param in params(record).items() if name not in left_out}
    return {**keys_for(seeded), **MORE_KEYS.get(record, {})}


def update_keys(record: Any) -> dict[str, Key]:
    """The keys that change a record which exists."""
    return keys_for({name: param for name, param in params(record).items() if param.update})


def keys_for(declared: Mapping[str, Param]) -> dict[str, Key]:
    """Parameters as keys."""
    keys = {}
    for name, param in declared.items():
        kind = param.kind
        collection = kind.collection if isinstance(kind, Sid) else NAMES_OR_SIDS.get(name)
        key = name.removesuffix("_sid") if collection else name
        keys[key] = Key(name, kind, collection, param.required)
    return keys


@dataclass(frozen=True, slots=True)
class Section:
    """A collection of a workspace: what its rows are, and how they are named."""

    record: Any
    label: str
    identity: str | None
    """The key whose value names a row; tasks have no names."""
    keys: Mapping[str, Key]
    own_keys: tuple[str, ...]
    shares_names: bool
    """Whether TaskRouter allows two of the same name."""
    fold: Callable[[str], str]
    """TaskRouter takes names that it makes equal for the same."""

    def name(self, record: Any) -> str:
        """The name of a record of this collection."""
        name: str = getattr(record, self.identity) if self.identity else record.sid
        return name


OWN_KEYS: dict[Any, tuple[str, ...]] = {Worker: ("channels", *CONDUCT)}
"""What a row may say besides its SID that is no parameter."""

NOT_SECTIONS = ("transfers",)
"""What a workspace holds and no seed lays down."""


def section(name: str) -> Section:
    """What a seed says of the collection `name` of a workspace."""
    record, unique, fold = COLLECTIONS[name]
    keys = keys_of(record)
    return Section(
        record,
        record.resource_type.replace("-", " "),
        unique or ("friendly_name" if "friendly_name" in keys else None),
        keys,
        ("sid", *OWN_KEYS.get(record, ())),
        shares_names=unique is None,
        fold=fold,
    )


SECTIONS: dict[str, Section] = {
    name: section(name) for name in COLLECTIONS if name not in NOT_SECTIONS
}
"""The collections of a workspace in the order of building."""

WORKSPACE_KEYS = keys_of(Workspace)

LATER = ("default_activity", "timeout_activity")
"""Keys of a workspace that refer to what is inside it."""

CHANNEL_KEYS = keys_of(WorkerChannel)
