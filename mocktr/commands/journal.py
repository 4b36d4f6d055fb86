"""What was asked and answered, in both directions."""

from __future__ import annotations

from typing import Any

from mocktr.commands.command import Arguments, Result, anything, command
from mocktr.journal import Entry, Expectation, Query
from mocktr.sandbox.tenant import Tenant


@command("GET", "callbacks")
def callbacks(tenant: Tenant, arguments: Arguments) -> Result:
    """Every attempt to deliver a callback and what came of it, oldest first."""
    entries = find(tenant, kind="callback")
    return {"count": len(entries), "callbacks": [one.as_dict() for one in entries]}


def find(tenant: Tenant, **criteria: Any) -> list[Entry]:
    """The entries of the journal that are meant."""
    query = Query(**criteria)
    return tenant.observe(lambda account: tenant.journal.find(query))


CRITERIA = dict.fromkeys(("kind", "method", "path", "parameters", "status", "since"), anything)


def can_ask(tenant: Tenant, arguments: Arguments) -> None:
    Query(**arguments)


@command("GET", "journal", can_ask, **CRITERIA)
def journal(tenant: Tenant, arguments: Arguments) -> Result:
    """The requests that came in and the callbacks that went out, oldest first.

    `last` is the last number so far, to ask for what comes `since`.
    """
    entries = find(tenant, **arguments)
    return {
        "count": len(entries),
        "last": tenant.journal.count,
        "entries": [one.as_dict() for one in entries],
    }


def can_verify(tenant: Tenant, arguments: Arguments) -> None:
    Expectation.of(**arguments)


@command("POST", "journal/verify", can_verify, times=anything, at_least=anything, **CRITERIA)
def verify(tenant: Tenant, arguments: Arguments) -> Result:
    """Whether requests came as often as expected; the message says what came instead.

    With `kind` it is about callbacks.
    """
    expected = Expectation.of(**arguments)
    found, difference = tenant.observe(lambda account: expected.check(tenant.journal))
    return {"verified": difference is None, "count": len(found), "message": difference}


@command("DELETE", "journal")
def clear_journal(tenant: Tenant, arguments: Arguments) -> Result:
    """Forget all entries; the numbers go on."""
    return {"count": tenant.observe(lambda account: tenant.journal.clear())}
