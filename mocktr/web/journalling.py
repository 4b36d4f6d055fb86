"""A request in the journal: from when it comes in to when it is answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import perf_counter
from typing import TypeVar

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from mocktr.core.account import Account
from mocktr.core.fields import decode
from mocktr.errors import ApiError
from mocktr.journal import RequestEntry
from mocktr.journal.entries import Parameters
from mocktr.journal.secrets import COVER, cover_all, cover_text
from mocktr.sandbox.tenant import Tenant
from mocktr.web.request import Request, current
from mocktr.web.wire import JSON

T = TypeVar("T")

QUOTED = re.compile("(?<=^Invalid value ).*(?= for parameter )", re.S)
"""What an error quotes of a parameter."""


def begin(asked: Request, tenant: Tenant, entry: RequestEntry | None = None) -> None:
    """A request came in for this account, to be told of as `entry`."""
    asked.tenant = tenant
    if entry is None:
        entry = RequestEntry(asked.method, asked.path, tenant.account.sid)
    asked.entry = entry
    environ = asked.environ
    if environ["QUERY_STRING"]:
        entry.parameters = cover_all(several(asked.args))
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
    return tenant.run(numbered(tenant, entry, operation))


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
        tenant.journal.add(entry)
        if tenant.limits is not None:
            tenant.limits.check(entry, account.clock.now)
        return operation(account)

    return act


def note_error(error: ApiError) -> None:
    """Keep the code and the message of an error, without what it quotes of a secret."""
    entry = current().entry
    if entry is not None:
        text = cover_text(error.message)
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


def body_of(asked: Request) -> Parameters:
    """What was sent in the body, by name."""
    try:
        if asked.mimetype != JSON:
            return several(asked.form)
        body = decode(asked.get_data(as_text=True))
        return body if isinstance(body, dict) else {}
    except HTTPException:
        # It will be refused for its size.
        return {}


def several(values: MultiDict[str, str]) -> Parameters:
    """Text by name; a list of texts where a name was repeated."""
    lists = values.to_dict(flat=False)
    return {name: found[0] if len(found) == 1 else found for name, found in lists.items()}
