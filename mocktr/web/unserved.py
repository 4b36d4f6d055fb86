"""What of Twilio's is neither TaskRouter nor of the API of calls: passed on, recorded, or refused.

Clients read TaskRouter's 404 as "not there, create it", so a host that mocktr does not stand in for
has an answer of its own, and its requests have a kind of their own in the journal, by which a test
can verify that there were none.
"""

from __future__ import annotations

from flask import Response

from mocktr.errors import HostRefused, NotServed, Unauthorized
from mocktr.journal.entries import ForwardedEntry, UnservedEntry
from mocktr.sandbox.forwards import Forward, forward_for
from mocktr.sandbox.sandbox import Sandbox
from mocktr.sandbox.tenant import Tenant
from mocktr.web import forwarding, guard, journalling, messages, mishaps
from mocktr.web.request import Request

MESSAGES = "messages"


def takes(sandbox: Sandbox, method: str, host: str, path: str) -> bool:
    """Whether a request is passed on or recorded, whoever would answer it otherwise."""
    if not (sandbox.forwards or sandbox.records):
        return False
    return forward_for(sandbox.forwards, host) is not None or records(sandbox, method, host, path)


def records(sandbox: Sandbox, method: str, host: str, path: str) -> bool:
    return MESSAGES in sandbox.records and messages.is_creation(method, host, path)


def reply(asked: Request) -> Response:
    """Answer a request; raises NotServed. In process the caller gets HostRefused."""
    to = forward_for(asked.sandbox.forwards, asked.authority)
    if to is not None:
        return pass_on(asked, to)
    if records(asked.sandbox, asked.method, asked.authority, asked.path):
        guard.admit_page(asked)
        return messages.create(asked)
    return refuse(asked)


def pass_on(asked: Request, to: Forward) -> Response:
    guard.admit_page(asked)
    # Kept, for the journal reads it too.
    asked.get_data()
    tenant = tenant_of(asked)
    if tenant is not None:
        host = asked.authority.lower()
        entry = ForwardedEntry(
            asked.method, asked.path, tenant.account.sid, host=host, forwarded_to=to.url
        )
        journalling.begin(asked, tenant, entry)
        planned = mishaps.meet(asked, tenant)
        if planned is not None:
            return planned
    return forwarding.forward(asked, to)


def refuse(asked: Request) -> Response:
    tenant = tenant_of(asked)
    if tenant is not None:
        entry = UnservedEntry(
            asked.method, asked.path, tenant.account.sid, host=asked.authority.lower()
        )
        journalling.begin(asked, tenant, entry)
    request = f"{asked.method} {asked.base_url}"
    if asked.is_in_process:
        asked.broken = HostRefused(request)
    raise NotServed(request)


def tenant_of(asked: Request) -> Tenant | None:
    """The account that asks, as far as it is known."""
    try:
        return asked.sandbox.authenticate(*asked.credentials)
    except Unauthorized:
        return asked.sandbox.only if asked.sandbox.shares_world else None
