"""The HTTP server: what clients see of it, and how it ends."""

import errno
import gc
import logging
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.client import HTTPConnection, HTTPResponse

import pytest
from flask import Flask, request

from mocktr.gateway import DETACH, RELIEVE
from mocktr.server.port.channel import MODEST_BODY, Channel
from mocktr.server.port.http import MEBIBYTE, MOMENT, HttpServer
from mocktr.server.port.loop import MOST_PROMPT
from mocktr.server.port.poller import PACE, SLOW_PACE
from mocktr.server.port.watch import Reading, Watch

# Never waited for; it only keeps a broken server from hanging the test run.
PATIENCE = 20


@pytest.fixture
def app():
    app = Flask("served")

    @app.post("/large")
    @app.route("/", methods=["GET", "POST"])
    def index():
        return {"form": request.form, "body": len(request.get_data())}

    @app.delete("/")
    def delete():
        return "", 204

    @app.get("/port")
    def port():
        return str(request.environ["REMOTE_PORT"])

    @app.get("/header")
    def header():
        return "", {"X-Given": request.args["value"]}

    return app


def is_large(path, headers):
    return path == "/large" and headers.get("TOKEN") == "a"


@pytest.fixture
def server(app):
    with HttpServer(app, max_body=1000, bulky=is_large) as server:
        yield server


@pytest.fixture
def gate(app):
    """Two events: a request arrived at /wait, and it may go on."""
    arrived, opened = threading.Event(), threading.Event()

    @app.get("/wait")
    def wait():
        arrived.set()
        assert opened.wait(PATIENCE)
        return "waited"

    yield arrived, opened
    opened.set()


@pytest.fixture
def client(server):
    with closing(connect(server)) as client:
        yield client


def connect(server):
    return HTTPConnection(server.host, server.port, timeout=PATIENCE)


def ask(client, path="/", method="GET", body=None, headers=None):
    client.request(method, path, body=body, headers=headers or {})
    response = client.getresponse()
    return response.status, response.read()


def handler_threads():
    return [thread for thread in threading.enumerate() if thread.name.startswith("mocktr-http-")]


def send(server, data):
    """Everything that the server answers to these bytes until it closes the connection."""
    with socket.create_connection((server.host, server.port), timeout=PATIENCE) as sock:
        sock.sendall(data)
        return b"".join(iter(lambda: sock.recv(65536), b""))


# Requests and answers


def test_one_connection_carries_many_requests(client):
    ports = {ask(client, "/port")[1] for _ in range(5)}

    assert len(ports) == 1


@pytest.mark.parametrize("method", ["DELETE", "HEAD", "POST"])
def test_the_connection_survives_every_method(client, method):
    _, before = ask(client, "/port")
    ask(client, "/", method)

    assert ask(client, "/port") == (200, before)


def test_204_has_neither_body_nor_length(client):
    client.request("DELETE", "/")
    response = client.getresponse()

    assert (response.status, response.read()) == (204, b"")
    assert not {"content-length", "transfer-encoding", "connection"} & {*response.headers.keys()}


def test_a_client_that_wants_to_close_is_closed_even_after_204(server):
    answer = send(server, b"DELETE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 204")
    assert b"Connection: close" in answer


def test_http_1_0_is_closed_after_the_answer(server):
    assert send(server, b"GET /port HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.0 200 OK")


def test_head_announces_the_length_without_the_body(client):
    client.request("HEAD", "/")
    response = client.getresponse()

    assert int(response.headers["Content-Length"]) > 0
    assert response.read() == b""


def test_a_form_is_read(client):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    status, body = ask(client, "/", "POST", "FriendlyName=Alice", form)

    assert (status, b'"FriendlyName":"Alice"' in body) == (200, True)


def test_a_chunked_body_is_read(client):
    _, body = ask(client, "/", "POST", iter([b"abc", b"defg"]))

    assert b'"body":7' in body


def test_100_continue_comes_before_the_body(server):
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
    with socket.create_connection((server.host, server.port), timeout=PATIENCE) as sock:
        sock.sendall(head)
        assert sock.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(b"12345")
        response = HTTPResponse(sock)
        response.begin()

        assert b'"body":5' in response.read()


@pytest.mark.parametrize(("size", "status"), [(1000, 200), (1001, 413)])
def test_the_largest_body_is_the_one_that_was_allowed(client, size, status):
    assert ask(client, "/", "POST", b"x" * size)[0] == status


