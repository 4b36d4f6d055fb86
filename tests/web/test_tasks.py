"""Tasks: parameters, list filters and the statuses a client may ask for (sources: tasks)."""

import json

import pytest

from mocktr.core.resources import task as module

from .client import ACCOUNT, NOBODY, one, refusal, sids, to_queue


@pytest.fixture
def place(workspace):
    return workspace["links"]["tasks"]


def test_a_new_task_has_the_defaults(client, place, workflow, queue):
    made = client.create(place)

    assert made["attributes"] == made["addons"] == "{}"
    assert (made["priority"], made["timeout"], made["age"]) == (0, 86_400, 0)
    assert (made["task_channel_unique_name"], made["reason"]) == ("default", None)
    assert (made["routing_target"], made["ignore_capacity"]) == (None, False)
    assert made["virtual_start_time"] == made["date_created"] == "2030-01-07T09:00:00Z"


def test_a_new_task_is_pending_in_the_queue_that_its_workflow_chose(
    client, place, workflow, queue, worker
):
    made = client.create(place)

    assert made["assignment_status"] == "pending"
    assert (made["workflow_sid"], made["workflow_friendly_name"]) == (workflow["sid"], "Main")
    assert (made["task_queue_sid"], made["task_queue_friendly_name"]) == (queue["sid"], "Everyone")
    assert client.read(made["url"])["assignment_status"] == "reserved"


def test_all_parameters_can_be_given_on_creation(client, place, workflow):
    made = client.create(
        place,
        Attributes='{ "type": "call" }',
        WorkflowSid=workflow["sid"],
        Timeout=1_209_600,
        Priority=2_147_483_647,
        TaskChannel="voice",
        VirtualStartTime="2029-12-31T23:00:00Z",
    )

    assert (made["attributes"], made["timeout"]) == ('{"type":"call"}', 1_209_600)
    assert (made["priority"], made["task_channel_unique_name"]) == (2_147_483_647, "voice")
    assert made["virtual_start_time"] == "2029-12-31T23:00:00Z"


def test_a_channel_is_named_by_sid_or_unique_name(client, workspace, place, workflow):
    voice = client.read(f"{workspace['links']['task_channels']}/voice")

    made = [client.create(place, TaskChannel=voice[key]) for key in ["sid", "unique_name"]]

    assert {task["task_channel_sid"] for task in made} == {voice["sid"]}


REFUSED = [
    ("Attributes", "[]"),
    ("Attributes", "{"),
    ("Attributes", json.dumps({"a": "x" * 4096})),
    ("Priority", "-1"),
    ("Priority", "2147483648"),
    ("Priority", "high"),
    ("TaskChannel", "fax"),
    ("TaskChannel", ""),
    ("VirtualStartTime", "yesterday"),
    ("VirtualStartTime", "2030-01-07T09:00:01Z"),
    ("VirtualStartTime", "1899-12-31T23:59:59Z"),
]
REFUSED_ON_CREATION = [
    *REFUSED,
    ("Timeout", "0"),
    ("Timeout", "1209601"),
    ("Timeout", "1h"),
    ("WorkflowSid", "WW1"),
    ("WorkflowSid", "WW" + NOBODY),
    ("TaskQueueSid", "WQ1"),
    ("TaskQueueSid", "WQ" + NOBODY),
    ("IgnoreCapacity", "true"),
]


@pytest.mark.parametrize(("name", "value"), REFUSED_ON_CREATION)
def test_a_value_that_cannot_be_is_refused_on_creation(
    client, place, workflow, unchanged, name, value
):
    message = refusal(client.post(place, **{name: value}))

    assert f"parameter {name}: expected" in message
    assert unchanged()


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_a_refused_update_changes_nothing(client, task, unchanged, name, value):
    form = {"Attributes": '{"new": 1}', "Priority": 5, "Reason": "why", "TaskChannel": "sms"}

    message = refusal(client.post(task["url"], **{**form, name: value}))

    assert f"parameter {name}: expected" in message
    assert unchanged()


def test_a_start_in_the_future_is_called_that(client, place, workflow):
    message = refusal(client.post(place, VirtualStartTime="2031-01-01T00:00:00Z"))

    assert "future" in message


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("1900-01-01T00:00:00Z", "1900-01-01T00:00:00Z"),
        ("2030-01-07T09:00:00Z", "2030-01-07T09:00:00Z"),
        ("2030-01-07T10:00:00+02:00", "2030-01-07T08:00:00Z"),
        ("2029-01-07", "2029-01-07T00:00:00Z"),
        ("2029-01-07T00:00:00.500Z", "2029-01-07T00:00:00Z"),
    ],
)
def test_dates_are_iso_8601_and_shown_in_utc(client, place, workflow, sent, shown):
    assert client.create(place, VirtualStartTime=sent)["virtual_start_time"] == shown


