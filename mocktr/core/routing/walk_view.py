"""A task's walk as the event log keeps it: the steps it took, the looks at it, the end."""

from __future__ import annotations

from typing import NamedTuple

from mocktr.core.configuration.document import Document, Position
from mocktr.core.configuration.reader import parse_configuration
from mocktr.core.fields import Values
from mocktr.text_cache import text_cache


class Step(NamedTuple):
    """A step as the event of its match shows it, with what explains how it was come to."""

    configuration: str
    position: Position
    lasts: int | None
    """How long (ms), unless a worker is found; None for a step without timeout."""
    first_filter: int
    """The filter from which on filters were tried to find this step."""
    skipped: str | None
    """Why the step before was skipped, if it was."""
    known_worker_sid: str | None
    """The worker whom known_worker_sid found in the task."""

    def document(self) -> Document:
        """The workflow as it was then."""
        return parse_configuration(self.configuration, True)

    def tried(self) -> range:
        """The filters that were tried to find this step; none for the next target of a filter."""
        return self.document().tried(self.first_filter, self.position)

    def deadline(self, at: int) -> int | None:
        """When the step ends (ms) that was taken at an instant (ms)."""
        return None if self.lasts is None else at + self.lasts

    def data(self, at: int, sid: str) -> Values:
        """The keys of workflow.target-matched (sources: events)."""
        return matched(self)


shared_step = text_cache(1024, 1_000_000)(Step)
"""The step of these members, the same for all tasks that take it."""


class Review(NamedTuple):
    """A look again at a task that waits in a step: the step is matched anew, but not entered."""

    configuration: str
    position: Position
    known_worker_sid: str | None
    """The worker whom known_worker_sid finds in the task now."""

    def document(self) -> Document:
        """The workflow as it was then."""
        return parse_configuration(self.configuration, True)

    def data(self, at: int, sid: str) -> Values:
        """The keys of workflow.target-matched (sources: events, recordings)."""
        return matched(self)


def matched(step: Step | Review) -> Values:
    document = step.document()
    rule, target = document.filter_at(step.position), document.target_at(step.position)
    expression = target.expression if target else None
    return {
        # The default filter has no name and no expression (decisions: workflows).
        "workflow_filter_name": rule.name if rule else "",
        "workflow_filter_expression": rule.expression.source if rule else None,
        "workflow_filter_target_expression": expression.source if expression else None,
        "known_worker_sid": step.known_worker_sid,
    }


class Exit(NamedTuple):
    """The end of a walk; an event shows nothing of it, but an explanation does."""

    configuration: str
    first_filter: int
    """The filter from which on filters were tried in vain."""
    skipped: str | None = None
    """Why the last step was skipped, if it was."""

    def document(self) -> Document:
        """The workflow as it was then."""
        return parse_configuration(self.configuration, True)

    def tried(self) -> range:
        """The filters that were tried."""
        return self.document().tried(self.first_filter, None)

    def data(self, at: int, sid: str) -> Values:
        """Nothing."""
        return {}
