"""Worker channels: capacity and availability, found by SID or name (sources: multitasking)."""

import pytest

from .client import NOBODY, refusal


@pytest.fixture
def place(worker):
    return worker["links"]["channels"]


@pytest.fixture
def voice(client, place):
    return client.read(f"{place}/voice")


@pytest.fixture
def calls(client, workspace, workflow):
    """Makes that many tasks on the voice channel."""
    return lambda count: [
        client.create(workspace["links"]["tasks"], TaskChannel="voice") for _ in range(count)
    ]


def test_a_new_worker_has_a_channel_of_capacity_one_for_each_task_channel(client, place):
    found = client.list(place)

    shown = [channel["task_channel_unique_name"] for channel in found]
    assert shown == ["default", "voice", "chat", "sms", "video"]
    assert {
        (one["configured_capacity"], one["available"], one["assigned_tasks"]) for one in found
    } == {(1, True, 0)}
    assert {one["available_capacity_percentage"] for one in found} == {100}


@pytest.mark.parametrize("key", ["sid", "task_channel_unique_name", "task_channel_sid"])
def test_a_channel_is_found_by_sid_and_by_unique_name(client, place, voice, key):
    url = f"{place}/{voice[key]}"

    assert client.read(url) == voice
    assert client.change(url, Capacity=3)["url"] == voice["url"]


@pytest.mark.parametrize("name", ["fax", "Voice", "WC" + NOBODY, "TC" + NOBODY])
def test_other_names_find_nothing(client, place, name):
    assert refusal(client.get(f"{place}/{name}"), 404, 20404)


def test_a_channel_of_another_worker_is_not_found(client, workspace, voice):
    other = client.create(workspace["links"]["workers"], FriendlyName="Bob")

    assert refusal(client.get(f"{other['links']['channels']}/{voice['sid']}"), 404, 20404)


def test_an_update_changes_only_what_is_sent(client, voice):
    client.advance(5)

    first = client.change(voice["url"], Capacity=3)
    second = client.change(voice["url"], Available="false")

    assert first == voice | {"configured_capacity": 3, "date_updated": "2030-01-07T09:00:05Z"}
    assert (second["configured_capacity"], second["available"]) == (3, False)


@pytest.mark.parametrize("capacity", [0, 1, 50])
def test_capacity_is_between_0_and_50(client, voice, capacity):
    assert client.change(voice["url"], Capacity=capacity)["configured_capacity"] == capacity


@pytest.mark.parametrize("capacity", ["51", "-1", "", "1.0", "many"])
def test_another_capacity_is_refused_and_nothing_changes(client, voice, unchanged, capacity):
    message = refusal(client.post(voice["url"], Available="false", Capacity=capacity))

    assert f"Invalid value {capacity!r} for parameter Capacity" in message
    assert "an integer from 0 to 50" in message
    assert unchanged()


def test_the_percentage_counts_pending_and_accepted_reservations_rounded_down(client, voice, calls):
    client.change(voice["url"], Capacity=3)

    shown = [client.read(voice["url"])["available_capacity_percentage"]]
    for _ in range(3):
        calls(1)
        shown.append(client.read(voice["url"])["available_capacity_percentage"])

    assert shown == [100, 66, 33, 0]


def test_assigned_tasks_counts_what_was_accepted(client, voice, calls):
    (call,) = calls(1)
    (reservation,) = client.list(call["links"]["reservations"])

    before = client.read(voice["url"])["assigned_tasks"]
    client.change(reservation["url"], ReservationStatus="accepted")
    accepted = client.read(voice["url"])["assigned_tasks"]
    client.change(reservation["url"], ReservationStatus="completed")

    assert (before, accepted) == (0, 1)
    assert client.read(voice["url"]) == voice


def test_without_capacity_the_percentage_is_zero(client, voice):
    assert client.change(voice["url"], Capacity=0)["available_capacity_percentage"] == 0


def test_capacity_below_the_load_keeps_the_reservations(client, voice, calls):
    client.change(voice["url"], Capacity=2)
    tasks = calls(2)

    changed = client.change(voice["url"], Capacity=1)

    assert changed["available_capacity_percentage"] == 0
    assert all(len(client.list(task["links"]["reservations"])) == 1 for task in tasks)


def test_one_channel_does_not_use_up_another(client, place, calls):
    calls(1)

    shown = {
        channel["task_channel_unique_name"]: channel["available_capacity_percentage"]
        for channel in client.list(place)
    }
    assert (shown["voice"], shown["chat"]) == (0, 100)


def test_changes_are_events_of_the_worker(client, workspace, worker, voice):
    client.change(voice["url"], Capacity=2)
    client.change(voice["url"], Available="false")
    client.change(voice["url"], Capacity=2, Available="false")

    found = client.list(workspace["links"]["events"], TaskChannel="voice", WorkerSid=worker["sid"])
    types = ["worker.channel.availability.update", "worker.capacity.update"]
    assert [event["event_type"] for event in found] == types


@pytest.mark.parametrize("method", ["DELETE", "PUT"])
def test_a_channel_cannot_be_deleted(client, voice, method):
    assert refusal(client.ask(method, voice["url"]), 405, 20004)


def test_a_channel_cannot_be_created(client, place):
    assert refusal(client.post(place, Capacity=1), 405, 20004)
