"""What was asked and answered, in both directions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from mocktr.commands.answers import counted, listed
from mocktr.commands.command import Result, command, question
from mocktr.commands.deferred import Deferred
from mocktr.journal import CallbackEntry, Causes, Entry, Expectation, Query, Verification
from mocktr.values import integer

if TYPE_CHECKING:
    from mocktr.core.board import events as logs
    from mocktr.sandbox.messages import RecordedMessage
    from mocktr.sandbox.tenant import Tenant
else:
    logs = Deferred("mocktr.core.board.events")

CRITERIA = ("kind", "method", "path", "parameters", "status", "since")
WINDOW = ("before", "revision", "text")
"""Criteria of who looks, and not of who verifies."""

MOST = 10_000

SID = re.compile("[A-Z]{2}[0-9a-f]{32}")


class Entries(list[Entry]):
    """Entries of a journal, and whether there are others that are meant."""

    more = False


def entry_rows(tenant: Tenant, entries: Iterable[Entry]) -> list[Result]:
    """The entries for JSON; a callback tells what caused the event that it tells of."""
    with tenant.lock:
        kept = list(tenant.journal.entries)
        rows = [one.as_dict() for one in entries]
    causes = Causes(kept)
    for row in rows:
        if "event" in row:
            row["cause"] = causes.of(row["event"])
    return rows


def listed_callbacks(tenant: Tenant, found: list[CallbackEntry]) -> Result:
    """The callbacks, each with its cause."""
    return {"count": len(found), "callbacks": entry_rows(tenant, found)}


@command("GET", "callbacks", shown=listed_callbacks)
def callbacks(tenant: Tenant) -> list[CallbackEntry]:
    """Every attempt to deliver a callback and what came of it, oldest first."""
    return [one for one in journal(tenant) if isinstance(one, CallbackEntry)]


def page(tenant: Tenant, entries: Entries) -> Result:
    """The entries, whether there are more, and how far the journal has come."""
    # Before the rows, so that what changes meanwhile is told again.
    revision, last = tenant.journal.revision, tenant.journal.count
    rows = entry_rows(tenant, entries)
    return {
        "count": len(rows),
        "last": last,
        "dropped": tenant.journal.dropped,
        "revision": revision,
        "more": entries.more,
        "entries": rows,
    }


@command("GET", "journal", shown=page, unchecked=(*CRITERIA, *WINDOW), limit=integer(1, MOST))
def journal(tenant: Tenant, limit: int | None = None, **criteria: Any) -> Entries:
    """The requests that came in and the callbacks that went out, oldest first.

    `last` is the last number so far, to ask for what comes `since`; `dropped` says how many older
    ones had to make room; `revision` that of the journal,
    to ask for what came or changed after it. With a `limit` these are the last ones, or the first
    ones since a number; `text` are words that are all in an entry, or the SID of a record: then
    also what caused an event about it is meant.
    """
    query = Query(**criteria)
    causes = causes_about(tenant, query.text or "")
    with tenant.observed():
        found = Entries(tenant.journal.find(query, causes))
    if limit is not None and len(found) > limit:
        found = Entries(found[:limit] if "since" in criteria else found[-limit:])
        found.more = True
    return found


def causes_about(tenant: Tenant, sid: str) -> set[int | None]:
    """The numbers of the entries that caused the latest events about a record."""
    if SID.fullmatch(sid) is None:
        return set()
    taken = tenant.read(lambda account: logs.take_before(account, None))
    found, _ = taken.find(logs.EventQuery(sid=sid), len(taken.entries) + 1)
    with tenant.lock:
        causes = Causes(list(tenant.journal.entries))
    return {causes.of(number) for number, _ in found}


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
