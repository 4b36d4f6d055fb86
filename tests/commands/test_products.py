"""Tasks of Twilio's other products: in Python, over HTTP, and what is refused."""

import json

import pytest
import requests

from mocktr import AdminError, fixture
from mocktr.commands import products
from mocktr.core import products as core


@pytest.fixture
def world():
    with fixture.in_process({"seed": "support", "tenants": "one"}) as taskrouter:
        yield taskrouter


def attributes(task):
    return json.loads(task.attributes)


def test_all_channels_are_those_of_the_core():
    assert set(products.MESSAGING) == set(core.CHANNELS)


def test_an_interaction_is_routed_by_what_is_known_of_it(world):
    task = world.interaction("whatsapp", "whatsapp:+15550177", name="Ann", language="es")

    assert attributes(task)["customerAddress"] == "whatsapp:+15550177"
    assert task.task_queue_friendly_name == "Spanish"
    world.assert_reserved(task, worker="bob")


def test_an_agent_s_interaction_goes_to_that_agent(world):
    task = world.interaction("sms", "+15550177", initiated_by="agent", worker="carol", priority=2)

    assert (attributes(task)["initiatedBy"], task.priority) == ("agent", 2)
    world.assert_reserved(task, worker="carol")


def test_an_outbound_task_calls_the_agent_then_the_customer(world):
    world.update_worker = world.workspace.workers.list(friendly_name="alice")[0].update(
        attributes='{"contact_uri": "client:alice", "languages": ["en"]}'
    )
    task = world.outbound_task("+15550777", worker="alice", timeout=600)

    world.assert_reserved(task, worker="alice")
    [offer] = task.reservations.list()
    offer.update(instruction="conference")

    assert [one.to for one in world.calls] == ["client:alice", "+15550777"]
    assert attributes(task)["targetWorker"] == "client:alice"


def test_a_call_that_studio_sends_can_be_talked(world):
    world.on_assignment(lambda call: {"instruction": "conference", "to": "client:x"})
    task = world.send_to_flex(
        from_="+15550123", workflow="By language", attributes={"language": "es"}
    )
    call = world.call(attributes(task)["call_sid"])

    assert (attributes(task)["name"], attributes(task)["type"]) == ("+15550123", "inbound")
    assert [leg.status for leg in call.talks_to] == ["in-progress"]
    assert task.fetch().assignment_status == "assigned"


def test_a_conversation_that_studio_sends_is_an_interaction(world):
    task = world.send_to_flex("sms", "+15550123", language="es")

    told = attributes(task)
    assert told["name"] == told["from"] == told["customerAddress"] == "+15550123"
    assert told["flexInteractionSid"].startswith("KD")


def test_a_call_for_which_no_task_was_made_is_an_alert(world):
    [workflow] = world.workspace.workflows.list()
    document = json.loads(workflow.configuration)
    document["task_routing"].pop("default_filter", None)
    workflow.update(configuration=json.dumps(document))

    assert world.send_to_flex(language="xx") is None
    assert [alert.code for alert in world.alerts] == [14222]


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda world: world.interaction("fax"), "channel: expected one of sms, whatsapp"),
        (lambda world: world.interaction(worker="zoe"), 'worker: no worker "zoe"; there are alice'),
        (
            lambda world: world.interaction(workflow="none"),
            'workflow: no workflow "none"; there are',
        ),
        (lambda world: world.outbound_task("+1", timeout=0), "timeout: expected an integer"),
        (
            lambda world: world.send_to_flex(note="x" * 1024),
            "expected 1024 characters of JSON at most",
        ),
        (
            lambda world: world.interaction(initiated_by="me"),
            "initiated_by: expected one of customer",
        ),
    ],
)
def test_what_can_not_be_is_refused(world, make, complaint):
    with pytest.raises(AdminError, match=complaint):
        make(world)
    assert world.workspace.tasks.list() == []


def test_what_taskrouter_refuses_is_refused(world):
    [workflow] = world.workspace.workflows.list()
    document = json.loads(workflow.configuration)
    document["task_routing"].pop("default_filter", None)
    workflow.update(configuration=json.dumps(document))

    with pytest.raises(AdminError):
        world.interaction(language="xx")


def test_a_world_without_a_workflow_has_no_task():
    empty = fixture.in_process({"seed": "empty", "tenants": "one"})
    complaint = pytest.raises(AdminError, match="workflow: the world has no workflow")
    with empty as taskrouter, complaint:
        taskrouter.interaction()


def test_over_http_the_sids_are_told():
    with fixture.on_a_port({"seed": "support", "tenants": "one"}) as taskrouter:
        made = requests.post(
            f"{taskrouter.url}/mocktr/interactions", json={"channel": "sms"}
        ).json()
        sent = requests.post(f"{taskrouter.url}/mocktr/send-to-flex").json()

    assert [made[name][:2] for name in ("sid", "channel_sid", "task_sid")] == ["KD", "UO", "WT"]
    assert (sent["call_sid"][:2], sent["task_sid"][:2]) == ("CA", "WT")
