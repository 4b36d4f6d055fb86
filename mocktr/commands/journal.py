"""What was asked and answered, in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mocktr.commands.answers import counted, listed
from mocktr.commands.command import Result, command, question
from mocktr.journal import CallbackEntry, Entry, Expectation, Query, Verification

if TYPE_CHECKING:
    from mocktr.sandbox.messages import RecordedMessage
    from mocktr.sandbox.tenant import Tenant

CRITERIA = ("kind", "method", "path", "parameters", "status", "since")


@command("GET", "callbacks", shown=listed("callbacks"))
def callbacks(tenant: Tenant) -> list[CallbackEntry]:
    """Every attempt to deliver a callback and what came of it, oldest first."""
    return [one for one in journal(tenant) if isinstance(one, CallbackEntry)]


def page(tenant: Tenant, entries: list[Entry]) -> Result:
    """The entries, and the number of the last one there is."""
    rows = [one.as_dict() for one in entries]
    kept = tenant.journal
    return {"count": len(rows), "last": kept.count, "dropped": kept.dropped, "entries": rows}


@command("GET", "journal", shown=page, unchecked=CRITERIA)
def journal(tenant: Tenant, **criteria: Any) -> list[Entry]:
    """The requests that came in and the callbacks that went out, oldest first.

    `last` is the last number so far, to ask for what comes `since`; `dropped` says how many older
    ones had to make room.
    """
    query = Query(**criteria)
    with tenant.observed():
        return tenant.journal.find(query)


@command("GET", "messages", shown=listed("messages"))
def messages(tenant: Tenant) -> list[RecordedMessage]:
    """The messages (SMS and others) that the application sent, oldest first, where recorded."""
    with tenant.observed():
        return list(tenant.messages)


def verdict(tenant: Tenant, found: Verification) -> Result:
    """Whether it is as expected, and how many there are."""
    difference = found.difference
    return {"verified": difference is None, "count": len(found.entries), "message": difference}


@question("POST", "journal/verify", shown=verdict, unchecked=("times", "at_least", *CRITERIA))
def verify(tenant: Tenant, **expected: Any) -> Verification:
    """Whether requests came as often as expected; the message says what came instead.

    With `kind` it is about callbacks.
    """
    expectation = Expectation.of(**expected)
    with tenant.observed():
        return expectation.check(tenant.journal)


@command("DELETE", "journal", shown=counted)
def clear_journal(tenant: Tenant) -> int:
    """Forget all entries; the numbers go on."""
    with tenant.at_rest():
        return tenant.journal.clear()
