"""A test of a user's, run by `test_older_libraries` with an older helper library."""

import asyncio

import pytest
from twilio.rest import Client

import mocktr


def test_a_task_is_offered_and_accepted(taskrouter):
    workspace = taskrouter.workspace
    task = workspace.tasks.create(
        workflow_sid=workspace.workflows.list()[0].sid, attributes='{"language": "es"}'
    )

    [reservation] = task.reservations.list()
    reservation.update(reservation_status="accepted")

    assert reservation.worker_name == "bob"
    assert task.fetch().assignment_status == "assigned"


def test_its_own_client_is_answered(taskrouter):
    [workspace] = Client().taskrouter.v1.workspaces.list()

    assert workspace.friendly_name == "Support"


def test_a_server_is_asked(taskrouter_server):
    workers = taskrouter_server.workspace.workers.list(page_size=2)

    assert [one.friendly_name for one in workers] == ["alice", "bob", "carol", "dave"]


def test_its_asynchronous_calls_work_or_are_said_to_be_missing(taskrouter):
    workspaces = taskrouter.client.taskrouter.v1.workspaces
    if hasattr(workspaces, "list_async"):
        [workspace] = asyncio.run(workspaces.list_async())
        assert workspace.friendly_name == "Support"
    else:
        with pytest.raises(mocktr.OptionError, match="has no asynchronous calls"):
            __import__("mocktr.twilio_async")
