"""What is common to the two Flask applications: TaskRouter's API and the admin API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

import flask
from flask import Flask, Response, request
from flask.sessions import NullSession, SessionInterface
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.routing import Map, MapAdapter, Rule
from werkzeug.utils import cached_property

from mocktr import errors
from mocktr.web.guard import PREFIX
from mocktr.web.wire import visible_path

MOST_BYTES = 8 * 1024 * 1024
"""The largest request body; a workflow's configuration has about one megabyte at most."""

FORM = "application/x-www-form-urlencoded"

MOST_STATE_BYTES = 64 * 1024 * 1024
"""The largest document of a world: as much as the server reads."""


def longest_body(request: flask.Request) -> int:
    """How many bytes a request may carry, by what it is for."""
    return MOST_STATE_BYTES if request.path == f"{PREFIX}/state" else MOST_BYTES


class Request(flask.Request):
    """A request with a bound of its own."""

    max_content_length = property(longest_body)

    @cached_property
    def form(self) -> ImmutableMultiDict[str, str]:
        """The form; clients of TaskRouter send one kind, for which no parser needs to be found."""
        if self.environ.get("CONTENT_TYPE") != FORM:
            return super().form
        try:
            text = self.get_data(cache=False).decode()
        except ValueError:
            return ImmutableMultiDict()
        # As Werkzeug reads it.
        fields = parse_qsl(text, keep_blank_values=True, errors="werkzeug.url_quote")
        return ImmutableMultiDict(fields)


class NoSession(SessionInterface):
    """Neither API knows sessions; Flask would look for one in the cookies of each request."""

    none = NullSession()

    def open_session(self, app: Flask, request: flask.Request) -> NullSession:
        return self.none


@lru_cache(maxsize=1024)
def find_route(routes: Map, path: str, method: str) -> tuple[Rule, Mapping[str, Any]]:
    """The rule of a path and its SIDs; raises HTTPException.

    A test asks the same paths again and again, and to find a route takes a third of a fetch.
    """
    return routes.bind("").match(path, method, return_rule=True)


class Routes(MapAdapter):
    """The routes as Flask asks for them.

    By path and method alone: Flask's own looks at the host first, which takes as long again.
    """

    def __init__(self, routes: Map, request: flask.Request) -> None:
        super().__init__(routes, "", "/", "", "http", request.path, request.method)

    def match(self, *args: Any, **kwargs: Any) -> Any:
        if kwargs == {"return_rule": True}:
            return find_route(self.map, self.path_info, self.default_method)
        # What methods a path has, which Flask asks for an OPTIONS.
        return super().match(*args, **kwargs)


class App(Flask):
    """Flask without coroutines among its views, sessions, and hosts in its routes.

    What it refuses by itself is answered by `refuse`, as what is raised.
    """

    request_class = Request
    session_interface = NoSession()

    def __init__(self, refuse: Callable[[errors.ApiError], Response]) -> None:
        super().__init__("mocktr", static_folder=None)
        self.config["MAX_FORM_MEMORY_SIZE"] = MOST_BYTES
        self.register_error_handler(errors.ApiError, refuse)
        self.register_error_handler(HTTPException, lambda error: refuse(translate(error)))

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func

    def create_url_adapter(self, request: flask.Request | None) -> MapAdapter | None:
        return None if request is None else Routes(self.url_map, request)


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