def test_the_workflow_can_be_left_out_if_there_is_one_only(client, place, workflow):
    assert client.create(place)["workflow_sid"] == workflow["sid"]


def test_the_workflow_is_required_if_there_is_none(client, place, unchanged):
    assert refusal(client.post(place)) == "WorkflowSid field is required"
    assert unchanged()


def test_the_workflow_is_required_if_there_are_two(client, workspace, place, workflow, queue):
    client.create(workspace["links"]["workflows"], FriendlyName="B", Configuration=to_queue(queue))

    assert refusal(client.post(place)) == "WorkflowSid field is required"


def test_a_task_that_no_filter_matches_is_refused(client, workspace, place, unchanged):
    client.create(
        workspace["links"]["workflows"], FriendlyName="A", Configuration='{"task_routing": {}}'
    )

    refusal(client.post(place))

    assert client.list(place) == []


def test_a_task_can_be_routed_straight_to_a_queue(client, place, workflow, queue):
    made = client.create(place, RoutingTarget=queue["sid"])

    assert (made["routing_target"], made["task_queue_sid"]) == (queue["sid"], queue["sid"])
    assert made["workflow_sid"] is made["links"]["workflow"] is None


def test_a_task_can_be_routed_straight_to_a_workflow(client, place, workflow):
    made = client.create(place, RoutingTarget=workflow["sid"])

    assert (made["routing_target"], made["workflow_sid"]) == (workflow["sid"], workflow["sid"])


@pytest.mark.parametrize(
    ("sent", "ignored"),
    [({}, True), ({"IgnoreCapacity": "false"}, False), ({"IgnoreCapacity": "1"}, True)],
)
def test_a_task_for_a_worker_ignores_capacity_unless_told(
    client, place, workflow, worker, sent, ignored
):
    made = client.create(place, RoutingTarget=worker["sid"], **sent)

    assert (made["routing_target"], made["ignore_capacity"]) == (worker["sid"], ignored)
    assert one(client.list(made["links"]["reservations"]))["worker_sid"] == worker["sid"]


@pytest.mark.parametrize(
    "target", ["", "alice", "WK1", "WK" + NOBODY, "WQ" + NOBODY, "WT" + NOBODY]
)
def test_a_bad_routing_target_is_refused_in_twilios_words(
    client, workspace, place, workflow, unchanged, target
):
    assert refusal(client.post(place, RoutingTarget=target)) == (
        f"Value '{target}' provided for WorkflowSid as RoutingTarget has an invalid format. "
        f"WorkspaceSid: {workspace['sid']}, AccountSid: {ACCOUNT}"
    )
    assert unchanged()


def test_unknown_parameters_are_ignored(client, place, workflow):
    made = client.create(place, priority=5, RequiredAttention=1, AssignmentStatus="assigned")

    assert (made["priority"], made["assignment_status"]) == (0, "pending")


def test_an_update_changes_only_what_is_sent(client, task):
    client.advance(5)

    changed = client.change(task["url"], Priority=7)

    assert changed == task | {"priority": 7, "age": 5, "date_updated": "2030-01-07T09:00:05Z"}


def test_attributes_are_replaced_not_merged(client, task):
    assert client.change(task["url"], Attributes='{"b": 2}')["attributes"] == '{"b":2}'


def test_timeout_and_routing_cannot_be_changed(client, task):
    client.advance(5)

    changed = client.change(task["url"], Timeout=1, WorkflowSid="x", RoutingTarget="x")

    assert changed == task | {"age": 5}


def test_age_stops_with_the_task(client, task):
    client.advance(5)
    client.change(task["url"], AssignmentStatus="canceled")
    client.advance(5)

    assert client.read(task["url"])["age"] == 5


@pytest.fixture
def reach(client, reservation, task):
    """Takes the task to a status."""

    def reach(status):
        if status == "pending":
            client.change(reservation["url"], ReservationStatus="rejected")
        if status in ("assigned", "wrapping", "completed"):
            client.change(reservation["url"], ReservationStatus="accepted")
        if status in ("wrapping", "completed", "canceled"):
            client.change(task["url"], AssignmentStatus=status)
        assert client.read(task["url"])["assignment_status"] == status

    return reach


