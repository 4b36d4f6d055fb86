"""The admin API over HTTP: every declared command as a route below `/mocktr/`.

With Basic credentials, or its SID in the header X-Mocktr-Account, a call means that account.
Without, a command goes to all accounts; the answer is that of the only one, or a map by account.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from itertools import chain, islice
from typing import Any

from flask import Flask, Response, request

from mocktr.callbacks.patience import wait_for
from mocktr.commands import COMMANDS
from mocktr.commands.command import ACCOUNT_HEADER, IN_FLIGHT, PREFIX, WAIT, Command, Result
from mocktr.errors import AdminError, ApiError, json_of, listing
from mocktr.json_text import DECODER
from mocktr.sandbox.sandbox import Sandbox
from mocktr.sandbox.tenant import Tenant
from mocktr.seed.printer import print_yaml
from mocktr.state.text import blocks, pieces, read_document
from mocktr.web.request import current, is_bulky
from mocktr.web.wire import JSON

YAML = "application/yaml"

IN_FLIGHT_HEADER = "X-Mocktr-In-Flight"
"""Says of a document, which has no place for it, how many callbacks are on their way."""

NOBODY = f"no account was met yet; say which by its credentials or in {ACCOUNT_HEADER}"


def view_of(declared: Command) -> Callable[..., Response]:
    def view(**places: str) -> Response:
        sandbox = current().sandbox
        if declared.for_sandbox:
            return reply(declared.function(sandbox, **read(declared), **places))
        tenants = addressed(sandbox, declared.looks)
        if not tenants and declared.needs_account:
            raise AdminError(NOBODY, 409)
        results = ask(tenants, declared, {**read(declared), **places})
        if tenants and not results:
            raise AdminError(f"no account has anything at {request.path}", 404)
        flights = [one.pop(IN_FLIGHT) for one in results.values()] if declared.is_document else []
        one = next(iter(results.values())) if len(results) == 1 else None
        answer = reply({"accounts": results} if one is None else one)
        if flights:
            answer.headers[IN_FLIGHT_HEADER] = str(sum(one["callbacks"] for one in flights))
        return answer

    return view


def ask(
    tenants: Mapping[str, Tenant], declared: Command, arguments: dict[str, Any]
) -> dict[str, Result]:
    """What a command shows by account; what its look at a real clock has caused is sent."""
    if declared.looks:
        # Whoever asks in process has seen to the callbacks of what was done before.
        arguments = {WAIT: current().is_in_process, **arguments}
    with wait_for(current().patience):
        results = declared.show(tenants, arguments)
    for tenant in tenants.values():
        tenant.revision += not declared.looks
        tenant.delivery.deliver_in_background()
    return results


def addressed(sandbox: Sandbox, looks: bool) -> Mapping[str, Tenant]:
    """The account that is named, or that of the credentials; without either all of them.

    Where there is none yet, who only looks sees what an account will be.
    """
    asked = current()
    name = asked.headers.get(ACCOUNT_HEADER)
    if "HTTP_AUTHORIZATION" in asked.environ:
        # What can't be read means nobody, and so not everybody.
        tenant = sandbox.authenticate(*asked.credentials)
        if name is not None and named(sandbox, name, looks) is not tenant:
            said = f"{ACCOUNT_HEADER}: expected the account of the credentials, got {json_of(name)}"
            raise AdminError(said)
    elif name is not None:
        tenant = named(sandbox, name, looks)
    else:
        tenants = sandbox.tenants()
        if tenants or not looks:
            return tenants
        tenant = sandbox.newcomer()
    asked.tenant = tenant
    return {tenant.account.sid: tenant}


def named(sandbox: Sandbox, name: str, looks: bool) -> Tenant:
    """The account of this SID; who only looks does not make it."""
    sid = sandbox.credentials.named(name)
    if sid is None:
        there = listing(list(sandbox.tenants()))
        raise AdminError(f"{ACCOUNT_HEADER}: no account {json_of(name)}; {there}", 404)
    if looks:
        return sandbox.met(sid) or sandbox.newcomer(sid)
    return sandbox.tenant_of(sid)


def read(declared: Command) -> dict[str, Any]:
    """The command's arguments, from the JSON body and from the query, checked."""
    sent = read_body()
    for name, value in request.args.items(multi=True):
        if name in sent:
            raise AdminError(f"{name}: expected once, got it again in the query")
        sent[name] = declared.from_text(name, value)
    return declared.read(sent)


def read_body() -> dict[str, Any]:
    body = request.get_data(as_text=True)
    try:
        # A world has a body of any length, all others have a bound.
        decode = read_document if is_bulky(request.path) else DECODER.decode
        sent = decode(body) if body and not body.isspace() else {}
    except (ValueError, RecursionError) as error:
        raise AdminError(f"the body is not JSON: {error}") from None
    if not isinstance(sent, dict):
        raise AdminError(f"expected a JSON object, got {json_of(sent)}")
    return sent


def reply(body: Any, status: int = 200) -> Response:
    """An answer, in YAML for those who would rather have that, as for a seed."""
    if request.accept_mimetypes.best_match([JSON, YAML]) == YAML:
        return Response(print_yaml(json.loads(json.dumps(body))), status, content_type=YAML)
    # A long one at once would hold up everybody, and take its room twice.
    first, *more = islice(parts := blocks(pieces(body)), 2)
    text = chain((first, *more), parts) if more else first
    return Response(text, status, content_type=JSON)


def reply_error(error: AdminError | ApiError) -> Response:
    """What was wrong, in the admin API's own words."""
    if isinstance(error, AdminError):
        return reply(error.body(), error.status)
    return reply({"status": error.status, "message": error.message}, error.status)


def add_routes(app: Flask) -> None:
    """All commands."""
    for declared in COMMANDS:
        path = f"{PREFIX}/{declared.path}"
        app.add_url_rule(path, declared.name, view_of(declared), methods=[declared.method])
