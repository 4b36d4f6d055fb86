"""One request of a page: a post, or the beginning of a WebSocket."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from mocktr.bridge import rest, rights
from mocktr.bridge.handshake import greeting, is_handshake, read_session
from mocktr.bridge.mishaps import GARBAGE, Mishaps
from mocktr.bridge.operations import BridgeCall, perform, read_call
from mocktr.core.account import Account
from mocktr.errors import ApiError, EntityTooLarge, MethodNotAllowed, Refused
from mocktr.gateway import DETACH
from mocktr.journal.entries import BridgeEntry
from mocktr.journal.secrets import cover_all, cover_text
from mocktr.json_text import decode
from mocktr.sandbox.tenant import Tenant
from mocktr.sandbox.tokens import Grant, TokenRefused, read_token

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from mocktr.bridge.application import Bridge

LOG = logging.getLogger(__name__)

MOST_BYTES = 1024 * 1024
"""The largest body of a post."""

CORS = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "POST"),
    ("Access-Control-Allow-Headers", "apiVersion, clientVersion, If-Match, Content-Type"),
    ("Access-Control-Max-Age", "86400"),
]


class Relayed(ApiError):
    """An error of the REST API, passed on."""

    def __init__(self, status: int, body: Any) -> None:
        said = body if isinstance(body, dict) else {}
        super().__init__(str(said.get("message", "The REST API gave no answer")))
        self.status, self.code = status, said.get("code", 20500)


class BridgeRequest:
    """A request of a page, on its way into the journal."""

    def __init__(
        self, bridge: Bridge, environ: WSGIEnvironment, named: tuple[str, str] | None
    ) -> None:
        self.bridge = bridge
        self.environ = environ
        self.named = named
        """The account and the channel that the URL names, as the old SDK's do."""
        self.began = perf_counter()
        self.entry = BridgeEntry(environ["REQUEST_METHOD"], environ["PATH_INFO"], "")
        if_match = environ.get("HTTP_IF_MATCH")
        self.entry.if_match = None if if_match is None else cover_text(if_match)
        self.tenant: Tenant | None = None
        self.mishaps = Mishaps(environ, self.entry)

    # --- posts -----------------------------------------------------------------------------

    def post(self) -> dict[str, Any]:
        """Do what a page posts, of the SDK that its headers show."""
        body = self.body()
        grant = self.admit(body.get("token"))
        call = read_call(body, self.environ)
        if "HTTP_APIVERSION" not in self.environ:
            return self.relay(grant, call, body.get("event_type"))
        if call.method not in ("GET", "POST"):
            raise MethodNotAllowed
        self.entry.method = call.method
        self.entry.path = cover_text(f"/v1/{call.url.lstrip('/')}")
        self.entry.parameters = cover_all(dict(call.parameters))
        self.mishaps.plan(grant.tenant)
        self.mishaps.happen("before")
        tenant = grant.tenant
        do = tenant.read if call.method == "GET" else tenant.run
        with tenant.lock:
            payload = do(partial(self.perform, grant, call, str(body["token"])))
            self.entry.after = len(tenant.account.events)
        self.mishaps.happen("after")
        return {"payload": payload}

    def relay(self, grant: Grant, call: BridgeCall, event_type: object) -> dict[str, Any]:
        """Let the REST API do what a page of the old SDK posts."""
        path, parameters = rest.path_of(call), rest.parameters_of(call)
        self.entry.method, self.entry.path = call.method, path
        self.entry.parameters = cover_all(parameters)
        if grant.kind == "capability":
            rights.check_policies(grant, call.method, path, parameters)
        else:
            place = BridgeCall(call.method, path.removeprefix("/v1/")).path
            check = partial(rights.check, grant=grant, method=call.method)
            grant.tenant.read(lambda account: check(account, segments=place[0], sids=place[1]))
        answer = rest.ask(self.bridge.rest, grant.tenant, call, self.environ)
        # The REST API has noted it.
        self.tenant = None
        if answer.status >= 400:
            raise Relayed(answer.status, decode(answer.body.decode()))
        payload = decode(answer.body.decode()) if answer.body else {}
        echo = {} if event_type is None else {"event_type": event_type}
        return {"payload": payload, **echo}

    def perform(
        self, grant: Grant, call: BridgeCall, token: str, account: Account
    ) -> dict[str, Any]:
        self.note(grant.tenant)
        payload = perform(account, grant, call)
        sessions = self.bridge.sessions.get(grant.tenant)
        is_list = call.path.segments[-2:] == ("Workers", "Reservations")
        if sessions is not None and is_list and call.path.is_collection:
            sessions.listed(str(grant.channel_sid), token)
        return payload

    def body(self) -> dict[str, Any]:
        """The JSON that was posted, whatever type it was said to be."""
        length = int(self.environ.get("CONTENT_LENGTH") or 0)
        if length > MOST_BYTES:
            raise EntityTooLarge(MOST_BYTES)
        body = decode(self.environ["wsgi.input"].read(length).decode("utf-8", "replace"))
        if not isinstance(body, dict):
            raise Refused("expected a JSON object with url, method, params and token")
        return body

    # --- WebSockets ------------------------------------------------------------------------

    def open(self) -> None:
        """Let a session begin, and take its connection over."""
        environ = self.environ
        if not is_handshake(environ):
            raise Refused("expected a WebSocket handshake, or a POST")
        query = dict(parse_qsl(environ["QUERY_STRING"]))
        grant = self.admit(query.get("token"))
        self.mishaps.plan(grant.tenant)
        self.mishaps.happen("before")
        session = read_session(grant, query)
        answer = greeting(environ)
        detach = environ.get(DETACH)
        if detach is None:
            raise Refused("this server can't hold WebSockets: serve with `mocktr serve`")
        tenant = grant.tenant
        with tenant.lock:
            tenant.catch_up()
            self.note(tenant)
            socket = self.bridge.sessions_of(tenant).open(session, answer)
        self.end(101)
        self.bridge.loop.adopt(detach(), socket)

    # --- the journal, and the answer -------------------------------------------------------

    def admit(self, token: object) -> Grant:
        """What the token allows."""
        grant = read_token(self.bridge.sandbox, token)
        self.tenant = grant.tenant
        self.entry.account_sid = grant.tenant.account.sid
        self.check_channel(grant)
        return grant

    def check_channel(self, grant: Grant) -> None:
        """Refuse a token for another account or channel than the URL names."""
        if self.named is None:
            return
        if self.named != (grant.account_sid, grant.channel_sid):
            raise TokenRefused(
                f"the token is for {grant.account_sid}/{grant.channel_sid}, "
                f"and the URL for {'/'.join(self.named)}"
            )
        if grant.kind == "capability":
            rights.check_policies(grant, self.environ["REQUEST_METHOD"], self.url, {})

    @property
    def url(self) -> str:
        return "/v1/wschannels/" + "/".join(self.named or ())

    def note(self, tenant: Tenant) -> None:
        """Number the request in the hold of the lock in which it is done."""
        self.entry.at = tenant.now
        self.entry.before = self.entry.after = len(tenant.account.events)
        tenant.journal.add(self.entry)

    def end(self, status: int | None) -> None:
        tenant, entry = self.tenant, self.entry
        if tenant is None:
            return
        if not entry.number:
            with tenant.lock:
                self.note(tenant)
        entry.status = status
        entry.wall_ms = round((perf_counter() - self.began) * 1000, 3)
        entry.virtual_ms = max(tenant.now - entry.at, 0)
        tenant.journal.note(entry)
        tenant.delivery.deliver_in_background()

    def spoil(self, start_response: StartResponse, effect: str) -> Iterable[bytes]:
        """Answer as a planned fault wants it."""
        self.entry.message = f"planned: {effect}"
        self.end(None if effect == "cut" else 200)
        detach = self.environ.get(DETACH)
        if effect == "cut" and detach is not None:
            detach().close()
        body = {"cut": "", "truncate": '{"payload": {"sid": "', "garbage": GARBAGE}[effect]
        start_response("200 OK", [("Content-Type", "text/html"), *CORS])
        return [body.encode()]

    def refuse(self, start_response: StartResponse, error: ApiError) -> Iterable[bytes]:
        if isinstance(error, TokenRefused):
            # The SDKs tell nobody of it.
            LOG.warning("event bridge: a token was refused: %s", error.message)
        self.entry.code, self.entry.message = error.code, cover_text(error.message)
        return self.answer(start_response, error.status, error.body())

    def answer(
        self, start_response: StartResponse, status: int, body: Mapping[str, Any]
    ) -> Iterable[bytes]:
        self.end(status)
        content = json.dumps(body).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(content)))]
        # The old SDK takes a 500 for no answer at all.
        start_response(f"{503 if status == 500 else status} {reason(body)}", [*headers, *CORS])
        return [content]


def reason(body: Mapping[str, Any]) -> str:
    """The reason phrase: the old SDK shows nothing else of an error."""
    text = str(body.get("message", "OK"))
    return " ".join(text.encode("latin-1", "replace").decode("latin-1").split())
