import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocktr.core.alerts import ALERTS
from mocktr.core.instructions import answer as assignment
from mocktr.core.instructions.execution import update_reservation
from mocktr.core.instructions.parameters import KEYS
from tests.core.recount import check, dump
from tests.core.world import CALLER, World, statuses, unchanged, with_telephone
from tests.examples import examples

PARKED = "CA" + "e" * 32
NOBODY = "0" * 32
JSON = "application/json"

CALL = {"instruction": "call", "from": "+1", "url": "http://x"}
REDIRECT = {"instruction": "redirect", "call_sid": PARKED, "url": "http://x"}
DEQUEUE = {"instruction": "dequeue"}
CONFERENCE = {"instruction": "conference"}
SUPERVISE = {"instruction": "supervise", "supervisor": "client:sue", "supervisor_mode": "barge"}


@pytest.fixture
def world():
    return with_telephone()


@pytest.fixture
def task(world):
    return world.enqueued()


def obey(world, task, answer):
    return assignment.obey(world.account, task.reservations[-1].sid, answer)


def call_of(world):
    (call,) = world.account.calls
    return call


# --- reading ------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [b"", b" \r\n"])
@pytest.mark.parametrize("content_type", [None, "", "text/html", JSON])
def test_an_empty_answer_leaves_it_to_the_api(content_type, body):
    assert assignment.read(content_type, body) is None


@pytest.mark.parametrize(
    "content_type", [JSON, "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"]
)
def test_an_instruction_is_read(content_type):
    body = '{"instruction": "Reject", "x": "é"}'.encode()

    assert assignment.read(content_type, body) == {"instruction": "Reject", "x": "é"}


@pytest.mark.parametrize(
    ("content_type", "body", "code", "text"),
    [
        (None, b"{}", 40000, "expected Content-Type application/json, got None"),
        ("text/html", b"{}", 40000, "expected Content-Type application/json, got text/html"),
        ("application/jsonp", b"{}", 40000, "got application/jsonp"),
        (JSON, b"ok", 40001, "expected a JSON object, got 'ok'"),
        (JSON, b"[]", 40001, "expected a JSON object, got '[]'"),
        (JSON, b"null", 40001, "expected a JSON object"),
        (JSON, b'{"instruction": NaN}', 40001, "expected a JSON object"),
        (JSON, b"\xff\xfe\xfd", 40001, "expected a JSON object"),
        (JSON, b"[" * 100_000, 40001, "expected a JSON object"),
        (JSON, b'{"a":' * 100_000, 40001, "expected a JSON object"),
        (JSON, b'{"a": 1}', 40005, "expected the key instruction"),
        (JSON, b'{"instruction": null}', 40005, "expected the key instruction"),
        (JSON, b'{"Instruction": "accept"}', 40005, "expected the key instruction"),
        (JSON, b'{"instruction": "dance"}', 55555, "expected one of accept, reject, dequeue"),
        (JSON, b'{"instruction": ""}', 55555, "got ''"),
        (JSON, b'{"instruction": 5}', 55555, "got 5"),
        (JSON, b'{"instruction": ["accept"]}', 55555, "got ['accept']"),
    ],
)
def test_an_answer_that_is_no_instruction_says_what_was_expected(content_type, body, code, text):
    with pytest.raises(assignment.UnreadableAnswer) as unreadable:
        assignment.read(content_type, body)

    assert unreadable.value.code == code
    assert text in unreadable.value.text
    assert len(unreadable.value.text) < 200


# --- obeying ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"instruction": "accept"}, "accepted"),
        ({"instruction": "ACCEPT", "color": "red"}, "accepted"),
        ({"instruction": "reject"}, "rejected"),
        (DEQUEUE, "accepted"),
        (CONFERENCE, "accepted"),
        (CALL, "pending"),
        ({**CALL, "accept": True}, "accepted"),
        ({**CALL, "accept": "true"}, "accepted"),
        ({**CALL, "accept": False}, "pending"),
        ({**CALL, "accept": None}, "pending"),
        (REDIRECT, "pending"),
        ({**REDIRECT, "accept": True}, "accepted"),
    ],
)
def test_what_an_answer_does_to_the_reservation(world, task, answer, expected):
    assert obey(world, task, answer) is None
    assert statuses(task.reservations) == [expected]
    assert world.account.alerts == []


