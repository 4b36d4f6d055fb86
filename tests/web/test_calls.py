"""Calls below `/mocktr/`, and from a shell, with an application on a port of this machine."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests
from click.testing import CliRunner

from mocktr import Server, cli

from .client import IDLE

ALICE = ("AC" + "a" * 32, "token")


class Application(BaseHTTPRequestHandler):
    """A menu, then an ordinary queue; `/moved` leads elsewhere."""

    documents = {
        "/voice": '<Gather numDigits="1" action="/queue" timeout="30"/>',
        "/queue": "<Enqueue>support</Enqueue>",
    }

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        path, _, query = self.path.partition("?")
        self.server.asked.append((path, body or query))
        document = self.documents.get(path)
        if document is None:
            self.send_response(302)
            self.send_header("Location", "/voice")
            self.end_headers()
        else:
            self.send_response(200)
            self.send_header("Content-Type", "text/xml")
            self.end_headers()
            self.wfile.write(f"<Response>{document}</Response>".encode())

    do_GET = do_POST  # noqa: N815

    def log_message(self, *arguments):
        pass


@contextmanager
def listening():
    with HTTPServer(("127.0.0.1", 0), Application) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def application():
    with listening() as (server, url):
        server.url = url
        yield server


@pytest.fixture
def server():
    with Server(seed="support", tenants="one") as server:
        yield server


@pytest.fixture
def ask(server):
    """Send a request: `ask("POST", "calls", **body)`."""
    with requests.Session() as session:

        def ask(method, path, **body):
            url = f"{server.url}/mocktr/{path}"
            return session.request(method, url, auth=ALICE, timeout=10, json=body or None)

        yield ask


def test_a_call_comes_in_presses_a_key_and_hangs_up(ask, application):
    begun = ask("POST", "calls", **{"from": "+1", "to": "+2", "url": f"{application.url}/voice"})
    sid = begun.json()["sid"]
    assert (begun.json()["status"], begun.json()["waits_for"]) == ("in-progress", "keys")

    pressed = ask("POST", f"calls/{sid}/press", digits="1").json()
    assert (pressed["waits_in"], pressed["waits_for"]) == ("support", "queue")
    assert ask("GET", f"calls/{sid}").json() == pressed | IDLE
    over = ask("POST", f"calls/{sid}/hang-up").json()

    assert over["status"] == "completed"
    assert [path for path, _ in application.asked] == ["/voice", "/queue"]
    assert "Digits=1" in application.asked[-1][1]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"to": "+2"}, "from: expected a string, got nothing"),
        ({"from": "+1", "to": "+2"}, "url: expected an absolute http or https URL, since the"),
        ({"from": "+1", "to": "+2", "url": "/voice"}, "url: expected an absolute http or https"),
        ({"from": "+1", "to": "+2", "digits": "1"}, "digits: expected a list of texts such as"),
        ({"from": "+1", "to": "+2", "patience": -1}, "patience: expected a number"),
    ],
)
def test_a_call_that_can_not_be_is_refused(ask, body, said):
    refused = ask("POST", "calls", **body)

    assert refused.status_code == 400
    assert refused.json()["message"].startswith(said)


def test_a_call_that_is_not_there_is_not_found(ask):
    for method, path, body in (
        ("GET", "calls/CA1", {}),
        ("POST", "calls/CA1/press", {"digits": "1"}),
        ("POST", "calls/CA1/hang-up", {}),
    ):
        assert ask(method, path, **body).status_code == 404


def test_keys_and_ends_that_can_not_be_are_conflicts(ask, application):
    begun = ask("POST", "calls", **{"from": "+1", "to": "+2", "url": f"{application.url}/queue"})
    sid = begun.json()["sid"]

    assert ask("POST", f"calls/{sid}/press", digits="1").status_code == 409
    ask("POST", f"calls/{sid}/hang-up")
    assert ask("POST", f"calls/{sid}/hang-up").status_code == 409


def test_a_phone_is_given_to_a_worker_and_to_all_others(ask):
    told = ask("PUT", "workers/alice/phone", answer_after=4, talk_for=180)
    others = ask("PUT", "workers/*/phone", busy=True)

    assert told.json()["phone"] == {"answer_after": 4, "talk_for": 180}
    assert (others.json()["worker_name"], others.json()["phone"]) == ("*", {"busy": True})
    assert ask("PUT", "workers/nobody/phone", busy=True).status_code == 404


def test_a_call_comes_in_from_a_shell(server, application):
    arguments = ["ctl", "call-in", "--from", "+1", "--to", "+2"]
    arguments += ["--url", f"{application.url}/voice", "--digits", '["1"]']
    done = CliRunner().invoke(cli.main, arguments, env={"MOCKTR_URL": server.url})

    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(done.stdout)["waits_in"] == "support"


def test_a_redirect_is_followed_with_the_parameters_in_the_query(ask, application):
    begun = ask("POST", "calls", **{"from": "+1", "to": "+2", "url": f"{application.url}/moved"})

    assert begun.json()["waits_for"] == "keys"
    [(first, _), (second, query)] = application.asked
    assert (first, second) == ("/moved", "/voice")
    assert f"CallSid={begun.json()['sid']}" in query
