"""What pages post: routes, shapes, lists, versions, rights and errors."""

import json

import pytest
import requests

from .conftest import SEED
from .page import PATIENCE, Refused

pytestmark = pytest.mark.mocktr(seed=SEED, bridge_delays=False)

NOBODY = "0" * 32


@pytest.fixture
def page(page_of):
    """Alice's page, not connected: posts need no socket."""
    return page_of("alice")


@pytest.fixture
def offer(workspace):
    """A task that is offered to Alice; answers its reservation."""
    task = workspace.tasks.create(attributes='{"language":"en"}')
    [reservation] = task.reservations.list()
    return reservation


def names(found):
    return [one["friendly_name"] for one in found["contents"]]


# Shapes


def test_a_worker_has_dates_in_seconds_and_attributes_as_text(page):
    worker = page.get(page.me)

    assert set(worker) == {
        *("account_sid", "activity_name", "activity_sid", "attributes", "available"),
        *("date_created", "date_status_changed", "date_updated", "friendly_name", "sid"),
        *("workspace_sid", "version"),
    }
    assert worker["attributes"] == '{"a":1}'
    assert worker["date_created"] == 1894006800


def test_a_channel_says_when_it_was_last_reserved_in_milliseconds(page, offer):
    channels = page.get(f"{page.me}/WorkerChannels")["contents"]

    [busy] = [one for one in channels if one["last_reserved_time"]]
    assert (busy["task_channel_unique_name"], busy["last_reserved_time"]) == (
        "default",
        1894006800000,
    )
    assert [one["available"] for one in channels] == [1] * 5


def test_a_task_has_names_of_its_own_here(page, offer):
    task = page.get(f"{page.home}/Tasks/{offer.task_sid}")

    assert (task["queue_name"], task["workflow_name"]) == ("Everyone", "Main")
    assert set(task) == {
        *("account_sid", "addons", "age", "assignment_status", "attributes", "date_created"),
        *("date_updated", "priority", "queue_name", "queue_sid", "reason", "routing_target"),
        *("sid", "task_channel_sid", "task_channel_unique_name", "timeout", "version"),
        *("virtual_start_time", "workflow_name", "workflow_sid", "workspace_sid"),
    }


def test_a_queue_says_whether_it_is_lifo(page):
    [queue] = page.get(f"{page.home}/TaskQueues")["contents"]

    assert queue["lifo_queue"] is False
    assert page.get(f"{page.home}/TaskQueues/{queue['sid']}") == queue


def test_reservations_have_their_task_in_version_2_and_one_by_one(page, offer):
    place = f"{page.me}/Reservations"

    [with_task] = page.get(place, "v2", Active="true")["contents"]
    [without] = page.get(place)["contents"]

    assert with_task["task"]["sid"] == offer.task_sid
    assert "task" not in without
    assert page.get(f"{place}/{offer.sid}")["task"] == with_task["task"]


def test_an_answer_to_a_reservation_has_no_task(page, offer):
    accepted = page.post(f"{page.me}/Reservations/{offer.sid}", ReservationStatus="accepted")

    assert "task" not in accepted
    assert accepted["reservation_status"] == "accepted"


# What pages do


def test_attributes_are_objects_and_come_to_be_text(page):
    told = page.post(page.me, Attributes={"languages": ["é", "en"], "n": 1.5})

    assert told["attributes"] == '{"languages":["é","en"],"n":1.5}'


def test_an_activity_is_set_and_what_is_pending_rejected(page, offer, activities):
    told = page.post(page.me, ActivitySid=activities["Unavailable"], RejectPendingReservations=True)

    assert told["activity_name"] == "Unavailable"
    assert offer.fetch().reservation_status == "rejected"


def test_a_reservation_is_rejected_into_an_activity(page, offer, activities):
    page.post(
        f"{page.me}/Reservations/{offer.sid}",
        ReservationStatus="rejected",
        WorkerActivitySid=activities["Offline"],
    )

    assert page.get(page.me)["activity_name"] == "Offline"


def test_an_instruction_dials(world, page, workspace):
    task = workspace.tasks.create(attributes='{"call_sid": "CA1"}')
    [reservation] = task.reservations.list()
    options = {"EndConferenceOnExit": True, "MaxParticipants": 3, "Record": None}

    page.post(
        f"{page.me}/Reservations/{reservation.sid}",
        Instruction="conference",
        To="client:alice",
        From="+15550100",
        ConferenceStatusCallbackEvent=["start", "end"],
        **options,
    )

    [worker, *_] = [call for call in world.calls if call.participant == "worker"]
    assert worker.to == "client:alice"
    assert worker.parameters["end_conference_on_exit"] is True
    assert worker.parameters["conference_status_callback_event"] == ["start", "end"]


