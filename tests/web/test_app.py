"""What is the same for requests of both APIs."""

from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mocktr import Sandbox
from mocktr.web.app import FORM, Request
from tests.web.client import HOST, Client


@pytest.fixture
def client():
    with Sandbox(seed="support") as sandbox:
        yield Client(sandbox)


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/Workspaces", "GET HEAD OPTIONS POST"),
        (f"{HOST}/mocktr/state", "GET HEAD OPTIONS PUT"),
    ],
)
def test_options_tells_the_methods_of_a_path_whatever_was_asked_before(client, path, methods):
    for method in ("OPTIONS", "GET", "OPTIONS"):
        answer = client.ask(method, path)
        assert answer.status == 200

    assert sorted(answer.headers["Allow"].split(", ")) == methods.split()


def test_one_path_has_a_route_for_each_method(client):
    [path] = {one["url"].removeprefix(HOST + "/v1") for one in client.list("/Workspaces")}

    for _ in range(2):
        assert client.read(path)["friendly_name"] == "Support"
        assert client.change(path, FriendlyName="Support")["url"] == HOST + "/v1" + path
        assert client.ask("PUT", path).status == 405


@pytest.mark.parametrize("host", ["taskrouter.twilio.com", "no host", "-", "ex\u00e4mple"])
def test_a_route_does_not_depend_on_the_host(client, host):
    assert client.ask("GET", "/Workspaces", headers={"Host": host}).status == 200


def test_who_would_rather_have_a_websocket_gets_an_answer(client):
    headers = {"Connection": "Upgrade", "Upgrade": "websocket"}

    assert client.ask("GET", "/Workspaces", headers=headers).status == 200


def form_of(body, content_type):
    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    return Request(environ).form


@given(st.binary(max_size=40) | st.text("aZ09%+=&;\u00e9\0 ", max_size=40).map(str.encode))
@example(b"A=1&B=&A=%20x+y&%C3%A9=%FF&=3&C")
@example(b"A=\xff")
def test_a_form_is_what_werkzeug_reads(body):
    # With a parameter of its type it goes Werkzeug's own way.
    assert form_of(body, FORM) == form_of(body, FORM + "; charset=utf-8")


def test_a_form_of_several_parts_is_read_too(client):
    parts = '--x\r\nContent-Disposition: form-data; name="FriendlyName"\r\n\r\nParts\r\n--x--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x"}

    answer = client.ask("POST", "/Workspaces", parts.encode(), headers)

    assert (answer.status, answer.body["friendly_name"]) == (201, "Parts")
