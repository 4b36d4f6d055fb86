"""Calls an ASGI application in process, without a socket.

Loaded only where there is one: asyncio takes its time to load.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from mocktr.gateway import PORTS, NoReply, Reply, host

T = TypeVar("T")

OWN = "mocktr_"
"""What the names of mocktr's context variables start with."""

LONGEST_END = 5.0
"""Seconds to wait for a loop that is busy with an application's code to end."""


async def aside(work: Callable[[], T]) -> T:
    """What `work` answers, in a thread of its own, so that the caller's loop goes on.

    `work` may wait for a callback which that very loop answers. The threads of the loop's own
    executor are few, and the answer may need one.
    """
    executor = ThreadPoolExecutor(1, "mocktr-request")
    try:
        return await asyncio.get_running_loop().run_in_executor(executor, work)
    finally:
        executor.shutdown(wait=False)


class EventLoop:
    """A loop in a thread of its own, started when it is first needed.

    An application keeps what belongs to a loop (connections, locks) from call to call, so all calls
    go to one loop; and the caller's own loop, where there is one, is busy with the caller.

    What runs here sees the context variables of mocktr's own only, as under a server. A framework
    keeps in others where the caller's code runs, and would wait for a turn in that very thread.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.thread: threading.Thread | None = None

    @property
    def is_mine(self) -> bool:
        """Whether this code runs in the loop, so that it can't wait for what the loop does."""
        return self.thread is threading.current_thread()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of a coroutine; to be called from outside the loop."""
        loop = self.started()
        return own_context().run(asyncio.run_coroutine_threadsafe, contained(work), loop).result()

    def started(self) -> asyncio.AbstractEventLoop:
        with self.lock:
            if self.loop is None:
                self.loop = asyncio.new_event_loop()
                self.thread = threading.Thread(
                    target=serve, args=(self.loop,), name="mocktr-asgi", daemon=True
                )
                self.thread.start()
            return self.loop

    def close(self) -> None:
        """Stop the loop, if it was started; who waits for a coroutine gets a CancelledError."""
        with self.lock:
            loop, self.loop = self.loop, None
        if loop is not None and self.thread is not None:
            loop.call_soon_threadsafe(loop.stop)
            if not self.is_mine:
                self.thread.join(LONGEST_END)


def own_context() -> Context:
    """A context with those variables of the caller's that are mocktr's, by their names."""
    context = Context()
    for variable, value in copy_context().items():
        if variable.name.startswith(OWN):
            context.run(variable.set, value)
    return context


def serve(loop: asyncio.AbstractEventLoop) -> None:
    """Run a loop until it is stopped, then cancel what is left in it."""
    loop.run_forever()
    loop.run_until_complete(asyncio.sleep(0))
    while left := asyncio.all_tasks(loop):
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.wait(left))
    loop.close()


async def contained(work: Coroutine[Any, Any, T]) -> T:
    """A coroutine's result; an exit, which would end the loop, becomes an error."""
    try:
        return await work
    except (SystemExit, KeyboardInterrupt) as error:
        raise RuntimeError(f"{type(error).__name__}({error})") from error


async def call_asgi(
    app: Callable[..., Any], method: str, url: str, headers: Mapping[str, str], body: bytes
) -> Reply:
    """Answer one request by an ASGI 3 application, without its lifespan."""
    requests: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    requests.put_nowait({"type": "http.request", "body": body, "more_body": False})
    started: list[Any] = []
    chunks: list[bytes] = []

    async def send(message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answered = [
                (bytes(name).decode("latin-1"), bytes(value).decode("latin-1"))
                for name, value in message.get("headers", ())
            ]
            started[:] = [message["status"], answered]
        elif message["type"] == "http.response.body":
            chunks.append(message.get("body", b""))

    await app(scope(method, url, headers, body), requests.get, send)
    if not started:
        raise NoReply("the response was not started")
    return started[0], started[1], b"".join(chunks)


def scope(method: str, url: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """The ASGI connection scope of a request."""
    parts = urlsplit(url)
    sent = {
        "host": host(parts),
        **{name.lower(): value for name, value in headers.items()},
        "content-length": str(len(body)),
    }
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": parts.scheme,
        "path": unquote(parts.path) or "/",
        "raw_path": (parts.path or "/").encode("ascii"),
        "query_string": parts.query.encode("ascii"),
        "root_path": "",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in sent.items()],
        "client": ("127.0.0.1", 0),
        "server": (parts.hostname or "", parts.port or PORTS[parts.scheme]),
    }
