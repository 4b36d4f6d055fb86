"""Twilio's published rate limits, on the virtual clock."""

import json
from types import SimpleNamespace

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException

from mocktr import Sandbox
from mocktr.fixture import TaskRouter
from tests.web.client import Client, refusal

LIMITED = pytest.mark.mocktr(rate_limits=True)


def listings(taskrouter):
    """The three lists that evaluate expressions, by name."""
    workspace = taskrouter.workspace
    return {
        "tasks": lambda: workspace.tasks.list(evaluate_task_attributes="language == 'es'"),
        "workers": lambda: workspace.workers.list(target_workers_expression="1 == 1"),
        "queues": lambda: workspace.task_queues.list(evaluate_worker_attributes="{}"),
    }


@LIMITED
@pytest.mark.parametrize("name", ["tasks", "workers", "queues"])
def test_the_fourth_list_by_expression_in_a_second_is_refused(taskrouter, name):
    ask = listings(taskrouter)[name]
    for _ in range(3):
        ask()

    # The helper library has no TwilioRestException for lists.
    with pytest.raises(TwilioException, match="Unable to fetch page") as caught:
        ask()

    refused = caught.value.args[1]
    assert (refused.status_code, json.loads(refused.text)["code"]) == (429, 20429)


@LIMITED
def test_the_limits_follow_the_virtual_clock(taskrouter):
    ask = listings(taskrouter)["workers"]
    taskrouter.advance(seconds=0.9)
    for _ in range(3):
        ask()
    with pytest.raises(TwilioException):
        ask()

    taskrouter.advance(seconds=0.1)

    for _ in range(3):
        ask()
    with pytest.raises(TwilioException):
        ask()


def leave_a_branch(taskrouter):
    with taskrouter.branch():
        taskrouter.task()


@LIMITED
@pytest.mark.parametrize("go_back", [TaskRouter.reset, leave_a_branch])
def test_requests_to_another_world_do_not_count(taskrouter, go_back):
    """Its clock may show the very same second."""
    ask = listings(taskrouter)["workers"]
    for _ in range(3):
        ask()

    go_back(taskrouter)

    for _ in range(3):
        ask()
    with pytest.raises(TwilioException):
        ask()


@LIMITED
def test_each_kind_of_request_has_a_limit_of_its_own(taskrouter):
    for ask in listings(taskrouter).values():
        for _ in range(3):
            ask()


@LIMITED
def test_other_lists_have_no_limit(taskrouter):
    for _ in range(10):
        taskrouter.workspace.workers.list()
        taskrouter.workspace.tasks.list(priority=1)


@LIMITED
def test_the_sixth_bulk_statistics_in_a_second_are_refused(taskrouter):
    [queue, *_] = taskrouter.workspace.task_queues.list()
    statistics = taskrouter.workspace.task_queues.bulk_real_time_statistics

    body = SimpleNamespace(to_dict=lambda: {"queueSids": [queue.sid]})
    for _ in range(5):
        statistics.create(body)

    with pytest.raises(TwilioRestException, match="Too Many Requests"):
        statistics.create(body)


def test_the_limits_hold_for_each_account_by_itself():
    path = "/Workspaces/{}/Workers?TargetWorkersExpression=1==1"
    with Sandbox(seed="support", rate_limits=True) as sandbox:
        first, second = (Client(sandbox, "AC" + digit * 32) for digit in "ab")
        answers = []
        for client in (first, second):
            [workspace] = client.list("/Workspaces")
            answers += [client.get(path.format(workspace["sid"])) for _ in range(4)]

    assert [answer.status for answer in answers] == [200, 200, 200, 429] * 2
    assert refusal(answers[-1], 429, 20429) == "Too Many Requests"


def test_there_are_no_limits_unless_asked_for(taskrouter):
    ask = listings(taskrouter)["tasks"]

    for _ in range(10):
        ask()

    assert taskrouter.count("GET", "/Tasks", status=200) == 10
