"""mocktr beside its peers over HTTP, each started as its users start it, in one run.

Run as `python -m benchmarks.http [--peers DIR] [--spec FILE]`. Peers are optional: `make peers`
installs moto, pytest-httpserver and Prism into `.peers`, outside the project's environment; without
it they are looked for on PATH. Prism needs Twilio's OpenAPI file (`twilio_taskrouter_v1.json`), and
a faster driver is used where `wrk` is installed. "Times" says how far ahead of a peer mocktr is.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from time import sleep
from urllib.parse import urlencode

from benchmarks.servers import CONNECTIONS, FORM, ROOT, Peer, Running, running, send
from benchmarks.timing import ROUNDS, head, medians, row

REQUESTS = 10_000
"""After so many, half GETs and half POSTs, the memory is measured."""
REST = 0.5
"""Seconds between two turns."""
STARTS, SAMPLES = 3, 50
"""How often each server is started, and how many requests of a kind it gets in each round."""

TWILIO = {"Authorization": "Basic " + b64encode(f"AC{'a' * 32}:token".encode()).decode()}
AMAZON = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=x/20300107/us-east-1/sns/aws4_request, "
    "SignedHeaders=host, Signature=x"
}
CREATE = urlencode({"Attributes": '{"language": "es"}'})
FLASK = (
    "import sys; from benchmarks.timing import bare_view; "
    "from mocktr.server.port.http import HttpServer; "
    "HttpServer(bare_view(open(sys.argv[2]).read()), port=int(sys.argv[1])).serve()"
)
HTTPSERVER = (
    "import sys, time; from pytest_httpserver import HTTPServer; import re; "
    "server = HTTPServer(port=int(sys.argv[1])); "
    "server.expect_request(re.compile('.*')).respond_with_data("
    "open(sys.argv[2]).read(), content_type='application/json'); "
    "server.start(); time.sleep(3600)"
)


def mocktr_and_peers(peers: Path, spec: str | None, file: str) -> list[Peer]:
    """All servers, with the paths of a world of mocktr; `file` gets the body that it answers."""
    serve = [sys.executable, "-m", "mocktr", "serve", "--port", "{port}", "--seed", "support"]
    with running(Peer("mocktr", serve, "/v1/Workspaces", "", "", TWILIO)) as (server, _):
        connection = server.connect()
        listed = json.loads(send(connection, "GET", "/v1/Workspaces", None, TWILIO))
        tasks = f"/v1/Workspaces/{listed['workspaces'][0]['sid']}/Tasks"
        body = send(connection, "POST", tasks, CREATE, {**TWILIO, **FORM})
    Path(file).write_bytes(body)
    # The same requests make the same SIDs.
    same = (tasks, CREATE, TWILIO, (tasks, CREATE))
    task = f"{tasks}/{json.loads(body)['sid']}"
    python = str(peers / "bin" / "python") if (peers / "bin").exists() else sys.executable
    moto, prism = found(peers / "bin", "moto_server"), found(peers / "node_modules/.bin", "prism")
    topic = urlencode({"Action": "CreateTopic", "Name": "tasks"})
    arn = "arn:aws:sns:us-east-1:123456789012:tasks"
    publish = urlencode({"Action": "Publish", "TopicArn": arn, "Message": CREATE})
    amazon = ("/?Action=ListTopics", "/", publish, AMAZON, ("/", topic))
    mock = [str(prism), "mock", "-p", "{port}", str(spec)]
    http = subprocess.run([python, "-c", "import pytest_httpserver"], capture_output=True)
    return [
        Peer("mocktr", serve, task, *same),
        Peer("Flask", [sys.executable, "-c", FLASK, "{port}", file], task, *same),
        Peer("moto", [moto, "-p", "{port}"] if moto else None, *amazon),
        Peer("Prism", mock if prism and spec else None, task, *same),
        Peer(
            "httpserver",
            None if http.returncode else [python, "-c", HTTPSERVER, "{port}", file],
            task,
            *same,
        ),
    ]


def found(folder: Path, program: str) -> str | None:
    return shutil.which(program, path=os.pathsep.join([str(folder), os.environ["PATH"]]))


MEASURES: list[tuple[str, bool]] = [
    ("start until the first answer, ms", False),
    ("GET on a keep-alive connection, ms", False),
    ("POST on a keep-alive connection, ms", False),
    (f"GETs a second, {CONNECTIONS} connections", True),
    (f"MB after {REQUESTS:,} requests", False),
]
"""Each with whether more is better."""


def measure(peers: list[Peer]) -> dict[str, list[float]]:
    """By name, one value for each of MEASURES."""
    starts = [statistics.median(start(peer) for _ in range(STARTS)) for peer in peers]
    with ExitStack() as stack:
        servers = [stack.enter_context(running(peer))[0] for peer in peers]
        for server in servers:
            arrange(server)
        latencies = [in_turns(servers, partial(latency, method)) for method in ("GET", "POST")]
        memory = [after_many(server) for server in servers]
        rates = in_turns(servers, Running.rate)
    columns = zip(starts, *latencies, rates, memory, strict=True)
    return {peer.name: list(column) for peer, column in zip(peers, columns, strict=True)}


def start(peer: Peer) -> float:
    """Milliseconds until it answers."""
    with running(peer) as (_, took):
        return took


def arrange(server: Running) -> None:
    """Make a place to post to, where a peer needs one."""
    if server.peer.arrange is not None:
        path, body = server.peer.arrange
        send(server.connect(), "POST", path, body, {**server.peer.headers, **FORM})


def latency(method: str, server: Running) -> float:
    """Milliseconds of a request on a keep-alive connection."""
    return statistics.median(server.times(method, SAMPLES))


def in_turns(servers: list[Running], measured: Callable[[Running], float]) -> list[float]:
    """The median for each server, once the one before has seen to what its clients left behind."""

    def after_a_rest(server: Running) -> float:
        sleep(REST)
        return measured(server)

    return medians(after_a_rest, servers)


def after_many(server: Running) -> float:
    """Megabytes after so many requests as there are to be."""
    rest = REQUESTS // 2 - ROUNDS * SAMPLES
    for method in ("GET", "POST"):
        server.at_once(method, rest // CONNECTIONS * CONNECTIONS)
    return server.megabytes()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, default=ROOT / ".peers")
    parser.add_argument("--spec", help="Twilio's OpenAPI file of TaskRouter")
    given = parser.parse_args()
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        peers = mocktr_and_peers(given.peers.absolute(), given.spec, file.name)
        measured = measure([one for one in peers if one.command])
    values = {one.name: measured.get(one.name) for one in peers}
    head("", *values)
    for place, (name, more) in enumerate(MEASURES):
        ours = values["mocktr"][place]
        theirs = [one and one[place] for one in values.values()]
        row(name, *("-" if one is None else one for one in theirs))
        ahead = [one and (ours / one if more else one / ours) for one in theirs]
        row("  times", *("-" if one is None else one for one in ahead))
    for name, one in values.items():
        if one is None:
            print(f"{name}: not installed, or (Prism) without --spec; see `make peers`")
    print("aims: at least 1 time beside each peer, 0.9 of Flask's GETs a second")


if __name__ == "__main__":
    main()
