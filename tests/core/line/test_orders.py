"""Instructions ring at workers: who answers, who does not, and what comes of it."""

import json

import pytest

from mocktr.core import scheduler
from mocktr.core.instructions.execution import update_reservation
from mocktr.core.line import orders
from mocktr.core.line.phone import Phone
from mocktr.core.line.script import PAUSE, TALK
from mocktr.errors import ApiError

from .test_enqueue import only_task, queued
from .world import APP, heard

FROM_QUEUE = "+15550199"


def ringing(phone=None, instruction="dequeue", multi=True, names=("alice",), **more):
    """A world in which a caller waits and the first worker is offered the task."""
    app = more.pop("app", {"/wait": "<Pause length='5'/>"})
    attributes = more.pop("attributes", "waitUrl='/wait' action='/left'")
    world = queued(attributes, app=app, multi_task_enabled=multi, **more)
    for name in names:
        world.worker(name, contact_uri=f"client:{name}")
    if phone is not None:
        for worker in world.workspace.workers.values():
            world.line.phones[worker.sid] = phone
    world.call = world.call_in()
    world.told()
    world.asked()
    return world


def reservation(world):
    return only_task(world).reservations[-1]


def order(world, name="dequeue", **values):
    """Answer the offer with an instruction, as an update over REST does."""
    given = {"DequeueFrom": FROM_QUEUE, "From": FROM_QUEUE, "CallFrom": FROM_QUEUE}
    form = {"Instruction": name, **given, **values}
    update_reservation(reservation(world), form)
    world.deliver()


def leg(world):
    """The leg that was placed last."""
    return list(world.line.calls.values())[-1]


# --- dequeue -------------------------------------------------------------------------------------


def test_a_phone_of_which_nobody_said_anything_answers_at_once():
    world = ringing()
    order(world)

    assert reservation(world).reservation_status == "accepted"
    assert world.told() == ["task.updated", "reservation.accepted"]
    assert (heard(world.call), world.call.waiting) == (TALK, None)
    assert world.line.rooms[world.call.room_sid].participants.keys() == {
        world.call.sid,
        leg(world).sid,
    }


def test_the_caller_hears_the_wait_until_somebody_answers():
    world = ringing(Phone(answer_after=7_000))
    order(world)
    assert json.loads(only_task(world).attributes)["worker_call_sid"] == leg(world).sid
    assert (leg(world).status, reservation(world).is_pending) == ("ringing", True)

    world.pass_time(7)

    assert world.asked() == ["waitUrl /wait"]
    assert reservation(world).reservation_status == "accepted"
    assert leg(world).status == world.call.status == "in-progress"


def test_the_reservation_times_out_while_a_phone_rings_in_vain():
    world = ringing(Phone(answers=False), names=["alice", "bob"])
    world.update(next(iter(world.workspace.workflows.values())), task_reservation_timeout=15)
    task = only_task(world)
    task.reservations[-1].time_out()
    world.deliver()
    order(world)
    first = leg(world)
    world.told()

    world.pass_time(15)

    assert "reservation.timeout" in world.told()
    assert first.status == "canceled"
    assert world.line.orders == {}
    assert world.call.waiting


@pytest.mark.parametrize(
    ("phone", "seconds", "status"),
    [
        (Phone(busy=True), 0, "busy"),
        (Phone(fails=True), 0, "failed"),
        (Phone(answers=False), 20, "no-answer"),
        (Phone(answer_after=90_000), 20, "no-answer"),
    ],
)
def test_a_dequeue_that_reaches_nobody_leaves_the_reservation_to_the_application(
    phone, seconds, status
):
    world = ringing(phone)
    order(world, DequeueTimeout="20", DequeueStatusCallbackUrl=f"{APP}/leg")
    world.pass_time(seconds)

    assert (leg(world).status, reservation(world).is_pending) == (status, True)
    told = world.last("completed")
    assert (told["CallStatus"], told["taskCallSid"]) == (status, world.call.sid)
    assert told["ReservationSid"] == reservation(world).sid
    assert world.call.waiting


