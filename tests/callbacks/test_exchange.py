"""What becomes of a reservation whose callback is answered in this or that way."""

import json

import pytest
from flask import Response

from tests.garbage import left_by

from .conftest import codes, outcomes, point, statuses
from .receiver import Receiver

APP = "https://myapp.example"
GOOD = {"instruction": "accept"}
TASKS = 40


def answer(body, content_type="application/json", status=200):
    return Response(body, status, content_type=content_type)


@pytest.fixture
def ask(world):
    """Creates a task whose assignment callback is answered so, and by the fallback so."""

    def ask(first, second=None):
        receiver = Receiver(world.auth_token, assign=first, fallback=second)
        world.mount(APP, receiver.app)
        fallback = f"{APP}/fallback" if second is not None else ""
        point(world, "", f"{APP}/assign", fallback)
        task = world.task()
        return statuses(task)[:1], [kind for kind, _ in receiver.forms]

    return ask


def test_an_instruction_is_obeyed(ask, world):
    assert ask(GOOD) == (["accepted"], ["assign"])
    assert codes(world) == []


def test_an_empty_answer_leaves_the_reservation_to_the_api(ask, world):
    assert ask(answer("", "text/html")) == (["pending"], ["assign"])
    assert outcomes(world, "assignment") == ["answered"]
    assert codes(world) == []


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_whoever_says_nothing_decides_later(ask, world, status):
    assert ask(answer("", status=status)) == (["pending"], ["assign"])
    assert outcomes(world, "assignment") == ["answered"]
    assert codes(world) == []


def test_an_empty_object_is_a_decision_for_later(ask, world):
    """As Twilio's page on 40005 recommends."""
    assert ask(answer("{}")) == (["pending"], ["assign"])
    assert codes(world) == []


@pytest.mark.parametrize("status", [201, 302, 404, 500])
def test_any_other_status_asks_the_fallback(ask, status):
    assert ask(answer("{}", status=status), GOOD) == (["accepted"], ["assign", "fallback"])


def test_the_fallback_gets_the_same_form_with_a_signature_of_its_own(world):
    receiver = Receiver(world.auth_token, assign=answer("", status=500), fallback=GOOD)
    world.mount(APP, receiver.app)
    point(world, "", f"{APP}/assign", f"{APP}/fallback")

    world.task()

    [(_, first), (_, second)] = receiver.forms
    assert first == second


def test_where_both_fail_the_offer_is_withdrawn(ask, world):
    assert ask(answer("", status=500), answer("", status=503)) == (
        ["canceled"],
        ["assign", "fallback"] * 3,
    )
    assert codes(world) == [11200] * 6


def test_where_there_is_no_fallback_the_offer_is_withdrawn(ask):
    found, _ = ask(answer("", status=500))

    assert found == ["canceled"]


def test_an_offer_that_is_withdrawn_has_the_code_of_its_alert(ask, world):
    ask(answer("", status=500))

    codes_told = {
        event.data["canceled_reason_code"]
        for event in world.events
        if event.type == "reservation.canceled"
    }
    assert codes_told == {"11200"}


def test_a_worker_whose_offer_was_withdrawn_keeps_the_activity(ask, world):
    ask(answer("", status=500))

    assert {one.activity_name for one in world.workspace.workers.list()} == {"Available"}


def test_a_wrong_content_type_asks_the_fallback(ask, world):
    wrong = answer(json.dumps(GOOD), "text/plain")

    assert ask(wrong, GOOD) == (["accepted"], ["assign", "fallback"])
    assert codes(world) == [40000]


@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        (json.dumps(GOOD), "text/plain", 40000),
        ("rubbish", "application/json", 40001),
        ("[1]", "application/json", 40001),
        ("[" * 100_000, "application/json", 40001),
        ('{"a": 1}', "application/json", 40005),
        ('{"instruction": "dance"}', "application/json", 55555),
    ],
)
def test_an_answer_that_means_nothing_leaves_the_reservation_pending(
    ask, world, body, content_type, code
):
    assert ask(answer(body, content_type)) == (["pending"], ["assign"])
    assert codes(world) == [code]
    assert outcomes(world, "assignment") == ["unusable"]


