"""Between HTTP and the core: parameters in, payloads and errors out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, request

from mocktr.core.fields import Filter, Values
from mocktr.core.mounts import Mount, Parent
from mocktr.core.resources.base import Resource, checked, form_names, params
from mocktr.errors import ApiError, PreconditionFailed, Unauthorized

VERSION = "/v1"

JSON = "application/json"


def answer(body: Any, status: int = 200, etag: str | None = None) -> Response:
    """A JSON response, with the version of what it shows."""
    response = Response(json.dumps(body), status, content_type=JSON)
    if etag is not None:
        response.headers["ETag"] = f'"{etag}"'
    return response


def answer_error(error: ApiError) -> Response:
    """An error in Twilio's envelope."""
    response = Response(json.dumps(error.body()), error.status, content_type=JSON)
    if error.status == Unauthorized.status:
        response.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def read_form(mount: Mount, operation: str) -> Values:
    """What was sent of the parameters of a create or update, not checked yet."""
    known, declared = form_names(mount.form, operation), params(mount.form)
    form = request.form
    return {
        name: form.getlist(name) if declared[known[name]].kind.repeats else form[name]
        for name in form
        if name in known and name not in mount.unknown
    }


def read_filters(filters: Mapping[str, Filter], parent: Parent) -> Values:
    """The filters, or other parameters of a GET, that were sent, checked; raises ApiError."""
    values: Values = {}
    for name, declared in filters.items():
        # Clients send empty ones for what their caller left out.
        given = [value for value in request.args.getlist(name) if value]
        if not given:
            continue
        sent = given if declared.kind.repeats else given[0]
        value = checked(declared.kind, name, sent)
        values[name] = declared.prepare(parent, value) if declared.prepare else value
    return values


def check_version(record: Resource, if_match: str | None) -> None:
    """Refuse an If-Match that does not name the record's version.

    It may be spelled `3`, `"3"` or `W/"3"`, alone or in a list; `*` is every version.
    """
    if if_match is None or not record.versioned:
        return
    named = {tag.strip().removeprefix("W/").strip('"') for tag in if_match.split(",")}
    if not named & {"*", str(record.version)}:
        raise PreconditionFailed


def visible_path(path: str) -> str:
    """A request path as TaskRouter's messages show it: without `/v1`."""
    return path.removeprefix(VERSION) if path.startswith(VERSION + "/") else path
