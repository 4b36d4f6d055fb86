"""The admin API below `/mocktr/`: what a test asks of, and does to, the sandbox itself."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import fields
from typing import Any

from mocktr.commands import behaviors as behaving
from mocktr.commands import forcing
from mocktr.commands.what_if import TASK_KEYS
from mocktr.core.alerts import payloads
from mocktr.core.behavior import BEHAVIOR_KEYS
from mocktr.core.clock import iso
from mocktr.core.fields import decode
from mocktr.core.timers import Timer
from mocktr.errors import AdminError
from mocktr.faults import Fault
from mocktr.journal import Entry, Expectation, Query
from mocktr.sandbox import Sandbox
from mocktr.seed import seed_of
from mocktr.state import DOCUMENT_KEYS, load
from mocktr.tenant import Tenant
from mocktr.version import __version__
from mocktr.web.command import (
    COMMANDS,
    Arguments,
    Kind,
    Result,
    amount,
    anything,
    command,
    flag,
    instant,
    of_type,
    one_of,
    question,
    required,
    sandbox_command,
    text,
)

__all__ = ["COMMANDS"]

MOST_LISTED = 300
"""How many timers or tasks an answer lists; counts are always of all."""

UNITS = {"seconds": 1000, "minutes": 60_000, "hours": 3_600_000}


@sandbox_command("GET", "health")
def health(sandbox: Sandbox, arguments: Arguments) -> Result:
    """That the server answers, and which version it is."""
    return {"status": "ok", "version": __version__, "accounts": len(sandbox.tenants())}


@command("POST", "reset")
def reset(tenant: Tenant, arguments: Arguments) -> Result:
    """Put the world back to what its seed makes.

    The journal is cleared and planned faults are taken away; snapshots and coverage stay.
    """
    tenant.reset()
    return face(tenant, tenant.now)


@command("GET", "seed")
def seed(tenant: Tenant, arguments: Arguments) -> Result:
    """The configuration of the world as it stands, as a seed."""
    return tenant.observe(seed_of)


@command("GET", "state", events=flag)
def state(tenant: Tenant, arguments: Arguments) -> Result:
    """The whole world as one document, with the event log if `events` is true."""
    return tenant.state(**arguments)


def can_load(tenant: Tenant, arguments: Arguments) -> None:
    """Read the document before the first world is replaced."""
    document = {name: value for name, value in arguments.items() if name != LOADED}
    loaded = load(document, tenant.account.sid)
    arguments.setdefault(LOADED, {})[tenant.account.sid] = loaded


LOADED = "(loaded)"


@command("PUT", "state", can_load, **dict.fromkeys(DOCUMENT_KEYS, anything))
def load_state(tenant: Tenant, arguments: Arguments) -> Result:
    """Put the world of such a document in the place of the present one."""
    tenant.come_back(arguments[LOADED][tenant.account.sid])
    return clock(tenant, {})


@command("GET", "snapshots")
def snapshots(tenant: Tenant, arguments: Arguments) -> Result:
    """The worlds that are kept, each with the time of its clock."""
    return {
        "snapshots": [
            {"name": name, "now": iso(kept.now), "now_ms": kept.now}
            for name, kept in tenant.snapshots
        ]
    }


def can_snapshot(tenant: Tenant, arguments: Arguments) -> None:
    tenant.snapshots.check(arguments["name"])


@command("POST", "snapshots/<name>", can_snapshot)
def snapshot(tenant: Tenant, arguments: Arguments) -> Result:
    """Keep the world as it is now, in place of what had this name."""
    tenant.snapshot(arguments["name"])
    return snapshots(tenant, {})


def is_kept(tenant: Tenant, arguments: Arguments) -> None:
    tenant.snapshots.find(arguments["name"])


@command("POST", "snapshots/<name>/restore", is_kept)
def restore(tenant: Tenant, arguments: Arguments) -> Result:
    """Put the world back to what it was then; the snapshot stays."""
    tenant.restore(arguments["name"])
    return clock(tenant, {})


@command("DELETE", "snapshots/<name>", is_kept)
def delete_snapshot(tenant: Tenant, arguments: Arguments) -> Result:
    """Keep a snapshot no longer."""
    tenant.snapshots.forget(arguments["name"])
    return snapshots(tenant, {})


@command("GET", "clock")
def clock(tenant: Tenant, arguments: Arguments) -> Result:
    """The mode and the time of the clock."""
    return face(tenant, tenant.observe(lambda account: account.clock.now))


def face(tenant: Tenant, now: int) -> Result:
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
    """Move the clock forward, firing everything due on the way, in order.

    Takes exactly one of `seconds`, `minutes`, `hours` and `to`, and answers what fired.
    """
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


@command("PUT", "scheduler", mode=required(one_of("auto", "manual")))
def set_scheduler(tenant: Tenant, arguments: Arguments) -> Result:
    """Hold routing (manual), or let it go on by itself (auto)."""
    tenant.route(arguments["mode"] == "auto")
    return scheduler(tenant, {})


@command("POST", "scheduler/step")
def step(tenant: Tenant, arguments: Arguments) -> Result:
    """Do one routing action, and say which."""
    action = tenant.step()
    return {"action": action and action.as_dict()}


@command("POST", "scheduler/settle")
def settle(tenant: Tenant, arguments: Arguments) -> Result:
    """Do all the routing that there is to do now, also when it is held."""
    tenant.settle()
    return scheduler(tenant, {})


@command("GET", "tasks/<sid>/explain")
def explain(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Why a task is where it is: how it came there, how it stands, and what happens next."""
    return tenant.explain(arguments["sid"])


