"""How a WebSocket begins: the request that asks for one, and the answer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from websockets.datastructures import Headers
from websockets.http11 import Request
from websockets.server import ServerProtocol

from mocktr.errors import Refused

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

NAMES = (
    "Host",
    "Origin",
    "Connection",
    "Upgrade",
    "Sec-WebSocket-Key",
    "Sec-WebSocket-Version",
)
"""The headers that count. Extensions are left out, so none is accepted."""


def is_handshake(environ: WSGIEnvironment) -> bool:
    """Whether a request asks for a WebSocket."""
    return "websocket" in environ.get("HTTP_UPGRADE", "").lower()


def greeting(environ: WSGIEnvironment) -> bytes:
    """What accepts a WebSocket; raises Refused for a request that is no handshake."""
    headers = Headers()
    for name in NAMES:
        value = environ.get("HTTP_" + name.upper().replace("-", "_"))
        if value is not None:
            headers[name] = value
    response = ServerProtocol().accept(Request(environ["PATH_INFO"], headers))
    if response.status_code != 101:
        raise Refused((response.body or b"").decode().strip() or "expected a WebSocket handshake")
    return response.serialize()
