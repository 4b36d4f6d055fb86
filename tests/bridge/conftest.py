"""Worlds with agents whose pages are connected."""

from contextlib import ExitStack, closing

import pytest

from mocktr.commands import agents

from .page import Page

SEED = {
    "workspaces": [
        {
            "friendly_name": "Support",
            "task_queues": [{"friendly_name": "Everyone", "target_workers": "1==1"}],
            "workflows": [
                {
                    "friendly_name": "Main",
                    "configuration": {"task_routing": {"default_filter": {"queue": "Everyone"}}},
                }
            ],
            "workers": [
                {"friendly_name": "alice", "activity": "Available", "attributes": {"a": 1}},
                {"friendly_name": "bob", "attributes": {"contact_uri": "client:bob"}},
            ],
        },
        {
            "friendly_name": "Sales",
            "workers": [{"friendly_name": "carol", "activity": "Available"}],
        },
    ]
}


@pytest.fixture
def world(taskrouter_server):
    return taskrouter_server


@pytest.fixture
def workspace(world):
    return next(
        one
        for one in world.client.taskrouter.v1.workspaces.list()
        if one.friendly_name == "Support"
    )


@pytest.fixture
def activities(workspace):
    """SIDs by name."""
    return {one.friendly_name: one.sid for one in workspace.activities.list()}


@pytest.fixture
def page_of(world):
    """Makes the page of a worker, by name, at this server or another; closes it in the end."""
    with ExitStack() as stack:

        def page_of(name, *, at=None, **how):
            sandbox = world.sandbox if at is None else at.sandbox
            made = agents.worker_token(sandbox.only, name, **how)
            url = world.url if at is None else at.url
            page = Page(url, made["token"], made["workspace_sid"], made["worker_sid"])
            return stack.enter_context(closing(page))

        yield page_of


@pytest.fixture
def alice(page_of):
    """Alice's page, connected."""
    return page_of("alice").connect()


@pytest.fixture
def bob(page_of):
    """Bob's page, connected."""
    return page_of("bob").connect()
