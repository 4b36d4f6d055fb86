"""Events: the newest first, of a quarter of an hour unless told (sources: events)."""

import pytest

from mocktr.core.event_type import CATALOGUE

from .client import NOBODY, one, refusal, sids


@pytest.fixture
def place(workspace):
    return workspace["links"]["events"]


def types(events):
    return [event["event_type"] for event in events]


def test_a_new_workspace_tells_what_was_created(client, place):
    found = types(client.list(place))[::-1]

    assert found == ["workspace.created"] + ["activity.created"] * 3 + ["task-channel.created"] * 5


def test_the_newest_event_comes_first(client, place, activities):
    client.create(place.replace("Events", "Activities"), FriendlyName="Lunch")
    client.create(place.replace("Events", "Workers"), FriendlyName="Al")

    assert types(client.list(place, PageSize=2)) == ["worker.created", "activity.created"]


def test_an_event_tells_what_happened_to_which_resource(client, workspace, place, worker):
    event = client.list(place, WorkerSid=worker["sid"])[-1]

    assert (event["event_type"], event["resource_type"]) == ("worker.created", "worker")
    assert (event["resource_sid"], event["resource_url"]) == (worker["sid"], worker["url"])
    assert (event["event_date"], event["event_date_ms"]) == ("2030-01-07T09:00:00Z", 1894006800000)
    assert event["event_data"]["worker_name"] == "Alice"
    assert event["event_data"]["workspace_sid"] == workspace["sid"]
    assert {type(value) for value in event["event_data"].values()} == {str}


def test_descriptions_are_sentences(client, workspace, place, worker, activities):
    client.change(worker["url"], ActivitySid=activities["Offline"])

    newest = client.list(place, PageSize=1)
    assert one(newest)["description"] == "Worker Alice updated to Offline Activity"


def test_an_event_can_be_fetched_by_its_sid(client, place):
    event = client.list(place)[0]

    assert client.read(event["url"]) == event


@pytest.mark.parametrize("sid", ["EV" + NOBODY, "EV1", "WS" + NOBODY])
def test_other_sids_find_nothing(client, place, sid):
    assert refusal(client.get(f"{place}/{sid}"), 404, 20404)


def test_an_event_of_another_workspace_is_not_found(client, place):
    event = client.list(place)[0]
    other = client.create("/Workspaces", FriendlyName="Other")

    assert refusal(client.get(f"{other['links']['events']}/{event['sid']}"), 404, 20404)
    assert event["sid"] not in sids(client.list(other["links"]["events"]))


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_events_are_read_only(client, place, method):
    event = client.list(place)[0]

    assert refusal(client.ask(method, event["url"]), 405, 20004)


def test_only_the_last_fifteen_minutes_are_listed(client, place):
    client.advance(15 * 60)
    edge = client.list(place)
    client.advance(1)

    assert len(edge) == 9
    assert client.list(place) == []


@pytest.mark.parametrize(("minutes", "found"), [(59, 0), (60, 9), (43_200, 9), (100_000, 9)])
def test_the_window_can_be_given_in_minutes(client, place, minutes, found):
    client.advance(3600)

    assert len(client.list(place, Minutes=minutes)) == found


@pytest.mark.parametrize(
    "window", [{"Minutes": 43_200}, {"Minutes": 50_000}, {"StartDate": "2000-01-01"}]
)
def test_an_event_is_forgotten_after_thirty_days(client, place, window):
    event = client.list(place)[0]
    client.advance(30 * 86_400)
    edge = client.list(place, **window)
    client.advance(1)

    assert len(edge) == 9
    assert client.list(place, **window) == []
    assert refusal(client.get(event["url"]), 404, 20404)


@pytest.mark.parametrize("minutes", ["0", "-1", "2147483648", "x"])
def test_a_window_that_cannot_be_is_refused(client, place, minutes):
    assert "parameter Minutes: expected an integer" in refusal(client.get(place, Minutes=minutes))


