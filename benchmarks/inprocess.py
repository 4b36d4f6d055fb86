"""Calls of the helper library in process, beside a static stub and beside a bare Flask view.

The rivals answer the bytes that mocktr answers, over the same transport. Then what a create costs
after many others, and what a page of a thousand workers costs beside its JSON alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import responses
from twilio.rest import Client

from benchmarks.timing import bare_view, head, in_turns, per_call, row
from mocktr import Sandbox, Server, mock_taskrouter
from mocktr.gateway import call
from mocktr.interception.entrance import enter, leave
from mocktr.server.port.http import HttpServer
from mocktr.twilio_client import InProcessClient, ServerClient
from mocktr.web import Application

ACCOUNT = ("AC" + "a" * 32, "token")
HOST = "https://taskrouter.twilio.com"
EARLIER = (1_000, 10_000)
WORKERS = 1_000
ATTRIBUTES = '{"language": "es"}'


class Calls:
    """A fetch and a create by the helper library, as a transport sends them."""

    def __init__(self, workspace: str, task: str, http_client: Any = None) -> None:
        workspaces = Client(*ACCOUNT, http_client=http_client).taskrouter.v1.workspaces
        self.tasks = workspaces(workspace).tasks
        self.fetch = workspaces(workspace).tasks(task).fetch

    def create(self) -> object:
        return self.tasks.create(attributes=ATTRIBUTES)


@contextmanager
def answering(app: Any) -> Iterator[None]:
    """A WSGI application behind the hosts of TaskRouter."""
    block = enter(app)
    try:
        yield
    finally:
        leave(block)


@contextmanager
def stubbed(body: str) -> Iterator[None]:
    """`responses` with the same body for every request."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        for method in (responses.GET, responses.POST):
            status = 200 if method == responses.GET else 201
            mock.add(method, re.compile(HOST), body, status=status, content_type="application/json")
        yield


def inside(block: Callable[[], Any], function: Callable[[], object]) -> Callable[[], object]:
    """A batch of calls inside a block, which is entered before each batch of them."""

    def batch() -> None:
        with block():
            for _ in range(BATCH):
                function()

    return batch


BATCH = 50


def transports() -> None:
    """Each transport beside its rival, a fetch and a create."""
    sandbox = Sandbox(seed="support")
    client = Client(*ACCOUNT, http_client=InProcessClient(sandbox))
    [workspace] = client.taskrouter.v1.workspaces.list()
    task = workspace.tasks.create(attributes=ATTRIBUTES)
    account = sandbox.tenant(ACCOUNT[0]).account
    body = json.dumps(account.tasks[task.sid].payload(f"{HOST}/v1"))
    bare = bare_view(body)
    sids = (workspace.sid, task.sid)
    to_bare = InProcessClient(sandbox)
    to_bare.app = bare.wsgi_app
    ours, theirs = Calls(*sids, InProcessClient(sandbox)), Calls(*sids, to_bare)
    plain = Calls(*sids)
    head("a call of the helper library, us", "mocktr", "rival", "ratio", "bound")
    with ExitStack() as stack:
        server = stack.enter_context(Server(sandbox))
        flask = stack.enter_context(HttpServer(bare))
        near, far = Calls(*sids, ServerClient(server.url)), Calls(*sids, ServerClient(flask.url))
        for name, of_stub, of_view in (("fetch", 1.2, 1.05), ("create", 1.2, 1.3)):
            called = getattr(plain, name)
            mine = inside(lambda: mock_taskrouter(sandbox), called)
            stub = inside(lambda: stubbed(body), called)
            view = inside(lambda: answering(bare.wsgi_app), called)
            compare(f"{name} by requests, a static stub", mine, stub, of_stub, BATCH)
            compare(f"{name} by requests, a bare Flask view", mine, view, of_view, BATCH)
            for title, one, other, bound in (
                ("our HttpClient, a bare Flask view", ours, theirs, of_view),
                ("a socket, a bare Flask view", near, far, of_view),
            ):
                compare(f"{name} by {title}", getattr(one, name), getattr(other, name), bound)


def compare(
    name: str, ours: Callable, theirs: Callable, bound: float, batch: int = 1, calls: int = 100
) -> None:
    mine, rival = (one / batch for one in in_turns(calls // batch, ours, theirs))
    row(name, mine, rival, mine / rival, bound, digits=(0, 0))


def creates() -> None:
    """What a create costs after earlier ones."""
    head("a create in process, us", "median", "growth", "bound")
    sandbox = Sandbox(seed="support")
    [workspace] = sandbox.tenant(ACCOUNT[0]).account.workspaces
    tasks = Calls(workspace, "", InProcessClient(sandbox))
    [first] = in_turns(50, tasks.create)
    row("after some hundred earlier ones", first, 1.0, digits=(0,))
    for earlier in EARLIER:
        per_call(tasks.create, earlier)
        [cost] = in_turns(50, tasks.create)
        row(f"after {earlier:,} more", cost, cost / first, 1.25, digits=(0,))


def listing() -> None:
    """A page of all workers beside what the standard library takes for the same JSON."""
    head(f"a page of {WORKERS:,} workers, us", "mocktr", "json", "ratio", "bound")
    workers = [
        {"friendly_name": f"w{n}", "attributes": {"skills": [f"s{n % 10}"]}} for n in range(WORKERS)
    ]
    seed = {"workspaces": [{"friendly_name": "Thousand", "workers": workers}]}
    sandbox = Sandbox(seed, tenants="one")
    app = Application(sandbox)
    [workspace] = sandbox.only.account.workspaces
    url = f"{HOST}/v1/Workspaces/{workspace}/Workers?PageSize={WORKERS}"
    headers = {"Authorization": "Basic QUM6dA=="}
    document = json.loads(call(app, "GET", url, headers, b"")[2])
    assert len(document["workers"]) == WORKERS
    mine, alone = in_turns(
        5, lambda: call(app, "GET", url, headers, b""), lambda: json.dumps(document)
    )
    row("the whole answer", mine, alone, mine / alone, 3, digits=(0, 0))


if __name__ == "__main__":
    transports()
    creates()
    listing()
