"""Requests for other hosts of Twilio's are passed on to another emulator."""

import asyncio
import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import aiohttp
import httpx
import pytest
import requests
from flask import Flask, request
from requests.auth import _basic_auth_str
from twilio.rest import Client as Twilio

from mocktr import HostRefused, OptionError, Sandbox, Server, fixture
from mocktr.server.certificates import Authority
from tests.web.client import ACCOUNT

DOCUMENT = "https://sync.twilio.com/v1/Services/IS1/Documents/a%2Fb?Page=1&Name=%C3%A9"
AUTH = (ACCOUNT, "token")


class Emulator(BaseHTTPRequestHandler):
    """Says what it was asked."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        length = int(self.headers.get("Content-Length", 0))
        told = {
            "method": self.command,
            "target": self.path,
            "headers": dict(self.headers.items()),
            "body": self.rfile.read(length).decode(),
        }
        body = json.dumps(told).encode()
        self.send_response(418)
        self.send_header("Content-Type", "application/vnd.sync+json")
        self.send_header("Set-Cookie", "a=1")
        self.send_header("Set-Cookie", "b=2")
        self.send_header("Keep-Alive", "timeout=5")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)

    def log_message(self, *words):
        pass


@pytest.fixture(scope="module")
def emulator():
    server = HTTPServer(("127.0.0.1", 0), Emulator)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@contextmanager
def world(emulator, **options):
    given = {"seed": "support", "tenants": "one", "forward": {"sync.twilio.com": emulator}}
    with fixture.in_process({**given, **options}) as taskrouter:
        yield taskrouter


def by_requests(method="GET", url=DOCUMENT, **how):
    answer = requests.request(method, url, auth=AUTH, **how)
    return answer.status_code, answer.json()


def by_httpx():
    answer = httpx.get(DOCUMENT, auth=AUTH)
    return answer.status_code, answer.json()


def by_aiohttp():
    async def send():
        async with aiohttp.ClientSession() as session:
            headers = {"Authorization": _basic_auth_str(*AUTH)}
            async with session.get(DOCUMENT, headers=headers) as answer:
                return answer.status, json.loads(await answer.text())

    return asyncio.run(send())


@pytest.mark.parametrize("send", [by_requests, by_httpx, by_aiohttp])
def test_in_process_a_request_is_passed_on(emulator, send):
    with world(emulator) as taskrouter:
        status, told = send()
        [entry] = taskrouter.journal

    assert (status, told["method"]) == (418, "GET")
    assert told["headers"]["Authorization"].startswith("Basic ")
    assert (entry.kind, entry.status, entry.host) == ("forwarded", 418, "sync.twilio.com")
    assert entry.forwarded_to == emulator
    assert entry.as_dict()["forwarded_to"] == emulator


def test_method_path_query_headers_and_body_are_as_they_were(emulator):
    with world(emulator) as taskrouter:
        sent = {"X-Mine": "yes", "Connection": "X-Hop", "X-Hop": "no", "TE": "trailers"}
        _, told = by_requests("POST", data="<not a form>", headers=sent)
        taskrouter.verify("POST", "/Documents/a/b", kind="forwarded", parameters={"Page": "1"})

    assert told["target"] == "/v1/Services/IS1/Documents/a%2Fb?Page=1&Name=%C3%A9"
    assert (told["body"], told["headers"]["X-Mine"]) == ("<not a form>", "yes")
    assert told["headers"]["X-Forwarded-Host"] == "sync.twilio.com"
    assert told["headers"]["Host"] == emulator.removeprefix("http://")
    assert not {"X-Hop", "Te"} & set(told["headers"])


def test_a_form_is_told_by_the_journal_and_passed_on_whole(emulator):
    with world(emulator) as taskrouter:
        _, told = by_requests("POST", data={"Data": '{"a": 1}'})
        taskrouter.verify("POST", kind="forwarded", parameters={"Data": {"a": 1}})

    assert told["body"] == "Data=%7B%22a%22%3A+1%7D"


def test_the_answer_is_as_the_emulator_gave_it(emulator):
    with Server(seed="support", forward=[f"sync.twilio.com={emulator}/"]) as server:
        answer = requests.get(
            f"{server.url}/v1/a%20b", headers={"Host": "sync.twilio.com"}, auth=AUTH
        )

    assert answer.json()["target"] == "/v1/a%20b"
    assert answer.headers["Content-Type"] == "application/vnd.sync+json"
    assert answer.raw.headers.getlist("Set-Cookie") == ["a=1", "b=2"]
    assert not {"Keep-Alive", "Twilio-Request-Id", "Access-Control-Allow-Origin"} & set(
        answer.headers
    )


def test_it_is_through_tls_too(emulator, tmp_path):
    authority, ca = Authority(), tmp_path / "ca.pem"
    authority.write_certificate(ca)
    options = {"forward": {"*.twilio.com": emulator}, "tls": authority.context()}
    with Server(seed="support", **options) as server:
        proxy = server.tls_url.replace("https:", "http:")
        answer = requests.get(DOCUMENT, proxies={"https": proxy}, verify=str(ca), auth=AUTH)

    assert answer.status_code == 418
    assert answer.json()["target"].startswith("/v1/Services/IS1/Documents/a%2Fb?")


def test_a_pattern_is_for_no_host_of_taskrouter_s(emulator):
    with world(emulator, forward={"*.twilio.com": emulator}) as taskrouter:
        assert by_requests(url="https://chat.twilio.com/v2/Services")[0] == 418
        assert taskrouter.client.taskrouter.v1.workspaces.list()


def test_hosts_that_are_not_named_are_refused_and_taskrouter_s_are_served(emulator):
    with world(emulator) as taskrouter:
        with pytest.raises(HostRefused):
            by_requests(url="https://chat.twilio.com/v2/Services")
        assert taskrouter.client.taskrouter.v1.workspaces.list()


def test_the_helper_library_is_led_there(emulator):
    app = Flask("sync")

    @app.get("/v1/Services/<sid>")
    def service(sid):
        return {"sid": sid, "friendly_name": request.headers["X-Forwarded-Host"]}

    sync = "https://sync.example"
    with world(sync) as taskrouter:
        taskrouter.mount(sync, app)
        found = taskrouter.client.sync.v1.services("IS1").fetch()
    assert found.friendly_name == "sync.twilio.com"

    with fixture.on_a_port({"seed": "support", "forward": {"sync.twilio.com": sync}}) as there:
        there.mount(sync, app)
        assert there.client.sync.v1.services("IS1").fetch().sid == "IS1"


def test_an_application_that_raises_has_not_answered():
    def app(environ, start_response):
        raise ValueError("no")

    with world("https://sync.example") as taskrouter:
        taskrouter.mount("https://sync.example", app)
        status, told = by_requests()

    assert (status, told["code"]) == (502, 20502)
    assert told["message"].endswith("did not answer: the application raised ValueError: no")


def test_an_emulator_that_is_not_there_is_502_with_the_reason():
    with socket.create_server(("127.0.0.1", 0)) as unused:
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with world(url) as taskrouter:
        status, told = by_requests()
        [entry] = taskrouter.journal

    said = f"requests for sync.twilio.com are forwarded to {url}, which did not answer"
    assert (status, told["message"]) == (502, f"{said}: connection refused")
    assert (entry.status, entry.code) == (502, 20502)


def test_a_host_that_nobody_allowed_is_not_reached():
    with world("https://elsewhere.example"):
        status, told = by_requests()

    assert status == 502
    assert "elsewhere.example is neither mounted nor this machine" in told["message"]


def test_the_ports_that_callbacks_may_not_go_to_are_closed(emulator):
    with world(emulator, local_callbacks="none"):
        status, told = by_requests()

    assert status == 502
    assert "local_callbacks does not name the port" in told["message"]


def test_a_caller_is_not_kept_waiting_longer_than_they_wait():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with world(url):
            status, told = by_requests(timeout=0.2)

    assert status == 502
    assert told["message"].endswith("no answer within 0.2 seconds")


def test_a_planned_fault_comes_first(emulator):
    with world(emulator) as taskrouter:
        taskrouter.fault(kind="forwarded", status=503)
        status, _ = by_requests()

    assert status == 503


def test_who_is_nobody_is_passed_on_and_has_no_journal(emulator):
    options = {"strict_auth": True, "auth_token": "secret", "forward": {"*.twilio.com": emulator}}
    with Server(seed="support", **options) as server:
        answer = requests.get(f"{server.url}/x", headers={"Host": "sync.twilio.com"})
        tenants = server.sandbox.tenants()

    assert answer.status_code == 418
    assert all(not one.journal.entries for one in tenants.values())


def test_pages_from_elsewhere_are_refused(emulator):
    with Server(seed="support", forward={"sync.twilio.com": emulator}) as server:
        headers = {"Host": "sync.twilio.com", "Origin": "https://evil.example"}
        answer = requests.get(f"{server.url}/x", headers=headers, auth=AUTH)

    assert answer.status_code == 403


def test_where_the_server_does_not_tell_how_a_path_was_spelled_it_is_spelled_anew(emulator):
    with world(emulator) as taskrouter:
        app = Twilio(*AUTH, http_client=taskrouter.client.http_client).http_client.app

        def plain(environ, start_response):
            del environ["REQUEST_URI"]
            return app(environ, start_response)

        taskrouter.client.http_client.app = plain
        told = [
            json.loads(taskrouter.client.request("GET", f"https://sync.twilio.com{one}").text)
            for one in ("/v1/a%20b?c=d", "/v1/%C3%A9")
        ]

    assert [one["target"] for one in told] == ["/v1/a%20b?c=d", "/v1/%C3%A9"]


@pytest.mark.parametrize(
    ("forward", "complaint"),
    [
        ({"taskrouter.twilio.com": "http://a"}, r"forward\[.taskrouter.+\]: expected a host"),
        ({"example.com": "http://a"}, "expected a host of Twilio's that is not TaskRouter's"),
        ({"sync.twilio.com": "a"}, "expected the URL of another emulator"),
        ({"sync.twilio.com": 5}, "expected the URL of another emulator"),
        ({"sync.twilio.com": "https://sync.us1.twilio.com"}, "expected the URL of another"),
        ({5: "http://a"}, "forward.5: expected a host"),
        (["sync.twilio.com"], r"forward\[0\]: expected HOST=URL"),
        ("sync.twilio.com=http://a", "expected a mapping of hosts to URLs"),
        (5, "expected a mapping of hosts to URLs"),
    ],
)
def test_what_can_not_be_is_refused(forward, complaint):
    with pytest.raises(OptionError, match=complaint):
        Sandbox(forward=forward)
