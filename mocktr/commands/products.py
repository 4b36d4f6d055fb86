"""Tasks of Twilio's other products: of Flex, and of Studio."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mocktr.commands.arguments import required
from mocktr.commands.behaviors import worker_in
from mocktr.commands.command import Result, command
from mocktr.commands.deferred import Deferred
from mocktr.errors import AdminError, ApiError, InvalidArgument, json_of, listing
from mocktr.json_text import compact
from mocktr.values import choice, integer, mapping, of_type, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mocktr.core import products
    from mocktr.core.account import Account
    from mocktr.core.products import TaskRoute
    from mocktr.core.resources.workspace import Workspace
    from mocktr.sandbox.tenant import Tenant
else:
    products = Deferred("mocktr.core.products")

name_or_sid = of_type(str, "a name or a SID")

MESSAGING = ("sms", "whatsapp", "web", "chat", "email", "messenger", "gbm")
ROUTED: dict[str, Any] = {
    "workflow": name_or_sid,
    "worker": name_or_sid,
    "priority": integer(0),
    "timeout": integer(1),
    "attributes": mapping,
}
"""How a task is routed, and what is known of it."""

MOST_CHARACTERS = 1024
"""In the attributes that Studio takes, as JSON."""

FROM: dict[str, Any] = {"from": text}
TO: dict[str, Any] = {"to": text}
BETWEEN: dict[str, Any] = {"to": required(text), "from": required(text)}
CALLER, CALLED = "+15550100", "+15550199"


def can_make(tenant: Tenant, **arguments: Any) -> None:
    with tenant.observed() as account:
        planned(account, arguments)


@command(
    "POST",
    "interactions",
    can_make,
    makes=True,
    channel=choice(*MESSAGING),
    initiated_by=choice("customer", "agent", "api"),
    **FROM,
    name=text,
    **ROUTED,
)
def interaction(tenant: Tenant, **arguments: Any) -> Result:
    """Make the task of an interaction of Flex, as if somebody wrote `from` there (an address).

    It is on `channel` (web) and `initiated_by` the customer; `name` is theirs. It goes through the
    `workflow`, unless told the first, to the `worker` alone, if one is named. Its attributes are
    those of the Interactions API, then the `attributes`.
    """
    contact = products.Contact(
        arguments.get("channel", "web"),
        arguments.get("from"),
        arguments.get("name"),
        arguments.get("initiated_by", "customer"),
    )
    with tenant.steered() as account, refusals():
        workspace, plan = planned(account, arguments)
        given = arguments.get("attributes", {})
        made, task = products.begin_interaction(workspace, contact, plan, given)
    return {**made._asdict(), "task_sid": task.sid}


@command("POST", "outbound-tasks", can_make, makes=True, **BETWEEN, **ROUTED)
def outbound_task(tenant: Tenant, to: str, **arguments: Any) -> Result:
    """Make the task of an agent's call to the number `to`, as Flex makes it.

    Its attributes are `from`, `outbound_to` and `direction`, with `targetWorker` if the `worker` is
    named, then the `attributes`. The conference instruction calls the worker, then the customer.
    """
    with tenant.steered() as account, refusals():
        workspace, plan = planned(account, arguments)
        given = arguments.get("attributes", {})
        task = products.call_outside(workspace, to, arguments["from"], plan, given)
    return {"task_sid": task.sid}


def can_send(tenant: Tenant, **arguments: Any) -> None:
    check_length(arguments.get("attributes", {}))
    can_make(tenant, **arguments)


@command(
    "POST",
    "send-to-flex",
    can_send,
    makes=True,
    channel=choice("voice", *MESSAGING),
    **FROM,
    **TO,
    **ROUTED,
)
def send_to_flex(tenant: Tenant, **arguments: Any) -> Result:
    """Do what Studio's widget Send to Flex does for a call, or for a conversation on a `channel`.

    A call waits as by `<Enqueue>`, with `type` and `name` among its task's attributes, which lives
    an hour; of a conversation there is the task of its interaction.
    """
    channel, sender = arguments.get("channel", "voice"), arguments.get("from", CALLER)
    given = arguments.get("attributes", {})
    check_length(given)
    if channel != "voice":
        more = {**products.studio_attributes(sender, channel), **given}
        rest = {name: value for name, value in arguments.items() if name != "to"}
        return interaction(tenant, **{**rest, "from": sender, "attributes": more})
    with tenant.steered() as account, refusals():
        _, plan = planned(account, arguments)
        call = products.studio_call(account, sender, arguments.get("to", CALLED), plan, given)
    return {"call_sid": call.sid, "task_sid": call.task_sid}


def check_length(attributes: Mapping[str, Any]) -> None:
    length = len(compact(attributes))
    if length > MOST_CHARACTERS:
        said = f"expected {MOST_CHARACTERS} characters of JSON at most, got {length}"
        raise InvalidArgument(f"attributes: {said}")


# --- where a task goes -------------------------------------------------------------------------


@contextmanager
def refusals() -> Iterator[None]:
    """What TaskRouter refuses, as the admin API says it."""
    try:
        yield
    except ApiError as error:
        raise AdminError(error.message, error.status) from None


def planned(account: Account, arguments: Mapping[str, Any]) -> tuple[Workspace, TaskRoute]:
    """The workspace of the workflow, and how the task is routed; raises AdminError."""
    workspace, workflow_sid = workflow_of(account, arguments.get("workflow"))
    name, worker = arguments.get("worker"), None
    if name is not None:
        worker = worker_in(workspace, name)
        if worker is None:
            names = [one.friendly_name for one in workspace.workers.values()]
            raise AdminError(f"worker: no worker {json_of(name)}; {listing(names)}")
    priority, timeout = arguments.get("priority"), arguments.get("timeout")
    return workspace, products.TaskRoute(workflow_sid, priority, timeout, worker)


def workflow_of(account: Account, name: str | None) -> tuple[Workspace, str]:
    """The workflow of this name or SID, or the first one, with its workspace; raises AdminError."""
    there = [
        (workspace, one)
        for workspace in account.workspaces.values()
        for one in workspace.workflows.values()
    ]
    for workspace, one in there:
        if name in (None, one.friendly_name, one.sid):
            return workspace, one.sid
    if name is None:
        raise AdminError("workflow: the world has no workflow", 409)
    names = [one.friendly_name for _, one in there]
    raise AdminError(f"workflow: no workflow {json_of(name)}; {listing(names)}")