@question("POST", "explain", **dict.fromkeys(TASK_KEYS, anything))
def what_if(tenant: Tenant, arguments: Arguments) -> Result:
    """What would become of a task that is not created, described as in a seed."""
    return tenant.what_if(arguments)


attributes = Kind("attributes as a JSON object", of_type(dict))
counts = Kind('numbers as a JSON object, such as {"available": 0}', of_type(dict))


@question(
    "POST",
    "expressions/evaluate",
    expression=required(text),
    worker=attributes,
    task=attributes,
    workers=counts,
    now=instant,
)
def evaluate(tenant: Tenant, arguments: Arguments) -> Result:
    """Try an expression, and say what each part of it saw.

    What is given decides which names there are: `worker` and `task` (the attributes of one) those
    that start with `worker.` and `task.`, and names without prefix, which are the worker's where
    there is one; `workers` (numbers by SID of an activity, `available` and `unavailable`) those of
    skip_if; a task or `now` those that start with `taskrouter.`.
    """
    return tenant.evaluate(**arguments).as_dict()


def as_source(value: Any) -> str:
    """A configuration as the API takes it."""
    if not isinstance(value, str | dict):
        raise TypeError
    return value if isinstance(value, str) else json.dumps(value)


configuration = Kind("a workflow's configuration, as a JSON object or its text", as_source)


@question("POST", "workflows/check", configuration=required(configuration), workspace=text)
def check_workflow(tenant: Tenant, arguments: Arguments) -> Result:
    """Check a workflow's configuration without creating it: mistakes, and what is odd about it.

    With a `workspace` (its name or SID) the queues have to be its own.
    """
    return tenant.check_workflow(**arguments).as_dict()


@command("GET", "behaviors")
def behaviors(tenant: Tenant, arguments: Arguments) -> Result:
    """The workers who act by themselves, and how."""
    found = tenant.observe(behaving.rows)
    return {"count": len(found), "behaviors": found}


def can_find(tenant: Tenant, arguments: Arguments) -> None:
    """Refuse a name that several workers of an account have."""
    tenant.observe(lambda account: behaving.find_worker(account, arguments["worker"]))


@command("PUT", "workers/<worker>/behavior", can_find, **dict.fromkeys(BEHAVIOR_KEYS, anything))
def behave(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Let a worker, named or by SID, behave so from the next offer on."""
    values = {name: value for name, value in arguments.items() if name != "worker"}
    return tenant.steer(lambda account: behaving.behave(account, arguments["worker"], values))


@command("DELETE", "workers/<worker>/behavior", can_find)
def stop_behaving(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Let a worker wait to be told, whatever the script still has."""
    return tenant.steer(lambda account: behaving.stop_behaving(account, arguments["worker"]))


scripted = Kind("a list of answers", of_type(list))


@command("POST", "workers/<worker>/answers", can_find, answers=required(scripted))
def script(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Append answers to the next offers to a worker."""
    worker, answers = arguments["worker"], arguments["answers"]
    return tenant.steer(lambda account: behaving.script(account, worker, answers))


name_or_sid = Kind("a name or a SID", of_type(str))


def can_reserve(tenant: Tenant, arguments: Arguments) -> None:
    worker = arguments.get("worker")
    tenant.observe(lambda account: forcing.offer(account, arguments["sid"], worker))


@command("POST", "tasks/<sid>/reserve", can_reserve, worker=required(name_or_sid))
def reserve(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Offer a pending task to this worker, whether or not routing would."""
    sid, worker = arguments["sid"], arguments["worker"]
    return tenant.steer(lambda account: forcing.reserve(account, sid, worker))


def can_time_out(tenant: Tenant, arguments: Arguments) -> None:
    tenant.observe(lambda account: forcing.open_offer(account, arguments["sid"]))


@command("POST", "reservations/<sid>/timeout", can_time_out)
def time_out(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Let the time to answer a pending reservation be over now."""
    return tenant.steer(lambda account: forcing.time_out(account, arguments["sid"]))


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


RULE = [one.name for one in fields(Fault) if one.init]


def can_fault(tenant: Tenant, arguments: Arguments) -> None:
    Fault(**arguments)


@command("GET", "faults")
def faults(tenant: Tenant, arguments: Arguments) -> Result:
    """What is planned to go wrong, oldest first, with how often each rule fired."""
    found = tenant.observe(lambda account: [one.as_dict() for one in tenant.faults.rules])
    return {"count": len(found), "faults": found}


@command("POST", "faults", can_fault, **dict.fromkeys(RULE, anything))
def fault(tenant: Tenant, arguments: Arguments) -> Result:
    """Plan that requests or callbacks go wrong; answers the rule with its `id`."""
    planned = Fault(**arguments)
    return tenant.observe(lambda account: tenant.faults.add(planned).as_dict())


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
def alerts(tenant: Tenant, arguments: Arguments) -> Result:
    """What Twilio's debugger would show, oldest first."""
    found = tenant.observe(lambda account: payloads(account.alerts, account.sids))
    return {"count": len(found), "alerts": found}


@command("GET", "calls")
def calls(tenant: Tenant, arguments: Arguments) -> Result:
    """What would have been dialled, oldest first; mocktr places no calls."""
    found = tenant.observe(lambda account: [one.payload() for one in account.calls])
    return {"count": len(found), "calls": found}


@command("GET", "coverage")
def coverage(tenant: Tenant, arguments: Arguments) -> Result:
    """Which parts of the workflows were exercised, how often, and which never."""
    return tenant.coverage().report()


@command("DELETE", "coverage")
def forget_coverage(tenant: Tenant, arguments: Arguments) -> Result:
    """Count from now on only."""
    tenant.forget_coverage()
    return coverage(tenant, {})


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
