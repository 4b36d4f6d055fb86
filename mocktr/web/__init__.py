"""The WSGI application: Flask, and the only place that imports it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.wsgi import ClosingIterator

from mocktr.callbacks import Delivery
from mocktr.commands.deferred import Deferred
from mocktr.errors import AdminError
from mocktr.hosts import has_voice_api, is_served
from mocktr.sandbox.sandbox import Sandbox
from mocktr.web import (
    api,
    console,
    control,
    guard,
    journalling,
    listening,
    mishaps,
    statistics,
    unserved,
)
from mocktr.web.app import App
from mocktr.web.doorbell import Doorbell
from mocktr.web.paths import plain_path
from mocktr.web.request import SANDBOX, Request, current
from mocktr.web.shares import share_of
from mocktr.web.wire import VERSION, VOICE_VERSION

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from mocktr.web.voice import application as voice_api
else:
    voice_api = Deferred("mocktr.web.voice.application")

# Values as they are on Twilio's live hosts; the OpenAPI file only says that the headers exist.
CORS = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS"),
    (
        "Access-Control-Allow-Headers",
        "Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, "
        "If-Unmodified-Since",
    ),
    ("Access-Control-Allow-Credentials", "true"),
    ("Access-Control-Expose-Headers", "ETag"),
]


__all__ = ["Application", "create_app", "is_prompt", "share_of"]


@cache
def create_app() -> Flask:
    """TaskRouter's API; it holds no state, so one serves every sandbox of the process."""
    app = App(api.refuse, guard.admit_page, api.authenticate)
    api.add_routes(app)
    statistics.add_routes(app)
    return app


@cache
def create_unserved() -> Flask:
    """What answers in place of Twilio's hosts that are not TaskRouter's."""
    return App(api.refuse, unserved.reply)


@cache
def create_control() -> Flask:
    """The admin API, likewise."""
    app = App(control.reply_error, guard.admit)
    app.register_error_handler(AdminError, control.reply_error)
    control.add_routes(app)
    listening.add_route(app)
    console.add_routes(app)
    return app


def is_prompt(path: str) -> bool:
    """Whether a request of this path waits for nobody: commands may wait for callbacks."""
    return path.startswith((VERSION, VOICE_VERSION)) or console.is_page(path)


class Application:
    """The WSGI application of one sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.taskrouter = create_app()
        self.control = create_control()
        self.unserved = create_unserved()
        self.doorbell = Doorbell()
        sandbox.application = self

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        method, host = environ["REQUEST_METHOD"], environ.get("HTTP_HOST", "")
        path = environ["PATH_INFO"] = plain_path(environ["PATH_INFO"], method)
        environ[SANDBOX] = self.sandbox
        if guard.is_admin(path):
            environ[listening.DOORBELL] = self.doorbell
            return self.control.wsgi_app(environ, start_response)
        if unserved.takes(self.sandbox, method, host, path):
            app = self.unserved
        elif path.startswith(VOICE_VERSION) and has_voice_api(host):
            app = voice_api.create_voice()
        elif not is_served(host):
            app = self.unserved
        elif path.startswith(VERSION):
            app = self.taskrouter
        else:
            # Outside of the APIs there is nothing for pages of another origin.
            if console.is_wanted(environ):
                return console.lead_there(environ, start_response)
            return self.taskrouter.wsgi_app(environ, start_response)
        started: list[Request] = []
        answer = app.wsgi_app(environ, telling(start_response, started, perf_counter()))
        asked = started[-1]
        if asked.tenant is not None:
            answer = follow(asked, asked.tenant.delivery, answer)
        mishaps.break_off(asked)
        return answer

    def close(self) -> None:
        """Hang up on those who listen to what changes."""
        self.doorbell.close()


def follow(asked: Request, delivery: Delivery, answer: Iterable[bytes]) -> Iterable[bytes]:
    """Send the callbacks that a request caused.

    In process they are answered before the caller goes on, so that a test sees what came of them;
    on a server they leave after the answer, so that no client waits for a receiver.
    """
    if delivery.may_wait:
        if not asked.is_in_process:
            return ClosingIterator(answer, [delivery.deliver_in_background])
        delivery.deliver()
    return answer


def telling(start_response: StartResponse, started: list[Request], began: float) -> StartResponse:
    """Tell the journal of an answer, and add what tells TaskRouter's apart and browsers want.

    A 204 has nothing for browsers, and no answer has anything for pages from elsewhere.

    The request, which began at `began` (`perf_counter`), goes to `started`.
    """

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        asked = current()
        started.append(asked)
        journalling.end(asked, mishaps.status_of(asked, status), began)
        if asked.passes_on:
            return start_response(status, headers, exc_info)
        headers = [*headers, *journalling.headers(asked)]
        if not status.startswith("204") and asked.sandbox.origins.may_read(asked.environ):
            headers += CORS
        return start_response(status, headers, exc_info)

    return start