def test_a_chunked_body_can_be_too_large(client):
    assert ask(client, "/", "POST", iter([b"x" * 700] * 2))[0] == 413


@pytest.mark.parametrize("body", [b"x" * 5000, lambda: iter([b"x" * 700] * 7 + [b"x" * 100])])
def test_some_bodies_may_be_of_any_length(client, body):
    sent = body if isinstance(body, bytes) else body()

    status, told = ask(client, "/large", "POST", sent, {"Token": "a"})

    assert (status, b'"body":5000' in told) == (200, True)
    assert ask(client, "/large", "POST", b"x" * 5000)[0] == 413


@pytest.mark.parametrize("line", [b"nonsense", b"GET  HTTP/1.1", b"GET / HTTP/1.1\r\nno colon"])
def test_a_malformed_request_is_400(server, line):
    assert send(server, line + b"\r\n\r\n").startswith(b"HTTP/1.0 400")


def test_a_header_cannot_be_smuggled_into_an_answer(app):
    def unchecked(environ, start_response):
        start_response("200 OK", [("X-Given", "a\r\nX-Evil: 1")])
        return []

    app.wsgi_app = unchecked
    with HttpServer(app) as server, closing(connect(server)) as client:
        client.request("GET", "/")
        response = client.getresponse()

        assert (response.status, response.headers["X-Evil"]) == (500, None)


def test_a_request_that_is_answered_is_no_work_for_the_collector_of_garbage(app):
    tasks = []

    @app.get("/task")
    def task():
        tasks.append(weakref.ref(request.environ[DETACH].__self__))
        return ""

    gc.collect()
    gc.disable()
    try:
        with HttpServer(app) as server:
            client = HTTPConnection(server.host, server.port)
            with closing(client):
                for _ in range(2):
                    client.request("GET", "/task")
                    client.getresponse().read()
        assert [one() for one in tasks] == [None, None]
    finally:
        gc.enable()


