"""`mocktr ctl` against a running server, as a user calls it."""

import json
import subprocess
import sys
from socketserver import BaseRequestHandler, TCPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import pytest
from click.testing import CliRunner

from mocktr import Server, cli
from mocktr.cli import ctl
from mocktr.cli.remote import Remote
from mocktr.commands import COMMANDS
from mocktr.commands.arguments import anything
from mocktr.commands.command import Command
from mocktr.values import flag, number, text

ALICE, BOB = "AC" + "a" * 32, "AC" + "b" * 32
START = "2030-01-07T09:00:00Z"


@pytest.fixture
def server():
    with Server(seed="support") as server:
        yield server


@pytest.fixture
def run(server):
    """Runs `mocktr ...` against the server: the result with exit code, output and stderr."""
    return lambda *arguments, **options: call(*arguments, url=server.url, **options)


def call(*arguments, url=None, stdin=None, **environment):
    variables = {"MOCKTR_URL": url, **environment}
    return CliRunner().invoke(cli.main, arguments, input=stdin, env=variables)


def answer(result):
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def test_it_is_part_of_the_command_line(server):
    command = [sys.executable, "-m", "mocktr", "ctl", "--url", server.url, "health"]

    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert json.loads(done.stdout)["status"] == "ok"


def test_every_command_is_listed_with_what_it_does():
    shown = " ".join(call("ctl", "--help").stdout.split())

    for declared in COMMANDS:
        assert f" {declared.name.replace('_', '-')} {declared.summary}" in shown


def test_a_command_says_what_it_takes():
    shown = call("ctl", "advance", "--help").stdout

    assert "Takes exactly one of `seconds`, `minutes`, `hours` and `to`" in shown
    assert "--to VALUE       an ISO 8601 date-time such as 2030-01-07T09:00:00Z" in shown
    assert "POST /mocktr/clock/advance" in shown


def test_a_command_prints_the_answer(run):
    assert answer(run("ctl", "--account", ALICE, "advance", "--seconds", "121")) == {
        "mode": "manual",
        "now": "2030-01-07T09:02:01Z",
        "now_ms": 1894006921000,
        "fired": {"count": 0, "first": [], "by_name": {}},
    }


def test_the_account_can_be_set_for_all_commands(run):
    answer(run("ctl", "advance", "--minutes", "1.5", MOCKTR_ACCOUNT=ALICE))

    clocks = (
        answer(run("ctl", "--account", f"{BOB}:token", "clock"))["now"],
        answer(run("ctl", "clock")),
    )
    assert clocks[0] == START
    assert {sid: one["now"] for sid, one in clocks[1]["accounts"].items()} == {
        ALICE: "2030-01-07T09:01:30Z",
        BOB: START,
    }


def test_the_account_may_have_its_token():
    seed = {"accounts": [{"sid": ALICE, "auth_token": "right"}]}
    with Server(seed=seed) as server:
        right = call("ctl", "--account", f"{ALICE}:right", "clock", url=server.url)
        wrong = call("ctl", "--account", f"{ALICE}:wrong", "clock", url=server.url)

    assert answer(right)["now"] == START
    assert (wrong.exit_code, wrong.stderr) == (1, "Error: Authenticate\n")


def test_values_are_json_or_text(run):
    given = ("--attributes", '{"language": "es"}', "--workflow", "By language")

    assert answer(run("ctl", "what-if", *given))["assignment_status"] == "reserved"


def test_a_value_may_come_from_a_file(run, tmp_path):
    file = tmp_path / "workflow.json"
    file.write_text('{"task_routing": {"filters": []}}')

    assert answer(run("ctl", "check-workflow", "--configuration", f"@{file}"))["valid"] is True


def test_a_value_may_come_from_standard_input(run):
    result = run("ctl", "check-workflow", "--configuration", "@-", stdin='{"task_routing": 5}')

    assert answer(result)["errors"][0]["path"] == "task_routing"


def test_a_state_is_kept_in_a_file_and_put_back(run, tmp_path):
    file = tmp_path / "world.json"
    state = run("ctl", "--account", ALICE, "state", "--events")
    file.write_text(state.stdout)
    answer(run("ctl", "--account", ALICE, "advance", "--hours", "1"))

    assert (
        answer(run("ctl", "--account", ALICE, "load-state", "--body", f"@{file}"))["now"] == START
    )

    assert run("ctl", "--account", ALICE, "state", "--events").stdout == state.stdout


def test_an_option_goes_before_the_body(run):
    result = run(
        "ctl", "advance", "--body", '{"seconds": 1}', "--seconds", "2", MOCKTR_ACCOUNT=ALICE
    )

    assert answer(result)["now"] == "2030-01-07T09:00:02Z"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("[1]", "Error: body: expected a JSON object, got [1]\n"),
        ("{", "Error: body: expected a JSON object: Expecting property name"),
    ],
)
def test_a_body_that_is_no_object_is_told(run, body, said):
    result = run("ctl", "load-state", "--body", body)

    assert result.exit_code == 1
    assert result.stderr.startswith(said)


