"""Workers: names, attributes, activities and what pending offers forbid (sources: workers)."""

import json

import pytest

from mocktr.core.resources import worker as module

from .client import NOBODY, names, one, refusal


@pytest.fixture
def place(workspace):
    return workspace["links"]["workers"]


def add(client, place, name, **form):
    return client.create(place, FriendlyName=name, **form)


def test_a_new_worker_is_in_the_default_activity_without_attributes(client, place, activities):
    made = add(client, place, "Alice")

    assert (made["activity_name"], made["activity_sid"]) == ("Offline", activities["Offline"])
    assert (made["available"], made["attributes"]) == (False, "{}")
    assert made["date_status_changed"] == made["date_created"]


def test_a_new_worker_is_in_the_activity_that_was_given(worker, activities):
    assert (worker["activity_name"], worker["available"]) == ("Available", True)


def test_friendly_name_is_required(client, place, unchanged):
    message = refusal(client.post(place, Attributes="{}"))

    assert message == "Missing required parameter FriendlyName in the post body"
    assert unchanged()


REFUSED = [
    ("FriendlyName", "x" * 65),
    ("ActivitySid", "Available"),
    ("ActivitySid", ""),
    ("ActivitySid", "WA" + NOBODY),
    ("ActivitySid", "WQ" + NOBODY),
    ("Attributes", ""),
    ("Attributes", "{"),
    ("Attributes", "[]"),
    ("Attributes", "null"),
    ("Attributes", '"a"'),
    ("Attributes", "{'a': 1}"),
    ("Attributes", '{"a": NaN}'),
    ("Attributes", '{"a": -Infinity}'),
]


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_a_value_that_cannot_be_is_refused_on_creation(client, place, unchanged, name, value):
    message = refusal(client.post(place, **{"FriendlyName": "Alice", name: value}))

    assert f"parameter {name}: expected" in message
    assert unchanged()


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_a_refused_update_changes_nothing(client, worker, activities, unchanged, name, value):
    form = {"FriendlyName": "New", "ActivitySid": activities["Offline"], "Attributes": '{"a": 1}'}

    message = refusal(client.post(worker["url"], **{**form, name: value}))

    assert f"parameter {name}: expected" in message
    assert unchanged()


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ('{"b": [1, 2], "a": "x, y"}', '{"b":[1,2],"a":"x, y"}'),
        ('{ "b-c": [1, null, {"d": true}] }\n', '{"b-c":[1,null,{"d":true}]}'),
        ('{"é": "\\u00fc", "url": "https:\\/\\/x"}', '{"é":"ü","url":"https://x"}'),
    ],
)
def test_attributes_are_stored_anew(client, place, sent, stored):
    made = add(client, place, "Alice", Attributes=sent)

    assert made["attributes"] == stored
    assert client.change(made["url"], Attributes=stored) == made


def test_attributes_have_at_most_4096_characters_blanks_included(client, place, unchanged):
    longest = '{"a":"' + "é" * 4088 + '"}'
    made = add(client, place, "Alice", Attributes=longest)

    message = refusal(client.post(place, FriendlyName="Bob", Attributes=longest + " "))

    assert (len(longest), made["attributes"]) == (4096, longest)
    assert "Attributes: expected at most 4096 characters of JSON, got 4097" in message


def test_attributes_are_replaced_not_merged(client, place):
    made = add(client, place, "Alice", Attributes='{"a": 1}')

    assert client.change(made["url"], Attributes='{"b": 2}')["attributes"] == '{"b":2}'


@pytest.mark.parametrize("name", ["Alice", "alice", "ALICE"])
def test_names_are_unique_in_any_case(client, place, worker, unchanged, name):
    message = refusal(client.post(place, FriendlyName=name))

    assert message == "Worker with the same friendly name already exists"
    assert unchanged()


def test_a_worker_cannot_take_the_name_of_another(client, place, worker):
    other = add(client, place, "Bob")

    message = refusal(client.post(other["url"], FriendlyName="alicE", Attributes='{"a": 1}'))

    assert message == "Worker with the same friendly name already exists"
    assert client.read(other["url"]) == other