def test_a_task_is_created_for_the_pages_own_worker(page, workspace):
    [workflow], [queue] = workspace.workflows.list(), workspace.task_queues.list()
    task = page.post(
        f"{page.home}/Tasks",
        WorkflowSid=workflow.sid,
        TaskQueueSid=queue.sid,
        RoutingTarget=page.worker_sid,
        Attributes={"outbound_to": "+15550100"},
        TaskChannelUniqueName="voice",
    )

    found = workspace.tasks(task["sid"]).fetch()
    assert (found.task_channel_unique_name, found.routing_target) == ("voice", page.worker_sid)


def test_a_task_is_changed_and_completed_by_its_worker(page, offer):
    place = f"{page.home}/Tasks/{offer.task_sid}"
    page.post(f"{page.me}/Reservations/{offer.sid}", ReservationStatus="accepted")

    before = page.get(place)["version"]
    assert page.post(place, Attributes={"n": 1})["version"] == before + 1
    assert page.post(place, AssignmentStatus="wrapping")["assignment_status"] == "wrapping"
    done = page.post(place, AssignmentStatus="completed", Reason="solved")
    assert (done["assignment_status"], done["reason"]) == ("completed", "solved")


# Lists


def test_a_list_says_after_which_item_the_next_page_begins(page):
    place = f"{page.home}/Activities"

    first = page.get(place, PageSize=2)
    rest = page.get(place, PageSize=2, AfterSid=first["after_sid"])

    assert names(first) + names(rest) == ["Offline", "Available", "Unavailable"]
    assert (first["after_sid"], rest["after_sid"]) == (first["contents"][1]["sid"], None)


def test_a_list_in_an_order_has_a_token_for_the_next_page(page, activities):
    page.post(page.me, ActivitySid=activities["Unavailable"])
    order = {"Ordering": "DateStatusChanged:desc", "PageSize": "1"}

    first = page.get(f"{page.home}/Workers", **order)
    token = first["meta"]["next_token"]
    second = page.get(f"{page.home}/Workers", **order, NextToken=token)

    assert first["after_sid"] is None
    assert sorted(names(first) + names(second)) == ["alice", "bob"]
    assert second["meta"] == {"list_key": "contents", "next_token": None}


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({"FriendlyName": "bob"}, ["bob"]),
        ({"ActivityName": "Available"}, ["alice"]),
        ({"TargetWorkersExpression": "a == 1"}, ["alice"]),
        ({"TargetWorkersExpression": ""}, ["alice", "bob"]),
        ({"FriendlyName": "nobody"}, []),
    ],
)
def test_workers_are_filtered(page, sent, found):
    assert names(page.get(f"{page.home}/Workers", **sent)) == found


@pytest.mark.parametrize(
    "sent",
    [
        {"PageSize": 0},
        {"PageSize": 1001},
        {"AfterSid": "WA1"},
        {"AfterSid": f"WA{NOBODY}"},
        {"AfterSid": f"WK{NOBODY}"},
        {"ActivitySid": "WAxxx"},
        {"Ordering": "Age:asc"},
        {"Ordering": "DateStatusChanged:asc", "NextToken": "next"},
    ],
)
def test_what_no_list_can_be_asked_is_refused_by_its_name(page, sent):
    with pytest.raises(Refused) as caught:
        page.get(f"{page.home}/Workers", **sent)

    assert caught.value.status == 400
    assert any(name in caught.value.message for name in [*sent, "PageToken"])


# Versions


def test_a_stale_version_is_refused(page):
    version = page.get(page.me)["version"]

    page.ask("POST", page.me, {"Attributes": {}}, **{"If-Match": str(version)})
    with pytest.raises(Refused) as caught:
        page.ask("POST", page.me, {"Attributes": {"b": 1}}, **{"If-Match": str(version)})

    assert caught.value.status == 412
    assert page.get(page.me)["attributes"] == "{}"


def test_a_supervisors_version_is_not_that_of_another_worker(page_of):
    supervisor, other = page_of("alice", role="supervisor"), page_of("bob")

    told = supervisor.ask("POST", other.me, {"Attributes": {"b": 1}}, **{"If-Match": "77"})

    assert told["attributes"] == '{"b":1}'


# Errors


