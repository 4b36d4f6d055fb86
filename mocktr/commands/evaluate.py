"""What an expression comes to, tried over attributes that are given instead of records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mocktr import expressions
from mocktr.core.scopes import hypothetical_scope
from mocktr.errors import AdminError


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What an expression came to: true if it is, as text a line for the whole and for each part."""

    found: expressions.Explanation
    warnings: tuple[str, ...]
    """What a lenient reading ignored."""

    @property
    def value(self) -> bool:
        return self.found.value

    def __bool__(self) -> bool:
        return self.found.value

    def __str__(self) -> str:
        return "\n".join([*self.found.outline(), *(f"warning: {one}" for one in self.warnings)])

    def as_dict(self) -> dict[str, Any]:
        """`text`, `value`, `saw`, `parts` (the same again), `sentence` and `warnings`."""
        sentence = self.found.sentence()
        return {**self.found.as_dict(), "sentence": sentence, "warnings": list(self.warnings)}


def evaluate(
    expression: str,
    *,
    worker: dict[str, Any] | None = None,
    task: dict[str, Any] | None = None,
    workers: dict[str, Any] | None = None,
    now: int | None = None,
    lenient: bool = False,
) -> Evaluated:
    """Evaluate an expression with the names that are given, see `hypothetical_scope`.

    `worker` and `task` are attributes, `workers` counts by SID of an activity, `available` and
    `unavailable`, `now` is in ms. Raises AdminError that points at what is wrong.
    """
    try:
        compiled = expressions.compile(expression, lenient=lenient)
    except expressions.ExpressionError as error:
        raise AdminError(
            f"expression: {error.message}", position=error.position, excerpt=error.excerpt
        ) from None
    found = compiled.explain(hypothetical_scope(worker, task, workers, now))
    return Evaluated(found, compiled.warnings)
