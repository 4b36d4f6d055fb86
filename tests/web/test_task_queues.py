"""Task queues: TargetWorkers, unique names, filters and delete guards (sources: task-queues)."""

import json

import pytest

from mocktr.core.resources import task_queue as module

from .client import ACCOUNT, NOBODY, names, one, refusal, sids, to_queue


@pytest.fixture
def place(workspace):
    return workspace["links"]["task_queues"]


def test_a_new_queue_has_the_defaults(client, place):
    made = client.create(place, FriendlyName="Sales")

    assert (made["target_workers"], made["max_reserved_workers"]) == ("1==1", 1)
    assert made["task_order"] == "FIFO"
    assert made["reservation_activity_sid"] is made["reservation_activity_name"] is None
    assert made["assignment_activity_sid"] is made["assignment_activity_name"] is None


def test_links_to_activities_are_null_until_activities_are_attached(client, queue, activities):
    changed = client.change(
        queue["url"],
        ReservationActivitySid=activities["Offline"],
        AssignmentActivitySid=activities["Unavailable"],
    )

    assert queue["links"]["reservation_activity"] is queue["links"]["assignment_activity"] is None
    assert changed["links"]["reservation_activity"].endswith(f"/Activities/{activities['Offline']}")
    assert changed["assignment_activity_name"] == "Unavailable"


@pytest.mark.parametrize("name", ["ReservationActivitySid", "AssignmentActivitySid"])
def test_an_empty_value_detaches_the_activity(client, place, activities, name):
    made = client.create(place, FriendlyName="Sales", **{name: activities["Offline"]})

    changed = client.change(made["url"], **{name: ""})

    key = {"R": "reservation_activity_sid", "A": "assignment_activity_sid"}[name[0]]
    assert (made[key], changed[key]) == (activities["Offline"], None)


def test_all_parameters_can_be_given_on_creation(client, place, activities):
    made = client.create(
        place,
        FriendlyName="Sales",
        TargetWorkers="skill > 3",
        MaxReservedWorkers=50,
        TaskOrder="LIFO",
        ReservationActivitySid=activities["Offline"],
        AssignmentActivitySid=activities["Offline"],
    )

    assert (made["target_workers"], made["max_reserved_workers"]) == ("skill > 3", 50)
    assert (made["task_order"], made["assignment_activity_name"]) == ("LIFO", "Offline")


def test_friendly_name_is_required(client, place, unchanged):
    message = refusal(client.post(place, TargetWorkers="1==1"))

    assert message == "Missing required parameter FriendlyName in the post body"
    assert unchanged()


REFUSED = [
    ("FriendlyName", "x" * 65),
    ("MaxReservedWorkers", "0"),
    ("MaxReservedWorkers", "51"),
    ("MaxReservedWorkers", "-1"),
    ("MaxReservedWorkers", "1.5"),
    ("MaxReservedWorkers", "many"),
    ("MaxReservedWorkers", ""),
    ("MaxReservedWorkers", "\u0661"),
    ("MaxReservedWorkers", "1_0"),
    ("TaskOrder", "fifo"),
    ("TaskOrder", ""),
    ("ReservationActivitySid", "WA1"),
    ("ReservationActivitySid", "WA" + NOBODY),
    ("AssignmentActivitySid", "WA" + NOBODY),
]


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_a_value_that_cannot_be_is_refused_on_creation(client, place, unchanged, name, value):
    message = refusal(client.post(place, **{"FriendlyName": "Sales", name: value}))

    assert f"parameter {name}: expected" in message
    assert unchanged()


@pytest.mark.parametrize(("name", "value"), [*REFUSED, ("FriendlyName", "")])
def test_a_refused_update_changes_nothing(client, queue, unchanged, name, value):
    form = {"TargetWorkers": "a == 1", "MaxReservedWorkers": 7, "TaskOrder": "LIFO", name: value}

    message = refusal(client.post(queue["url"], **form))

    assert f"parameter {name}: expected" in message
    assert unchanged()


