"""Under which name a request holds a thread of the server's."""

from types import SimpleNamespace

import pytest
from requests.auth import _basic_auth_str

from mocktr.web import share_of

ALICE = "AC" + "a" * 32


def share(place, username=ALICE):
    method, target = place.split()
    path, _, query = target.partition("?")
    headers = {"AUTHORIZATION": _basic_auth_str(username, "token")} if username else {}
    return share_of(SimpleNamespace(command=method, path=path, query=query, headers=headers))


@pytest.mark.parametrize(
    ("place", "purpose"),
    [
        ("GET /v1/Workspaces", "request"),
        ("GET /mocktr/journal", "command"),
        ("GET /mocktr/journal?wait=false", "command"),
        ("GET /mocktr/journal?wait=true", "waiting"),
        ("GET /mocktr/tasks/WT1/explain", "command"),
        ("POST /mocktr/reset", "command"),
        ("DELETE /mocktr/journal", "waiting"),
        ("POST /mocktr/clock/advance", "waiting"),
        ("GET /mocktr/nothing", "waiting"),
    ],
)
def test_what_may_wait_has_another_share_than_what_does_not(place, purpose):
    assert share(place) == (ALICE, purpose)


@pytest.mark.parametrize("username", ["", "nobody", "AC1"])
def test_a_share_is_that_of_whoever_asks(username):
    assert share("GET /mocktr/health", username) == (username, "command")
