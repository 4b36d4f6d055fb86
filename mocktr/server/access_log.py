"""One line for each request: what was asked, by which account, what came of it and in which time.

Queries, headers and bodies are left out, because they hold tokens and what is known of people.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from werkzeug.wsgi import ClosingIterator

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
        begun = perf_counter()
        method, path = (
            quote(environ["REQUEST_METHOD"]),
            quote(environ["PATH_INFO"].encode("latin-1")),
        )
        answers: list[tuple[int, str | None]] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            # The account is to be had as long as the request is answered, and not in `log`.
            answers.append((int(status[:3]), account_of(environ)))
            return start_response(status, headers, exc_info)

        def log() -> None:
            answered, account = answers[-1]
            ms = round(1000 * (perf_counter() - begun), 1)
            told = {"method": method, "path": path, "status": answered, "ms": ms}
            LOG.info(
                "%s %s %s %s ms %s",
                *told.values(),
                account or "-",
                extra={REQUEST: {**told, "account": account}},
            )

        return ClosingIterator(self.app(environ, start), [log])


def account_of(environ: WSGIEnvironment) -> str | None:
    """The account that a request asks, if it is known."""
    asked = request_of(environ)
    return None if asked is None or asked.tenant is None else asked.tenant.account.sid