@pytest.mark.parametrize("source", ["skill >", "(a == 1", "skill-level > 3", "a ~ b"])
def test_an_expression_that_does_not_parse_is_refused(client, place, queue, unchanged, source):
    for answer in [
        client.post(place, FriendlyName="Sales", TargetWorkers=source),
        client.post(queue["url"], FriendlyName="Sales", TargetWorkers=source),
    ]:
        assert "Invalid value for parameter TargetWorkers: " in refusal(answer)
    assert unchanged()


@pytest.mark.parametrize("source", ["", "  "])
def test_an_empty_expression_matches_nobody(client, workspace, queue, worker, source):
    changed = client.change(queue["url"], TargetWorkers=source)

    assert changed["target_workers"] == source
    assert client.list(workspace["links"]["workers"], TaskQueueSid=queue["sid"]) == []


def test_a_duplicate_name_is_refused_in_twilios_words(client, workspace, place, queue, unchanged):
    message = refusal(client.post(place, FriendlyName="Everyone"))

    assert message == (
        f"Queue named Everyone already exists for workspace {workspace['sid']} "
        f"for account {ACCOUNT}"
    )
    assert unchanged()


def test_names_of_queues_differ_by_case(client, place, queue):
    assert client.create(place, FriendlyName="everyone")


def test_a_queue_cannot_take_the_name_of_another(client, place, queue, unchanged):
    other = client.create(place, FriendlyName="Sales")

    message = refusal(client.post(other["url"], FriendlyName="Everyone", TaskOrder="LIFO"))

    assert "already exists" in message
    assert client.read(other["url"]) == other


def test_a_queue_keeps_its_own_name_and_frees_the_old_one(client, place, queue):
    client.change(queue["url"], FriendlyName="Everyone")
    client.change(queue["url"], FriendlyName="All")

    assert client.create(place, FriendlyName="Everyone")
    assert "Queue named All already exists" in refusal(client.post(place, FriendlyName="All"))


def test_another_workspace_may_have_a_queue_of_the_same_name(client, queue):
    other = client.create("/Workspaces", FriendlyName="Other")

    assert client.create(other["links"]["task_queues"], FriendlyName="Everyone")


def test_an_update_moves_date_updated_only_if_something_changes(client, queue):
    client.advance(5)

    same = client.change(queue["url"], FriendlyName="Everyone", MaxReservedWorkers=1)
    changed = client.change(queue["url"], MaxReservedWorkers=2)

    assert same == queue
    assert changed["date_updated"] == "2030-01-07T09:00:05Z"


def test_lists_are_filtered_by_the_exact_name(client, place, queue):
    client.create(place, FriendlyName="Everyone else")

    assert names(client.list(place, FriendlyName="Everyone")) == ["Everyone"]


@pytest.fixture
def skilled(client, place):
    """Queues that only some workers match."""
    for name, source in [("Basic", "skill < 5"), ("Expert", "skill > 5"), ("None", "")]:
        client.create(place, FriendlyName=name, TargetWorkers=source)


def test_lists_are_filtered_by_attributes_that_a_worker_could_have(client, place, skilled):
    found = client.list(place, EvaluateWorkerAttributes='{"skill": 6}')

    assert names(found) == ["Expert"]


@pytest.mark.parametrize("value", ["skill > 5", "[]", "{", "null", '{"a": NaN}'])
def test_attributes_to_evaluate_must_be_a_json_object(client, place, value):
    message = refusal(client.get(place, EvaluateWorkerAttributes=value))

    assert "EvaluateWorkerAttributes: expected a JSON object" in message


def test_lists_are_filtered_by_a_worker_who_would_be_asked(client, workspace, place, skilled):
    worker = client.create(
        workspace["links"]["workers"], FriendlyName="Al", Attributes=json.dumps({"skill": 2})
    )
    before = names(client.list(place, WorkerSid=worker["sid"]))
    client.change(worker["url"], Attributes='{"skill": 9}')

    assert (before, names(client.list(place, WorkerSid=worker["sid"]))) == (["Basic"], ["Expert"])


