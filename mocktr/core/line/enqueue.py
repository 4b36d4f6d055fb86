"""`<Enqueue>`: a call waits, and a task is made for it."""

from __future__ import annotations

from mocktr.core.line.asking import alert, end_verb
from mocktr.core.line.call import API_VERSION, Call
from mocktr.core.line.progress import pick_up
from mocktr.core.line.queueing import join_queue, voice_queue_of
from mocktr.core.line.script import Script
from mocktr.core.line.state import VoiceQueue
from mocktr.core.line.verb import Verb
from mocktr.core.resources.base import parse
from mocktr.core.resources.task import Task
from mocktr.core.resources.task_channel import DEFAULT
from mocktr.core.resources.workspace import Workspace
from mocktr.errors import ApiError, MocktrError, shorten
from mocktr.json_text import compact, decode

NO_WORKFLOW, NO_JSON, NO_TASK = 14220, 14221, 14222

CHANNEL = "voice"
"""The task channel of calls, where a workspace has it."""

ATTRIBUTES = (
    *("from_country", "called", "to_country", "to_city", "to_state", "caller_country"),
    *("call_sid", "account_sid", "from_zip", "from", "direction", "called_zip", "caller_state"),
    *("to_zip", "called_country", "from_city", "called_city", "caller_zip", "api_version"),
    *("called_state", "from_state", "application_sid", "caller", "caller_city", "to"),
)
"""The attributes of a call's task, in the order in which they were seen."""

TASK_NOUNS = ("Task", "TaskAttributes")


class NotQueued(MocktrError):
    """A call for which no task can be made; `code` and `text` are those of its alert."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


def enqueue(call: Call, script: Script, verb: Verb) -> None:
    """Let a call wait in the queue of a workflow, or in an ordinary one."""
    pick_up(call)
    workflow_sid = verb.get("workflowSid")
    name = workflow_sid or verb.text
    there = call.line.queue(name)
    if there is not None and len(there.members) >= there.most:
        fail(call, there, "queue-full")
        return
    if workflow_sid:
        try:
            call.task_sid = make_task(call, verb, workflow_sid).sid
        except NotQueued as error:
            alert(call, error.code, error.text)
            fail(call, there, "error")
            return
    join_queue(call, script, voice_queue_of(call.account, name))


def fail(call: Call, queue: VoiceQueue | None, result: str) -> None:
    """Let a call go on that could not wait."""
    sid = "" if queue is None else queue.sid
    end_verb(call, {"QueueResult": result, "QueueSid": sid, "QueueTime": "0"})


def make_task(call: Call, verb: Verb, workflow_sid: str) -> Task:
    """The task for a call; raises NotQueued."""
    workspace = workspace_of(call, workflow_sid)
    if workspace is None:
        text = f"the account has no workflow {shorten(workflow_sid)}"
        raise NotQueued(NO_WORKFLOW, text)
    noun = next((one for one in verb.nouns if one.name in TASK_NOUNS), Verb("Task", {}))
    attributes = {**own_attributes(call), **given(noun)}
    form = {
        # Seen compact.
        "Attributes": compact(attributes),
        "WorkflowSid": workflow_sid,
        "TaskChannel": channel(workspace),
    }
    for name in ("priority", "timeout"):
        if name in noun.attributes:
            form[name.capitalize()] = noun.get(name)
    try:
        return Task.create(workspace, parse(Task, "create", form))
    except ApiError as error:
        raise NotQueued(NO_TASK, error.message) from None


def workspace_of(call: Call, workflow_sid: str) -> Workspace | None:
    workspaces = call.account.workspaces.values()
    return next((one for one in workspaces if workflow_sid in one.workflows), None)


def channel(workspace: Workspace) -> str:
    names = {one.unique_name for one in workspace.task_channels.values()}
    return CHANNEL if CHANNEL in names else DEFAULT


def given(noun: Verb) -> dict[str, object]:
    """What the application's JSON adds to a task; raises NotQueued."""
    found = decode(noun.text) if noun.text else {}
    if not isinstance(found, dict):
        raise NotQueued(NO_JSON, f"expected a JSON object in <Task>, got {shorten(noun.text)}")
    return found


def own_attributes(call: Call) -> dict[str, str]:
    """What a call's task has by itself; what is not known is empty text."""
    known = {
        "call_sid": call.sid,
        "account_sid": call.account.sid,
        "from": call.from_,
        "caller": call.from_,
        "to": call.to,
        "called": call.to,
        "direction": call.direction,
        "api_version": API_VERSION,
    }
    if call.application_sid:
        known["application_sid"] = call.application_sid
    names = (one for one in ATTRIBUTES if one != "application_sid" or call.application_sid)
    return {name: known.get(name, "") for name in names}
