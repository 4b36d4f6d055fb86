"""Task channels: unique names, five defaults, the workers' channels (sources: workspaces)."""

import uuid

import pytest

from mocktr.core.resources import task_channel as module

from .client import NOBODY, one, refusal


@pytest.fixture
def place(workspace):
    return workspace["links"]["task_channels"]


@pytest.fixture
def fax(client, place):
    return client.create(place, FriendlyName="Fax", UniqueName="fax")


def test_a_channel_routes_by_overall_idleness_unless_told(fax):
    assert (fax["unique_name"], fax["channel_optimized_routing"]) == ("fax", False)


def test_channel_optimized_routing_can_be_set_and_changed(client, place):
    made = client.create(
        place, FriendlyName="Fax", UniqueName="fax", ChannelOptimizedRouting="true"
    )
    changed = client.change(made["url"], ChannelOptimizedRouting="false")

    assert (made["channel_optimized_routing"], changed["channel_optimized_routing"]) == (
        True,
        False,
    )


@pytest.mark.parametrize(
    ("form", "missing"),
    [
        ({}, "FriendlyName"),
        ({"UniqueName": "fax"}, "FriendlyName"),
        ({"FriendlyName": "Fax"}, "UniqueName"),
        ({"FriendlyName": "Fax", "UniqueName": ""}, "UniqueName"),
    ],
)
def test_both_names_are_required(client, place, unchanged, form, missing):
    message = refusal(client.post(place, **form))

    assert message == f"Missing required parameter {missing} in the post body"
    assert unchanged()


@pytest.mark.parametrize(
    "name", ["fax", "Fax_2", "$fax", "_", "ABC", "e-mail", "4chat", "-", str(uuid.UUID(int=7))]
)
def test_a_unique_name_has_letters_digits_and_hyphens(client, place, name):
    made = client.create(place, FriendlyName="Fax", UniqueName=name)

    assert made["unique_name"] == name


@pytest.mark.parametrize("name", ["fax machine", "fäx", "fax.x", " ", "fax/1"])
def test_a_unique_name_of_other_signs_is_refused(client, place, unchanged, name):
    message = refusal(client.post(place, FriendlyName="Fax", UniqueName=name))

    assert f"Invalid value {name!r} for parameter UniqueName: expected letters, digits" in message
    assert unchanged()


@pytest.mark.parametrize("name", ["voice", "fax"])
def test_a_unique_name_is_unique(client, place, fax, name):
    message = refusal(client.post(place, FriendlyName="Other", UniqueName=name))

    assert name in message


def test_unique_names_differ_by_case(client, place, fax):
    assert client.create(place, FriendlyName="Fax", UniqueName="FAX")["unique_name"] == "FAX"


def test_friendly_names_need_not_be_unique(client, place, fax):
    client.create(place, FriendlyName="Fax", UniqueName="fax2")


def test_a_friendly_name_with_a_hyphen_is_accepted(client, place):
    assert client.create(place, FriendlyName="Tele-fax", UniqueName="fax")


def test_a_friendly_name_has_at_most_64_characters(client, place, unchanged):
    message = refusal(client.post(place, FriendlyName="x" * 65, UniqueName="fax"))

    assert "FriendlyName" in message
    assert unchanged()


@pytest.mark.parametrize("key", ["sid", "unique_name"])
def test_a_channel_is_found_by_sid_and_by_unique_name(client, place, fax, key):
    url = f"{place}/{fax[key]}"

    assert client.read(url) == fax
    assert client.change(url, FriendlyName="Telefax")["url"] == f"{place}/{fax['sid']}"
    client.remove(url)
    assert client.get(url).status == 404


@pytest.mark.parametrize("name", ["FAX", "Fax", "TC" + NOBODY])
def test_other_names_find_nothing(client, place, fax, name):
    assert refusal(client.get(f"{place}/{name}"), 404, 20404)


def test_the_unique_name_never_changes(client, fax):
    changed = client.change(fax["url"], UniqueName="other", FriendlyName="Telefax")

    assert (changed["unique_name"], changed["friendly_name"]) == ("fax", "Telefax")


def test_lists_have_no_filters(client, place, fax):
    assert len(client.list(place, FriendlyName="Fax", UniqueName="fax")) == 6


def test_a_new_channel_is_given_to_every_worker(client, place, worker, fax):
    channel = client.read(f"{worker['links']['channels']}/fax")

    assert (channel["task_channel_sid"], channel["configured_capacity"]) == (fax["sid"], 1)
    assert (channel["available"], channel["available_capacity_percentage"]) == (True, 100)


def test_deleting_a_channel_takes_it_from_every_worker(client, worker, fax):
    client.remove(fax["url"])

    found = client.list(worker["links"]["channels"])
    assert "fax" not in [channel["task_channel_unique_name"] for channel in found]


def test_the_default_channel_cannot_be_deleted(client, place, unchanged):
    assert refusal(client.delete(f"{place}/default"))
    assert unchanged()


@pytest.mark.parametrize("name", ["voice", "chat", "sms", "video"])
def test_the_other_channels_of_a_new_workspace_can_be_deleted(client, place, name):
    client.remove(f"{place}/{name}")

    assert client.get(f"{place}/{name}").status == 404


def test_a_channel_with_a_live_task_cannot_be_deleted(client, workspace, workflow, fax):
    task = client.create(workspace["links"]["tasks"], TaskChannel="fax")

    message = refusal(client.delete(fax["url"]))

    assert task["sid"] in message


@pytest.mark.parametrize("answer", [None, "accepted"])
def test_a_channel_with_a_reservation_cannot_be_deleted(
    client, workspace, workflow, worker, fax, answer
):
    """Also when the task itself is on another channel by now."""
    task = client.create(workspace["links"]["tasks"], TaskChannel="fax")
    reservation = one(client.list(task["links"]["reservations"]))
    if answer:
        client.change(reservation["url"], ReservationStatus=answer)
    client.change(task["url"], TaskChannel="sms")

    message = refusal(client.delete(fax["url"]))

    assert worker["sid"] in message


def test_a_finished_task_shows_the_channel_that_was_deleted(client, workspace, workflow, fax):
    task = client.create(workspace["links"]["tasks"], TaskChannel="fax")
    client.change(task["url"], AssignmentStatus="canceled")

    client.remove(fax["url"])

    assert client.read(task["url"])["task_channel_unique_name"] == "fax"
    assert one(client.list(workspace["links"]["tasks"]))["task_channel_sid"] == fax["sid"]


def test_a_name_is_free_again_after_deletion(client, place, fax, worker):
    client.remove(fax["url"])

    again = client.create(place, FriendlyName="Fax", UniqueName="fax")

    assert again["sid"] > fax["sid"]
    assert client.read(f"{worker['links']['channels']}/fax")["task_channel_sid"] == again["sid"]


def test_the_fifteenth_channel_is_the_last(client, place, unchanged):
    assert module.MOST == 15
    for number in range(10):
        client.create(place, FriendlyName="More", UniqueName=f"more{number}")

    message = refusal(client.post(place, FriendlyName="More", UniqueName="more10"))

    assert message == "A maximum of 15 task channels in a workspace is allowed"
