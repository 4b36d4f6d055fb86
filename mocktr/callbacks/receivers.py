"""Who receives a callback: a function, an application in this process, or the network."""

from __future__ import annotations

import inspect
import json
import logging
import threading
from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from mocktr.callbacks.answer import CallbackAnswer, Fetched, Forbidden, Outgoing, Unanswered
from mocktr.callbacks.form import Callback, CallbackKind, as_received
from mocktr.callbacks.reach import Reach
from mocktr.core.fields import is_url
from mocktr.errors import OptionError
from mocktr.gateway import PORTS, Reply, call, is_asgi

if TYPE_CHECKING:
    from mocktr.gateway.asgi import EventLoop

ASGI = "mocktr.gateway.asgi"
"""Loaded when it is needed, as asyncio takes its time."""

LOG = logging.getLogger(__name__)

TIMEOUTS: dict[CallbackKind, float] = {"assignment": 5, "event": 15, "voice": 15, "status": 15}
"""Seconds of the wall clock to answer (sources: callbacks, events, voice)."""

JSON = "application/json"

Handler = Callable[[Any], Any]
"""Of a test's: gets a call, answers what it likes."""


class AssignmentCall(NamedTuple):
    """An assignment callback as a function gets it: `parameters` as they would be posted."""

    parameters: dict[str, str]

    @property
    def form(self) -> Mapping[str, str]:
        """The parameters, under the name that web frameworks have for them."""
        return self.parameters

    @property
    def task_sid(self) -> str:
        return self.parameters["TaskSid"]

    @property
    def worker_sid(self) -> str:
        return self.parameters["WorkerSid"]

    @property
    def reservation_sid(self) -> str:
        return self.parameters["ReservationSid"]

    @property
    def task(self) -> dict[str, Any]:
        """The task's attributes."""
        found: dict[str, Any] = json.loads(self.parameters["TaskAttributes"])
        return found

    @property
    def worker(self) -> dict[str, Any]:
        """The worker's attributes."""
        found: dict[str, Any] = json.loads(self.parameters["WorkerAttributes"])
        return found


class EventCall(NamedTuple):
    """An event callback as a function gets it: `parameters` as they would be posted."""

    parameters: dict[str, str]

    @property
    def form(self) -> Mapping[str, str]:
        """The parameters, under the name that web frameworks have for them."""
        return self.parameters

    @property
    def type(self) -> str:
        return self.parameters["EventType"]

    @property
    def resource_sid(self) -> str:
        return self.parameters["ResourceSid"]


class VoiceCall(NamedTuple):
    """A request for a call as a function gets it: `parameters` as they would be sent to `url`."""

    parameters: dict[str, str]
    url: str
    about: str
    """What it is for, such as `voice`, `waitUrl` or `Gather action`."""

    @property
    def call_sid(self) -> str:
        return self.parameters["CallSid"]

    @property
    def path(self) -> str:
        """That of the URL."""
        return urlsplit(self.url).path


OnAssignment = Callable[[AssignmentCall], Any] | None
OnEvent = Callable[[EventCall], Any] | None
OnVoice = Callable[[VoiceCall], Any] | None

CALLS: dict[CallbackKind, Callable[[dict[str, str]], Any]] = {
    "assignment": AssignmentCall,
    "event": EventCall,
}

TWIML = "text/xml"


