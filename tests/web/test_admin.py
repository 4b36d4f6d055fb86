"""The admin API: clock, scheduler and reset, for one account and for all."""

import json
import threading

import pytest
import requests

from mocktr import Server

from .client import IDLE

ALICE, BOB = ("AC" + "a" * 32, "token"), ("AC" + "b" * 32, "token")
START = "2030-01-07T09:00:00Z"


@pytest.fixture
def server():
    with Server(seed="support") as server:
        yield server


@pytest.fixture
def ask(server):
    """Send a request: `ask("POST", "/mocktr/reset", auth=ALICE, json={...})`."""
    with requests.Session() as session:

        def ask(method, path, **options):
            return session.request(method, server.url + path, timeout=10, **options)

        yield ask


def create_task(ask, auth, language="es"):
    workspace = ask("GET", "/v1/Workspaces", auth=auth).json()["workspaces"][0]
    path = f"/v1/Workspaces/{workspace['sid']}/Tasks"
    data = {"Attributes": f'{{"language": "{language}"}}'}
    return ask("POST", path, auth=auth, data=data).json()


def reservations(ask, auth, task):
    path = "/v1" + task["url"].partition("/v1")[2] + "/Reservations"
    return ask("GET", path, auth=auth).json()["reservations"]


def test_health_answers_without_credentials(ask):
    answer = ask("GET", "/mocktr/health")

    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


@pytest.mark.parametrize(
    "sent",
    ["", "Basic", "Basic !", "Basic \xe9", "Basic QUNhYQ", "Bearer abc", "Basic QUNhYTp4, Basic x"],
)
@pytest.mark.parametrize(("method", "path"), [("POST", "reset"), ("GET", "clock")])
def test_credentials_that_can_not_be_read_do_not_mean_all_accounts(ask, method, path, sent):
    task = create_task(ask, ALICE)

    answer = ask(method, f"/mocktr/{path}", headers={"Authorization": sent.encode("latin-1")})

    assert (answer.status_code, answer.json()["status"]) == (401, 401)
    assert answer.json()["message"].startswith("Authentication Error - ")
    assert reservations(ask, ALICE, task)


def test_the_clock_stands_still_until_it_is_told(ask):
    before = ask("GET", "/mocktr/clock", auth=ALICE).json()

    assert before == ask("GET", "/mocktr/clock", auth=ALICE).json()
    assert before == {"mode": "manual", "now": START, "now_ms": 1894006800000, **IDLE}


def test_advancing_fires_what_is_due_on_the_way_and_says_what(ask):
    task = create_task(ask, ALICE)

    answer = ask("POST", "/mocktr/clock/advance", auth=ALICE, json={"seconds": 121}).json()

    assert answer["now"] == "2030-01-07T09:02:01Z"
    assert answer["fired"]["by_name"] == {"reservation.timeout": 1, "task.reoffer": 1}
    assert [timer["due"] for timer in answer["fired"]["first"]] == [
        "2030-01-07T09:02:00Z",
        "2030-01-07T09:02:01Z",
    ]
    [reservation] = reservations(ask, ALICE, task)
    assert reservation["reservation_status"] == "timeout"


@pytest.mark.parametrize(
    ("body", "now"),
    [
        ({"seconds": 0.5}, "2030-01-07T09:00:00Z"),
        ({"minutes": 2}, "2030-01-07T09:02:00Z"),
        ({"hours": 24}, "2030-01-08T09:00:00Z"),
        ({"to": "2030-01-07T10:30:00Z"}, "2030-01-07T10:30:00Z"),
    ],
)
def test_the_clock_advances_by_an_amount_or_to_a_time(ask, body, now):
    answer = ask("POST", "/mocktr/clock/advance", auth=ALICE, json=body)

    assert answer.json()["now"] == now


def test_putting_a_later_time_is_the_same_as_advancing_to_it(ask):
    create_task(ask, ALICE)

    answer = ask("PUT", "/mocktr/clock", auth=ALICE, json={"now": "2030-01-07T09:02:00Z"}).json()

    assert answer["fired"]["by_name"] == {"reservation.timeout": 1}


def test_each_account_has_a_clock_of_its_own(ask):
    create_task(ask, ALICE)
    create_task(ask, BOB)

    ask("POST", "/mocktr/clock/advance", auth=ALICE, json={"seconds": 60})

    assert ask("GET", "/mocktr/clock").json()["accounts"] == {
        ALICE[0]: {"mode": "manual", "now": "2030-01-07T09:01:00Z", "now_ms": 1894006860000} | IDLE,
        BOB[0]: {"mode": "manual", "now": START, "now_ms": 1894006800000} | IDLE,
    }