def test_a_file_that_can_not_be_read_is_told(run, tmp_path):
    result = run("ctl", "check-workflow", "--configuration", f"@{tmp_path}/nothing")

    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: configuration: cannot read {tmp_path}/nothing: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("advance",), "Error: expected exactly one of seconds, minutes, hours, to, got []\n"),
        (
            ("advance", "--seconds", "soon"),
            'Error: seconds: expected a number that is not negative, got "soon"\n',
        ),
        (("explain", "WT1"), "Error: no account has anything at /mocktr/tasks/WT1/explain\n"),
        (("explain", "a/../b?c"), "Error: The requested resource /mocktr/tasks/a"),
        (
            ("evaluate", "--expression", "level >= ]"),
            "Error: expression: line 1:9 no viable alternative at input ']'\n"
            "level >= ]\n"
            "         ^\n",
        ),
    ],
)
def test_a_refusal_is_told_in_the_servers_words(run, arguments, said):
    result = run("ctl", "--account", ALICE, *arguments)

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("advance", "--days", "1"), "No such option"),
        (("nothing",), "No such command 'nothing'"),
        (("set-scheduler",), "Missing option '--mode'"),
        (("explain",), "Missing argument 'SID'"),
    ],
)
def test_a_command_line_that_can_not_be_read_is_told(run, arguments, said):
    result = run("ctl", *arguments)

    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "localhost:8275", "http://[", ""])
def test_no_server_is_one_line(url):
    result = call("ctl", "--url", url, "health")

    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: no answer from mocktr at {url}: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("spoken", "said"),
    [
        (b"HTTP/1.0 200 OK\r\n\r\n<html>", "Error: no answer from mocktr at"),
        (b"HTTP/1.0 404 Not Found\r\n\r\n<html>", "is not mocktr's: HTTP status 404"),
        (b"HTTP/1.0 404 Not Found\r\n\r\n[1]", "is not mocktr's: HTTP status 404"),
        (b'HTTP/1.0 404 Not Found\r\n\r\n{"error": 1}', "is not mocktr's: HTTP status 404"),
        (b"-ERR unknown command\r\n", "Error: no answer from mocktr at"),
        (b"", "Error: no answer from mocktr at"),
    ],
)
def test_another_server_is_told_apart(spoken, said):
    class Stranger(BaseRequestHandler):
        def handle(self):
            self.request.recv(65_536)
            self.request.sendall(spoken)

    with TCPServer(("127.0.0.1", 0), Stranger) as stranger:
        Thread(target=stranger.handle_request, daemon=True).start()
        result = call("ctl", "health", url=f"http://127.0.0.1:{stranger.server_address[1]}")

    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_token_is_sent_where_the_server_wants_it():
    with Server(admin_token="s3cret") as server:
        without = call("ctl", "clock", url=server.url)
        told = call("ctl", "--admin-token", "s3cret", "clock", url=server.url)
        set_for_all = call("ctl", "clock", url=server.url, MOCKTR_ADMIN_TOKEN="s3cret")
        explained = call("explain", "WT1", url=server.url, MOCKTR_ADMIN_TOKEN="s3cret")

    assert (without.exit_code, without.stderr) == (
        1,
        "Error: expected the server's admin token in the header X-Mocktr-Token\n",
    )
    assert answer(told)["now"] == answer(set_for_all)["now"] == START
    assert "no account has anything at" in explained.stderr


THINGS = {"size": number(0), "events": flag, "known_as": text, "rest": anything}


class Recorder:
    """A server that is only asked."""

    def __init__(self):
        self.asked = []

    def ask(self, *call):
        self.asked.append(call)


@pytest.mark.parametrize(
    ("given", "arguments"),
    [
        (("--size", "5"), {"size": 5}),
        (("--events",), {"events": True}),
        (("--no-events",), {"events": False}),
        (("--known-as", "5"), {"known_as": "5"}),
        (("--known-as", "a&b=c d", "--size", "0.5"), {"known_as": "a&b=c d", "size": 0.5}),
        (("--rest", '{"a": "ü&="}'), {"rest": {"a": "ü&="}}),
        ((), {}),
    ],
)
@pytest.mark.parametrize("method", ["GET", "DELETE", "POST", "PUT"])
def test_a_server_reads_what_was_given(method, given, arguments):
    """In the query of a GET or DELETE, in the body of the others."""
    declared, recorder = Command(method, "things/<name>", print, THINGS), Recorder()

    result = CliRunner().invoke(ctl.subcommand(declared), ["a b/ü", *given], obj=recorder)

    assert (result.exit_code, result.stdout) == (0, "null\n")
    assert recorder.asked == [(method, "things/a%20b%2F%C3%BC", arguments)]
    request = Remote("http://mocktr.test/", None, None).request(*recorder.asked[0])
    assert request.full_url.startswith("http://mocktr.test/mocktr/things/a%20b%2F%C3%BC")
    assert read(declared, request) == arguments


def read(declared, request):
    """What a server reads of a request."""
    sent = {
        name: declared.from_text(name, value)
        for name, value in parse_qsl(urlsplit(request.full_url).query)
    }
    return declared.read({**json.loads(request.data or "{}"), **sent})
