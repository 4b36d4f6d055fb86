"""The accounts that there are: listed, addressed, forgotten."""

import pytest
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


# --- who is there ----------------------------------------------------------------------------


def test_accounts_are_listed_as_they_were_met():
    with Server(seed="support") as server:
        assert requests.get(f"{server.url}/mocktr/accounts", timeout=5).json()["accounts"] == []
        for who in (BOB, ALICE):
            requests.get(f"{server.url}/v1/Workspaces", auth=who, timeout=5)
        listed = requests.get(f"{server.url}/mocktr/accounts", timeout=5).json()

    assert (listed["count"], listed["shares_world"]) == (2, False)
    assert [one["account_sid"] for one in listed["accounts"]] == [BOB[0], ALICE[0]]
    first = listed["accounts"][0]
    assert (first["workspaces"], first["workers"], first["tasks"]) == (1, 4, 0)
    assert first["last_request"].pop("wall") > 0
    assert first["last_request"] == {"number": 1, "method": "GET", "path": "/v1/Workspaces"}
    assert first["in_flight"]["callbacks"] == 0
    assert not first["listed"]


def test_an_account_that_a_seed_names_is_listed_before_it_asks():
    with Server(seed={"accounts": [{"sid": ALICE[0], "auth_token": "t"}]}) as server:
        [one] = requests.get(f"{server.url}/mocktr/accounts", timeout=5).json()["accounts"]

    assert (one["account_sid"], one["listed"], one["last_request"]) == (ALICE[0], True, None)


# --- addressing one --------------------------------------------------------------------------


def ask(server, method, path, name, **options):
    headers = {"X-Mocktr-Account": name, **options.pop("headers", {})}
    url = f"{server.url}/mocktr/{path}"
    return requests.request(method, url, headers=headers, timeout=5, **options)


def test_an_account_is_addressed_by_its_sid_without_its_token():
    seed = {"accounts": [{"sid": who[0], "auth_token": "secret"} for who in (ALICE, BOB)]}
    with Server(seed=seed) as server:
        moved = ask(server, "POST", "clock/advance", ALICE[0], json={"seconds": 60})
        clocks = [ask(server, "GET", "clock", who[0]).json()["now"] for who in (ALICE, BOB)]
        stranger = ask(server, "GET", "clock", "AC" + "c" * 32)

    assert moved.status_code == 200
    assert clocks == ["2030-01-07T09:01:00Z", "2030-01-07T09:00:00Z"]
    assert stranger.status_code == 404
    said = f'X-Mocktr-Account: no account "AC{"c" * 32}"; there are {ALICE[0]}'
    assert stranger.json()["message"].startswith(said)


@pytest.mark.parametrize("name", ["", "bob", "WS" + "0" * 32])
def test_a_name_that_is_no_accounts_is_nobodys(name):
    with Server(seed="support") as server:
        assert ask(server, "POST", "reset", name).status_code == 404


def test_whoever_looks_at_an_account_does_not_make_it():
    with Server(seed="support") as server:
        assert ask(server, "GET", "board", ALICE[0]).json()["account_sid"] == ALICE[0]
        assert server.sandbox.tenants() == {}

        ask(server, "POST", "faults", ALICE[0], json={"status": 503})

        assert list(server.sandbox.tenants()) == [ALICE[0]]


def test_a_listed_api_key_means_its_account():
    key = "SK" + "1" * 32
    seed = {"accounts": [{"sid": ALICE[0], "auth_token": "t", "api_keys": {key: "s"}}]}
    with Server(seed=seed) as server:
        assert ask(server, "GET", "board", key).json()["account_sid"] == ALICE[0]


def test_where_all_share_one_world_any_account_means_it():
    with Server(seed="support", tenants="one") as server:
        [there] = server.sandbox.tenants()

        assert ask(server, "GET", "board", ALICE[0]).json()["account_sid"] == there


def test_credentials_and_the_header_have_to_mean_the_same():
    with Server(seed="support") as server:
        same = ask(server, "POST", "reset", ALICE[0], auth=ALICE)
        other = ask(server, "POST", "reset", BOB[0], auth=ALICE)

    assert (same.status_code, other.status_code) == (200, 400)
    assert "expected the account of the credentials" in other.json()["message"]


def test_the_header_opens_nothing_to_who_is_not_admitted():
    with Server(seed="support", admin_token="secret") as server:
        assert ask(server, "GET", "clock", ALICE[0]).status_code == 401
        page = {"Origin": "https://evil.example", "X-Mocktr-Token": "secret"}
        assert ask(server, "GET", "clock", ALICE[0], headers=page).status_code == 403
        known = {"X-Mocktr-Token": "secret"}
        assert ask(server, "GET", "clock", ALICE[0], headers=known).status_code == 200
        rest = requests.get(
            f"{server.url}/v1/Workspaces", headers={"X-Mocktr-Account": ALICE[0]}, timeout=5
        )
        assert rest.status_code == 401
