"""What each role may ask for and do in its workspace (Twilio does not say it in full)."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from mocktr.bridge import policies
from mocktr.core.account import Account
from mocktr.sandbox.tokens import Grant, TokenRefused

LOG = logging.getLogger(__name__)

READABLE = frozenset(
    {
        ("Workspaces", "Activities"),
        ("Workspaces", "TaskQueues"),
        ("Workspaces", "Tasks"),
        ("Workspaces", "Workers"),
    }
)
"""What every worker of a workspace can read, as lists and one by one."""


def check_policies(grant: Grant, method: str, url: str, parameters: Mapping[str, Any]) -> None:
    """Refuse what no policy of a capability token allows, or tell of it; raises TokenRefused."""
    if policies.allows(grant.policies, method, url, parameters):
        return
    lack = f"the token for {grant.channel_sid} has no policy that allows {method} {url}"
    if not grant.is_lenient:
        raise TokenRefused(f"{lack} with {', '.join(parameters) or 'no parameters'}")
    LOG.warning("event bridge: let through, though %s", lack)


def check(
    account: Account, grant: Grant, method: str, segments: Sequence[str], sids: Sequence[str]
) -> None:
    """Refuse what the token does not allow; raises TokenRefused."""
    if not sids or sids[0] != grant.workspace_sid:
        raise denied("what is outside of its workspace", grant)
    segments, sids = tuple(segments), tuple(sids)
    if grant.role == "admin" or is_own(grant, segments, sids):
        return
    allowed = may_read if method == "GET" else may_change
    if not allowed(account, grant, segments, sids):
        raise denied(f"{method} {'/'.join(segments)}", grant)


def is_own(grant: Grant, segments: tuple[str, ...], sids: tuple[str, ...]) -> bool:
    """Whether this is the token's worker, or what belongs to them."""
    return segments[:2] == ("Workspaces", "Workers") and sids[1:2] == (grant.worker_sid,)


def may_read(
    account: Account, grant: Grant, segments: tuple[str, ...], sids: tuple[str, ...]
) -> bool:
    return grant.role == "supervisor" or segments in READABLE


def may_change(
    account: Account, grant: Grant, segments: tuple[str, ...], sids: tuple[str, ...]
) -> bool:
    """A worker's own tasks; for a supervisor, those of others too, and the workers."""
    if segments == ("Workspaces", "Tasks"):
        return len(sids) == 1 or grant.role == "supervisor" or holds(account, grant, sids[1])
    supervised = (("Workspaces", "Workers"), ("Workspaces", "Tasks", "Reservations"))
    return grant.role == "supervisor" and segments in supervised and len(sids) == len(segments)


def holds(account: Account, grant: Grant, task_sid: str) -> bool:
    """Whether a task was offered to the token's worker; what is not there is refused later."""
    task = account.tasks.get(task_sid)
    return task is None or any(one.worker_sid == grant.worker_sid for one in task.reservations)


def denied(what: str, grant: Grant) -> TokenRefused:
    who = f"{grant.role} {grant.channel_sid or ''}".strip()
    return TokenRefused(f"the token of {who} does not allow {what}")
