"""How a WebSocket begins: the request that asks for one, and the answer to it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from websockets.datastructures import Headers
from websockets.http11 import Request
from websockets.server import ServerProtocol

from mocktr.bridge.session import Session
from mocktr.core.account import Account
from mocktr.errors import Refused
from mocktr.sandbox.tokens import Grant, TokenRefused

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

NAMES = (
    "Host",
    "Origin",
    "Connection",
    "Upgrade",
    "Sec-WebSocket-Key",
    "Sec-WebSocket-Version",
)
"""The headers that count. Extensions are left out, so none is accepted."""


def is_handshake(environ: WSGIEnvironment) -> bool:
    """Whether a request asks for a WebSocket."""
    return "websocket" in environ.get("HTTP_UPGRADE", "").lower()


def greeting(environ: WSGIEnvironment) -> bytes:
    """What accepts a WebSocket; raises Refused for a request that is no handshake."""
    headers = Headers()
    for name in NAMES:
        value = environ.get("HTTP_" + name.upper().replace("-", "_"))
        if value is not None:
            headers[name] = value
    response = ServerProtocol().accept(Request(environ["PATH_INFO"], headers))
    if response.status_code != 101:
        raise Refused((response.body or b"").decode().strip() or "expected a WebSocket handshake")
    return response.serialize()


def read_session(grant: Grant, query: Mapping[str, str]) -> Session:
    """What a handshake says; raises TokenRefused."""
    displaces = query.get("closeExistingSessions") == "true"
    if not {"clientVersion", "serverVersion"} & set(query):
        activity = query.get("disconnectActivitySid")
        at_end = (lambda account: activity) if activity else None
        return Session(grant, query["token"], "old", None, displaces, at_end)
    if grant.worker_sid is None:
        raise TokenRefused("the token is for no worker, and only workers have sessions")
    leaves = query.get("setWorkerOfflineIfDisconnected") == "true"
    return Session(
        grant,
        query["token"],
        "new",
        query.get("clientVersion"),
        displaces,
        activity_at_end=partial(offline_activity, grant.workspace_sid) if leaves else None,
    )


def offline_activity(workspace_sid: str, account: Account) -> str | None:
    """Where a worker is who is gone: the workspace's Offline, or where unanswered ones go."""
    workspace = account.workspaces.get(workspace_sid)
    if workspace is None:
        return None
    named = (one.sid for one in workspace.activities.values() if one.friendly_name == "Offline")
    return next(named, workspace.timeout_activity_sid)
