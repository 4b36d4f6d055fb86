"""Leads the event bridge's requests to it and all others on; the first one loads the bridge."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any

from mocktr.hosts import has_event_bridge
from mocktr.sandbox.sandbox import Sandbox

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = re.compile(r"/+v1/+wschannels(?:/+(?P<account>[^/]+)/+(?P<channel>[^/]+))?/*")
"""Where the bridge is; the old SDK names the account, and the worker, queue or workspace."""


class BridgeMiddleware:
    """A WSGI application around TaskRouter's, which has the event bridge besides."""

    def __init__(self, app: WSGIApplication, sandbox: Sandbox) -> None:
        self.app = app
        self.sandbox = sandbox
        self.lock = Lock()
        self.bridge: Any = None
        self.closed = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        path = environ["PATH_INFO"]
        found = PATH.fullmatch(path) if "wschannels" in path else None
        if found and has_event_bridge(environ.get("HTTP_HOST", "")):
            answer: Iterable[bytes] = self.opened()(environ, start_response, **found.groupdict())
            return answer
        return self.app(environ, start_response)

    def opened(self) -> Any:
        """The bridge, made when it is first asked."""
        with self.lock:
            if self.bridge is None:
                module = import_module("mocktr.bridge.application")
                self.bridge = module.Bridge(self.app, self.sandbox)
                if self.closed:
                    self.bridge.close()
            return self.bridge

    def close(self) -> None:
        """Close all sockets at once; none is opened any more."""
        with self.lock:
            self.closed = True
            if self.bridge is not None:
                self.bridge.close()
