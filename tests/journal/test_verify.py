"""What a test is told when requests did not come as it expects."""

import pytest

from mocktr import AdminError
from mocktr.errors import VerificationFailed

TASKS = "/Tasks"


def refuse(taskrouter, **task):
    with pytest.raises(Exception, match="Priority"):
        taskrouter.workspace.tasks.create(priority=-5, **task)


def failure(taskrouter, *criteria, **more):
    with pytest.raises(VerificationFailed) as caught:
        taskrouter.verify(*criteria, **more)
    return str(caught.value)


def test_requests_that_came_as_often_as_expected_are_answered(taskrouter):
    taskrouter.task(language="es")
    taskrouter.task(language="en")

    first, second = taskrouter.verify(method="POST", path=TASKS, times=2)

    assert first.number < second.number
    assert first.parameters == {"Attributes": '{"language": "es"}'}
    assert taskrouter.count("POST", TASKS, status=201) == 2


def test_one_is_enough_unless_told(taskrouter):
    taskrouter.task(language="es")
    taskrouter.task(language="es")

    assert len(taskrouter.verify("POST", TASKS)) == 2
    assert len(taskrouter.verify("POST", TASKS, at_least=2)) == 2
    assert taskrouter.verify("DELETE", TASKS, times=0) == []


def test_a_difference_says_what_was_expected_and_what_came(taskrouter):
    task = taskrouter.task(language="es")

    said = failure(taskrouter, "POST", TASKS, times=2)

    place = task.url.partition(".com")[2].rpartition("/")[0]
    [created] = taskrouter.verify("POST", TASKS)
    assert said.splitlines() == [
        "expected POST /Tasks twice, but it came once",
        "  it came as:",
        f"    #{created.number} 09:00:00 POST {place}: 201",
    ]


def test_a_difference_shows_what_came_near(taskrouter):
    taskrouter.task(language="es")
    refuse(taskrouter)
    taskrouter.workspace.tasks.list()

    said = failure(taskrouter, "POST", TASKS, parameters={"Priority": 7}, status=201)

    assert said.startswith("expected POST /Tasks with Priority=7, answered 201 at least once, but ")
    assert "but it came never\n  in one point different:\n" in said
    assert said.count("\n") == 2
    assert said.endswith(": 201 (Priority is not sent)")


def test_a_difference_shows_each_parameter_that_is_otherwise(taskrouter):
    taskrouter.task(language="es", priority=5)

    said = failure(taskrouter, path=TASKS, parameters={"Priority": 7, "Timeout": 60})

    assert "(Priority is '5'; Timeout is not sent)" in said


def test_a_difference_shows_errors_with_their_messages(taskrouter):
    refuse(taskrouter)

    said = failure(taskrouter, "POST", TASKS, status=201)

    assert ": 400 20001 Invalid value '-5' for parameter Priority: " in said
    assert said.endswith("(the status is 400)")


def test_a_difference_shows_the_last_requests_where_nothing_came_near(taskrouter):
    for _ in range(7):
        taskrouter.client.taskrouter.v1.workspaces.list()

    said = failure(taskrouter, "POST", TASKS)

    assert "  what came (the last 5 of 7):\n" in said
    assert said.count("GET /v1/Workspaces: 200") == 5


def test_a_difference_says_that_nothing_came_at_all(taskrouter):
    assert failure(taskrouter) == "expected any request at least once, but it came never"


@pytest.mark.mocktr(journal=2)
def test_a_difference_tells_of_entries_that_were_forgotten(taskrouter):
    for _ in range(3):
        taskrouter.client.taskrouter.v1.workspaces.list()

    said = failure(taskrouter, path="/Workspaces", times=3)

    assert said.endswith("  1 earlier entries are not in the journal any more")


def test_callbacks_can_be_verified_too(taskrouter):
    taskrouter.on_assignment(lambda call: {"instruction": "accept"})
    task = taskrouter.task(language="es")

    [asked] = taskrouter.verify(kind="assignment", parameters={"TaskSid": task.sid}, times=1)
    said = failure(taskrouter, kind="callback", times=3)

    assert asked.outcome == "obeyed"
    assert said.endswith(": obeyed")
    assert "POST the function for assignments" in said


def test_what_came_before_a_number_can_be_left_out(taskrouter):
    taskrouter.task(language="es")
    number = taskrouter.journal[-1].number
    taskrouter.task(language="es")

    taskrouter.verify("POST", TASKS, since=number, times=1)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({"times": 1, "at_least": 1}, "expected times or at_least, got both"),
        ({"times": -1}, "times: expected an integer that is not negative, got -1"),
        ({"at_least": True}, "at_least: expected an integer that is not negative, got true"),
    ],
)
def test_counts_that_cannot_be_are_refused(taskrouter, counts, message):
    with pytest.raises(AdminError, match=message):
        taskrouter.verify(**counts)
