"""All that some accounts can take from others, each kind for ever."""

from __future__ import annotations

import json
import random
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPException
from itertools import cycle
from urllib.parse import urlencode

from benchmarks.shares.client import TASK, Client

LATENCY = 15_000
"""Milliseconds."""
LOOKS = ("journal", "callbacks", "clock", "alerts", "callbacks?wait=true")
WAITS = (("POST", "scheduler/settle"), ("DELETE", "journal"), ("POST", "clock/advance?hours=312"))
LARGE = (
    """\
workspaces:
- friendly_name: Large
  task_queues: [friendly_name: All]
  workflows:
  - friendly_name: Main
    configuration: {task_routing: {default_filter: {queue: All}}}
  tasks:
"""
    + 4_000 * "  - {attributes: {a: 1}}\n"
)


def again_and_again(work: Callable[[], object], threads: int = 1) -> None:
    def run() -> None:
        while True:
            try:
                work()
            except (OSError, HTTPException, ValueError):
                time.sleep(0.01)

    for _ in range(threads):
        threading.Thread(target=run, daemon=True).start()


def accounts(port: int, first: int, count: int) -> list[Client]:
    return [Client(port, f"AC{number:032x}") for number in range(first, first + count)]


def bad_receiver(drips: bool) -> int:
    """The port of a receiver that never comes to an end."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=1000)

    def answer(connection: socket.socket) -> None:
        # Until it is hung up on.
        with suppress(OSError):
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nX: " if drips else b"")
            while drips:
                time.sleep(0.2)
                connection.sendall(b"x")
            connection.recv(1)

    def take() -> None:
        connection, _ = listening.accept()
        threading.Thread(target=answer, args=(connection,), daemon=True).start()

    again_and_again(take)
    return int(listening.getsockname()[1])


def be_silent(port: int) -> None:
    held: list[socket.socket] = []
    openings = cycle([b"", b"GET /v1/Workspaces HTTP/1.1\r\nHo", b"\x16"])

    def connect() -> None:
        held.append(socket.create_connection(("127.0.0.1", port)))
        held[-1].sendall(next(openings))
        if len(held) > 3000:
            held.pop(0).close()
        time.sleep(0.01)

    again_and_again(connect, 2)


def cause_callbacks(port: int, first: int = 100) -> list[Client]:
    """Make tasks in worlds whose receivers are bad."""
    made = accounts(port, first, 8)
    for number, client in enumerate(made):
        root = client.root
        url = f"http://127.0.0.1:{bad_receiver(drips=number % 2 == 1)}/"
        client.ask("POST", root, f"EventCallbackUrl={url}")

        def work(client: Client = client, root: str = root) -> None:
            client.ask("POST", f"{root}/Tasks", TASK)
            time.sleep(0.1)

        again_and_again(work)
    return made


def poll(port: int) -> None:
    for client in cause_callbacks(port, 200)[:3]:

        def look(client: Client = client) -> None:
            client.ask("GET", f"/mocktr/{random.choice(LOOKS)}", patience=2)

        again_and_again(look, 25)


def wait(port: int) -> None:
    for client in cause_callbacks(port, 300)[:4]:

        def command(client: Client = client) -> None:
            method, path = random.choice(WAITS)
            client.ask(method, f"/mocktr/{path}", patience=5)

        again_and_again(command, 30)


def be_late(port: int) -> None:
    [client] = accounts(port, 400, 1)
    rule = {"method": "GET", "path": "/Workers", "latency": LATENCY}
    path = f"{client.root}/Workers"
    client.ask("POST", "/mocktr/faults", json.dumps(rule))
    again_and_again(lambda: client.ask("GET", path), 120)


def advance(port: int) -> None:
    for client in accounts(port, 500, 4):
        root = client.root
        for worker in client.ask("GET", f"{root}/Workers")["workers"]:
            path = f"/mocktr/workers/{worker['sid']}/behavior"
            client.ask("PUT", path, json.dumps({"reject_after": 1}))
        for _ in range(20):
            client.ask("POST", f"{root}/Tasks", TASK)

        def move(client: Client = client) -> None:
            client.ask("POST", "/mocktr/clock/advance", json.dumps({"hours": 312}), 300)

        again_and_again(move)


def send_much(port: int) -> None:
    """Forms and JSON of megabytes, of which nothing is wanted, and thousands of parameters."""
    [client] = accounts(port, 600, 1)
    root = client.root
    attributes = json.dumps({f"key{number}": "x" * 50 for number in range(40_000)})
    expression = " OR ".join(f"key{number} HAS {number}" for number in range(20_000))
    sent = cycle(
        [
            (f"{root}/Tasks", urlencode({"Attributes": attributes})),
            (f"{root}/Workflows", urlencode({"FriendlyName": "w", "Configuration": attributes})),
            (f"{root}/Tasks", "&".join(f"a{number}=1" for number in range(9_999))),
            ("/mocktr/evaluate", json.dumps({"expression": expression, "attributes": {}})),
        ]
    )
    again_and_again(lambda: client.ask("POST", *next(sent)), 3)


def send_crumbs(port: int) -> None:
    """A body of hundreds of thousands of chunks."""
    head = b"POST /v1/Workspaces HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    content = head + b"1\r\na\r\n" * 300_000 + b"0\r\n\r\n"

    def send() -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
            sock.sendall(content)
            sock.recv(65_536)

    again_and_again(send, 3)


def keep_much(port: int) -> None:
    """A world of thousands of tasks that is copied, compared, got and put."""
    [client] = accounts(port, 700, 1)
    client.ask("PUT", "/mocktr/seed", json.dumps({"seed": LARGE}))
    client.ask("POST", "/mocktr/snapshots/large")
    asked = cycle(
        [
            ("GET", "/mocktr/snapshots/large/differences"),
            ("GET", f"{client.root}/Tasks?PageSize=1000"),
            ("POST", "/mocktr/snapshots/large/restore"),
            ("GET", "/mocktr/board"),
        ]
    )

    def carry() -> None:
        client.ask(*next(asked))
        client.ask("PUT", "/mocktr/state", json.dumps(client.ask("GET", "/mocktr/state")))

    again_and_again(carry, 2)


ATTACKS: dict[str, Callable[[int], object]] = {
    "silent": be_silent,
    "callbacks": cause_callbacks,
    "polls": poll,
    "waits": wait,
    "latency": be_late,
    "advance": advance,
    "forms": send_much,
    "chunks": send_crumbs,
    "worlds": keep_much,
}
