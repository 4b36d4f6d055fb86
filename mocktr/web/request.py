"""A request: what both applications and their server know of it."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from functools import lru_cache
from socket import socket
from typing import IO, TYPE_CHECKING
from urllib.parse import unquote_to_bytes

import flask
from werkzeug.utils import cached_property

from mocktr.callbacks.patience import Patience
from mocktr.commands.command import PREFIX
from mocktr.errors import Refused
from mocktr.gateway import ADMITTED, CONSOLE, DETACH, GONE, IN_PROCESS, RELIEVE, TIMEOUT
from mocktr.journal import RequestEntry
from mocktr.limits import FORM_PARAMETERS, REQUEST_BYTES
from mocktr.sandbox.origins import authority_of
from mocktr.sandbox.sandbox import Sandbox
from mocktr.sandbox.tenant import Tenant

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

SANDBOX = "mocktr.sandbox"
"""Where the WSGI environment holds the sandbox that answers."""

MOST_BYTES = REQUEST_BYTES.most
"""The largest request body; a workflow's configuration has about one megabyte at most."""

BULKY = {f"{PREFIX}/state", f"{PREFIX}/seed"}
"""Where worlds are got and put, of which none is too large to come back."""

FORM = "application/x-www-form-urlencoded"

SIGNS = [(f"%{ord(sign):02X}", sign) for sign in '"{}:,[]']
"""The signs of JSON with their escapes; none could be a part of another escape."""

Fields = dict[str, list[str]]
"""What a form says: the texts under each name."""

BasicCredentials = tuple[str | None, str | None]
"""Username and password, or None each."""


def longest_body(request: flask.Request) -> int | None:
    """How many bytes a request may carry, by what it is for; None for any number."""
    return None if is_bulky(request.path) else MOST_BYTES


def is_bulky(path: str) -> bool:
    """Whether requests of this path may be of any length."""
    return path in BULKY


class Request(flask.Request):
    """A request with a bound of its own, and with what is found out while it is answered."""

    max_content_length = property(longest_body)

    tenant: Tenant | None = None
    """The account that is asked, once it is known."""

    entry: RequestEntry | None = None
    """What the journal will tell of it, once its account is known."""

    broken: type[Exception] | Exception | None = None
    """What it ends with in place of an answer, as a caller in process sees it."""

    passes_on: bool = False
    """Whether the answer is another's, and goes out as it came."""

    spoil: Callable[[flask.Response], flask.Response] | None = None
    """What makes another answer of its answer, if that is planned."""

    # --- who asks whom ---------------------------------------------------------------------

    @property
    def sandbox(self) -> Sandbox:
        """The sandbox that answers."""
        sandbox: Sandbox = self.environ[SANDBOX]
        return sandbox

    @property
    def admitted(self) -> Tenant | None:
        """The account of a page whose token was checked, in place of credentials."""
        tenant: Tenant | None = self.environ.get(ADMITTED)
        return tenant

    @property
    def is_console(self) -> bool:
        """Whether who controls the world asks, through the admin API."""
        return CONSOLE in self.environ

    @property
    def credentials(self) -> BasicCredentials:
        """The username and password of HTTP Basic; None each where no such are sent."""
        header: str | None = self.environ.get("HTTP_AUTHORIZATION")
        return (None, None) if header is None else read_basic(header)

    @property
    def authority(self) -> str:
        """The host, with its port, under which the server was asked; as a client spells it."""
        return authority_of(self.environ)

    @property
    def server_url(self) -> str:
        """The URL up to the path: of the host that was asked, or as configured."""
        configured = self.sandbox.base_url
        return configured or f"{self.environ['wsgi.url_scheme']}://{self.authority}"

    # --- what the caller waits for, and what the server lets a view do -----------------------

    @property
    def is_in_process(self) -> bool:
        """Whether the caller waits in this process."""
        return IN_PROCESS in self.environ

    @property
    def timeout(self) -> float | None:
        """The seconds that a caller in this process waits, if that has an end."""
        timeout: float | None = self.environ.get(TIMEOUT)
        return timeout

    @property
    def patience(self) -> Patience | None:
        """How long the client waits for a command; None in process, where that has no end."""
        if self.is_in_process:
            return None
        return Patience(self.sandbox.command_timeout, self.has_gone, self.relieve)

    def has_gone(self) -> bool:
        """Whether the client has hung up, as far as the server can tell."""
        has_gone: Callable[[], bool] = self.environ.get(GONE, bool)
        return has_gone()

    @property
    def detach(self) -> Callable[[], socket] | None:
        """What hands the client's connection over; None where no server of ours has it."""
        detach: Callable[[], socket] | None = self.environ.get(DETACH)
        return detach

    def relieve(self) -> None:
        """Let the server see to others while this request waits for something."""
        relieve: Callable[[], object] | None = self.environ.get(RELIEVE)
        if relieve is not None:
            relieve()

    # --- what is sent ----------------------------------------------------------------------

    def close(self) -> None:
        """Close the files that were sent; Werkzeug would look through none of them for long."""
        if "files" in vars(self):
            super().close()

    @property
    def stream(self) -> IO[bytes]:
        """The body, which of a caller in this process is whole, so that its end needs no watch."""
        most = longest_body(self)
        if not self.is_in_process or (most and int(self.environ["CONTENT_LENGTH"]) > most):
            return super().stream
        body: IO[bytes] = self.environ["wsgi.input"]
        return body

    @property
    def sends_form(self) -> bool:
        """Whether the body is a form as clients of TaskRouter send it."""
        return self.environ.get("CONTENT_TYPE") == FORM

    # That of functools would have all accounts wait for the longest form (until Python 3.12).
    @cached_property
    def fields(self) -> Fields:
        """The form; of the usual kind it is read here, as Werkzeug would, but without MultiDict."""
        if not self.sends_form:
            return self.form.to_dict(flat=False)
        try:
            return read_fields(self.get_data(cache=False).decode())
        except ValueError:
            return {}


def current() -> Request:
    """The request that is answered, which `flask.request` would look up at each use."""
    asked: Request = flask.request._get_current_object()  # type: ignore[attr-defined]
    return asked


def request_of(environ: WSGIEnvironment) -> Request | None:
    """The request that is made of a WSGI environment, from then on until its answer has started."""
    # Werkzeug puts it there, and Flask takes it out.
    return environ.get("werkzeug.request")


def read_fields(form: str) -> Fields:
    """What stands in a form, encoded as in a URL; raises Refused for what is no form any more."""
    if form.count("&") >= FORM_PARAMETERS.most:
        raise Refused(f"Expected a form of at most {FORM_PARAMETERS.amount} parameters")
    fields: Fields = {}
    for pair in filter(None, form.replace("+", " ").split("&")):
        name, _, value = pair.partition("=")
        fields.setdefault(unquoted(name), []).append(unquoted(value))
    return fields


def unquoted(text: str) -> str:
    """Text without its escapes, but for those that are no UTF-8."""
    if "%" not in text:
        return text
    # Each at once: most escapes are of these, and one by one takes three times as long.
    for escape, sign in SIGNS:
        text = text.replace(escape, sign)
    if "%" not in text:
        return text
    return unquote_to_bytes(text).decode(errors="werkzeug.url_quote")


# A client sends the same header each time.
@lru_cache
def read_basic(header: str) -> BasicCredentials:
    """What an Authorization header says."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "basic":
        return None, None
    try:
        # Not by Werkzeug, whose versions differ in what they take for base64.
        username, _, password = b64decode(token.strip(), validate=True).decode().partition(":")
    except ValueError:
        return None, None
    return username, password
