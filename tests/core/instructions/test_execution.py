import json

import pytest

from mocktr.core import scheduler
from mocktr.core.fields import LONGEST_JSON, Choice, Flag, Number, Sid, Url, Words, pascal
from mocktr.core.instructions.execution import ReservationForm, update_reservation
from mocktr.core.instructions.parameters import KEYS, PARAMETERS
from mocktr.core.resources.base import parse
from mocktr.core.resources.transfer import Transfer
from mocktr.errors import (
    ApiError,
    Gone,
    InstructionRefused,
    InvalidParameter,
    MissingParameter,
    Refused,
)
from mocktr.json_text import compact
from tests.core.world import CALLER, World, statuses, unchanged, with_telephone

PARKED = "CA" + "e" * 32
DEQUEUE = {"dequeue_from": "+1"}
CALL = {"call_from": "+1", "call_url": "http://x"}
REDIRECT = {"redirect_call_sid": PARKED, "redirect_url": "http://x"}
CONFERENCE = {"from": "+1"}
SUPERVISE = {"supervisor_mode": "whisper", "supervisor": "client:sue"}
GOOD = {
    "accept": {},
    "reject": {},
    "dequeue": DEQUEUE,
    "call": CALL,
    "redirect": REDIRECT,
    "conference": CONFERENCE,
}


@pytest.fixture
def world():
    return with_telephone()


@pytest.fixture
def task(world):
    return world.enqueued()


def instruct(world, task, instruction, **values):
    world.update(task.reservations[-1], instruction=instruction, **values)


def only(records):
    (record,) = records
    return record


@pytest.mark.parametrize(
    ("instruction", "values", "expected"),
    [
        ("accept", {}, "accepted"),
        ("reject", {}, "rejected"),
        ("dequeue", DEQUEUE, "accepted"),
        ("conference", CONFERENCE, "accepted"),
        ("call", CALL, "pending"),
        ("call", {**CALL, "call_accept": True}, "accepted"),
        ("redirect", REDIRECT, "pending"),
        ("redirect", {**REDIRECT, "redirect_accept": True}, "accepted"),
    ],
)
def test_what_an_instruction_does_to_the_reservation(world, task, instruction, values, expected):
    instruct(world, task, instruction, **values)

    assert statuses(task.reservations) == [expected]


def test_a_reject_may_say_where_the_worker_goes(world):
    task = world.task()
    offline = world.activity("Offline").sid

    instruct(world, task, "reject", worker_activity_sid=offline)

    assert task.reservations[0].worker.activity_sid == offline


@pytest.mark.parametrize(
    ("instruction", "missing"),
    [
        ("dequeue", "DequeueFrom"),
        ("call", "CallFrom"),
        ("redirect", "RedirectCallSid"),
        ("supervise", "SupervisorMode"),
    ],
)
def test_an_instruction_names_what_it_lacks(world, instruction, missing):
    task = world.task(call_sid="CA1")

    with unchanged(world), pytest.raises(MissingParameter, match=missing):
        instruct(world, task, instruction)


@pytest.mark.parametrize(
    ("instruction", "values"),
    [
        ("dequeue", DEQUEUE),
        ("conference", {}),
        ("call", CALL),
        ("redirect", REDIRECT),
    ],
)
def test_calls_are_only_placed_for_pending_reservations(world, instruction, values):
    task = world.task(call_sid="CA1")
    world.accept(task)

    words = f"Unable to execute {instruction.capitalize()} instruction.*Pending state"
    with unchanged(world), pytest.raises(Refused, match=words):
        instruct(world, task, instruction, **values)


@pytest.mark.parametrize(
    ("instruction", "words"), [("accept", "already in state"), ("reject", "not in expected state")]
)
def test_accept_and_reject_are_refused_like_the_status(world, instruction, words):
    task = world.task()
    world.accept(task)

    with unchanged(world), pytest.raises(Refused, match=words):
        instruct(world, task, instruction)


def test_a_call_url_that_is_none_is_refused_in_taskrouters_words(world, task):
    with unchanged(world), pytest.raises(InvalidParameter) as refused:
        update_reservation(
            task.reservations[0], {"Instruction": "call", "CallFrom": "+1", "CallUrl": "/twiml"}
        )

    assert str(refused.value) == refused.value.message == "/twiml is not a valid CallUrl"