def test_a_reject_may_say_where_the_worker_goes(world, task):
    offline = world.activity("Offline").sid

    assert obey(world, task, {"instruction": "reject", "activity_sid": offline}) is None

    assert task.reservations[0].worker.activity_sid == offline


def test_what_is_done_is_what_the_api_does(world, task):
    obey(world, task, {**DEQUEUE, "from": "+1", "timeout": 5})
    answered = call_of(world)

    other = with_telephone()
    same = other.enqueued()
    form = {"Instruction": "dequeue", "DequeueFrom": "+1", "DequeueTimeout": "5"}
    update_reservation(same.reservations[0], form)

    assert call_of(other) == answered
    assert dump(other.account) == dump(world.account)


@pytest.mark.parametrize(
    ("attributes", "caller"),
    [
        ({"to": "+2", "called": "+3"}, "+2"),
        ({"called": "+3"}, "+3"),
        ({"to": 2, "called": "+3"}, "+3"),
    ],
)
def test_a_dequeue_shows_the_worker_the_number_that_was_dialled(world, attributes, caller):
    task = world.task(call_sid=CALLER, **attributes)

    obey(world, task, DEQUEUE)

    assert call_of(world).from_ == caller


def test_a_dequeue_shows_the_worker_what_it_is_told(world, task):
    obey(world, task, {**DEQUEUE, "from": 15550003})

    assert call_of(world).from_ == "15550003"


@pytest.mark.parametrize(
    ("answer", "parameter", "expected"),
    [
        ({**DEQUEUE, "timeout": 7}, "timeout", 7),
        ({**DEQUEUE, "timeout": "7"}, "timeout", 7),
        (
            {**DEQUEUE, "status_callback_events": "ringing, initiated"},
            "status_callback_events",
            ["initiated", "ringing"],
        ),
        (
            {**DEQUEUE, "status_callback_events": ["ringing", "initiated"]},
            "status_callback_events",
            ["initiated", "ringing"],
        ),
        ({**CONFERENCE, "beep": False}, "beep", "false"),
        ({**CONFERENCE, "beep": "onEnter"}, "beep", "onEnter"),
        ({**CONFERENCE, "end_conference_on_exit": True}, "end_conference_on_exit", True),
        ({**CONFERENCE, "conference_record": "record-from-start"}, "conference_record", None),
        ({**CONFERENCE, "conference_record": True}, "conference_record", "false"),
        ({**CONFERENCE, "status_callback": "http://y"}, "status_callback", "http://y"),
        ({**CONFERENCE, "status_callback_url": "http://y"}, "status_callback", "http://y"),
        ({**CONFERENCE, "wait_url": ""}, "wait_url", ""),
    ],
)
def test_keys_are_read_as_their_json_types_or_as_text(world, task, answer, parameter, expected):
    assert obey(world, task, answer) is None

    if expected is None:
        expected = answer[parameter]
    assert call_of(world).parameters[parameter] == (expected or None)


def test_a_supervisor_is_called_if_the_reservation_was_accepted_meanwhile(world, task):
    world.accept(task)

    assert obey(world, task, SUPERVISE) is None

    assert call_of(world).to == "client:sue"


# --- alerts -------------------------------------------------------------------------------------

