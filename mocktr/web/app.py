"""What is common to the two Flask applications: TaskRouter's API and the admin API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response
from flask import Request as FlaskRequest
from flask.sessions import NullSession, SessionInterface
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from mocktr import errors
from mocktr.web.request import MOST_BYTES, Request, current, longest_body
from mocktr.web.routes import Routes
from mocktr.web.wire import visible_path

Admit = Callable[[Request], Response | None]
"""What looks at a request first; it may answer it, or raise."""


class NoSession(SessionInterface):
    """Neither API knows sessions; Flask would make an empty one for each request."""

    none = NullSession()

    def open_session(self, app: Flask, request: FlaskRequest) -> NullSession:
        return self.none


class App(Flask):
    """Flask without sessions, coroutines among its views, or hosts in its routes.

    Each of `admissions` looks at a request before its view does, and may answer it or raise. What
    the application refuses by itself is answered by `refuse`, as what is raised.

    Signals, blueprints, and functions around each request are left out, since nobody here has any:
    Flask looks for them a dozen times in a request. Every view answers with a Response.
    """

    request_class = Request
    session_interface = NoSession()

    def __init__(self, refuse: Callable[[errors.ApiError], Response], *admissions: Admit) -> None:
        super().__init__("mocktr", static_folder=None)
        self.admissions = admissions
        # Else Werkzeug would lead paths with repeated slashes elsewhere.
        self.url_map.merge_slashes = False
        self.config["MAX_FORM_MEMORY_SIZE"] = MOST_BYTES
        self.register_error_handler(errors.ApiError, refuse)
        self.register_error_handler(MemoryError, lambda error: refuse(errors.OutOfMemory()))
        self.register_error_handler(HTTPException, lambda error: refuse(translate(error)))

    def full_dispatch_request(self) -> Response:
        asked = current()
        try:
            answer: Any = self.admit(asked) or self.answer(asked)
        except Exception as error:
            answer = self.handle_user_exception(error)
        return answer if asked.spoil is None else asked.spoil(answer)

    def admit(self, asked: Request) -> Response | None:
        for admit in self.admissions:
            answer = admit(asked)
            if answer is not None:
                return answer
        return None

    def answer(self, asked: Request) -> Any:
        """What the view of a request says; Flask knows what an OPTIONS and a wrong path are told.

        It looks for the request at each step, which we have at hand.
        """
        rule = asked.url_rule
        if rule is None or asked.method == "OPTIONS":
            return self.dispatch_request()
        return self.view_functions[rule.endpoint](**asked.view_args or {})

    def make_default_options_response(self) -> Response:
        """What a URL allows; Flask would name it in an order that each process has anew."""
        answer = super().make_default_options_response()
        answer.headers["Allow"] = ", ".join(sorted(answer.allow))
        return answer

    def finalize_request(self, rv: Any, from_error_handler: bool = False) -> Response:
        spoil = current().spoil
        answer: Response = rv if spoil is None else spoil(rv)
        return answer

    def do_teardown_request(self, exc: object = None) -> None:
        pass

    def do_teardown_appcontext(self, exc: object = None) -> None:
        pass

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func

    def create_url_adapter(self, request: FlaskRequest | None) -> Any:
        return None if request is None else Routes(self.url_map, request)


def translate(error: HTTPException) -> errors.ApiError:
    if isinstance(error, MethodNotAllowed):
        return errors.MethodNotAllowed()
    if isinstance(error, RequestEntityTooLarge):
        return errors.EntityTooLarge(longest_body(current()) or MOST_BYTES)
    if error.code == 404:
        return errors.NotFound(visible_path(current().path))
    if error.code == 500:
        return errors.InternalError()
    return errors.Refused(error.description or error.name)
