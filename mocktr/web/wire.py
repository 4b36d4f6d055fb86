"""Between HTTP and the core: parameters in, payloads and errors out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from flask import Response, request

from mocktr.core.fields import Filter, Values
from mocktr.core.mounts import Mount, Parent
from mocktr.core.resources.base import Resource, checked, form_names, params
from mocktr.errors import ApiError, PreconditionFailed, Unauthorized

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

VERSION = "/v1"
VOICE_VERSION = "/2010-04-01"

JSON = "application/json"
JSON_UTF8 = f"{JSON}; charset=utf-8"
"""As TaskRouter's answers have it."""


ENCODER = json.JSONEncoder(check_circular=False)
"""What is shown is made for it, and has no circles."""


class JsonResponse(Response):
    """A body of JSON, whose headers are whole: else Werkzeug would go through a copy of them."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text, status, content_type=JSON_UTF8)

    def get_wsgi_response(
        self, environ: WSGIEnvironment
    ) -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        # Its text was encoded when it came.
        shown: Any = () if environ["REQUEST_METHOD"] == "HEAD" else self.response
        return shown, self.status, self.headers.to_wsgi_list()


def answer(body: Any, status: int = 200) -> Response:
    """A JSON response."""
    return JsonResponse(ENCODER.encode(body), status)


def answer_text(text: str, status: int = 200, etag: str | None = None) -> Response:
    """A response of text that is JSON, with the version of what it shows."""
    response = JsonResponse(text, status)
    if etag is not None:
        response.headers.add("ETag", f'"{etag}"')
    return response


def answer_error(error: ApiError) -> Response:
    """An error in Twilio's envelope."""
    response = answer(error.body(), error.status)
    if error.status == Unauthorized.status:
        response.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def read_form(mount: Mount, operation: str, fields: Mapping[str, list[str]]) -> Values:
    """What was sent of the parameters of a create or update, not checked yet."""
    known, declared = form_names(mount.form, operation), params(mount.form)
    return {
        name: found if declared[known[name]].kind.repeats else found[0]
        for name, found in fields.items()
        if name in known and name not in mount.unknown
    }


def read_filters(filters: Mapping[str, Filter], parent: Parent) -> Values:
    """The filters of a list that were sent, checked; raises ApiError.

    Clients send empty ones for what their caller left out, so these count as not given.
    """
    sent = {name: [one for one in request.args.getlist(name) if one] for name in filters}
    return read_values(filters, parent, sent)


def read_parameters(parameters: Mapping[str, Filter], parent: Parent) -> Values:
    """The parameters of a GET that were sent, checked; raises ApiError."""
    return read_values(
        parameters, parent, {name: request.args.getlist(name) for name in parameters}
    )


def read_values(
    declared: Mapping[str, Filter], parent: Parent, sent: Mapping[str, list[str]]
) -> Values:
    values: Values = {}
    for name, one in declared.items():
        if sent[name]:
            value = checked(one.kind, name, sent[name] if one.kind.repeats else sent[name][0])
            values[name] = one.prepare(parent, value) if one.prepare else value
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
