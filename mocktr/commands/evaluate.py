"""What an expression comes to, tried over attributes that are given instead of records."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mocktr.commands.answers import as_dict
from mocktr.commands.arguments import required
from mocktr.commands.command import question
from mocktr.commands.deferred import Deferred
from mocktr.core.clock import instant
from mocktr.errors import AdminError
from mocktr.limits import EVALUATED_CHARACTERS
from mocktr.values import of_type, text

if TYPE_CHECKING:
    from mocktr import expressions
    from mocktr.core import scopes
    from mocktr.sandbox.tenant import Tenant
else:
    expressions = Deferred("mocktr.expressions")
    scopes = Deferred("mocktr.core.scopes")


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


attributes = of_type(dict, "attributes as a JSON object")
counts = of_type(dict, 'numbers as a JSON object, such as {"available": 0}')


@question(
    "POST",
    "expressions/evaluate",
    shown=as_dict,
    expression=required(text),
    worker=attributes,
    task=attributes,
    workers=counts,
    now=instant,
)
def evaluate(tenant: Tenant, expression: str, **given: Any) -> Evaluated:
    """Try an expression, and say what each part of it saw.

    What is given decides which names there are: `worker` and `task` (the attributes of one) those
    that start with `worker.` and `task.`, and names without prefix, which are the worker's where
    there is one; `workers` (numbers by SID of an activity, `available` and `unavailable`) those of
    skip_if; a task or `now` those that start with `taskrouter.`.
    """
    with tenant.observed() as account:
        # A task is seen at the account's time unless told.
        time = {"now": account.clock.now} if "task" in given else {}
        return evaluated(expression, lenient=account.settings.lenient_expressions, **time | given)


def evaluated(
    expression: str,
    *,
    worker: dict[str, Any] | None = None,
    task: dict[str, Any] | None = None,
    workers: dict[str, Any] | None = None,
    now: int | None = None,
    lenient: bool = False,
) -> Evaluated:
    """What an expression comes to with the names that are given, see `hypothetical_scope`.

    `worker` and `task` are attributes, `workers` counts by SID of an activity, `available` and
    `unavailable`, `now` is in ms. Raises AdminError that points at what is wrong.
    """
    for name, value in {"worker": worker, "task": task, "workers": workers}.items():
        check_size(name, value)
    asked = compiled(expression, lenient)
    found = asked.explain(scopes.hypothetical_scope(worker, task, workers, now))
    return Evaluated(found, asked.warnings)


def compiled(expression: str, lenient: bool) -> expressions.Expression:
    """An expression, ready to be asked; raises AdminError that points at what is wrong."""
    try:
        return expressions.compile(expression, lenient=lenient)
    except expressions.ExpressionError as error:
        raise AdminError(
            f"expression: {error.message}", position=error.position, excerpt=error.excerpt
        ) from None


def check_size(name: str, value: dict[str, Any] | None) -> None:
    """Refuse attributes that would take long to look through."""
    most = EVALUATED_CHARACTERS.most
    size = 0 if value is None else len(json.dumps(value))
    if size > most:
        raise AdminError(f"{name}: expected at most {most} characters of JSON, got {size}")
