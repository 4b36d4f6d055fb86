"""The tasks that Twilio's other products make, and nothing else of them (sources: flex)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from mocktr.core.line.asking import go_on
from mocktr.core.line.call import Call
from mocktr.core.line.script import Script
from mocktr.core.line.verb import Verb
from mocktr.core.resources.base import parse
from mocktr.core.resources.task import Task
from mocktr.core.resources.task_channel import DEFAULT
from mocktr.core.scopes import decoded
from mocktr.json_text import compact

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.core.resources.worker import Worker
    from mocktr.core.resources.workspace import Workspace

CUSTOMER, AGENT, API = "customer", "agent", "api"
INITIATORS = {CUSTOMER: "Customer", AGENT: "Agent", API: "API"}
"""Who begins an interaction, and how Flex Insights spells that."""

VOICE = "voice"
CHANNELS = {"sms": "sms", "email": "email", **dict.fromkeys(("whatsapp", "web", "chat"), "chat")}
CHANNELS |= dict.fromkeys(("messenger", "gbm"), "chat")
"""What an interaction may be on, each with the task channel of its tasks."""

LONGEST_CALL = 3600
"""Seconds that a task of Studio's for a call lives, unless told."""


class Contact(NamedTuple):
    """The other end of an interaction."""

    channel: str = "web"
    address: str | None = None
    name: str | None = None
    initiated_by: str = CUSTOMER

    @property
    def direction(self) -> str:
        return "outbound" if self.initiated_by == AGENT else "inbound"

    def described(self) -> dict[str, str]:
        """The customer as Flex Insights has them: what is known."""
        kind = "email" if self.channel == "email" else "phone"
        known = {"name": self.name, kind: self.address}
        return {name: value for name, value in known.items() if value is not None}


class TaskRoute(NamedTuple):
    """How a task is to be routed."""

    workflow_sid: str
    priority: int | None = None
    timeout: int | None = None
    worker: Worker | None = None
    """For whom alone it is."""


class Interaction(NamedTuple):
    """The SIDs of an interaction, of which only the task is there."""

    sid: str
    channel_sid: str
    invite_sid: str
    conversation_sid: str


def begin_interaction(
    workspace: Workspace, contact: Contact, plan: TaskRoute, given: Mapping[str, Any]
) -> tuple[Interaction, Task]:
    """What a create of the Interactions API leads to; raises ApiError."""
    sids = workspace.account.sids
    made = Interaction(*(sids.next(prefix)[1] for prefix in ("KD", "UO", "KG", "CH")))
    attributes = {**interaction_attributes(made, contact), **given}
    return made, make(workspace, attributes, plan, CHANNELS[contact.channel])


def interaction_attributes(made: Interaction, contact: Contact) -> dict[str, Any]:
    """The attributes of the task, before those that the routing gives."""
    conversations: dict[str, Any] = {
        "initiated_by": INITIATORS[contact.initiated_by],
        "conversation_id": made.sid,
        "media": [{"type": "ChatTranscript", "sid": made.conversation_sid}],
    }
    if contact.initiated_by == AGENT:
        conversations["communication_channel"] = contact.channel.capitalize()
        conversations["direction"] = "Outbound"
    known = {"customerAddress": contact.address, "customerName": contact.name}
    return {
        "flexChannelInviteSid": made.invite_sid,
        **{name: value for name, value in known.items() if value is not None},
        "channelType": contact.channel,
        "conversationSid": made.conversation_sid,
        "customers": contact.described(),
        "taskCreateSource": "interaction",
        "conversations": conversations,
        "initiatedBy": contact.initiated_by,
        "flexInteractionChannelSid": made.channel_sid,
        "flexInteractionSid": made.sid,
        "direction": contact.direction,
    }


def call_outside(
    workspace: Workspace, to: str, from_: str, plan: TaskRoute, given: Mapping[str, Any]
) -> Task:
    """The task of an agent's call to a customer, as Flex makes it; raises ApiError."""
    attributes: dict[str, Any] = {"from": from_, "outbound_to": to, "direction": "outbound"}
    if plan.worker is not None:
        target = decoded(plan.worker.attributes).get("contact_uri")
        attributes["targetWorker"] = target or plan.worker.sid
    return make(workspace, {**attributes, **given}, plan, VOICE)


def make(
    workspace: Workspace, attributes: Mapping[str, Any], plan: TaskRoute, channel: str
) -> Task:
    """A task, on this channel where the workspace has it; raises ApiError."""
    names = {one.unique_name for one in workspace.task_channels.values()}
    form = {
        "Attributes": compact(attributes),
        "WorkflowSid": plan.workflow_sid,
        "TaskChannel": channel if channel in names else DEFAULT,
        "Priority": plan.priority,
        "Timeout": plan.timeout,
        "RoutingTarget": plan.worker and plan.worker.sid,
    }
    sent = {name: str(value) for name, value in form.items() if value is not None}
    return Task.create(workspace, parse(Task, "create", sent))


# --- Studio ------------------------------------------------------------------------------------


def studio_call(
    account: Account, from_: str, to: str, plan: TaskRoute, given: Mapping[str, Any]
) -> Call:
    """A call that a flow of Studio's has answered and sends to Flex: it waits, as by `<Enqueue>`.

    When it leaves its queue nothing follows.
    """
    timeout = LONGEST_CALL if plan.timeout is None else plan.timeout
    numbers = {"priority": str(plan.priority or 0), "timeout": str(timeout)}
    attributes = {"type": "inbound", "name": from_, **given}
    task = Verb("Task", numbers, compact(attributes))
    call = Call(
        account=account,
        sid=account.sids.next("CA")[1],
        from_=from_,
        to=to,
        created=account.clock.now,
    )
    call.scripts.append(
        Script(verbs=(Verb("Enqueue", {"workflowSid": plan.workflow_sid}, "", (task,)),))
    )
    account.line.calls[call.sid] = call
    go_on(call)
    return call


def studio_attributes(address: str, channel: str) -> dict[str, Any]:
    """What a flow adds to the task of a conversation: all of it is the sender's address."""
    names = ("customerAddress", "from", "name", "customerName")
    return {"channelType": channel, **dict.fromkeys(names, address)}
