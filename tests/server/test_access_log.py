"""What is logged of requests, in both forms."""

import json
import logging
import re
import sys

import pytest
import requests

from mocktr import Server
from mocktr.server import logs
from mocktr.server.access_log import AccessLog
from mocktr.server.logs import JsonLines, TextLines

ALICE = ("AC" + "a" * 32, "t0ken")


@pytest.fixture
def lines(caplog):
    """Asks a server, and answers the lines that it logged, in a form."""

    def lines(form, *asked, **options):
        caplog.set_level(logging.INFO, "mocktr")
        with Server(seed="support", **options) as server, requests.Session() as session:
            for method, path, auth in asked:
                session.request(method, server.url + path, auth=auth, timeout=10)
        return [form().format(record) for record in caplog.records]

    return lines


def test_a_request_is_an_object_with_its_account(lines):
    [line] = map(json.loads, lines(JsonLines, ("GET", "/v1/Workspaces?PageSize=5", ALICE)))

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert line.pop("ms") >= 0
    assert line == {
        "level": "info",
        "method": "GET",
        "path": "/v1/Workspaces",
        "status": 200,
        "account": ALICE[0],
    }


def test_a_request_is_a_line_of_text(lines):
    [line] = lines(TextLines, ("DELETE", "/v1/Workspaces/WS1", ALICE))

    pattern = rf"\S+Z INFO DELETE /v1/Workspaces/WS1 404 \d+\.\d ms {ALICE[0]}"
    assert re.fullmatch(pattern, line)


def test_a_command_of_an_account_is_told_with_it_and_others_without(lines):
    asked = [("GET", "/mocktr/clock", ALICE), ("GET", "/mocktr/health", None), ("GET", "/v1", None)]
    told = map(json.loads, lines(JsonLines, *asked))

    assert [(line["path"], line["status"], line["account"]) for line in told] == [
        ("/mocktr/clock", 200, ALICE[0]),
        ("/mocktr/health", 200, None),
        ("/v1", 401, None),
    ]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_request_that_is_cut_off_is_told_as_such(caplog, when):
    caplog.set_level(logging.INFO, "mocktr")
    fault = {"effect": "cut", "when": when}
    with Server(seed="support") as server:
        requests.post(f"{server.url}/mocktr/faults", json=fault, auth=ALICE, timeout=10)
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{server.url}/v1/Workspaces", auth=ALICE, timeout=10)

    text = TextLines().format(caplog.records[-1])
    told = json.loads(JsonLines().format(caplog.records[-1]))
    assert re.search(rf"GET /v1/Workspaces cut \d+\.\d ms {ALICE[0]}$", text)
    assert (told["status"], told["account"]) == (None, ALICE[0])


def test_a_request_whose_view_ends_its_thread_is_told_as_cut_off(caplog):
    caplog.set_level(logging.INFO, "mocktr")

    def leave(environ, start_response):
        raise SystemExit

    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/"}
    with pytest.raises(SystemExit):
        AccessLog(leave)(environ, lambda *_: None)

    [record] = caplog.records
    assert re.search(r"GET / cut \d+\.\d ms -$", TextLines().format(record))


def test_no_secret_is_told(lines):
    asked = [
        ("GET", "/v1/Workspaces?FriendlyName=Secret", ALICE),
        ("GET", "/mocktr/clock?token=Secret", (ALICE[0], "Secret")),
    ]
    for form in (JsonLines, TextLines):
        told = "".join(lines(form, *asked, admin_token="Secret!"))

        assert "/v1/Workspaces" in told
        assert not re.search("secret|t0ken|basic", told, re.IGNORECASE)


@pytest.mark.parametrize("form", [JsonLines, TextLines])
def test_a_path_can_not_pretend_to_be_another_line(lines, form):
    [line] = lines(form, ("GET", "/v1/%0A%1b[2J%22%20200", ALICE))

    assert "/v1/%0A%1B%5B2J%22%20200" in line
    assert "\n" not in line


def test_without_the_level_nothing_is_logged(caplog):
    with Server() as server:
        requests.get(server.url + "/mocktr/health", timeout=10)

    assert caplog.records == []


def test_an_exception_is_told_whole():
    try:
        raise LookupError("a bug")
    except LookupError:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "failed %s", ("twice",), None)
        record.exc_info = sys.exc_info()

    told = json.loads(JsonLines().format(record))
    assert (told["level"], told["message"]) == ("error", "failed twice")
    assert told["exception"].endswith("LookupError: a bug")
    assert TextLines().format(record).endswith("LookupError: a bug")


def test_configuring_it_again_does_not_tell_twice(capsys):
    logger = logging.getLogger("mocktr")
    before = logger.handlers, logger.level, logger.propagate
    waitress = logging.getLogger("waitress")
    before_waitress = waitress.handlers, waitress.level, waitress.propagate
    try:
        logs.configure("text")
        logs.configure("json")
        logging.getLogger("mocktr.anything").info("once")
    finally:
        logger.handlers, logger.level, logger.propagate = before
        waitress.handlers, waitress.level, waitress.propagate = before_waitress

    assert [json.loads(line)["message"] for line in capsys.readouterr().err.splitlines()] == [
        "once"
    ]
