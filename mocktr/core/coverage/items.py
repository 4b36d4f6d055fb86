"""What there is to exercise in a workflow, and what a tally says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mocktr.core.clock import SECOND
from mocktr.core.configuration.document import Document, Target
from mocktr.core.lint import constant_value
from mocktr.core.routing.tally import Mark
from mocktr.expressions import Expression

Hit = tuple[str, str]
"""The path of an item, and an outcome of it."""

CONDITIONS = ("expression", "known_worker_sid", "known_worker_friendly_name")
"""The parts of a target that choose among the workers of its queue."""

PART_OF = {
    "skipped": "skip_if",
    "stayed": "skip_if",
    "decided": "order_by",
    "timed_out": "timeout",
}
"""The part of a target that an outcome of a step belongs to."""


class Item(NamedTuple):
    """A part of a workflow: its kind, its path in the configuration, and what it is in words."""

    kind: str
    path: str
    label: str
    outcomes: tuple[str, ...]
    """What has to be seen for the part to be exercised."""
    told: tuple[str, ...] = ()
    """What is counted too, but may never be."""


def items(document: Document) -> Iterator[Item]:
    """The items of a configuration that names its queues, in its order; then the queues."""
    for number, one in enumerate(document.filters):
        label = f"filter {number + 1}" + (f" {one.name!r}" if one.name else "")
        outcomes = possible(one.expression, "matched", "passed")
        yield Item("filter", filter_path(number), label, outcomes)
        for place, target in enumerate(one.targets):
            yield step("target", target.path, f"target {place + 1} -> {target.queue}")
            yield from parts(target)
    if document.default:
        label = f"default filter -> {document.default.queue}"
        yield step("default_filter", document.default.path, label)
    for queue in dict.fromkeys(target.queue for target in document.targets()):
        yield Item("queue", queue_path(queue), f"queue {queue}", ("entered",), ("reserved",))


def step(kind: str, path: str, label: str) -> Item:
    """A step in which a task can be; how often workers were reserved there, and how often a task
    was looked at again that stayed, is told beside it."""
    return Item(kind, path, label, ("entered",), ("reserved", "reviewed"))


def parts(target: Target) -> Iterator[Item]:
    """What a target may have besides its queue."""
    for key in CONDITIONS:
        part = getattr(target, key)
        if part:
            yield Item(key, f"{target.path}.{key}", f"{key} {part.source}", ("reserved",))
    if target.order_by:
        label = f"order_by {target.order_by.source}"
        yield Item("order_by", f"{target.path}.order_by", label, ("decided",))
    if target.skip_if:
        outcomes = possible(target.skip_if, "skipped", "stayed")
        label = f"skip_if {target.skip_if.source}"
        yield Item("skip_if", f"{target.path}.skip_if", label, outcomes)
    if target.timeout is not None:
        label = f"timeout {target.timeout // SECOND} s"
        yield Item("timeout", f"{target.path}.timeout", label, ("timed_out",))


def possible(expression: Expression, true: str, false: str) -> tuple[str, ...]:
    """The outcomes that there can be: an expression without names has only one."""
    constant = constant_value(expression)
    return (true, false) if constant is None else (true if constant else false,)


def filter_path(number: int) -> str:
    return f"task_routing.filters[{number}]"


def queue_path(name: str) -> str:
    return f"task_queues[{name}]"


def hits(document: Document, queues: Mapping[str, str], mark: Mark) -> Iterator[Hit]:
    """The outcomes that a mark in the tally of a workflow stands for.

    `queues` are the names of the document's queues by SID.
    """
    _, _, position, happening, first_filter = mark
    if happening in ("entered", "moved", "left"):
        found = None if happening == "left" else position
        for number in document.tried(first_filter, found):
            matched = found is not None and number == found.filter
            yield filter_path(number), "matched" if matched else "passed"
    if position is not None and happening != "left":
        target = document.target_at(position)
        assert target is not None
        yield from target_hits(target, queue_path(queues[target.queue]), happening)


def target_hits(target: Target, queue: str, happening: str) -> Iterator[Hit]:
    """Those of a target, its parts and its queue."""
    if happening in PART_OF:
        yield f"{target.path}.{PART_OF[happening]}", happening
    elif happening == "reserved":
        conditions = [f"{target.path}.{key}" for key in CONDITIONS if getattr(target, key)]
        yield from ((path, "reserved") for path in (target.path, *conditions, queue))
    elif happening == "reviewed":
        yield target.path, happening
    else:
        yield target.path, "entered"
        if happening == "moved":
            yield queue, "entered"
