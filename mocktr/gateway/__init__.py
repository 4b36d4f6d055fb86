"""Calls a WSGI application in process, without a socket."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, unquote, urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

Reply = tuple[int, list[tuple[str, str]], bytes]
"""Status, headers (of which several may have one name), body."""

IN_PROCESS = "mocktr.in_process"
"""Marks the WSGI environment of a call whose caller waits in this process."""

TIMEOUT = "mocktr.timeout"
"""Where it says how many seconds that caller waits."""

RELIEVE = "mocktr.relieve"
"""Where it holds what a view on a port calls before it waits for something."""

GONE = "mocktr.gone"
"""Where it holds what tells whether the client on a port has hung up."""

DETACH = "mocktr.detach"
"""Where it holds what lets a view on a port take its connection over."""

ADMITTED = "mocktr.admitted"
"""Where it holds the account, for a request that was admitted by other means than credentials."""

CONSOLE = "mocktr.console"
"""Marks such a request as that of who controls the world: no fault and no rate limit is for it."""

PORTS = {"http": 80, "https": 443}


class NoReply(RuntimeError):
    """An application returned without an answer."""


def call(
    app: WSGIApplication,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    timeout: float | None = None,
) -> Reply:
    """Answer one request by a WSGI application, for a caller who waits `timeout` seconds."""
    return run(app, environ(method, url, headers, body, timeout))


def run(app: WSGIApplication, environ: WSGIEnvironment) -> Reply:
    """What a WSGI application answers in an environment; raises NoReply."""
    started: list[Any] = []
    written: list[bytes] = []

    def start_response(status: str, sent: list[tuple[str, str]], exc_info: Any = None) -> Any:
        started[:] = [int(status[:3]), list(sent)]
        return written.append

    chunks = app(environ, start_response)
    try:
        content = b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
    if not started:
        raise NoReply("start_response was not called")
    return started[0], started[1], b"".join(written) + content


def environ(
    method: str, url: str, headers: Mapping[str, str], body: bytes, timeout: float | None
) -> dict[str, Any]:
    """The WSGI environment of a request."""
    parts = urlsplit(url)
    made: dict[str, Any] = {
        **server_variables(parts.scheme, parts.netloc),
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(parts.path, "latin-1") or "/",
        "QUERY_STRING": parts.query,
        "REQUEST_URI": url,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        IN_PROCESS: True,
        TIMEOUT: timeout,
    }
    for name, value in headers.items():
        made[header_variable(name)] = value
    # The body is whole, however it was to be sent.
    made.pop("HTTP_CONTENT_LENGTH", None)
    made.pop("HTTP_TRANSFER_ENCODING", None)
    return made


# A client asks one server.
@lru_cache
def server_variables(scheme: str, netloc: str) -> dict[str, str]:
    """What the environment says of the server that is asked."""
    parts = SplitResult(scheme, netloc, "", "", "")
    return {
        "SERVER_NAME": parts.hostname or "",
        "SERVER_PORT": str(parts.port or PORTS[scheme]),
        "HTTP_HOST": host(parts),
        "wsgi.url_scheme": scheme,
    }


# And sends it the same headers each time.
@lru_cache
def header_variable(header: str) -> str:
    """What the environment calls a header."""
    key = header.upper().replace("-", "_")
    return key if key == "CONTENT_TYPE" else f"HTTP_{key}"


def host(parts: SplitResult) -> str:
    """The Host header: without the user, and without the scheme's own port, as clients send it."""
    return parts.netloc.rpartition("@")[2].removesuffix(f":{PORTS[parts.scheme]}")


def is_asgi(app: Callable[..., Any]) -> bool:
    """Whether an application speaks ASGI 3: a coroutine function, or an object called as one."""
    return inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(type(app).__call__)
