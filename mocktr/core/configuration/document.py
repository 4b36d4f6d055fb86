"""A workflow's configuration as the steps that a task walks, and the ways through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mocktr import expressions
from mocktr.core.scopes import filter_scope

DEFAULT_FILTER = -1
"""The number of the default filter."""


class Position(NamedTuple):
    """A place in a document: the numbers of a filter, or DEFAULT_FILTER, and of a target in it."""

    filter: int
    target: int


@dataclass(frozen=True, slots=True)
class Target:
    """One routing step. `timeout` is in ms; what a later target may inherit is filled in."""

    queue: str
    path: str
    position: Position
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

    def has(self, position: Position) -> bool:
        """Whether there is a target at `position`."""
        number, target = position
        if number == DEFAULT_FILTER:
            return self.default is not None and target == 0
        return 0 <= number < len(self.filters) and 0 <= target < len(self.filters[number].targets)

    def filter_at(self, position: Position) -> WorkflowFilter | None:
        """The filter of a position; None for the default filter, which is but a target."""
        number = position.filter
        return None if number == DEFAULT_FILTER else self.filters[number]

    def target_at(self, position: Position) -> Target | None:
        """The target at `position`."""
        number, target = position
        return self.default if number == DEFAULT_FILTER else self.filters[number].targets[target]

    def match(self, attributes: str, now: int, start: int = 0) -> Target | None:
        """The first target of the first filter from `start` on that matches the attributes."""
        scope = filter_scope(attributes, now)
        for item in self.filters[start:]:
            if item.expression.matches(scope):
                return item.targets[0]
        return None

    def enter(self, attributes: str, now: int) -> Target | None:
        """Where a task enters: by a filter, else by the default filter, else nowhere."""
        return self.match(attributes, now) or self.default

    def following(
        self, position: Position, attributes: str, now: int, may_default: bool
    ) -> Target | None:
        """Where a task goes from `position`: to the next target, else to the next matching filter.

        The default filter follows only a filter that was left by skipping alone (`may_default`);
        after a timeout it never does (sources: workflows). The default filter itself
        has neither a timeout nor a skip_if, so nothing leads on from there.
        """
        number, target = position
        targets = self.filters[number].targets
        if target + 1 < len(targets):
            return targets[target + 1]
        after = self.match(attributes, now, number + 1)
        return after or (self.default if may_default else None)

    def tried(self, first_filter: int, position: Position | None) -> range:
        """The filters that were tried, from `first_filter` on, to come to `position`.

        None were tried to come to the next target of a filter; all to find no position.
        """
        if position is None or position.filter == DEFAULT_FILTER:
            return range(first_filter, len(self.filters))
        return range(first_filter, position.filter + 1) if position.target == 0 else range(0)
