"""The admin API below `/mocktr/`: what a test asks of, and does to, the sandbox itself.

Every command is one function over a tenant and its checked arguments. With Basic credentials it
means that account; without, a command goes to all accounts, and a read answers the only account,
or a map by account.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request

from mocktr.core.clock import LATEST, from_datetime, iso, parse_iso
from mocktr.core.timers import Timer
from mocktr.errors import AdminError, ApiError
from mocktr.sandbox import Sandbox
from mocktr.tenant import Tenant
from mocktr.version import __version__
from mocktr.web.api import SANDBOX, basic_credentials

PREFIX = "/mocktr"
MOST_LISTED = 300
"""How many timers or tasks an answer lists; counts are always of all."""

UNITS = {"seconds": 1000, "minutes": 60_000, "hours": 3_600_000}

admin = Blueprint("admin", __name__, url_prefix=PREFIX)

Arguments = dict[str, Any]
Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Command:
    """An admin command: where it is, what its body may hold, and what it does to one tenant."""

    method: str
    path: str
    function: Callable[[Tenant, Arguments], Result]
    arguments: Mapping[str, Callable[[str, Any], Any]]
    check: Callable[[Tenant, Arguments], None] | None = None


COMMANDS: list[Command] = []
"""Every command, in the order of the documentation."""


def command(
    method: str,
    path: str,
    check: Callable[[Tenant, Arguments], None] | None = None,
    **arguments: Callable[[str, Any], Any],
) -> Callable[[Callable[[Tenant, Arguments], Result]], Callable[[Tenant, Arguments], Result]]:
    """Declare a command. `check` runs for all tenants before the first of them is changed."""

    def declare(function: Callable[[Tenant, Arguments], Result]) -> Any:
        COMMANDS.append(Command(method, path, function, arguments, check))
        return function

    return declare


# --- kinds of arguments --------------------------------------------------------------------


def amount(name: str, value: Any) -> float:
    """A number of units, not negative."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e15:
        raise AdminError(f"{name}: expected a number that is not negative, got {json.dumps(value)}")
    return value


def instant(name: str, value: Any) -> int:
    """ISO 8601 text, as ms."""
    try:
        return parse_iso(value)
    except (TypeError, ValueError):
        raise AdminError(
            f"{name}: expected ISO 8601 such as 2030-01-07T09:00:00Z, got {json.dumps(value)}"
        ) from None


def one_of(*words: str) -> Callable[[str, Any], str]:
    def read(name: str, value: Any) -> str:
        if value not in words:
            wanted = " or ".join(words)
            raise AdminError(f"{name}: expected {wanted}, got {json.dumps(value)}")
        return str(value)

    return read


# --- the commands --------------------------------------------------------------------------


@command("POST", "reset")
def reset(tenant: Tenant, arguments: Arguments) -> Result:
    """Put the world back to what its seed makes."""
    tenant.reset()
    return clock(tenant, {})


@command("GET", "clock")
def clock(tenant: Tenant, arguments: Arguments) -> Result:
    """The mode and the time of the clock."""
    now = tenant.read(lambda account: account.clock.now)
    return {"mode": "manual" if tenant.wall is None else "real", "now": iso(now), "now_ms": now}


def can_set(tenant: Tenant, arguments: Arguments) -> None:
    check_instant(tenant, arguments.get("now", tenant.now))


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
    check_instant(tenant, destination(tenant, arguments))


def destination(tenant: Tenant, arguments: Arguments) -> int:
    if "to" in arguments:
        to: int = arguments["to"]
        return to
    ((unit, number),) = arguments.items()
    amount: int = round(number * UNITS[unit])
    return tenant.now + amount


def check_instant(tenant: Tenant, to: int) -> None:
    if to < tenant.now:
        raise AdminError(f"time can't go back from {iso(tenant.now)} to {iso(to)}")
    if to > from_datetime(LATEST):
        raise AdminError("time can't go beyond the year 9999")


@command(
    "POST", "clock/advance", can_advance, seconds=amount, minutes=amount, hours=amount, to=instant
)
def advance(tenant: Tenant, arguments: Arguments) -> Result:
    """Move the clock forward, firing everything due on the way, in order."""
    fired = tenant.advance(destination(tenant, arguments))
    return {**clock(tenant, {}), "fired": summary(fired)}


@command("GET", "scheduler")
def scheduler(tenant: Tenant, arguments: Arguments) -> Result:
    """Whether routing is held, what is due when, and which tasks wait."""
    return tenant.read(
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
    return {"action": action and action._asdict()}


@command("POST", "scheduler/settle")
def settle(tenant: Tenant, arguments: Arguments) -> Result:
    """Do all the routing that there is to do now, also when it is held."""
    tenant.settle()
    return scheduler(tenant, {})


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


# --- over HTTP -----------------------------------------------------------------------------


@admin.get("/health")
def health() -> Response:
    """That the server answers, and which version it is."""
    sandbox: Sandbox = request.environ[SANDBOX]
    return reply({"status": "ok", "version": __version__, "accounts": len(sandbox.tenants())})


def view_of(declared: Command) -> Callable[[], Response]:
    def view() -> Response:
        tenants = addressed()
        arguments = read_body(declared)
        if declared.check:
            for tenant in tenants.values():
                declared.check(tenant, arguments)
        results = {sid: declared.function(tenant, arguments) for sid, tenant in tenants.items()}
        if len(results) == 1:
            return reply(next(iter(results.values())))
        return reply({"accounts": results})

    return view


def addressed() -> dict[str, Tenant]:
    """The account of the credentials; without credentials all of them."""
    sandbox: Sandbox = request.environ[SANDBOX]
    username, password = basic_credentials()
    if username is None:
        return sandbox.tenants()
    tenant = sandbox.authenticate(username, password)
    return {tenant.account.sid: tenant}


def read_body(declared: Command) -> Arguments:
    """The command's arguments, checked."""
    text = request.get_data(as_text=True)
    try:
        body = json.loads(text) if text.strip() else {}
    except (ValueError, RecursionError) as error:
        raise AdminError(f"the body is not JSON: {error}") from None
    if not isinstance(body, dict):
        raise AdminError(f"expected a JSON object, got {json.dumps(body)[:80]}")
    for name in body:
        if name not in declared.arguments:
            known = ", ".join(declared.arguments) or "none"
            raise AdminError(f"{name}: unknown argument; there are {known}")
    return {name: declared.arguments[name](name, value) for name, value in body.items()}


def reply(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body), status, mimetype="application/json")


def reply_error(error: AdminError | ApiError) -> Response:
    """What was wrong, in the admin API's own words."""
    return reply({"status": error.status, "message": error.message}, error.status)


for _declared in COMMANDS:
    admin.add_url_rule(
        f"/{_declared.path}",
        f"{_declared.method} {_declared.path}",
        view_of(_declared),
        methods=[_declared.method],
    )
