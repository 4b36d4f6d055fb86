"""The API beside TaskRouter is answered at its places, for who may ask, and nothing else is."""

import asyncio

import aiohttp
import httpx
import pytest
import requests
from requests.auth import _basic_auth_str
from twilio.rest import Client as Twilio

from mocktr import HostRefused, Sandbox, Server, fixture
from mocktr.server.certificates import Authority

from ..client import ACCOUNT, NOBODY, refusal
from .conftest import Api

CALLS = f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
AUTH = (ACCOUNT, "token")


@pytest.mark.parametrize("host", ["api.twilio.com", "api.dublin.ie1.twilio.com", None])
def test_it_is_answered_under_twilio_s_name_and_our_own(host):
    with Server() as server:
        answer = requests.get(
            server.url + CALLS, headers={"Host": host} if host else {}, auth=AUTH, timeout=10
        )

    assert (answer.status_code, answer.json()["calls"]) == (200, [])
    assert answer.headers["Twilio-Request-Id"].startswith("RQ")


def test_it_is_not_answered_under_taskrouter_s_name():
    with Server() as server:
        answer = requests.get(
            server.url + CALLS, headers={"Host": "taskrouter.twilio.com"}, auth=AUTH, timeout=10
        )

    assert answer.status_code == 404


def test_it_is_answered_through_tls_and_the_proxy(tmp_path):
    authority, ca = Authority(), tmp_path / "ca.pem"
    authority.write_certificate(ca)
    with Server(tls=authority.context()) as server:
        answer = requests.get(
            f"https://api.twilio.com{CALLS}",
            proxies={"https": server.tls_url.replace("https:", "http:")},
            verify=str(ca),
            auth=AUTH,
            timeout=10,
        )

    assert answer.json()["first_page_uri"] == f"{CALLS}?PageSize=50&Page=0"


def test_the_helper_library_of_the_fixture_has_it_in_process_and_on_a_port():
    for place in (fixture.in_process, fixture.on_a_port):
        with place({"tenants": "one"}) as world:
            assert world.client.calls.list() == []


def by_httpx():
    return httpx.get(f"https://api.twilio.com{CALLS}", auth=AUTH).json()


def by_aiohttp():
    async def send():
        headers = {"Authorization": _basic_auth_str(*AUTH)}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.get(f"https://api.twilio.com{CALLS}") as answer,
        ):
            return await answer.json()

    return asyncio.run(send())


@pytest.mark.parametrize("ask", [by_httpx, by_aiohttp])
def test_it_is_answered_whichever_library_asks(ask):
    with fixture.in_process({"tenants": "one"}):
        assert ask()["calls"] == []


def test_a_stranger_is_refused():
    with Sandbox(strict_auth=True, auth_token="secret") as sandbox:
        refusal(Api(sandbox).get("/Calls.json"), 401, 20003)


def test_an_account_sees_its_own_calls_only(sandbox, api, app):
    app.documents["/voice"] = "<Pause/>"
    api.call()
    other = Api(sandbox, "AC" + "b" * 32)

    refusal(other.get("/Calls.json"), 404, 20404)
    assert other.get(f"/2010-04-01/Accounts/AC{'b' * 32}/Calls.json").body["calls"] == []
    refusal(api.get("/2010-04-01/Accounts/SK1/Calls.json"), 404, 20404)


def test_a_name_that_only_looks_like_an_account_is_one(sandbox):
    client = Api(sandbox, "ACxxx")

    assert client.get("/2010-04-01/Accounts/ACxxx/Calls.json").status == 200


def test_an_api_key_that_no_seed_lists_is_an_account_of_its_own(sandbox, api, app):
    app.documents["/voice"] = "<Pause/>"
    api.call()
    client = Api(sandbox, "SK" + "c" * 32)

    client.call()
    assert len(client.items("/Calls.json")) == 1


def test_an_api_key_of_a_seed_is_its_account_s():
    accounts = [{"sid": ACCOUNT, "auth_token": "token", "api_keys": {"SK" + "c" * 32: "secret"}}]
    with Sandbox(seed={"accounts": accounts}) as sandbox:
        client = Api(sandbox, "SK" + "c" * 32, "secret")

        assert client.items("/Calls.json") == []
        refusal(client.get(f"/2010-04-01/Accounts/AC{'b' * 32}/Calls.json"), 404, 20404)


def test_in_a_shared_world_all_accounts_are_one():
    with Sandbox(tenants="one") as sandbox:
        Api(sandbox).call("", Url="", Twiml="<Response><Pause/></Response>")
        other = "AC" + "b" * 32
        found = Api(sandbox, other).get(f"/2010-04-01/Accounts/{other}/Calls.json").body

    assert len(found["calls"]) == 1


@pytest.mark.parametrize("path", ["/Messages.json", "/Calls", "/Calls/CA1/Payments.json"])
def test_what_is_not_there_is_refused_as_other_hosts_are(path):
    with fixture.in_process({"tenants": "one"}) as world:
        with pytest.raises(HostRefused):
            requests.post(
                f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}{path}", auth=AUTH, timeout=9
            )
        [entry] = world.verify("POST", path, kind="unserved")

    assert (entry.status, entry.host) == (501, "api.twilio.com")


def test_an_empty_sid_reaches_nothing(api):
    refusal(api.get("/Calls/.json"), 404, 20404)
    refusal(api.post("/Conferences//Participants.json", To="+1", From="+2"), 404, 20404)


def test_a_method_that_is_not_there_is_refused(api):
    refusal(api.post("/Conferences.json"), 405, 20004)


def test_requests_stand_in_the_journal():
    with fixture.in_process({"tenants": "one"}) as world:
        Twilio(*AUTH).calls.create(to="+1", from_="+2", twiml="<Response/>")
        [entry] = world.verify("POST", "/Calls.json", parameters={"To": "+1"})

    assert (entry.kind, entry.path, entry.status) == ("request", CALLS, 201)


def test_faults_meet_these_requests_too():
    with fixture.in_process({"tenants": "one"}) as world:
        world.fault(path="/Calls.json", status=503, times=1)
        answers = [
            requests.get(f"https://api.twilio.com{CALLS}", auth=AUTH, timeout=9) for _ in range(2)
        ]

    assert [one.status_code for one in answers] == [503, 200]


def test_browsers_may_ask(api):
    assert api.ask("OPTIONS", "/Calls.json").status == 200
    answer = api.ask("GET", f"/Calls/CA{NOBODY}.json", headers={"Origin": "http://localhost"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