def test_a_worker_can_change_the_case_of_its_name_and_free_it(client, place, worker):
    assert client.change(worker["url"], FriendlyName="ALICE")["friendly_name"] == "ALICE"
    client.change(worker["url"], FriendlyName="Carol")

    assert add(client, place, "alice")


def test_the_name_of_a_deleted_worker_is_free(client, place, worker):
    client.remove(worker["url"])

    assert add(client, place, "Alice")


def test_a_change_of_activity_is_dated(client, worker, activities):
    client.advance(5)

    changed = client.change(worker["url"], ActivitySid=activities["Offline"])

    assert (changed["activity_name"], changed["available"]) == ("Offline", False)
    assert changed["date_status_changed"] == changed["date_updated"] == "2030-01-07T09:00:05Z"


def test_other_changes_leave_the_date_of_the_activity(client, worker):
    client.advance(5)

    changed = client.change(worker["url"], Attributes='{"a": 1}')

    assert changed["date_status_changed"] == worker["date_status_changed"]
    assert changed["date_updated"] == "2030-01-07T09:00:05Z"


def test_the_same_activity_again_changes_nothing(client, workspace, worker, activities):
    client.advance(5)
    before = len(client.list(workspace["links"]["events"]))

    assert client.change(worker["url"], ActivitySid=activities["Available"]) == worker
    assert len(client.list(workspace["links"]["events"])) == before


def test_an_unavailable_activity_is_refused_while_a_reservation_is_pending(
    client, workspace, worker, reservation, activities, unchanged
):
    answer = client.post(worker["url"], FriendlyName="New", ActivitySid=activities["Offline"])

    assert refusal(answer) == (
        f"Worker [{worker['sid']}] in Workspace [{workspace['sid']}] cannot have its activity "
        "updated since it currently has 1 pending reservations."
    )
    assert unchanged()


def test_pending_reservations_can_be_rejected_with_the_change(
    client, worker, reservation, activities
):
    changed = client.change(
        worker["url"], ActivitySid=activities["Offline"], RejectPendingReservations="true"
    )

    assert changed["activity_name"] == "Offline"
    assert client.read(reservation["url"])["reservation_status"] == "rejected"


def test_pending_reservations_are_not_rejected_for_an_available_activity(
    client, workspace, worker, reservation, unchanged
):
    ready = client.create(workspace["links"]["activities"], FriendlyName="Ready", Available="true")

    answer = client.post(worker["url"], ActivitySid=ready["sid"], RejectPendingReservations="true")

    assert "Available activity" in refusal(answer)
    assert client.read(reservation["url"])["reservation_status"] == "pending"


def test_another_available_activity_keeps_the_reservations(client, workspace, worker, reservation):
    ready = client.create(workspace["links"]["activities"], FriendlyName="Ready", Available="true")

    changed = client.change(worker["url"], ActivitySid=ready["sid"])

    assert changed["activity_name"] == "Ready"
    assert client.read(reservation["url"])["reservation_status"] == "pending"


def test_assigned_tasks_do_not_hold_the_activity(client, worker, reservation, activities):
    client.change(reservation["url"], ReservationStatus="accepted")

    changed = client.change(worker["url"], ActivitySid=activities["Offline"])

    assert changed["activity_name"] == "Offline"
    assert client.read(reservation["url"])["reservation_status"] == "accepted"


@pytest.mark.parametrize("status", ["pending", "accepted", "wrapping"])
def test_a_worker_with_a_reservation_cannot_be_deleted(client, worker, reservation, status):
    for step in {"pending": [], "accepted": ["accepted"], "wrapping": ["accepted", "wrapping"]}[
        status
    ]:
        client.change(reservation["url"], ReservationStatus=step)

    message = refusal(client.delete(worker["url"]))

    assert worker["sid"] in message
    assert client.read(worker["url"])


def test_a_worker_whose_work_is_done_can_be_deleted_once(client, worker, reservation):
    client.change(reservation["url"], ReservationStatus="accepted")
    client.change(reservation["url"], ReservationStatus="completed")

    client.remove(worker["url"])

    assert refusal(client.delete(worker["url"]), 404, 20404)
    assert client.read(reservation["url"])["worker_name"] == "Alice"