def test_an_unknown_worker_matches_no_queue_and_a_malformed_one_is_refused(client, place, queue):
    assert client.list(place, WorkerSid="WK" + NOBODY) == []
    assert "WorkerSid" in refusal(client.get(place, WorkerSid="Alice"))


def test_filter_names_are_case_sensitive(client, place, queue):
    assert client.list(place, friendlyname="nobody", workersid="WK" + NOBODY) == [queue]


def test_lists_are_ordered_by_the_date_of_update(client, place):
    made = [client.create(place, FriendlyName=name) for name in "abc"]
    client.advance(1)
    client.change(made[0]["url"], TaskOrder="LIFO")
    client.advance(1)
    client.change(made[1]["url"], TaskOrder="LIFO")

    assert names(client.list(place)) == ["a", "b", "c"]
    assert names(client.list(place, Ordering="DateUpdated:asc")) == ["c", "a", "b"]
    assert names(client.list(place, Ordering="DateUpdated:desc")) == ["b", "a", "c"]


@pytest.mark.parametrize("value", ["DateUpdated", "DateUpdated:up", "DateCreated:asc", ":", "asc"])
def test_an_unknown_ordering_is_refused(client, place, value):
    message = refusal(client.get(place, Ordering=value))

    assert f"Invalid value {value!r} for parameter Ordering" in message
    assert "DateUpdated" in message


def test_a_new_expression_moves_members_at_once(client, workspace, queue, worker):
    client.change(queue["url"], TargetWorkers="skill == 1")
    before = client.list(workspace["links"]["workers"], TaskQueueSid=queue["sid"])
    client.change(worker["url"], Attributes='{"skill": 1}')

    after = client.list(workspace["links"]["workers"], TaskQueueSid=queue["sid"])
    assert (before, names(after)) == ([], ["Alice"])


def test_a_new_expression_lets_waiting_tasks_find_workers(
    client, queue, worker, workflow, workspace
):
    client.change(queue["url"], TargetWorkers="")
    task = client.create(workspace["links"]["tasks"])
    before = client.list(task["links"]["reservations"])

    client.change(queue["url"], TargetWorkers="1==1")

    assert before == []
    assert one(client.list(task["links"]["reservations"]))["worker_sid"] == worker["sid"]


def test_only_a_new_expression_is_an_event(client, workspace, queue):
    client.change(queue["url"], FriendlyName="All", MaxReservedWorkers=2)
    client.change(queue["url"], TargetWorkers="a == 1")

    found = client.list(workspace["links"]["events"], TaskQueueSid=queue["sid"])
    types = ["task-queue.expression.updated", "task-queue.created"]
    assert [event["event_type"] for event in found] == types


def test_an_unused_queue_is_deleted_once(client, place, queue, worker):
    client.remove(queue["url"])

    assert refusal(client.delete(queue["url"]), 404, 20404)
    assert client.create(place, FriendlyName="Everyone")


def test_a_queue_that_a_workflow_names_cannot_be_deleted(client, queue, workflow, unchanged):
    message = refusal(client.delete(queue["url"]))

    assert workflow["sid"] in message
    assert unchanged()


def test_a_queue_with_waiting_tasks_cannot_be_deleted(client, place, queue, workflow, task):
    """Also when the workflow sends no more tasks there."""
    other = client.create(place, FriendlyName="Other")
    client.change(workflow["url"], Configuration=to_queue(other))
    before = client.delete(queue["url"])
    client.change(task["url"], AssignmentStatus="canceled")

    assert task["sid"] in refusal(before)
    client.remove(queue["url"])
    assert client.read(task["url"])["task_queue_sid"] == queue["sid"]


def test_a_workspace_has_at_most_5000_queues(client, place, queue, monkeypatch, unchanged):
    assert module.MOST == 5000
    monkeypatch.setattr(module, "MOST", 1)

    message = refusal(client.post(place, FriendlyName="One too many"))

    assert message == "A maximum of 1 task queues in a workspace is allowed"
    assert unchanged()


def test_queues_are_listed_in_the_order_of_creation(client, place):
    made = [client.create(place, FriendlyName=name) for name in ["b", "a", "c"]]

    assert sids(client.list(place)) == sids(made)