def test_a_conference_takes_the_task_from_the_others_before_it_is_accepted():
    world = with_telephone()
    world.update(next(iter(world.workspace.task_queues.values())), max_reserved_workers=3)
    world.workers("bob", "carol", contact_uri="client:x")
    task = world.enqueued()
    world.told()

    world.update(task.reservations[1], instruction="conference", **CONFERENCE)

    told = world.account.events[-4:]
    assert [(event.type, event.data()["task_version"]) for event in told] == [
        ("reservation.rescinded", "1"),
        ("reservation.rescinded", "1"),
        ("task.updated", "2"),
        ("reservation.accepted", "3"),
    ]
    assert [event.data()["task_assignment_status"] for event in told] == [
        *["reserved"] * 3,
        "assigned",
    ]
    assert [event.data().get("worker_name") for event in told] == ["alice", "carol", None, "bob"]


def test_a_conference_that_is_refused_takes_the_task_from_nobody():
    world = with_telephone()
    world.update(next(iter(world.workspace.task_queues.values())), max_reserved_workers=2)
    world.worker("bob")
    task = world.enqueued()

    with unchanged(world), pytest.raises(MissingParameter, match="no attribute contact_uri"):
        world.update(task.reservations[1], instruction="conference", **CONFERENCE)

    assert statuses(task.reservations) == ["pending", "pending"]


@pytest.mark.parametrize(
    ("instruction", "values"), [("conference", CONFERENCE), ("dequeue", DEQUEUE)]
)
def test_some_instructions_need_a_call_to_connect(world, instruction, values):
    task = world.task()

    with unchanged(world), pytest.raises(Refused, match="<Enqueue> TwiML verb"):
        instruct(world, task, instruction, **values)


def test_an_outbound_task_can_be_put_into_a_conference_but_not_dequeued(world):
    task = world.task(outbound_to="+1")

    with unchanged(world), pytest.raises(Refused, match="<Enqueue> TwiML verb"):
        instruct(world, task, "dequeue", **DEQUEUE)
    instruct(world, task, "conference", **CONFERENCE)

    assert statuses(task.reservations) == ["accepted"]


def test_a_late_accept_of_an_accepted_reservation_keeps_the_post_work_activity(world, task):
    there = world.activity("Unavailable").sid
    instruct(world, task, "conference", **CONFERENCE, post_work_activity_sid=there)

    with pytest.raises(Refused, match="already in state"):
        instruct(world, task, "accept")

    assert task.reservations[0].post_work_activity_sid == there


def test_the_name_of_an_instruction_is_read_in_any_case():
    assert parse(ReservationForm, "update", {"Instruction": "Conference"}) == {
        "instruction": "conference"
    }


def test_an_unknown_instruction_is_refused():
    with pytest.raises(InvalidParameter, match="one of accept, reject, dequeue"):
        parse(ReservationForm, "update", {"Instruction": "dance"})


# --- post-work activities -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instruction", "values", "parameter"),
    [
        ("dequeue", DEQUEUE, "dequeue_post_work_activity_sid"),
        ("conference", CONFERENCE, "post_work_activity_sid"),
    ],
)
@pytest.mark.parametrize(("multi", "expected"), [(False, "Unavailable"), (True, "Available")])
def test_after_the_work_a_single_tasking_worker_goes_where_told(
    instruction, values, parameter, multi, expected
):
    world = with_telephone(multi_task_enabled=multi)
    task = world.task(call_sid=CALLER)
    alice = task.reservations[0].worker
    there = world.activity("Unavailable").sid

    instruct(world, task, instruction, **values, **{parameter: there})
    world.update(task, assignment_status="completed")

    assert alice.activity_name == expected


def test_a_post_work_activity_that_is_gone_is_forgotten():
    world = with_telephone(multi_task_enabled=False)
    task = world.task(call_sid=CALLER)
    alice = task.reservations[0].worker
    nap = world.add_activity("Nap")

    instruct(world, task, "conference", **CONFERENCE, post_work_activity_sid=nap.sid)
    world.delete(nap)
    world.answer(task, "completed")

    assert alice.activity_name == "Busy"


