"""One line for each request: what was asked, by which account, what came of it and in which time.

Queries, headers and bodies are left out, because they hold tokens and what is known of people.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial
from http import HTTPStatus
from socket import socket
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from werkzeug.wsgi import ClosingIterator

from mocktr.gateway import DETACH
from mocktr.server.logs import REQUEST
from mocktr.web.request import request_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOG = logging.getLogger(__name__)


class AccessLog:
    """A WSGI application whose requests are logged, where the level INFO is."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not LOG.isEnabledFor(logging.INFO):
            return self.app(environ, start_response)
        line = LogLine(environ)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            # The account is to be had as long as the request is answered, and not later.
            line.status, line.account = int(status[:3]), account_of(environ)
            return start_response(status, headers, exc_info)

        try:
            return ClosingIterator(self.app(environ, start), [line.write])
        except BaseException:
            line.status = None
            line.write()
            raise


class LogLine:
    """What is told of one request; without a status it is cut off."""

    def __init__(self, environ: WSGIEnvironment) -> None:
        self.begun = perf_counter()
        self.method = quote(environ["REQUEST_METHOD"])
        self.path = quote(environ["PATH_INFO"].encode("latin-1"))
        self.status: int | None = None
        self.account: str | None = None
        self.is_taken = False
        if DETACH in environ:
            environ[DETACH] = partial(self.take, environ[DETACH])

    def take(self, detach: Callable[[], socket]) -> socket:
        """Hand the connection over, whatever status there is for nobody to see."""
        self.is_taken = True
        return detach()

    def write(self) -> None:
        """Log it."""
        is_cut = self.is_taken and self.status != HTTPStatus.SWITCHING_PROTOCOLS
        status = None if is_cut else self.status
        ms = round(1000 * (perf_counter() - self.begun), 1)
        told = {"method": self.method, "path": self.path, "status": status, "ms": ms}
        shown = {**told, "status": "cut" if status is None else status}
        LOG.info(
            "%s %s %s %s ms %s",
            *shown.values(),
            self.account or "-",
            extra={REQUEST: {**told, "account": self.account}},
        )


def account_of(environ: WSGIEnvironment) -> str | None:
    """The account that a request asks, if it is known."""
    asked = request_of(environ)
    return None if asked is None or asked.tenant is None else asked.tenant.account.sid
