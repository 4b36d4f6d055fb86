"""The WSGI application: Flask, and the only place that imports it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING, Any

import flask
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.wsgi import ClosingIterator

from mocktr import errors
from mocktr.callbacks import Delivery
from mocktr.gateway import IN_PROCESS
from mocktr.sandbox import Sandbox
from mocktr.web import intake, mishaps
from mocktr.web.api import SANDBOX, api
from mocktr.web.control import control, reply_error
from mocktr.web.guard import PREFIX, is_admin
from mocktr.web.statistics import statistics
from mocktr.web.wire import VERSION, answer_error, visible_path

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MOST_BYTES = 8 * 1024 * 1024
"""The largest request body; a workflow's configuration has about one megabyte at most."""

MOST_STATE_BYTES = 64 * 1024 * 1024
"""The largest document of a world: as much as the server reads."""

SLASHES = re.compile("/{2,}")

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


def longest_body(request: flask.Request) -> int:
    """How many bytes a request may carry, by what it is for."""
    return MOST_STATE_BYTES if request.path == f"{PREFIX}/state" else MOST_BYTES


class Request(flask.Request):
    """A request with a bound of its own."""

    max_content_length = property(longest_body)


class App(Flask):
    """Flask without coroutines among its views."""

    request_class = Request

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


@cache
def create_app() -> Flask:
    """The Flask application; it holds no state, so one serves every sandbox of the process."""
    app = App("mocktr", static_folder=None)
    app.config["MAX_FORM_MEMORY_SIZE"] = MOST_BYTES
    app.register_blueprint(api)
    app.register_blueprint(statistics)
    app.register_blueprint(control)
    app.register_error_handler(errors.ApiError, api_error)
    app.register_error_handler(errors.AdminError, reply_error)
    app.register_error_handler(HTTPException, http_error)
    return app


def api_error(error: errors.ApiError) -> Response:
    if is_admin(request.path):
        return reply_error(error)
    intake.note_error(error)
    return answer_error(error)


def http_error(error: HTTPException) -> Response:
    """What Flask refuses by itself, in Twilio's words or the admin API's."""
    return api_error(translate(error))


def translate(error: HTTPException) -> errors.ApiError:
    if isinstance(error, MethodNotAllowed):
        return errors.MethodNotAllowed()
    if isinstance(error, RequestEntityTooLarge):
        return errors.EntityTooLarge(longest_body(request))
    if error.code == 404:
        return errors.NotFound(visible_path(request.path))
    if error.code == 500:
        return errors.InternalError()
    return errors.Refused(error.description or error.name)


def is_prompt(path: str) -> bool:
    """Whether a request of this path waits for nobody: commands may wait for callbacks."""
    return path.startswith(VERSION)


class Application:
    """The WSGI application of one sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.app = create_app()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request.

        Twilio ignores repeated and trailing slashes without a redirect; its own documentation has
        `/v1//Workspaces`.
        """
        path = environ["PATH_INFO"]
        if path[-1:] == "/" or "//" in path:
            path = environ["PATH_INFO"] = SLASHES.sub("/", path).rstrip("/") or "/"
        environ[SANDBOX] = self.sandbox
        # The admin API is not for browsers' cross-origin requests.
        if not path.startswith(VERSION):
            return self.app.wsgi_app(environ, start_response)
        began, started = perf_counter(), list[str]()
        answer = self.app.wsgi_app(environ, allow_origins(start_response, started))
        tenant = intake.end(environ, mishaps.status_of(environ, started[-1]), began)
        if tenant is not None:
            answer = follow(answer, tenant.delivery, environ)
        mishaps.break_off(environ)
        return answer


def follow(
    answer: Iterable[bytes], delivery: Delivery, environ: WSGIEnvironment
) -> Iterable[bytes]:
    """Send the callbacks that a request caused.

    In process they are answered before the caller goes on, so that a test sees what came of them;
    on a server they leave after the answer, so that no client waits for a receiver.
    """
    if IN_PROCESS in environ:
        delivery.deliver()
    elif delivery.may_wait:
        return ClosingIterator(answer, [delivery.deliver_in_background])
    return answer


def allow_origins(start_response: StartResponse, started: list[str]) -> StartResponse:
    """Add to TaskRouter's answers what a browser wants to see; a 204 has none of it.

    The status of the answer goes to `started`.
    """

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        started.append(status)
        if not status.startswith("204"):
            headers = headers + CORS
        return start_response(status, headers, exc_info)

    return start
