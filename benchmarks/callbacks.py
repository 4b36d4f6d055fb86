"""Callbacks per second, by who receives them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from wsgiref.simple_server import WSGIRequestHandler, make_server

from flask import Flask

from mocktr import fixture as worlds
from mocktr.server.port.http import HttpServer

TASKS = 100
OPTIONS = {"seed": "support", "tenants": "one"}
ACCEPT = {"instruction": "accept"}


def application() -> Flask:
    """Accepts every reservation."""
    app = Flask("receiver")
    app.add_url_rule("/assign", "assign", lambda: ACCEPT, methods=["POST"])
    app.add_url_rule("/events", "events", lambda: ("", 204), methods=["POST"])
    return app


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def wsgiref() -> Iterator[str]:
    with make_server("127.0.0.1", 0, application(), handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def point(taskrouter: worlds.TaskRouter, url: str) -> None:
    [workflow] = taskrouter.workspace.workflows.list()
    workflow.update(assignment_callback_url=f"{url}/assign")
    taskrouter.workspace.update(event_callback_url=f"{url}/events")


def by_function(taskrouter: worlds.TaskRouter) -> None:
    taskrouter.on_assignment(lambda call: ACCEPT)
    taskrouter.on_event(lambda call: None)


def mounted(taskrouter: worlds.TaskRouter) -> None:
    taskrouter.mount("https://myapp.example", application())
    point(taskrouter, "https://myapp.example")


def measure(name: str, world: Callable, arrange: Callable) -> None:
    """One row: a life of each task, with all its callbacks."""
    with world(OPTIONS) as taskrouter:
        arrange(taskrouter)
        taskrouter.settle()
        before = len(taskrouter.callbacks)
        start = perf_counter()
        for _ in range(TASKS):
            task = taskrouter.task(language="es")
            taskrouter.settle()
            task.update(assignment_status="completed")
            taskrouter.settle()
        elapsed = perf_counter() - start
        sent = len(taskrouter.callbacks) - before
    print(f"{name:<44} {sent:9} {sent / elapsed:9.0f} {1e3 * elapsed / TASKS:9.1f}")


if __name__ == "__main__":
    print(f"{'received by':<44} {'callbacks':>9} {'a second':>9} {'ms a task':>9}")
    measure("functions, in process", worlds.in_process, by_function)
    measure("a mounted Flask application, in process", worlds.in_process, mounted)
    with HttpServer(application()) as server:
        measure(
            "Flask on mocktr's server, in process",
            worlds.in_process,
            lambda t: point(t, server.url),
        )
        measure(
            "Flask on mocktr's server, server", worlds.on_a_port, lambda t: point(t, server.url)
        )
    with wsgiref() as url:
        measure(
            "Flask on wsgiref, single-threaded, server", worlds.on_a_port, lambda t: point(t, url)
        )
