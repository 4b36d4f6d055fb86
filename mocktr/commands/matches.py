"""Which records an expression is for, and which words it may have."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mocktr.commands.arguments import required
from mocktr.commands.command import Result, question, sandbox_command
from mocktr.commands.deferred import Deferred
from mocktr.commands.evaluate import compiled
from mocktr.commands.finding import find_workspace
from mocktr.values import choice, integer, text

if TYPE_CHECKING:
    from mocktr.core import scopes
    from mocktr.core.account import Account
    from mocktr.expressions import vocabulary
    from mocktr.sandbox.sandbox import Sandbox
    from mocktr.sandbox.tenant import Tenant
else:
    scopes = Deferred("mocktr.core.scopes")
    vocabulary = Deferred("mocktr.expressions.vocabulary")

MOST, USUAL = 20_000, 1_000
"""How many matches are told at most, and unless told."""

SCOPES: dict[str, Callable[[Any], Any]] = {
    "workers": lambda worker: scopes.membership_scope(worker),
    "tasks": lambda task: scopes.filter_scope(task.attributes, task.now),
}
"""What may match, with the names that an expression has for it."""


@question(
    "POST",
    "expressions/matches",
    expression=required(text),
    among=required(choice(*SCOPES)),
    workspace=text,
    limit=integer(1, MOST),
)
def matches(
    tenant: Tenant,
    expression: str,
    among: str,
    workspace: str | None = None,
    limit: int = USUAL,
) -> Result:
    """Which workers or tasks an expression is true of, as TargetWorkers and filters see them."""

    def look(account: Account) -> tuple[list[str], int]:
        asked = compiled(expression, account.settings.lenient_expressions)
        spaces = [find_workspace(account, workspace)] if workspace else account.workspaces.values()
        records = [one for space in spaces for one in getattr(space, among).values()]
        scope_of = SCOPES[among]
        return [one.sid for one in records if asked.matches(scope_of(one))], len(records)

    found, count = tenant.read(look)
    return {
        "among": among,
        "count": len(found),
        "of": count,
        "matches": found[:limit],
        "left_off": max(len(found) - limit, 0),
    }


@sandbox_command("GET", "expressions/language")
def language(sandbox: Sandbox) -> Result:
    """The words of the expression language: operators, connectives, constants, and names."""
    return {
        **vocabulary.words(),
        "names": [{"name": name, "in": list(places)} for name, places in scopes.NAMES.items()],
    }
