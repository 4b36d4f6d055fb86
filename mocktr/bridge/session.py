"""One page of an agent that is connected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from hashlib import sha256
from typing import Any

from mocktr.bridge.websocket import WebSocket
from mocktr.core.account import Account
from mocktr.sandbox.tokens import Grant


@dataclass(eq=False)
class Session:
    """One WebSocket of a page, and what its handshake said."""

    grant: Grant
    token: str = field(repr=False)
    style: str
    """`new` or `old`, see the room's theory of operation."""
    sdk_version: str | None = None
    displaces: bool = False
    activity_at_end: Callable[[Account], str | None] | None = None
    """The activity of a worker whose last session ends, if it is to change then."""
    number: int = 0
    since: float = 0
    """Unix seconds."""
    socket: WebSocket = field(init=False, repr=False)

    @property
    def channel(self) -> str:
        """The SID of whom it is for: mostly a worker."""
        return str(self.grant.channel_sid)

    @property
    def digest(self) -> str:
        """Tells tokens apart, and nothing else about them."""
        return digest(self.token)

    def row(self, account: Account) -> dict[str, Any]:
        """Who is connected, for JSON."""
        workspace = account.workspaces.get(self.grant.workspace_sid)
        worker = workspace and workspace.workers.get(self.channel)
        return {
            "number": self.number,
            "workspace_sid": self.grant.workspace_sid,
            "channel_sid": self.channel,
            "worker_name": worker.friendly_name if worker else None,
            "sdk": {"new": "3.x", "old": "1.x"}[self.style],
            "sdk_version": self.sdk_version,
            "role": self.grant.role or None,
            "connected": wall_time(self.since),
            "token_expires": wall_time(self.grant.expires),
            "events_sent": self.socket.count,
        }


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def wall_time(moment: float) -> str:
    return datetime.fromtimestamp(moment, timezone.utc).isoformat()[:19] + "Z"


def go_away(session: Session, account: Account) -> None:
    """Set the activity that a page asked for, for the time when its worker is gone."""
    workspace = account.workspaces.get(session.grant.workspace_sid)
    worker = workspace and workspace.workers.get(session.channel)
    if not worker or session.activity_at_end is None:
        return
    activity = worker.workspace.activities.get(session.activity_at_end(account) or "")
    if activity is not None:
        worker.move_to(activity)