BAD_KEYS = [
    ({}, 40005, "expected the key instruction"),
    ({"instruction": "dance"}, 55555, "expected one of accept, reject"),
    ({"instruction": [["accept"]]}, 55555, "got [['accept']]"),
    (
        {"instruction": "reject", "activity_sid": "Offline"},
        40100,
        "Invalid value 'Offline' for key activity_sid: expected a SID that matches ^WA",
    ),
    (
        {"instruction": "reject", "activity_sid": "WA" + NOBODY},
        40100,
        "for key activity_sid: expected the SID of one of the workspace's activities",
    ),
    ({**CALL, "to": ["+1"]}, 40110, "Invalid value ['+1'] for key to: expected a string"),
    ({**CALL, "from": ""}, 40111, "Missing key from"),
    ({**CALL, "from": None}, 40111, "Missing key from"),
    ({"instruction": "call", "from": "+1"}, 40112, "Missing key url"),
    ({**CALL, "url": "twiml"}, 40112, "for key url: expected an absolute http or https URL"),
    ({**CALL, "timeout": 1000}, 40113, "Invalid value 1000 for key timeout: expected an integer"),
    ({**CALL, "timeout": 5.5}, 40113, "Invalid value 5.5 for key timeout"),
    ({**CALL, "accept": [True]}, 40113, "Invalid value [True] for key accept: expected true or"),
    ({**CALL, "record": True}, 40113, "for key record: expected one of do-not-record"),
    ({**CALL, "status_callback_url": ""}, 40158, "for key status_callback_url: expected an"),
    ({**REDIRECT, "url": 5}, 40120, "Invalid value 5 for key url"),
    ({"instruction": "redirect", "call_sid": PARKED}, 40120, "Missing key url"),
    ({**REDIRECT, "call_sid": "CA1"}, 40121, "for key call_sid: expected a SID"),
    ({**REDIRECT, "accept": {}}, 40122, "Invalid value {} for key accept"),
    ({**DEQUEUE, "post_work_activity_sid": "x"}, 40130, "for key post_work_activity_sid"),
    ({**DEQUEUE, "post_work_activity_sid": "WA" + NOBODY}, 40130, "workspace's activities"),
    ({**DEQUEUE, "to": {}}, 40131, "for key to"),
    ({**DEQUEUE, "from": []}, 40132, "for key from"),
    ({**DEQUEUE, "timeout": 0}, 40133, "for key timeout"),
    ({**DEQUEUE, "to": "sip:a@b", "timeout": 601}, 40133, "Invalid value 601 for key timeout"),
    ({**DEQUEUE, "record": "yes"}, 40133, "for key record"),
    ({**DEQUEUE, "status_callback_events": "x"}, 40134, "for key status_callback_events"),
    ({**DEQUEUE, "status_callback_events": ["ringing", None]}, 40134, "['ringing', None]"),
    ({**DEQUEUE, "status_callback_events": [["ringing"]]}, 40134, "[['ringing']]"),
    ({**DEQUEUE, "status_callback_events": {"ringing": 1}}, 40134, "{'ringing': 1}"),
    ({**DEQUEUE, "status_callback_url": 5}, 40157, "Invalid value 5 for key status_callback_url"),
    ({**CONFERENCE, "to": []}, 40137, "for key to"),
    ({**CONFERENCE, "post_work_activity_sid": "x"}, 40139, "for key post_work_activity_sid"),
    ({**CONFERENCE, "from": {"a": "+1"}}, 40141, "for key from"),
    ({**CONFERENCE, "timeout": 1000}, 14233, "for key timeout"),
    ({**CONFERENCE, "max_participants": 251}, 40145, "for key max_participants"),
    ({**CONFERENCE, "beep": "loud"}, 40145, "for key beep"),
    ({**CONFERENCE, "status_callback": ""}, 40159, "for key status_callback"),
    ({**CONFERENCE, "status_callback_url": "x"}, 40159, "Invalid value 'x' for key"),
    (SUPERVISE, 40146, "Unable to execute Supervise instruction"),
    ({"instruction": "supervise"}, 55555, "Missing key supervisor_mode"),
]