def test_an_alert_shows_the_request_and_the_answer(ask, world):
    ask(answer("rubbish"))

    [alert] = world.alerts
    assert alert.request_url == f"{APP}/assign"
    assert alert.request_method == "POST"
    assert "ReservationSid=WR" in alert.request_variables
    assert alert.response_body == "rubbish"


def test_an_alert_tells_no_more_secrets_than_the_journal(ask, world):
    point(world, "", f"{APP}/assign")
    world.mount(APP, Receiver(world.auth_token, assign=answer('{"token": "hunter2"}')).app)

    world.task(crm={"password": "hunter2"}, url="https://me:hunter2@crm.example")

    [alert] = world.alerts
    assert "TaskAttributes=%7B" in alert.request_variables
    assert "hunter2" not in str(alert)


def test_an_alert_of_a_refused_instruction_does_not_quote_a_secret(ask, world):
    url = "ftp://app.example/?token=hunter2"

    ask({"instruction": "dequeue", "from": "+15550100", "status_callback_url": url})

    [alert] = world.alerts
    assert "token=***" in alert.text
    assert "hunter2" not in str((alert, world.callbacks))


def test_an_instruction_that_can_not_be_carried_out_becomes_an_alert(ask, world):
    assert ask({"instruction": "call"}) == (["pending"], ["assign"])

    [alert] = world.alerts
    assert alert.code in (40111, 40112)
    assert alert.request_url == f"{APP}/assign"
    assert outcomes(world, "assignment") == ["not obeyed"]


def test_an_instruction_for_a_reservation_that_was_accepted_meanwhile_becomes_an_alert(world):
    def assign(call):
        reservations = world.workspace.tasks(call.task_sid).reservations
        reservations(call.reservation_sid).update(reservation_status="accepted")
        return GOOD

    world.on_assignment(assign)
    task = world.task()

    assert statuses(task) == ["accepted"]
    assert codes(world) == [40144]


def test_an_event_that_is_not_received_changes_nothing_but_is_told(world):
    receiver = Receiver(world.auth_token, events=answer("", status=500))
    world.mount(APP, receiver.app)
    world.workspace.update(event_callback_url=f"{APP}/events", events_filter="task.created")

    task = world.task()

    assert statuses(task) == ["pending"]
    assert codes(world) == [11200]
    [entry] = world.callbacks
    assert (entry.outcome, entry.reason) == ("failed", "the answer was 500")


def test_any_success_will_do_for_an_event(world):
    receiver = Receiver(world.auth_token, events=answer("", status=204))
    world.mount(APP, receiver.app)
    world.workspace.update(event_callback_url=f"{APP}/events", events_filter="task.created")

    world.task()

    assert outcomes(world, "event") == ["delivered"]
    assert codes(world) == []


def test_of_a_long_answer_the_beginning_is_kept(ask, world):
    ask(answer("x" * 1_000_000, status=500))

    entry, alert = world.callbacks[0], world.alerts[0]
    assert entry.body == alert.response_body == "x" * 65_536 + "... (934464 more characters)"


def test_a_host_that_nobody_allowed_is_not_asked_and_the_reservation_waits(world):
    point(world, "", "https://live.example/assign", "https://live.example/fallback")

    task = world.task()

    assert statuses(task) == ["pending"]
    [entry] = world.callbacks
    assert (entry.outcome, entry.status) == ("refused", None)
    assert "live.example is neither mounted nor this machine" in entry.reason
    assert world.alerts == []


def test_a_url_that_nobody_can_be_asked_at_breaks_no_request(world):
    point(world, "http://.example/events", "http://.example/assign")

    world.task()

    [reason] = {one.reason for one in world.callbacks}
    assert reason.startswith("the URL is invalid: ")


def test_the_journal_shows_no_secrets(world):
    point(world, "", "https://me:secret@live.example/assign#rc=2")

    world.task()

    [entry] = world.callbacks
    assert entry.url == "https://live.example/assign"
    assert "secret" not in str(world.alerts)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/assign", "https://nobody-allowed.example/assign"]
)
def test_callbacks_that_failed_are_no_work_for_the_collector_of_garbage(world, url):
    point(world, url, "")
    before = len(world.callbacks)

    assert left_by(world.task, TASKS) < TASKS
    assert len(world.callbacks) > before + TASKS
    assert {one.outcome for one in world.callbacks} <= {"failed", "refused"}
