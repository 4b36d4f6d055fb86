"""Passing a request on to another emulator, and its answer back."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from flask import Response

from mocktr.callbacks.answer import Outgoing, Unanswered
from mocktr.errors import NotForwarded
from mocktr.sandbox.forwards import Forward
from mocktr.web.request import MOST_BYTES, Request

LONGEST = 30.0
"""Seconds of the wall clock that the other has to answer, where the caller waits so long."""

OF_A_CONNECTION = frozenset(
    {
        *("connection", "keep-alive", "proxy-connection", "proxy-authenticate"),
        *("proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade"),
    }
)
"""Headers that are for the next host only (RFC 9110)."""

MADE_ANEW = frozenset({"host", "content-length", "content-encoding"})
"""Headers that follow from where a message goes, or from its content, which came decoded."""

Headers = Iterable[tuple[str, str]]


def forward(asked: Request, to: Forward) -> Response:
    """The answer of who stands in for the host; raises NotForwarded where there is none."""
    asked.passes_on = True
    asked.relieve()
    seconds = LONGEST if asked.timeout is None else min(LONGEST, asked.timeout)
    request = Outgoing(
        asked.method,
        to.url + target(asked),
        asked.get_data(),
        {
            **dict(passed(asked.headers.items(), sent=True)),
            "X-Forwarded-Host": asked.authority,
            "X-Forwarded-Proto": asked.scheme,
        },
        seconds,
        MOST_BYTES,
    )
    try:
        status, headers, content = asked.sandbox.receivers.fetch(request)
    except Unanswered as error:
        asked.passes_on = False
        raise NotForwarded(asked.authority, to.url, str(error)) from None
    return replied(status, list(passed(headers)), content)


def target(asked: Request) -> str:
    """Path and query as the client spelled them, where the server tells."""
    environ = asked.environ
    spelled = environ.get("REQUEST_URI") or environ.get("RAW_URI")
    if spelled is None:
        path = quote(environ["PATH_INFO"].encode("latin-1"))
        return f"{path}?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else path
    parts = urlsplit(spelled)
    return parts._replace(scheme="", netloc="", fragment="").geturl()


def passed(headers: Headers, sent: bool = False) -> Headers:
    """The headers that are for both ends; those that were `sent` may say how to compress."""
    headers = list(headers)
    named = {name.lower(): value for name, value in headers}.get("connection", "")
    here = {one.strip().lower() for one in named.split(",")} | OF_A_CONNECTION | MADE_ANEW
    if sent:
        here.discard("content-encoding")
    return [(name, value) for name, value in headers if name.lower() not in here]


def replied(status: int, headers: Headers, content: bytes) -> Response:
    """An answer with these headers and no others but its length."""
    answer = Response(content, status)
    del answer.headers["Content-Type"]
    for name, value in headers:
        answer.headers.add(name, value)
    return answer