@pytest.mark.parametrize(("answer", "code", "text"), BAD_KEYS)
def test_what_is_wrong_with_an_answer_becomes_an_alert(world, task, answer, code, text):
    with unchanged(world):
        alert = obey(world, task, answer)

    assert alert.code == code
    assert text in alert.text
    assert len(alert.text) < 300
    assert (alert.at, alert.workspace_sid) == (world.now, world.workspace.sid)
    assert alert.resource_sid == task.reservations[0].sid
    assert statuses(task.reservations) == ["pending"]
    assert (world.account.alerts, world.account.calls) == ([], [])


def test_a_value_nested_too_deeply_to_be_shown_is_an_alert_too(world, task):
    deep = []
    for _ in range(100_000):
        deep = [deep]

    unknown = obey(world, task, {"instruction": deep})
    wrong = obey(world, task, {**CALL, "accept": deep})

    assert unknown.text.endswith("got a deeply nested value")
    assert (wrong.code, wrong.text) == (
        40113,
        "Invalid value a deeply nested value for key accept: expected true or false",
    )


BAD_TASKS = [
    (DEQUEUE, {}, {}, 40140, "<Enqueue> TwiML verb"),
    (CONFERENCE, {}, {}, 40142, "<Enqueue> TwiML verb"),
    (DEQUEUE, {"call_sid": CALLER}, {}, 40132, "Missing key from"),
    (CONFERENCE, {"call_sid": CALLER}, {}, 40138, "Missing key from, because the task has no"),
    (CALL, {}, {"contact_uri": ""}, 40110, "Missing key to, because worker alice has no"),
    (DEQUEUE, {"call_sid": CALLER, "to": "+1"}, {"contact_uri": ""}, 40131, "Missing key to"),
    (CONFERENCE, {"call_sid": CALLER, "from": "+1"}, {"contact_uri": ""}, 40137, "Missing key to"),
]


@pytest.mark.parametrize(("answer", "attributes", "worker", "code", "text"), BAD_TASKS)
def test_what_task_or_worker_lack_becomes_an_alert(world, answer, attributes, worker, code, text):
    task = world.task(**attributes)
    if worker:
        world.update(task.reservations[0].worker, attributes=json.dumps(worker))

    with unchanged(world):
        alert = obey(world, task, answer)

    assert alert.code == code
    assert text in alert.text


SUPERVISOR = [
    ({"from": "+1"}, {**SUPERVISE, "supervisor": "WK" + NOBODY}, 40147, "for key supervisor"),
    ({}, SUPERVISE, 40148, "has no attribute from"),
]


@pytest.mark.parametrize(("attributes", "answer", "code", "text"), SUPERVISOR)
def test_a_supervisor_who_cannot_be_called_becomes_an_alert(world, attributes, answer, code, text):
    task = world.task(**attributes)
    world.accept(task)

    alert = obey(world, task, answer)

    assert alert.code == code
    assert text in alert.text


LATE = {
    "accept": 40144,
    "reject": 40144,
    "dequeue": 40135,
    "call": 40114,
    "redirect": 40123,
    "conference": 40136,
}
ANSWERS = [{"instruction": "accept"}, {"instruction": "reject"}, DEQUEUE, CALL, REDIRECT]
ANSWERS += [CONFERENCE]


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_that_comes_too_late_becomes_an_alert(world, task, answer):
    world.accept(task)

    with unchanged(world):
        alert = obey(world, task, answer)

    assert alert.code == LATE[answer["instruction"]]
    assert task.reservations[0].sid in alert.text
    assert statuses(task.reservations) == ["accepted"]


def test_a_late_accept_of_a_rescinded_reservation_becomes_an_alert():
    world = World()
    world.simple(max_reserved_workers=2)
    world.workers("alice", "bob")
    task = world.task()
    world.accept(task)

    alert = assignment.obey(world.account, task.reservations[0].sid, {"instruction": "accept"})

    assert alert.code == 40144
    assert "has been rescinded" in alert.text