def test_the_application_may_reject_what_reached_nobody():
    world = ringing(Phone(busy=True))
    order(world)
    world.reject(only_task(world))

    assert reservation(world).reservation_status == "rejected"


def test_a_status_callback_is_a_get_and_tells_what_was_asked_for():
    world = ringing(Phone(answer_after=2_000))
    order(
        world,
        DequeueStatusCallbackUrl=f"{APP}/leg",
        DequeueStatusCallbackEvent="initiated,ringing,answered,completed",
    )
    world.pass_time(3)
    world.hang_up(leg(world))

    found = [one for one in world.line.requests if one.url == f"{APP}/leg"]
    assert [one.about for one in found] == ["initiated", "ringing", "answered", "completed"]
    assert {one.method for one in found} == {"GET"}
    told = [dict(one.parameters) for one in found]
    assert [one["SequenceNumber"] for one in told] == ["0", "1", "2", "3"]
    assert [one["CallStatus"] for one in told] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]


def test_a_caller_who_hangs_up_while_it_rings_ends_it_all():
    world = ringing(Phone(answers=False))
    order(world)
    world.hang_up(world.call)

    assert leg(world).status == "canceled"
    assert reservation(world).reservation_status == "canceled"
    assert only_task(world).reason == "hangup"


def test_a_second_dequeue_takes_the_place_of_the_first():
    world = ringing(Phone(answers=False))
    order(world)
    first = leg(world)
    order(world)

    assert (first.status, leg(world).status) == ("canceled", "ringing")


def test_a_busy_every_phone_is_busy_by_turns():
    world = ringing(Phone(busy_every=2))
    order(world)
    world.hang_up(world.call)
    world.update(only_task(world), assignment_status="completed")
    only_task(world).vanish()
    world.call = world.call_in()
    order(world)

    assert leg(world).status == "busy"


def test_a_phone_that_answers_as_the_reservation_ends_talks_to_nobody():
    world = ringing(Phone(answer_after=5_000))
    order(world)
    reservation(world).time_out()
    # Both may be due at one instant, before the line looked at what ended.
    orders.answered(leg(world))

    assert leg(world).status == "completed"
    assert world.call.waiting


def test_a_phone_that_rings_out_as_the_reservation_ends_changes_nothing():
    world = ringing(Phone(busy=True))
    first = reservation(world)
    order(world, "conference")
    before = len(world.account.events)
    orders.unreached(leg(world))

    assert len(world.account.events) == before
    assert first.reservation_status == "canceled"


def test_nothing_rings_for_a_task_that_is_deleted():
    world = ringing(Phone(answers=False))
    order(world)
    world.delete(only_task(world))

    assert (leg(world).status, world.line.orders) == ("canceled", {})
    assert world.call.waiting


def test_the_end_of_a_call_that_is_not_of_the_line_is_the_workers():
    world = ringing(names=[])
    world.worker("alice", contact_uri="client:alice")
    world.hang_up(world.call)
    world.line.phones["*"] = Phone()
    task = world.enqueued()
    update_reservation(task.reservations[-1], {"Instruction": "dequeue", "DequeueFrom": FROM_QUEUE})
    world.pass_time(600)
    assert task.assignment_status == "assigned"

    world.hang_up(leg(world))

    assert task.assignment_status == "wrapping"


@pytest.mark.parametrize(("multi", "status"), [(True, "wrapping"), (False, "completed")])
def test_the_end_of_the_talk_ends_the_work(multi, status):
    world = ringing(multi=multi)
    order(world)
    world.told()
    world.pass_time(30)
    world.hang_up(leg(world))

    assert only_task(world).assignment_status == status
    assert reservation(world).reservation_status == status
    assert "task.updated" not in world.told()
    told = world.last("Enqueue action")
    assert (told["QueueResult"], told["CallStatus"]) == ("bridged", "in-progress")