def test_a_command_without_credentials_goes_to_all_accounts(ask):
    create_task(ask, ALICE)
    create_task(ask, BOB)

    answer = ask("POST", "/mocktr/clock/advance", json={"seconds": 1}).json()

    assert [one["now"] for one in answer["accounts"].values()] == ["2030-01-07T09:00:01Z"] * 2


def test_a_command_that_one_account_must_refuse_changes_none(ask):
    create_task(ask, ALICE)
    create_task(ask, BOB)
    ask("POST", "/mocktr/clock/advance", auth=BOB, json={"hours": 1})

    answer = ask("POST", "/mocktr/clock/advance", json={"to": "2030-01-07T09:30:00Z"})

    assert answer.status_code == 400
    assert ask("GET", "/mocktr/clock", auth=ALICE).json()["now"] == START


def test_a_read_answers_the_only_account(ask):
    create_task(ask, ALICE)

    assert ask("GET", "/mocktr/clock").json()["now"] == START


def test_reset_puts_the_world_back(ask):
    first = create_task(ask, ALICE)
    ask("POST", "/mocktr/clock/advance", auth=ALICE, json={"hours": 1})

    ask("POST", "/mocktr/reset", auth=ALICE)

    assert create_task(ask, ALICE) == first


def test_reset_of_one_account_leaves_the_others_alone(ask):
    create_task(ask, ALICE)
    task = create_task(ask, BOB)

    ask("POST", "/mocktr/reset", auth=ALICE)

    assert len(reservations(ask, BOB, task)) == 1


def test_the_scheduler_lists_timers_and_waiting_tasks(ask):
    create_task(ask, ALICE)
    waiting = create_task(ask, ALICE)

    answer = ask("GET", "/mocktr/scheduler", auth=ALICE).json()

    assert answer["mode"] == "auto"
    assert [(timer["due"], timer["name"]) for timer in answer["timers"]["first"]] == [
        ("2030-01-07T09:02:00Z", "reservation.timeout"),
        ("2030-01-08T09:00:00Z", "task.ttl"),
        ("2030-01-08T09:00:00Z", "task.ttl"),
    ]
    assert answer["waiting_tasks"] == {"count": 1, "first": [waiting["sid"]]}


def test_held_routing_goes_step_by_step(ask):
    ask("PUT", "/mocktr/scheduler", auth=ALICE, json={"mode": "manual"})
    english, spanish = create_task(ask, ALICE, "en"), create_task(ask, ALICE, "es")
    assert reservations(ask, ALICE, english) == []

    first = ask("POST", "/mocktr/scheduler/step", auth=ALICE).json()["action"]
    second = ask("POST", "/mocktr/scheduler/step", auth=ALICE).json()["action"]
    third = ask("POST", "/mocktr/scheduler/step", auth=ALICE).json()["action"]

    assert (first["name"], first["task_sid"]) == ("reserved", english["sid"])
    assert (second["name"], second["task_sid"]) == ("reserved", spanish["sid"])
    assert third is None


def test_reset_lets_routing_be_as_the_server_was_started(ask):
    ask("PUT", "/mocktr/scheduler", auth=ALICE, json={"mode": "manual"})

    ask("POST", "/mocktr/reset", auth=ALICE)

    assert ask("GET", "/mocktr/scheduler", auth=ALICE).json()["mode"] == "auto"
    assert len(reservations(ask, ALICE, create_task(ask, ALICE))) == 1


def test_settle_does_all_routing_also_while_it_is_held(ask):
    ask("PUT", "/mocktr/scheduler", auth=ALICE, json={"mode": "manual"})
    tasks = [create_task(ask, ALICE, language) for language in ("en", "es")]

    answer = ask("POST", "/mocktr/scheduler/settle", auth=ALICE).json()

    assert answer["mode"] == "manual"
    assert [len(reservations(ask, ALICE, task)) for task in tasks] == [1, 1]


def test_releasing_routing_does_what_was_held(ask):
    ask("PUT", "/mocktr/scheduler", auth=ALICE, json={"mode": "manual"})
    task = create_task(ask, ALICE)

    ask("PUT", "/mocktr/scheduler", auth=ALICE, json={"mode": "auto"})

    assert len(reservations(ask, ALICE, task)) == 1


