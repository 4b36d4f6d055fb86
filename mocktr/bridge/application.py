"""The event bridge as a WSGI application: posts are answered, WebSockets begin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mocktr.bridge.mishaps import Spoiled
from mocktr.bridge.request import CORS, BridgeRequest
from mocktr.bridge.sessions import Sessions
from mocktr.bridge.sockets import SocketLoop
from mocktr.bridge.timing import AS_THE_SDK_NEEDS, AT_ONCE
from mocktr.errors import ApiError, MethodNotAllowed
from mocktr.sandbox.sandbox import Sandbox
from mocktr.sandbox.tenant import Tenant

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Bridge:
    """The event bridge of one sandbox on one server."""

    def __init__(self, rest: WSGIApplication, sandbox: Sandbox) -> None:
        self.rest = rest
        self.sandbox = sandbox
        self.loop = SocketLoop()
        self.timing = AS_THE_SDK_NEEDS if sandbox.bridge_delays else AT_ONCE
        self.sessions: dict[Tenant, Sessions] = {}

    def close(self) -> None:
        """Close all sockets at once."""
        self.loop.close()
        for tenant, sessions in self.sessions.items():
            with tenant.lock:
                sessions.close()

    def __call__(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        account: str | None = None,
        channel: str | None = None,
    ) -> Iterable[bytes]:
        """Answer a request."""
        refusal = self.sandbox.origins.refusal(environ)
        if refusal is not None:
            # Browsers let any page open a WebSocket, and leave it to the server.
            start_response("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8")])
            return [refusal.encode()]
        method = environ["REQUEST_METHOD"]
        if method == "OPTIONS":
            start_response("204 No Content", CORS)
            return []
        named = None if account is None or channel is None else (account, channel)
        request = BridgeRequest(self, environ, named)
        try:
            if method == "POST":
                return request.answer(start_response, 200, request.post())
            if method != "GET":
                raise MethodNotAllowed
            request.open()
            start_response("101 Switching Protocols", [])
            return []
        except Spoiled as spoiled:
            return request.spoil(start_response, spoiled.effect)
        except ApiError as error:
            return request.refuse(start_response, error)

    def sessions_of(self, tenant: Tenant) -> Sessions:
        """Those of one account; its lock is held."""
        if tenant not in self.sessions:
            # Else the worlds of accounts that were forgotten would be kept here.
            self.sessions = {one: its for one, its in self.sessions.items() if not one.is_closed}
        return self.sessions.setdefault(tenant, Sessions(tenant, self.loop, self.timing))