@pytest.fixture
def hours(client, place):
    """An activity at 10:00, 11:00 and 12:00."""
    for name in "abc":
        client.advance(3600)
        client.create(place.replace("Events", "Activities"), FriendlyName=name)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"StartDate": "2030-01-07T11:00:00Z"}, "cb"),
        ({"StartDate": "2030-01-07T10:30:00Z", "EndDate": "2030-01-07T11:30:00Z"}, "b"),
        ({"StartDate": "2030-01-07", "EndDate": "2030-01-07T10:00:00Z"}, "a"),
        ({"EndDate": "2030-01-07T11:00:00Z"}, "b"),
        ({"StartDate": "2030-01-07T13:00:00+02:00"}, "cb"),
        ({"StartDate": "2031-01-01T00:00:00Z"}, ""),
        ({"StartDate": "2030-01-07T12:00:00Z", "EndDate": "2030-01-07T10:00:00Z"}, ""),
    ],
)
def test_the_window_can_be_given_by_dates(client, place, hours, query, found):
    events = client.list(place, EventType="activity.created", **query)

    shown = [event["event_data"]["activity_name"] for event in events]
    assert "".join(name for name in shown if len(name) == 1) == found


@pytest.mark.parametrize("name", ["StartDate", "EndDate"])
def test_minutes_and_dates_exclude_each_other(client, place, name):
    answer = client.get(place, Minutes=5, **{name: "2030-01-07T09:00:00Z"})

    assert "Minutes" in refusal(answer)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("StartDate", "yesterday"),
        ("EndDate", "2030-13-01T00:00:00Z"),
        ("TaskSid", "WT1"),
        ("WorkerSid", "Alice"),
        ("ReservationSid", "WR"),
        ("TaskQueueSid", "WT" + NOBODY),
        ("WorkflowSid", "WW"),
        ("Sid", "EV"),
    ],
)
def test_a_filter_that_cannot_be_is_refused(client, place, name, value):
    assert f"parameter {name}: expected" in refusal(client.get(place, **{name: value}))


def test_lists_are_filtered_by_each_resource_concerned(
    client, place, reservation, task, worker, queue, workflow
):
    by_task = types(client.list(place, TaskSid=task["sid"]))
    by_worker = types(client.list(place, WorkerSid=worker["sid"]))
    by_queue = types(client.list(place, TaskQueueSid=queue["sid"]))
    by_workflow = types(client.list(place, WorkflowSid=workflow["sid"]))
    by_reservation = types(client.list(place, ReservationSid=reservation["sid"]))

    assert {"task.created", "reservation.created"} < {*by_task}
    assert {*by_worker} == {"worker.created", "reservation.created"}
    assert {"task-queue.created", "task-queue.entered"} < {*by_queue}
    assert {"workflow.created", "workflow.entered"} < {*by_workflow}
    assert by_reservation == ["reservation.created"]


def test_lists_are_filtered_by_type_and_sid(client, place, worker):
    found = one(client.list(place, EventType="worker.created"))

    assert client.list(place, Sid=found["sid"]) == [found]
    assert client.list(place, EventType="worker") == []


@pytest.mark.parametrize("key", ["sid", "unique_name"])
def test_lists_are_filtered_by_task_channel(client, workspace, place, workflow, worker, key):
    voice = client.read(f"{workspace['links']['task_channels']}/voice")
    client.create(workspace["links"]["tasks"], TaskChannel="voice")
    client.create(workspace["links"]["tasks"], TaskChannel="chat")
    client.change(f"{worker['links']['channels']}/voice", Capacity=2)

    found = client.list(place, TaskChannel=voice[key])

    named = {event["event_data"]["task_channel_unique_name"] for event in found}
    assert named == {"voice"}
    assert {"task.created", "worker.capacity.update", "task-channel.created"} < {*types(found)}


def test_events_of_a_deleted_resource_stay(client, place, activities):
    made = client.create(place.replace("Events", "Activities"), FriendlyName="Lunch")
    client.remove(made["url"])

    found = [event for event in client.list(place) if event["resource_sid"] == made["sid"]]
    assert types(found) == ["activity.deleted", "activity.created"]
    assert client.read(found[0]["url"]) == found[0]


def test_every_event_has_a_type_of_the_catalogue(client, place, reservation, task, worker):
    client.change(reservation["url"], ReservationStatus="accepted")
    client.change(task["url"], AssignmentStatus="completed")

    assert {*types(client.list(place, PageSize=1000))} <= CATALOGUE.keys()
