"""What keeps pages apart: tokens, accounts, workspaces, roles, origins; and secrets stay secret."""

import json
import logging
from contextlib import closing

import pytest
import requests
from websockets.exceptions import InvalidStatus

from mocktr import Sandbox, Server
from mocktr.commands import agents

from .conftest import SEED
from .page import PATIENCE, OldPage, Page

pytestmark = pytest.mark.mocktr(seed=SEED, bridge_delays=False)

FIRST, SECOND = "AC" + "1" * 32, "AC" + "2" * 32


def page_at(server, tenant, name, **how):
    made = agents.worker_token(tenant, name, **how)
    return Page(server.url, made["token"], made["workspace_sid"], made["worker_sid"])


# --- accounts ----------------------------------------------------------------------------------


@pytest.fixture
def pages():
    """Alice's pages in two accounts of one server."""
    with Sandbox(SEED, bridge_delays=False) as sandbox, Server(sandbox) as server:
        tenants = [sandbox.tenant(sid) for sid in (FIRST, SECOND)]
        one, other = (page_at(server, tenant, "alice") for tenant in tenants)
        with closing(one), closing(other):
            yield one, other


def test_no_session_sees_what_happens_in_another_account(pages):
    one, other = pages
    one.connect()
    other.connect()

    one.post(one.me, Attributes={"of": "one"})
    other.post(other.me, Attributes={"of": "other"})

    # The first that comes to each is its own.
    assert json.loads(one.hear("worker.attributes.update")["attributes"]) == {"of": "one"}
    assert json.loads(other.hear("worker.attributes.update")["attributes"]) == {"of": "other"}
    assert json.loads(one.get(one.me)["attributes"]) == {"of": "one"}


def test_a_session_displaces_none_of_another_account(pages):
    one, other = pages
    one.connect()

    other.connect(closeExistingSessions="true")

    one.post(one.me, Attributes={})
    assert one.hear("worker.attributes.update")["sid"] == one.worker_sid


def test_the_sessions_of_another_account_are_not_told_and_not_cut(pages):
    one, other = pages
    one.connect()
    sessions = f"{other.url.removesuffix('/v1/wschannels')}/mocktr/sessions"
    auth = (SECOND, "token")

    assert requests.get(sessions, auth=auth, timeout=PATIENCE).json()["sessions"] == []
    assert requests.delete(f"{sessions}/1", auth=auth, timeout=PATIENCE).status_code == 404
    one.post(one.me, Attributes={})
    one.hear("worker.attributes.update")


def test_the_old_sdks_url_admits_no_token_of_another_account(world, workspace, page_of):
    token = world.worker_token("alice", kind="capability")
    worker = page_of("alice").worker_sid

    with closing(OldPage(world.url, token, workspace.sid, worker, SECOND)) as page:
        assert page.send("GET", page.me).status_code == 403
        with pytest.raises(InvalidStatus):
            page.connect()


# --- workspaces --------------------------------------------------------------------------------

INSIDE = (
    "{home}",
    "{me}",
    "{home}/Activities",
    "{home}/TaskQueues",
    "{home}/Tasks",
    "{home}/Workers",
)


@pytest.mark.parametrize("role", ["worker", "supervisor"])
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("place", INSIDE)
def test_a_token_for_one_workspace_opens_no_other(page_of, role, method, place):
    sales, page = page_of("carol"), page_of("alice", role=role)

    answer = page.send(method, place.format(home=sales.home, me=sales.me))

    assert answer.status_code == 403


@pytest.mark.parametrize("place", INSIDE)
def test_nor_does_one_of_the_old_sdk(world, workspace, page_of, place):
    sales, alice = page_of("carol"), page_of("alice")
    token = world.worker_token("alice", kind="capability")

    page = OldPage(world.url, token, workspace.sid, alice.worker_sid, world.account_sid)
    url = place.format(home=sales.home, me=sales.me)
    answer = page.send("GET", f"https://taskrouter.twilio.com/v1/{url}")

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "trick",
    [
        "{home}/../{other}/Workers",
        "{home}/Workers/../../{other}/Workers",
        "/{other}/Workers",
        "v1/{other}/Workers",
        "https://taskrouter.twilio.com/{other}/Workers",
        "{home}%2F..%2F{other}/Workers",
        "{home}/Tasks/WT1/../../{other}/Workers",
    ],
)
def test_no_spelling_of_a_url_leads_out_of_a_workspace(page_of, trick):
    page, sales = page_of("alice", role="supervisor"), page_of("carol")

    answer = page.send("GET", trick.format(home=page.home, other=sales.home))

    assert answer.status_code in (403, 404)
    assert "carol" not in answer.text


