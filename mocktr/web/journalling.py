"""A request in the journal: from when it comes in to when it is answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import perf_counter
from typing import TypeVar

from werkzeug.exceptions import HTTPException

from mocktr.core.account import Account
from mocktr.core.clock import SECOND
from mocktr.errors import ApiError, NotFound
from mocktr.journal import RequestEntry
from mocktr.journal.entries import Parameters
from mocktr.journal.secrets import COVER, cover_all, cover_text
from mocktr.json_text import decode
from mocktr.sandbox.tenant import Tenant
from mocktr.web.request import Fields, Request, current
from mocktr.web.wire import JSON

T = TypeVar("T")

UNKNOWN = [("Twilio-Request-Id", "RQ" + "0" * 32), ("Twilio-Request-Duration", "0.000")]

WORKSPACE = re.compile("WS[0-9a-fA-F]{32}")

QUOTED = re.compile("(?<=^Invalid value ).*(?= for parameter )", re.S)
"""What an error quotes of a parameter."""


def begin(asked: Request, tenant: Tenant, entry: RequestEntry | None = None) -> None:
    """A request came in for this account, to be told of as `entry`."""
    asked.tenant = tenant
    if entry is None:
        entry = RequestEntry(asked.method, asked.path, tenant.account.sid)
    asked.entry = entry
    environ = asked.environ
    if_match = environ.get("HTTP_IF_MATCH")
    entry.if_match = None if if_match is None else cover_text(if_match)
    if environ["QUERY_STRING"]:
        entry.parameters = cover_all(several(asked.args.to_dict(flat=False)))
    if environ.get("CONTENT_LENGTH", "0") != "0":
        entry.parameters.update(cover_all(body_of(asked)))


def begun(asked: Request) -> tuple[Tenant, RequestEntry]:
    """The account of a request that came in, and what the journal will tell of it."""
    assert asked.tenant is not None
    assert asked.entry is not None
    return asked.tenant, asked.entry


def change(asked: Request, operation: Callable[[Account], T]) -> T:
    """Do the operation of a request, numbered in the same hold of the lock."""
    tenant, entry = begun(asked)
    with tenant.lock:
        result = tenant.run(numbered(tenant, entry, operation))
        entry.after = len(tenant.account.events)
    return result


def look(asked: Request, operation: Callable[[Account], T]) -> T:
    """The same for an operation that changes nothing."""
    tenant, entry = begun(asked)
    return tenant.read(numbered(tenant, entry, operation))


def numbered(
    tenant: Tenant, entry: RequestEntry, operation: Callable[[Account], T]
) -> Callable[[Account], T]:
    def act(account: Account) -> T:
        # First of all, so that what is refused has its place too.
        entry.at = account.clock.now
        entry.before = entry.after = len(account.events)
        tenant.journal.add(entry)
        if tenant.limits is not None and entry.by == "client":
            tenant.limits.check(entry, account.clock.now)
        return operation(account)

    return act


def note_error(error: ApiError) -> None:
    """Keep the code and the message of an error, without what it quotes of a secret."""
    asked = current()
    entry = asked.entry
    if entry is not None:
        text = cover_text(error.message)
        if isinstance(error, NotFound):
            text += hint(asked)
        covered = COVER in str(entry.parameters)
        entry.code, entry.message = error.code, QUOTED.sub(COVER, text) if covered else text


def end(asked: Request, status: int | None, began: float) -> None:
    """A request is answered, or not if `status` is None; it began at `began` (`perf_counter`)."""
    tenant, entry = asked.tenant, asked.entry
    if tenant is None or entry is None:
        return
    if not entry.number:
        with tenant.lock:
            entry.at = tenant.now
            tenant.journal.add(entry)
    entry.status = status
    entry.wall_ms = round((perf_counter() - began) * 1000, 3)
    entry.virtual_ms = max(tenant.now - entry.at, 0)
    tenant.journal.note(entry)


def headers(asked: Request) -> list[tuple[str, str]]:
    """The number of a request, and how long it took on the account's clock, as Twilio tells them.

    The number is that of its entry: the same story has the same, and none is kept for strangers.
    """
    tenant, entry = asked.tenant, asked.entry
    if tenant is None or entry is None:
        return UNKNOWN
    sid = tenant.account.sids.numbered("RQ", entry.number)
    seconds = (entry.virtual_ms or 0) / SECOND
    return [("Twilio-Request-Id", sid), ("Twilio-Request-Duration", f"{seconds:.3f}")]


def hint(asked: Request) -> str:
    """Why an API key does not find what its account has, if that is so."""
    username, _ = asked.credentials
    workspace = WORKSPACE.search(asked.path)
    if asked.tenant is None or workspace is None or not (username or "").startswith("SK"):
        return ""
    owner = asked.sandbox.owner(workspace[0])
    if owner in (None, asked.tenant.account.sid):
        return ""
    return (
        f"; but account {owner} has this workspace: the API key {username}, which no seed lists, "
        "is an account of its own, unless one world is served for all (tenants: one)"
    )


def body_of(asked: Request) -> Parameters:
    """What was sent in the body, by name."""
    try:
        if asked.sends_form or asked.mimetype != JSON:
            return several(asked.fields)
        body = decode(asked.get_data(as_text=True))
        return body if isinstance(body, dict) else {}
    except HTTPException:
        # It will be refused for its size.
        return {}


def several(fields: Fields) -> Parameters:
    """Text by name; a list of texts where a name was repeated."""
    return {name: found[0] if len(found) == 1 else found for name, found in fields.items()}
