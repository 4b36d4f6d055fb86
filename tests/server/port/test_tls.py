"""The port that speaks TLS: what clients see of it, and how it ends."""

import errno
import logging
import os
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection, HTTPSConnection
from time import monotonic

import pytest
from flask import Flask, request

from mocktr.gateway import DETACH
from mocktr.server.certificates import REAL_HOST, Authority
from mocktr.server.port import capacity, tls
from mocktr.server.port.http import HttpServer
from mocktr.server.port.tls import TlsPort
from mocktr.server.port.tunnel import Outside

# Never waited for; it only keeps a broken server from hanging the test run.
PATIENCE = 20
AUTHORITY = Authority()
TRUSTING = ssl.create_default_context(cadata=AUTHORITY.certificate)
LONG = 30_000_000


@pytest.fixture
def app():
    app = Flask("served")

    @app.route("/", methods=["GET", "POST"])
    def index():
        environ = request.environ
        return f"{request.url} {len(request.get_data())} {environ['REMOTE_PORT']}"

    @app.get("/long")
    def long():
        return b"x" * LONG

    return app


@contextmanager
def served(app, **options):
    """A server and its TLS port, which end as `mocktr.Server` ends them."""
    most = options.pop("connections", 100)
    server = HttpServer(app, **options)
    port = TlsPort(server, AUTHORITY.context(), connections=most)
    server.start()
    port.start()
    try:
        yield port
    finally:
        server.stop()
        port.stop()


@pytest.fixture
def port(app):
    with served(app) as port:
        yield port


def until(condition):
    """Wait until the port's own thread has come so far."""
    end = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < end, "it never came"
        threading.Event().wait(0.001)


def tcp(port):
    return socket.create_connection((port.host, port.port), timeout=PATIENCE)


def connect(port, name="localhost"):
    """A client that is led to the port, as by a hosts file, and takes it for `name`."""
    client = HTTPSConnection(name, timeout=PATIENCE, context=TRUSTING)
    client.sock = TRUSTING.wrap_socket(tcp(port), server_hostname=name)
    return client


def ask(client, path="/", method="GET", body=None):
    client.request(method, path, body=body)
    response = client.getresponse()
    return response.status, response.read().decode()


def say(port, data):
    """Everything that is answered to these bytes until the connection is closed."""
    with tcp(port) as sock:
        sock.sendall(data)
        return b"".join(iter(lambda: sock.recv(65536), b"")).decode()


# As the real host


@pytest.mark.parametrize("name", [REAL_HOST, "taskrouter.dublin.ie1.twilio.com", "localhost"])
def test_an_application_sees_the_host_that_was_asked_and_https(port, name):
    with closing(connect(port, name)) as client:
        assert ask(client)[1].startswith(f"https://{name}/ 0 ")


def test_plain_http_is_still_http(port):
    with closing(HTTPConnection("127.0.0.1", port.http.port, timeout=PATIENCE)) as client:
        assert ask(client)[1].startswith(f"http://127.0.0.1:{port.http.port}/ ")


def test_one_connection_carries_many_requests(port):
    with closing(connect(port)) as client:
        answers = {ask(client) for _ in range(5)}

    assert len(answers) == 1


def test_the_address_of_the_client_is_known(port):
    with closing(connect(port)) as client:
        own = client.sock.getsockname()[1]

        assert ask(client)[1].endswith(f" {own}")


def test_long_bodies_and_answers_come_whole(port):
    with closing(connect(port)) as client:
        _, told = ask(client, "/", "POST", b"y" * 5_000_000)
        _, answer = ask(client, "/long")

    assert " 5000000 " in told
    assert len(answer) == LONG


