"""`GET /mocktr/changes/stream`: the admin API's only answer that does not end by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Flask, Response

from mocktr.commands.command import ACCOUNT_HEADER, PREFIX
from mocktr.errors import AdminError
from mocktr.sandbox.tenant import Tenant
from mocktr.web.control import addressed
from mocktr.web.doorbell import Doorbell
from mocktr.web.request import Request, current

PATH = f"{PREFIX}/changes/stream"

DOORBELL = "mocktr.doorbell"
"""Where the WSGI environment holds the doorbell of the application."""

NOWHERE = "only mocktr's own server holds connections open; ask GET /mocktr/changes every second"


def listen() -> Response:
    """Hand the connection over to who tells what changes; one account, or all that there are."""
    asked = current()
    doorbell: Doorbell = asked.environ[DOORBELL]
    tenants = listened(asked)
    if asked.detach is None:
        raise AdminError(NOWHERE, 501)
    doorbell.check()
    doorbell.adopt(asked.detach(), tenants)
    # The connection is no longer the server's, which sends this to nobody.
    return Response()


def listened(asked: Request) -> Callable[[], Iterable[Tenant]]:
    """The accounts that are told of, also when they come later or are made anew."""
    sandbox = asked.sandbox
    if ACCOUNT_HEADER not in asked.headers and "HTTP_AUTHORIZATION" not in asked.environ:
        return lambda: sandbox.tenants().values()
    [(sid, tenant)] = addressed(sandbox, looks=True).items()
    return lambda: [sandbox.met(sid) or tenant]


def add_route(app: Flask) -> None:
    """The stream."""
    app.add_url_rule(PATH, "stream", listen, methods=["GET"])
