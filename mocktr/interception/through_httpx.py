"""What is sent by `httpx`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from httpx import AsyncHTTPTransport, HTTPTransport, Request, Response

from mocktr.gateway import Reply, call
from mocktr.interception.blocks import application
from mocktr.interception.seam import Seam

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Handle = Callable[[HTTPTransport, Request], Response]
AsyncHandle = Callable[[AsyncHTTPTransport, Request], Awaitable[Response]]


def around_handle_request(genuine: Handle) -> Handle:
    def handle_request(transport: HTTPTransport, request: Request) -> Response:
        app = application(request.method, str(request.url))
        if app is None:
            return genuine(transport, request)
        return response(answer(app, request, request.read()))

    return handle_request


def around_handle_async_request(genuine: AsyncHandle) -> AsyncHandle:
    async def handle_async_request(transport: AsyncHTTPTransport, request: Request) -> Response:
        app = application(request.method, str(request.url))
        if app is None:
            return await genuine(transport, request)
        work = partial(answer, app, request, await request.aread())
        # A limit of its own: requests whose callbacks are on their way must not hold up others.
        return response(await to_thread.run_sync(work, limiter=CapacityLimiter(1)))

    return handle_async_request


def answer(app: WSGIApplication, request: Request, body: bytes) -> Reply:
    return call(app, request.method, str(request.url), dict(request.headers), body)


def response(reply: Reply) -> Response:
    status, headers, content = reply
    return Response(status, headers=headers, content=content)


SEAMS = [
    Seam(HTTPTransport, "handle_request", around_handle_request),
    Seam(AsyncHTTPTransport, "handle_async_request", around_handle_async_request),
]