# --- who is called ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instruction", "values", "to"),
    [
        ("dequeue", DEQUEUE, {}),
        ("dequeue", DEQUEUE, {"dequeue_to": "+4930"}),
        ("call", CALL, {}),
        ("call", CALL, {"call_to": "+4930"}),
        ("conference", CONFERENCE, {}),
        ("conference", CONFERENCE, {"to": "+4930"}),
    ],
)
def test_the_worker_is_called_where_told_else_at_their_contact_uri(
    world, task, instruction, values, to
):
    instruct(world, task, instruction, **values, **to)

    call = only(world.account.calls)
    assert (call.participant, call.from_) == ("worker", "+1")
    assert call.to == ("+4930" if to else "client:alice")


@pytest.mark.parametrize(
    ("instruction", "values", "parameter"),
    [
        ("dequeue", DEQUEUE, "DequeueTo"),
        ("call", CALL, "CallTo"),
        ("conference", CONFERENCE, "To"),
        ("conference", {**CONFERENCE, "to": ""}, "To"),
    ],
)
@pytest.mark.parametrize("uri", [None, "", 5, ["client:alice"]])
def test_a_worker_without_contact_uri_has_to_be_given_an_address(
    world, task, instruction, values, parameter, uri
):
    alice = task.reservations[0].worker
    world.update(alice, attributes=json.dumps({"contact_uri": uri}))

    words = f"parameter {parameter} in the post body, because worker alice has no .* contact_uri"
    with unchanged(world), pytest.raises(MissingParameter, match=words):
        instruct(world, task, instruction, **values)


def test_a_conference_shows_the_worker_the_number_that_was_dialled_unless_told(world, task):
    instruct(world, task, "conference")

    assert only(world.account.calls).from_ == "+15550002"


def test_an_outbound_conference_shows_the_worker_the_number_that_calls(world):
    task = world.task(outbound_to="+15550777", **{"from": "+15550001", "to": "+15550777"})
    instruct(world, task, "conference")

    assert {one.from_ for one in world.account.calls} == {"+15550001"}


def test_a_conference_without_any_caller_id_is_refused(world):
    task = world.task(call_sid=CALLER)

    words = "parameter From in the post body, because the task has no attribute from"
    with unchanged(world), pytest.raises(MissingParameter, match=words):
        instruct(world, task, "conference")


def test_attributes_that_are_added_to_stay_text_that_can_be_sent(world):
    """JSON can spell half of a surrogate pair, which no text can hold."""
    task = world.enqueued(name="\ud83d ü")

    instruct(world, task, "conference", **CONFERENCE)

    assert '"name":"\\ud83d ü"' in task.attributes
    assert task.attributes.encode()


def test_a_conference_of_an_outbound_task_calls_the_customer_too(world):
    task = world.task(outbound_to="+4930", **{"from": "+15550001"})

    instruct(world, task, "conference")

    assert [(call.participant, call.to, call.from_) for call in world.account.calls] == [
        ("worker", "client:alice", "+15550001"),
        ("customer", "+4930", "+15550001"),
    ]


def test_a_redirect_dials_nobody_but_names_the_call(world, task):
    instruct(world, task, "redirect", **REDIRECT)

    call = only(world.account.calls)
    assert (call.sid, call.participant, call.to, call.url) == (PARKED, "customer", None, "http://x")


def test_a_call_has_the_url_of_its_twiml(world, task):
    instruct(world, task, "call", **CALL)

    assert only(world.account.calls).url == "http://x"


def test_a_call_says_whose_it_is(world, task):
    instruct(world, task, "dequeue", **DEQUEUE)

    call, reservation = only(world.account.calls), task.reservations[0]
    assert call.at == world.now
    assert call.instruction == "dequeue"
    assert call.workspace_sid == world.workspace.sid
    assert (call.reservation_sid, call.task_sid) == (reservation.sid, task.sid)
    assert (call.worker_sid, call.worker_name) == (reservation.worker_sid, "alice")


@pytest.mark.parametrize("instruction", ["accept", "reject"])
def test_accept_and_reject_call_nobody(world, task, instruction):
    instruct(world, task, instruction)

    assert world.account.calls == []


@pytest.mark.parametrize(
    ("to", "longest"), [("sip:alice@x", 600), ("sips:alice@x", 600), ("client:alice", 999)]
)
def test_sip_rings_no_longer_than_600_seconds_when_dequeued(world, task, to, longest):
    values = {**DEQUEUE, "dequeue_to": to}

    if longest == 600:
        words = "for parameter DequeueTimeout: expected an integer from 1 to 600"
        with unchanged(world), pytest.raises(InvalidParameter, match=words):
            instruct(world, task, "dequeue", **values, dequeue_timeout=601)
    instruct(world, task, "dequeue", **values, dequeue_timeout=longest)

    assert only(world.account.calls).parameters["timeout"] == longest