def test_what_lies_beyond_the_last_date_does_no_harm(ask):
    ask("POST", "/mocktr/clock/advance", auth=ALICE, json={"to": "9999-12-31T23:59:59Z"})
    create_task(ask, ALICE)

    timers = ask("GET", "/mocktr/scheduler", auth=ALICE).json()["timers"]["first"]

    assert {timer["due"] for timer in timers} == {"9999-12-31T23:59:59Z"}


def test_a_clock_can_become_real_and_manual_again(ask):
    ask("PUT", "/mocktr/clock", auth=ALICE, json={"mode": "real"})
    real = ask("GET", "/mocktr/clock", auth=ALICE).json()
    ask("PUT", "/mocktr/clock", auth=ALICE, json={"mode": "manual"})
    first = ask("GET", "/mocktr/clock", auth=ALICE).json()

    assert real["mode"] == "real"
    assert first == ask("GET", "/mocktr/clock", auth=ALICE).json()


def test_a_clock_that_became_real_flows_when_nobody_asks(ask, server, wall):
    ask("PUT", "/mocktr/clock", auth=ALICE, json={"mode": "real"})
    tenant = server.sandbox.tenants()[ALICE[0]]
    before, looked = tenant.now, threading.Event()

    wall.ns += 5_000_000_000
    while tenant.now == before:
        looked.wait(0.001)

    assert tenant.now == before + 5000


@pytest.mark.parametrize(
    ("method", "path", "body", "message"),
    [
        (
            "POST",
            "clock/advance",
            {"seconds": -1},
            "seconds: expected a number that is not negative",
        ),
        ("POST", "clock/advance", {"seconds": "9"}, 'a number that is not negative, got "9"'),
        ("POST", "clock/advance", {"seconds": True}, "got true"),
        ("POST", "clock/advance", {"to": "noon"}, "to: expected an ISO 8601 date-time such as"),
        ("POST", "clock/advance", {"to": "2029-01-01T00:00:00Z"}, "time can't go back from 2030"),
        ("POST", "clock/advance", {"hours": 1e14}, "time can't go beyond the year 9999"),
        ("POST", "clock/advance", {"hours": 1e308}, "time can't go beyond the year 9999"),
        ("POST", "clock/advance", {}, "expected exactly one of seconds, minutes, hours, to"),
        ("POST", "clock/advance", {"seconds": 1, "to": START}, "expected exactly one of"),
        ("POST", "clock/advance", {"days": 1}, "days: unknown argument; there are seconds"),
        ("PUT", "clock", {"mode": "virtual"}, 'mode: expected manual or real, got "virtual"'),
        ("PUT", "clock", {"now": "2029-01-01T00:00:00Z"}, "time can't go back"),
        ("PUT", "scheduler", {}, "mode: expected auto or manual, got nothing"),
        ("POST", "reset", {"hard": True}, "hard: unknown argument; there are none"),
        ("POST", "reset", [1], "expected a JSON object, got [1]"),
        ("GET", "nowhere", None, "/mocktr/nowhere was not found"),
        ("DELETE", "clock", None, "Method not allowed"),
    ],
)
def test_a_wrong_command_is_told_what_was_wrong(ask, method, path, body, message):
    answer = ask(method, f"/mocktr/{path}", auth=ALICE, json=body)

    assert 400 <= answer.status_code < 500
    assert answer.json()["status"] == answer.status_code
    assert message in answer.json()["message"]


def test_a_body_that_is_no_json_is_refused(ask):
    answer = ask("POST", "/mocktr/reset", auth=ALICE, data="{")

    assert answer.status_code == 400
    assert "the body is not JSON" in answer.json()["message"]


def test_wrong_credentials_are_refused(server):
    with Server(seed={"accounts": [{"sid": ALICE[0], "auth_token": "right"}]}) as strict:
        answer = requests.get(strict.url + "/mocktr/clock", auth=ALICE, timeout=10)

    assert answer.status_code == 401


def test_a_task_is_explained(ask):
    task = create_task(ask, ALICE)

    answer = ask("GET", f"/mocktr/tasks/{task['sid']}/explain", auth=ALICE).json()

    assert answer["assignment_status"] == "reserved"
    assert any("offered to bob" in sentence for sentence in answer["sentences"])


def test_a_task_is_explained_by_the_account_that_has_it(ask):
    create_task(ask, BOB)
    task = create_task(ask, ALICE)

    answer = ask("GET", f"/mocktr/tasks/{task['sid']}/explain").json()

    assert answer["task_sid"] == task["sid"]


