"""What is sent by `httpx`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from httpx import (
    AsyncHTTPTransport,
    HTTPTransport,
    ReadTimeout,
    RemoteProtocolError,
    Request,
    Response,
)

from mocktr.errors import AnswerLate, ConnectionCut
from mocktr.gateway import call
from mocktr.interception.blocks import application
from mocktr.interception.seam import Seam

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

CUT = "Server disconnected without sending a response."
TRUNCATED = (
    "peer closed connection without sending complete message body "
    "(received {received} bytes, expected {expected})"
)

Handle = Callable[[HTTPTransport, Request], Response]
AsyncHandle = Callable[[AsyncHTTPTransport, Request], Awaitable[Response]]


def around_handle_request(genuine: Handle) -> Handle:
    def handle_request(transport: HTTPTransport, request: Request) -> Response:
        app = application(str(request.url))
        if app is None:
            return genuine(transport, request)
        return answer(app, request, request.read())

    return handle_request


def around_handle_async_request(genuine: AsyncHandle) -> AsyncHandle:
    async def handle_async_request(transport: AsyncHTTPTransport, request: Request) -> Response:
        app = application(str(request.url))
        if app is None:
            return await genuine(transport, request)
        work = partial(answer, app, request, await request.aread())
        # A limit of its own: requests whose callbacks are on their way must not hold up others.
        return await to_thread.run_sync(work, limiter=CapacityLimiter(1))

    return handle_async_request


def answer(app: WSGIApplication, request: Request, body: bytes) -> Response:
    """The answer of an application; raises what httpx raises where a connection breaks."""
    seconds = request.extensions.get("timeout", {}).get("read")
    headers = dict(request.headers)
    try:
        status, answered, content = call(
            app, request.method, str(request.url), headers, body, seconds
        )
    except ConnectionCut:
        raise RemoteProtocolError(CUT, request=request) from None
    except AnswerLate:
        raise ReadTimeout("The read operation timed out", request=request) from None
    expected = int(dict(answered).get("Content-Length", 0))
    if len(content) < expected and request.method != "HEAD":
        raise RemoteProtocolError(
            TRUNCATED.format(received=len(content), expected=expected), request=request
        )
    return Response(status, headers=answered, content=content)


SEAMS = [
    Seam(HTTPTransport, "handle_request", around_handle_request),
    Seam(AsyncHTTPTransport, "handle_async_request", around_handle_async_request),
]