@pytest.mark.parametrize(
    ("method", "place", "sent", "status"),
    [
        ("GET", "{home}/Workers/WK" + NOBODY, {}, 404),
        ("GET", "{home}/Workers/nobody", {}, 404),
        ("GET", "{home}/Tasks/WT" + "0" * 50, {}, 404),
        ("GET", "{home}/TaskQueues/WQ" + NOBODY, {}, 404),
        ("GET", "{me}/Reservations/WR" + NOBODY, {}, 404),
        ("GET", "{me}/Nothing", {}, 404),
        ("POST", "{me}", {"ActivitySid": "WA1"}, 400),
        ("POST", "{me}", {"Attributes": []}, 400),
        ("POST", "{me}/WorkerChannels", {}, 405),
        ("POST", "{home}/Tasks", {"WorkflowSid": "WW1", "RoutingTarget": ""}, 400),
    ],
)
def test_what_can_not_be_is_refused(page, method, place, sent, status):
    where = {"home": page.home, "me": page.me}
    if "RoutingTarget" in sent:
        sent = {**sent, "RoutingTarget": page.worker_sid}

    answer = page.send(method, place.format(**where), sent)

    assert answer.status_code == status
    assert set(answer.json()) == {"code", "message", "more_info", "status"}


def test_a_start_in_the_future_is_refused(page, offer):
    with pytest.raises(Refused, match="future"):
        page.post(f"{page.home}/Tasks/{offer.task_sid}", VirtualStartTime="2031-01-01T00:00:00Z")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"token": 1}', b"\xff"])
def test_a_body_that_says_nothing_is_refused(page, body):
    answer = requests.post(page.url, body, headers={"apiVersion": "v1"}, timeout=PATIENCE)

    assert answer.status_code in (400, 403)


@pytest.mark.parametrize("wrong", [{"url": 1}, {"method": "PATCH"}, {"params": []}])
def test_a_post_that_means_nothing_is_refused(page, wrong):
    body = {"url": page.me, "method": "GET", "params": {}, "token": page.token, **wrong}
    headers = {"apiVersion": "v1"}

    answer = requests.post(page.url, json.dumps(body), headers=headers, timeout=PATIENCE)

    assert answer.status_code == 400


# Rights


@pytest.mark.parametrize(
    ("method", "place"),
    [
        ("GET", "{other}/Reservations"),
        ("GET", "{other}/WorkerChannels"),
        ("POST", "{other}"),
        ("POST", "{task}"),
        ("GET", "{home}"),
        ("POST", "{home}"),
        ("GET", "{home}/Workflows"),
        ("GET", "{home}/Events"),
        ("GET", "{sales}/Workers"),
        ("GET", "Workspaces"),
        ("GET", ""),
    ],
)
def test_a_worker_may_not_reach_what_is_of_others(page_of, offer, method, place):
    carol, bob, alice = page_of("carol"), page_of("bob"), page_of("alice")
    task = f"{alice.home}/Tasks/{offer.task_sid}"
    url = place.format(other=alice.me, task=task, home=alice.home, sales=carol.home)

    assert bob.send(method, url).status_code == 403


def test_a_worker_may_make_no_task_for_another_one(page_of, page):
    bob = page_of("bob")

    with pytest.raises(Refused) as caught:
        page.post(f"{page.home}/Tasks", RoutingTarget=bob.worker_sid)

    assert caught.value.status == 403


def test_a_supervisor_reaches_the_other_workers(page_of, offer):
    supervisor, alice = page_of("bob", role="supervisor"), page_of("alice")

    assert supervisor.get(f"{alice.me}/Reservations")["contents"][0]["sid"] == offer.sid
    assert supervisor.post(alice.me, Attributes={})["attributes"] == "{}"


def test_a_token_that_is_none_opens_nothing(page):
    page.token = "none"

    assert page.send("GET", page.me).status_code == 403


# The journal, and other origins


def test_the_journal_has_posts_as_a_kind_of_their_own(world, page):
    since = world.tenant.journal.count
    page.post(page.me, Attributes={"password": "x"})
    page.send("GET", f"{page.me}/Nothing")

    posted, failed = [one for one in world.journal if one.number > since]

    assert (posted.kind, posted.method, posted.status) == ("bridge", "POST", 200)
    assert posted.path == f"/v1/{page.me}"
    assert posted.parameters == {"Attributes": {"password": "***"}}
    assert (failed.status, failed.code) == (404, 20404)
    assert page.token not in str([one.as_dict() for one in world.journal])


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_a_page_from_elsewhere_is_refused(page, method):
    headers = {"Origin": "https://evil.example", "Upgrade": "websocket"}

    answer = requests.request(method, page.url, headers=headers, timeout=PATIENCE)

    assert answer.status_code == 403
    assert "--cors names those that may ask" in answer.text
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_browser_is_told_that_a_near_page_may_post(page):
    origin = "http://localhost:3000"
    asked = requests.options(page.url, headers={"Origin": origin}, timeout=PATIENCE)
    posted = page.send("GET", page.me, Origin=origin)

    for answer in (asked, posted):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "apiVersion" in answer.headers["Access-Control-Allow-Headers"]
    assert asked.status_code == 204


def test_other_methods_are_not_known(page):
    assert requests.put(page.url, timeout=PATIENCE).status_code == 405
    assert requests.get(page.url, timeout=PATIENCE).status_code == 400
