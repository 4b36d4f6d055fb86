"""Asks over the network, within a time that nothing can stretch."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, TimeoutError
from contextlib import suppress
from contextvars import copy_context
from functools import cache
from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
import responses
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from mocktr.callbacks.answer import CallbackAnswer, Fetched, Forbidden, Outgoing, Unanswered
from mocktr.callbacks.hanging_up import OPENED, HangUpAdapter, OpenConnections
from mocktr.callbacks.reach import Reach
from mocktr.hosts import is_loopback

ANYWHERE_HERE = Reach()

OURS = (Unanswered, requests.RequestException, HTTPError, HTTPException, OSError)
"""Errors on the way to a receiver."""

REFUSED_BY_RULES = "Connection refused by Responses"
"""How `responses` says that none of its rules is for a request."""


class Outward(HangUpAdapter):
    """Asks the user's own `responses` rules first, and leaves past them where none matches.

    Without `leaves` only the rules are asked: whatever comes as far as the network is refused.
    """

    def __init__(self, leaves: bool) -> None:
        self.leaves = leaves
        super().__init__()

    def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Send one request."""
        if HTTPAdapter.send is not responses._real_send:
            try:
                return super().send(request, *args, **kwargs)
            except requests.ConnectionError as error:
                if not str(error).startswith(REFUSED_BY_RULES):
                    raise
        return responses._real_send(self, request, *args, **kwargs)

    def add_headers(self, request: Any, **kwargs: Any) -> None:
        """The last step before the network, also for what a rule lets pass."""
        if not self.leaves:
            raise Forbidden


@cache
def session(leaves: bool, outside: bool) -> requests.Session:
    """What sends to this machine, or to the world outside with the environment's proxies.

    Shared by threads, which is safe as long as it keeps nothing: no cookies, no connections.
    """
    made = requests.Session()
    made.mount("http://", Outward(leaves))
    made.mount("https://", Outward(leaves))
    made.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    made.trust_env = outside
    # Nobody's .netrc is for callbacks.
    made.auth = lambda request: request
    return made


def send(
    method: str,
    url: str,
    body: bytes,
    headers: dict[str, str],
    timeout: float,
    reach: Reach = ANYWHERE_HERE,
) -> CallbackAnswer:
    """The answer to a callback within `timeout` seconds; raises what `fetch` raises."""
    return fetch(Outgoing(method, url, body, headers, timeout), reach).as_answer()


def fetch(request: Outgoing, reach: Reach = ANYWHERE_HERE) -> Fetched:
    """The answer of a URL, in time; raises Unanswered.

    Raises Forbidden where neither the user's rules answer nor the host is allowed.

    The timeouts of sockets count from byte to byte, so that a slow enough answer never ends: the
    request has a thread of its own, whose connection is cut when the time is up.
    """
    refusal = reach.refusal(request.url)
    if refusal is not None:
        sender = session(leaves=False, outside=False)
        with suppress(Forbidden):
            return attempt(sender, request)
        raise Forbidden(refusal)
    here = is_loopback(urlsplit(request.url).hostname or "")
    sender = session(leaves=True, outside=not here)
    outcome: Future[Fetched] = Future()
    opened = OpenConnections()
    # A rule's own code is to know, as any receiver's, in the course of which delivery it runs.
    context = copy_context()
    sending = threading.Thread(
        target=context.run,
        args=(work, sender, request, outcome, opened),
        name="mocktr-callback",
        daemon=True,
    )
    try:
        sending.start()
    except RuntimeError as error:
        raise Unanswered(str(error)) from error
    try:
        return outcome.result(request.timeout)
    except TimeoutError:
        opened.hang_up()
    finally:
        # An error and the frame that it leaves would hold each other.
        del outcome
    raise late(request)


def work(
    sender: requests.Session,
    request: Outgoing,
    outcome: Future[Fetched],
    opened: OpenConnections,
) -> None:
    """What the thread of a request does."""
    OPENED.set(opened)
    try:
        outcome.set_result(attempt(sender, request))
    except Unanswered as error:
        forget_frames(error)
        outcome.set_exception(error)
    except BaseException as error:
        outcome.set_exception(error)
    finally:
        opened.close()


def forget_frames(error: Unanswered) -> None:
    """Let an error of the network's hold no frames, which hold it in turn.

    Else each failure would be garbage that only Python's collector finds.
    """
    for one in story(error):
        # What a user's rule raised is the user's.
        if isinstance(one, OURS):
            one.__traceback__ = None


def story(error: BaseException) -> Iterator[BaseException]:
    """An error and those that led to it, each once: what a rule raises may lead back to itself."""
    told: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in told:
        told.add(id(one))
        yield one
        one = one.__cause__ or one.__context__


def late(request: Outgoing) -> Unanswered:
    return Unanswered(f"no answer within {request.timeout:g} seconds")


def attempt(sender: requests.Session, request: Outgoing) -> Fetched:
    try:
        with sender.request(
            request.method,
            request.url,
            data=request.body,
            # A kept connection may be closed by the receiver just when it is used again.
            headers={**request.headers, "Connection": "close"},
            timeout=request.timeout,
            allow_redirects=False,
            stream=True,
        ) as response:
            content = b"".join(read(response, request.most))
    except Unanswered:
        raise
    except requests.Timeout:
        raise late(request) from None
    # A user's rule raises what it likes.
    except Exception as error:
        raise Unanswered(reason(error)) from error
    if len(content) > request.most:
        raise Unanswered(f"an answer of more than {request.most} bytes")
    return Fetched(response.status_code, list(response.raw.headers.items()), content)


def reason(error: BaseException) -> str:
    """Why a request failed, in words that are the same each time: no ports, no addresses."""
    if isinstance(error, requests.exceptions.InvalidURL):
        return f"the URL is invalid: {error}"
    for cause in story(error):
        if isinstance(cause, RemoteDisconnected | IncompleteRead):
            return "the connection ended before the answer did"
        if isinstance(cause, HTTPException):
            return "what came is not HTTP"
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror.lower()
    if isinstance(error, requests.RequestException):
        return type(error).__name__
    return f"{type(error).__name__}: {error}"


def read(response: requests.Response, most: int) -> Any:
    """The chunks of an answer, up to the first one beyond the bound."""
    length = 0
    for chunk in response.iter_content(65_536):
        yield chunk
        length += len(chunk)
        if length > most:
            return
