"""Which operation a request is for."""

import pytest

from mocktr.web.routes import LONGEST_KEPT, known_route
from tests.web.client import HOST


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/Workspaces", "GET HEAD OPTIONS POST"),
        (f"{HOST}/mocktr/state", "GET HEAD OPTIONS PUT"),
    ],
)
def test_options_tells_the_methods_of_a_path_whatever_was_asked_before(client, path, methods):
    for method in ("OPTIONS", "GET", "OPTIONS"):
        answer = client.ask(method, path)
        assert answer.status == 200

    assert sorted(answer.headers["Allow"].split(", ")) == methods.split()


def test_one_path_has_a_route_for_each_method(client, workspace):
    path = workspace["url"].removeprefix(HOST + "/v1")

    for _ in range(2):
        assert client.read(path)["friendly_name"] == "Support"
        assert client.change(path, FriendlyName="Support")["url"] == HOST + "/v1" + path
        assert client.ask("PUT", path).status == 405


@pytest.mark.parametrize("host", ["taskrouter.twilio.com", "no host", "-", "ex\u00e4mple"])
def test_a_route_does_not_depend_on_the_host(client, host):
    assert client.ask("GET", "/Workspaces", headers={"Host": host}).status == 200


def test_long_paths_are_not_kept(client):
    """Or a stranger could fill the memory with them."""
    client.ask("GET", "/Workspaces/one")
    kept = known_route.cache_info()
    for digit in "1234":
        answer = client.ask(
            "GET", f"/Workspaces/{digit * LONGEST_KEPT}", headers={"Authorization": None}
        )
        assert answer.status == 401

    client.ask("GET", "/Workspaces/one")

    now = known_route.cache_info()
    assert (now.currsize, now.hits) == (kept.currsize, kept.hits + 1)


@pytest.mark.parametrize("path", ["/", "/nothing", "/mocktr/nothing"])
def test_outside_the_api_there_is_nothing_for_other_origins(client, path):
    answer = client.ask("GET", HOST + path)

    assert answer.status == 404
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_who_would_rather_have_a_websocket_gets_an_answer(client):
    headers = {"Connection": "Upgrade", "Upgrade": "websocket"}

    assert client.ask("GET", "/Workspaces", headers=headers).status == 200
