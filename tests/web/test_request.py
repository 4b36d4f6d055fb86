"""What a request says of itself, and how its form is read."""

import threading
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mocktr.gateway import DETACH, IN_PROCESS, RELIEVE, TIMEOUT, environ
from mocktr.web import Application
from mocktr.web import request as request_module
from mocktr.web.request import FORM, SANDBOX, Request, request_of

from .client import ACCOUNT

URL = "http://taskrouter.test:8080/v1/Workspaces"


def request(url=URL, headers=(), **variables):
    return Request({**environ("GET", url, dict(headers), b"", None), **variables})


def basic(text):
    return "Basic " + b64encode(text.encode()).decode()


# --- who asks whom


@pytest.mark.parametrize(
    ("header", "credentials"),
    [
        (basic("AC1:token"), ("AC1", "token")),
        (basic("AC1:to:ken"), ("AC1", "to:ken")),
        (basic("AC1").replace("Basic", "bASIC"), ("AC1", "")),
        ("Bearer token", (None, None)),
        ("Basic ?", (None, None)),
        ("", (None, None)),
    ],
)
def test_credentials_are_those_of_http_basic(header, credentials):
    assert request(headers={"Authorization": header}).credentials == credentials


def test_without_credentials_there_are_none():
    assert request().credentials == (None, None)


def test_the_server_is_called_as_the_client_calls_it(sandbox):
    asked = request(**{SANDBOX: sandbox}, HTTP_HOST="[::1]:80")

    assert (asked.authority, asked.server_url) == ("[::1]:80", "http://[::1]:80")


@pytest.mark.parametrize("host", [{}, {"HTTP_HOST": ""}])
def test_a_client_that_names_no_host_means_the_server(sandbox, host):
    variables = environ("GET", URL, {}, b"", None)
    del variables["HTTP_HOST"]

    asked = Request({**variables, **host, SANDBOX: sandbox})

    assert asked.server_url == "http://taskrouter.test:8080"


# --- what the server promises


def test_a_server_that_promises_nothing_is_asked_for_nothing():
    asked = Request({"REQUEST_METHOD": "GET"})

    asked.relieve()

    assert (asked.is_in_process, asked.timeout, asked.detach) == (False, None, None)


def test_what_the_server_promises_is_had_of_the_request():
    relieved = []
    promises = {RELIEVE: lambda: relieved.append(True), DETACH: BytesIO}

    asked = Request({"REQUEST_METHOD": "GET", IN_PROCESS: True, TIMEOUT: 1.5, **promises})
    asked.relieve()

    assert (asked.is_in_process, asked.timeout, asked.detach) == (True, 1.5, BytesIO)
    assert relieved == [True]


def test_a_request_is_with_its_environment_until_its_answer_has_started(sandbox):
    variables = environ("GET", URL, {"Authorization": basic(f"{ACCOUNT}:token")}, b"", None)
    seen = []

    def start_response(status, headers, exc_info=None):
        seen.append((status, request_of(variables).tenant.account.sid))

    Application(sandbox)(variables, start_response)

    assert seen == [("200 OK", ACCOUNT)]
    assert request_of(variables) is None


# --- forms


def form_of(body, content_type):
    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    return Request(environ).fields


@given(st.binary(max_size=40) | st.text("aZ09%+=&;\u00e9\0 ", max_size=40).map(str.encode))
@example(b"A=1&B=&A=%20x+y&%C3%A9=%FF&=3&C")
@example(b"A=\xff")
def test_a_form_is_what_werkzeug_reads(body):
    # With a parameter of its type it goes Werkzeug's own way.
    assert form_of(body, FORM) == form_of(body, FORM + "; charset=utf-8")


def test_nobody_waits_for_the_form_of_another_request(monkeypatch):
    reads, may_go_on = threading.Event(), threading.Event()

    def read(text):
        if text == "long":
            reads.set()
            assert may_go_on.wait(20)
        return {text: []}

    monkeypatch.setattr(request_module, "read_fields", read)
    with ThreadPoolExecutor() as pool:
        long = pool.submit(form_of, b"long", FORM)
        assert reads.wait(20)
        short = pool.submit(form_of, b"short", FORM)
        try:
            assert short.result(20) == {"short": []}
        finally:
            may_go_on.set()
        assert long.result(20) == {"long": []}


def test_a_form_is_without_files():
    request = Request({"CONTENT_TYPE": FORM, "wsgi.input": BytesIO(), "REQUEST_METHOD": "POST"})

    assert not request.fields
    assert not request.files


def test_a_form_of_several_parts_is_read_too(client):
    parts = '--x\r\nContent-Disposition: form-data; name="FriendlyName"\r\n\r\nParts\r\n--x--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x"}

    answer = client.ask("POST", "/Workspaces", parts.encode(), headers)

    assert (answer.status, answer.body["friendly_name"]) == (201, "Parts")