def test_an_available_worker_without_work_can_be_deleted(client, place, worker, queue):
    client.remove(worker["url"])

    assert client.list(place) == []
    assert client.list(place, TaskQueueSid=queue["sid"]) == []


@pytest.fixture
def crowd(client, place, activities):
    for name, activity, skill in [
        ("Al", "Available", 1),
        ("Bo", "Offline", 2),
        ("Cy", "Available", 3),
    ]:
        attributes = json.dumps({"skill": skill})
        add(client, place, name, ActivitySid=activities[activity], Attributes=attributes)
        client.advance(1)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Al", "Bo", "Cy"]),
        ({"FriendlyName": "Al"}, ["Al"]),
        ({"FriendlyName": "A"}, []),
        ({"FriendlyName": "al"}, []),
        ({"ActivityName": "Offline"}, ["Bo"]),
        ({"ActivityName": "Off"}, []),
        ({"Available": "true"}, ["Al", "Cy"]),
        ({"Available": "1"}, ["Al", "Cy"]),
        ({"Available": "yes"}, ["Al", "Cy"]),
        ({"Available": "false"}, ["Bo"]),
        ({"Available": "whatever"}, ["Bo"]),
        ({"TargetWorkersExpression": "skill > 1"}, ["Bo", "Cy"]),
        ({"TargetWorkersExpression": "friendly_name IN ['Al', 'Cy']"}, ["Al", "Cy"]),
        ({"TargetWorkersExpression": "activity_name == 'Offline'"}, ["Bo"]),
        ({"TargetWorkersExpression": "skill > 1", "Available": "true"}, ["Cy"]),
        ({"TaskQueueName": "Experts"}, ["Cy"]),
        ({"TaskQueueName": "experts"}, []),
        ({"Ordering": "DateStatusChanged:asc"}, ["Al", "Bo", "Cy"]),
        ({"Ordering": "DateStatusChanged:desc"}, ["Cy", "Bo", "Al"]),
        ({"TaskQueueSid": "WQ" + NOBODY}, []),
        ({"activityname": "Offline"}, ["Al", "Bo", "Cy"]),
    ],
)
def test_lists_are_filtered(client, workspace, place, crowd, query, found):
    client.create(
        workspace["links"]["task_queues"], FriendlyName="Experts", TargetWorkers="skill > 2"
    )

    assert names(client.list(place, **query)) == found


def test_lists_are_filtered_by_the_sids_of_activity_queue_and_worker(
    client, workspace, place, crowd, activities
):
    queue = client.create(
        workspace["links"]["task_queues"], FriendlyName="Experts", TargetWorkers="skill > 2"
    )
    expert = one(client.list(place, TaskQueueSid=queue["sid"]))

    assert expert["friendly_name"] == "Cy"
    assert names(client.list(place, ActivitySid=activities["Offline"])) == ["Bo"]
    expression = f"sid IN ['{expert['sid']}']"
    assert names(client.list(place, TargetWorkersExpression=expression)) == ["Cy"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ActivitySid", "WAxxx"),
        ("TaskQueueSid", "WQ1"),
        ("TargetWorkersExpression", "skill >"),
        ("Ordering", "FriendlyName:asc"),
        ("Ordering", "DateStatusChanged:down"),
    ],
)
def test_a_filter_that_cannot_be_is_refused(client, place, crowd, name, value):
    assert f"parameter {name}: " in refusal(client.get(place, **{name: value}))


def test_a_workspace_has_at_most_15000_workers(client, place, worker, monkeypatch, unchanged):
    assert module.MOST == 15_000
    monkeypatch.setattr(module, "MOST", 1)

    message = refusal(client.post(place, FriendlyName="One too many"))

    assert message == "A maximum of 1 workers in a workspace is allowed"
    assert unchanged()


@pytest.mark.parametrize("sid", ["WK" + NOBODY, "WQ" + NOBODY + "00", "alice", "WK"])
def test_unknown_and_malformed_sids_are_not_found(client, place, worker, sid):
    assert refusal(client.get(f"{place}/{sid}"), 404, 20404)
