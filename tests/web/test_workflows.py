"""Workflows: a configuration that is checked down to every expression (sources: workflows)."""

import json

import pytest

from mocktr.core.configuration import reader
from mocktr.core.resources import workflow as module

from .client import NOBODY, names, refusal, to_queue

QUEUE = "the SID of the queue"


@pytest.fixture
def place(workspace):
    return workspace["links"]["workflows"]


def routing(**parts):
    return {"task_routing": parts}


def with_target(**target):
    return routing(filters=[{"expression": "1==1", "targets": [{"queue": QUEUE, **target}]}])


def in_text(document, queue):
    return json.dumps(document).replace(QUEUE, queue["sid"])


def test_a_new_workflow_has_the_defaults(client, place, queue):
    made = client.create(place, FriendlyName="Main", Configuration=to_queue(queue))

    assert made["task_reservation_timeout"] == 120
    assert made["assignment_callback_url"] is made["fallback_assignment_callback_url"] is None
    assert made["document_content_type"] is None
    assert "workspace" not in made["links"]


def test_the_configuration_is_stored_anew(client, place, queue):
    sent = {"more": [1, {"b": "x: y", "a": None}], **json.loads(to_queue(queue))}

    made = client.create(place, FriendlyName="Main", Configuration=json.dumps(sent, indent=2))

    stored = json.dumps(sent, separators=(",", ":"))
    assert made["configuration"] == stored
    assert client.change(made["url"], Configuration=stored) == made


@pytest.mark.parametrize(
    ("form", "missing"),
    [
        ({}, "FriendlyName"),
        ({"Configuration": "{}"}, "FriendlyName"),
        ({"FriendlyName": "Main"}, "Configuration"),
        ({"FriendlyName": "Main", "Configuration": ""}, "Configuration"),
    ],
)
def test_name_and_configuration_are_required(client, place, unchanged, form, missing):
    message = refusal(client.post(place, **form))

    assert message == f"Missing required parameter {missing} in the post body"
    assert unchanged()


GOOD = [
    routing(),
    routing(filters=[]),
    routing(filters=None, default_filter=None),
    routing(default_filter={"queue": QUEUE}, filters=[]),
    with_target(),
    with_target(
        timeout=60, priority=5, expression="worker.level > 3", order_by="worker.level DESC"
    ),
    with_target(skip_if="workers.available == 0", known_worker_sid="task.worker"),
    with_target(known_worker_friendly_name="task.agent"),
    with_target(timeout="60", priority="5"),
    with_target(colour="red"),
]


@pytest.mark.parametrize("document", GOOD, ids=json.dumps)
def test_what_twilio_accepts_is_accepted(client, place, queue, document):
    text = in_text(document, queue)

    made = client.create(place, FriendlyName="Main", Configuration=text)

    assert json.loads(made["configuration"]) == json.loads(text)


BAD = [
    ({}, "task_routing: expected a JSON object"),
    ([], "configuration: expected a JSON object"),
    ({"task_routing": []}, "task_routing: expected a JSON object"),
    (routing(filters={}), "task_routing.filters: expected a list"),
    (routing(filters=["a"]), "task_routing.filters[0]: expected a JSON object"),
    (routing(filters=[{"targets": []}]), "task_routing.filters[0].expression: expected a string"),
    (
        routing(filters=[{"expression": "a == ", "targets": [{"queue": QUEUE}]}]),
        "task_routing.filters[0].expression: expected an expression",
    ),
    (
        routing(filters=[{"expression": "1==1", "targets": []}]),
        "task_routing.filters[0].targets: expected at least one target",
    ),
    (
        routing(filters=[{"expression": "1==1", "targets": [{}]}]),
        "task_routing.filters[0].targets[0].queue: expected the SID of a task queue",
    ),
    (routing(default_filter={}), "task_routing.default_filter.queue: expected a string"),
    (
        routing(default_filter={"queue": "WQ" + NOBODY}),
        "task_routing.default_filter.queue: expected the SID of one of the workspace's task queues",
    ),
    (
        with_target(queue="WQ" + NOBODY),
        "task_routing.filters[0].targets[0].queue: expected the SID of one of the workspace's",
    ),
    (
        with_target(timeout=0),
        "task_routing.filters[0].targets[0].timeout: expected an integer from",
    ),
    (with_target(timeout="soon"), "targets[0].timeout: expected an integer"),
    (with_target(priority=-1), "targets[0].priority: expected an integer from 0"),
    (with_target(expression="worker.a >"), "targets[0].expression: expected an expression"),
    (with_target(skip_if="(("), "targets[0].skip_if: expected an expression"),
    (with_target(order_by="worker.a SIDEWAYS"), "targets[0].order_by: expected an order_by clause"),
    (with_target(known_worker_sid="1 +"), "targets[0].known_worker_sid: expected a reference"),
    (
        with_target(known_worker_sid="task.a", known_worker_friendly_name="task.b"),
        "targets[0]: expected either known_worker_sid or known_worker_friendly_name",
    ),
]


@pytest.mark.parametrize(("document", "complaint"), BAD, ids=[complaint for _, complaint in BAD])
def test_a_mistake_in_the_configuration_is_named_with_its_path(
    client, place, queue, unchanged, document, complaint
):
    message = refusal(
        client.post(place, FriendlyName="Main", Configuration=in_text(document, queue))
    )

    assert message.startswith("Invalid value for parameter Configuration: ")
    assert complaint in message
    assert unchanged()


