"""The admin API below `/mocktr/`: what a test asks of, and does to, the sandbox itself."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import fields
from typing import Any

from flask import Blueprint, Response, request

from mocktr.core import alerts
from mocktr.core.clock import iso
from mocktr.core.fields import decode
from mocktr.core.timers import Timer
from mocktr.errors import AdminError
from mocktr.faults import Fault
from mocktr.journal import Entry, Expectation, Query
from mocktr.sandbox import Sandbox
from mocktr.tenant import Tenant
from mocktr.version import __version__
from mocktr.web.api import SANDBOX
from mocktr.web.command import (
    COMMANDS,
    Arguments,
    Result,
    amount,
    anything,
    command,
    instant,
    one_of,
    reply,
    view_of,
)
from mocktr.what_if import TASK_KEYS

PREFIX = "/mocktr"
MOST_LISTED = 300
"""How many timers or tasks an answer lists; counts are always of all."""

UNITS = {"seconds": 1000, "minutes": 60_000, "hours": 3_600_000}

admin = Blueprint("admin", __name__, url_prefix=PREFIX)


@command("POST", "reset")
def reset(tenant: Tenant, arguments: Arguments) -> Result:
    """Put the world back to what its seed makes."""
    tenant.reset()
    return clock(tenant, {})


@command("GET", "clock")
def clock(tenant: Tenant, arguments: Arguments) -> Result:
    """The mode and the time of the clock."""
    now = tenant.observe(lambda account: account.clock.now)
    return {"mode": "manual" if tenant.wall is None else "real", "now": iso(now), "now_ms": now}


def can_set(tenant: Tenant, arguments: Arguments) -> None:
    if "now" in arguments:
        tenant.check_instant(arguments["now"])


@command("PUT", "clock", can_set, mode=one_of("manual", "real"), now=instant)
def set_clock(tenant: Tenant, arguments: Arguments) -> Result:
    """Set the mode, or go to a later time, which is the same as advancing to it."""
    fired = tenant.advance(arguments["now"]) if "now" in arguments else []
    if "mode" in arguments:
        tenant.follow(arguments["mode"] == "real")
        if tenant.wall is not None:
            sandbox().ticker.start()
    return {**clock(tenant, {}), "fired": summary(fired)}


def can_advance(tenant: Tenant, arguments: Arguments) -> None:
    if len(arguments) != 1:
        names = ", ".join([*UNITS, "to"])
        raise AdminError(f"expected exactly one of {names}, got {json.dumps(list(arguments))}")
    tenant.check_instant(arguments["to"] if "to" in arguments else tenant.now + length(arguments))


def length(arguments: Arguments) -> int:
    """How far (ms) to advance."""
    ((unit, number),) = arguments.items()
    amount: int = round(number * UNITS[unit])
    return amount


@command(
    "POST", "clock/advance", can_advance, seconds=amount, minutes=amount, hours=amount, to=instant
)
def advance(tenant: Tenant, arguments: Arguments) -> Result:
    """Move the clock forward, firing everything due on the way, in order."""
    if "to" in arguments:
        fired = tenant.advance(arguments["to"])
    else:
        fired = tenant.advance_by(length(arguments))
    return {**clock(tenant, {}), "fired": summary(fired)}


@command("GET", "scheduler")
def scheduler(tenant: Tenant, arguments: Arguments) -> Result:
    """Whether routing is held, what is due when, and which tasks wait."""
    return tenant.observe(
        lambda account: {
            "mode": "auto" if tenant.routes else "manual",
            "now": iso(account.clock.now),
            "timers": timers(account.timers.pending()),
            "waiting_tasks": waiting([task.sid for task in account.tasks.values() if task.place]),
        }
    )


@command("PUT", "scheduler", None, mode=one_of("auto", "manual"))
def set_scheduler(tenant: Tenant, arguments: Arguments) -> Result:
    """Hold routing, or let it go on by itself."""
    if "mode" not in arguments:
        raise AdminError("mode: expected auto or manual, got nothing")
    tenant.route(arguments["mode"] == "auto")
    return scheduler(tenant, {})


@command("POST", "scheduler/step")
def step(tenant: Tenant, arguments: Arguments) -> Result:
    """Do one routing action, and say which."""
    action = tenant.step()
    return {"action": action and action.as_dict()}


@command("GET", "tasks/<sid>/explain")
def explain(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Why a task is where it is: how it came there, how it stands, and what happens next."""
    return tenant.explain(arguments["sid"])


