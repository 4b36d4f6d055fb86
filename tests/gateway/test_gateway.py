"""Applications that are called in process, as servers would call them."""

import asyncio

import pytest

from mocktr.gateway import NoReply, call
from mocktr.gateway.asgi import call_asgi

URL = "https://myapp.example/assign?x=1"
JSON = ("Content-Type", "application/json")


def ask(app, url=URL, headers=None):
    return call(app, "POST", url, headers or {}, b"a=1")


def ask_asgi(app, url=URL):
    return asyncio.run(call_asgi(app, "POST", url, {"X-Twilio-Signature": "s"}, b"a=1"))


def test_an_application_may_write_its_answer():
    """PEP 3333 has a second way, for old frameworks."""

    def app(environ, start_response):
        write = start_response("200 OK", [JSON])
        write(b"one ")
        return [b"two"]

    assert ask(app) == (200, [JSON], b"one two")


def test_an_application_may_start_its_answer_late():
    def app(environ, start_response):
        start_response("201 Created", [JSON])
        yield environ["wsgi.input"].read()

    assert ask(app) == (201, [JSON], b"a=1")


def test_what_an_application_returned_is_closed_even_if_it_breaks():
    class Body:
        closed = False

        def __iter__(self):
            raise RuntimeError("broken")

        def close(self):
            self.closed = True

    body = Body()
    with pytest.raises(RuntimeError, match="broken"):
        ask(lambda environ, start_response: body)

    assert body.closed


def test_an_application_that_starts_no_answer_gave_none():
    with pytest.raises(NoReply, match="start_response was not called"):
        ask(lambda environ, start_response: [])


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://myapp.example/", "myapp.example"),
        ("https://myapp.example:443/", "myapp.example"),
        ("http://myapp.example:443/", "myapp.example:443"),
        ("https://me:secret@myapp.example:8443/", "myapp.example:8443"),
        ("http://[::1]:80/", "[::1]"),
    ],
)
def test_the_host_is_as_clients_send_it(url, host):
    seen = []

    def app(environ, start_response):
        seen.append(environ["HTTP_HOST"])
        start_response("200 OK", [])
        return []

    async def asgi(scope, receive, send):
        seen.append(dict(scope["headers"])[b"host"].decode())
        await send({"type": "http.response.start", "status": 200})

    ask(app, url)
    ask_asgi(asgi, url)

    assert seen == [host, host]


def test_an_asgi_application_is_told_the_length():
    async def app(scope, receive, send):
        length = dict(scope["headers"])[b"content-length"]
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-l", length)]})
        await send({"type": "http.response.body"})

    assert ask_asgi(app) == (200, [("x-l", "3")], b"")


def test_an_asgi_application_that_starts_no_answer_gave_none():
    async def app(scope, receive, send):
        await receive()

    with pytest.raises(NoReply, match="the response was not started"):
        ask_asgi(app)


COOKIES = [("set-cookie", "a=1"), ("set-cookie", "b=2")]


def test_headers_of_one_name_are_all_kept():
    def wsgi(environ, start_response):
        start_response("200 OK", COOKIES)
        return []

    async def asgi(scope, receive, send):
        headers = [(name.encode(), value.encode()) for name, value in COOKIES]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body"})

    assert ask(wsgi)[1] == ask_asgi(asgi)[1] == COOKIES
