"""Reservations: two mounts, statuses a client may set, and instructions (sources: reservations)."""

import json

import pytest

from ..contract.checker import OPERATIONS
from .client import ACCOUNT, NOBODY, one, refusal, sids


@pytest.fixture
def by_worker(reservation, worker):
    """The URL of the reservation below its worker."""
    return f"{worker['links']['reservations']}/{reservation['sid']}"


@pytest.fixture(params=["task", "worker"])
def url(request, reservation, by_worker):
    """The reservation's URL at either mount."""
    return {"task": reservation["url"], "worker": by_worker}[request.param]


def test_a_reservation_is_the_same_at_both_mounts_but_for_its_url(client, reservation, by_worker):
    other = client.read(by_worker)

    assert other == reservation | {"url": by_worker}


def test_lists_show_the_url_of_their_mount(client, worker, reservation, by_worker):
    assert one(client.list(worker["links"]["reservations"]))["url"] == by_worker


def test_updates_show_the_url_of_their_mount(client, url):
    assert client.change(url)["url"] == url
    assert client.change(url, ReservationStatus="accepted")["url"] == url


def test_a_reservation_tells_task_and_worker(reservation, task, worker):
    assert (reservation["task_sid"], reservation["worker_sid"]) == (task["sid"], worker["sid"])
    assert (reservation["worker_name"], reservation["reservation_status"]) == ("Alice", "pending")


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (status, status == "pending")
        for status in [
            "pending",
            "accepted",
            "rejected",
            "timeout",
            "canceled",
            "rescinded",
            "wrapping",
            "completed",
        ]
    ],
)
def test_lists_are_filtered_by_status(client, task, worker, reservation, status, found):
    for record in (task, worker):
        listed = client.list(record["links"]["reservations"], ReservationStatus=status)
        assert sids(listed) == [reservation["sid"]] * found


def test_an_unknown_status_is_no_filter(client, task, reservation):
    message = refusal(client.get(task["links"]["reservations"], ReservationStatus="open"))

    assert "ReservationStatus: expected one of pending, accepted" in message


def test_the_list_of_a_task_is_filtered_by_worker(client, task, worker, reservation):
    place = task["links"]["reservations"]

    assert sids(client.list(place, WorkerSid=worker["sid"])) == [reservation["sid"]]
    assert client.list(place, WorkerSid="WK" + NOBODY) == []
    assert "WorkerSid" in refusal(client.get(place, WorkerSid="Alice"))


def test_the_list_of_a_worker_knows_no_such_filter(client, worker, reservation):
    body = client.read(worker["links"]["reservations"], WorkerSid="WK" + NOBODY)

    assert sids(body["reservations"]) == [reservation["sid"]]
    assert "WorkerSid" not in body["meta"]["url"]


def test_a_reservation_is_found_below_its_own_task_and_worker_only(client, workspace, reservation):
    task = client.create(workspace["links"]["tasks"])
    worker = client.create(workspace["links"]["workers"], FriendlyName="Bob")

    for record in (task, worker):
        answer = client.get(f"{record['links']['reservations']}/{reservation['sid']}")
        assert refusal(answer, 404, 20404)


@pytest.mark.parametrize("parent", ["Tasks/WT", "Workers/WK"])
def test_the_list_of_a_missing_parent_is_not_found(client, workspace, parent):
    path = f"/Workspaces/{workspace['sid']}/{parent}{NOBODY}/Reservations"

    message = refusal(client.get(path), 404, 20404)

    assert message == f"The requested resource {path} was not found"


@pytest.mark.parametrize("method", ["DELETE", "PUT"])
def test_reservations_cannot_be_deleted(client, url, method):
    assert refusal(client.ask(method, url), 405, 20004)


def test_reservations_cannot_be_created(client, task):
    assert refusal(client.post(task["links"]["reservations"]), 405, 20004)


# Statuses

STEPS = {
    "pending": [],
    "accepted": ["accepted"],
    "wrapping": ["accepted", "wrapping"],
    "completed": ["accepted", "completed"],
    "rejected": ["rejected"],
}
ALLOWED = {
    ("pending", "accepted"): "assigned",
    ("pending", "rejected"): "pending",
    ("accepted", "wrapping"): "wrapping",
    ("accepted", "completed"): "completed",
    ("wrapping", "completed"): "completed",
}


@pytest.fixture
def reach(client, task, reservation):
    """Takes the reservation to a status."""

    def reach(status):
        for step in STEPS.get(status, []):
            client.change(reservation["url"], ReservationStatus=step)
        if status == "timeout":
            client.advance(120)
        if status == "canceled":
            client.change(task["url"], AssignmentStatus="canceled")
        assert client.read(reservation["url"])["reservation_status"] == status

    return reach


