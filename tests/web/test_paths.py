"""Slashes that mean nothing, and those between which a SID is missing."""

import pytest

from mocktr.web.paths import plain_path
from tests.web.client import refusal

WS, WT = "WS" + "a" * 32, "WT" + "b" * 32


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("/v1/Workspaces", "/v1/Workspaces"),
        ("/v1//Workspaces", "/v1/Workspaces"),
        ("v1/Workspaces", "/v1/Workspaces"),
        ("///v1///Workspaces///", "/v1/Workspaces"),
        (f"/v1/Workspaces/{WS}/", f"/v1/Workspaces/{WS}"),
        (f"/v1/Workspaces//{WS}//Tasks", f"/v1/Workspaces/{WS}/Tasks"),
        (f"/v1/Workspaces/{WS}/Tasks/", f"/v1/Workspaces/{WS}/Tasks"),
        ("//mocktr//clock/", "/mocktr/clock"),
        ("", "/"),
        ("//", "/"),
    ],
)
def test_slashes_that_mean_nothing_go(path, plain):
    assert plain_path(path, "GET") == plain


@pytest.mark.parametrize(
    "path",
    [
        "/v1/Workspaces//TaskQueues",
        "/v1/Workspaces//Tasks/" + WT,
        f"/v1/Workspaces/{WS}/Workers//Statistics",
        f"/v1/Workspaces/{WS}/Tasks//Reservations/",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_sid_that_is_missing_between_two_names_leaves_the_path_as_it_came(path, method):
    assert plain_path(path, method) == path


@pytest.mark.parametrize("method", ["POST", "DELETE", "PUT"])
def test_a_sid_that_is_missing_at_the_end_does_so_where_something_would_change(method):
    path = f"/v1/Workspaces/{WS}/Tasks/"

    assert plain_path(path, method) == path
    assert plain_path(path, "HEAD") == path[:-1]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_refusal_shows_the_slashes(client, workspace, method):
    answer = client.ask(method, "/Workspaces//TaskQueues", {} if method == "POST" else None)

    wanted = "The requested resource /Workspaces//TaskQueues was not found"
    assert refusal(answer, 404, 20404) == wanted


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_an_empty_sid_reaches_no_collection(client, workspace, unchanged, method):
    path = f"/Workspaces/{workspace['sid']}/Tasks/"

    answer = client.ask(method, path, {"Attributes": "{}"} if method == "POST" else None)

    assert refusal(answer, 404, 20404) == f"The requested resource {path} was not found"
    assert unchanged()


def test_statistics_of_an_empty_sid_are_not_those_of_all(client, workspace):
    path = f"/Workspaces/{workspace['sid']}/Workers//Statistics"

    assert refusal(client.get(path), 404, 20404).endswith(f"{path} was not found")


def test_the_journal_shows_the_slashes(client, workspace):
    client.ask("POST", "/Workspaces//Tasks", {})

    [*_, entry] = client.sandbox.tenant("AC" + "a" * 32).journal.entries
    assert entry.path == "/v1/Workspaces//Tasks"
