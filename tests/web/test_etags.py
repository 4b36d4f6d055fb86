"""Versions and optimistic locking (sources: rest)."""

import pytest

from .client import refusal


@pytest.fixture(params=["task", "worker", "reservation"])
def versioned(request):
    """The URL of something with a version, and an update that raises it."""
    record = request.getfixturevalue(request.param)
    form = {
        "task": {"Attributes": '{"a": 1}'},
        "worker": {"Attributes": '{"a": 1}'},
        "reservation": {"ReservationStatus": "accepted"},
    }
    return record["url"], form[request.param]


def test_versions_start_at_zero(client, workspace, workflow):
    worker = client.post(workspace["links"]["workers"], FriendlyName="Alice")
    task = client.post(workspace["links"]["tasks"])

    assert (worker.etag, task.etag) == ('"0"', '"0"')
    assert client.get(task.body["url"]).etag == '"0"'


def test_an_update_raises_the_version_by_one(client, versioned):
    url, form = versioned
    before = client.get(url).etag

    answer = client.post(url, **form)

    assert int(answer.etag.strip('"')) == int(before.strip('"')) + 1
    assert client.get(url).etag == answer.etag


def test_an_update_that_changes_nothing_keeps_the_version(client, task, worker):
    for record in (task, worker):
        before = client.get(record["url"]).etag
        answer = client.post(record["url"], Attributes=client.read(record["url"])["attributes"])

        assert answer.etag == before


@pytest.mark.parametrize("spelling", ["{}", '"{}"', 'W/"{}"', ' "{}" ', '"999", "{}"', "*"])
def test_the_version_is_named_in_any_spelling(client, versioned, spelling):
    url, form = versioned
    version = client.get(url).etag.strip('"')

    answer = client.post(url, {"If-Match": spelling.format(version)}, **form)

    assert answer.status == 200


@pytest.mark.parametrize(
    "wanted", ['"999"', "999", 'W/"999"', "", '""', "-1", "abc", '"998", "999"']
)
def test_another_version_is_refused_and_nothing_changes(client, versioned, unchanged, wanted):
    url, form = versioned

    answer = client.post(url, {"If-Match": wanted}, **form)

    assert refusal(answer, 412, 20412) == "Precondition failed"


def test_a_lost_update_is_noticed(client, task):
    seen = client.get(task["url"]).etag
    client.change(task["url"], Attributes='{"by": "somebody else"}')

    answer = client.post(task["url"], {"If-Match": seen}, Attributes='{"by": "me"}')

    assert answer.status == 412
    assert client.read(task["url"])["attributes"] == '{"by":"somebody else"}'


def test_without_if_match_the_last_one_wins(client, task):
    client.change(task["url"], Attributes='{"by": "somebody else"}')

    assert client.change(task["url"], Attributes='{"by": "me"}')["attributes"] == '{"by":"me"}'


@pytest.mark.parametrize("noun", ["task", "worker"])
def test_a_deletion_is_locked_too(client, request, noun):
    url = request.getfixturevalue(noun)["url"]

    refused = client.delete(url, {"If-Match": '"999"'})
    accepted = client.delete(url, {"If-Match": client.get(url).etag})

    assert refusal(refused, 412, 20412)
    assert accepted.status == 204


def test_reservations_are_locked_below_their_worker_too(client, worker, reservation):
    url = f"{worker['links']['reservations']}/{reservation['sid']}"

    refused = client.post(url, {"If-Match": '"7"'}, ReservationStatus="accepted")
    accepted = client.post(url, {"If-Match": '"0"'}, ReservationStatus="accepted")

    assert refusal(refused, 412, 20412)
    assert (accepted.status, accepted.etag) == (200, None)


def test_the_version_is_checked_before_the_parameters(client, task):
    answer = client.post(task["url"], {"If-Match": '"999"'}, Priority="high")

    assert refusal(answer, 412, 20412)


def test_a_missing_record_has_no_version_to_match(client, task):
    client.remove(task["url"])

    assert client.post(task["url"], {"If-Match": "*"}, Priority=1).status == 404


def test_the_engine_raises_versions_too(client, worker, task):
    """Reserving bumps the worker and the task."""
    assert client.get(worker["url"]).etag == '"1"'
    assert client.get(task["url"]).etag == '"1"'


def test_an_activity_change_raises_the_workers_version(client, worker, activities):
    answer = client.post(worker["url"], ActivitySid=activities["Offline"])

    assert answer.etag == '"1"'


@pytest.mark.parametrize("collection", ["tasks", "workers"])
def test_the_etag_of_a_list_changes_with_its_items(client, workspace, task, collection):
    place = workspace["links"][collection]
    client.create(workspace["links"]["workers"], FriendlyName="Alice")
    before, again = client.get(place).etag, client.get(place).etag
    client.change(client.list(place)[0]["url"], Attributes='{"new": 1}')

    assert before == again
    assert client.get(place).etag != before


def test_lists_of_reservations_have_an_etag(client, task, worker, reservation):
    assert client.get(task["links"]["reservations"]).etag
    assert client.get(worker["links"]["reservations"]).etag


@pytest.mark.parametrize("collection", ["activities", "task_channels", "task_queues", "workflows"])
def test_other_resources_have_no_version(client, workspace, workflow, collection):
    place = workspace["links"][collection]
    record = client.list(place)[0]

    assert client.get(place).etag is client.get(record["url"]).etag is None
    assert client.post(record["url"], {"If-Match": '"999"'}, FriendlyName="New").status == 200


def test_workspaces_and_worker_channels_have_no_version(client, workspace, worker):
    channel = f"{worker['links']['channels']}/voice"

    assert client.get(workspace["url"]).etag is client.get(channel).etag is None
    assert client.post(channel, {"If-Match": '"999"'}, Capacity=2).status == 200
