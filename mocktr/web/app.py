"""What is common to the two Flask applications: TaskRouter's API and the admin API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flask
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.routing import MapAdapter

from mocktr import errors
from mocktr.web.guard import PREFIX
from mocktr.web.wire import visible_path

MOST_BYTES = 8 * 1024 * 1024
"""The largest request body; a workflow's configuration has about one megabyte at most."""

MOST_STATE_BYTES = 64 * 1024 * 1024
"""The largest document of a world: as much as the server reads."""


def longest_body(request: flask.Request) -> int:
    """How many bytes a request may carry, by what it is for."""
    return MOST_STATE_BYTES if request.path == f"{PREFIX}/state" else MOST_BYTES


class Request(flask.Request):
    """A request with a bound of its own."""

    max_content_length = property(longest_body)


class App(Flask):
    """Flask without coroutines among its views, and without hosts in its routes.

    What it refuses by itself is answered by `refuse`, as what is raised.
    """

    request_class = Request

    def __init__(self, refuse: Callable[[errors.ApiError], Response]) -> None:
        super().__init__("mocktr", static_folder=None)
        self.config["MAX_FORM_MEMORY_SIZE"] = MOST_BYTES
        self.register_error_handler(errors.ApiError, refuse)
        self.register_error_handler(HTTPException, lambda error: refuse(translate(error)))

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func

    def create_url_adapter(self, request: flask.Request | None) -> MapAdapter | None:
        # Flask's own looks at the host first, which takes as long as to find the route.
        if request is None:
            return None
        return MapAdapter(self.url_map, "", "/", "", "http", request.path, request.method)


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
