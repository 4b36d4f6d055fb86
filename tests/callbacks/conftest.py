"""Small worlds whose callbacks a test receives."""

import json
from types import SimpleNamespace

import pytest

from mocktr import fixture as worlds

from .receiver import Receiver, single_threaded

SEED = {
    "workspaces": [
        {
            "friendly_name": "Support",
            "task_queues": [
                {"friendly_name": "Everyone"},
                {"friendly_name": "Three", "max_reserved_workers": 3},
            ],
            "workflows": [
                {
                    "friendly_name": "Main",
                    "configuration": {
                        "task_routing": {
                            "filters": [
                                {
                                    "filter_friendly_name": "Several",
                                    "expression": "several == true",
                                    "targets": [{"queue": "Three"}],
                                }
                            ],
                            "default_filter": {"queue": "Everyone"},
                        }
                    },
                }
            ],
            "workers": [
                {
                    "friendly_name": name,
                    "activity": "Available",
                    "attributes": {"contact_uri": f"sip:{name}@example.com"},
                }
                for name in ("alice", "bob", "carol")
            ],
        }
    ]
}


@pytest.fixture
def seed():
    return SEED


@pytest.fixture
def world(seed):
    """A world in process, without URLs."""
    with worlds.in_process({"seed": seed, "tenants": "one", "callback_timeout": 5}) as taskrouter:
        yield taskrouter


def point(taskrouter, events="", assign="", fallback=""):
    """Set the URLs of the first workspace and workflow."""
    [workflow] = taskrouter.workspace.workflows.list()
    workflow.update(assignment_callback_url=assign, fallback_assignment_callback_url=fallback)
    taskrouter.workspace.update(event_callback_url=events)


def statuses(task):
    """The statuses of a task's reservations, oldest first."""
    found = task.reservations.list()
    return [one.reservation_status for one in sorted(found, key=lambda one: one.sid)]


def outcomes(taskrouter, *kinds):
    """What came of the callbacks of these kinds."""
    return [one.outcome for one in taskrouter.callbacks if one.kind in kinds]


def codes(taskrouter):
    return [alert.code for alert in taskrouter.alerts]


PLACES = ("mounted", "over a socket", "over two sockets")


@pytest.fixture(params=PLACES)
def place(request, seed):
    """A world with an application, in process or not, that answers what `answers` says."""
    options = {"seed": seed, "tenants": "one"}
    open_world = worlds.on_a_port if request.param == "over two sockets" else worlds.in_process
    with open_world(options) as taskrouter:
        receiver = Receiver(taskrouter.auth_token)
        if request.param == "mounted":
            taskrouter.mount("https://myapp.example", receiver.app)
            yield SimpleNamespace(
                taskrouter=taskrouter, receiver=receiver, url="https://myapp.example"
            )
        else:
            with single_threaded(receiver.app) as url:
                yield SimpleNamespace(taskrouter=taskrouter, receiver=receiver, url=url)
                taskrouter.settle()


def instruction(form, **answer):
    return json.dumps({"instruction": form, **answer})
