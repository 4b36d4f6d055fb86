"""What a healthy account sees of a server while others take all that they can get.

Run as `python -m benchmarks.shares [SECONDS]`, so long for each attack, then all at once: silent
connections, polls, tasks whose callbacks go to receivers that hang or drip, commands that wait,
planned latencies and clocks that move 13 days; each by accounts of their own, from another process.
Exits with 1 if the healthy account, `health` or its `reset` took longer than 250 ms.
"""

from __future__ import annotations

import json
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path
from typing import Any

LONGEST = 0.25
"""Seconds."""
SECONDS = 10.0
LATENCY = 15_000
"""Milliseconds."""
LOOKS = ("journal", "callbacks", "clock", "alerts", "callbacks?wait=true")
WAITS = (("POST", "scheduler/settle"), ("DELETE", "journal"), ("POST", "clock/advance?hours=312"))
HEALTHY = "AC" + "b" * 32


class Client:
    """An account on the server, on a connection for each request or on one that it keeps."""

    def __init__(self, port: int, sid: str) -> None:
        self.port = port
        self.headers = {"Authorization": "Basic " + b64encode(f"{sid}:token".encode()).decode()}
        self.kept = HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method: str, path: str, form: str | None = None, patience: float = 60) -> Any:
        """The answer's JSON, on a new connection."""
        new = HTTPConnection("127.0.0.1", self.port, timeout=patience)
        try:
            return self.on(new, method, path, form)
        finally:
            new.close()

    def on(self, connection: HTTPConnection, method: str, path: str, form: str | None) -> Any:
        kind = "application/json" if path.startswith("/mocktr") else FORM
        connection.request(method, path, form, {**self.headers, "Content-Type": kind})
        content = connection.getresponse().read()
        return json.loads(content) if content else None

    @property
    def root(self) -> str:
        """The path of the first workspace."""
        sid = self.ask("GET", "/v1/Workspaces")["workspaces"][0]["sid"]
        return f"/v1/Workspaces/{sid}"


FORM = "application/x-www-form-urlencoded"
TASK = "Attributes=%7B%22language%22%3A%22es%22%7D"


# --- the attacks -------------------------------------------------------------------------------


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


ATTACKS: dict[str, Callable[[int], object]] = {
    "silent": be_silent,
    "callbacks": cause_callbacks,
    "polls": poll,
    "waits": wait,
    "latency": be_late,
    "advance": advance,
}


# --- what the healthy one sees -----------------------------------------------------------------


def healthy(port: int, seconds: float) -> list[float]:
    """How long each answer took, in seconds."""
    client, taken = Client(port, HEALTHY), []
    root = client.root
    asked = cycle(
        [
            ("GET", f"{root}/Workers", None),
            ("POST", f"{root}/Tasks", TASK),
            ("GET", "/mocktr/health", None),
            ("GET", "/mocktr/journal", None),
            ("GET", f"{root}/Tasks", None),
            ("POST", "/mocktr/reset", None),
        ]
    )
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.perf_counter()
        client.ask(*next(asked))
        taken.append(time.perf_counter() - begun)
        time.sleep(0.03)
    return sorted(taken)


def measure(name: str, attacks: list[str], seconds: float) -> bool:
    """Whether all answers came in time on a server under these attacks."""
    command = [sys.executable, "-m", "mocktr", "serve", "--port", "0", "--seed", "support"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        found = re.search(r"http://\S+:(\d+)", server.stdout.readline())
        assert found is not None
        attacker = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.shares", "--attack", found[1], *attacks]
        )
        time.sleep(2)
        taken = healthy(int(found[1]), seconds)
        status = Path(f"/proc/{server.pid}/status").read_text()
        threads = re.search(r"Threads:\s*(\d+)", status)
        descriptors = len(os.listdir(f"/proc/{server.pid}/fd"))
        attacker.kill()
        attacker.wait()
        server.terminate()
    late = sum(one > LONGEST for one in taken)
    half, most, last = (1000 * taken[int(part * (len(taken) - 1))] for part in (0.5, 0.99, 1))
    print(
        f"{name:<10} {len(taken)} answers: {half:.0f} ms, 99 % in {most:.0f} ms, "
        f"longest {last:.0f} ms, {late} late; "
        f"{threads[1] if threads else '?'} threads, {descriptors} descriptors",
        flush=True,
    )
    return not late


def main() -> None:
    if sys.argv[1:2] == ["--attack"]:
        for name in sys.argv[3:]:
            ATTACKS[name](int(sys.argv[2]))
        threading.Event().wait()
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    rounds = {"nobody": [], **{name: [name] for name in ATTACKS}, "all": [*ATTACKS]}
    kept = [measure(name, attacks, seconds) for name, attacks in rounds.items()]
    raise SystemExit(not all(kept))


if __name__ == "__main__":
    main()