@pytest.mark.parametrize(("old", "new"), ALLOWED)
def test_a_client_can_take_these_steps(client, url, task, reach, old, new):
    reach(old)

    changed = client.change(url, ReservationStatus=new)

    assert changed["reservation_status"] == new
    assert client.read(task["url"])["assignment_status"] == ALLOWED[old, new]


FORBIDDEN = [
    (old, new)
    for old in [*STEPS, "timeout", "canceled"]
    for new in ["accepted", "rejected", "wrapping", "completed"]
    if (old, new) not in ALLOWED
]


@pytest.mark.parametrize(("old", "new"), FORBIDDEN)
def test_every_other_step_is_refused_in_twilios_words(client, reservation, reach, old, new):
    reach(old)
    before = client.world()

    message = refusal(client.post(reservation["url"], ReservationStatus=new))

    expected = "accepted" if new in ("wrapping", "completed") else "pending"
    state = f"is already in state [{old}]" if old == new else f"not in expected state [{expected}]"
    assert message == f"Reservation {reservation['sid']} {state} and cannot be updated to [{new}]"
    assert client.world() == before


@pytest.mark.parametrize(
    "status", ["pending", "timeout", "canceled", "rescinded", "ACCEPTED", "", "x"]
)
def test_other_statuses_cannot_be_asked_for(client, url, unchanged, status):
    message = refusal(client.post(url, ReservationStatus=status))

    assert f"Invalid value {status!r} for parameter ReservationStatus: expected one of" in message
    assert unchanged()


def test_an_empty_update_changes_nothing(client, reservation, unchanged):
    assert client.change(reservation["url"]) == reservation
    assert unchanged()


@pytest.fixture
def pair(client, workspace, queue, workflow, worker, activities):
    """One task that two workers are asked to take."""
    client.change(queue["url"], MaxReservedWorkers=2)
    client.create(
        workspace["links"]["workers"], FriendlyName="Bob", ActivitySid=activities["Available"]
    )
    task = client.create(workspace["links"]["tasks"])
    return client.list(task["links"]["reservations"])


def test_accepting_rescinds_the_siblings(client, pair):
    first, second = pair

    client.change(first["url"], ReservationStatus="accepted")

    assert client.read(second["url"])["reservation_status"] == "rescinded"


def test_a_rescinded_reservation_cannot_be_accepted_any_more(client, pair):
    first, second = pair
    client.change(first["url"], ReservationStatus="accepted")

    message = refusal(client.post(second["url"], ReservationStatus="accepted"), 410, 20410)

    assert second["sid"] in message


@pytest.mark.parametrize("status", ["rejected", "wrapping", "completed"])
def test_a_rescinded_reservation_refuses_other_steps_too(client, pair, status):
    first, second = pair
    client.change(first["url"], ReservationStatus="accepted")

    message = refusal(client.post(second["url"], ReservationStatus=status))

    assert f"and cannot be updated to [{status}]" in message


def test_a_rejecting_worker_keeps_the_activity_unless_told(client, worker, reservation):
    client.change(reservation["url"], ReservationStatus="rejected")

    assert client.read(worker["url"])["activity_name"] == "Available"


def test_a_rejecting_worker_can_be_moved(client, url, worker, activities):
    client.change(url, ReservationStatus="rejected", WorkerActivitySid=activities["Offline"])

    assert client.read(worker["url"])["activity_name"] == "Offline"


@pytest.mark.parametrize("sid", ["", "Offline", "WA" + NOBODY])
def test_an_activity_that_does_not_exist_is_refused(client, url, unchanged, sid):
    message = refusal(client.post(url, ReservationStatus="rejected", WorkerActivitySid=sid))

    assert "parameter WorkerActivitySid: expected" in message
    assert unchanged()


def test_a_reservation_times_out_and_takes_the_worker_off(client, worker, reservation):
    client.advance(119)
    before = client.read(reservation["url"])["reservation_status"]
    client.advance(1)

    assert (before, client.read(reservation["url"])["reservation_status"]) == ("pending", "timeout")
    assert client.read(worker["url"])["activity_name"] == "Offline"


# Instructions


@pytest.fixture
def call(client, task, worker):
    """Makes the task one that <Enqueue> made, and gives Alice a telephone."""
    attributes = {"call_sid": "CA" + NOBODY, "from": "+15550100"}
    client.change(task["url"], Attributes=json.dumps(attributes))
    client.change(worker["url"], Attributes='{"contact_uri": "client:alice"}')


