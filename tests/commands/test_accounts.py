"""The command that lets go of an account."""

import requests

from mocktr.server.server import Server

ALICE, BOB = ("AC" + "a" * 32, "token"), ("AC" + "b" * 32, "token")


def test_an_account_is_forgotten_over_http():
    with Server(seed="support") as server:
        for who in (ALICE, BOB):
            requests.get(f"{server.url}/v1/Workspaces", auth=who, timeout=5)

        first = requests.delete(f"{server.url}/mocktr/accounts/{ALICE[0]}", timeout=5)
        again = requests.delete(f"{server.url}/mocktr/accounts/{ALICE[0]}", timeout=5)

        assert list(server.sandbox.tenants()) == [BOB[0]]
    assert (first.status_code, first.json()) == (200, {"forgotten": ALICE[0], "accounts": 1})
    assert (again.status_code, again.json()["message"]) == (404, f"there is no account {ALICE[0]}")
