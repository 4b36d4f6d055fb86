"""Why things are as they are, and what would become of others."""

from __future__ import annotations

import json
from typing import Any

from mocktr.commands.what_if import TASK_KEYS
from mocktr.sandbox.tenant import Tenant
from mocktr.web.command import (
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


@command("GET", "tasks/<sid>/explain")
def explain(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Why a task is where it is: how it came there, how it stands, and what happens next."""
    return tenant.explain(arguments["sid"])


@question("POST", "explain", **dict.fromkeys(TASK_KEYS, anything))
def what_if(tenant: Tenant, arguments: Arguments) -> Result:
    """What would become of a task that is not created, described as in a seed."""
    return tenant.what_if(arguments)


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
    return tenant.evaluate(**arguments).as_dict()


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
    return tenant.check_workflow(**arguments).as_dict()
