"""Servers in processes of their own, and requests to them."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import perf_counter, sleep
from typing import NamedTuple

from benchmarks.timing import INSTALLED

ROOT = Path(__file__).parent.parent
CONNECTIONS = 8
SECONDS = 1
"""How long `wrk` sends requests at a time."""
LONGEST_START = 60.0
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Peer(NamedTuple):
    """How a server is started (`{port}` stands for its port), and what it is asked."""

    name: str
    command: list[str] | None
    """None where it is not installed."""
    get: str
    post: str
    body: str
    headers: dict[str, str]
    arrange: tuple[str, str] | None = None
    """A POST that has to come first, for a place to post to."""


class Running(NamedTuple):
    peer: Peer
    port: int
    pid: int

    def connect(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(self, connection: HTTPConnection, method: str) -> None:
        """One GET or POST; raises HTTPException unless all is well."""
        peer = self.peer
        if method == "GET":
            send(connection, "GET", peer.get, None, peer.headers)
        else:
            send(connection, "POST", peer.post, peer.body, {**peer.headers, **FORM})

    def times(self, method: str, count: int) -> list[float]:
        """The milliseconds of so many requests on one connection."""
        connection, found = self.connect(), []
        for _ in range(count):
            start = perf_counter()
            self.ask(connection, method)
            found.append((perf_counter() - start) * 1000)
        connection.close()
        return found

    def at_once(self, method: str, count: int) -> float:
        """Requests a second, by so many connections of this process."""
        start = perf_counter()
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            list(pool.map(lambda _: self.times(method, count // CONNECTIONS), range(CONNECTIONS)))
        return count / (perf_counter() - start)

    def rate(self) -> float:
        """GETs a second."""
        if shutil.which("wrk") is None:
            return self.at_once("GET", 2_000)
        headers = [f"-H{name}: {value}" for name, value in self.peer.headers.items()]
        url = f"http://127.0.0.1:{self.port}{self.peer.get}"
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *headers, url]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        if "Non-2xx" in printed:
            raise HTTPException(f"{self.peer.name}: {printed}")
        return float(re.search(r"Requests/sec:\s*([\d.]+)", printed)[1])

    def megabytes(self) -> float:
        """What is resident."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s*(\d+) kB", status)[1]) / 1024


def send(
    connection: HTTPConnection, method: str, path: str, body: str | None, headers: dict[str, str]
) -> bytes:
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status >= 300:
        raise HTTPException(f"{method} {path}: {answer.status} {content[:300]!r}")
    return content


@contextmanager
def running(peer: Peer) -> Iterator[tuple[Running, float]]:
    """A server that has answered, and how many milliseconds that took."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [part.replace("{port}", str(port)) for part in peer.command or []]
    quiet, start = subprocess.DEVNULL, perf_counter()
    with subprocess.Popen(command, cwd=ROOT, env=INSTALLED, stdout=quiet, stderr=quiet) as process:
        try:
            server = Running(peer, port, process.pid)
            wait_for(server)
            yield server, (perf_counter() - start) * 1000
        finally:
            process.kill()


def wait_for(server: Running) -> None:
    deadline = perf_counter() + LONGEST_START
    while True:
        try:
            connection = server.connect()
            connection.request("GET", "/", headers=server.peer.headers)
            connection.getresponse().read()
            return
        except OSError:
            if perf_counter() > deadline:
                raise
            sleep(0.005)