NOT_COMPLETED = (
    "Cannot complete task {} in workspace {} for account {} because it is not currently assigned."
)
NOT_WRAPPING = (
    "Cannot wrap up a task {} in workspace {} for account {} because it's not currently assigned"
)
NOT_CANCELED = (
    "Cannot cancel task {} in workspace {} for account {} because it is not pending or reserved."
)
STATUSES = ["pending", "reserved", "assigned", "wrapping", "completed", "canceled"]
ALLOWED = {
    ("pending", "canceled"),
    ("reserved", "canceled"),
    ("assigned", "wrapping"),
    ("assigned", "completed"),
    ("wrapping", "completed"),
}
TEXTS = {"completed": NOT_COMPLETED, "wrapping": NOT_WRAPPING, "canceled": NOT_CANCELED}
FORBIDDEN = [(old, new) for old in STATUSES for new in TEXTS if (old, new) not in ALLOWED]


@pytest.mark.parametrize(("old", "new"), sorted(ALLOWED))
def test_a_client_can_take_these_steps(client, task, reach, old, new):
    reach(old)

    changed = client.change(task["url"], AssignmentStatus=new, Reason="because")

    assert (changed["assignment_status"], changed["reason"]) == (new, "because")
    assert client.read(task["url"])["assignment_status"] == new


@pytest.mark.parametrize(("old", "new"), FORBIDDEN)
def test_every_other_step_is_refused_in_twilios_words(client, workspace, task, reach, old, new):
    reach(old)
    before = client.world()

    message = refusal(client.post(task["url"], AssignmentStatus=new, Reason="because", Priority=9))

    assert message == TEXTS[new].format(task["sid"], workspace["sid"], ACCOUNT)
    assert client.world() == before


@pytest.mark.parametrize("new", ["pending", "reserved", "assigned"])
@pytest.mark.parametrize("old", STATUSES)
def test_the_engines_own_statuses_cannot_be_asked_for(client, task, reach, old, new):
    reach(old)

    message = refusal(client.post(task["url"], AssignmentStatus=new))

    assert "AssignmentStatus: expected one of canceled, wrapping, completed" in message


@pytest.mark.parametrize("value", ["cancelled", "CANCELED", "done", ""])
def test_an_unknown_status_is_refused(client, task, unchanged, value):
    message = refusal(client.post(task["url"], AssignmentStatus=value, Priority=3))

    assert f"Invalid value {value!r} for parameter AssignmentStatus" in message
    assert unchanged()


@pytest.mark.parametrize(
    ("old", "new", "reservation_status"),
    [
        ("reserved", "canceled", "canceled"),
        ("assigned", "wrapping", "wrapping"),
        ("assigned", "completed", "completed"),
        ("wrapping", "completed", "completed"),
    ],
)
def test_the_reservation_follows(client, reservation, task, reach, old, new, reservation_status):
    reach(old)

    client.change(task["url"], AssignmentStatus=new)

    assert client.read(reservation["url"])["reservation_status"] == reservation_status


def test_a_reason_is_optional_and_replaced_by_each_status(client, reservation, task):
    client.change(reservation["url"], ReservationStatus="accepted")
    first = client.change(task["url"], AssignmentStatus="wrapping", Reason="almost")
    second = client.change(task["url"], AssignmentStatus="completed")

    assert (first["reason"], second["reason"]) == ("almost", None)


@pytest.mark.parametrize("status", ["wrapping", "completed"])
def test_attributes_and_status_need_two_requests(client, reservation, task, status):
    client.change(reservation["url"], ReservationStatus="accepted")
    before = client.world()

    answer = client.post(task["url"], AssignmentStatus=status, Attributes='{"a": 1}')

    assert "two" in refusal(answer) or "together" in refusal(answer)
    assert client.world() == before


@pytest.mark.parametrize("status", STATUSES)
def test_a_task_is_deleted_once_in_any_status(client, place, reservation, task, reach, status):
    reach(status)

    client.remove(task["url"])

    assert refusal(client.delete(task["url"]), 404, 20404)
    assert client.get(reservation["url"]).status == 404
    assert client.list(place) == []


def test_a_finished_task_is_visible_for_five_minutes(client, place, task):
    client.change(task["url"], AssignmentStatus="canceled")
    client.advance(299)
    before = client.list(place)
    client.advance(1)

    assert (sids(before), client.list(place)) == ([task["sid"]], [])
    assert client.get(task["url"]).status == 404