def test_a_caller_who_hangs_up_ends_the_talk():
    world = ringing(Phone(talk_for=60_000))
    order(world)
    world.pass_time(10)
    world.hang_up(world.call)

    assert (world.call.status, leg(world).status) == ("completed", "completed")
    assert only_task(world).assignment_status == "wrapping"
    told = world.last("Enqueue action")
    assert (told["QueueResult"], told["CallStatus"]) == ("bridged", "completed")


def test_a_worker_talks_so_long_and_goes_to_the_activity_after_the_work():
    world = ringing(Phone(talk_for=60_000), multi=False)
    break_ = world.add_activity("Break")
    order(world, DequeuePostWorkActivitySid=break_.sid)
    world.pass_time(59)
    assert only_task(world).assignment_status == "assigned"

    world.pass_time(1)

    assert only_task(world).assignment_status == "completed"
    [worker] = world.workspace.workers.values()
    assert worker.activity_sid == break_.sid


def test_without_action_the_caller_goes_on_with_the_next_verb():
    world = ringing(attributes="", rest="<Pause length='60'/>")
    order(world)
    world.hang_up(leg(world))

    assert heard(world.call) == PAUSE


def test_work_that_the_application_has_ended_is_not_ended_again():
    world = ringing()
    order(world)
    world.update(only_task(world), assignment_status="completed")
    world.hang_up(leg(world))

    assert only_task(world).assignment_status == "completed"


def test_a_call_that_does_not_wait_can_not_be_dequeued():
    world = ringing()
    call_sid = world.call.sid
    order(world)
    world.task(channel="voice", call_sid=call_sid)
    other = list(world.account.tasks.values())[-1]
    other.reserve([world.channel_of(next(iter(world.workspace.workers.values())), "voice")])

    with pytest.raises(ApiError, match=f"Call {call_sid} does not wait in a queue"):
        update_reservation(
            other.reservations[-1], {"Instruction": "dequeue", "DequeueFrom": FROM_QUEUE}
        )


def test_a_task_whose_call_is_not_of_the_line_rings_too_where_a_phone_was_given():
    world = ringing(names=[])
    alice = world.worker("alice", contact_uri="client:alice")
    world.hang_up(world.call)
    world.line.phones["*"] = Phone(answer_after=3_000, talk_for=10_000)
    task = world.enqueued()
    update_reservation(task.reservations[-1], {"Instruction": "dequeue", "DequeueFrom": FROM_QUEUE})
    world.pass_time(3)
    assert task.reservations[-1].reservation_status == "accepted"

    world.pass_time(10)

    assert task.assignment_status == "wrapping"
    assert alice.friendly_name == "alice"


# --- conference ----------------------------------------------------------------------------------

ALL = {
    "ConferenceStatusCallback": f"{APP}/conference",
    "ConferenceStatusCallbackEvent": "start,end,join,leave",
    "EndConferenceOnExit": "true",
    "EndConferenceOnCustomerExit": "true",
}


def conference_events(world):
    found = [one for one in world.line.requests if one.url == f"{APP}/conference"]
    return [dict(one.parameters) for one in found]


