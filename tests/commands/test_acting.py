"""What is done by hand: requests as the account, and callbacks once more."""

import pytest

from mocktr import AdminError, Sandbox
from mocktr.callbacks.form import sign
from mocktr.fixture import TaskRouter


def tasks_of(taskrouter):
    return f"/v1/Workspaces/{taskrouter.workspace.sid}/Tasks"


# --- requests ------------------------------------------------------------------------------------


def test_a_request_is_done_as_the_account_and_journalled_as_the_consoles(taskrouter):
    attributes = {"language": "es"}

    made = taskrouter.request(
        "POST", tasks_of(taskrouter), parameters={"Attributes": attributes, "Priority": 5}
    )

    assert (made["status"], made["body"]["priority"]) == (201, 5)
    assert made["body"]["attributes"] == '{"language":"es"}'
    entry = taskrouter.journal[-1]
    assert (entry.number, entry.by, entry.kind) == (made["number"], "console", "request")
    assert made["events"] == [entry.before + 1, entry.after]
    assert taskrouter.task(language="es").priority == 0
    assert taskrouter.journal[-1].by == "client"


def test_a_request_meets_no_planned_fault(taskrouter):
    fault = taskrouter.fault("GET", "/Tasks", status=503)

    told = taskrouter.request("GET", tasks_of(taskrouter), parameters={"Priority": 5})

    assert (told["status"], told["body"]["tasks"], fault.seen) == (200, [], 0)


@pytest.mark.mocktr(rate_limits=True)
def test_a_request_counts_against_no_rate_limit(taskrouter):
    asked = {"EvaluateTaskAttributes": "1 == 1"}

    answers = [taskrouter.request("GET", tasks_of(taskrouter), parameters=asked) for _ in range(9)]

    assert {one["status"] for one in answers} == {200}


def test_what_taskrouter_refuses_is_an_answer_too(taskrouter):
    task = taskrouter.task(language="es")
    path = f"{tasks_of(taskrouter)}/{task.sid}?PageSize=5"

    refused = taskrouter.request("POST", path, parameters={"Priority": "x"}, if_match="7")

    assert (refused["status"], refused["body"]["code"]) == (412, 20412)
    assert refused["events"] is None
    gone = taskrouter.request("DELETE", path.partition("?")[0])
    assert (gone["status"], gone["body"]) == (204, None)


def test_a_parameter_may_be_several_texts(taskrouter):
    told = taskrouter.request(
        "GET", tasks_of(taskrouter), parameters={"AssignmentStatus": ["pending"], "Ordering": None}
    )

    assert told["status"] == 200


@pytest.mark.parametrize("path", ["/Workspaces", "https://evil.example/v1/", "/v1/x#y", 5])
def test_only_taskrouter_is_asked(taskrouter, path):
    with pytest.raises(AdminError, match="path: expected a path of TaskRouter"):
        taskrouter.request("GET", path)


def test_where_nothing_answers_the_api_it_is_said():
    with Sandbox(tenants="one") as sandbox, pytest.raises(AdminError, match="no application"):
        TaskRouter(sandbox).request("GET", "/v1/Workspaces")


# --- callbacks -----------------------------------------------------------------------------------


def test_a_callback_is_sent_once_more_and_its_answer_changes_nothing(taskrouter):
    heard = []

    @taskrouter.on_assignment
    def answer(call):
        heard.append(call.parameters)
        return {"instruction": "accept"} if len(heard) > 1 else None

    task = taskrouter.task(language="es")
    [sent] = taskrouter.callbacks

    again = taskrouter.resend(sent.number)

    assert heard[0] == heard[1]
    assert (again["outcome"], again["resends"]) == ("delivered", sent.number)
    assert again["number"] == sent.number + 1
    assert again["event"] == sent.event
    assert task.fetch().assignment_status == "reserved"


def test_a_callback_may_be_edited_and_go_elsewhere(taskrouter):
    heard = []

    def app(environ, start_response):
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
        heard.append((environ["PATH_INFO"], body, environ["HTTP_X_TWILIO_SIGNATURE"]))
        start_response("500 Oh", [])
        return [b"no"]

    taskrouter.mount("https://myapp.example", app)
    taskrouter.workspace.update(event_callback_url="https://myapp.example/events")
    taskrouter.workspace.activities.create(friendly_name="Lunch")
    sent = taskrouter.callbacks[-1]

    url = "https://myapp.example/others"
    again = taskrouter.resend(sent.number, parameters={"EventType": "x.y"}, url=url)

    path, body, signature = heard[-1]
    assert (path, "EventType=x.y" in body) == ("/others", True)
    parameters = {**sent.parameters, "EventType": "x.y"}
    assert signature == sign(url, parameters, taskrouter.tenant.signing_token)
    assert (again["outcome"], again["status"], again["body"]) == ("failed", 500, "no")


def test_a_callback_that_can_not_leave_is_told(taskrouter):
    taskrouter.on_event(lambda call: None)
    taskrouter.task(language="es")
    sent = taskrouter.callbacks[0]
    taskrouter.on_event(None)

    gone = taskrouter.resend(sent.number)
    relative = taskrouter.resend(sent.number, url="there")
    before = len(taskrouter.alerts)

    assert (gone["outcome"], gone["reason"][:12]) == ("refused", "the function")
    assert relative["outcome"] == "failed"
    assert len(taskrouter.alerts) == before


def test_of_an_event_that_is_forgotten_the_journal_tells(taskrouter):
    heard = []
    taskrouter.on_event(lambda call: heard.append(call.parameters))
    taskrouter.task(language="es")
    sent = taskrouter.callbacks[0]
    taskrouter.tenant.account.events.drop(len(taskrouter.tenant.account.events))

    taskrouter.resend(sent.number)

    assert heard[-1] == sent.parameters


def test_a_url_that_was_not_kept_has_to_be_said(taskrouter):
    taskrouter.mount("https://myapp.example", lambda environ, start: start("200 OK", []) and [b""])
    url = "https://myapp.example/events?token=secret"
    taskrouter.workspace.update(event_callback_url=url)
    taskrouter.task(language="es")
    sent = taskrouter.callbacks[0]

    with pytest.raises(AdminError, match="url: expected the whole URL"):
        taskrouter.resend(sent.number)


@pytest.mark.parametrize("number", ["x", "99999", "1"])
def test_only_a_callback_can_be_sent_again(taskrouter, number):
    taskrouter.task(language="es")

    with pytest.raises(AdminError, match=f"there is no callback {number}"):
        taskrouter.resend(number)
