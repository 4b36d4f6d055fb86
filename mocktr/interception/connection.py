"""A connection in process, which fails for `requests` as one over the network does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http.client import IncompleteRead, RemoteDisconnected
from typing import TYPE_CHECKING, Any

import requests
from requests import PreparedRequest, Response
from urllib3 import connection_from_url
from urllib3.exceptions import MaxRetryError, ProtocolError, ReadTimeoutError
from urllib3.util import Retry

from mocktr.errors import AnswerLate, ConnectionCut
from mocktr.gateway import Reply, call

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

CUT = ProtocolError(
    "Connection aborted.", RemoteDisconnected("Remote end closed connection without response")
)


def ask(
    app: WSGIApplication,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    timeout: Any = None,
) -> Reply:
    """The answer of an application; raises what `requests` raises where a connection breaks.

    `timeout` (seconds) is what `requests` takes: a number, or one for connecting and one for
    reading.
    """
    seconds = timeout[1] if isinstance(timeout, tuple) else timeout
    try:
        reply = call(app, method, url, headers, body, seconds)
    except ConnectionCut:
        raise requests.ConnectionError(CUT) from None
    except AnswerLate:
        message = f"Read timed out. (read timeout={seconds})"
        raise requests.ReadTimeout(
            ReadTimeoutError(connection_from_url(url), url, message)
        ) from None
    _, answered, content = reply
    missing = int(dict(answered).get("Content-Length", 0)) - len(content)
    if missing > 0 and method != "HEAD":
        # After the headers came, so that nothing is tried again.
        error = IncompleteRead(content, missing)
        raise requests.exceptions.ChunkedEncodingError(
            ProtocolError(f"Connection broken: {error!r}", error)
        )
    return reply


def with_retries(
    request: PreparedRequest, retries: Retry, attempt: Callable[[], Response]
) -> Response:
    """What comes of the attempts that `retries` allows, as urllib3 counts them for `requests`."""
    method, url = str(request.method), request.url
    while True:
        try:
            response = attempt()
        except (requests.ConnectionError, requests.ReadTimeout) as failure:
            retries = after_failure(request, retries, failure)
            continue
        if not retries.is_retry(method, response.status_code, "Retry-After" in response.headers):
            return response
        try:
            retries = retries.increment(method, url, response=response.raw)
        except MaxRetryError as error:
            if retries.raise_on_status:
                raise requests.exceptions.RetryError(error, request=request) from None
            return response


def after_failure(
    request: PreparedRequest, retries: Retry, failure: requests.RequestException
) -> Retry:
    """What is left of `retries` after a broken connection; raises what `requests` raises."""
    [cause] = failure.args
    if not isinstance(cause, ProtocolError | ReadTimeoutError):
        raise failure
    failure.request = request
    try:
        return retries.increment(request.method, request.url, error=cause)
    except MaxRetryError as error:
        # So does the adapter of `requests`, also after timeouts.
        raise requests.ConnectionError(error, request=request) from failure
    except (ProtocolError, ReadTimeoutError):
        raise failure from None
