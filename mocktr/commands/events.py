"""What happened, in all workspaces together, by number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mocktr.commands.command import Result, command
from mocktr.commands.deferred import Deferred
from mocktr.commands.finding import find_workspace
from mocktr.errors import AdminError
from mocktr.journal import Causes
from mocktr.values import integer, text

if TYPE_CHECKING:
    from mocktr.callbacks import outbox
    from mocktr.core.account import Account
    from mocktr.core.board import events as logs
    from mocktr.core.resources import event as resources
    from mocktr.sandbox.tenant import Tenant
else:
    outbox = Deferred("mocktr.callbacks.outbox")
    logs = Deferred("mocktr.core.board.events")
    resources = Deferred("mocktr.core.resources.event")

BASE = "/v1"
"""What the URLs in an event begin with: whoever asks knows the host."""

USUAL, MOST = 100, 1_000
"""How many events are told unless told, and at most."""

number = integer(1, what="the number of an event")


@command(
    "GET",
    "events",
    since=integer(0, what="the number of an event"),
    before=number,
    limit=integer(1, MOST),
    type=text,
    sid=text,
    text=text,
    workspace=text,
)
def event_log(
    tenant: Tenant,
    since: int | None = None,
    before: int | None = None,
    limit: int = USUAL,
    **criteria: Any,
) -> Result:
    """What happened, in all workspaces together, in light rows, oldest first.

    Those that come after the event with the number `since`, else the last ones, or the last ones
    `before` a number; 100 unless the `limit` says otherwise. `type` is one or several with commas
    between, of which the beginning is enough (`task.*`); `sid` that of any record that is
    concerned; `text` words that are all in it. `more` says that there may be others, to be had from
    the number `reached` on.
    """
    if since is not None and before is not None:
        raise AdminError("expected since or before, got both")

    def look(account: Account) -> tuple[logs.EventQuery, logs.Stretch]:
        taken = (
            logs.take_before(account, before) if since is None else logs.take_since(account, since)
        )
        return query_of(account, **criteria), taken

    query, taken = tenant.read(look)
    found, reached = taken.find(query, limit)
    causes = causes_of(tenant)
    return {
        "count": len(found),
        "last": taken.last,
        "more": reached is not None,
        "reached": reached,
        "events": [{**logs.event_row(*one), "cause": causes.of(one[0])} for one in found],
    }


def causes_of(tenant: Tenant) -> Causes:
    """Which requests and callbacks caused the events."""
    with tenant.lock:
        kept = list(tenant.journal.entries)
    return Causes(kept)


def query_of(
    account: Account,
    type: str = "",
    sid: str | None = None,
    text: str = "",
    workspace: str | None = None,
) -> logs.EventQuery:
    """The criteria that arguments name; raises AdminError."""
    place = None if workspace is None else find_workspace(account, workspace).sid
    types = tuple(filter(None, (one.strip() for one in type.split(","))))
    return logs.EventQuery(types, sid, tuple(text.lower().split()), place)


@command("GET", "events/<number>")
def event(tenant: Tenant, number: str) -> Result | None:
    """The event with this number as TaskRouter shows it; URLs begin with the path."""
    if not (number.isascii() and number.isdigit()):
        return None

    def look(account: Account) -> Result | None:
        place = int(number) - 1
        if not account.events.missing <= place < len(account.events):
            return None
        workspace = outbox.workspace_of(account, place)
        if workspace is None:
            return None
        logged = account.events[place]
        shown = resources.Event(workspace, place + 1, logged).payload(BASE)
        return {"number": place + 1, **shown, "cause": causes_of(tenant).of(place + 1)}

    return tenant.read(look)
