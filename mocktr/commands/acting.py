"""What who controls the world does by hand: a request as the account, a callback once more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from mocktr import gateway
from mocktr.commands.arguments import required
from mocktr.commands.command import Result, command
from mocktr.commands.deferred import Deferred
from mocktr.commands.journal import entry_rows
from mocktr.errors import AdminError
from mocktr.journal import CallbackEntry
from mocktr.journal.secrets import COVER
from mocktr.json_text import compact, decode
from mocktr.values import Kind, choice, mapping, text, wanted

if TYPE_CHECKING:
    from mocktr.callbacks import form, outbox
    from mocktr.core import sids
    from mocktr.core.account import Account
    from mocktr.core.resources import event as events
    from mocktr.sandbox.tenant import Tenant
else:
    form = Deferred("mocktr.callbacks.form")
    outbox = Deferred("mocktr.callbacks.outbox")
    events = Deferred("mocktr.core.resources.event")
    sids = Deferred("mocktr.core.sids")

HOST = "https://taskrouter.twilio.com"
"""Where the URLs in answers lead, as those of a client that asks Twilio's host."""

FORM = "application/x-www-form-urlencoded"
SHOWN = ("ETag", "Twilio-Request-Id")


def read_path(value: Any) -> str:
    if not isinstance(value, str) or not value.startswith("/v1/") or "#" in value:
        raise wanted(path.wanted, value)
    return value


path = Kind("a path of TaskRouter's such as /v1/Workspaces", read_path)


@command(
    "POST",
    "request",
    at_once=True,
    method=required(choice("GET", "POST", "DELETE")),
    path=required(path),
    parameters=mapping,
    if_match=text,
)
def request(
    tenant: Tenant,
    method: str,
    path: str,
    parameters: Mapping[str, Any] | None = None,
    if_match: str | None = None,
) -> Result:
    """Ask TaskRouter's API as this account, past planned faults and rate limits.

    It is a request like any other, and the journal marks it as asked `by` the console. Answers its
    `status` and its `body`, also where it is refused, and the `number` of its entry.
    """
    app = tenant.application()
    if app is None:
        raise AdminError("no application answers TaskRouter's API for this world", 501)
    sent = urlencode(texts(parameters or {}), doseq=True)
    headers = {"Content-Type": FORM, **({} if if_match is None else {"If-Match": if_match})}
    query, body = (f"{'&' if '?' in path else '?'}{sent}", "") if method == "GET" else ("", sent)
    environ = gateway.environ(method, f"{HOST}{path}{query}", headers, body.encode(), None)
    # Callbacks leave when this is answered.
    del environ[gateway.IN_PROCESS]
    environ[gateway.ADMITTED] = tenant
    environ[gateway.CONSOLE] = True
    status, sent_back, content = gateway.run(app, environ)
    answered = dict(sent_back)
    number = sids.number_in(answered["Twilio-Request-Id"])
    return {
        "status": status,
        "headers": {name: answered[name] for name in SHOWN if name in answered},
        "body": decode(content.decode()) if content else None,
        "number": number,
        "events": caused_by(tenant, number),
    }


def texts(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as a form spells them: an object or a boolean as its JSON."""
    return {name: as_text(value) for name, value in parameters.items() if value is not None}


def as_text(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return value
    return value if isinstance(value, str) else compact(value)


def caused_by(tenant: Tenant, number: int) -> list[int] | None:
    """The numbers of the first and the last event that an entry caused."""
    with tenant.lock:
        for entry in reversed(tenant.journal.entries):
            if entry.number == number and entry.after > entry.before:
                return [entry.before + 1, entry.after]
    return None


def can_resend(tenant: Tenant, number: str, **how: Any) -> None:
    with tenant.observed() as account:
        callback_of(tenant, account, number, **how)


@command(
    "POST",
    "callbacks/<number>/resend",
    can_resend,
    at_once=True,
    parameters=mapping,
    url=text,
)
def resend(tenant: Tenant, number: str, **how: Any) -> Result | None:
    """Send the callback with this number in the journal once more, signed anew.

    `parameters` take the place of some of its own, `url` that of where it goes. It meets no planned
    fault, and whatever is answered changes nothing here; the new entry is told.
    """
    with tenant.observed() as account:
        callback = callback_of(tenant, account, number, **how)
    if callback is None:
        return None
    entry = tenant.delivery.exchange.resend(callback, int(number))
    [row] = entry_rows(tenant, [entry])
    return row


def callback_of(
    tenant: Tenant,
    account: Account,
    number: str,
    parameters: Mapping[str, Any] | None = None,
    url: str | None = None,
) -> form.Callback | None:
    """What is to be sent again; None where there is no such entry. Raises AdminError."""
    entries = (one for one in tenant.journal.entries if str(one.number) == number)
    entry = next(entries, None)
    if not isinstance(entry, CallbackEntry):
        return None
    address = entry.url if url is None else url
    if address is not None and COVER in address:
        raise AdminError("url: expected the whole URL, of which the journal keeps no secret")
    workspace, told = what_it_told(account, entry)
    return form.Callback(
        kind=cast("form.CallbackKind", "assignment" if entry.kind == "fallback" else entry.kind),
        account_sid=account.sid,
        workspace_sid=workspace,
        event_type=entry.event_type,
        resource_sid=entry.resource_sid,
        number=entry.event or entry.number,
        at=entry.at,
        epoch=tenant.epoch,
        url=address,
        fallback=None,
        parameters={**told, **texts(parameters or {})},
        method=entry.method,
    )


def what_it_told(account: Account, entry: CallbackEntry) -> tuple[str | None, Mapping[str, str]]:
    """The workspace and the parameters of a callback, anew from the event where that is there.

    The journal's are without secrets.
    """
    place = (entry.event or 0) - 1
    known = account.events.missing <= place < len(account.events)
    workspace = outbox.workspace_of(account, place) if known else None
    if workspace is None or account.events[place].type != entry.event_type:
        return None, entry.parameters
    event = events.Event(workspace, place + 1, account.events[place])
    made = event.form() if entry.kind == "event" else form.assignment_parameters(event)
    return workspace.sid, made