class Receivers:
    """Where the callbacks of a sandbox go.

    `reach` says where over the network they may be posted to; `timeout` (seconds of the wall
    clock) shortens the time to answer.
    """

    def __init__(self, reach: Reach | None = None, timeout: float | None = None) -> None:
        self.reach = reach or Reach()
        self.timeout = timeout
        self.applications: dict[str, Callable[..., Any]] = {}
        self.functions: dict[CallbackKind, Handler] = {}
        self.lock = threading.Lock()
        self.loop: EventLoop | None = None
        """Where coroutines run, once there was one."""

    def mount(self, url: str, app: Callable[..., Any]) -> None:
        """Let a WSGI or ASGI application answer the callbacks of an origin."""
        if not is_url(url) or urlsplit(url)[2:] not in (("", "", ""), ("/", "", "")):
            raise OptionError(
                f"mount: expected an origin such as https://myapp.example, got {url!r}"
            )
        if not callable(app):
            raise OptionError(f"mount: expected a WSGI or ASGI application, got {app!r}")
        self.applications[origin(as_received(url))] = app

    def call_on(self, kind: CallbackKind, function: Handler | None) -> None:
        """Let a function receive all callbacks of a kind; None takes it away."""
        if function is None:
            self.functions.pop(kind, None)
        elif callable(function):
            self.functions[kind] = function
        else:
            raise OptionError(f"on_{kind}: expected a function or None, got {function!r}")

    def seconds(self, kind: CallbackKind) -> float:
        """How long an answer may take."""
        return TIMEOUTS[kind] if self.timeout is None else min(self.timeout, TIMEOUTS[kind])

    def send(self, callback: Callback, url: str | None, token: str) -> CallbackAnswer:
        """Deliver a callback to the function for its kind, else to `url`; raises Unanswered."""
        function = self.functions.get(callback.kind)
        if function is not None and callback.kind == "voice":
            call = VoiceCall(dict(callback.parameters), url or "", callback.event_type)
            return self.call(function, call)
        if function is not None:
            return self.call(function, CALLS[callback.kind](dict(callback.parameters)))
        if url is None:
            raise Forbidden("the function that received these callbacks is gone")
        if not is_url(url):
            # TwiML that a client sends has no place from which a relative one could start.
            raise Unanswered(f"expected an absolute http or https URL, got {url!r}")
        address = callback.address(url)
        headers, url = callback.headers(address, token), as_received(address)
        seconds = self.seconds(callback.kind)
        asked = Outgoing(callback.method, url, callback.body, headers, seconds)
        return self.fetch(asked).as_answer()

    def fetch(self, asked: Outgoing) -> Fetched:
        """The answer of an application that is mounted, else of the network; raises Unanswered."""
        app = self.applications.get(origin(asked.url))
        if app is not None:
            return self.ask(app, asked)
        # Loaded when it is needed, for the libraries that it brings along.
        network = import_module("mocktr.callbacks.network")
        answer: Fetched = network.fetch(asked, self.reach)
        return answer

    def call(self, function: Handler, call: Any) -> CallbackAnswer:
        """What a function answers: an instruction or TwiML, or None to leave it to the API."""
        try:
            found = function(call)
            if inspect.iscoroutine(found):
                found = self.run(found)
            if isinstance(call, EventCall) or found is None:
                return CallbackAnswer(HTTPStatus.NO_CONTENT if isinstance(call, VoiceCall) else 200)
            if isinstance(call, VoiceCall):
                return CallbackAnswer(200, TWIML, str(found).encode())
            return CallbackAnswer(200, JSON, json.dumps(found).encode())
        except (Exception, SystemExit) as error:
            raise raised("the function", error) from error

    def ask(self, app: Callable[..., Any], asked: Outgoing) -> Fetched:
        """The answer of an application in this process."""
        method, url, body, headers = asked[:4]
        try:
            if is_asgi(app):
                call_asgi = import_module(ASGI).call_asgi
                reply: Reply = self.run(call_asgi(app, method, url, headers, body))
            else:
                reply = call(app, method, url, headers, body)
        except (Exception, SystemExit) as error:
            raise raised("the application", error) from error
        return Fetched(*reply)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """The result of a coroutine; all of them run in one loop."""
        with self.lock:
            if self.loop is None:
                self.loop = import_module(ASGI).EventLoop()
        return self.loop.run(work)

    @property
    def is_asking(self) -> bool:
        """Whether this code runs in a coroutine of a receiver's."""
        return self.loop is not None and self.loop.is_mine

    def close(self) -> None:
        """Stop what runs in the background."""
        if self.loop is not None:
            self.loop.close()


def raised(who: str, error: BaseException) -> Unanswered:
    """A receiver's own fault never breaks the request that caused the callback, but is told."""
    LOG.error("%s that receives a callback raised", who, exc_info=error)
    return Unanswered(f"{who} raised {type(error).__name__}: {error}")


def origin(url: str) -> str:
    """Scheme, host and port, in one spelling."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}:{parts.port or PORTS[parts.scheme]}"
