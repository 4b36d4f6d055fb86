"""A sandbox behind the helper library, in process: no socket, no thread."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from contextlib import ContextDecorator
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

import responses
from requests import PreparedRequest
from requests.adapters import HTTPAdapter

from mocktr.connection import Interceptor, ask
from mocktr.errors import HostRefused, OptionError
from mocktr.gateway import Reply
from mocktr.sandbox import Sandbox
from mocktr.web import Application

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TASKROUTER = re.compile(r"https?://taskrouter(?:\.[\w-]+){0,2}\.twilio\.com(?::\d+)?/.*", re.I)
"""`taskrouter[.edge][.region].twilio.com`."""
ANY_TWILIO = r"https?://(?:[\w-]+\.)*twilio\.com(?::\d+)?"
TWILIO = re.compile(rf"{ANY_TWILIO}(?:/.*)?$", re.I)
ELSEWHERE = re.compile(rf"(?!{ANY_TWILIO}(?:/|$)).*", re.I)

METHODS = ("GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS")

F = TypeVar("F", bound=Callable[..., Any])


class mock_taskrouter(ContextDecorator):
    """Answer TaskRouter's hosts from a sandbox, as a context manager or a decorator.

    Inside it every `taskrouter[.edge][.region].twilio.com` that is called through `requests`
    (Twilio's helper library does) answers in process. Other Twilio hosts are refused, all other
    hosts pass through. Takes a Sandbox, or the keywords of one; as a decorator of a function, also
    of a coroutine or a generator, each call gets a fresh sandbox from the keywords.
    """

    def __init__(self, sandbox: Sandbox | None = None, **options: Any) -> None:
        if not isinstance(sandbox, Sandbox | None):
            raise OptionError(
                f"mock_taskrouter: expected a Sandbox or the keywords of one, got {sandbox!r}; "
                "a decorator is spelled @mock_taskrouter(...), with parentheses"
            )
        self.given = sandbox
        self.options = options
        self.active: list[tuple[Sandbox, responses.RequestsMock]] = []

    def __call__(self, function: F) -> F:
        """Decorate a function, so that its whole body runs inside."""
        if isinstance(function, type) or inspect.isasyncgenfunction(function):
            raise OptionError(
                f"mock_taskrouter: expected a function to decorate, got {function!r}; "
                "decorate its methods, or use `with mock_taskrouter(...)` inside"
            )
        # A call of these only makes an object; the body runs when that is awaited or iterated.
        if inspect.iscoroutinefunction(function):

            @wraps(function)
            async def awaited(*args: Any, **kwargs: Any) -> Any:
                with self._recreate_cm():
                    return await function(*args, **kwargs)

            return cast(F, awaited)
        if inspect.isgeneratorfunction(function):

            @wraps(function)
            def iterated(*args: Any, **kwargs: Any) -> Any:
                with self._recreate_cm():
                    return (yield from function(*args, **kwargs))

            return cast(F, iterated)
        return super().__call__(function)

    def _recreate_cm(self) -> mock_taskrouter:
        return mock_taskrouter(self.given, **self.options)

    def __enter__(self) -> Sandbox:
        sandbox = self.given or Sandbox(**self.options)
        mock = interceptor(Application(sandbox))
        mock.start()
        self.active.append((sandbox, mock))
        return sandbox

    def __exit__(self, *failure: object) -> None:
        sandbox, mock = self.active.pop()
        mock.stop()
        mock.reset()
        if self.given is None:
            sandbox.close()


def interceptor(app: WSGIApplication) -> responses.RequestsMock:
    """The `responses` rules that lead Twilio's hosts to the application.

    What they let pass goes where it went before: also to rules of the user's that are around ours.
    """
    mock = Interceptor(assert_all_requests_are_fired=False, real_adapter_send=HTTPAdapter.send)
    for method in METHODS:
        # One rule for all of Twilio: where two match, `responses` uses up the first.
        mock.add_callback(method, TWILIO, answer_with(app), content_type=None)
    mock.add_passthru(ELSEWHERE)
    return mock


def answer_with(app: WSGIApplication) -> Callable[[PreparedRequest], Reply]:
    def answer(request: PreparedRequest) -> Reply:
        url, headers = str(request.url), dict(request.headers)
        if not TASKROUTER.match(url):
            raise HostRefused(f"{request.method} {url}")
        timeout = request.req_kwargs["timeout"]  # type: ignore[attr-defined]
        return ask(app, str(request.method), url, headers, as_bytes(request.body), timeout)

    return answer


def as_bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, bytes):
        return body
    if isinstance(body, str):
        return body.encode()
    chunks: Iterable[bytes] = body
    return b"".join(chunks)
