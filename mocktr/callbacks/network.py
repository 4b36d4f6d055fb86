"""Posts a form over the network, within a time that nothing can stretch."""

from __future__ import annotations

import ipaddress
import threading
from fnmatch import fnmatchcase
from functools import cache
from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
import responses
from requests.adapters import HTTPAdapter

from mocktr.callbacks.answer import Answer, Unanswered

MOST_BYTES = 1024 * 1024
"""The longest answer that is read."""

REFUSED_BY_RULES = "Connection refused by Responses"
"""How `responses` says that none of its rules is for a request."""


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its name alone: nothing is looked up."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_allowed(url: str, patterns: tuple[str, ...]) -> bool:
    """Whether callbacks may go there: this machine, or a host that a pattern (`*.test`) names."""
    host = (urlsplit(url).hostname or "").lower()
    return is_loopback(host) or any(fnmatchcase(host, one.lower()) for one in patterns)


class Outward(HTTPAdapter):
    """Asks the user's own `responses` rules first, and leaves past them where none matches."""

    def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Send one request."""
        if HTTPAdapter.send is not responses._real_send:
            try:
                return super().send(request, *args, **kwargs)
            except requests.ConnectionError as error:
                if not str(error).startswith(REFUSED_BY_RULES):
                    raise
        return responses._real_send(self, request, *args, **kwargs)


@cache
def session(outside: bool) -> requests.Session:
    """What sends to this machine, or to the world outside with the environment's proxies.

    Shared by threads, which is safe as long as it keeps nothing: no cookies, no connections.
    """
    made = requests.Session()
    made.mount("http://", Outward())
    made.mount("https://", Outward())
    made.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    made.trust_env = outside
    return made


def post(url: str, body: bytes, headers: dict[str, str], timeout: float) -> Answer:
    """The answer of a URL within `timeout` seconds of the wall clock; raises Unanswered.

    The timeouts of sockets count from byte to byte, so that a slow enough answer never ends: the
    request has a thread of its own, which is left behind when the time is up.
    """
    outcome: list[Answer | Unanswered] = []
    thread = threading.Thread(
        target=lambda: outcome.append(attempt(url, body, headers, timeout)),
        name="mocktr-callback",
        daemon=True,
    )
    thread.start()
    thread.join(timeout)
    if not outcome:
        raise Unanswered(f"no answer within {timeout:g} seconds")
    if isinstance(outcome[0], Unanswered):
        raise outcome[0]
    return outcome[0]


def attempt(url: str, body: bytes, headers: dict[str, str], timeout: float) -> Answer | Unanswered:
    outside = not is_loopback(urlsplit(url).hostname or "")
    try:
        with session(outside).post(
            url,
            data=body,
            # A kept connection may be closed by the receiver just when it is used again.
            headers={**headers, "Connection": "close"},
            timeout=timeout,
            allow_redirects=False,
            stream=True,
        ) as response:
            content = b"".join(read(response))
    except requests.Timeout:
        return Unanswered(f"no answer within {timeout:g} seconds")
    except (requests.RequestException, OSError, ValueError) as error:
        return Unanswered(reason(error))
    if len(content) > MOST_BYTES:
        return Unanswered(f"an answer of more than {MOST_BYTES} bytes")
    return Answer(response.status_code, response.headers.get("Content-Type"), content)


def reason(error: BaseException) -> str:
    """Why a request failed, in words that are the same each time: no ports, no addresses."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, RemoteDisconnected | IncompleteRead):
            return "the connection ended before the answer did"
        if isinstance(cause, HTTPException):
            return "what came is not HTTP"
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror.lower()
        cause = cause.__cause__ or cause.__context__
    return type(error).__name__


def read(response: requests.Response) -> Any:
    """The chunks of an answer, up to the first one beyond the bound."""
    length = 0
    for chunk in response.iter_content(65_536):
        yield chunk
        length += len(chunk)
        if length > MOST_BYTES:
            return
