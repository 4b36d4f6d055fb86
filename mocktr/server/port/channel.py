"""One connection of the server, and one request of it."""

from __future__ import annotations

import socket
from collections.abc import Hashable
from time import monotonic
from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from mocktr.gateway import DETACH, GONE, RELIEVE
from mocktr.server.port.head import write_head
from mocktr.server.port.parser import Parser

MODEST_BODY = 16 * 1024
"""Bytes of a body after which its connection rests; the first part of a body may be longer."""


class RequestTask(WSGITask):
    """One request: the application may keep its connection, and 204 does not end it."""

    def service(self) -> None:
        try:
            super().service()
        finally:
            self.channel.server.poller.at_work.add(self.channel)
            # What it offers leads back here: a ring, which only the collector of garbage would end.
            self.environ = None

    def get_environment(self) -> dict[str, Any]:
        environ = super().get_environment()
        environ["wsgi.url_scheme"] = self.channel.scheme
        environ[DETACH] = self.detach
        environ[GONE] = self.channel.has_gone
        environ[RELIEVE] = self.channel.server.relieve
        return environ

    def build_response_header(self) -> bytes:
        # Kept until the body comes, so that they leave together: to send costs as much as to route.
        self.channel.head = self.usual_head() or super().build_response_header()
        return b""

    def usual_head(self) -> bytes | None:
        """The lines before the body; None where they depend on more than the headers."""
        if self.version != "1.1" or self.request.connection_close or not self.has_body:
            return None
        ident = self.channel.server.adj.ident
        return write_head(self.status, self.response_headers, ident, int(self.start_time))

    def finish(self) -> None:
        super().finish()
        self.channel.send_head()

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


class Channel(HTTPChannel):
    parser_class = Parser
    task_class = RequestTask
    scheme = "http"
    head = b""
    """The header of an answer that is not on its way yet."""

    def recv(self, size: int) -> bytes:
        request = self.request
        data: bytes = super().recv(size if request is None else request.portion)
        return data

    def handle_read(self) -> None:
        super().handle_read()
        if self.request is not None and self.request.body_bytes_received > MODEST_BODY:
            self.server.poller.rest(self, self.server.share(self.request))

    def write_soon(self, data: Any) -> int:
        if not data:
            return 0
        self.server.poller.at_work.add(self)
        if self.head and isinstance(data, bytes):
            data, self.head = self.head + data, b""
        self.send_head()
        sent: int = super().write_soon(data)
        return sent

    def send_head(self) -> None:
        if self.head:
            head, self.head = self.head, b""
            super().write_soon(head)

    def _flush_some(self, do_close: bool = True) -> bool:
        # waitress sends `100 Continue` without it while another thread sends an answer.
        with self.outbuf_lock:
            return super()._flush_some(do_close)

    def add_channel(self, map: Any = None) -> None:
        """Called when the socket is there."""
        super().add_channel(map)
        self.server.poller.stirred.add(self._fileno)

    def service(self) -> None:
        poller, descriptor = self.server.poller, self._fileno
        try:
            super().service()
        # What a view raises to end its thread ends the connection, as nobody would ever answer;
        # the thread has others to see to.
        except BaseException:
            self.logger.exception("Exception when servicing %r", self)
            self.cancel()
            self.server.pull_trigger()
        finally:
            # Looked at by who reads: it was at work when waitress let that thread know.
            poller.stirred.add(descriptor)
            poller.at_work.discard(self)

    def has_gone(self) -> bool:
        """Whether the client closed the connection, so that nobody waits for the answer."""
        sock = self.socket
        if sock is None:
            # It was closed by whoever reads.
            return True
        try:
            return not sock.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True

    @property
    def last_activity(self) -> float:
        """When something came or went, in seconds of the machine's own clock."""
        return self.active_at

    @last_activity.setter
    def last_activity(self, wall_time: float) -> None:
        # waitress goes by the wall clock, which a test may turn.
        self.active_at = monotonic()

    @property
    def share(self) -> Hashable | None:
        """Under which name the present request holds a thread."""
        request = self.requests[0]
        found: Hashable | None = None if request.error else self.server.share(request)
        return found

    @property
    def busy(self) -> bool:
        return bool(self.requests or self.total_outbufs_len)