@pytest.fixture
def account(client):
    """What a request leaves behind that the API does not show: alerts and calls."""
    return client.sandbox.authenticate(ACCOUNT, "token").account


def test_status_and_instruction_exclude_each_other(client, url, call, unchanged):
    answer = client.post(url, ReservationStatus="accepted", Instruction="conference")

    assert "ReservationStatus and Instruction" in refusal(answer)
    assert unchanged()


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"Instruction": "accept"}, "accepted"),
        ({"Instruction": "reject"}, "rejected"),
        ({"Instruction": "conference", "From": "+15550100"}, "accepted"),
        ({"Instruction": "Conference", "To": "client:bob"}, "accepted"),
        ({"Instruction": "dequeue", "DequeueFrom": "+15550100"}, "accepted"),
        ({"Instruction": "call", "CallFrom": "+1", "CallUrl": "http://a.test/"}, "pending"),
        (
            {
                "Instruction": "Call",
                "CallFrom": "+1",
                "CallUrl": "http://a.test/",
                "CallAccept": "true",
            },
            "accepted",
        ),
        (
            {
                "Instruction": "redirect",
                "RedirectCallSid": "CA" + NOBODY,
                "RedirectUrl": "http://a.test/",
            },
            "pending",
        ),
        (
            {
                "Instruction": "redirect",
                "RedirectCallSid": "CA" + NOBODY,
                "RedirectUrl": "http://a.test/",
                "RedirectAccept": "true",
            },
            "accepted",
        ),
    ],
)
def test_instructions_accept_where_the_worker_answers(client, url, call, form, status):
    assert client.change(url, **form)["reservation_status"] == status


@pytest.mark.parametrize(
    ("form", "missing"),
    [
        ({"Instruction": "dequeue"}, "DequeueFrom"),
        ({"Instruction": "call"}, "CallFrom"),
        ({"Instruction": "call", "CallFrom": "+1"}, "CallUrl"),
        ({"Instruction": "redirect"}, "RedirectCallSid"),
        ({"Instruction": "supervise"}, "SupervisorMode"),
    ],
)
def test_an_instruction_says_what_it_lacks(client, url, call, form, missing):
    message = refusal(client.post(url, **form))

    assert message == f"Missing required parameter {missing} in the post body"


@pytest.mark.parametrize("name", ["dance", "", "conference "])
def test_an_unknown_instruction_is_refused(client, url, unchanged, name):
    message = refusal(client.post(url, Instruction=name))

    assert f"Invalid value {name!r} for parameter Instruction: expected one of" in message
    assert unchanged()


FREE = {"CallFrom", "CallTo", "DequeueFrom", "DequeueTo", "From", "To"}
FREE |= {"SipAuthPassword", "SipAuthUsername"}
"""Parameters that may be any text."""
BAD = {
    "integer": ["0", "1000", "1.5", "many", ""],
    "list of string": ["hung", ["completed", "hung"]],
    "sid CA": ["CA1", ""],
    "sid WA": ["WA" + NOBODY, "Offline"],
    "string": ["maybe", ""],
    "uri": ["music", "ftp://x"],
}
"""Values that a parameter of this type can't have; any text is a boolean."""
BEYOND = {"MaxParticipants": ["1", "251"]}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (name, value)
        for name, declared in OPERATIONS["UpdateWorkerReservation"]["form"].items()
        if name not in FREE and declared["type"] != "boolean"
        for value in BEYOND.get(name, BAD[declared["type"]])
    ],
)
def test_a_parameter_that_cannot_be_is_refused(client, url, call, unchanged, name, value):
    form = {"Instruction": "conference", name: value}

    message = refusal(client.post(url, **form))

    told = f"{value} is not a valid CallUrl" if name == "CallUrl" else f"parameter {name}: expected"
    assert told in message
    assert unchanged()


@pytest.mark.parametrize("name", ["SupervisorMode", "Supervisor"])
def test_a_supervisor_that_cannot_be_is_refused(client, reservation, call, name):
    client.change(reservation["url"], ReservationStatus="accepted")
    form = {"SupervisorMode": "whisper", "Supervisor": "client:sue", name: "WK" + NOBODY}

    message = refusal(client.post(reservation["url"], Instruction="supervise", **form))

    assert f"parameter {name}: expected" in message