def test_a_task_that_is_not_created_is_explained_too(ask):
    body = {"attributes": {"language": "es"}, "workflow": "By language"}

    answer = ask("POST", "/mocktr/explain", auth=ALICE, json=body).json()

    assert answer["assignment_status"] == "reserved"
    assert ask("GET", "/mocktr/scheduler", auth=ALICE).json()["timers"]["count"] == 0


def test_a_task_that_never_was_is_not_found(ask):
    answer = ask("GET", "/mocktr/tasks/WT1/explain", auth=ALICE)

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("query", "now"),
    [("seconds=121", "2030-01-07T09:02:01Z"), ("to=2030-01-07T10:00:00Z", "2030-01-07T10:00:00Z")],
)
def test_arguments_may_come_in_the_query(ask, query, now):
    answer = ask("POST", f"/mocktr/clock/advance?{query}", auth=ALICE)

    assert answer.json()["now"] == now


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("seconds=soon", 'seconds: expected a number that is not negative, got "soon"'),
        ("seconds=1&seconds=2", "seconds: expected once, got it again in the query"),
        ("days=1", "days: unknown argument; there are seconds, minutes, hours, to"),
    ],
)
def test_a_wrong_query_is_told_what_was_wrong(ask, query, message):
    answer = ask("POST", f"/mocktr/clock/advance?{query}", auth=ALICE)

    assert (answer.status_code, answer.json()["message"]) == (400, message)


def test_an_argument_may_not_come_in_the_body_and_in_the_query(ask):
    answer = ask("POST", "/mocktr/clock/advance?seconds=1", auth=ALICE, json={"seconds": 1})

    assert answer.status_code == 400
    assert ask("GET", "/mocktr/clock", auth=ALICE).json()["now"] == START


def test_a_question_is_answered_before_there_is_any_account(ask, server):
    clock = ask("GET", "/mocktr/clock").json()
    tried = ask("POST", "/mocktr/explain", json={"attributes": {"language": "es"}}).json()

    assert clock["now"] == START
    assert tried["assignment_status"] == "reserved"
    assert server.sandbox.tenants() == {}
    assert ask("POST", "/mocktr/reset").json() == {"accounts": {}}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "calls", {"from": "+15550100", "to": "+15550199", "url": "https://a.example/"}),
        ("POST", "outbound-tasks", {"from": "+15550199", "to": "+15550777"}),
        ("PUT", "workers/alice/phone", {"answer_after": 4}),
    ],
)
def test_nothing_is_made_before_there_is_any_account(ask, server, method, path, body):
    answer = ask(method, f"/mocktr/{path}", json=body)

    assert (answer.status_code, server.sandbox.tenants()) == (409, {})
    assert answer.json()["message"].startswith("no account was met yet; say which by")
    assert ask(method, f"/mocktr/{path}", json=body, auth=ALICE).status_code == 200


def test_an_expression_is_tried(ask):
    body = {"expression": 'skills HAS "en"', "worker": {"skills": ["en"]}}

    answer = ask("POST", "/mocktr/expressions/evaluate", auth=ALICE, json=body).json()

    assert answer == {
        "text": 'skills HAS "en"',
        "value": True,
        "saw": {"skills": ["en"]},
        "parts": [],
        "sentence": 'skills HAS "en" is true, skills is ["en"]',
        "warnings": [],
        **IDLE,
    }


@pytest.mark.parametrize(
    ("given", "hour"),
    [
        ({"task": {}}, "10"),
        ({"task": {}, "now": "2030-01-07T23:00:00Z"}, "23"),
        ({"worker": {}}, None),
        ({"worker": {}, "now": "2030-01-07T23:00:00Z"}, "23"),
    ],
)
def test_a_task_is_seen_at_the_accounts_time_unless_told(ask, given, hour):
    ask("POST", "/mocktr/clock/advance", auth=ALICE, json={"hours": 1})
    body = {"expression": "taskrouter.currentHour == 1", **given}

    answer = ask("POST", "/mocktr/expressions/evaluate", auth=ALICE, json=body).json()

    assert answer["saw"] == {"taskrouter.currentHour": hour}


