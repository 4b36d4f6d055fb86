"""What is wrong with a workflow's configuration, and what is odd about it, before it is created."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mocktr.commands.answers import as_dict
from mocktr.commands.arguments import required
from mocktr.commands.command import question
from mocktr.commands.deferred import Deferred
from mocktr.commands.finding import find_workspace
from mocktr.values import Kind, mapping, text, wanted

if TYPE_CHECKING:
    from mocktr.commands import checker
    from mocktr.commands.checker import LintWarning
    from mocktr.core.account import Account
    from mocktr.core.configuration.reader import ConfigurationError
    from mocktr.sandbox.tenant import Tenant
else:
    checker = Deferred("mocktr.commands.checker")


@dataclass(frozen=True, slots=True)
class CheckedWorkflow:
    """What was found in a configuration: true if it is valid, as text a line for each finding."""

    mistakes: list[ConfigurationError]
    remarks: list[LintWarning]

    @property
    def valid(self) -> bool:
        return not self.mistakes

    def __bool__(self) -> bool:
        return self.valid

    def __str__(self) -> str:
        errors = [f"error: {one.path}: {one.syntax or one.reason}" for one in self.mistakes]
        warnings = [f"warning: {path}: {text}" for path, text in self.remarks]
        return "\n".join(["valid" if self.valid else "not valid", *errors, *warnings])

    def as_dict(self) -> dict[str, Any]:
        """`valid`, `errors` (path, message, position, excerpt) and `warnings` (path, message)."""
        return {
            "valid": self.valid,
            "errors": [as_data(one) for one in self.mistakes],
            "warnings": [{"path": path, "message": text} for path, text in self.remarks],
        }


def as_source(value: Any) -> str:
    """A configuration as the API takes it."""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(mapping(value))
    except (TypeError, ValueError):
        raise wanted(source.wanted, value) from None


source = Kind("a workflow's configuration, as a JSON object or its text", as_source)


@question("POST", "workflows/check", shown=as_dict, configuration=required(source), workspace=text)
def check_workflow(
    tenant: Tenant, configuration: str, workspace: str | None = None
) -> CheckedWorkflow:
    """Check a workflow's configuration without creating it: mistakes, and what is odd about it.

    With a `workspace` (its name or SID) the queues have to be its own.
    """
    with tenant.observed() as account:
        return checked(account, configuration, workspace)


def checked(account: Account, configuration: str, workspace: str | None = None) -> CheckedWorkflow:
    """What there is to say about a configuration, given as text; raises AdminError."""
    queues = None if workspace is None else find_workspace(account, workspace).task_queues
    reader = checker.Checker(account.settings.lenient_expressions, queues)
    reader.keep(reader.check, configuration)
    return CheckedWorkflow(reader.mistakes, reader.warnings)


def as_data(mistake: ConfigurationError) -> dict[str, Any]:
    """A mistake for JSON; in an expression, `position` counts its characters from 0."""
    syntax = mistake.syntax
    return {
        "path": mistake.path,
        "message": mistake.reason if syntax is None else syntax.message,
        "position": None if syntax is None else syntax.position,
        "excerpt": None if syntax is None else syntax.excerpt,
    }
