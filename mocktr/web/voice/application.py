"""The 2010 API as a Flask application."""

from __future__ import annotations

import re
from functools import cache

from flask import Flask, Response
from werkzeug.exceptions import NotFound as NoRoute

from mocktr.errors import NotFound
from mocktr.sandbox.credentials import account_sid
from mocktr.sandbox.tenant import Tenant
from mocktr.web import guard, journalling, mishaps, unserved
from mocktr.web.api import refuse
from mocktr.web.app import App
from mocktr.web.request import Request
from mocktr.web.voice.routes import HEARD, add_routes

MESSAGE = re.compile(r"/2010-04-01/Accounts/\w+/Messages(?:/\w+)?\.json")


@cache
def create_voice() -> Flask:
    """The application; it holds no state, so one serves every sandbox of the process."""
    app = App(refuse, guard.admit_page, authenticate)
    add_routes(app)
    return app


def authenticate(asked: Request) -> Response | None:
    """Find the tenant of the credentials, whose account the path has to name.

    What Twilio has and mocktr has not is refused as its other hosts are; but where a client left
    a SID empty, there is nothing at Twilio either.
    """
    if asked.method == "OPTIONS":
        return None
    lost = isinstance(asked.routing_exception, NoRoute)
    if is_left_out(asked):
        unserved.refuse(asked)
    if lost and not asked.path.endswith("/.json"):
        unserved.refuse(asked)
    tenant = listener(asked) or asked.sandbox.authenticate(*asked.credentials)
    journalling.begin(asked, tenant)
    spoiled = mishaps.meet(asked, tenant)
    if spoiled is None and not lost and not is_own(asked, tenant):
        raise NotFound(asked.path)
    return spoiled


def is_left_out(asked: Request) -> bool:
    """Whether it is about a message, of which there is what was recorded, and only to be read."""
    if MESSAGE.fullmatch(asked.path) is None:
        return False
    return unserved.MESSAGES not in asked.sandbox.records or asked.routing_exception is not None


def listener(asked: Request) -> Tenant | None:
    """The account whose recording is to be heard: Twilio asks for no credentials then."""
    sid = (asked.view_args or {}).get("account", "")
    if not (asked.endpoint or "").startswith(HEARD) or asked.credentials != (None, None):
        return None
    sandbox = asked.sandbox
    return sandbox.only if sandbox.shares_world else sandbox.tenants().get(account_sid(sid))


def is_own(asked: Request, tenant: Tenant) -> bool:
    """Whether the path names the account that asks; in a shared world all are one.

    An API key that no seed lists is an account of its own, so its path names another one's.
    """
    if asked.sandbox.shares_world or asked.view_args is None:
        return True
    username, named = str(asked.credentials[0]), str(asked.view_args["account"])
    if username.startswith("SK") and username not in asked.sandbox.credentials.keys:
        return True
    return named.startswith("AC") and account_sid(named) == tenant.account.sid
