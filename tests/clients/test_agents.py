"""Agents' pages with Twilio's own SDKs, unmodified: today's, in Node and in a DOM, and the old."""

import json
import os
import shutil
import subprocess

import pytest
from requests.auth import _basic_auth_str

from mocktr import Sandbox, Server
from mocktr.commands import agents
from mocktr.server.certificates import Authority

from .test_story import HERE, ROOT

SEED = {
    "workspaces": [
        {
            "friendly_name": "Support",
            "task_queues": [{"friendly_name": "Everyone"}],
            "workflows": [
                {
                    "friendly_name": "Main",
                    "configuration": {"task_routing": {"default_filter": {"queue": "Everyone"}}},
                }
            ],
            "workers": [
                {"friendly_name": "alice", "activity": "Available", "attributes": {"a": 1}}
            ],
        }
    ]
}

CHANNELS = ["chat", "default", "sms", "video", "voice"]

NEW = [
    ["ready", "alice", "Available", {"a": 1}],
    ["channels", CHANNELS],
    ["created", "pending", "reserved", {"language": "en"}],
    # The answer comes before the event that tells of the task.
    ["answered", "accepted", "reserved"],
    ["accepted", "accepted", "assigned"],
    ["task", {"language": "es"}],
    ["completed", "completed"],
    ["rejected", "Offline"],
    ["refused", "Request failed with status code 400"],
]

OLD = [
    ["ready", "alice", "Available"],
    ["activities", ["Offline", "Available", "Unavailable"]],
    ["created", "pending", "en"],
    ["answered", "accepted"],
    ["accepted", "accepted"],
    ["moved", "Offline"],
    ["refused", 400],
]

DESKTOP = [["signed in", "Available"], ["offered", ["language", "en"]], ["done", ""]]


def require(package):
    if shutil.which("node") is None:
        pytest.skip("there is no node on this machine")
    if not (HERE / "node_modules" / package).is_dir():
        pytest.skip(f"{package} is not installed: run `make clients`")


def play(program, server, url, kind="access", **variables):
    """What a program of a page saw."""
    tenant = server.sandbox.only
    made = agents.worker_token(tenant, "alice", kind)
    environment = {
        "PATH": os.environ["PATH"],
        "MOCKTR_URL": url,
        "TOKEN": made["token"],
        "TASKS_URL": f"{url}/v1/Workspaces/{made['workspace_sid']}/Tasks",
        "AUTHORIZATION": _basic_auth_str(tenant.account.sid, "token"),
        **variables,
    }
    done = subprocess.run(
        ["node", str(HERE / program)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.fixture
def server(tmp_path):
    authority = Authority()
    authority.write_certificate(tmp_path / "ca.pem")
    with (
        Sandbox(SEED, tenants="one") as sandbox,
        Server(sandbox, tls=authority.context()) as server,
    ):
        yield server


def test_todays_sdk_in_node(server):
    require("twilio-taskrouter")

    assert play("agent.mjs", server, server.url) == NEW


def test_todays_sdk_in_node_over_tls(server, tmp_path):
    require("twilio-taskrouter")
    ca = {"NODE_EXTRA_CA_CERTS": str(tmp_path / "ca.pem")}

    assert play("agent.mjs", server, server.tls_url, **ca) == NEW


def test_the_page_to_start_from(server):
    require("jsdom")
    page = str(ROOT / "examples" / "agent-desktop" / "index.html")

    assert play("desktop.mjs", server, server.url, PAGE=page) == DESKTOP


def test_the_old_sdk(server):
    require("jsdom")

    assert play("old_agent.mjs", server, server.url, "capability") == OLD