@pytest.mark.parametrize("answer", [*ANSWERS, SUPERVISE])
def test_an_answer_for_a_reservation_that_is_gone_becomes_an_alert(world, task, answer):
    sid = task.reservations[0].sid
    world.delete(task)

    with unchanged(world):
        alert = assignment.obey(world.account, sid, answer)

    name = answer["instruction"]
    assert alert.code == {**LATE, "conference": 40144, "supervise": 40146}[name]
    assert (alert.workspace_sid, alert.resource_sid) == (None, sid)
    assert "is gone" in alert.text


def test_a_conference_after_the_caller_left_has_an_alert_of_its_own(world, task):
    world.update(task, assignment_status="canceled")

    assert obey(world, task, CONFERENCE).code == 40144


def test_every_alert_has_a_cause():
    """Those of known workers are told of in test_known_worker, 11200 and 20003 in tests/callbacks.

    Those of calls are told of in tests/core/line, 40151, of transfers, in test_execution.
    """
    caused = {code for _, code, _ in BAD_KEYS} | {row[3] for row in BAD_TASKS}
    caused |= {code for _, _, code, _ in SUPERVISOR} | set(LATE.values())
    caused |= {11200, 20003, 40000, 40001, 40151, 40152, 40154, 40155}

    of_calls = {11215, 12100, 12200, 12300, 14215, 14217, 14218, 14220, 14221, 14222, 13240, 16025}

    assert caused | of_calls == ALERTS.keys()


# --- any answer ---------------------------------------------------------------------------------

NAMES = sorted({key for keys in KEYS.values() for key in keys} | {"status_callback_url"})
GOOD = [*ANSWERS, SUPERVISE]
VALUES = ["+1", "http://x", PARKED, "sip:a@b", "true", "barge", "", "WA" + NOBODY, "WK" + NOBODY]

scalar = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
anything = st.recursive(
    scalar | st.sampled_from(VALUES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
keys = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=4), anything, max_size=4)
answers = st.builds(
    lambda good, more, drop: {k: v for k, v in {**good, **more}.items() if k not in drop},
    st.sampled_from(GOOD) | st.fixed_dictionaries({"instruction": anything}),
    keys,
    st.sets(st.sampled_from(["from", "url", "call_sid"]), max_size=1),
)
task_attributes = st.fixed_dictionaries(
    {},
    optional={
        "call_sid": st.sampled_from([CALLER, 5, ""]),
        "outbound_to": st.sampled_from(["+2", None]),
        "from": st.sampled_from(["+3", 7]),
        "note": st.sampled_from(["x" * 3900, "é"]),
    },
)


@settings(max_examples=examples(100), deadline=None, derandomize=True, database=None)
@given(st.lists(answers, min_size=1, max_size=3), task_attributes, st.booleans())
def test_no_answer_raises_or_does_half_of_what_it_says(given_answers, attributes, multi):
    world = with_telephone(multi_task_enabled=multi)
    task = world.task(**attributes)

    for answer in given_answers:
        before = dump(world.account)
        status = task.reservations[0].reservation_status
        alert = assignment.obey(world.account, task.reservations[0].sid, answer)
        if alert:
            assert alert.code in ALERTS
            assert dump(world.account) == before
        else:
            assert dump(world.account) != before
            assert status in ("pending", "accepted")
        json.dumps([call.payload() for call in world.account.calls])
        assert len(task.attributes) <= 4096
    world.advance(0)
    check(world.workspace)


@settings(deadline=None, derandomize=True, database=None)
@given(st.binary(max_size=20) | anything.map(lambda value: json.dumps(value).encode()))
def test_any_body_is_an_instruction_or_says_why_not(body):
    answer = code = None

    try:
        answer = assignment.read(JSON, body)
    except assignment.UnreadableAnswer as error:
        code = error.code

    assert code is None or code in ALERTS
    assert answer is None or answer["instruction"].lower() in KEYS
    assert answer or code or body.strip() in (b"", b"{}")