# --- transfers ---------------------------------------------------------------------------------


@pytest.fixture
def handed_over(world, task):
    """A task that its worker hands over to another one, who is offered it."""
    world.accept(task)
    other = world.worker("other", contact_uri="client:other")
    [reservation] = task.reservations
    sent = {"reservation_sid": reservation.sid, "task_sid": task.sid, "to": other.sid}
    Transfer.create(reservation.worker, sent)
    scheduler.settle(world.account)
    return task


@pytest.mark.parametrize("name", ["dequeue", "call", "redirect"])
def test_a_task_that_is_handed_over_takes_no_such_instruction(world, handed_over, name):
    with unchanged(world), pytest.raises(InstructionRefused) as caught:
        instruct(world, handed_over, name, **GOOD[name])

    assert caught.value.alert == 40151
    assert "only accept, reject, conference, supervise can" in caught.value.message


@pytest.mark.parametrize("name", ["accept", "reject", "conference"])
def test_a_task_that_is_handed_over_takes_the_others(world, handed_over, name):
    instruct(world, handed_over, name, **GOOD[name])

    assert handed_over.reservations[1].reservation_status in ("accepted", "rejected")


# --- supervising --------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["accepted", "wrapping"])
def test_a_supervisor_is_called_while_a_worker_is_at_work(world, task, status):
    for step in dict.fromkeys(["accepted", status]):
        world.answer(task, step)
    before = task.attributes, task.reservations[0].version

    instruct(world, task, "supervise", **SUPERVISE)

    call = only(world.account.calls)
    assert (call.participant, call.to, call.from_) == ("supervisor", "client:sue", "+15550001")
    assert call.parameters == SUPERVISE
    assert (task.attributes, task.reservations[0].version) == before


@pytest.mark.parametrize("status", ["pending", "rejected", "completed"])
def test_supervising_needs_a_worker_at_work(world, task, status):
    if status == "completed":
        world.accept(task)
    if status != "pending":
        world.answer(task, status)

    words = "Supervise instruction.*not currently in an Accepted or Wrapping state"
    with unchanged(world), pytest.raises(Refused, match=words):
        instruct(world, task, "supervise", **SUPERVISE)


def test_a_supervisor_who_is_a_worker_is_called_at_their_contact_uri(world, task):
    sue = world.worker("sue", "Offline", contact_uri="client:sue")
    world.accept(task)

    instruct(world, task, "supervise", supervisor_mode="barge", supervisor=sue.sid)

    assert only(world.account.calls).to == "client:sue"


@pytest.mark.parametrize("named", ["worker without contact_uri", "WK" + "0" * 32, "WK1"])
def test_a_supervisor_who_cannot_be_called_is_refused(world, task, named):
    if named.startswith("worker"):
        named = world.worker("sue", "Offline").sid
    world.accept(task)

    words = "for parameter Supervisor: expected the SID of one of the workspace's workers"
    with unchanged(world), pytest.raises(InvalidParameter, match=words):
        instruct(world, task, "supervise", supervisor_mode="barge", supervisor=named)


def test_a_supervisor_sees_the_caller_so_there_has_to_be_one(world):
    task = world.task(call_sid=CALLER)
    world.accept(task)

    with unchanged(world), pytest.raises(Refused, match=f"Task {task.sid} has no attribute from"):
        instruct(world, task, "supervise", **SUPERVISE)


# --- what the task learns -----------------------------------------------------------------------


@pytest.mark.parametrize(("instruction", "values"), [("dequeue", DEQUEUE), ("call", CALL)])
def test_the_task_learns_the_sid_of_the_call_to_the_worker(world, task, instruction, values):
    before = json.loads(task.attributes)

    instruct(world, task, instruction, **values)

    sid = only(world.account.calls).sid
    assert sid.startswith("CA")
    assert json.loads(task.attributes) == {**before, "worker_call_sid": sid}