def test_no_session_sees_what_happens_to_another_worker(alice, bob):
    alice.post(alice.me, Attributes={"of": "alice"})
    bob.post(bob.me, Attributes={"of": "bob"})

    assert bob.hear("worker.attributes.update")["sid"] == bob.worker_sid
    assert alice.hear("worker.attributes.update")["sid"] == alice.worker_sid


# --- roles -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "place", "sent", "worker", "supervisor"),
    [
        ("GET", "{me}", {}, 200, 200),
        ("GET", "{home}/Workers", {}, 200, 200),
        ("GET", "{other}", {}, 200, 200),
        ("GET", "{other}/Reservations", {}, 403, 200),
        ("GET", "{other}/WorkerChannels", {}, 403, 200),
        ("POST", "{me}", {"Attributes": {}}, 200, 200),
        ("POST", "{other}", {"Attributes": {}}, 403, 200),
        ("POST", "{other}/Transfers", {}, 403, 403),
        ("POST", "{home}/Workers", {"FriendlyName": "dora"}, 403, 403),
        ("POST", "{home}", {"FriendlyName": "x"}, 403, 403),
        ("POST", "{home}/TaskQueues", {"FriendlyName": "x"}, 403, 403),
        ("DELETE", "{me}", {}, 405, 405),
    ],
)
def test_a_role_decides_what_a_token_opens(page_of, method, place, sent, worker, supervisor):
    other = page_of("bob")
    for role, expected in (("worker", worker), ("supervisor", supervisor)):
        page = page_of("alice", role=role)
        url = place.format(me=page.me, home=page.home, other=other.me)

        assert page.send(method, url, sent).status_code == expected, role


# --- secrets -----------------------------------------------------------------------------------


CLIENTS = ("websockets.client", "urllib3.connectionpool")
"""The loggers of what the tests ask with."""


def test_tokens_stand_in_no_log_and_not_in_the_journal(caplog):
    caplog.set_level(logging.DEBUG)
    sandbox = Sandbox(SEED, tenants="one", bridge_delays=False)
    with sandbox, Server(sandbox) as server:
        page = page_at(server, sandbox.only, "alice")
        good = page.token
        with closing(page.connect()):
            page.post(page.me, Attributes={"token": good})
            page.send("GET", f"{page.me}/Nothing?token={good}")
        page.token = bad = f"{good}x"
        page.send("GET", page.me)
        with pytest.raises(InvalidStatus):
            page.open()
        told = str([one.as_dict() for one in sandbox.only.journal.entries])

    # Those of the clients are not the server's.
    logged = "\n".join(one.getMessage() for one in caplog.records if one.name not in CLIENTS)
    assert "a token was refused" in logged
    assert "/v1/wschannels" in logged
    for text in (logged, told):
        assert good.rpartition(".")[2] not in text
        assert bad.rpartition(".")[2] not in text


def test_who_is_connected_is_told_without_their_token(world, alice):
    assert alice.token.rpartition(".")[2] not in str(world.sessions)
    assert alice.token.rpartition(".")[2] not in json.dumps(world.state(events=True))


# --- origins -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        # Browsers send no Origin with some requests; that they come from elsewhere they say.
        {"Sec-Fetch-Site": "cross-site"},
        {"Host": "evil.example"},
    ],
)
def test_no_page_from_elsewhere_has_a_session_though_its_token_is_good(page_of, headers):
    page = page_of("alice")
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==",
        "Sec-WebSocket-Version": "13",
    }
    query = {"token": page.token, "clientVersion": "3.1.0"}

    answer = requests.get(page.url, query, headers={**upgrade, **headers}, timeout=PATIENCE)

    assert answer.status_code == 403


def test_a_request_without_an_origin_needs_a_token_all_the_same(page_of):
    page = page_of("alice")

    assert page.send("GET", page.me).status_code == 200
    page.token = ""
    assert page.send("GET", page.me).status_code == 403
    with pytest.raises(InvalidStatus) as caught:
        page.open()
    assert caught.value.response.status_code == 403
