"""The tasks that Twilio's other products make."""

import json

import pytest

from mocktr.core import products
from mocktr.core.line.script import QUEUE
from mocktr.core.products import Contact, TaskRoute

from .line.world import LineWorld


@pytest.fixture
def world():
    world = LineWorld()
    world.simple()
    return world


def plan(world, **how):
    return TaskRoute(next(iter(world.workspace.workflows)), **how)


def interaction(world, contact, given=None, **how):
    made, task = products.begin_interaction(
        world.workspace, contact, plan(world, **how), given or {}
    )
    return made, task, json.loads(task.attributes)


def test_an_interaction_over_the_api_has_what_was_seen(world):
    made, task, attributes = interaction(world, Contact(initiated_by="api"), {"customerId": "100"})

    assert attributes == {
        "flexChannelInviteSid": made.invite_sid,
        "channelType": "web",
        "conversationSid": made.conversation_sid,
        "customers": {},
        "taskCreateSource": "interaction",
        "conversations": {
            "initiated_by": "API",
            "conversation_id": made.sid,
            "media": [{"type": "ChatTranscript", "sid": made.conversation_sid}],
        },
        "initiatedBy": "api",
        "flexInteractionChannelSid": made.channel_sid,
        "flexInteractionSid": made.sid,
        "direction": "inbound",
        "customerId": "100",
    }
    assert [sid[:2] for sid in made] == ["KD", "UO", "KG", "CH"]
    assert (task.task_channel_unique_name, task.priority, task.timeout) == ("chat", 0, 86_400)


@pytest.mark.parametrize(
    ("channel", "kind", "task_channel"),
    [("sms", "phone", "sms"), ("whatsapp", "phone", "chat"), ("email", "email", "default")],
)
def test_a_customer_is_known_by_their_address(world, channel, kind, task_channel):
    contact = Contact(channel, "address", "Ann")
    _, task, attributes = interaction(world, contact, priority=3, timeout=60)

    assert attributes["customers"] == {"name": "Ann", kind: "address"}
    assert (attributes["customerAddress"], attributes["customerName"]) == ("address", "Ann")
    assert attributes["conversations"]["initiated_by"] == "Customer"
    assert (task.task_channel_unique_name, task.priority, task.timeout) == (task_channel, 3, 60)


def test_an_agent_s_interaction_is_theirs_alone(world):
    alice = world.worker("alice")
    _, task, attributes = interaction(world, Contact("sms", "+1", None, "agent"), worker=alice)

    assert (attributes["direction"], attributes["conversations"]["direction"]) == (
        "outbound",
        "Outbound",
    )
    assert attributes["conversations"]["communication_channel"] == "Sms"
    assert task.direct_worker_sid == alice.sid


@pytest.mark.parametrize(
    ("attributes", "target"), [({"contact_uri": "client:alice"}, "client:alice"), ({}, "WK")]
)
def test_a_call_outside_rings_at_the_agent_first(world, attributes, target):
    alice = world.worker("alice", **attributes)
    task = products.call_outside(
        world.workspace, "+15550777", "+15550199", plan(world, worker=alice), {"lead": 5}
    )

    found = json.loads(task.attributes)
    assert found.pop("targetWorker").startswith(target)
    assert found == {
        "from": "+15550199",
        "outbound_to": "+15550777",
        "direction": "outbound",
        "lead": 5,
    }
    assert task.task_channel_unique_name == "voice"


def test_a_call_outside_may_be_anybody_s(world):
    task = products.call_outside(world.workspace, "+1", "+2", plan(world), {})

    assert "targetWorker" not in json.loads(task.attributes)


def test_a_call_that_studio_sends_waits_with_a_task(world):
    call = products.studio_call(world.account, "+1", "+2", plan(world), {"language": "es"})
    world.deliver()

    task = world.account.tasks[call.task_sid]
    attributes = json.loads(task.attributes)
    assert attributes["call_sid"] == call.sid
    assert list(attributes)[-3:] == ["type", "name", "language"]
    assert (attributes["type"], attributes["name"]) == ("inbound", "+1")
    assert (task.priority, task.timeout) == (0, 3600)
    assert (call.main.waits_for, call.waiting is not None) == (QUEUE, True)

    world.hang_up(call)
    assert (task.assignment_status, task.reason) == ("canceled", "hangup")


def test_priority_and_timeout_are_as_the_flow_says(world):
    how = plan(world, priority=7, timeout=90)
    call = products.studio_call(world.account, "+1", "+2", how, {})
    world.deliver()

    task = world.account.tasks[call.task_sid]
    assert (task.priority, task.timeout) == (7, 90)


def test_a_flow_tells_the_sender_in_many_words():
    assert products.studio_attributes("+1", "sms") == {
        "channelType": "sms",
        "customerAddress": "+1",
        "from": "+1",
        "name": "+1",
        "customerName": "+1",
    }