def test_the_story_of_a_conference():
    world = ringing(Phone(answer_after=4_000), names=["alice", "bob"])
    others = only_task(world)
    order(world, "conference", **ALL)
    assert reservation(world).is_pending
    world.told()
    world.pass_time(4)

    assert world.told() == ["task.updated", "reservation.accepted"]
    joined = json.loads(others.attributes)["conference"]
    assert joined["participants"] == {"worker": leg(world).sid, "customer": world.call.sid}
    told = conference_events(world)
    assert [one["StatusCallbackEvent"] for one in told] == [
        "participant-join",
        "participant-join",
        "conference-start",
    ]
    assert [one["SequenceNumber"] for one in told] == ["1", "2", "3"]
    assert [one.get("CallSid") for one in told] == [world.call.sid, leg(world).sid, None]
    assert told[0]["ConferenceSid"] == joined["sid"]
    assert told[0]["FriendlyName"] == told[0]["TaskSid"] == others.sid
    assert told[0]["CustomerCallSid"] == world.call.sid
    assert told[0]["StatusCallbackEvents"] == "start,end,join,leave"
    assert told[0]["Timestamp"] == "Mon, 7 Jan 2030 09:00:04 +0000"

    world.hang_up(leg(world))

    told = conference_events(world)[3:]
    assert [one["StatusCallbackEvent"] for one in told] == [
        "participant-leave",
        "participant-leave",
        "conference-end",
    ]
    assert told[0]["ParticipantCallStatus"] == "completed"
    assert told[2]["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"
    assert told[2]["CallSidEndingConference"] == leg(world).sid
    assert "with endConferenceOnExit left the conference" in told[2]["Reason"]
    assert world.told() == ["task.wrapup", "reservation.wrapup"]


def test_the_others_are_rescinded_when_one_answers():
    world = queued("waitUrl='/wait'", app={"/wait": "<Pause length='5'/>"})
    queue = next(iter(world.workspace.task_queues.values()))
    world.update(queue, max_reserved_workers=3)
    for name in ("alice", "bob"):
        world.worker(name, contact_uri=f"client:{name}")
    world.line.phones["*"] = Phone(answer_after=2_000)
    world.call = world.call_in()
    first, second = only_task(world).reservations
    update_reservation(second, {"Instruction": "conference", "From": FROM_QUEUE})
    world.told()
    world.pass_time(2)

    assert world.told() == ["reservation.rescinded", "task.updated", "reservation.accepted"]
    assert first.reservation_status == "rescinded"


@pytest.mark.parametrize(
    ("phone", "seconds", "code"),
    [
        (Phone(busy=True), 0, "45303"),
        (Phone(answers=False), 300, "45305"),
        (Phone(fails=True), 0, "45301"),
    ],
)
def test_a_conference_that_reaches_nobody_gives_the_task_back(phone, seconds, code):
    world = ringing(phone)
    first = reservation(world)
    order(world, "conference", Timeout="300")
    world.pass_time(seconds)

    # The time to answer (120 s) stood still.
    assert first.reservation_status == "canceled"
    canceled = [one for one in world.account.events if one.type == "reservation.canceled"]
    assert canceled[-1].data()["canceled_reason_code"] == code
    assert only_task(world).assignment_status in ("pending", "reserved")
    world.pass_time(1)
    assert reservation(world) is not first
    assert world.call.waiting


def test_a_conference_that_is_being_set_up_takes_no_other_instruction():
    world = ringing(Phone(answers=False))
    order(world, "conference")

    with pytest.raises(ApiError, match=r"not in expected state \[pending\].*\[onHold\]"):
        order(world, "conference")


def test_a_worker_who_declines_is_busy():
    world = ringing(Phone(answers=False))
    first = reservation(world)
    order(world, "conference")
    world.hang_up(leg(world))

    assert first.reservation_status == "canceled"
    assert first.canceled_reason_code == 45303


def test_a_worker_stays_alone_where_the_customer_does_not_end_it():
    world = ringing()
    order(
        world,
        "conference",
        ConferenceRecord="true",
        ConferenceRecordingStatusCallback=f"{APP}/heard",
    )
    world.pass_time(9)
    world.hang_up(world.call)
    assert only_task(world).assignment_status == "assigned"

    world.hang_up(leg(world))

    assert only_task(world).assignment_status == "wrapping"
    told = world.last("recording")
    assert (told["RecordingSource"], told["RecordingDuration"]) == ("Conference", "9")
    assert "CallSid" not in told


def test_a_conference_ends_with_the_last_who_leaves():
    world = ringing()
    order(world, "conference", **{**ALL, "EndConferenceOnExit": "false"})
    world.hang_up(leg(world))
    assert only_task(world).assignment_status == "wrapping"
    assert world.call.status == "in-progress"

    world.hang_up(world.call)

    told = conference_events(world)
    assert told[-1]["StatusCallbackEvent"] == "conference-end"


def test_a_status_callback_of_the_leg_is_a_post():
    world = ringing()
    order(world, "conference", StatusCallback=f"{APP}/leg")
    world.hang_up(leg(world))

    [request] = [one for one in world.line.requests if one.url == f"{APP}/leg"]
    assert (request.method, request.about) == ("POST", "completed")
    assert "TaskSid" not in dict(request.parameters)


@pytest.mark.parametrize(
    ("phone", "status"), [(Phone(), "assigned"), (Phone(fails=True), "wrapping")]
)
def test_an_outbound_task_calls_its_customer_when_the_worker_is_there(phone, status):
    world = ringing(names=[])
    world.hang_up(world.call)
    alice = world.worker("alice", contact_uri="client:alice")
    world.worker("bob", "Offline", contact_uri="+15550777")
    world.line.phones["*"] = phone
    world.line.phones[alice.sid] = Phone(answer_after=1_000)
    task = world.task(channel="voice", outbound_to="+15550777")
    update_reservation(task.reservations[-1], {"Instruction": "conference", "From": FROM_QUEUE})
    world.pass_time(1)

    assert task.assignment_status == status


def test_an_outbound_customer_is_rung_no_longer_when_the_worker_has_left():
    world = ringing(names=[])
    world.hang_up(world.call)
    alice = world.worker("alice", contact_uri="client:alice")
    for phone in (Phone(answer_after=5_000), Phone(answers=False)):
        world.line.phones["*"] = phone
        world.line.phones[alice.sid] = Phone()
        task = world.task(channel="voice", outbound_to="+15550777")
        update_reservation(task.reservations[-1], {"Instruction": "conference", "From": FROM_QUEUE})
        worker, customer = list(world.line.calls.values())[-2:]
        world.hang_up(worker)
        assert customer.status == "canceled"
        world.update(task, assignment_status="completed")


# --- the caller is gone when the worker answers --------------------------------------------------


def taken_out(world):
    """Somebody dials the queue and takes its first caller."""
    world.app["/taker"] = f"<Dial><Queue>{world.workflow_sid}</Queue></Dial>"
    world.call_in("/taker")


def led_away(world):
    """The application redirects the caller, and is to decide on the reservation later."""
    world.app["/away"] = "<Pause length='60'/>"
    order(world, "redirect", RedirectCallSid=world.call.sid, RedirectUrl=f"{APP}/away")


@pytest.mark.parametrize("gone", [taken_out, led_away])
def test_a_worker_who_answers_when_the_caller_is_elsewhere_is_hung_up(gone):
    world = ringing(Phone(answer_after=5_000))
    order(world)
    rings = leg(world)

    gone(world)
    world.pass_time(5)

    assert (rings.status, rings.room_sid, rings.duration) == ("completed", None, 0)
    assert (reservation(world).is_pending, world.line.orders) == (True, {})
    assert world.call.is_live


def test_a_conference_whose_caller_is_elsewhere_gives_the_task_back():
    world = ringing(Phone(answer_after=5_000))
    order(world, "conference")
    first = reservation(world)

    taken_out(world)
    world.pass_time(5)

    assert first.reservation_status == "canceled"
    assert first.canceled_reason_code == 45310
    assert world.line.named == {}


# --- call and redirect ---------------------------------------------------------------------------


@pytest.mark.parametrize("accept", ["true", "false"])
def test_a_call_asks_what_the_worker_is_to_hear(accept):
    world = ringing(app={"/wait": "<Pause/>", "/hello": "<Pause length='4'/>"})
    order(world, "call", CallUrl=f"{APP}/hello", CallAccept=accept)

    status = "accepted" if accept == "true" else "pending"
    assert reservation(world).reservation_status == status
    told = world.last("call")
    assert (told["Direction"], told["To"]) == ("outbound-api", "client:alice")
    assert heard(leg(world)) == PAUSE
    world.pass_time(4)
    assert leg(world).status == "completed"


def test_a_call_that_reaches_nobody_changes_nothing():
    world = ringing(Phone(busy=True))
    order(world, "call", CallUrl=f"{APP}/hello", CallAccept="true")
    world.deliver()

    assert (leg(world).status, reservation(world).reservation_status) == ("busy", "accepted")


@pytest.mark.parametrize(("accept", "status"), [("true", "assigned"), ("false", "reserved")])
def test_a_redirect_takes_the_caller_out_of_the_queue_and_leaves_the_task(accept, status):
    world = ringing(app={"/wait": "<Pause/>", "/mail": "<Pause length='60'/>"})
    order(
        world,
        "redirect",
        RedirectCallSid=world.call.sid,
        RedirectUrl=f"{APP}/mail",
        RedirectAccept=accept,
    )

    assert only_task(world).assignment_status == status
    assert world.asked()[-2:] == ["Enqueue action /left", "redirect /mail"]
    assert world.last("Enqueue action")["QueueResult"] == "redirected"
    assert heard(world.call) == PAUSE


def test_a_call_that_is_over_can_not_be_redirected():
    world = ringing()
    over = world.call_in("/none")

    with pytest.raises(ApiError, match=f"Call {over.sid} is over"):
        order(world, "redirect", RedirectCallSid=over.sid, RedirectUrl=f"{APP}/mail")


def test_a_redirect_of_a_call_that_is_not_of_the_line_is_as_it_was():
    world = ringing()
    order(
        world,
        "redirect",
        RedirectCallSid="CA" + "c" * 32,
        RedirectUrl=f"{APP}/mail",
        RedirectAccept="true",
    )

    assert reservation(world).reservation_status == "accepted"
    assert world.call.waiting


def test_routing_is_settled_after_all():
    world = ringing()
    scheduler.settle(world.account)

    assert world.line.agenda == {}


def test_a_dequeue_may_be_recorded():
    world = ringing()
    order(
        world,
        DequeueRecord="record-from-answer",
        DequeueStatusCallbackUrl=f"{APP}/leg",
    )
    world.pass_time(11)
    world.hang_up(leg(world))

    [recording] = world.line.recordings.values()
    told = world.last("completed")
    assert (told["RecordingUrl"], told["RecordingDuration"]) == (recording.url, "11")
    assert (recording.source, recording.call_sid) == ("OutboundAPI", leg(world).sid)


def test_two_phones_ring_at_once():
    world = ringing(Phone(answer_after=9_000), names=["alice", "bob"])
    other = world.call_in()
    for task in world.account.tasks.values():
        update_reservation(
            task.reservations[-1], {"Instruction": "dequeue", "DequeueFrom": FROM_QUEUE}
        )
    world.deliver()
    assert len(world.line.orders) == 2

    world.hang_up(other)
    assert len(world.line.orders) == 1
    world.pass_time(9)

    assert world.call.room_sid is not None


COMMON = {
    *("AccountSid", "WorkspaceSid", "TaskSid", "ReservationSid", "ConferenceSid"),
    *("CustomerCallSid", "FriendlyName", "StatusCallback", "StatusCallbackEvent"),
    *("StatusCallbackEvents", "SequenceNumber", "Timestamp", "BeepOnCustomerEntrance"),
    "EndConferenceOnCustomerExit",
}
OF_PARTICIPANTS = {
    *("CallSid", "Coaching", "Hold", "Muted", "StartConferenceOnEnter", "EndConferenceOnExit"),
}


def test_a_conference_tells_what_was_seen_and_what_is_documented_besides():
    world = ringing()
    order(world, "conference", **ALL)
    world.hang_up(leg(world))

    keys = {one["StatusCallbackEvent"]: one.keys() for one in conference_events(world)}
    assert keys == {
        "participant-join": COMMON | OF_PARTICIPANTS,
        "conference-start": COMMON,
        "participant-leave": COMMON
        | OF_PARTICIPANTS
        | {"ParticipantCallStatus", "ReasonParticipantLeft"},
        "conference-end": COMMON | {"Reason", "ReasonConferenceEnded", "CallSidEndingConference"},
    }
    joined = [one for one in conference_events(world) if "CallSid" in one][:2]
    assert [one["EndConferenceOnExit"] for one in joined] == ["false", "true"]
