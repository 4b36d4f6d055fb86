"""A request that comes in, as both applications read it."""

from __future__ import annotations

from urllib.parse import parse_qsl

import flask
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.utils import cached_property

from mocktr.commands.command import PREFIX

MOST_BYTES = 8 * 1024 * 1024
"""The largest request body; a workflow's configuration has about one megabyte at most."""

MOST_STATE_BYTES = 64 * 1024 * 1024
"""The largest document of a world: as much as the server reads."""

FORM = "application/x-www-form-urlencoded"


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
        # Else Werkzeug would look for them in the form that it did not read.
        self.files = ImmutableMultiDict()
        # As Werkzeug reads it.
        fields = parse_qsl(text, keep_blank_values=True, errors="werkzeug.url_quote")
        return ImmutableMultiDict(fields)
