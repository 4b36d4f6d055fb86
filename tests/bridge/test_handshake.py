"""How a socket is asked for, what it is refused, and what a client can do to it."""

import base64
import os
import socket
import ssl
import subprocess
import sys
from contextlib import ExitStack, closing, suppress
from urllib.parse import urlencode, urlsplit

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from mocktr import Sandbox, Server
from mocktr.bridge import websocket
from mocktr.commands import agents
from mocktr.server.certificates import Authority

from .conftest import SEED
from .page import PATIENCE

pytestmark = pytest.mark.mocktr(seed=SEED, bridge_delays=False)


def refusal(page, **query):
    with pytest.raises(InvalidStatus) as caught:
        page.open(**query)
    return caught.value.response


@pytest.mark.parametrize("token", ["", "none"])
def test_a_token_that_is_none_opens_no_socket(page_of, caplog, token):
    page = page_of("alice")
    page.token = token

    answer = refusal(page)

    assert answer.status_code == 403
    assert "event bridge: a token was refused" in caplog.text


def test_an_admin_has_no_session(world, page_of):
    alice = page_of("alice", role="admin")

    assert alice.get(f"{alice.home}/Workers")["contents"]
    assert alice.connect().init["channel_id"] == alice.worker_sid


def test_a_handshake_is_in_the_journal_without_its_token(world, page_of):
    page = page_of("alice")
    world.clear_journal()
    page.connect()

    [entry] = world.journal
    told = (entry.kind, entry.method, entry.path, entry.status)
    assert told == ("bridge", "GET", "/v1/wschannels", 101)
    assert page.token not in str(entry.as_dict())


def raw(page, *lines):
    """A connection on which a request for a socket was sent, with these headers."""
    at = urlsplit(page.url)
    made = socket.create_connection((at.hostname, at.port), PATIENCE)
    query = urlencode({"token": page.token, "clientVersion": "3.1.0"})
    path = f"{at.path}?{query}"
    made.sendall("\r\n".join([f"GET {path} HTTP/1.1", "Host: x", *lines, "", ""]).encode())
    return made


KEY = f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}"
ASKS = ("Connection: Upgrade", "Upgrade: websocket", KEY, "Sec-WebSocket-Version: 13")


def until(made, end):
    """What comes up to these bytes, or up to the end."""
    found = b""
    while end not in found and (more := made.recv(4096)):
        found += more
    return found


@pytest.mark.parametrize("missing", [0, 2, 3])
def test_half_a_handshake_is_refused(page_of, missing):
    lines = [line for number, line in enumerate(ASKS) if number != missing]

    with closing(raw(page_of("alice"), *lines, "Connection: close")) as made:
        assert b" 400 " in until(made, b"\r\n")


def test_compression_is_not_accepted(page_of):
    offer = "Sec-WebSocket-Extensions: permessage-deflate"

    with closing(raw(page_of("alice"), *ASKS, offer)) as made:
        answer = until(made, b"\r\n\r\n")

    assert b" 101 " in answer
    assert b"extensions" not in answer.lower()


def test_pings_are_answered(page_of):
    assert page_of("alice").connect().socket.ping(b"hello").wait(PATIENCE)


def test_what_a_client_says_means_nothing(page_of, workspace):
    page = page_of("alice").connect()

    page.socket.send("hello")
    page.socket.send([b"in ", b"parts"])
    workspace.tasks.create()

    page.hear("reservation.created")


def test_a_message_that_is_too_long_ends_the_session(page_of):
    page = page_of("alice").connect()

    page.socket.send("x" * (websocket.LARGEST_MESSAGE + 1))

    assert page.ending()[0] == 1009


def test_nonsense_ends_the_session(world, page_of):
    with closing(raw(page_of("alice"), *ASKS)) as made:
        until(made, b'"init"')
        made.sendall(b"\xff" * 100)

        assert until(made, b"never") != b"never"
    assert world.client.taskrouter.v1.workspaces.list()


def test_a_client_that_says_nothing_but_goodbye_is_let_go(world, page_of):
    page = page_of("alice").connect()

    page.close()

    assert any(world.sessions == [] for _ in range(1000))


def test_a_half_closed_connection_ends_the_session(world, page_of):
    with closing(raw(page_of("alice"), *ASKS)) as made:
        until(made, b'"init"')
        made.shutdown(socket.SHUT_WR)

        until(made, b"never")
        assert any(world.sessions == [] for _ in range(1000))


def test_a_client_that_does_not_read_is_dropped(monkeypatch, page_of, caplog):
    monkeypatch.setattr(websocket, "MOST_BUFFERED", 10_000)
    page = page_of("alice")
    with closing(raw(page, *ASKS)) as made:
        until(made, b'"init"')
        for number in range(3000):
            page.post(page.me, Attributes={"n": number, "text": "x" * 4000})
            if "dropped a client" in caplog.text:
                break

    assert "it does not read what it is sent" in caplog.text