def test_the_task_learns_who_is_in_the_conference(world, task):
    instruct(world, task, "conference")

    conference = json.loads(task.attributes)["conference"]
    assert conference["sid"].startswith("CF")
    worker = only(world.account.calls).sid
    assert conference["participants"] == {"worker": worker, "customer": CALLER}


def test_the_customer_of_an_outbound_conference_is_the_call_to_them(world):
    task = world.task(outbound_to="+4930", **{"from": "+1"})

    instruct(world, task, "conference")

    worker, customer = (call.sid for call in world.account.calls)
    participants = json.loads(task.attributes)["conference"]["participants"]
    assert participants == {"worker": worker, "customer": customer}


@pytest.mark.parametrize(
    ("instruction", "values"),
    [("accept", {}), ("redirect", {**REDIRECT, "redirect_accept": True})],
)
def test_other_instructions_leave_the_attributes_alone(world, task, instruction, values):
    before = task.attributes

    instruct(world, task, instruction, **values)

    assert task.attributes == before
    assert "task.updated" not in world.told()


def test_the_event_of_the_acceptance_has_the_new_attributes(world, task):
    world.told()
    version = task.version

    instruct(world, task, "dequeue", **DEQUEUE)

    updated, accepted = world.account.events[-2:]
    assert world.told() == ["task.updated", "reservation.accepted"]
    assert updated.data()["task_assignment_status"] == "reserved"
    assert updated.data()["task_version"] == str(version + 1)
    for event in (updated, accepted):
        attributes = json.loads(event.data()["task_attributes"])
        assert attributes["worker_call_sid"] == only(world.account.calls).sid


def test_a_call_that_does_not_accept_changes_the_attributes_of_a_reserved_task(world, task):
    world.told()

    instruct(world, task, "call", **CALL)

    assert (world.told(), task.assignment_status) == (["task.updated"], "reserved")


def test_a_second_call_takes_the_place_of_the_first(world, task):
    instruct(world, task, "call", **CALL)
    instruct(world, task, "call", **CALL)

    first, second = (call.sid for call in world.account.calls)
    assert first != second
    assert json.loads(task.attributes)["worker_call_sid"] == second


def test_attributes_in_other_scripts_stay_readable(world):
    task = world.task(call_sid=CALLER, name="Zoë")

    instruct(world, task, "dequeue", **DEQUEUE)

    assert '"Zoë"' in task.attributes


@pytest.mark.parametrize(
    ("instruction", "values", "added"),
    [
        ("dequeue", DEQUEUE, {"worker_call_sid": CALLER}),
        ("call", CALL, {"worker_call_sid": CALLER}),
        (
            "conference",
            CONFERENCE,
            {"conference": {"sid": CALLER, "participants": {"worker": CALLER, "customer": CALLER}}},
        ),
    ],
)
def test_attributes_never_grow_beyond_their_limit(world, instruction, values, added):
    def filled(room):
        text = compact({"call_sid": CALLER, "note": "", **added})
        return world.task(call_sid=CALLER, note="x" * (LONGEST_JSON - len(text) - room))

    tight, full = filled(-1), filled(0)

    words = f"the task's attributes would have {LONGEST_JSON + 1} characters of at most"
    with unchanged(world), pytest.raises(Refused, match=words):
        instruct(world, tight, instruction, **values)
    world.reject(tight)
    instruct(world, full, instruction, **values)

    assert len(full.attributes) == LONGEST_JSON


# --- what a call shows -------------------------------------------------------------------------


def sample(kind, workspace):
    """A value for a parameter as a form sends it, and as a call shows it."""
    if isinstance(kind, Flag):
        return "true", True
    if isinstance(kind, Number):
        return str(kind.high), kind.high
    if isinstance(kind, Words):
        return [kind.words[-1], kind.words[0]], [kind.words[0], kind.words[-1]]
    if isinstance(kind, Choice):
        return kind.words[-1], kind.words[-1]
    if isinstance(kind, Sid):
        sid = PARKED if kind.prefix == "CA" else workspace.activity_named("Offline").sid
        return sid, sid
    text = "http://y" if isinstance(kind, Url) else "client:bob"
    return text, text


