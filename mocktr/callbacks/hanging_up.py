"""Connections of requests that went out, so that they can be cut from another thread.

Theory of operation
-------------------
The timeouts of sockets count from byte to byte, so a receiver that keeps talking is never late. To
close its connection from another thread wakes nobody, and might hit whatever has got the same
descriptor since. So each connection that is opened leaves a second descriptor of the same socket
with the `OpenConnections` of its thread, and to hang up means to shut the socket down: whoever
reads from it, in a handshake, in a header or in a body, is at its end.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class OpenConnections:
    """The connections that are opened in the course of one request."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.socks: list[socket.socket] = []
        self.is_over = False

    def add(self, sock: socket.socket) -> None:
        """Hang this one up with the others."""
        with self.lock:
            self.socks.append(sock.dup())
        if self.is_over:
            self.hang_up()

    def hang_up(self) -> None:
        """End all connections, and those that are opened later; who reads from one is woken."""
        self.is_over = True
        for sock in self.taken():
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()

    def close(self) -> None:
        """Keep no descriptors; the connections end by themselves."""
        for sock in self.taken():
            sock.close()

    def taken(self) -> list[socket.socket]:
        with self.lock:
            socks, self.socks = self.socks, []
        return socks


OPENED: ContextVar[OpenConnections | None] = ContextVar("mocktr_opened", default=None)
"""That of the request which this thread sends."""


class CuttableHTTP(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return noted(super()._new_conn())


class CuttableHTTPS(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return noted(super()._new_conn())


def noted(sock: socket.socket) -> socket.socket:
    opened = OPENED.get()
    if opened is not None:
        opened.add(sock)
    return sock


class OneEach:
    """Of a pool that opens a connection for each request.

    Who asks with `Connection: close` must not ask there again (RFC 9112, 9.6): the receiver closes
    it, whether it says so or not, maybe just when the next request comes.
    """

    def _put_conn(self, conn: Any) -> None:
        if conn is not None:
            conn.close()
        super()._put_conn(conn)  # type: ignore[misc]


class PlainPool(OneEach, HTTPConnectionPool):
    ConnectionCls = CuttableHTTP


class SecurePool(OneEach, HTTPSConnectionPool):
    ConnectionCls = CuttableHTTPS


POOLS = {"http": PlainPool, "https": SecurePool}


class HangUpAdapter(HTTPAdapter):
    """Opens connections that can be hung up, also through a proxy."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Called by requests."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """Called by requests."""
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = POOLS
        return manager
