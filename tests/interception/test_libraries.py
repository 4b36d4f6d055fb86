"""What is so in every library: TaskRouter answers, other Twilio hosts don't, others are as ever."""

import aiohttp
import httpx
import pytest
import requests

from mocktr import HostRefused, Server, mock_taskrouter

from .callers import CALLERS, WORKSPACES, names, world

NOBODY_THERE = (requests.ConnectionError, httpx.ConnectError, aiohttp.ClientConnectorError)


@pytest.fixture(params=CALLERS.values(), ids=CALLERS)
def ask(request):
    return request.param


@pytest.mark.parametrize(
    "host",
    [
        "taskrouter.twilio.com",
        "taskrouter.dublin.ie1.twilio.com",
        "taskrouter.au1.twilio.com",
        "TaskRouter.Twilio.com:443",
    ],
)
def test_every_taskrouter_host_is_answered(ask, host):
    with mock_taskrouter(seed="support"):
        assert names(ask, f"https://{host}/v1/Workspaces") == ["Support"]


def test_what_is_sent_arrives_and_what_comes_back_is_whole(ask):
    with mock_taskrouter(seed=world("Support")):
        [workspace] = ask("GET", WORKSPACES).json["workspaces"]
        form = {"FriendlyName": "Zoë & Søn", "Attributes": '{"languages": ["en"]}'}
        created = ask("POST", workspace["links"]["workers"], form)
        found = ask("GET", workspace["links"]["workers"] + "?FriendlyName=Zo%C3%AB+%26+S%C3%B8n")
        gone = ask("DELETE", created.json["url"])

    assert created.status == 201
    assert created.json["url"].startswith("https://taskrouter.twilio.com/v1/Workspaces/WS")
    assert [one["friendly_name"] for one in found.json["workers"]] == ["Zoë & Søn"]
    assert found.json["workers"][0]["attributes"] == '{"languages":["en"]}'
    assert (gone.status, gone.json) == (204, None)


def test_the_headers_of_answers_arrive(ask):
    with mock_taskrouter(seed="support"):
        [workspace] = ask("GET", WORKSPACES).json["workspaces"]
        created = ask("POST", workspace["links"]["tasks"], {"Attributes": "{}"})

    assert created.headers["ETag"] == '"0"'
    assert created.headers["content-type"].startswith("application/json")


def test_an_error_is_answered_with_its_status(ask):
    with mock_taskrouter(seed="support"):
        answer = ask("GET", WORKSPACES + "/WS" + "0" * 32)

    assert (answer.status, answer.json["code"]) == (404, 20404)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.twilio.com/2010-04-01/Accounts.json",
        "https://event-bridge.twilio.com/v1/wschannels",
        "https://twilio.com",
    ],
)
def test_other_twilio_hosts_are_refused_with_a_message(ask, url):
    with mock_taskrouter(seed="support"), pytest.raises(HostRefused) as caught:
        ask("GET", url)

    assert f"mocktr stands in for TaskRouter and its calls only, so GET {url}" in str(caught.value)


def test_all_other_hosts_pass_through(ask):
    with Server() as elsewhere, mock_taskrouter(seed="support"):
        answer = ask("GET", elsewhere.url + "/mocktr/health")

    assert answer.json["status"] == "ok"


def test_a_host_that_only_looks_like_twilio_passes_through(ask):
    with mock_taskrouter(seed="support"), pytest.raises(NOBODY_THERE):
        ask("GET", "http://taskrouter.twilio.com.localhost:9/v1")


def test_the_inner_of_two_nested_worlds_answers(ask):
    with mock_taskrouter(seed=world("Outer")):
        with mock_taskrouter(seed=world("Inner")):
            assert names(ask) == ["Inner"]
        assert names(ask) == ["Outer"]