@pytest.mark.parametrize(
    ("instruction", "key", "field"),
    [
        (name, key, field)
        for name, keys in KEYS.items()
        for key, field in keys.items()
        if name not in ("accept", "reject")
    ],
)
def test_every_parameter_is_shown_by_the_call(world, task, instruction, key, field):
    if instruction == "supervise":
        world.accept(task)
    good = {**GOOD, "supervise": SUPERVISE}[instruction]
    sent, shown = sample(PARAMETERS[instruction][field].kind, world.workspace)

    form = {pascal(name): value for name, value in {**good, field: sent}.items()}
    update_reservation(task.reservations[0], {"Instruction": instruction, **form})

    payload = only(world.account.calls).payload()
    place = payload["parameters"] if key in payload["parameters"] else payload
    assert place["sid" if key == "call_sid" else key] == shown


def test_parameters_of_other_instructions_are_not_shown(world, task):
    instruct(world, task, "conference", **CONFERENCE, call_timeout=7, worker_activity_sid=None)

    assert only(world.account.calls).given == ()


# --- alerts -------------------------------------------------------------------------------------

TROUBLE = [
    ({"Instruction": "dance"}, 55555),
    ({"Instruction": "reject", "WorkerActivitySid": "WA1"}, 40100),
    ({"Instruction": "dequeue"}, 40132),
    ({"Instruction": "dequeue", "DequeueFrom": "+1", "DequeueStatusCallbackEvent": ["x"]}, 40134),
    ({"Instruction": "dequeue", "DequeueFrom": "+1", "DequeueTimeout": "0"}, 40133),
    ({"Instruction": "dequeue", "DequeueStatusCallbackUrl": ""}, 40157),
    ({"Instruction": "Call"}, 40111),
    ({"Instruction": "call", "CallFrom": "+1"}, 40112),
    ({"Instruction": "redirect"}, 40121),
    ({"Instruction": "conference", "PostWorkActivitySid": "WA" + "0" * 32}, 40139),
    ({"Instruction": "conference", "MaxParticipants": "1"}, 40145),
    ({"Instruction": "supervise"}, 55555),
]


@pytest.mark.parametrize(("form", "code"), TROUBLE)
def test_an_instruction_that_is_refused_is_an_alert_too(world, task, form, code):
    with unchanged(world), pytest.raises(ApiError) as refused:
        update_reservation(task.reservations[0], form)

    alert = only(world.account.alerts)
    assert (alert.code, alert.text) == (code, refused.value.message)
    assert alert.at == world.now
    assert (alert.workspace_sid, alert.resource_sid) == (
        world.workspace.sid,
        task.reservations[0].sid,
    )


@pytest.mark.parametrize(
    ("instruction", "code"),
    [("dequeue", 40135), ("call", 40114), ("redirect", 40123), ("conference", 40136)],
)
def test_an_instruction_that_comes_too_late_is_an_alert(world, task, instruction, code):
    world.accept(task)

    form = {pascal(name): value for name, value in GOOD[instruction].items()}
    with pytest.raises(Refused):
        update_reservation(task.reservations[0], {"Instruction": instruction, **form})

    assert only(world.account.alerts).code == code


def test_a_conference_that_comes_after_the_caller_left_has_an_alert_of_its_own(world, task):
    world.update(task, assignment_status="canceled")

    with pytest.raises(Refused):
        update_reservation(task.reservations[0], {"Instruction": "conference"})

    assert only(world.account.alerts).code == 40144


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"ReservationStatus": "accepted"}, Refused),
        ({"ReservationStatus": "rejected", "WorkerActivitySid": "WA1"}, InvalidParameter),
        ({"Instruction": "accept"}, Refused),
        ({"Instruction": "reject"}, Refused),
        ({"Instruction": "conference", "ReservationStatus": "rejected"}, Refused),
        ({"Instruction": "conference", "ReservationStatus": "gone"}, InvalidParameter),
        ({"Instruction": "conference", "DequeueTimeout": "0"}, InvalidParameter),
        ({"DequeueTimeout": "0"}, InvalidParameter),
    ],
)
def test_other_refusals_are_no_alerts(world, task, form, error):
    world.accept(task)

    with pytest.raises(error):
        update_reservation(task.reservations[0], form)

    assert world.account.alerts == []


def test_a_late_accept_of_a_rescinded_reservation_is_gone_and_no_alert():
    world = World()
    world.simple(max_reserved_workers=2)
    world.workers("alice", "bob")
    task = world.task()
    world.accept(task)

    with pytest.raises(Gone):
        update_reservation(task.reservations[0], {"Instruction": "accept"})

    assert world.account.alerts == []
