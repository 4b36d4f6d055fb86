"""The WSGI application for other servers, as docs/deployment.rst has it."""

import inspect
import json
import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import pytest
import requests

from mocktr import MocktrError, Sandbox, wsgi
from mocktr.cli.serve import serve
from mocktr.gateway import call, environ
from mocktr.server.options import OPTIONS

ACCOUNT = ("AC" + "a" * 32, "token")
ENVIRONMENT = {
    "MOCKTR_SEED": "support",
    "MOCKTR_CLOCK": "manual",
    "MOCKTR_START_AT": "2031-01-01T00:00:00Z",
    "MOCKTR_BASE_URL": "https://taskrouter.example",
    "MOCKTR_STRICT_AUTH": "1",
    "MOCKTR_AUTH_TOKEN": "secret",
    "MOCKTR_LOG_FORMAT": "json",
}


@contextmanager
def gunicorn(*options, **variables):
    """The process, its URL once it listens, and the lines that it logged until then."""
    pytest.importorskip("gunicorn")
    command = (sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0")
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen(
            (*command, *options, "mocktr.wsgi:app"),
            # Where gunicorn puts the socket by which it can be controlled.
            env={**os.environ, "XDG_RUNTIME_DIR": folder, **variables},
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        try:
            yield process, *listening(process)
        finally:
            process.kill()


def listening(process):
    lines = []
    for line in process.stderr:
        lines.append(line)
        found = re.search(r"Listening at: (http://\S+)", line)
        if found:
            return found[1], lines
    return None, lines


# --- options


def test_every_option_of_a_sandbox_has_its_variable():
    """`root` and `wall_clock` are for tests in process; behaviours and phones stand in a seed."""
    declared = {option.name: option.envvar for option in OPTIONS}

    assert set(declared) == set(inspect.signature(Sandbox).parameters) - {
        "behaviors",
        "phones",
        "root",
        "wall_clock",
    }
    assert all(name == f"MOCKTR_{key.upper()}" for key, name in declared.items())


def test_the_command_line_has_the_same_options():
    assert set(OPTIONS) <= set(serve.params)


def test_options_come_from_the_environment(monkeypatch):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MOCKTR_SEED", "support minimal")
    monkeypatch.setenv("MOCKTR_ALLOW_CALLBACKS", "*.test app.example")
    monkeypatch.setenv("MOCKTR_BRIDGE_DELAYS", "0")

    options = wsgi.from_environment()

    assert options["seed"] == ("support", "minimal")
    assert options["allow_callbacks"] == ("*.test", "app.example")
    assert (options["clock"], options["strict_auth"]) == ("manual", True)
    assert options["bridge_delays"] is False
    assert (options["reoffer_pause"], options["admin_token"]) == (1.0, None)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("MOCKTR_CLOCK", "virtual", "MOCKTR_CLOCK.* 'virtual' is not one of 'real', 'manual'"),
        ("MOCKTR_STRICT_AUTH", "maybe", "MOCKTR_STRICT_AUTH.* 'maybe' is not a valid boolean"),
        ("MOCKTR_MAX_ASSIGNMENTS", "many", "MOCKTR_MAX_ASSIGNMENTS.* 'many' is not a valid int"),
        ("MOCKTR_LOG_FORMAT", "xml", "MOCKTR_LOG_FORMAT.* 'xml' is not one of 'text', 'json'"),
        ("MOCKTR_START_AT", "noon", "start_at: expected an ISO 8601 date-time"),
        ("MOCKTR_SEED", "nowhere", "nowhere: no such file, and no seed of this name"),
    ],
)
def test_a_wrong_variable_is_named(monkeypatch, name, value, message):
    monkeypatch.setenv(name, value)

    with pytest.raises(MocktrError, match=message):
        wsgi.application.__wrapped__()


def test_there_is_nothing_else_in_the_module():
    with pytest.raises(AttributeError, match="has no attribute 'application_'"):
        _ = wsgi.application_


def test_importing_the_module_makes_no_world():
    code = "import mocktr.wsgi; assert mocktr.wsgi.application.cache_info().currsize == 0"

    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "MOCKTR_SEED": "x"})


# --- one process


@pytest.fixture
def alone():
    def app(environ, start_response):
        start_response("200 OK", [])
        return [b"answered"]

    return wsgi.OneProcess(app)


def test_in_one_process_it_answers(alone):
    assert call(alone, "GET", "http://localhost/mocktr/health", {}, b"")[0] == 200


def test_where_there_are_several_workers_nothing_is_answered(alone, caplog):
    asked = {
        **environ("GET", "http://localhost/mocktr/health", {}, b"", None),
        "wsgi.multiprocess": True,
    }
    started = []

    [body] = alone(asked, lambda status, headers: started.append(status))

    assert started == ["503 Service Unavailable"]
    assert json.loads(body)["message"] in caplog.text
    assert "run one worker with many threads" in caplog.text


# --- under gunicorn


def test_gunicorn_serves_it_with_threads_and_ends_at_once():
    with gunicorn("--threads", "8", **ENVIRONMENT) as (process, url, _), requests.Session() as idle:
        health = idle.get(url + "/mocktr/health", timeout=10)
        right = (ACCOUNT[0], "secret")
        listed = idle.get(url + "/v1/Workspaces", auth=right, timeout=10).json()
        refused = idle.get(url + "/v1/Workspaces", auth=ACCOUNT, timeout=10)
        clock = idle.get(url + "/mocktr/clock", auth=right, timeout=10).json()

        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=10)
        logged = [json.loads(line) for line in process.stderr if line.startswith("{")]

    assert (health.status_code, refused.status_code, code) == (200, 401, 0)
    assert (clock["mode"], clock["now"]) == ("manual", "2031-01-01T00:00:00Z")
    [workspace] = listed["workspaces"]
    assert workspace["url"].startswith("https://taskrouter.example/v1/Workspaces/WS")
    assert [(one["path"], one["status"]) for one in logged] == [
        ("/mocktr/health", 200),
        ("/v1/Workspaces", 200),
        ("/v1/Workspaces", 401),
        ("/mocktr/clock", 200),
    ]


def test_a_wrong_variable_ends_gunicorn_with_its_name():
    with gunicorn(MOCKTR_CLOCK="virtual") as (process, _, _):
        said = process.stderr.read()
        code = process.wait(timeout=10)

    assert code != 0
    assert "MOCKTR_CLOCK" in said
    assert "'virtual' is not one of 'real', 'manual'" in said


@pytest.mark.parametrize(
    ("options", "message"),
    [(("--workers", "2"), "run one worker"), (("--preload",), "load it in the worker")],
)
def test_gunicorn_with_several_processes_is_refused(options, message):
    with gunicorn(*options) as (_, url, _):
        answer = requests.get(url + "/mocktr/health", timeout=20)

    assert answer.status_code == 503
    assert message in answer.json()["message"]
