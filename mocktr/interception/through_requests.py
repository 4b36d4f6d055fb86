"""What is sent by `requests`, as Twilio's helper library does."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from http.client import responses as phrases
from io import BytesIO
from typing import Any

import responses
from requests import PreparedRequest, Response, Session
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import HTTPResponse
from urllib3._collections import HTTPHeaderDict

from mocktr.gateway import Reply
from mocktr.interception.blocks import answering, is_ours
from mocktr.interception.connection import ask, with_retries
from mocktr.interception.seam import Seam


class Detour(BaseAdapter):
    """Stands before the adapter that would send a request over the network.

    Not where `responses` has its place, which is deeper: so the user's rules and ours don't cover
    each other, whichever came first. A rule of the user's for a Twilio host comes before ours.
    """

    def __init__(self, adapter: HTTPAdapter) -> None:
        super().__init__()
        self.adapter = adapter

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """Answer a request, with the retries that its adapter asks for."""
        method, url = str(request.method), str(request.url)
        app = None if has_rule(request) else answering()
        if app is None:
            return self.adapter.send(request, *args, **kwargs)
        body, timeout = as_bytes(request.body), timeout_of(*args, **kwargs)
        # As plain pairs: each look-up in a dict that minds no case takes some calls.
        headers = dict(request.headers.lower_items())

        def attempt() -> Response:
            reply = ask(app, method, url, headers, body, timeout)
            return self.adapter.build_response(request, received(reply, method))

        return with_retries(request, self.adapter.max_retries, attempt)

    def close(self) -> None:
        """Nothing is held open."""


def has_rule(request: PreparedRequest) -> bool:
    """Whether the user has a rule of `responses` for a request."""
    # `responses` does not say which of its mocks is in force, only the function in its hands does.
    send = HTTPAdapter.send
    if send is responses._real_send:
        return False
    mock = inspect.getclosurevars(send).nonlocals.get("self") if inspect.isfunction(send) else None
    if not isinstance(mock, responses.RequestsMock):
        return False
    # What matchers look at; `responses` gives a request the same before it compares.
    looked_at = request.copy()
    looked_at.params = mock._parse_request_params(request.path_url)  # type: ignore[attr-defined]
    looked_at.req_kwargs = {}  # type: ignore[attr-defined]
    return any(rule.matches(looked_at)[0] for rule in mock.registered())


def timeout_of(stream: bool = False, timeout: Any = None, *rest: Any, **others: Any) -> Any:
    """The timeout among the arguments of an adapter's `send`."""
    return timeout


def received(reply: Reply, method: str) -> HTTPResponse:
    """An answer as it comes from the network."""
    status, pairs, content = reply
    headers = HTTPHeaderDict()
    # Given all at once, it would find out first in what form they come.
    for name, value in pairs:
        headers.add(name, value)
    return HTTPResponse(
        BytesIO(content),
        headers,
        status,
        reason=phrases.get(status),
        preload_content=False,
        request_method=method,
    )


def as_bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if hasattr(body, "read"):
        body = body.read()
    if isinstance(body, bytes):
        return body
    if isinstance(body, str):
        return body.encode()
    chunks: Iterable[bytes] = body
    return b"".join(chunks)


def around_get_adapter(genuine: Callable[..., BaseAdapter]) -> Callable[..., BaseAdapter]:
    def get_adapter(session: Session, url: str) -> BaseAdapter:
        adapter = genuine(session, url)
        # Another kind of adapter goes somewhere else than to the network, and was put there for it.
        return Detour(adapter) if isinstance(adapter, HTTPAdapter) and is_ours(url) else adapter

    return get_adapter


SEAMS = [Seam(Session, "get_adapter", around_get_adapter)]
