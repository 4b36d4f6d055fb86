"""What pages in browsers may ask of TaskRouter."""

import pytest

from mocktr import Sandbox

from .client import Client, refusal

NEAR = ["http://localhost:3000", "http://desk.test", "http://taskrouter.test"]
FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("origin", NEAR)
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_a_near_page_may_read_what_comes(client, origin, method):
    headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site"}

    answer = client.ask(method, "/Workspaces", headers=headers)

    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
def test_a_page_from_elsewhere_is_refused_and_changes_nothing(client, sandbox, headers, method):
    answer = client.ask(method, "/Workspaces", {"FriendlyName": "Evil"}, headers)

    assert "--cors names those that may ask" in refusal(answer, 403, 20403)
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert sandbox.tenants() == {}


def test_a_page_that_is_named_is_welcome():
    with Sandbox(cors=["https://*.example.com"]) as sandbox:
        client = Client(sandbox)
        answers = [
            client.ask("GET", "/Workspaces", headers={"Origin": origin})
            for origin in ("https://desk.example.com", "https://example.org")
        ]

    assert [answer.status for answer in answers] == [200, 403]


def test_who_is_no_page_is_told_what_twilio_tells(client):
    assert client.get("/Workspaces").headers["Access-Control-Allow-Origin"] == "*"
