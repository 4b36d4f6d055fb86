"""Small worlds to ask about, in a fresh sandbox for each test."""

import pytest

from mocktr import Sandbox

from .client import Client, next_number, to_queue


@pytest.fixture
def sandbox():
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox):
    return Client(sandbox)


@pytest.fixture
def workspace(client):
    return client.create("/Workspaces", FriendlyName="Support")


@pytest.fixture
def activities(client, workspace):
    """SIDs by name."""
    found = client.list(workspace["links"]["activities"])
    return {activity["friendly_name"]: activity["sid"] for activity in found}


@pytest.fixture
def queue(client, workspace):
    return client.create(workspace["links"]["task_queues"], FriendlyName="Everyone")


@pytest.fixture
def workflow(client, workspace, queue):
    return client.create(
        workspace["links"]["workflows"], FriendlyName="Main", Configuration=to_queue(queue)
    )


@pytest.fixture
def worker(client, workspace, activities):
    return client.create(
        workspace["links"]["workers"], FriendlyName="Alice", ActivitySid=activities["Available"]
    )


@pytest.fixture
def task(client, workspace, workflow):
    """A task that waits, as long as nobody asked for `worker`."""
    return client.create(workspace["links"]["tasks"], Attributes='{"type": "call"}')


@pytest.fixture
def reservation(client, worker, task):
    """Alice is asked to take the task."""
    return client.list(task["links"]["reservations"])[0]


@pytest.fixture
def unchanged(client):
    """Compares the whole world, and the next SID, before and after."""
    before = client.world(), next_number(client)
    return lambda: (client.world(), next_number(client)) == before
