"""A workflow's configuration as the steps that a task walks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mocktr import expressions


@dataclass(frozen=True, slots=True)
class Target:
    """One routing step. `timeout` is in ms; what a later target may inherit is filled in."""

    queue: str
    path: str
    timeout: int | None = None
    priority: int | None = None
    expression: expressions.Expression | None = None
    order_by: expressions.Ordering | None = None
    skip_if: expressions.Expression | None = None
    known_worker_sid: expressions.Reference | None = None
    known_worker_friendly_name: expressions.Reference | None = None

    @property
    def is_choosy(self) -> bool:
        """Whether the step may turn down a worker of its queue."""
        return bool(self.expression or self.known_worker_sid or self.known_worker_friendly_name)

    @property
    def watches_load(self) -> bool:
        """Whether it depends on how busy a worker is, who the step takes."""
        names = self.expression.names if self.expression else frozenset()
        return any("channel" in path[:2] and path[0] != "task" for path in names)


@dataclass(frozen=True, slots=True)
class WorkflowFilter:
    """An expression over the task, and the steps for the tasks that it matches."""

    name: str
    expression: expressions.Expression
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A workflow's filters in order, and the target for tasks that none of them matches."""

    filters: tuple[WorkflowFilter, ...]
    default: Target | None

    def targets(self) -> Iterator[Target]:
        """Every target of the document, the default filter's last."""
        for item in self.filters:
            yield from item.targets
        if self.default:
            yield self.default
