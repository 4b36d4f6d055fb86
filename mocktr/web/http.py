"""A WSGI application on a real port: waitress, with threads on demand and a prompt stop."""

from __future__ import annotations

import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

DETACH = "mocktr.detach"
MEBIBYTE = 1024 * 1024
LOOP_TIMEOUT = 1.0
"""Seconds; a signal that comes just before the wait is seen only after it."""


class HttpServer:
    """One application on one port, for one life: what was stopped is not started again.

    ``start`` serves in a daemon thread, ``serve`` in the calling one until ``stop`` or an exception
    (Ctrl-C). A view may take its connection over, see `DETACH` and ``_Task.detach``.
    """

    def __init__(
        self,
        app: WSGIApplication,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        threads: int = 64,
        max_body: int = 64 * MEBIBYTE,
    ) -> None:
        self.host = host
        self.port = port
        self._app = app
        self._threads = threads
        self._max_body = max_body
        self._loop: _Loop | None = None
        self._thread: threading.Thread | None = None
        self._serving = False
        self._stopping = False
        self._deadline = 0.0
        # Reentrant, since a signal handler may call stop() while its own thread holds the lock.
        self._lock = threading.RLock()

    @property
    def url(self) -> str:
        return url_of("http", self.host, self.port)

    def bind(self) -> None:
        """Take the port, so that `url` is final; start and serve do it themselves."""
        if self._loop is None and not self._stopping:
            sock = listen(self.host, self.port)
            self.port = sock.getsockname()[1]
            self._loop = _Loop(self._app, sock, self.host, self._threads, self._max_body)

    def start(self) -> None:
        self.bind()
        self._thread = threading.Thread(target=self.serve, name="mocktr-http", daemon=True)
        self._thread.start()

    def serve(self) -> None:
        self.bind()
        loop = self._loop
        if loop is None:
            return
        self._serving = True
        try:
            while not self._stopping:
                loop.turn(LOOP_TIMEOUT)
            loop.drain(self._deadline)
        finally:
            self._close()

    def stop(self, timeout: float = 5.0) -> None:
        """Let the requests in flight finish, for so many seconds; close everything else at once.

        Returns when all is closed if the server was started in a thread, else it only tells
        ``serve`` to return. May be called from any thread and signal handler, and again.
        """
        with self._lock:
            if not self._stopping:
                self._deadline = time.monotonic() + timeout
                self._stopping = True
            if self._loop is not None:
                self._loop.pull_trigger()
        if self._thread is None and not self._serving:
            self._close()
        elif self._thread not in (None, threading.current_thread()):
            self._thread.join()

    def adopt(self, sock: socket.socket, address: tuple[str, int], scheme: str) -> None:
        """Serve a connection that came in elsewhere, and own its socket; may be called by anybody.

        `address` is the client's; `scheme` what its URLs start with, such as `https`.
        """
        with self._lock:
            if self._loop is None or self._stopping:
                sock.close()
            else:
                self._loop.arrivals.append((sock, address, scheme))
                self._loop.pull_trigger()

    def _close(self) -> None:
        with self._lock:
            # From here on stop() must not wake a loop whose pipe may be closed already.
            loop, self._loop = self._loop, None
        if loop is not None:
            loop.shut(self._deadline)

    def __enter__(self) -> HttpServer:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()


def url_of(scheme: str, host: str, port: int) -> str:
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on the host's first address, IPv4 before IPv6."""
    found = min(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    return socket.create_server(found[4], family=found[0], backlog=1024)


class _Task(WSGITask):
    """One request: the application may keep its connection, and 204 does not end it."""

    def get_environment(self) -> dict[str, Any]:
        environ = super().get_environment()
        environ["wsgi.url_scheme"] = self.channel.scheme
        environ[DETACH] = self.detach
        return environ

    def detach(self) -> socket.socket:
        """Hand the connection's (non-blocking) socket over to the application, which closes it.

        To be called before any output; the view then returns an empty response, sent to nobody.
        """
        self.wrote_header = True
        self.close_on_finish = True
        # waitress goes on to close its own descriptor, which leaves the connection to the copy.
        return self.channel.socket.dup()

    def set_close_on_finish(self) -> None:
        # waitress closes for want of a Content-Length, also where there is no body to measure.
        if self.has_body or self.request.connection_close or self.version == "1.0":
            super().set_close_on_finish()


class _Channel(HTTPChannel):
    task_class = _Task
    scheme = "http"

    @property
    def busy(self) -> bool:
        return bool(self.requests or self.total_outbufs_len)


class _Threads(ThreadedTaskDispatcher):
    """As many threads as there were requests at one time, up to a limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit
        self.started: list[threading.Thread] = []

    def start_new_thread(self, target: Callable[[int], None], thread_no: int) -> None:
        thread = threading.Thread(
            target=target, args=(thread_no,), name=f"mocktr-http-{thread_no}", daemon=True
        )
        self.started.append(thread)
        thread.start()

    def add_task(self, task: HTTPChannel) -> None:
        with self.lock:
            idle = len(self.threads) - self.active_count
            count = len(self.threads) + (len(self.queue) >= idle)
            self.queue.append(task)
            self.queue_cv.notify()
        if len(self.threads) < count <= self.limit:
            self.set_thread_count(count)

    def end(self, deadline: float) -> None:
        self.set_thread_count(0)
        # Idle threads need a moment to end even if the time is up.
        deadline = max(deadline, time.monotonic() + 0.1)
        for thread in self.started:
            thread.join(max(deadline - time.monotonic(), 0))


class _Loop(TcpWSGIServer):
    """The thread that reads requests, writes what is left of long answers and accepts clients."""

    channel_class = _Channel

    def __init__(
        self, app: WSGIApplication, sock: socket.socket, host: str, threads: int, max_body: int
    ) -> None:
        adj = Adjustments(
            sockets=[sock],
            server_name=host,
            ident="mocktr",
            connection_limit=1000,
            # The limit of waitress is the first size that is refused.
            max_request_body_size=max_body + 1,
            # Whether X-Forwarded-* count is decided by the application.
            clear_untrusted_proxy_headers=False,
        )
        self.handlers = _Threads(threads)
        self.arrivals: deque[tuple[socket.socket, tuple[str, int], str]] = deque()
        sockinfo = (sock.family, sock.type, sock.proto, sock.getsockname())
        self.pollable: dict[int, wasyncore.dispatcher] = {}
        super().__init__(
            app, self.pollable, True, sock, self.handlers, adj, sockinfo=sockinfo, bind_socket=False
        )

    def turn(self, timeout: float) -> None:
        """Wait for something to happen, and see to it."""
        wasyncore.loop(timeout, True, self.pollable, 1)
        while self.arrivals:
            sock, address, scheme = self.arrivals.popleft()
            self.channel_class(self, sock, address, self.adj, map=self.pollable).scheme = scheme

    def drain(self, deadline: float) -> None:
        """Take nothing new, and finish what was begun."""
        wasyncore.dispatcher.close(self)
        while self.close_channels(lambda channel: not channel.busy):
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                break
            self.turn(remaining)

    def close_channels(self, chosen: Callable[[_Channel], bool]) -> bool:
        """Close some connections; are there others?"""
        for channel in list(self.active_channels.values()):
            if chosen(channel):
                channel.handle_close()
        return bool(self.active_channels)

    def shut(self, deadline: float) -> None:
        wasyncore.dispatcher.close(self)
        self.close_channels(lambda channel: True)
        for sock, _, _ in self.arrivals:
            sock.close()
        # The pipe goes last, because a handler that just finished still writes to it.
        self.handlers.end(deadline)
        self.close()