def test_a_task_expires_after_its_timeout(client, place, workflow):
    made = client.create(place, Timeout=60)
    client.advance(60)

    expired = client.read(made["url"])

    assert (expired["assignment_status"], expired["reason"]) == ("canceled", "Task TTL Exceeded")


@pytest.fixture
def crowd(client, workspace, place, workflow, queue):
    """Three tasks a, b and c, a second apart; c is in another queue."""
    other = client.create(workspace["links"]["task_queues"], FriendlyName="Other")
    made = []
    for name, form in [
        ("a", {"Priority": 1, "VirtualStartTime": "2030-01-03T00:00:00Z"}),
        ("b", {"Priority": 2, "VirtualStartTime": "2030-01-01T00:00:00Z"}),
        ("c", {"Priority": 1, "RoutingTarget": other["sid"]}),
    ]:
        made.append(client.create(place, Attributes=json.dumps({"name": name}), **form))
        client.advance(1)
    client.change(made[1]["url"], AssignmentStatus="canceled")
    return made


def letters(tasks):
    return "".join(json.loads(task["attributes"])["name"] for task in tasks)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, "abc"),
        ({"Priority": 1}, "ac"),
        ({"Priority": 3}, ""),
        ({"AssignmentStatus": "pending"}, "ac"),
        ({"AssignmentStatus": "pending,canceled"}, "abc"),
        ({"AssignmentStatus": "canceled, reserved"}, "b"),
        ({"AssignmentStatus": ["reserved", "canceled"]}, "b"),
        ({"WorkflowName": "Main"}, "ab"),
        ({"WorkflowName": "main"}, ""),
        ({"WorkflowSid": "WW" + NOBODY}, ""),
        ({"TaskQueueName": "Other"}, "c"),
        ({"TaskQueueName": "Oth"}, ""),
        ({"TaskQueueSid": "WQ" + NOBODY}, ""),
        ({"EvaluateTaskAttributes": 'name == "c"'}, "c"),
        ({"EvaluateTaskAttributes": "name IN ['a', 'b']", "Priority": 2}, "b"),
        ({"RoutingTarget": "WQ" + NOBODY}, ""),
        ({"HasAddons": "false"}, "abc"),
        ({"HasAddons": "true"}, ""),
        ({"Ordering": "DateCreated:asc"}, "abc"),
        ({"Ordering": "DateCreated:desc"}, "cba"),
        ({"Ordering": "Priority:desc"}, "bac"),
        ({"Ordering": "Priority:asc,DateCreated:desc"}, "cab"),
        ({"Ordering": "VirtualStartTime:asc"}, "bac"),
        ({"Ordering": "Priority:asc, VirtualStartTime:desc"}, "cab"),
        ({"priority": 9, "assignmentstatus": "x"}, "abc"),
    ],
)
def test_lists_are_filtered_and_ordered(client, place, crowd, query, found):
    assert letters(client.list(place, **query)) == found


def test_lists_are_filtered_by_sids(client, place, crowd, workflow, queue):
    assert letters(client.list(place, WorkflowSid=workflow["sid"])) == "ab"
    assert letters(client.list(place, TaskQueueSid=queue["sid"])) == "ab"
    assert letters(client.list(place, RoutingTarget=crowd[2]["task_queue_sid"])) == "c"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Priority", "high"),
        ("AssignmentStatus", "cancelled"),
        ("AssignmentStatus", "pending,"),
        ("WorkflowSid", "Main"),
        ("TaskQueueSid", "WQ1"),
        ("EvaluateTaskAttributes", "name =="),
        ("Ordering", "Age:asc"),
        ("Ordering", "Priority:up"),
        ("Ordering", "DateCreated:asc,VirtualStartTime:asc"),
        ("Ordering", "Priority:asc,Priority:desc"),
    ],
)
def test_a_filter_that_cannot_be_is_refused(client, place, crowd, name, value):
    assert f"parameter {name}: " in refusal(client.get(place, **{name: value}))


def test_lists_show_attributes(client, place, task):
    assert one(client.list(place))["attributes"] == task["attributes"]


def test_a_workspace_has_at_most_half_a_million_tasks(client, place, task, monkeypatch, unchanged):
    assert module.MOST == 500_000
    monkeypatch.setattr(module, "MOST", 1)

    message = refusal(client.post(place))

    assert message == "A maximum of 1 tasks in a workspace is allowed"
    assert unchanged()