def test_what_is_no_expression_is_pointed_at(ask):
    body = {"expression": "level > 3 AND\n  skill-level > 3"}

    answer = ask("POST", "/mocktr/expressions/evaluate", auth=ALICE, json=body)

    assert answer.status_code == 400
    assert answer.json() == {
        "status": 400,
        "message": "expression: line 2:7 token recognition error at: '-l'; "
        "line 2:9 extraneous input 'evel' expecting OPERATOR",
        "position": 21,
        "excerpt": "  skill-level > 3\n       ^",
    }


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "expression: expected a string, got nothing"),
        ({"expression": 1}, "expression: expected a string, got 1"),
        ({"worker": [], "expression": ""}, "worker: expected attributes as a JSON object, got []"),
        (
            {"workers": 2, "expression": ""},
            'workers: expected numbers as a JSON object, such as {"available": 0}, got 2',
        ),
    ],
)
def test_a_wrong_try_is_told_what_was_wrong(ask, body, message):
    answer = ask("POST", "/mocktr/expressions/evaluate", auth=ALICE, json=body)

    assert (answer.status_code, answer.json()["message"]) == (400, message)


def test_a_lenient_server_tries_leniently():
    with Server(tenants="one", lenient_expressions=True) as server:
        url = server.url + "/mocktr/expressions/evaluate"
        answer = requests.post(url, json={"expression": "*(1==1)"}, timeout=10).json()

    assert answer["value"] is True
    assert answer["warnings"] == ["line 1:0 token recognition error at: '*'"]


@pytest.mark.parametrize("as_text", [False, True])
def test_a_workflow_is_checked(ask, as_text):
    document = {"task_routing": {"filters": [{"expression": "a >", "targets": [{"queue": "x"}]}]}}
    configuration = json.dumps(document) if as_text else document

    answer = ask(
        "POST", "/mocktr/workflows/check", auth=ALICE, json={"configuration": configuration}
    )

    assert answer.status_code == 200
    assert answer.json() == {
        "valid": False,
        "errors": [
            {
                "path": "task_routing.filters[0].expression",
                "message": "line 1:3 no viable alternative at input '<EOF>'",
                "position": 3,
                "excerpt": "a >\n   ^",
            }
        ],
        "warnings": [],
        **IDLE,
    }


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "configuration: expected a workflow's configuration, as a JSON object or its text"),
        ({"configuration": []}, "as a JSON object or its text, got []"),
        (
            {"configuration": {}, "workspace": "Sales"},
            "workspace: no workspace 'Sales'; there are Support",
        ),
    ],
)
def test_a_wrong_check_is_told_what_was_wrong(ask, body, message):
    answer = ask("POST", "/mocktr/workflows/check", auth=ALICE, json=body)

    assert answer.status_code == 400
    assert message in answer.json()["message"]


def test_nothing_is_changed_by_trying(ask):
    before = ask("GET", "/v1/Workspaces", auth=ALICE).json()

    ask("POST", "/mocktr/expressions/evaluate", auth=ALICE, json={"expression": "1==1"})
    ask("POST", "/mocktr/workflows/check", auth=ALICE, json={"configuration": {}})

    assert ask("GET", "/v1/Workspaces", auth=ALICE).json() == before


def test_coverage_says_what_was_exercised_and_what_never(ask):
    create_task(ask, ALICE)
    ask("POST", "/mocktr/reset", auth=ALICE)
    create_task(ask, ALICE)

    answer = ask("GET", "/mocktr/coverage", auth=ALICE).json()

    assert (answer["exercised"], answer["outcomes"], answer["percent"]) == (4, 16, 25.0)
    [workflow] = answer["workflows"]
    assert (workflow["workspace"], workflow["workflow"]) == ("Support", "By language")
    assert [item["hits"] for item in workflow["items"] if item["kind"] == "filter"] == [
        {"matched": 0, "passed": 2},
        {"matched": 2, "passed": 0},
        {"matched": 0, "passed": 0},
    ]


def test_coverage_is_counted_by_account(ask):
    create_task(ask, ALICE)
    ask("GET", "/mocktr/clock", auth=BOB)

    answer = ask("GET", "/mocktr/coverage").json()["accounts"]

    assert [answer[auth[0]]["exercised"] for auth in (ALICE, BOB)] == [4, 0]


def test_coverage_can_be_counted_anew(ask):
    create_task(ask, ALICE)
    ask("POST", "/mocktr/reset", auth=ALICE)
    create_task(ask, ALICE)

    answer = ask("DELETE", "/mocktr/coverage", auth=ALICE).json()

    assert (answer["exercised"], answer["outcomes"]) == (0, 16)
    assert ask("GET", "/mocktr/coverage", auth=ALICE).json() == answer | IDLE
