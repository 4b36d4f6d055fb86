"""What pages do to a conference: checked, and seen in what would have been dialled."""

import pytest

from .conftest import SEED
from .page import Refused

pytestmark = pytest.mark.mocktr(seed=SEED, bridge_delays=False)


@pytest.fixture
def page(page_of):
    return page_of("alice")


@pytest.fixture
def reservation(page, workspace):
    """One that Alice answered with a conference."""
    task = workspace.tasks.create(attributes='{"call_sid": "CA1", "from": "+15550100"}')
    [made] = task.reservations.list()
    page.post(
        f"{page.me}/Reservations/{made.sid}",
        Instruction="conference",
        To="client:alice",
        From="+15550100",
    )
    return made


def leg(world, participant):
    [found] = [call for call in world.calls if call.participant == participant]
    return found.parameters


def test_a_worker_mutes_themselves(world, page, reservation):
    sent = {"ReservationSid": reservation.sid, "Mute": True, "EndConferenceOnExit": True}

    task = page.post(f"{page.me}/WorkerParticipant", "v2", **sent)

    assert task["sid"] == reservation.task_sid
    assert leg(world, "worker")["muted"] is leg(world, "worker")["end_conference_on_exit"] is True


def test_another_worker_is_held_and_kicked(world, page, reservation):
    sent = {"TaskSid": reservation.task_sid, "TargetWorkerSid": page.worker_sid}

    page.post(f"{page.me}/HoldWorkerParticipant", "v2", Hold=True, **sent)
    page.post(f"{page.me}/KickWorkerParticipant", "v2", **sent)

    assert leg(world, "worker")["hold"] is leg(world, "worker")["kicked"] is True


def test_a_customer_is_put_on_hold(page, reservation):
    sent = {"TaskSid": reservation.task_sid, "Hold": True, "HoldUrl": "http://music.example"}

    assert page.post(f"{page.me}/CustomerParticipant", "v2", **sent)["sid"] == reservation.task_sid


@pytest.mark.parametrize(
    ("place", "sent"),
    [
        ("WorkerParticipant", {}),
        ("WorkerParticipant", {"ReservationSid": "WR1"}),
        ("WorkerParticipant", {"ReservationSid": "WR" + "0" * 32}),
        ("CustomerParticipant", {"TaskSid": "WT" + "0" * 32}),
        ("HoldWorkerParticipant", {"TaskSid": "own"}),
        ("HoldWorkerParticipant", {"TaskSid": "own", "Hold": True, "TargetWorkerSid": "other"}),
        ("KickWorkerParticipant", {"TaskSid": "own", "TargetWorkerSid": "WK" + "0" * 32}),
    ],
)
def test_who_is_not_in_the_conference_is_refused(page_of, page, reservation, place, sent):
    own = {"own": reservation.task_sid, "other": page_of("bob").worker_sid}

    with pytest.raises(Refused) as caught:
        page.post(
            f"{page.me}/{place}", "v2", **{key: own.get(one, one) for key, one in sent.items()}
        )

    assert caught.value.status == 400


def test_a_reservation_that_is_not_accepted_has_no_conference(page, workspace):
    [pending] = workspace.tasks.create().reservations.list()

    with pytest.raises(Refused, match="not accepted"):
        page.post(f"{page.me}/WorkerParticipant", "v2", ReservationSid=pending.sid)


def test_participants_are_no_resources(page):
    assert page.send("POST", f"{page.me}/WorkerParticipant/WR1").status_code == 404


def test_a_supervisor_monitors(world, page_of, reservation):
    supervisor = page_of("bob", role="supervisor")
    sent = {"Instruction": "supervise", "SupervisorMode": "monitor"}

    supervisor.post(
        f"{supervisor.home}/Tasks/{reservation.task_sid}/Reservations/{reservation.sid}",
        Supervisor=supervisor.worker_sid,
        **sent,
    )

    assert leg(world, "supervisor")["supervisor_mode"] == "monitor"


def test_a_worker_monitors_nobody(page, reservation):
    place = f"{page.home}/Tasks/{reservation.task_sid}/Reservations/{reservation.sid}"

    with pytest.raises(Refused) as caught:
        page.post(place, Instruction="supervise", Supervisor=page.worker_sid)

    assert caught.value.status == 403


# Where a caller and a phone are the line's


@pytest.fixture
def talk(world, page):
    """The reservation of a caller whom Alice talks to, in a conference."""
    [workflow] = world.workspace.workflows.list()
    enqueue = f"<Response><Enqueue workflowSid='{workflow.sid}'/></Response>"
    world.on_call(lambda call: enqueue)
    world.phone("alice")
    call = world.call_in()
    [task] = [one for one in world.workspace.tasks.list() if one.sid == call.task_sid]
    [made] = task.reservations.list()
    page.post(
        f"{page.me}/Reservations/{made.sid}",
        Instruction="conference",
        To="client:alice",
        From="+15550100",
    )
    return made


def in_talk(world):
    """Whoever is in the conference, as the API of calls shows them: the caller comes first."""
    [room] = world.client.conferences.list()
    return world.client.conferences(room.sid).participants.list()


def test_a_worker_who_mutes_themselves_is_muted_in_the_conference(world, page, talk):
    sent = {"ReservationSid": talk.sid, "Mute": True, "EndConferenceOnExit": True}

    page.post(f"{page.me}/WorkerParticipant", "v2", **sent)

    caller, worker = in_talk(world)
    assert (worker.muted, worker.end_conference_on_exit) == (True, True)
    assert (caller.muted, caller.hold) == (False, False)


def test_a_customer_is_on_hold_in_the_conference_and_hears_what_was_told(world, page, talk):
    sent = {"TaskSid": talk.task_sid, "Hold": True, "HoldUrl": "https://music.example/hold"}
    page.post(f"{page.me}/CustomerParticipant", "v2", **sent)

    caller, worker = in_talk(world)
    assert (caller.hold, worker.hold) == (True, False)
    world.settle()
    assert "https://music.example/hold" in [one.url for one in world.callbacks]
    page.post(f"{page.me}/CustomerParticipant", "v2", TaskSid=talk.task_sid, Hold=False)
    assert in_talk(world)[0].hold is False


def test_a_worker_who_is_kicked_is_out_of_the_conference(world, page, talk):
    sent = {"TaskSid": talk.task_sid, "TargetWorkerSid": page.worker_sid}

    page.post(f"{page.me}/HoldWorkerParticipant", "v2", Hold=True, **sent)
    assert in_talk(world)[1].hold is True
    page.post(f"{page.me}/KickWorkerParticipant", "v2", **sent)

    assert len(in_talk(world)) == 1
    # Who is gone can't be held any more, and nothing of it fails.
    assert leg(world, "worker")["kicked"] is True
