"""What a document holds of each record, and what is made anew from the rest.

A field of a simple type is held as it is, and checked as a parameter of that name would be; every
other field has to be placed here: in `SPECIAL` with how it is held, or in `REBUILT`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from marshmallow import ValidationError

from mocktr import values
from mocktr.core.account import Settings
from mocktr.core.behavior import COUNTS, Answer, Behavior
from mocktr.core.configuration.document import Position
from mocktr.core.fields import FieldKind, Timestamp
from mocktr.core.line.phone import Phone
from mocktr.core.resources.reservation import Reservation
from mocktr.core.resources.task import Task
from mocktr.core.resources.task_queue import TaskQueue
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.worker_channel import WorkerChannel
from mocktr.core.resources.workspace import COLLECTIONS, Workspace
from mocktr.core.routing.pauses import Pause
from mocktr.core.states import RESERVATION, TASK
from mocktr.state import tuples
from mocktr.state.values import (
    chronicle,
    count,
    fixed,
    flag,
    integer,
    map_of,
    members,
    once,
    positive,
    text,
)
from mocktr.values import Reader, choice, list_of, optional, wanted

StateRow = dict[str, Any]

SECTIONS: dict[str, Any] = {
    **{name: holding.record for name, holding in COLLECTIONS.items()},
    "reservations": Reservation,
}
"""The lists of a workspace: each refers to those before it only."""

SIMPLE: dict[Any, Reader[Any]] = {
    "str": text,
    "int": integer,
    "bool": flag,
    "str | None": optional(text),
    "int | None": optional(integer),
}
"""How a field is read, by its declared type."""


class Column(NamedTuple):
    """How a field is shown in a document, and how it is read again."""

    show: Callable[[Any], Any]
    read: Reader[Any]


def show_channels(channels: Mapping[str, WorkerChannel]) -> list[StateRow]:
    """The channels of a worker."""
    return [show(one) for one in channels.values()]


def read_channels(rows: Any) -> list[StateRow]:
    """Their values."""
    found: list[StateRow] = list_of(reader(WorkerChannel))(rows)
    return found


def show_pauses(pauses: Mapping[str, Pause]) -> StateRow:
    """The pauses of a task by worker."""
    return {sid: tuples.show(one) for sid, one in pauses.items()}


def show_optional(value: Any) -> StateRow | None:
    """A named tuple, or null."""
    return None if value is None else tuples.show(value)


def show_each(values: Iterable[Any]) -> list[StateRow]:
    """Named tuples."""
    return [tuples.show(one) for one in values]


def acting(kind: Any) -> Reader[Any]:
    """What reads a behaviour or an answer, with numbers that timers and counts can have."""
    numbers = {name: positive if name in COUNTS else count for name in kind._fields}
    read = members({name: optional(number) for name, number in numbers.items()})
    return lambda value: kind(**read(value))


SCRIPT = list_of(acting(Answer))
BEHAVIORS = list_of(fixed(text, acting(Behavior)))
PHONES = list_of(fixed(text, tuples.reader(Phone)))


def same(value: Any) -> Any:
    return value


SPECIAL: dict[tuple[Any, str], Column] = {
    (Settings, "reoffer_pause"): Column(same, count),
    (Settings, "max_assignments"): Column(same, count),
    (Settings, "behaviors"): Column(
        lambda given: [[name, tuples.show(one)] for name, one in given],
        lambda value: tuple(BEHAVIORS(value)),
    ),
    (Settings, "phones"): Column(
        lambda given: [[name, tuples.show(one)] for name, one in given],
        lambda value: tuple(PHONES(value)),
    ),
    (Workspace, "departed"): Column(tuples.plain, chronicle(chronicle(text))),
    (Workspace, "used_channels"): Column(list, once(text)),
    (Worker, "channels"): Column(show_channels, read_channels),
    (Worker, "behavior"): Column(show_optional, optional(acting(Behavior))),
    (Worker, "script"): Column(show_each, lambda value: tuple(SCRIPT(value))),
    (Worker, "direct"): Column(list, once(text)),
    (Worker, "history"): Column(tuples.plain, chronicle(text)),
    (Task, "assignment_status"): Column(same, choice(*TASK)),
    # The number of a text in `configurations`, since many tasks have the same one.
    (Task, "configuration"): Column(same, optional(count)),
    (Task, "position"): Column(tuples.plain, optional(tuples.reader_of(Position))),
    (Task, "pauses"): Column(show_pauses, map_of(tuples.reader(Pause))),
    (Reservation, "answer"): Column(show_optional, optional(acting(Answer))),
    (Reservation, "reservation_status"): Column(same, choice(*RESERVATION)),
}
"""The fields that are held in a way of their own."""

REBUILT: dict[Any, frozenset[str]] = {
    Workspace: frozenset(
        {"activities", "task_channels", "task_queues", "workflows", "workers", "tasks", "transfers"}
        | {"volatile_queues", "agenda"}
    ),
    TaskQueue: frozenset({"members", "census", "lineups"}),
    Worker: frozenset({"queues", "reservations", "engagements", "shared_view"}),
    # Serials only tell the entries of lineups apart, which are made anew as well.
    WorkerChannel: frozenset({"worker", "assigned_tasks", "load", "serial", "was_free"}),
    Task: frozenset({"reservations", "transfers", "place", "shared_view", "shared_status"}),
}
"""The fields that are made from the others; see `rebuild`."""

OWNERS = frozenset({"account", "workspace"})
"""Where a record stands in the document says what these are."""


@cache
def columns(record: Any) -> dict[str, Column]:
    """The fields of a class of records that a document holds, in their order."""
    left_out = OWNERS | REBUILT.get(record, frozenset())
    return {
        field.name: SPECIAL.get((record, field.name)) or Column(same, simple(field))
        for field in dataclasses.fields(record)
        if field.name not in left_out
    }


version = values.integer(0, 2**52).read
"""The version of a record, which goes on to be raised."""


def simple(field: dataclasses.Field[Any]) -> Reader[Any]:
    """What reads a field of a simple type."""
    read, kind = SIMPLE[str(field.type)], field.metadata.get("kind")
    if field.name == "version":
        return version
    # Instants are milliseconds here; their kind reads what a client sends.
    if kind is None or isinstance(kind, Timestamp):
        return read
    return lambda value: value if read(value) is None else checked(kind, value)


def checked(kind: FieldKind, value: Any) -> Any:
    """A value that its parameter could have set, as it is stored."""
    try:
        known = kind.read(value)
    except ValidationError as error:
        raise wanted(str(error.messages[0]), value) from None
    if known != value and not kind.respells:
        raise wanted(kind.wanted, value)
    return known


def show(record: Any) -> StateRow:
    """A record as an object."""
    kind: Any = type(record)
    return {name: column.show(getattr(record, name)) for name, column in columns(kind).items()}


@cache
def reader(record: Any) -> Reader[Any]:
    """What reads the values of a record of this class."""
    return members({name: column.read for name, column in columns(record).items()})
