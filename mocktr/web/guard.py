"""Who may use the admin API.

Theory of operation
-------------------
A mocktr often listens on a developer's machine, where every page in a browser can send it requests.
Browsers say where a request comes from (`Origin`, `Sec-Fetch-Site`), so what comes from elsewhere
is refused. A page whose host name is made to resolve to this machine seems to be no stranger, so a
server that listens on a loopback address is also particular about the name it is asked under: no
page from the internet has an address, a name without dots (`localhost`, `mocktr` in a container
network) or one that public DNS does not know (`host.docker.internal`).
Under a name of Twilio's, to which a client may be led by DNS and a certificate, there is no more
than there is at Twilio.
With a token, only requests that carry it are answered, under whatever name.

The console's page and its files hold no data, and are the way in for people: they need no token,
which a first load can't carry, and a link to the page may stand anywhere. Only in a frame, or as a
part of a page from elsewhere, they are refused like all else.

TaskRouter's API is for pages too, but only for near ones (`origins`): any other could read what a
seed has of a live account, and let its callbacks go where it likes. It is as particular about its
name, and `--cors` and `--base-url` say what else is welcome.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from flask import Response

from mocktr.commands.command import PREFIX, TOKEN_HEADER
from mocktr.errors import AdminError, ForeignPage, NotFound
from mocktr.hosts import host_name, is_loopback, is_near, is_twilio
from mocktr.sandbox.origins import NO_PAGE
from mocktr.sandbox.sandbox import Sandbox
from mocktr.web.console import is_page
from mocktr.web.request import Request, is_bulky
from mocktr.web.wire import answer_error

OPEN = f"{PREFIX}/health"
"""Needs no token, so that whoever starts a server can wait for it."""


def is_admin(path: str) -> bool:
    """Whether a request path belongs to the admin API."""
    return path == PREFIX or path.startswith(PREFIX + "/")


def admit(asked: Request) -> Response | None:
    """Look at a request before anything else; raises AdminError for one that may not come in."""
    token = asked.sandbox.admin_token
    admitted = is_token(token, asked.headers.get(TOKEN_HEADER))
    name = host_name(asked.authority)
    holds_data = not is_page(asked.path)
    if is_twilio(name) and not admitted:
        return answer_error(NotFound(asked.path))
    if is_foreign_page(asked) and (holds_data or not is_navigation(asked)):
        raise AdminError("the admin API takes no cross-origin requests of browsers", 403)
    if not token or holds_data:
        check_admitted(asked, name, admitted)
    return None


def check_admitted(asked: Request, name: str, admitted: bool) -> None:
    """Refuse who lacks the token, or asks under a strange name; raises AdminError."""
    if asked.sandbox.admin_token and not admitted and asked.path != OPEN:
        raise AdminError(f"expected the server's admin token in the header {TOKEN_HEADER}", 401)
    if is_loopback(asked.environ["SERVER_NAME"]) and not is_near(name) and not admitted:
        raise AdminError(
            f"the admin API is not answered under the name {name}; ask by address or as localhost, "
            "or start mocktr with an admin token",
            403,
        )


def admit_page(asked: Request) -> None:
    """Look at a request to TaskRouter before anything else; raises ForeignPage."""
    refusal = asked.sandbox.origins.refusal(asked.environ)
    if refusal is not None:
        raise ForeignPage(refusal)


def is_token(token: str | None, sent: str | None) -> bool:
    """Whether the token is what was sent, in a time that does not tell how much of it was right."""
    if token is None or sent is None:
        return False
    return hmac.compare_digest(token.encode(), sent.encode("utf-8", "surrogatepass"))


def may_send_much(sandbox: Sandbox, path: str, headers: Mapping[str, str]) -> bool:
    """Whether a request may have a body of any length, as its header alone tells.

    `headers` are named as in a WSGI environment, without `HTTP_`.
    """
    token = sandbox.admin_token
    return is_bulky(path) and (
        token is None or is_token(token, headers.get(TOKEN_HEADER.upper().replace("-", "_")))
    )


def is_navigation(asked: Request) -> bool:
    """Whether a person goes to a page, in a tab of a browser and not in a frame."""
    how = (asked.headers.get("Sec-Fetch-Mode"), asked.headers.get("Sec-Fetch-Dest"))
    return asked.method == "GET" and how == ("navigate", "document")


def is_foreign_page(asked: Request) -> bool:
    """Whether a browser sends this for a page of another origin."""
    if asked.headers.get("Sec-Fetch-Site", "none") not in NO_PAGE:
        return True
    origin = asked.headers.get("Origin")
    # Behind a proxy the scheme may differ.
    return origin is not None and origin.partition("://")[2] != asked.authority.lower()