@pytest.mark.parametrize("text", ["{", "nonsense", "'a'", "[" * 100_000])
def test_a_configuration_that_is_not_json_is_refused(client, place, unchanged, text):
    message = refusal(client.post(place, FriendlyName="Main", Configuration=text))

    assert "parameter Configuration: configuration: expected JSON" in message
    assert unchanged()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FriendlyName", "x" * 65),
        ("AssignmentCallbackUrl", "example.com"),
        ("FallbackAssignmentCallbackUrl", "/path"),
        ("TaskReservationTimeout", "0"),
        ("TaskReservationTimeout", "86401"),
        ("TaskReservationTimeout", "1m"),
        ("TaskReservationTimeout", ""),
        ("Configuration", "{"),
        ("FriendlyName", ""),
        ("Configuration", ""),
    ],
)
def test_a_refused_update_changes_nothing(client, workflow, unchanged, name, value):
    form = {"FriendlyName": "New", "TaskReservationTimeout": 5, "ReEvaluateTasks": "true"}

    message = refusal(client.post(workflow["url"], **{**form, name: value}))

    assert f"parameter {name}: " in message
    assert unchanged()


@pytest.mark.parametrize("seconds", [1, 86_400])
def test_the_reservation_timeout_is_at_most_a_day(client, workflow, seconds):
    changed = client.change(workflow["url"], TaskReservationTimeout=seconds)

    assert changed["task_reservation_timeout"] == seconds


def test_callback_urls_are_cleared_by_empty_values(client, place, queue):
    made = client.create(
        place,
        FriendlyName="Main",
        Configuration=to_queue(queue),
        AssignmentCallbackUrl="https://example.com/a",
        FallbackAssignmentCallbackUrl="http://example.com/b?c=d",
    )

    changed = client.change(made["url"], AssignmentCallbackUrl="", FallbackAssignmentCallbackUrl="")

    assert made["assignment_callback_url"] == "https://example.com/a"
    assert made["fallback_assignment_callback_url"] == "http://example.com/b?c=d"
    assert changed["assignment_callback_url"] is changed["fallback_assignment_callback_url"] is None


def test_an_update_changes_only_what_is_sent(client, workflow):
    client.advance(5)

    changed = client.change(workflow["url"], FriendlyName="New")

    assert changed == workflow | {
        "friendly_name": "New",
        "date_updated": "2030-01-07T09:00:05Z",
    }


def test_waiting_tasks_keep_the_old_configuration(client, workspace, workflow, task):
    other = client.create(workspace["links"]["task_queues"], FriendlyName="Other")

    client.change(workflow["url"], Configuration=to_queue(other))

    assert client.read(task["url"])["task_queue_friendly_name"] == "Everyone"


@pytest.mark.parametrize(("value", "queue_name"), [("true", "Other"), ("false", "Everyone")])
def test_waiting_tasks_start_again_if_asked(client, workspace, workflow, task, value, queue_name):
    other = client.create(workspace["links"]["task_queues"], FriendlyName="Other")

    changed = client.change(workflow["url"], Configuration=to_queue(other), ReEvaluateTasks=value)

    assert client.read(task["url"])["task_queue_friendly_name"] == queue_name
    assert "re_evaluate_tasks" not in changed


def test_lists_are_filtered_by_the_exact_name(client, place, queue):
    for name in ["Sales", "Sales EU", "sales"]:
        client.create(place, FriendlyName=name, Configuration=to_queue(queue))

    assert names(client.list(place, FriendlyName="Sales")) == ["Sales"]


def test_two_workflows_may_have_one_name(client, place, workflow, queue):
    assert client.create(place, FriendlyName="Main", Configuration=to_queue(queue))


def test_a_workflow_without_live_tasks_is_deleted_once(client, workflow, task):
    client.change(task["url"], AssignmentStatus="canceled")

    client.remove(workflow["url"])

    assert refusal(client.delete(workflow["url"]), 404, 20404)
    assert client.read(task["url"])["workflow_sid"] == workflow["sid"]


def test_a_workflow_with_a_live_task_cannot_be_deleted(client, workflow, task, unchanged):
    message = refusal(client.delete(workflow["url"]))

    assert task["sid"] in message
    assert unchanged()


def test_a_workspace_has_at_most_1000_workflows(client, place, workflow, monkeypatch, unchanged):
    assert module.MOST == 1000
    monkeypatch.setattr(module, "MOST", 1)

    message = refusal(client.post(place, FriendlyName="More", Configuration="{}"))

    assert message == "A maximum of 1 workflows in a workspace is allowed"
    assert unchanged()


def test_a_configuration_has_at_most_1038576_bytes(client, place, queue):
    assert reader.MOST_BYTES == 1_038_576
    text = to_queue(queue)
    longest = text + " " * (1_038_576 - len(text))

    client.create(place, FriendlyName="Main", Configuration=longest)
    message = refusal(client.post(place, FriendlyName="Main", Configuration=longest + " "))

    assert "expected at most 1038576 bytes" in message
    assert len(message) < 300
