"""What looking at a world costs the server, beside the targets: `python -m benchmarks.console`.

The world is a contact center with 5,000 tasks. A lock is held for as long as the rows are taken;
to make JSON of them is done without it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import threading
import time
from collections.abc import Callable
from operator import truediv
from typing import Any

import requests

from mocktr import Sandbox, Server
from mocktr.commands import board, explain
from mocktr.core.board.board import take_board
from mocktr.core.board.changes import take_changes
from mocktr.core.board.selection import Selection
from mocktr.core.resources.task import Task
from mocktr.sandbox.tenant import Tenant

TASKS = 5_000
WIDTHS = (46, 12, 14)
ROUNDS = 15
TURNS, REQUESTS = 60, 25
"""How often each server is asked, and how many requests at a time."""
IDLE = 3.0
"""Seconds for which one stream listens to a world in which nothing happens."""

SEED = "contact_center"
ATTRIBUTES = {"language": "es", "type": "support", "from": "+15555550100", "note": "x" * 60}


def main() -> None:
    """Print the server's rows of the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=TASKS)
    tasks = parser.parse_args().tasks
    print(row("what", "target", "here"))
    with Sandbox(seed=SEED, tenants="one") as sandbox:
        fill(sandbox.only, tasks)
        for what, target, measured in looks(sandbox.only, tasks):
            print(row(what, target, measured), flush=True)
    for what, target, measured in listening():
        print(row(what, target, measured), flush=True)


def row(*cells: str) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True))


def fill(tenant: Tenant, count: int) -> None:
    """Let so many tasks come, of which most wait."""

    def create(account: Any) -> None:
        [workspace] = account.workspaces.values()
        workflow = next(iter(workspace.workflows))
        for number in range(count):
            attributes = json.dumps({**ATTRIBUTES, "order": number}, separators=(",", ":"))
            Task.create(workspace, {"workflow_sid": workflow, "attributes": attributes})

    tenant.run(create)


def looks(tenant: Tenant, tasks: int) -> list[tuple[str, str, str]]:
    """The lock's time, and what is said without it."""
    account = tenant.account
    selection = Selection(account)
    whole = least(lambda: take_board(selection, 20_000))
    taken = take_board(selection, 20_000)
    shown = least(lambda: json.dumps(taken.rows()))
    text = json.dumps(board.board(tenant, limit=20_000)).encode()
    events = len(account.events)
    delta = least(lambda: take_changes(selection, events - 200))
    waiting = [one.sid for one in account.tasks.values() if one.place is not None]
    sid = waiting[len(waiting) // 2]
    worker = next(iter(selection.workers())).sid
    queue = next(iter(selection.queues())).sid
    return [
        (f"lock held by a board of {tasks} tasks", "< 5 ms", ms(whole)),
        ("  JSON of it, without the lock", "", ms(shown)),
        ("  its size, gzipped", "", f"{len(text) >> 10} / {len(gzip.compress(text, 1)) >> 10} kB"),
        ("lock held by a delta of 200 events", "< 1 ms", ms(delta)),
        ("explain a task", "< 50 ms", ms(least(lambda: explain.explain(tenant, sid)))),
        ("explain a worker", "< 50 ms", ms(least(lambda: explain.explain_worker(tenant, worker)))),
        ("explain a queue", "< 50 ms", ms(least(lambda: explain.explain_queue(tenant, queue)))),
    ]


def listening() -> list[tuple[str, str, str]]:
    """What a stream costs while nothing happens, and requests beside none and one."""
    with (
        Server(seed="support", tenants="one", console="off") as plain,
        Server(seed="support", tenants="one") as server,
    ):
        idle = busy_for(IDLE)
        with requests.get(f"{server.url}/mocktr/changes/stream", stream=True, timeout=10) as stream:
            next(stream.iter_lines(chunk_size=1))
            listened = busy_for(IDLE)
            _, beside = asked_in_turns(plain, server)
        without, alone = asked_in_turns(plain, server)
        threads = sum(one.name == "mocktr-doorbell" for one in threading.enumerate())
    cost = max(listened - idle, 0)
    more = statistics.median(map(truediv, alone, without)) - 1
    return [
        ("a listening tab costs the server, idle", "< 0.3 %", f"{cost:.2%} of a core"),
        ("a request to a server without a console", "", ms(min(without))),
        ("a request when nobody listens any more", "< 1 % more", f"{ms(min(alone))}, {more:+.1%}"),
        ("a request with somebody listening", "", ms(min(beside))),
        ("threads when nobody listens any more", "0", str(threads)),
    ]


def asked_in_turns(*servers: Server) -> list[list[float]]:
    """Processor seconds of a request to each, and of who asks, round by round."""
    taken: list[list[float]] = [[] for _ in servers]
    with requests.Session() as session:
        session.auth = ("AC" + "a" * 32, "token")
        for _ in range(TURNS):
            for rounds, server in zip(taken, servers, strict=True):
                began = time.process_time()
                for _ in range(REQUESTS):
                    session.get(f"{server.url}/v1/Workspaces", timeout=10)
                rounds.append((time.process_time() - began) / REQUESTS)
    return taken


def busy_for(seconds: float) -> float:
    """The share of a core that this process takes while it waits."""
    before = time.process_time()
    time.sleep(seconds)
    return (time.process_time() - before) / seconds


def least(do: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of this thread's that something takes, the least of several: others may be busy."""
    taken = []
    for _ in range(rounds):
        began = time.thread_time()
        do()
        taken.append(time.thread_time() - began)
    return min(taken)


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


if __name__ == "__main__":
    main()
