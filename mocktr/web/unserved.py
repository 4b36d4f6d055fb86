"""Hosts of Twilio's that mocktr does not stand in for, and what is not of the API of calls.

Clients read TaskRouter's 404 as "not there, create it", so such a host has an answer of its own,
and its requests have a kind of their own in the journal, by which a test can verify that there were
none.
"""

from __future__ import annotations

from mocktr.errors import HostRefused, NotServed, Unauthorized
from mocktr.journal import UnservedEntry
from mocktr.sandbox.tenant import Tenant
from mocktr.web import journalling
from mocktr.web.request import Request


def refuse(asked: Request) -> None:
    """Refuse a request; raises NotServed. In process the caller gets HostRefused."""
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
