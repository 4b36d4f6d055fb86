"""How an admin command is declared, and how it is called over HTTP.

A command is one function over a tenant and its checked arguments. With Basic credentials a call
means that account; without, a command goes to all accounts, and a read answers the only account,
or a map by account.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Response, request

from mocktr.core.clock import parse_iso
from mocktr.core.fields import decode
from mocktr.errors import AdminError, ApiError
from mocktr.sandbox import Sandbox
from mocktr.tenant import Tenant
from mocktr.web.api import SANDBOX, basic_credentials

Arguments = dict[str, Any]
Result = dict[str, Any]
Argument = Callable[[str, Any], Any]
"""Reads an argument, given its name and value; raises AdminError."""
Function = Callable[[Tenant, Arguments], Result | None]
"""Does the command to one tenant; None where the tenant has no such thing."""
F = TypeVar("F", bound=Function)
Check = Callable[[Tenant, Arguments], None]


@dataclass(frozen=True, slots=True)
class Command:
    """An admin command: where it is, what it takes, and what it does to one tenant."""

    method: str
    path: str
    function: Function
    arguments: Mapping[str, Argument]
    check: Check | None = None


COMMANDS: list[Command] = []
"""Every command, in the order of the documentation."""


def command(
    method: str, path: str, check: Check | None = None, /, **arguments: Argument
) -> Callable[[F], F]:
    """Declare a command. `check` runs for all tenants before the first of them is changed."""

    def declare(function: F) -> F:
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


def anything(name: str, value: Any) -> Any:
    """A value that the command itself looks at."""
    return value


# --- over HTTP -----------------------------------------------------------------------------


def view_of(declared: Command) -> Callable[[], Response]:
    def view(**place: str) -> Response:
        tenants = addressed()
        arguments = {**read_body(declared), **place}
        if declared.check:
            for tenant in tenants.values():
                declared.check(tenant, arguments)
        done = {sid: declared.function(tenant, arguments) for sid, tenant in tenants.items()}
        results = {sid: result for sid, result in done.items() if result is not None}
        if done and not results:
            raise AdminError(f"no account has anything at {request.path}", 404)
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
    body.update((name, in_query(text)) for name, text in request.args.items())
    for name in body:
        if name not in declared.arguments:
            known = ", ".join(declared.arguments) or "none"
            raise AdminError(f"{name}: unknown argument; there are {known}")
    return {name: declared.arguments[name](name, value) for name, value in body.items()}


def in_query(text: str) -> Any:
    """An argument in the query: JSON, or the text itself."""
    value = decode(text)
    return text if value is None else value


def reply(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body), status, mimetype="application/json")


def reply_error(error: AdminError | ApiError) -> Response:
    """What was wrong, in the admin API's own words."""
    return reply({"status": error.status, "message": error.message}, error.status)
