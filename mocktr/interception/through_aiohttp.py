"""What is sent by `aiohttp`, as Twilio's asynchronous helper library does.

A connection is made that ends in this process: aiohttp itself makes bytes of a request and reads
those of the answer, so that its options, hooks and errors are all in force.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from http.client import responses as phrases
from typing import TYPE_CHECKING, Any

from aiohttp import BaseConnector, ClientConnectionError, ClientRequest, TCPConnector
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection
from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser

from mocktr.errors import ConnectionCut, HostRefused
from mocktr.gateway import Reply, call
from mocktr.gateway.asgi import aside
from mocktr.interception.blocks import application
from mocktr.interception.seam import Seam

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Connect = Callable[..., Awaitable[Connection]]

GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


class ClientHostRefused(HostRefused, ClientConnectionError):
    """HostRefused as aiohttp lets it through; of another OSError it makes one of its own."""


class Wire(asyncio.Transport):
    """The transport of one request: what aiohttp writes goes to an application.

    The connection is closed by the answer, and so never used again when the block is left.
    """

    def __init__(self, app: WSGIApplication, url: str, protocol: ResponseHandler) -> None:
        super().__init__()
        self.app = app
        self.url = url
        self.protocol = protocol
        self.parser = HTTPRequestParser(Adjustments())
        self.closing = False
        self.task: asyncio.Task[None] | None = None

    def write(self, data: Any) -> None:
        """Take what aiohttp sends; the end of the request sets off the answer."""
        rest, expected = bytes(data), self.parser.headers_finished
        while rest and not self.parser.completed:
            rest = rest[self.parser.received(rest) :]
        if self.parser.completed and self.task is None:
            self.task = asyncio.get_running_loop().create_task(self.answer())
        elif self.parser.expect_continue and not expected:
            self.protocol.data_received(GO_ON)

    async def answer(self) -> None:
        try:
            reply = await aside(partial(ask, self.app, self.url, self.parser))
        except asyncio.CancelledError:
            raise
        except ConnectionCut:
            self.close()
        except HostRefused as refused:
            self.protocol.set_exception(ClientHostRefused(*refused.args))
        # Also what is no Exception, such as pytest's own: who asked is waiting.
        except BaseException as error:
            self.protocol.set_exception(error)
        else:
            if not self.closing:
                self.protocol.data_received(written(reply))
                self.close()

    def is_closing(self) -> bool:
        return self.closing

    def close(self) -> None:
        if not self.closing:
            self.closing = True
            self.protocol.connection_lost(None)

    abort = close

    def pause_reading(self) -> None:
        """All that is ever read comes at once."""

    resume_reading = pause_reading


def ask(app: WSGIApplication, url: str, parser: HTTPRequestParser) -> Reply:
    """What the application answers to a request that is complete."""
    if parser.error is not None:
        return parser.error.code, [], parser.error.body.encode()
    headers = {name.replace("_", "-"): value for name, value in parser.headers.items()}
    return call(app, parser.command, url, headers, parser.get_body_stream().read())


def written(reply: Reply) -> bytes:
    """An answer as it would come over the network."""
    status, headers, content = reply
    lines = [
        f"HTTP/1.1 {status} {phrases.get(status, '')}",
        *(f"{name}: {value}" for name, value in headers),
        "Connection: close",
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + content


def around_connect(genuine: Connect) -> Connect:
    async def connect(
        connector: BaseConnector, request: ClientRequest, *args: Any, **kwargs: Any
    ) -> Connection:
        url = str(request.url)
        app = application(url)
        # Another kind of connector goes somewhere else than to the host that the URL names.
        if app is None or not isinstance(connector, TCPConnector):
            return await genuine(connector, request, *args, **kwargs)
        loop = asyncio.get_running_loop()
        protocol = ResponseHandler(loop)
        protocol.connection_made(Wire(app, url, protocol))
        return Connection(connector, request.connection_key, protocol, loop)

    return connect


SEAMS = [Seam(BaseConnector, "connect", around_connect)]
