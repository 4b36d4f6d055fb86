"""Transfers as pages ask for them and hear of them."""

import pytest

from .conftest import SEED
from .page import Refused

pytestmark = pytest.mark.mocktr(seed=SEED, bridge_delays=False)


@pytest.fixture
def accepted(alice, workspace):
    """The reservation of a task that Alice has accepted."""
    workspace.tasks.create()
    created = alice.hear("reservation.created")
    alice.post(f"{alice.me}/Reservations/{created['sid']}", ReservationStatus="accepted")
    return alice.hear("reservation.accepted")


@pytest.fixture
def bob(page_of, workspace, activities):
    """Bob's page, connected; he is available."""
    page = page_of("bob")
    workspace.workers(page.worker_sid).update(activity_sid=activities["Available"])
    return page.connect()


def hand_over(alice, accepted, to, **options):
    sent = {"ReservationSid": accepted["sid"], "TaskSid": accepted["task_sid"], "To": to, **options}
    return alice.post(f"{alice.me}/Transfers", "v2", **sent)


def test_both_pages_hear_of_a_transfer(alice, accepted, bob):
    transfer = hand_over(alice, accepted, bob.worker_sid)

    assert (transfer["transfer_status"], transfer["transfer_type"]) == ("initiated", "WORKER")
    assert transfer["task_sid"] == accepted["task_sid"]
    assert alice.hear("task.transfer-initiated")["sid"] == transfer["sid"]
    offered = bob.hear("reservation.created")
    assert offered["task_transfer"]["sid"] == transfer["sid"]
    assert offered["task"]["assignment_status"] == "reserved"
    [own] = alice.get(f"{alice.me}/Reservations", "v2", Active="true")["contents"]
    assert own["active_outgoing_task_transfer"]["sid"] == transfer["sid"]
    assert "task_transfer" not in own

    answered = bob.post(f"{bob.me}/Reservations/{offered['sid']}", ReservationStatus="accepted")
    assert "task_transfer" not in answered
    assert bob.hear("reservation.accepted")["task"]["assignment_status"] == "assigned"
    assert alice.hear("task.transfer-completed")["transfer_status"] == "complete"


def test_a_transfer_that_is_rejected_has_failed(alice, accepted, bob):
    hand_over(alice, accepted, bob.worker_sid)
    alice.hear("task.transfer-initiated")
    offered = bob.hear("reservation.created")

    bob.post(f"{bob.me}/Reservations/{offered['sid']}", ReservationStatus="rejected")

    assert bob.hear("reservation.rejected")["task_transfer"]["transfer_status"] == "failed"
    failed = alice.hear("task.transfer-failed")
    assert failed["transfer_failed_reason"] == (
        "Transfer failed because the reservation was rejected"
    )
    assert alice.hear("task.updated")["assignment_status"] == "assigned"


def test_a_transfer_is_canceled_once(alice, accepted, bob):
    transfer = hand_over(alice, accepted, bob.worker_sid, Mode="WARM")
    place = f"{alice.me}/Transfers/{transfer['sid']}"
    cancel = {"TaskSid": accepted["task_sid"], "TransferStatus": "canceled"}
    bob.hear("reservation.created")

    assert alice.post(place, "v2", **cancel)["transfer_status"] == "canceled"

    withdrawn = bob.hear("reservation.canceled")
    assert withdrawn["task_transfer"]["transfer_status"] == "canceled"
    assert withdrawn["task"]["assignment_status"] == "assigned"
    with pytest.raises(Refused, match=r"is already canceled \. Cannot cancel transfer\.") as caught:
        alice.post(place, "v2", **cancel)
    assert caught.value.status == 400


def test_a_queue_is_tried_until_somebody_accepts(alice, accepted, bob, workspace):
    [queue] = workspace.task_queues.list()
    transfer = hand_over(alice, accepted, queue.sid)
    alice.hear("task.transfer-initiated")
    offered = bob.hear("reservation.created")

    bob.post(f"{bob.me}/Reservations/{offered['sid']}", ReservationStatus="rejected")

    assert transfer["transfer_type"] == "QUEUE"
    assert bob.hear("reservation.rejected")["task_transfer"]["transfer_status"] == "initiated"
    assert alice.hear("task.transfer-attempt-failed")["transfer_status"] == "initiated"


def test_a_cold_transfer_wraps_up_at_once(alice, accepted, bob):
    hand_over(alice, accepted, bob.worker_sid, Mode="COLD")

    alice.hear("task.transfer-initiated")
    assert alice.hear("reservation.wrapup")["reservation_status"] == "wrapping"


def test_what_is_no_transfer_is_refused(alice, accepted):
    with pytest.raises(Refused) as nobody:
        hand_over(alice, accepted, "WK" + "0" * 32)
    with pytest.raises(Refused) as nothing:
        alice.post(f"{alice.me}/Transfers/TT{'0' * 32}", "v2", TaskSid=accepted["task_sid"])

    assert (nobody.value.status, nothing.value.status) == (400, 404)


def test_nobody_cancels_anothers_transfer(alice, accepted, bob):
    transfer = hand_over(alice, accepted, bob.worker_sid)

    with pytest.raises(Refused) as caught:
        bob.post(f"{bob.me}/Transfers/{transfer['sid']}", "v2", TaskSid=accepted["task_sid"])

    assert caught.value.status == 404


def test_a_transfer_lives_on_in_a_document(world, alice, accepted, bob):
    hand_over(alice, accepted, bob.worker_sid)

    document = world.state(events=True)
    world.load_state(document)

    assert world.state(events=True) == document
    [workspace, _] = document["workspaces"]
    assert [one["transfer_status"] for one in workspace["transfers"]] == ["initiated"]
