"""One story, played by Twilio's helper libraries as they are, each led to mocktr in every way."""

import json
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from mocktr import Server, mock_taskrouter
from mocktr.server import certificates

from .world import OPTIONS, SEEN, TOKEN

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CREDENTIALS = {"TWILIO_ACCOUNT_SID": "AC" + "a" * 32, "TWILIO_AUTH_TOKEN": TOKEN}

UNSHARED = ["unshare", "--map-root-user", "--mount", "--net"]


class Player(NamedTuple):
    """A program that plays the story, and the variables by which it is led without its knowing."""

    command: list[str]
    ca: str
    proxy: str


PLAYERS = {
    "python": Player([sys.executable, str(HERE / "story.py")], "REQUESTS_CA_BUNDLE", "HTTPS_PROXY"),
    # Twilio's library for Node looks for its HTTPS proxy in HTTP_PROXY.
    "node": Player(["node", str(HERE / "story.mjs")], "NODE_EXTRA_CA_CERTS", "HTTP_PROXY"),
}


def require_node():
    if shutil.which("node") is None:
        pytest.skip("there is no node on this machine")
    if not (HERE / "node_modules" / "twilio").is_dir():
        pytest.skip("Twilio's helper library for Node is not installed: run `make clients`")


@pytest.fixture(params=PLAYERS)
def player(request):
    if request.param == "node":
        require_node()
    return PLAYERS[request.param]


def play(command, **variables):
    """What a program saw in an environment that has nothing else in it."""
    done = subprocess.run(
        command,
        env={"PATH": os.environ["PATH"], **CREDENTIALS, **variables},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_story_by_a_plain_url(player):
    with Server(**OPTIONS) as server:
        assert play(player.command, MOCKTR_URL=server.url) == SEEN


def test_the_story_by_an_https_proxy_and_a_ca_file(player, tmp_path):
    authority, file = certificates.Authority(), tmp_path / "ca.pem"
    authority.write_certificate(file)
    with Server(**OPTIONS, tls=authority.context()) as server:
        proxy = server.tls_url.replace("https:", "http:")
        saw = play(player.command, **{player.ca: str(file), player.proxy: proxy})

    assert saw == SEEN


def test_the_story_by_a_hosts_entry_and_a_ca_file(player, tmp_path):
    """Nothing else tells the program of mocktr."""
    if not can_unshare():
        pytest.skip("a hosts file of one's own needs `unshare`, `ip` and leave to use them")
    file = str(tmp_path / "ca.pem")
    inside = [*UNSHARED, sys.executable, "-m", f"{__package__}.hosts_entry", file]

    assert play([*inside, *player.command], **{player.ca: file}) == SEEN


def can_unshare():
    if not (shutil.which("unshare") and shutil.which("ip")):
        return False
    return subprocess.run([*UNSHARED, "true"], capture_output=True).returncode == 0


def test_the_story_in_process(monkeypatch, capsys):
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("MOCKTR_URL", raising=False)

    with mock_taskrouter(**OPTIONS):
        runpy.run_path(str(HERE / "story.py"))

    assert json.loads(capsys.readouterr().out) == SEEN
