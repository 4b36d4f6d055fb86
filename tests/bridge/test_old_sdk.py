"""Pages of the old SDK, v1.x: REST answers, policies, and events of its own shape."""

from contextlib import closing

import pytest
import requests
from twilio.jwt.taskrouter.capabilities import (
    TaskQueueCapabilityToken,
    WorkerCapabilityToken,
    WorkspaceCapabilityToken,
)

from mocktr.sandbox import tokens

from .conftest import SEED
from .page import PATIENCE, OldPage, Refused

pytestmark = pytest.mark.mocktr(seed=SEED, bridge_delays=False)


@pytest.fixture
def old(world, workspace):
    """Makes a page of the old SDK with a token of Twilio's library, as its options say."""
    made = []

    def old(token, channel):
        page = OldPage(world.url, token, workspace.sid, channel, world.account_sid)
        made.append(page)
        return page

    yield old
    for page in made:
        page.close()


@pytest.fixture
def alice(world, workspace, old):
    [worker] = workspace.workers.list(friendly_name="alice")
    return old(world.worker_token("alice", kind="capability"), worker.sid)


def quickstart(world, workspace, worker, *more):
    """The token of Twilio's quickstart."""
    token = WorkerCapabilityToken(world.account_sid, world.auth_token, workspace.sid, worker)
    token.allow_update_activities()
    token.allow_update_reservations()
    for allow in more:
        getattr(token, allow)()
    return token.to_jwt()


# What it starts with


def test_ready_is_the_worker_as_the_rest_api_shows_them(alice):
    answer = alice.send("GET", alice.me, event_type="ready").json()

    assert answer["event_type"] == "ready"
    assert answer["payload"]["date_created"] == "2030-01-07T09:00:00Z"
    assert answer["payload"]["links"]["workspace"] == alice.home


def test_nothing_comes_before_the_first_event(alice, workspace):
    alice.connect()

    task = workspace.tasks.create(attributes='{"a":1}')

    payload = alice.hear("reservation.created")
    [reservation] = task.reservations.list()
    assert (payload["sid"], payload["reservation_sid"]) == (task.sid, reservation.sid)
    assert set(payload) == {
        *("account_sid", "addons", "age", "assignment_status", "attributes", "counter"),
        *("date_created", "date_updated", "priority", "queue_name", "queue_sid", "reason"),
        *("reservation_sid", "routing_target", "sid", "task_channel_sid", "version"),
        *("task_channel_unique_name", "timeout", "virtual_start_time", "workflow_name"),
        *("workflow_sid", "workspace_sid"),
    }


def test_an_expired_token_leaves_the_socket_open(world, workspace, old, alice, monkeypatch):
    claims = WorkerCapabilityToken(
        world.account_sid, world.auth_token, workspace.sid, alice.worker_sid
    )
    page = old(claims.to_jwt(ttl=-1), alice.worker_sid).connect()
    monkeypatch.setattr(tokens, "LEEWAY", 0)
    assert page.send("GET", page.me).status_code == 401

    workspace.tasks.create()

    page.hear("reservation.created")


def test_both_sdks_hear_of_one_worker_each_in_its_own_way(page_of, alice, workspace):
    new = page_of("alice").connect()
    alice.connect()

    task = workspace.tasks.create()

    assert alice.hear("reservation.created")["sid"] == task.sid
    assert new.hear("reservation.created")["task"]["sid"] == task.sid


def test_who_is_connected_is_told(world, alice):
    alice.connect()

    [session] = world.sessions

    assert (session["sdk"], session["sdk_version"], session["role"]) == ("1.x", None, None)
    assert session["worker_name"] == "alice"


def test_the_activity_at_the_end_is_set(alice, workspace, activities):
    alice.connect(disconnectActivitySid=activities["Unavailable"])
    alice.close()
    worker = workspace.workers(alice.worker_sid)

    assert any(worker.fetch().activity_name == "Unavailable" for _ in range(1000))


@pytest.mark.parametrize("sid", ["", "WA1"])
def test_an_activity_at_the_end_that_is_none_changes_nothing(world, alice, workspace, sid):
    alice.connect(disconnectActivitySid=sid)
    alice.close()

    assert any(not world.sessions for _ in range(1000))
    assert workspace.workers(alice.worker_sid).fetch().activity_name == "Available"


def test_a_queue_and_a_workspace_have_sessions_too(world, workspace, old):
    [queue] = workspace.task_queues.list()
    tokens = [
        (TaskQueueCapabilityToken, (queue.sid,)),
        (WorkspaceCapabilityToken, ()),
    ]
    for kind, more in tokens:
        token = kind(world.account_sid, world.auth_token, workspace.sid, *more).to_jwt()
        page = old(token, more[0] if more else workspace.sid)
        with closing(page.connect()):
            assert page.socket.ping().wait(PATIENCE)
        place = f"{page.home}/TaskQueues/{queue.sid}" if more else f"{page.home}/"
        assert page.get(place)["sid"] == page.worker_sid


# What it does


def test_a_reservation_is_accepted_below_its_task(alice, workspace):
    task = workspace.tasks.create()
    [reservation] = task.reservations.list()
    place = f"{alice.home}/Tasks/{task.sid}/Reservations/{reservation.sid}"

    accepted = alice.post(place, ReservationStatus="accepted", WorkerActivitySid=None)

    assert accepted["reservation_status"] == "accepted"
    assert alice.get(f"{alice.home}/Tasks/{task.sid}")["assignment_status"] == "assigned"
    done = alice.post(f"{alice.home}/Tasks/{task.sid}", AssignmentStatus="completed", Reason="x")
    assert done["assignment_status"] == "completed"