@command("POST", "explain", None, **dict.fromkeys(TASK_KEYS, anything))
def explain_new(tenant: Tenant, arguments: Arguments) -> Result:
    """The same for a task that is not created."""
    return tenant.what_if(arguments)


@command("POST", "scheduler/settle")
def settle(tenant: Tenant, arguments: Arguments) -> Result:
    """Do all the routing that there is to do now, also when it is held."""
    tenant.settle()
    return scheduler(tenant, {})


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


def can_find(tenant: Tenant, arguments: Arguments) -> None:
    Query(**arguments)


@command("GET", "journal", can_find, **CRITERIA)
def list_journal(tenant: Tenant, arguments: Arguments) -> Result:
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
    """Whether they came as often as expected; the message says what came instead."""
    expected = Expectation.of(**arguments)
    found, difference = tenant.observe(lambda account: expected.check(tenant.journal))
    return {"verified": difference is None, "count": len(found), "message": difference}


@command("DELETE", "journal")
def clear_journal(tenant: Tenant, arguments: Arguments) -> Result:
    """Forget all entries; the numbers go on."""
    return {"count": tenant.observe(lambda account: tenant.journal.clear())}


RULE = [one.name for one in fields(Fault) if one.init]


def can_fault(tenant: Tenant, arguments: Arguments) -> None:
    Fault(**arguments)


@command("GET", "faults")
def list_faults(tenant: Tenant, arguments: Arguments) -> Result:
    """What is planned to go wrong, oldest first, with how often each rule fired."""
    found = tenant.observe(lambda account: [one.as_dict() for one in tenant.faults.rules])
    return {"count": len(found), "faults": found}


@command("POST", "faults", can_fault, **dict.fromkeys(RULE, anything))
def add_fault(tenant: Tenant, arguments: Arguments) -> Result:
    """Plan that requests or callbacks go wrong; answers the rule with its `id`."""
    fault = Fault(**arguments)
    return tenant.observe(lambda account: tenant.faults.add(fault).as_dict())


@command("DELETE", "faults/<id>")
def remove_fault(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Take one rule away; answers it as it was."""
    number = decode(arguments["id"])
    found = tenant.observe(lambda account: tenant.faults.remove(number))
    return None if found is None else found.as_dict()


@command("DELETE", "faults")
def clear_faults(tenant: Tenant, arguments: Arguments) -> Result:
    """Take all rules away."""
    return {"count": tenant.observe(lambda account: tenant.faults.clear())}


@command("GET", "alerts")
def list_alerts(tenant: Tenant, arguments: Arguments) -> Result:
    """What Twilio's debugger would show, oldest first."""
    found = tenant.observe(lambda account: alerts.payloads(account.alerts, account.sids))
    return {"count": len(found), "alerts": found}


@command("GET", "calls")
def list_calls(tenant: Tenant, arguments: Arguments) -> Result:
    """What would have been dialled, oldest first; mocktr places no calls."""
    found = tenant.observe(lambda account: [one.payload() for one in account.calls])
    return {"count": len(found), "calls": found}


def timers(pending: list[Timer]) -> Result:
    rows = [
        {"due": iso(one.due), "due_ms": one.due, "name": one.name, "sid": one.sid}
        for one in pending[:MOST_LISTED]
    ]
    return {"count": len(pending), "first": rows}


def waiting(sids: list[str]) -> Result:
    return {"count": len(sids), "first": sids[:MOST_LISTED]}


def summary(fired: list[Timer]) -> Result:
    """What fired: how many of each kind, and the first few hundred."""
    return {**timers(fired), "by_name": dict(Counter(timer.name for timer in fired))}


@admin.get("/health")
def health() -> Response:
    """That the server answers, and which version it is."""
    return reply({"status": "ok", "version": __version__, "accounts": len(sandbox().tenants())})


def sandbox() -> Sandbox:
    """The sandbox that answers this request."""
    found: Sandbox = request.environ[SANDBOX]
    return found


for _declared in COMMANDS:
    admin.add_url_rule(
        f"/{_declared.path}",
        f"{_declared.method} {_declared.path}",
        view_of(_declared),
        methods=[_declared.method],
    )
