"""`GET /mocktr/seed`: the world as it stands, as a seed."""

import json

import pytest
import requests

from mocktr import Sandbox, Server
from tests.seed.portrait import loaded, portrait

ALICE, BOB = ("AC" + "a" * 32, "token"), ("AC" + "b" * 32, "token")


@pytest.fixture
def server():
    with Server(seed="support") as server:
        yield server


def seed(server, auth=ALICE, accept=None):
    headers = {"Accept": accept} if accept else {}
    return requests.get(server.url + "/mocktr/seed", auth=auth, headers=headers, timeout=10)


def change(server, auth=ALICE):
    """Rename a default, add a worker, and let a task come."""
    home = requests.get(server.url + "/v1/Workspaces", auth=auth, timeout=10).json()["workspaces"][
        0
    ]
    links = home["links"]
    activities = requests.get(links["activities"], auth=auth, timeout=10).json()["activities"]
    for url, data in [
        (activities[1]["url"], {"FriendlyName": "Ready"}),
        (links["workers"], {"FriendlyName": "eve", "ActivitySid": activities[1]["sid"]}),
        (links["tasks"], {"Attributes": '{"language": "es"}'}),
    ]:
        requests.post(url, auth=auth, data=data, timeout=10).raise_for_status()


def test_it_is_the_world_as_it_stands_and_not_as_it_began(server):
    change(server)

    [row] = seed(server).json()["workspaces"]

    assert [one["friendly_name"] for one in row["activities"]] == [
        "Offline",
        "Ready",
        "Unavailable",
    ]
    assert row["workers"][-1] == {"friendly_name": "eve", "activity": "Ready"}
    assert "tasks" not in row


def test_it_loads_into_an_equivalent_world(server):
    change(server)
    [world] = [tenant.account for tenant in server.sandbox.tenants().values()]
    document = seed(server).json()

    with Sandbox(seed=document, tenants="one") as again:
        assert portrait(again.only.account) == portrait(world)
    assert portrait(loaded(json.dumps(document))) == portrait(world)


def test_it_is_yaml_for_those_who_ask_for_it(server):
    answer = seed(server, accept="application/yaml")

    assert answer.headers["Content-Type"].startswith("application/yaml")
    assert answer.text.startswith("workspaces:\n  - friendly_name: Support\n")
    [world] = [tenant.account for tenant in server.sandbox.tenants().values()]
    assert portrait(loaded(answer.text)) == portrait(world)


def test_what_is_refused_is_in_yaml_too(server):
    answer = requests.get(
        server.url + "/mocktr/nothing", headers={"Accept": "application/yaml"}, timeout=10
    )

    assert answer.status_code == 404
    assert answer.text.startswith("status: 404\nmessage: ")


@pytest.mark.parametrize("path", ["/nothing", "/mocktr/nothing", "/mocktr/seed"])
def test_under_a_name_of_twilios_nothing_is_in_yaml(server, path):
    headers = {"Accept": "application/yaml", "Host": "taskrouter.twilio.com"}
    answer = requests.get(server.url + path, headers=headers, timeout=10)

    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.json()["message"] == f"The requested resource {path} was not found"


def test_an_answer_without_a_body_needs_no_yaml(server):
    answer = requests.options(
        server.url + "/mocktr/seed", headers={"Accept": "application/yaml"}, timeout=10
    )

    assert (answer.status_code, answer.content) == (200, b"")
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("accept", [None, "*/*", "application/json", "text/html"])
def test_it_is_json_otherwise(server, accept):
    answer = seed(server, accept=accept)

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["workspaces"][0]["friendly_name"] == "Support"


def test_without_credentials_it_is_the_seeds_of_all_accounts(server):
    seed(server, ALICE)
    change(server, BOB)

    found = seed(server, auth=None).json()["accounts"]

    assert found == {ALICE[0]: seed(server, ALICE).json(), BOB[0]: seed(server, BOB).json()}
    assert found[ALICE[0]] != found[BOB[0]]


def test_reading_it_changes_nothing(server):
    change(server)
    [account] = [tenant.account for tenant in server.sandbox.tenants().values()]
    before = portrait(account), account.sids.count, len(account.events)

    assert seed(server).text == seed(server).text
    assert (portrait(account), account.sids.count, len(account.events)) == before