def test_small_answers_are_not_delayed(port, monkeypatch):
    """Nagle's algorithm would hold a body back until its head is acknowledged."""

    class Watched(Outside):
        def connection_made(self, transport):
            super().connection_made(transport)
            sock = transport.get_extra_info("socket")
            seen.append(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    seen = []
    monkeypatch.setattr(tls, "Outside", Watched)
    with closing(connect(port)) as client:
        ask(client)

    assert seen[0]


def test_fifty_clients_are_served_at_once(app):
    barrier = threading.Barrier(50)

    @app.get("/meet")
    def meet():
        barrier.wait(PATIENCE)
        return "met"

    def one(_):
        with closing(connect(port)) as client:
            return ask(client, "/meet")

    with served(app) as port, ThreadPoolExecutor(50) as pool:
        assert list(pool.map(one, range(50))) == [(200, "met")] * 50


def test_who_is_slow_to_shake_hands_holds_up_nobody(port):
    with ExitStack() as stack:
        for opening in [b"", b"\x16", b"\x16\x03\x01\x02\x00", b"CONNECT ta"] * 10:
            stack.enter_context(tcp(port)).sendall(opening)

        with closing(connect(port)) as client:
            assert ask(client)[0] == 200


def test_who_does_not_shake_hands_in_time_is_closed(app, monkeypatch):
    monkeypatch.setattr(tls, "PATIENCE", 0.01)

    with served(app) as port, tcp(port) as silent:
        assert silent.recv(1) == b""


def test_above_the_limit_clients_wait_while_all_others_are_answered(app):
    opened = threading.Event()
    app.add_url_rule("/wait", view_func=lambda: str(opened.wait(PATIENCE)))

    with served(app, connections=2) as port, ExitStack() as stack, ThreadPoolExecutor(1) as pool:
        first, second = (stack.enter_context(closing(connect(port))) for _ in range(2))
        for one in (first, second):
            one.request("GET", "/wait")
        until(lambda: [one.busy for one in port.open] == [True, True])
        third = pool.submit(connect, port)
        # Long enough for a handshake, if there were one.
        with closing(HTTPConnection("127.0.0.1", port.http.port, timeout=PATIENCE)) as plain:
            assert {ask(plain)[0] for _ in range(20)} == {200}
        assert not third.done()
        opened.set()

        with closing(third.result(PATIENCE)) as client:
            assert ask(client)[0] == 200


@pytest.mark.parametrize("shakes", [True, False])
def test_above_the_limit_the_most_silent_one_makes_room(app, shakes):
    with served(app, connections=2) as port, ExitStack() as stack:
        silent = stack.enter_context(closing(connect(port).sock if shakes else tcp(port)))
        until(lambda: len(port.open) == 1)
        kept, new = (stack.enter_context(closing(connect(port))) for _ in range(2))

        assert [ask(kept)[0], ask(new)[0]] == [200, 200]
        assert silent.recv(1) == b""


@pytest.fixture
def warned(monkeypatch):
    """An event: the port logged a warning."""
    event = threading.Event()
    monkeypatch.setattr(capacity.LOG, "warning", lambda *_: event.set())
    return event


def test_who_comes_when_the_system_has_no_descriptors_left_waits_for_one(port, warned):
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with socket.socket() as sock:
        sock.settimeout(PATIENCE)
        # Not lower than need be: with less than are polled, there is no polling either.
        os.close(lowest := os.dup(sock.fileno()))
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
        try:
            sock.connect((port.host, port.port))
            assert warned.wait(PATIENCE)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

        with TRUSTING.wrap_socket(sock, server_hostname=REAL_HOST) as secure:
            assert secure.version() == "TLSv1.3"


def test_who_can_not_be_served_is_closed(port, warned, monkeypatch):
    def none_left():
        raise OSError(errno.EMFILE, "Too many open files")

    with monkeypatch.context() as patched:
        patched.setattr(socket, "socketpair", none_left)
        with tcp(port) as refused:
            assert refused.recv(1) == b""
    assert warned.is_set()

    with closing(connect(port)) as client:
        assert ask(client)[0] == 200


# As a proxy


def tunnel(port, target):
    return say(port, f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())


@pytest.mark.parametrize("name", [REAL_HOST, "taskrouter.sydney.au1.twilio.com"])
def test_a_tunnel_to_twilio_ends_here(port, name):
    client = HTTPSConnection(port.host, port.port, timeout=PATIENCE, context=TRUSTING)
    client.set_tunnel(name, 443)

    with closing(client):
        assert ask(client)[1].startswith(f"https://{name}/ ")


@pytest.mark.parametrize(
    "target",
    [
        *("example.org:443", "twilio.com.example.org:443", "nottwilio.com:443", "localhost:443"),
        *("taskrouter.twilio.com:80", "taskrouter.twilio.com", "[taskrouter.twilio.com:443", ""),
    ],
)
def test_there_is_no_tunnel_to_anywhere_else(port, target):
    head, _, body = tunnel(port, target).partition("\r\n\r\n")

    assert head.startswith("HTTP/1.1 403 Forbidden: mocktr answers for *.twilio.com only\r\n")
    assert f"Content-Length: {len(body)}\r\n" in head
    assert body == (
        f"mocktr opens tunnels to *.twilio.com:443 only, not to {target}; "
        "name other hosts in NO_PROXY\n"
    )


@pytest.mark.parametrize("request_line", ["GET http://example.org/ HTTP/1.1", "GET / HTTP/1.1"])
def test_it_forwards_no_plain_request(port, request_line):
    answer = say(port, f"{request_line}\r\nHost: example.org\r\n\r\n".encode())

    assert answer.startswith("HTTP/1.1 403 ")
    assert f"got GET {request_line.split()[1]}; plain HTTP is spoken on another port" in answer


def test_a_request_for_a_tunnel_may_come_in_pieces(port):
    with tcp(port) as sock:
        for piece in (b"CONN", b"ECT taskrouter.twilio.com:443 HTTP/1.1\r\nA: b\r", b"\n\r", b"\n"):
            sock.sendall(piece)
        assert sock.recv(100) == b"HTTP/1.1 200 Connection established\r\n\r\n"

        with TRUSTING.wrap_socket(sock, server_hostname=REAL_HOST) as secure:
            assert secure.version() == "TLSv1.3"


def test_an_endless_request_for_a_tunnel_is_refused(port):
    with tcp(port) as sock:
        sock.sendall(b"CONNECT taskrouter.twilio.com:80 HTTP/1.1\r\nA: " + b"x" * 20_000)

        assert sock.recv(100).startswith(b"HTTP/1.1 403 ")


# Errors


def test_nonsense_after_the_opening_ends_the_connection(port, caplog):
    with caplog.at_level(logging.INFO), tcp(port) as sock:
        sock.sendall(b"\x16\x03\x01\x00\x08nonsense")
        answer = b"".join(iter(lambda: sock.recv(100), b""))

    # An alert (21) of TLS.
    assert answer[:1] == b"\x15"
    assert "TLS with 127.0.0.1 failed" in caplog.text


def test_a_client_that_does_not_trust_the_certificate_is_told_of(port, caplog):
    with caplog.at_level(logging.INFO):
        with tcp(port) as sock, pytest.raises(ssl.SSLCertVerificationError):
            ssl.create_default_context().wrap_socket(sock, server_hostname=REAL_HOST)
        with closing(connect(port)) as client:
            ask(client)

    assert "TLS with 127.0.0.1 failed" in caplog.text
    assert "unknown ca" in caplog.text


@pytest.mark.parametrize(
    "sent", [b"", b"GET / HT", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n"]
)
def test_a_client_that_hangs_up_makes_no_noise(port, sent, caplog, capfd):
    with closing(connect(port)) as rude:
        rude.sock.sendall(sent)
    with tcp(port) as ruder:
        ruder.sendall(b"\x16\x03")
    with closing(connect(port)) as client:
        ask(client)

    assert [record for record in caplog.records if record.levelno > logging.INFO] == []
    assert capfd.readouterr() == ("", "")


# Stopping


def test_stop_closes_idle_connections_and_half_open_ones_at_once(app):
    before = {*threading.enumerate()}
    with served(app) as port, tcp(port) as silent:
        with closing(connect(port)) as idle:
            ask(idle)

            port.http.stop(PATIENCE)
            port.stop(PATIENCE)

            assert idle.sock.recv(1) == b""
        assert silent.recv(1) == b""
        with pytest.raises(ConnectionError):
            tcp(port).close()
    assert {*threading.enumerate()} <= before


def test_stop_sends_a_long_answer_to_its_end(app):
    with served(app) as port, closing(connect(port)) as client, ThreadPoolExecutor(1) as pool:
        client.request("GET", "/long")
        response = client.getresponse()

        def stop():
            port.http.stop(PATIENCE)
            port.stop(PATIENCE)

        stopped = pool.submit(stop)

        assert len(response.read()) == LONG
        stopped.result(PATIENCE)


def test_stop_can_be_repeated_and_come_first(app):
    port = TlsPort(HttpServer(app), AUTHORITY.context())
    port.stop()
    port.start()
    port.stop()

    assert port.thread is None


def test_a_port_that_was_bound_but_never_served_is_given_back(app):
    port = TlsPort(HttpServer(app), AUTHORITY.context())
    port.bind()
    port.stop()

    socket.create_server((port.host, port.port)).close()


def test_a_port_in_use_is_an_error_of_bind(app, port):
    with pytest.raises(OSError, match="Address already in use"):
        TlsPort(port.http, AUTHORITY.context(), port=port.port).bind()


# Connections taken over, as by WebSockets


@pytest.fixture
def taken(app):
    """The sockets of connections that asked for /take."""
    sockets = []

    @app.get("/take")
    def take():
        sockets.append(request.environ[DETACH]())
        return ""

    yield sockets
    for sock in sockets:
        sock.close()


def test_a_view_can_take_its_connection_over(app, taken):
    with served(app) as port, closing(connect(port)) as client, closing(connect(port)) as other:
        client.request("GET", "/take")
        while not taken:
            ask(other)

        with taken[0] as sock:
            sock.sendall(b"my own words")
        assert client.sock.recv(100) == b"my own words"
        assert client.sock.recv(100) == b""


def test_what_was_taken_over_ends_with_the_port_after_a_time(app, taken):
    with served(app) as port, closing(connect(port)) as client, closing(connect(port)) as other:
        client.request("GET", "/take")
        while not taken:
            ask(other)

        port.http.stop()
        port.stop(timeout=0)

        assert client.sock.recv(1) == b""
        assert taken[0].recv(1) == b""
