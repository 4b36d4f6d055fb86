"""Why things are as they are, and what would become of others."""

from __future__ import annotations

import json
from typing import Any

from mocktr.commands import check_workflow as checking
from mocktr.commands import evaluate as evaluating
from mocktr.commands import what_if as trying
from mocktr.commands.check_workflow import CheckedWorkflow
from mocktr.commands.command import (
    Arguments,
    Kind,
    Result,
    anything,
    command,
    instant,
    of_type,
    question,
    required,
    text,
)
from mocktr.commands.evaluate import Evaluated
from mocktr.commands.what_if import TASK_KEYS
from mocktr.core.account import Account
from mocktr.core.explain import explain as explained
from mocktr.sandbox.tenant import Tenant


@command("GET", "tasks/<sid>/explain")
def explain(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Why a task is where it is: how it came there, how it stands, and what happens next."""
    return tenant.observe(lambda account: explained(account, arguments["sid"]))


@question("POST", "explain", **dict.fromkeys(TASK_KEYS, anything))
def what_if(tenant: Tenant, arguments: Arguments) -> Result:
    """What would become of a task that is not created, described as in a seed."""
    return tenant.observe(lambda account: trying.what_if(account, arguments))


attributes = Kind("attributes as a JSON object", of_type(dict))
counts = Kind('numbers as a JSON object, such as {"available": 0}', of_type(dict))


@question(
    "POST",
    "expressions/evaluate",
    expression=required(text),
    worker=attributes,
    task=attributes,
    workers=counts,
    now=instant,
)
def evaluate(tenant: Tenant, arguments: Arguments) -> Result:
    """Try an expression, and say what each part of it saw.

    What is given decides which names there are: `worker` and `task` (the attributes of one) those
    that start with `worker.` and `task.`, and names without prefix, which are the worker's where
    there is one; `workers` (numbers by SID of an activity, `available` and `unavailable`) those of
    skip_if; a task or `now` those that start with `taskrouter.`.
    """
    return evaluated(tenant, **arguments).as_dict()


def evaluated(tenant: Tenant, **given: Any) -> Evaluated:
    """What an expression comes to; a task is seen at the account's time unless told."""

    def look(account: Account) -> Evaluated:
        time = {"now": account.clock.now} if "task" in given else {}
        lenient = account.settings.lenient_expressions
        return evaluating.evaluate(**{**time, **given}, lenient=lenient)

    return tenant.observe(look)


def as_source(value: Any) -> str:
    """A configuration as the API takes it."""
    if not isinstance(value, str | dict):
        raise TypeError
    return value if isinstance(value, str) else json.dumps(value)


configuration = Kind("a workflow's configuration, as a JSON object or its text", as_source)


@question("POST", "workflows/check", configuration=required(configuration), workspace=text)
def check_workflow(tenant: Tenant, arguments: Arguments) -> Result:
    """Check a workflow's configuration without creating it: mistakes, and what is odd about it.

    With a `workspace` (its name or SID) the queues have to be its own.
    """
    return checked(tenant, **arguments).as_dict()


def checked(tenant: Tenant, configuration: str, workspace: str | None = None) -> CheckedWorkflow:
    """What is wrong with a configuration, and what is odd about it."""
    return tenant.observe(
        lambda account: checking.check_workflow(account, configuration, workspace)
    )
