"""Agents' pages: what a session costs, and how fast an event reaches one among many."""

from __future__ import annotations

import base64
import os
import resource
import socket
import ssl
import statistics
import time
from http.client import HTTPConnection
from multiprocessing import get_context
from urllib.parse import urlsplit

from mocktr import Sandbox, Server
from mocktr.core.account import Account
from mocktr.sandbox.tokens import make_token
from mocktr.server.certificates import Authority

NUMBERS = (1, 50, 500)
EVENTS = 300
REQUESTS = 1000
IDLE = 5.0
"""Seconds to look at a server that has nothing to do."""

TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname = False
TRUSTING.verify_mode = ssl.CERT_NONE

WORLD = {
    "workspaces": [
        {
            "friendly_name": "Support",
            "workers": [{"friendly_name": f"worker {number}"} for number in range(max(NUMBERS))],
        }
    ]
}


def connect(url: str, token: str) -> socket.socket:
    """A WebSocket, up to its `init`."""
    at = urlsplit(url)
    made = socket.create_connection((at.hostname or "", at.port or 0))
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if at.scheme == "https":
        made = TRUSTING.wrap_socket(made, server_hostname=at.hostname)
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET /v1/wschannels?token={token}&clientVersion=3.1.0 HTTP/1.1",
        f"Host: {at.netloc}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
    ]
    made.sendall("\r\n".join([*lines, "", ""]).encode())
    heard = b""
    while b"token_lifetime" not in heard:
        heard += made.recv(4096)
    return made


def delays(server: Server, sockets: list[socket.socket]) -> list[float]:
    """Seconds from an event to its frame, for one worker among all."""
    tenant = server.sandbox.only
    [workspace] = tenant.account.workspaces.values()
    workers = list(workspace.workers.values())
    found = []
    for number in range(EVENTS):
        place = number % len(sockets)

        def change(account: Account, place: int = place, number: int = number) -> None:
            workers[place].update({"attributes": f'{{"n":{number}}}'})

        begun = time.perf_counter()
        tenant.run(change)
        sockets[place].recv(4096)
        found.append(time.perf_counter() - begun)
    return found


def requests_a_second(server: Server) -> float:
    """GETs of the list of workspaces, over one connection."""
    connection = HTTPConnection(urlsplit(server.url).netloc)
    headers = {"Authorization": "Basic " + base64.b64encode(b"AC1:token").decode()}
    begun = time.perf_counter()
    for _ in range(REQUESTS):
        connection.request("GET", "/v1/Workspaces", headers=headers)
        connection.getresponse().read()
    connection.close()
    return REQUESTS / (time.perf_counter() - begun)


def resident() -> float:
    """KiB of memory that this process has."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1024


def measure(number: int, over_tls: bool = False) -> None:
    """One row: so many sessions."""
    tls = Authority().context() if over_tls else None
    with (
        Sandbox(WORLD, tenants="one", bridge_delays=False) as sandbox,
        Server(sandbox, tls=tls) as server,
    ):
        url = server.tls_url if over_tls else server.url
        [workspace] = sandbox.only.account.workspaces.values()
        tokens = [
            make_token(sandbox.only, workspace.sid, sid, "access", "worker", 3600)
            for sid in list(workspace.workers)[:number]
        ]
        without = requests_a_second(server)
        # The first one loads the bridge.
        connect(url, tokens[0]).close()
        before = resident()
        sockets = [connect(url, token) for token in tokens]
        memory = (resident() - before) / number
        begun = time.process_time()
        time.sleep(IDLE)
        idle = (time.process_time() - begun) / IDLE
        took = sorted(delays(server, sockets))
        median, p99 = statistics.median(took) * 1000, took[int(len(took) * 0.99)] * 1000
        print(
            f"{number:4} {'TLS' if over_tls else '':3} {memory:8.1f} {100 * idle:7.2f} % "
            f"{median:9.2f} {p99:9.2f} "
            f"{without:10.0f} {requests_a_second(server):10.0f}"
        )
        for one in sockets:
            one.close()


def main() -> None:
    """Print the table."""
    print("                            idle   ms to the frame      requests/s with")
    print("sessions      KiB      a core    median       p99     nobody       them")
    for row in (*((number, False) for number in NUMBERS), (max(NUMBERS), True)):
        # A process of its own, as memory that was used before would be used again.
        process = get_context("spawn").Process(target=measure, args=row)
        process.start()
        process.join()


if __name__ == "__main__":
    main()