@pytest.mark.parametrize(
    "form",
    [
        {"StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"]},
        {"ConferenceStatusCallbackEvent": ["start", "end"], "Record": "true", "Beep": "onEnter"},
        {"MaxParticipants": 250, "Timeout": 999, "Region": "ie1", "JitterBufferSize": "off"},
    ],
)
def test_conference_parameters_are_understood(client, url, call, form):
    assert client.change(url, Instruction="conference", **form)["reservation_status"] == "accepted"


def test_what_would_have_been_dialled_can_be_read(client, url, reservation, call, account):
    client.change(url, Instruction="conference", From="+15550101", Timeout="20", Beep="onExit")

    shown = one(account.calls).payload()
    assert (shown["to"], shown["from"]) == ("client:alice", "+15550101")
    assert shown["reservation_sid"] == reservation["sid"]
    assert (shown["parameters"]["timeout"], shown["parameters"]["beep"]) == (20, "onExit")
    assert shown["parameters"]["early_media"] is True


def test_the_task_shows_who_is_in_the_conference(client, url, task, call, account):
    before = client.get(task["url"])

    client.change(url, Instruction="conference")

    after = client.get(task["url"])
    conference = json.loads(after.body["attributes"])["conference"]
    worker = one(account.calls).sid
    assert conference["participants"] == {"customer": "CA" + NOBODY, "worker": worker}
    assert (before.etag, after.etag) == ('"2"', '"4"')


def test_the_task_shows_the_call_to_the_worker_before_it_is_accepted(client, url, task, call):
    client.change(url, Instruction="call", CallFrom="+1", CallUrl="http://a.test/")

    shown = client.read(task["url"])
    assert shown["assignment_status"] == "reserved"
    assert "worker_call_sid" in json.loads(shown["attributes"])


def test_nobody_can_be_called_without_an_address(client, url, worker, call):
    client.change(worker["url"], Attributes="{}")
    before = client.world()

    message = refusal(client.post(url, Instruction="conference"))

    assert message == (
        "Missing required parameter To in the post body, "
        "because worker Alice has no attribute contact_uri"
    )
    assert client.world() == before


def test_a_refused_instruction_is_an_alert_and_changes_nothing_else(
    client, url, reservation, account, unchanged
):
    message = refusal(client.post(url, Instruction="conference"))

    alert = one(account.alerts)
    assert (alert.code, alert.text) == (40142, message)
    assert alert.resource_sid == reservation["sid"]
    assert account.calls == []
    assert unchanged()


def test_a_parameter_that_was_refused_is_an_alert(client, url, call, account):
    refusal(client.post(url, Instruction="Dequeue", DequeueStatusCallbackEvent="hung"))
    refusal(client.post(url, Instruction="dance"))
    refusal(client.post(url, ReservationStatus="gone"))

    assert [alert.code for alert in account.alerts] == [40134, 55555]


def test_an_instruction_for_an_old_version_is_no_alert(client, reservation, call, account):
    answer = client.post(reservation["url"], {"If-Match": "9"}, Instruction="conference")

    assert refusal(answer, 412, 20412)
    assert (account.alerts, account.calls) == ([], [])


def test_a_conference_needs_a_pending_reservation(client, reservation, call):
    client.change(reservation["url"], ReservationStatus="accepted")

    assert refusal(client.post(reservation["url"], Instruction="conference")) == (
        f"Unable to execute Conference instruction. Reservation {reservation['sid']} "
        "is not currently in a Pending state."
    )


def test_a_conference_needs_a_call(client, url):
    assert refusal(client.post(url, Instruction="conference")) == (
        "The conference instruction can only be issued on a task that was created using the "
        "<Enqueue> TwiML verb."
    )


def test_a_supervisor_joins_an_accepted_reservation_below_its_task(
    client, worker, reservation, call, account
):
    form = {"Instruction": "supervise", "Supervisor": worker["sid"], "SupervisorMode": "whisper"}
    before = refusal(client.post(reservation["url"], **form))
    client.change(reservation["url"], ReservationStatus="accepted")

    assert "Unable to execute Supervise instruction" in before
    assert client.change(reservation["url"], **form)["reservation_status"] == "accepted"
    assert (one(account.alerts).code, one(account.calls).to) == (40146, "client:alice")


def test_a_supervisor_is_unknown_below_the_worker(client, reservation, by_worker, call):
    """The OpenAPI file has SupervisorMode and Supervisor at the task's mount only."""
    client.change(reservation["url"], ReservationStatus="accepted")

    answer = client.post(
        by_worker, Instruction="supervise", Supervisor="WK" + NOBODY, SupervisorMode="whisper"
    )

    assert "SupervisorMode" in refusal(answer)
