"""Who may come in, and what the others are told (sources: rest)."""

from base64 import b64encode

import pytest

from mocktr import Sandbox

from .client import ACCOUNT, NOBODY, Client, refusal

OTHER = "AC" + "b" * 32
KEY = "SK" + "c" * 32
WRONG = {
    "code": 20003,
    "detail": "Your AccountSid or AuthToken was incorrect.",
    "message": "Authenticate",
    "more_info": "https://www.twilio.com/docs/errors/20003",
    "status": 401,
}


def without(client, authorization=None):
    return client.ask("GET", "/Workspaces", headers={"Authorization": authorization})


def basic(text):
    return "Basic " + b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "authorization", [None, "", "Basic !", "Basic \u00e9", "Bearer abc", "Digest a=b"]
)
def test_without_basic_credentials_nobody_comes_in(client, authorization):
    answer = without(client, authorization)

    assert answer.status == 401
    assert answer.body == {
        "code": 20003,
        "message": "Authentication Error - No credentials provided",
        "more_info": "https://www.twilio.com/docs/errors/20003",
        "status": 401,
    }


def test_401_says_how_to_authenticate(client):
    assert without(client).headers["WWW-Authenticate"] == 'Basic realm="Twilio API"'


@pytest.mark.parametrize("text", ["", ":token", "alice:token", f"WS{NOBODY}:token", f"ac{NOBODY}"])
def test_a_username_is_an_account_or_a_key(client, text):
    answer = without(client, basic(text))

    message = refusal(answer, 401, 20003)
    assert message == "Authentication Error - invalid username"


@pytest.mark.parametrize("token", ["token", "", "a:b:c", "é"])
def test_any_token_is_welcome_unless_told(client, workspace, token):
    answer = without(client, basic(f"{ACCOUNT}:{token}"))

    assert answer.body["workspaces"] == [workspace]


def test_the_scheme_is_spelled_in_any_case(client):
    assert without(client, basic(f"{ACCOUNT}:token").replace("Basic", "bASIC")).status == 200


def test_objects_carry_the_account_of_the_credentials(workspace):
    assert workspace["account_sid"] == ACCOUNT


def test_accounts_do_not_see_each_other(sandbox, workspace):
    stranger = Client(sandbox, OTHER)

    assert stranger.list("/Workspaces") == []
    assert refusal(stranger.get(workspace["url"]), 404, 20404)
    assert refusal(stranger.delete(workspace["url"]), 404, 20404)


def test_a_key_that_no_seed_lists_is_an_account_of_its_own(sandbox):
    made = Client(sandbox, KEY).create("/Workspaces", FriendlyName="Support")

    assert made["account_sid"] == "AC" + KEY[2:]


def test_names_of_examples_are_accounts_too(sandbox):
    made = Client(sandbox, "ACxxx").create("/Workspaces", FriendlyName="Support")

    assert made["account_sid"].startswith("AC")
    assert len(made["account_sid"]) == 34
    assert Client(sandbox, "ACxxx", "other").list("/Workspaces") == [made]


def test_one_world_can_be_shared_by_all_accounts():
    with Sandbox(tenants="one") as sandbox:
        made = Client(sandbox, ACCOUNT).create("/Workspaces", FriendlyName="Support")

        assert Client(sandbox, OTHER).list("/Workspaces") == [made]


@pytest.mark.parametrize(("token", "status"), [("secret", 200), ("Secret", 401), ("", 401)])
def test_strict_authentication_wants_the_token(token, status):
    with Sandbox(strict_auth=True, auth_token="secret") as sandbox:
        answer = Client(sandbox, ACCOUNT, token).get("/Workspaces")

    assert answer.status == status


@pytest.mark.parametrize("name", ["ACxxx", KEY, "AC" + "g" * 32])
def test_strict_authentication_wants_a_real_account(name):
    with Sandbox(strict_auth=True, auth_token="secret") as sandbox:
        assert Client(sandbox, name, "secret").get("/Workspaces").body == WRONG


@pytest.fixture
def listed():
    """A sandbox whose seed lists one account, with its token and a key."""
    account = {"sid": ACCOUNT, "auth_token": "secret", "api_keys": {KEY: "key secret"}}
    with Sandbox({"accounts": [account]}) as sandbox:
        yield sandbox


@pytest.mark.parametrize(("name", "password"), [(ACCOUNT, "secret"), (KEY, "key secret")])
def test_a_listed_account_comes_in_by_token_and_by_key(listed, name, password):
    made = Client(listed, name, password).create("/Workspaces", FriendlyName="Support")

    assert made["account_sid"] == ACCOUNT


@pytest.mark.parametrize(
    ("name", "password"),
    [(ACCOUNT, "wrong"), (KEY, "secret"), (OTHER, "secret"), ("SK" + NOBODY, "key secret")],
)
def test_a_seed_with_accounts_refuses_everybody_else(listed, name, password):
    assert Client(listed, name, password).get("/Workspaces").body == WRONG


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/Workspaces", "/Nothing", f"/Workspaces/WS{NOBODY}/Tasks"])
def test_a_stranger_learns_nothing_of_what_exists(client, method, path):
    answer = client.ask(method, path, headers={"Authorization": None})

    assert refusal(answer, 401, 20003)


def test_preflight_requests_need_no_credentials(client):
    answer = client.ask("OPTIONS", "/Workspaces", headers={"Authorization": None})

    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
