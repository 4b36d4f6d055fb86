"""A WSGI application on a real port, which starts and stops promptly."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

from mocktr.limits import CONNECTIONS, THREADS
from mocktr.server.port.loop import Loop

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from waitress.parser import HTTPRequestParser

Bulky = Callable[[str, Mapping[str, str]], bool]

MOMENT = 1.0
"""Seconds for which a server is crowded after a request waited for others."""

MEBIBYTE = 1024 * 1024

MOST_THREADS, MOST_CONNECTIONS = THREADS.most, CONNECTIONS.most


def no_body_is(path: str, headers: Mapping[str, str]) -> bool:
    """Whether a body may be of any length: that of no request."""
    return False


class HttpServer:
    """One application on one port, for one life: what was stopped is not started again.

    ``start`` serves in a daemon thread, ``serve`` in the calling one until ``stop`` or an exception
    (Ctrl-C). `prompt` tells by the path of a request that it waits for nobody, see `port.loop`,
    `share` under which name it holds one of the `threads`, see `port.threads`, and `bulky`, by its
    path and its headers as waitress names them, that its body may be longer than `max_body`. Of
    `connections` the most silent one makes room for another. A view may take its connection over,
    see `gateway.DETACH`.
    """

    def __init__(
        self,
        app: WSGIApplication,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        threads: int = MOST_THREADS,
        connections: int = MOST_CONNECTIONS,
        max_body: int = 64 * MEBIBYTE,
        prompt: Callable[[str], bool] = lambda path: True,
        bulky: Bulky = no_body_is,
        share: Callable[[HTTPRequestParser], Hashable | None] = lambda request: None,
    ) -> None:
        self.host = host
        self.port = port
        self._app = app
        self._threads = threads
        self._max_body = max_body
        self._prompt = prompt
        self._bulky = bulky
        self._share = share
        self._connections = connections
        self._loop: Loop | None = None
        self._thread: threading.Thread | None = None
        self._serving = False
        self._stopping = False
        self._deadline = 0.0
        # Reentrant, since a signal handler may call stop() while its own thread closes the loop.
        self._lock = threading.RLock()

    @property
    def url(self) -> str:
        return url_of("http", self.host, self.port)

    @property
    def is_crowded(self) -> bool:
        """Whether requests wait for others, or did a moment ago."""
        loop = self._loop
        return loop is not None and time.monotonic() < loop.crowded_at + MOMENT

    def bind(self) -> None:
        """Take the port, so that `url` is final; start and serve do it themselves."""
        if self._loop is None and not self._stopping:
            sock = listen(self.host, self.port)
            self.port = sock.getsockname()[1]
            self._loop = Loop(
                self._app,
                brief(sock),
                self.host,
                threads=self._threads,
                connections=self._connections,
                max_body=self._max_body,
                prompt=self._prompt,
                share=self._share,
            )
            self._loop.adj.bulky = self._bulky

    def start(self) -> None:
        self.bind()
        self._thread = threading.Thread(target=self.serve, name="mocktr-http", daemon=True)
        self._thread.start()

    def serve(self) -> None:
        # First, so that stop() from here on leaves it to this thread to close.
        self._serving = True
        self.bind()
        loop = self._loop
        if loop is None:
            return
        try:
            loop.watch.start()
            while not self._stopping:
                loop.watch.look()
            loop.drain(self._deadline)
        finally:
            self._close()

    def stop(self, timeout: float = 5.0) -> None:
        """Let the requests in flight finish, for so many seconds; close everything else at once.

        Returns when all is closed if the server was started in a thread, else it only tells
        ``serve`` to return. May be called from any thread and signal handler, and again.
        """
        if not self._stopping:
            self._deadline = time.monotonic() + timeout
            self._stopping = True
        loop = self._loop
        if loop is not None:
            loop.watch.wakes.put(None)
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
            # From here on adopt() must not wake a loop whose pipe may be closed already.
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


def brief(sock: socket.socket) -> socket.socket:
    """The same socket, whose connections keep Python's lock where that can be."""
    if sys.platform == "linux":
        # Some Pythons are built without the module for it, or can load nothing of the system's.
        with suppress(ImportError, OSError, AttributeError):
            sock = import_module("mocktr.server.port.brief").listener(sock)
    return sock


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on the host's first address, IPv4 before IPv6."""
    found = min(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    return socket.create_server(found[4], family=found[0], backlog=1024)
