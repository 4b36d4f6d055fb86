"""Hosts of Twilio's that mocktr does not stand in for."""

import asyncio

import aiohttp
import httpx
import pytest
import requests
from twilio.rest import Client as Twilio

from mocktr import HostRefused, Server, fixture
from mocktr.server.certificates import Authority
from tests.web.client import ACCOUNT

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
URL = f"https://api.twilio.com{MESSAGES}"
TEXT = (
    f"mocktr stands in for TaskRouter and its calls only, so POST {URL} is refused: "
    "record messages, forward its host to an emulator or a stub, or answer the request in the test"
)


@pytest.fixture
def world():
    with fixture.in_process({"seed": "support", "tenants": "one"}) as taskrouter:
        yield taskrouter


def by_requests():
    requests.post(URL, data={"To": "+1"}, auth=(ACCOUNT, "token"))


def by_httpx():
    httpx.post(URL, data={"To": "+1"}, auth=(ACCOUNT, "token"))


def by_aiohttp():
    async def send():
        async with aiohttp.ClientSession() as session:
            await session.post(URL, data={"To": "+1"})

    asyncio.run(send())


@pytest.mark.parametrize("send", [by_requests, by_httpx, by_aiohttp])
def test_in_process_a_request_is_refused_and_told_of(world, send):
    with pytest.raises(HostRefused, match="TaskRouter and its calls only, so POST https"):
        send()

    [entry] = world.verify("POST", "/Messages.json", kind="unserved", parameters={"To": "+1"})
    assert (entry.host, entry.status, entry.code) == ("api.twilio.com", 501, 20501)
    assert world.journal == [entry]
    assert str(entry.place) == URL


def test_a_test_can_verify_that_nothing_else_of_twilio_was_called(world):
    world.client.taskrouter.v1.workspaces.list()
    assert world.verify(kind="unserved", times=0) == []

    with pytest.raises(HostRefused):
        Twilio(ACCOUNT, "token").messages.create(to="+1", from_="+2", body="hello")

    with pytest.raises(AssertionError, match="expected any unserved never, but it came once"):
        world.verify(kind="unserved", times=0)


def test_requests_of_taskrouter_are_no_others(world):
    with pytest.raises(HostRefused):
        by_requests()

    assert world.count() == 0


@pytest.mark.parametrize("host", ["api.twilio.com", "API.twilio.com:443", "sync.us1.twilio.com"])
@pytest.mark.parametrize("path", [MESSAGES, "/v1/Workspaces", "/"])
def test_on_a_port_it_is_answered_with_501(host, path):
    with Server(seed="support", tenants="one") as server:
        answer = requests.post(
            server.url + path, headers={"Host": host}, auth=(ACCOUNT, "token"), data={"To": "+1"}
        )
        [entry] = server.sandbox.only.journal.entries

    assert answer.status_code == 501
    body = answer.json()
    assert (body["status"], body["code"]) == (501, 20501)
    assert f"{host}{path} is refused".lower() in body["message"].lower()
    assert (entry.kind, entry.host, entry.path) == ("unserved", host.lower(), path)


def test_it_is_through_tls_and_the_proxy_too(tmp_path):
    authority, ca = Authority(), tmp_path / "ca.pem"
    authority.write_certificate(ca)
    with Server(seed="support", tls=authority.context()) as server:
        proxy = server.tls_url.replace("https:", "http:")
        answer = requests.post(
            URL, proxies={"https": proxy}, verify=str(ca), auth=(ACCOUNT, "token")
        )

    assert answer.status_code == 501
    assert answer.json()["message"] == TEXT


def test_who_is_nobody_gets_the_same_answer_but_has_no_journal():
    with Server(seed="support", strict_auth=True, auth_token="secret") as server:
        answer = requests.post(server.url + MESSAGES, headers={"Host": "api.twilio.com"})
        tenants = server.sandbox.tenants()

    assert answer.status_code == 501
    assert all(not one.journal.entries for one in tenants.values())


@pytest.mark.parametrize("host", ["taskrouter.twilio.com", "taskrouter.dublin.ie1.twilio.com"])
def test_taskrouter_s_own_hosts_are_served(host):
    with Server(seed="support") as server:
        answer = requests.get(
            f"{server.url}/v1/Workspaces", headers={"Host": host}, auth=(ACCOUNT, "token")
        )

    assert answer.status_code == 200


def test_what_is_refused_in_process_says_what_can_be_done(world):
    with pytest.raises(HostRefused) as refused:
        by_requests()
    assert str(refused.value) == TEXT

    with pytest.raises(HostRefused, match="refused: forward its host to an emulator or a stub, or"):
        world.client.sync.v1.services("IS1").fetch()