def test_a_stopped_server_says_goodbye_to_all(page_of):
    with Sandbox(SEED, tenants="one", bridge_delays=False) as sandbox, Server(sandbox) as server:
        pages = [page_of("alice", at=server) for _ in range(3)]
        for page in pages:
            page.connect()

        assert len(sandbox.only.audiences) == 1

    assert [page.ending() for page in pages] == [(1001, "The server stops")] * 3
    assert sandbox.only.audiences == []


def test_a_server_that_never_had_a_page_has_loaded_nothing_for_one():
    program = """if True:
        import sys, requests
        from mocktr import Server
        with Server(seed="support") as server:
            requests.get(server.url + "/v1/Workspaces", auth=("AC1", "x"), timeout=10)
        print(*{"jwt", "websockets", "mocktr.bridge.sockets"} & set(sys.modules))
    """

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert (done.stdout, done.stderr) == ("\n", "")


def test_it_is_answered_under_twilios_own_name(world, page_of):
    page = page_of("alice")
    query = urlencode({"token": page.token, "clientVersion": "3.1.0"})
    url = f"{page.url.replace('http', 'ws')}?{query}"
    at = urlsplit(page.url)

    for name in ("event-bridge.twilio.com", "event-bridge.ie1.twilio.com"):
        there = url.replace(f"{at.hostname}:{at.port}", name)
        address = (at.hostname, at.port)
        with connect(there, address=address, proxy=None, close_timeout=0) as made:
            assert '"init"' in made.recv(PATIENCE)


# Frames that no SDK sends

MASK = b"\x00\x00\x00\x00"


@pytest.mark.parametrize(
    "frame",
    [
        b"\x81\x02hi",
        b"\x83\x82" + MASK + b"hi",
        b"\xc1\x82" + MASK + b"hi",
        b"\x80\x82" + MASK + b"hi",
        b"\x09\x80" + MASK,
        b"\x89\xfe\x00\x7e" + MASK + b"x" * 126,
        b"\x01\x82" + MASK + b"hi\x81\x82" + MASK + b"hi",
        b"\x88\x81" + MASK + b"x",
    ],
    ids=[
        "unmasked",
        "of an unknown kind",
        "compressed, which was not agreed on",
        "the rest of nothing",
        "a ping in parts",
        "a ping that is too long",
        "a message within another one's parts",
        "a goodbye with half a code",
    ],
)
def test_a_frame_that_can_not_be_ends_the_session_with_a_reason(world, page_of, frame):
    with closing(raw(page_of("alice"), *ASKS)) as made:
        until(made, b'"init"')
        made.sendall(frame)

        goodbye = until(made, b"never")

    # A frame that closes the socket, with the code 1002.
    assert goodbye[:1] + goodbye[2:4] == b"\x88\x03\xea"
    assert world.client.taskrouter.v1.workspaces.list()


def test_a_message_in_parts_that_is_too_long_ends_the_session(page_of):
    page = page_of("alice").connect()

    # It may be told so before it has sent them all.
    with suppress(ConnectionClosed):
        page.socket.send(["x" * (websocket.LARGEST_MESSAGE // 2)] * 3)

    assert page.ending()[0] == 1009


def test_a_frame_in_pieces_is_put_together(page_of):
    ping = b"\x89\x85" + MASK + b"hello"
    with closing(raw(page_of("alice"), *ASKS)) as made:
        until(made, b'"init"')
        for number in range(len(ping)):
            made.sendall(ping[number : number + 1])

        assert b"\x8a\x05hello" in until(made, b"\x8a\x05hello")


def test_many_pages_connect_over_tls():
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with (
        ExitStack() as stack,
        Sandbox(SEED, tenants="one", bridge_delays=False) as sandbox,
        Server(sandbox, tls=Authority().context()) as server,
    ):
        token = agents.worker_token(sandbox.only, "alice")["token"]
        at = urlsplit(server.tls_url)
        request = [f"GET /v1/wschannels?token={token}&clientVersion=3 HTTP/1.1", "Host: x", *ASKS]
        pages = []
        for _ in range(150):
            plain = socket.create_connection((at.hostname, at.port), PATIENCE)
            page = stack.enter_context(trusting.wrap_socket(plain, server_hostname="localhost"))
            page.sendall("\r\n".join([*request, "", ""]).encode())
            pages.append(page)

        assert all(b'"init"' in until(page, b'"init"') for page in pages)


def test_many_pages_of_one_worker_hear_all_of_it(page_of, world):
    pages = [page_of("alice") for _ in range(100)]
    for page in pages:
        page.connect()

    pages[0].post(pages[0].me, Attributes={})

    for page in pages:
        page.hear("worker.attributes.update")
    assert len(world.sessions) == 100
