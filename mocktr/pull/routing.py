"""What the routing of a workspace reads of its workers."""

from __future__ import annotations

from collections.abc import Iterator

from mocktr import expressions
from mocktr.core.configuration.document import Target
from mocktr.core.configuration.reader import ConfigurationError, parse_configuration
from mocktr.expressions import ExpressionError
from mocktr.seed.held import Held

AttributePath = tuple[str, ...]


def reads(held: Held) -> set[AttributePath]:
    """The paths of the attributes that an expression or ordering looks at."""
    found: set[AttributePath] = set()
    for queue in held.collections["task_queues"]:
        found |= names_in(queue["target_workers"])
    for target in targets(held):
        for expression in (target.expression, target.skip_if):
            found |= expression.names if expression else frozenset()
        for clause in target.order_by.clauses if target.order_by else ():
            found.add(tuple(step for step in clause.path if isinstance(step, str)))
    return {path[1:] if path[0] == "worker" else path for path in found if path[0] != "task"}


def reads_names(held: Held) -> bool:
    """Whether routing tells workers by their names."""
    known = any(target.known_worker_friendly_name for target in targets(held))
    return known or ("friendly_name",) in reads(held)


def names_in(source: str | None) -> frozenset[AttributePath]:
    try:
        return expressions.compile(source or "", lenient=True).names
    except ExpressionError:
        # The export tells of it.
        return frozenset()


def targets(held: Held) -> Iterator[Target]:
    """The routing steps of all workflows that can be read."""
    for workflow in held.collections["workflows"]:
        try:
            yield from parse_configuration(workflow["configuration"] or "", True).targets()
        except ConfigurationError:
            continue
