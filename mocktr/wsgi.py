"""The WSGI application for a server such as gunicorn, with options from the environment.

`gunicorn --threads 32 mocktr.wsgi:app`; the variables are those of `mocktr serve --help`.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

import click

from mocktr.errors import OptionError
from mocktr.sandbox.sandbox import Sandbox
from mocktr.server import logs
from mocktr.server.access_log import AccessLog
from mocktr.server.options import LOG_FORMAT, OPTIONS
from mocktr.web import Application

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOG = logging.getLogger(__name__)


def __getattr__(name: str) -> Any:
    # A world is made for those who ask for `app`, and not for those who import the module.
    if name != "app":
        raise AttributeError(f"module 'mocktr.wsgi' has no attribute {name!r}")
    return application()


@cache
def application() -> OneProcess:
    """The application of this process; raises OptionError for a variable that can't be."""
    options = from_environment()
    log_format = options.pop("log_format")
    if log_format is not None:
        logs.configure(log_format)
    return OneProcess(AccessLog(Application(Sandbox(**options))))


def from_environment() -> dict[str, Any]:
    """The options that `mocktr serve` would have without arguments."""
    command = click.Command("mocktr.wsgi", params=[*OPTIONS, LOG_FORMAT])
    try:
        with command.make_context("mocktr.wsgi", []) as context:
            return context.params
    except click.UsageError as error:
        raise OptionError(error.format_message()) from None


class OneProcess:
    """A WSGI application that answers only where no other process has a world of its own."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app
        self.made_in = os.getpid()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        why = self.refusal(environ)
        if why is None:
            return self.app(environ, start_response)
        LOG.error(why)
        body = json.dumps({"status": 503, "message": why}).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response("503 Service Unavailable", headers)
        return [body]

    def refusal(self, environ: WSGIEnvironment) -> str | None:
        if environ["wsgi.multiprocess"]:
            return "mocktr keeps its state in one process: run one worker with many threads"
        if os.getpid() != self.made_in:
            # The threads that fire timers and send callbacks do not come along.
            return "mocktr can't be copied into another process: load it in the worker (no preload)"
        return None