def test_small_answers_are_not_delayed(app):
    """Nagle's algorithm is off on accepted connections."""

    @app.get("/nodelay")
    def nodelay():
        with request.environ[DETACH]() as sock:
            seen.append(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        return ""

    seen = []
    with HttpServer(app) as server:
        send(server, b"GET /nodelay HTTP/1.1\r\n\r\n")

    assert seen[0]


def test_proxy_headers_reach_the_application(app):
    app.add_url_rule("/proxied", view_func=lambda: request.headers["X-Forwarded-Host"])
    with HttpServer(app) as server, closing(connect(server)) as client:
        assert ask(client, "/proxied", headers={"X-Forwarded-Host": "tr"}) == (200, b"tr")


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_an_answer_leaves_at_once_and_whole(server, method):
    """Header and body together, as a packet and a wake-up less is a fifth of the time."""
    with socket.create_connection((server.host, server.port), timeout=PATIENCE) as sock:
        for _ in range(20):
            sock.sendall(b"%s / HTTP/1.1\r\nHost: x\r\n\r\n" % method.encode())
            _, end, body = sock.recv(65536).partition(b"\r\n\r\n")
            assert end
            assert bool(body) == (method == "GET")


def test_an_answer_in_parts_has_its_header_once(app):
    app.add_url_rule("/parts", view_func=lambda: (part for part in ("one", "", "two")))
    with HttpServer(app) as server, closing(connect(server)) as client:
        assert ask(client, "/parts") == (200, b"onetwo")


# Errors


def test_an_exception_in_the_application_is_a_logged_500(app, caplog):
    def broken(environ, start_response):
        raise LookupError("a bug")

    app.wsgi_app = broken
    with HttpServer(app) as server, closing(connect(server)) as client:
        assert ask(client)[0] == 500

    assert [str(record.exc_info[1]) for record in caplog.records] == ["a bug"]


@pytest.mark.parametrize(
    "sent", [b"", b"GET / HT", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc"]
)
def test_a_client_that_hangs_up_makes_no_noise(server, client, sent, caplog, capfd):
    with socket.create_connection((server.host, server.port), timeout=PATIENCE) as sock:
        sock.sendall(sent)
    ask(client)

    assert [record for record in caplog.records if record.levelno > logging.INFO] == []
    assert capfd.readouterr() == ("", "")


def test_a_client_that_does_not_wait_for_its_answer_makes_no_noise(app, gate, caplog):
    arrived, opened = gate
    with HttpServer(app) as server:
        with socket.create_connection((server.host, server.port)) as sock:
            sock.sendall(b"GET /wait HTTP/1.1\r\n\r\n")
            assert arrived.wait(PATIENCE)
        opened.set()

    assert [record for record in caplog.records if record.levelno > logging.INFO] == []


def test_an_error_of_the_server_itself_ends_it(app, monkeypatch):
    def broken(loop, timeout):
        raise OSError("no more")

    monkeypatch.setattr("mocktr.server.port.loop.Loop.turn", broken)

    with pytest.raises(OSError, match="no more"):
        HttpServer(app).serve()


# Many clients


def test_fifty_clients_are_served_at_once(app):
    barrier = threading.Barrier(50)

    @app.get("/meet")
    def meet():
        barrier.wait(PATIENCE)
        return "met"

    def one(_):
        with closing(connect(server)) as client:
            return ask(client, "/meet")

    with HttpServer(app) as server, ThreadPoolExecutor(50) as pool:
        assert list(pool.map(one, range(50))) == [(200, b"met")] * 50


@pytest.mark.parametrize(("patience", "prompt"), [(0.02, ("/", "/wait")), (2 * PATIENCE, ("/",))])
def test_a_slow_request_does_not_hold_up_others(app, gate, monkeypatch, patience, prompt):
    """Neither one that was not known to wait, nor one that was, which nobody watches."""
    monkeypatch.setattr("mocktr.server.port.watch.PATIENCE", patience)
    arrived, opened = gate
    with HttpServer(app, prompt=prompt.__contains__) as server, ExitStack() as stack:
        slow, quick = (stack.enter_context(closing(connect(server))) for _ in range(2))
        slow.request("GET", "/wait")
        assert arrived.wait(PATIENCE)

        assert ask(quick)[0] == 200
        opened.set()
        assert slow.getresponse().read() == b"waited"


@pytest.mark.parametrize(("size", "rests"), [(MODEST_BODY, False), (MODEST_BODY + 1, True)])
def test_who_sends_much_has_a_rest(app, monkeypatch, size, rests):
    sent = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n" + size * b"x"
    left, come, receive = [len(sent)], threading.Event(), Channel.received

    def received(channel, data):
        receive(channel, data)
        left[0] -= len(data)
        if not left[0]:
            come.set()

    with HttpServer(app) as server, closing(connect(server)) as other:
        rested, rest = [], server._loop.poller.rest
        monkeypatch.setattr(server._loop.poller, "rest", lambda *one: rested.append(rest(*one)))
        ask(other)
        monkeypatch.setattr(Channel, "received", received)
        with socket.create_connection((server.host, server.port), timeout=PATIENCE) as sock:
            sock.sendall(sent)
            assert come.wait(PATIENCE)
            monkeypatch.undo()
            # Answered by the thread that reads, which has done with the other by then.
            ask(other)

    assert bool(rested) == rests


def test_who_sends_much_is_slowed_down_while_requests_wait(app, monkeypatch):
    server = HttpServer(app)
    server.bind()
    loop, paces = server._loop, []
    monkeypatch.setattr(loop.poller, "turn", lambda timeout, pace: paces.append(pace))

    loop.turn(0)
    loop.threads.lines.add("share", "request")
    loop.turn(0)
    server.stop()

    assert paces == [PACE, SLOW_PACE]


def test_while_another_is_at_work_none_waits_for_all_that_is_read(app, gate, monkeypatch):
    arrived, opened = gate
    with (
        HttpServer(app, prompt=lambda path: path != "/wait") as server,
        closing(connect(server)) as slow,
        closing(connect(server)) as quick,
    ):
        slow.request("GET", "/wait")
        assert arrived.wait(PATIENCE)
        loop, kept = server._loop, []
        turn = loop.poller.turn

        def turned(*how):
            turn(*how)
            kept.append(len(loop.requests))

        monkeypatch.setattr(loop.poller, "turn", turned)
        assert ask(quick)[0] == 200
        opened.set()
        assert slow.getresponse().read() == b"waited"
    assert kept
    assert not any(kept)


def test_a_server_is_crowded_where_a_request_waited_for_others_a_moment_ago(app, gate, monkeypatch):
    monkeypatch.setattr("mocktr.server.port.threads.PATIENCE", 2 * PATIENCE)
    arrived, opened = gate
    server = HttpServer(app, prompt=lambda path: False)
    assert not server.is_crowded
    with server, closing(connect(server)) as slow, closing(connect(server)) as quick:
        loop, waits = server._loop, threading.Event()
        crowd = loop.threads.crowd
        monkeypatch.setattr(loop.threads, "crowd", lambda: (crowd(), waits.set()))
        slow.request("GET", "/wait")
        assert arrived.wait(PATIENCE)
        assert not server.is_crowded
        quick.request("GET", "/")
        assert waits.wait(PATIENCE)
        assert server.is_crowded
        opened.set()
        assert [one.getresponse().status for one in (slow, quick)] == [200, 200]
        loop.crowded_at -= MOMENT
        assert not server.is_crowded


def test_others_are_read_while_a_request_with_a_large_body_is_answered(app, gate, monkeypatch):
    """Nobody has to see first that it takes long."""
    for module in ("watch", "threads"):
        monkeypatch.setattr(f"mocktr.server.port.{module}.PATIENCE", 2 * PATIENCE)
    arrived, opened = gate
    app.add_url_rule("/wait", "large", app.view_functions["wait"], methods=["POST"])
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
    with HttpServer(app) as server, closing(connect(server)) as slow:
        slow.request("POST", "/wait", b"x" * (MOST_PROMPT + 1))
        assert arrived.wait(PATIENCE)

        with socket.create_connection((server.host, server.port), timeout=PATIENCE) as sock:
            sock.sendall(head)
            assert sock.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        opened.set()
        assert slow.getresponse().read() == b"waited"


def test_idle_and_half_sent_requests_hold_no_thread(app):
    with HttpServer(app, threads=1) as server, ExitStack() as stack:
        for opening in [b"", b"GET / HTTP/1.1\r\nHo", b"GET / HTTP/1.1\r\n\r\n"] * 20:
            sock = stack.enter_context(socket.create_connection((server.host, server.port)))
            sock.sendall(opening)

        with closing(connect(server)) as client:
            assert ask(client)[0] == 200


def test_requests_are_answered_by_the_thread_that_reads_them(client):
    for _ in range(5):
        ask(client)

    assert len(handler_threads()) == 1


def test_who_read_a_moment_ago_is_watched_without_saying_so(app):
    """To wake another thread for each request would cost more than many requests."""
    server = HttpServer(app)
    server.bind()
    watch = server._loop.watch
    watch.reading = Reading(server._loop)
    watch.reading.begun = watch.reading.done = 1

    looked = []
    for _ in range(2):
        watch.wakes.put(None)
        watch.look()
        looked.append(watch.is_on)
    server.stop()

    assert looked == [True, False]


def test_who_was_late_is_not_late_for_good(app, gate):
    """The thread that another one took over from ends, and its connection goes on."""
    arrived, opened = gate
    with HttpServer(app) as server, ExitStack() as stack:
        slow, quick = (stack.enter_context(closing(connect(server))) for _ in range(2))
        slow.request("GET", "/wait")
        assert arrived.wait(PATIENCE)
        ask(quick)
        opened.set()
        assert slow.getresponse().read() == b"waited"

        assert [ask(slow)[0], ask(quick)[0], ask(slow)[0]] == [200, 200, 200]


def test_requests_of_one_connection_are_answered_in_their_order(server):
    """Also where they came all at once."""
    asked = b"".join(b"GET /header?value=%d HTTP/1.1\r\nHost: x\r\n\r\n" % n for n in range(20))

    answer = send(server, asked + b"GET / HTTP/1.0\r\n\r\n")

    assert re.findall(rb"X-Given: (\d+)", answer) == [b"%d" % n for n in range(20)]


@pytest.mark.parametrize("prompt", [True, False])
def test_what_ends_a_thread_ends_the_connection_but_not_the_server(app, caplog, prompt):
    @app.get("/exit")
    def leave():
        raise SystemExit("leaving")

    with HttpServer(app, prompt=lambda path: prompt) as server:
        assert send(server, b"GET /exit HTTP/1.1\r\n\r\n") == b""
        with closing(connect(server)) as other:
            assert [ask(other)[0] for _ in range(3)] == [200, 200, 200]

    assert "leaving" in caplog.text


@pytest.mark.parametrize("prompt", [True, False])
def test_a_view_that_is_about_to_wait_is_relieved_at_once(app, gate, monkeypatch, prompt):
    for module in ("watch", "threads"):
        monkeypatch.setattr(f"mocktr.server.port.{module}.PATIENCE", 2 * PATIENCE)
    arrived, opened = gate
    app.before_request(lambda: request.environ[RELIEVE]() if request.path == "/wait" else None)
    with HttpServer(app, prompt=lambda path: prompt) as server, ExitStack() as stack:
        slow, quick = (stack.enter_context(closing(connect(server))) for _ in range(2))
        slow.request("GET", "/wait")
        assert arrived.wait(PATIENCE)

        assert [ask(quick)[0] for _ in range(3)] == [200, 200, 200]
        opened.set()
        assert slow.getresponse().read() == b"waited"


def test_100_continue_comes_after_the_answer_before(app, gate):
    arrived, opened = gate
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
    with HttpServer(app) as server, socket.create_connection((server.host, server.port)) as sock:
        sock.settimeout(PATIENCE)
        sock.sendall(b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n" + head)
        assert arrived.wait(PATIENCE)
        opened.set()
        assert read_until(sock, b"\r\n\r\nwaitedHTTP/1.1 100 Continue\r\n\r\n")
        sock.sendall(b"12345")
        assert b'"body":5' in read_until(sock, b"}\n")


def read_until(sock, end):
    told = b""
    while not told.endswith(end):
        part = sock.recv(65536)
        assert part, told
        told += part
    return told


def test_a_connection_whose_answer_is_not_begun_is_let_be(app, gate):
    """As hundreds may wait, each would make every turn longer."""
    arrived, opened = gate
    with HttpServer(app) as server, closing(connect(server)) as slow:
        slow.request("GET", "/wait")
        assert arrived.wait(PATIENCE)

        assert not server._loop.poller.at_work
        opened.set()
        assert slow.getresponse().read() == b"waited"


@pytest.mark.parametrize("threads", [1, 64])
def test_long_streams_to_several_clients_end(app, threads):
    """Longer than what is held back for a client, which takes another thread to send it."""
    app.add_url_rule("/long", view_func=lambda: (b"x" * MEBIBYTE for _ in range(20)))

    def read(path):
        with closing(connect(server)) as client:
            return len(ask(client, path)[1])

    with HttpServer(app, threads=threads) as server, ThreadPoolExecutor(3) as pool:
        assert list(pool.map(read, ["/long"] * 3)) == [20 * MEBIBYTE] * 3


def test_above_the_thread_limit_requests_wait_their_turn(app, gate):
    arrived, opened = gate
    with HttpServer(app, threads=1) as server, ExitStack() as stack:
        first, second = (stack.enter_context(closing(connect(server))) for _ in range(2))
        first.request("GET", "/wait")
        assert arrived.wait(PATIENCE)
        second.request("GET", "/port")
        opened.set()

        assert first.getresponse().read() == b"waited"
        assert second.getresponse().status == 200


# What the system, and what others, leave


def test_the_most_silent_connection_makes_room_for_another(app):
    with HttpServer(app, connections=3) as server, ExitStack() as stack:
        kept, silent, half, new = (stack.enter_context(closing(connect(server))) for _ in range(4))
        silent.connect()
        half.connect()
        half.sock.sendall(b"GET / HTTP/1.1\r\n")
        assert ask(kept)[0] == 200
        assert ask(new)[0] == 200

        silent.sock.settimeout(PATIENCE)
        assert silent.sock.recv(1) == b""
        assert ask(kept)[0] == 200


def test_a_connection_that_waits_for_its_answer_makes_no_room(app, gate):
    arrived, opened = gate
    with HttpServer(app, connections=1) as server, ExitStack() as stack:
        slow, next_one = (stack.enter_context(closing(connect(server))) for _ in range(2))
        slow.request("GET", "/wait")
        assert arrived.wait(PATIENCE)
        next_one.request("GET", "/port")
        opened.set()

        assert slow.getresponse().read() == b"waited"
        assert next_one.getresponse().status == 200


def test_without_another_thread_requests_wait(app, gate, monkeypatch):
    """The thread that reads is late, and no other one can be had."""
    arrived, opened = gate
    with HttpServer(app) as server, ExitStack() as stack:
        slow, quick = (stack.enter_context(closing(connect(server))) for _ in range(2))
        monkeypatch.setattr(
            "mocktr.server.port.threads.Threads.start_thread", lambda threads: False
        )
        slow.request("GET", "/wait")
        assert arrived.wait(PATIENCE)
        quick.request("GET", "/port")
        opened.set()

        assert slow.getresponse().read() == b"waited"
        assert quick.getresponse().status == 200


def test_what_is_to_wait_is_answered_without_another_thread_too(app, monkeypatch):
    with HttpServer(app, prompt=lambda path: False) as server, closing(connect(server)) as client:
        monkeypatch.setattr(
            "mocktr.server.port.threads.Threads.start_thread", lambda threads: False
        )

        assert [ask(client)[0], ask(client)[0]] == [200, 200]


@pytest.mark.parametrize("prompt", [True, False])
def test_another_thread_reads_on_as_soon_as_there_is_one(app, gate, monkeypatch, prompt):
    arrived, opened = gate
    with HttpServer(app, prompt=lambda path: prompt) as server, ExitStack() as stack:
        slow, quick = (stack.enter_context(closing(connect(server))) for _ in range(2))
        with monkeypatch.context() as patched:
            patched.setattr(
                "mocktr.server.port.threads.Threads.start_thread", lambda threads: False
            )
            slow.request("GET", "/wait")
            assert arrived.wait(PATIENCE)

        assert ask(quick)[0] == 200
        opened.set()
        assert slow.getresponse().read() == b"waited"


def test_who_waited_and_reads_on_is_at_it_like_any_other(app, monkeypatch):
    """No other thread was there for it then."""
    app.before_request(lambda: request.environ[RELIEVE]() if request.path == "/port" else None)
    with HttpServer(app) as server, closing(connect(server)) as client:
        monkeypatch.setattr(
            "mocktr.server.port.threads.Threads.start_thread", lambda threads: False
        )
        waited = []
        app.after_request(lambda answer: waited.append(server._loop.watch.reading.waits) or answer)

        assert [ask(client, path)[0] for path in ("/port", "/")] == [200, 200]
        assert waited == [True, False]


@pytest.mark.parametrize(("code", "lines"), [(errno.EMFILE, 1), (errno.ECONNABORTED, 0)])
def test_a_connection_that_can_not_be_taken_now_is_taken_later(
    app, monkeypatch, caplog, code, lines
):
    left = [OSError(code, "not now")] * 3

    def accept(sock):
        if left:
            raise left.pop()
        return real(sock)

    with HttpServer(app) as server, closing(connect(server)) as client:
        listening = type(server._loop.socket)
        real = listening.accept
        monkeypatch.setattr(listening, "accept", accept)
        assert ask(client)[0] == 200

    assert len(caplog.records) == lines


# Addresses


def test_the_port_is_known_after_binding(app):
    server = HttpServer(app)
    server.bind()
    port = server.port

    with server, closing(connect(server)) as client:
        assert (port > 0, ask(client)[0]) == (True, 200)
    assert server.url == f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("host", "url"), [("::1", "http://[::1]:{}"), ("localhost", "http://localhost:{}")]
)
def test_other_hosts_can_be_named(app, host, url):
    try:
        socket.create_server((host, 0), family=min(socket.getaddrinfo(host, 0))[0]).close()
    except OSError as error:
        pytest.skip(str(error))

    with HttpServer(app, host) as server, closing(connect(server)) as client:
        assert ask(client)[0] == 200
        assert server.url == url.format(server.port)


@pytest.mark.parametrize("without", ["linux", "ctypes"])
def test_where_sockets_can_not_keep_pythons_lock_they_are_pythons_own(app, monkeypatch, without):
    if without == "linux":
        monkeypatch.setattr("mocktr.server.port.http.sys.platform", "darwin")
    else:
        monkeypatch.setitem(sys.modules, "mocktr.server.port.brief", None)

    with HttpServer(app) as server, closing(connect(server)) as client:
        assert type(server._loop.socket) is socket.socket
        assert ask(client)[0] == 200


def test_a_port_in_use_is_an_error_of_start(app, server):
    with pytest.raises(OSError, match="Address already in use"):
        HttpServer(app, port=server.port).start()


def test_the_port_is_free_again_after_stop(app):
    with HttpServer(app) as first, closing(connect(first)) as client:
        ask(client)

    with HttpServer(app, port=first.port) as second, closing(connect(second)) as client:
        assert ask(client)[0] == 200


# Stopping


def test_stop_finishes_the_requests_in_flight_and_ends_all_threads(app, gate):
    arrived, opened = gate
    before = {*threading.enumerate()}
    server = HttpServer(app)
    server.start()
    with closing(connect(server)) as client, ThreadPoolExecutor(1) as pool:
        client.request("GET", "/wait")
        assert arrived.wait(PATIENCE)
        stopped = pool.submit(server.stop, PATIENCE)
        refused_soon(server)
        opened.set()

        assert client.getresponse().read() == b"waited"
        stopped.result(PATIENCE)
    assert {*threading.enumerate()} <= before


def refused_soon(server):
    """Return once nobody listens any more, as is the case from the beginning of stop()."""
    while True:
        try:
            socket.create_connection((server.host, server.port), timeout=PATIENCE).close()
        except ConnectionError:
            return


def test_stop_begins_what_waits_for_a_request_that_takes_long(app, gate, monkeypatch):
    monkeypatch.setattr("mocktr.server.port.threads.PATIENCE", 2 * PATIENCE)
    arrived, opened = gate
    lined_up = threading.Event()
    server = HttpServer(app, prompt=lambda path: False)
    server.start()
    threads = server._loop.threads
    monkeypatch.setattr(threads, "crowd", lined_up.set)
    with ExitStack() as stack:
        slow, quick = (stack.enter_context(closing(connect(server))) for _ in range(2))
        slow.request("GET", "/wait")
        assert arrived.wait(PATIENCE)
        quick.request("GET", "/")
        assert lined_up.wait(PATIENCE)
        pool = stack.enter_context(ThreadPoolExecutor(1))
        stopped = pool.submit(server.stop, PATIENCE)
        refused_soon(server)

        threads.at_work.update(dict.fromkeys(threads.at_work, 0.0))

        try:
            assert quick.getresponse().status == 200
            assert not opened.is_set()
        finally:
            opened.set()
        assert slow.getresponse().read() == b"waited"
        stopped.result(PATIENCE)


def test_stop_sends_a_long_answer_to_its_end(app):
    size = 30_000_000
    app.add_url_rule("/long", view_func=lambda: b"x" * size)
    server = HttpServer(app)
    server.start()
    with closing(connect(server)) as client, ThreadPoolExecutor(1) as pool:
        client.request("GET", "/long")
        response = client.getresponse()
        stopped = pool.submit(server.stop, PATIENCE)

        assert len(response.read()) == size
        stopped.result(PATIENCE)


def test_stop_does_not_wait_longer_than_told(app, gate):
    arrived, _ = gate
    server = HttpServer(app)
    server.start()
    with closing(connect(server)) as client:
        client.request("GET", "/wait")
        assert arrived.wait(PATIENCE)

        server.stop(timeout=0)

        with pytest.raises(ConnectionError):
            client.getresponse()


def test_idle_connections_are_closed_by_stop(app):
    server = HttpServer(app)
    server.start()
    with closing(connect(server)) as client:
        ask(client)

        server.stop(timeout=PATIENCE)

        assert client.sock.recv(1) == b""


def test_stop_can_be_repeated_and_come_first(app):
    server = HttpServer(app)
    server.stop()
    server.start()
    server.stop()
    server.stop()


def test_a_port_that_was_bound_but_never_served_is_given_back(app):
    server = HttpServer(app)
    server.bind()
    server.stop()

    with HttpServer(app, port=server.port) as again, closing(connect(again)) as client:
        assert ask(client)[0] == 200


def test_stop_may_come_while_serve_begins(app, monkeypatch):
    """As by a signal: whoever serves closes the port."""
    server = HttpServer(app)
    begin = Watch.start
    monkeypatch.setattr(Watch, "start", lambda watch: (server.stop(), begin(watch)))

    server.serve()

    with HttpServer(app, port=server.port) as again, closing(connect(again)) as client:
        assert ask(client)[0] == 200


def test_another_thread_can_end_serve(app):
    server = HttpServer(app)
    server.bind()
    with ThreadPoolExecutor(1) as pool:
        serving = pool.submit(server.serve)
        with closing(connect(server)) as client:
            ask(client)
        server.stop()

        assert serving.result(PATIENCE) is None


SCRIPT = """
import signal, sys
from mocktr.server.port.channel import MODEST_BODY, Channel
from mocktr.server.port.http import HttpServer

def app(environ, start_response):
    start_response("200 OK", [("Content-Length", "0")])
    return []

server = HttpServer(app)
server.bind()
signal.signal(signal.SIGTERM, lambda *_: server.stop())
# A shell that runs the tests in the background has them ignore Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
print(server.port, flush=True)
try:
    server.serve()
except KeyboardInterrupt:
    sys.exit("interrupted")
print("served")
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize(
    ("signum", "outcome"),
    [(signal.SIGTERM, (0, "served\n", "")), (signal.SIGINT, (1, "", "interrupted\n"))],
)
def test_a_signal_ends_serve_while_a_connection_is_open(signum, outcome):
    command = [sys.executable, "-W", "error", "-c", SCRIPT]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        port = int(process.stdout.readline())
        with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as client:
            ask(client)
            process.send_signal(signum)
            out, err = process.communicate(timeout=PATIENCE)

    assert (process.returncode, out, err) == outcome


# Connections that came in elsewhere


def test_a_connection_that_came_in_elsewhere_is_served(server):
    ours, theirs = socket.socketpair()
    server.adopt(theirs, ("192.0.2.1", 5), "https")

    with ours:
        ours.sendall(b"GET /port HTTP/1.1\r\nHost: tr\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: ours.recv(65536), b""))

    assert answer.endswith(b"\r\n\r\n5")


@pytest.mark.parametrize("stopped_first", [True, False])
def test_a_connection_that_comes_when_it_stops_is_closed(app, stopped_first):
    server = HttpServer(app)
    server.bind()
    ours, theirs = socket.socketpair()
    if stopped_first:
        server.stop()
    server.adopt(theirs, ("192.0.2.1", 5), "https")
    server.stop()

    with ours:
        ours.settimeout(PATIENCE)
        assert ours.recv(1) == b""


# Sockets handed over


def test_a_view_can_take_its_connection_over(app):
    @app.get("/take")
    def take():
        taken.append(request.environ[DETACH]())
        return ""

    taken = []
    with HttpServer(app) as server, closing(connect(server)) as client:
        client.connect()
        client.sock.sendall(b"GET /take HTTP/1.1\r\n\r\n")
        with closing(connect(server)) as other:
            while not taken:
                ask(other)
        server.stop()

        with taken[0] as sock:
            sock.sendall(b"my own words")
        assert client.sock.recv(100) == b"my own words"


class Sockets:
    """A spike: WebSockets that one thread serves, answering each text with the same text."""

    def __init__(self, websockets):
        self.websockets = websockets
        self.selector = selectors.DefaultSelector()
        self.waker, self.wakened = socket.socketpair()
        self.selector.register(self.wakened, selectors.EVENT_READ)
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def view(self):
        headers = self.websockets.datastructures.Headers(request.headers.items())
        handshake = self.websockets.http11.Request(request.path, headers)
        response = self.websockets.server.ServerProtocol().accept(handshake)
        sock = request.environ[DETACH]()
        sock.sendall(response.serialize())
        protocol = self.websockets.protocol.Protocol(self.websockets.protocol.Side.SERVER)
        self.selector.register(sock, selectors.EVENT_READ, protocol)
        return ""

    def run(self):
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.wakened:
                    return
                echo(key.fileobj, key.data)

    def close(self):
        self.waker.close()
        self.thread.join()
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()
        self.selector.close()


def echo(sock, protocol):
    protocol.receive_data(sock.recv(65536))
    for frame in protocol.events_received():
        protocol.send_text(frame.data)
    sock.sendall(b"".join(protocol.data_to_send()))


def test_idle_websockets_hold_no_thread_and_do_not_delay_stop(app):
    websockets = pytest.importorskip("websockets")
    client = pytest.importorskip("websockets.sync.client")
    pytest.importorskip("websockets.server")
    with closing(Sockets(websockets)) as sockets, ExitStack() as stack:
        app.add_url_rule("/socket", view_func=sockets.view, websocket=True)
        server = stack.enter_context(HttpServer(app, threads=2))
        url = f"ws://127.0.0.1:{server.port}/socket"
        opened = [
            stack.enter_context(client.connect(url, proxy=None, close_timeout=0)) for _ in range(60)
        ]

        with closing(connect(server)) as plain:
            assert ask(plain)[0] == 200
        opened[30].send("hello")
        assert opened[30].recv(PATIENCE) == "hello"
        server.stop(PATIENCE)
        opened[31].send("still here")
        assert opened[31].recv(PATIENCE) == "still here"
