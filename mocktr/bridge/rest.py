"""What pages of the old SDK post: requests of the REST API, with its answers in an envelope."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from mocktr import gateway
from mocktr.bridge.operations import BridgeCall
from mocktr.errors import NotFound
from mocktr.sandbox.tenant import Tenant

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

ORIGIN = "https://taskrouter.twilio.com"
"""Where the URLs in answers lead, which pages send back to page through lists."""

FORM = "application/x-www-form-urlencoded"


class RestAnswer(NamedTuple):
    """What the REST API answered: the HTTP status, and the body as JSON text."""

    status: int
    body: bytes


def path_of(call: BridgeCall) -> str:
    """The path of the URL that a page means, whatever host and prefix it has."""
    path = urlsplit(call.url).path
    plain = re.sub("/+", "/", f"{path}/")
    start = plain.find("/Workspaces/")
    if start < 0:
        raise NotFound(path)
    return f"/v1{plain[start:]}".rstrip("/")


def parameters_of(call: BridgeCall) -> dict[str, Any]:
    """What is sent, in the query of the URL too."""
    return {**dict(parse_qsl(urlsplit(call.url).query)), **call.form()}


def ask(
    app: WSGIApplication, tenant: Tenant, call: BridgeCall, outer: WSGIEnvironment
) -> RestAnswer:
    """Let the REST API answer a post, for an account whose token was checked."""
    method, path, sent = call.method, path_of(call), urlencode(parameters_of(call), doseq=True)
    query, body = (f"?{sent}", "") if method == "GET" else ("", sent)
    headers = {"Content-Type": FORM}
    environ = gateway.environ(method, f"{ORIGIN}{path}{query}", headers, body.encode(), None)
    # Callbacks leave when this is answered, as the SDK waits for five seconds only.
    del environ[gateway.IN_PROCESS]
    environ[gateway.ADMITTED] = tenant
    for name in (gateway.DETACH, gateway.RELIEVE):
        if name in outer:
            environ[name] = outer[name]
    status, _, content = gateway.run(app, environ)
    return RestAnswer(status, content)
