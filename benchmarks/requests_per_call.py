"""Calls of the helper library beside a bare Flask view, and creates after earlier creates."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from time import perf_counter

from flask import Flask
from twilio.rest import Client

from mocktr import Sandbox, Server
from mocktr.twilio_client import InProcessClient, ServerClient
from mocktr.web.http import HttpServer

ACCOUNT = ("AC" + "a" * 32, "token")
EARLIER = (0, 1_000, 10_000)


def bare_view(body: str) -> Flask:
    """A Flask application that answers the same bytes and does nothing else."""
    app = Flask("bare")

    @app.get("/v1/Workspaces/<workspace>/Tasks/<task>")
    def view(workspace: str, task: str):
        return app.response_class(body, mimetype="application/json")

    return app


def per_call(call: Callable[[], object], calls: int) -> float:
    """Median microseconds a call, of nine rounds."""
    rounds = []
    for _ in range(9):
        start = perf_counter()
        for _ in range(calls):
            call()
        rounds.append((perf_counter() - start) / calls * 1e6)
    return statistics.median(rounds)


def compare(name: str, ours: Callable, theirs: Callable, bound: float, calls: int) -> None:
    for warm in (ours, theirs):
        per_call(warm, 20)
    # Taken in turns, so that a busy moment hits both.
    pairs = [(per_call(ours, calls), per_call(theirs, calls)) for _ in range(3)]
    mine, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"{name:<44} {mine:9.0f} {bare:9.0f} {mine / bare:9.2f} {bound:9.2f}")


def fetches() -> None:
    columns = f"{'mocktr':>9} {'bare':>9} {'ratio':>9} {'bound':>9}"
    print(f"{'a fetch by the helper library, us':<44} {columns}")
    sandbox = Sandbox(seed="support")
    client = Client(*ACCOUNT, http_client=InProcessClient(sandbox))
    [workspace] = client.taskrouter.v1.workspaces.list()
    task = workspace.tasks.create(attributes='{"language": "es"}')
    payload = (
        sandbox.tenant(ACCOUNT[0])
        .account.tasks[task.sid]
        .payload("https://taskrouter.twilio.com/v1")
    )
    bare = bare_view(json.dumps(payload))

    def context(http_client):
        workspaces = Client(*ACCOUNT, http_client=http_client).taskrouter.v1.workspaces
        return workspaces(workspace.sid).tasks(task.sid)

    stub = InProcessClient(sandbox)
    stub.app = bare.wsgi_app
    compare(
        "in process, through our HttpClient",
        context(InProcessClient(sandbox)).fetch,
        context(stub).fetch,
        1.8,
        200,
    )
    with Server(sandbox) as server, HttpServer(bare) as plain:
        compare(
            "over a socket, on the same server",
            context(ServerClient(server.url)).fetch,
            context(ServerClient(plain.url)).fetch,
            1.5,
            100,
        )


def creates() -> None:
    print(f"\n{'a create in process, us':<44} {'median':>9} {'growth':>9}")
    sandbox = Sandbox(seed="support")
    client = Client(*ACCOUNT, http_client=InProcessClient(sandbox))
    [workspace] = client.taskrouter.v1.workspaces.list()
    done, first = 0, None

    def create():
        workspace.tasks.create(attributes='{"language": "es"}')

    per_call(create, 10)
    for earlier in EARLIER:
        while done < earlier:
            create()
            done += 1
        cost = per_call(create, 50)
        first = first or cost
        print(f"{f'after {earlier} earlier ones':<44} {cost:9.0f} {cost / first:9.2f}")


if __name__ == "__main__":
    fetches()
    creates()
