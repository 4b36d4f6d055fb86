"""examples/agent-desktop in Chromium, as an agent uses it."""

import re
from urllib.parse import urlencode

import pytest


@pytest.fixture
def desktop(page, site, taskrouter_server):
    """The page of Alice, who is signed in."""
    token = taskrouter_server.worker_token("alice")
    page.goto(f"{site.url}/?{urlencode({'token': token, 'bridge': taskrouter_server.url})}")
    page.get_by_role("heading", name="alice").wait_for()
    return page


def press(page, name):
    page.get_by_role("button", name=re.compile(f"^{name}$", re.I)).click()


def gone(page):
    """Wait until there is no task any more."""
    page.get_by_text("No tasks").wait_for()


def test_an_agent_takes_a_task_and_wraps_it_up(desktop, taskrouter_server):
    task = taskrouter_server.task(language="en")

    press(desktop, "accept")
    desktop.get_by_text("en", exact=True).wait_for()
    press(desktop, "wrap up")
    desktop.get_by_text("wrapping", exact=True).wait_for()
    press(desktop, "complete")

    gone(desktop)
    taskrouter_server.assert_status(task, "completed")


def test_an_agent_rejects_a_task(desktop, taskrouter_server):
    task = taskrouter_server.task()

    press(desktop, "reject")
    gone(desktop)

    # It is offered anew.
    taskrouter_server.advance(seconds=1)
    desktop.get_by_role("button", name="Accept").wait_for()
    taskrouter_server.assert_reserved(task, worker="alice")


def test_a_task_that_is_canceled_goes_away(desktop, taskrouter_server):
    task = taskrouter_server.task()
    desktop.get_by_role("button", name="Accept").wait_for()

    task.update(assignment_status="canceled")

    gone(desktop)


def test_an_agent_moves_to_another_activity(desktop, taskrouter_server):
    with desktop.expect_response("**/v1/wschannels"):
        desktop.get_by_label("Activity").select_option("Offline")

    [alice] = taskrouter_server.workspace.workers.list(friendly_name="alice")
    assert alice.activity_name == "Offline"


def test_a_lost_connection_is_told_and_comes_back(desktop, taskrouter_server):
    [session] = taskrouter_server.sessions

    taskrouter_server.disconnect(session["number"])

    alert = desktop.get_by_role("alert")
    alert.filter(has_text=re.compile(".")).wait_for()
    desktop.wait_for_function("() => document.getElementById('problem').textContent === ''")
