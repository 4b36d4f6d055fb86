"""Requests on their way into the journal."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from flask import Request, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from mocktr.core.account import Account
from mocktr.errors import ApiError
from mocktr.journal import RequestEntry
from mocktr.journal.entries import Parameters
from mocktr.journal.secrets import COVER, cover_all, cover_text
from mocktr.json_text import decode
from mocktr.sandbox.tenant import Tenant
from mocktr.web.wire import JSON

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

T = TypeVar("T")

TENANT = "mocktr.tenant"
"""Where the WSGI environment holds the account that is asked, once it is known."""

ENTRY = "mocktr.entry"
"""Where it holds what the journal will tell of the request."""

QUOTED = re.compile("(?<=^Invalid value ).*(?= for parameter )", re.S)
"""What an error quotes of a parameter."""


def begin(request: Request, tenant: Tenant) -> None:
    """A request came in for this account."""
    environ = request.environ
    environ[TENANT] = tenant
    environ[ENTRY] = entry = RequestEntry(request.method, request.path, tenant.account.sid)
    if environ["QUERY_STRING"]:
        entry.parameters = cover_all(several(request.args))
    if environ.get("CONTENT_LENGTH", "0") != "0":
        entry.parameters.update(cover_all(body_of(request)))


def change(environ: WSGIEnvironment, operation: Callable[[Account], T]) -> T:
    """Do the operation of a request, numbered in the same hold of the lock."""
    tenant: Tenant = environ[TENANT]
    return tenant.run(numbered(tenant, environ[ENTRY], operation))


def look(environ: WSGIEnvironment, operation: Callable[[Account], T]) -> T:
    """The same for an operation that changes nothing."""
    tenant: Tenant = environ[TENANT]
    return tenant.read(numbered(tenant, environ[ENTRY], operation))


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
    entry: RequestEntry | None = request.environ.get(ENTRY)
    if entry is not None:
        text = cover_text(error.message)
        covered = COVER in str(entry.parameters)
        entry.code, entry.message = error.code, QUOTED.sub(COVER, text) if covered else text


def end(environ: WSGIEnvironment, status: int | None, began: float) -> Tenant | None:
    """A request is answered, or not if `status` is None; the account that was asked, if known."""
    tenant: Tenant | None = environ.get(TENANT)
    if tenant is not None:
        entry: RequestEntry = environ[ENTRY]
        if not entry.number:
            with tenant.lock:
                entry.at = tenant.now
                tenant.journal.add(entry)
        entry.status = status
        entry.wall_ms = round((perf_counter() - began) * 1000, 3)
        entry.virtual_ms = max(tenant.now - entry.at, 0)
    return tenant


def body_of(request: Request) -> Parameters:
    """What was sent in the body, by name."""
    try:
        if request.mimetype != JSON:
            return several(request.form)
        body = decode(request.get_data(as_text=True))
        return body if isinstance(body, dict) else {}
    except HTTPException:
        # It will be refused for its size.
        return {}


def several(values: MultiDict[str, str]) -> Parameters:
    """Text by name; a list of texts where a name was repeated."""
    lists = values.to_dict(flat=False)
    return {name: found[0] if len(found) == 1 else found for name, found in lists.items()}