def test_lists_are_paged_by_the_urls_in_them(alice):
    first = alice.get(f"{alice.home}/Activities", PageSize=2)

    rest = alice.get(first["meta"]["next_page_url"])

    names = [one["friendly_name"] for page in (first, rest) for one in page["activities"]]
    assert names == ["Offline", "Available", "Unavailable"]
    assert first["meta"]["key"] == "activities"


def test_what_is_created_and_deleted_is_answered_200(world, workspace, old):
    token = WorkspaceCapabilityToken(world.account_sid, world.auth_token, workspace.sid)
    for allow in ("fetch", "update", "delete"):
        getattr(token, f"allow_{allow}_subresources")()
    page = old(token.to_jwt(), workspace.sid)

    made = page.post(f"{page.home}/Tasks", Attributes={"a": [1]}, Priority=3)
    removed = page.delete(f"{page.home}/Tasks/{made['sid']}")

    assert (made["attributes"], made["priority"], removed) == ('{"a":[1]}', 3, {})


def test_statistics_are_there(alice):
    found = alice.get(f"{alice.me}/Statistics", Minutes="60")

    assert "Statistics" in found["url"]


def test_the_url_may_have_any_host_and_slashes(alice):
    odd = f"http://localhost:1/prefix/v1//Workspaces{alice.me.split('/Workspaces')[1]}/"

    assert alice.get(odd)["sid"] == alice.worker_sid


def test_an_error_is_in_the_reason_phrase(alice):
    answer = alice.send("POST", alice.me, {"ActivitySid": "WA\n1"})

    assert answer.status_code == 400
    assert answer.reason.startswith("Invalid value")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json()["code"] == 20001


def test_a_url_that_means_nothing_is_not_found(alice):
    for url in ("https://example.com/", f"{alice.home}/Nothing"):
        with pytest.raises(Refused) as caught:
            alice.get(url)
        assert caught.value.status == 404


def test_the_journal_has_its_posts_once(world, alice):
    world.clear_journal()

    alice.post(alice.me, Attributes='{"n":1}')

    [entry] = world.journal
    assert (entry.kind, entry.method, entry.status) == ("bridge", "POST", 200)
    assert entry.path.endswith(alice.worker_sid)
    assert entry.parameters == {"Attributes": '{"n":1}'}


# What it may


@pytest.mark.parametrize(
    ("more", "denied"),
    [
        ((), {"attributes", "channels", "statistics"}),
        (("allow_fetch_subresources",), {"attributes"}),
    ],
)
def test_a_quickstarts_token_may_what_its_policies_say(world, workspace, old, alice, more, denied):
    activity = workspace.activities.list()[0].sid
    page = old(quickstart(world, workspace, alice.worker_sid, *more), alice.worker_sid)
    asked = {
        "ready": ("GET", page.me, {}),
        "pending": ("GET", f"{page.me}/Reservations", {"ReservationStatus": "pending"}),
        "activities": ("GET", f"{page.home}/Activities", {}),
        "channels": ("GET", f"{page.me}/Channels", {}),
        "statistics": ("GET", f"{page.me}/Statistics", {}),
        "attributes": ("POST", page.me, {"Attributes": "{}"}),
        "activity": ("POST", page.me, {"ActivitySid": activity}),
    }

    refused = {name for name, sent in asked.items() if page.send(*sent).status_code == 403}

    assert refused == denied


@pytest.mark.mocktr(lenient_policies=True)
def test_where_told_what_the_policies_lack_is_only_logged(world, workspace, old, alice, caplog):
    page = old(quickstart(world, workspace, alice.worker_sid), alice.worker_sid)

    assert page.post(page.me, Attributes="{}")["attributes"] == "{}"
    assert f"has no policy that allows POST /v1/Workspaces/{workspace.sid}" in caplog.text


def test_a_refusal_names_the_policy_that_is_missing(world, workspace, old, alice, caplog):
    page = old(quickstart(world, workspace, alice.worker_sid), alice.worker_sid)

    with pytest.raises(Refused, match="has no policy that allows POST") as caught:
        page.post(page.me, Attributes="{}")

    assert caught.value.status == 403
    assert "with Attributes" in caplog.text


def test_a_token_is_for_its_own_channel_only(alice, workspace, old):
    [bob] = workspace.workers.list(friendly_name="bob")
    page = old(alice.token, bob.sid)

    answer = page.send("GET", page.me)

    assert answer.status_code == 403
    assert "and the URL for" in answer.reason


def test_an_access_token_works_at_the_old_url_by_its_role(world, workspace, old, alice):
    page = old(world.worker_token("alice"), alice.worker_sid)
    [bob] = workspace.workers.list(friendly_name="bob")

    assert page.get(page.me)["friendly_name"] == "alice"
    assert page.send("POST", f"{page.home}/Workers/{bob.sid}", {}).status_code == 403


def test_a_capability_token_works_at_the_new_url_by_its_policies(world, page_of, workspace):
    page = page_of("alice", kind="capability").connect()

    assert page.get(page.me)["friendly_name"] == "alice"
    assert page.send("POST", f"{page.home}/Workers/WK{'0' * 32}").status_code == 403


def test_a_post_without_a_preflight_is_answered(alice):
    assert requests.options(alice.url, timeout=PATIENCE).status_code == 204
