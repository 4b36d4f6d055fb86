"""A world with agents, and their pages."""

import json
from contextlib import closing
from pathlib import Path
from shutil import which
from subprocess import run

import pytest

from ..conftest import lacking
from .agent import Agent, OldAgent
from .site import Site

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
EXAMPLE = ROOT / "examples" / "agent-desktop"
CLIENTS = ROOT / "tests" / "clients"
"""Where Twilio's SDKs are installed."""

SEED = {
    "workspaces": [
        {
            "friendly_name": "Support",
            "task_queues": [
                {"friendly_name": "Everyone"},
                {"friendly_name": "Pairs", "max_reserved_workers": 2},
            ],
            "workflows": [
                {
                    "friendly_name": "Main",
                    "configuration": {
                        "task_routing": {
                            "filters": [
                                {"expression": "pairs == true", "targets": [{"queue": "Pairs"}]}
                            ],
                            "default_filter": {"queue": "Everyone"},
                        }
                    },
                }
            ],
            "workers": [
                {"friendly_name": "alice", "activity": "Available", "attributes": {"a": 1}},
                {"friendly_name": "bob", "attributes": {"contact_uri": "client:bob"}},
            ],
        }
    ]
}


def pytest_collection_modifyitems(items):
    """All tests here begin in that world."""
    for item in items:
        if HERE in item.path.parents and item.get_closest_marker("mocktr") is None:
            item.add_marker(pytest.mark.mocktr(seed=SEED))


@pytest.fixture(scope="package")
def built(tmp_path_factory):
    """Where `dist/sdk.js` is: today's SDK, as examples/agent-desktop has it made for browsers."""
    modules = CLIENTS / "node_modules"
    if which("node") is None or not (modules / "twilio-taskrouter").is_dir():
        lacking("there is no node, or Twilio's SDKs are not installed: run `make browser`")
    folder = tmp_path_factory.mktemp("sdk")
    command = json.loads((EXAMPLE / "package.json").read_text())["scripts"]["build"].split()
    program, *arguments = command
    arguments = [one.replace("dist/", f"{folder}/dist/") for one in arguments]
    run([modules / ".bin" / program, *arguments, "--log-level=error"], cwd=CLIENTS, check=True)
    return folder


@pytest.fixture(scope="package")
def site(built):
    """These pages and the example's, and Twilio's SDKs."""
    with closing(Site(HERE / "pages", EXAMPLE, built, CLIENTS)) as site:
        yield site


@pytest.fixture
def origins(site, taskrouter_server):
    return [site.url, taskrouter_server.url]


@pytest.fixture
def page_of(context, watch, site, taskrouter_server):
    """Makes a page with today's SDK, which is that of nobody yet."""
    return lambda: Agent(context.new_page(), f"{site.url}/today.html", taskrouter_server)


@pytest.fixture
def old_page_of(context, watch, site, taskrouter_server):
    """Makes a page with the old SDK."""
    return lambda: OldAgent(context.new_page(), f"{site.url}/old.html", taskrouter_server)
