"""A running server: how to ask it, and the options that say which one."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from http.client import HTTPException
from typing import Any, NamedTuple, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import click

from mocktr.commands.command import ACCOUNT_HEADER, PREFIX, TOKEN_HEADER
from mocktr.errors import AdminError

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_PORT = 8275
TOO_LARGE = 413
PATIENCE = 300
"""Seconds; an advance waits for the callbacks on its way."""


class Remote(NamedTuple):
    """A running server, and who asks it."""

    url: str
    account: str | None
    admin_token: str | None

    def ask(self, method: str, path: str, arguments: dict[str, Any] | None = None) -> Any:
        """The answer of an admin command; raises ClickException for a refusal, or without one."""
        try:
            with urlopen(self.request(method, path, arguments or {}), timeout=PATIENCE) as answer:
                return json.load(answer)
        except HTTPError as error:
            with error:
                raise click.ClickException(refusal(error)) from None
        except (OSError, HTTPException, ValueError) as error:
            said = " ".join(str(error).split())
            raise click.ClickException(f"no answer from mocktr at {self.url}: {said}") from None

    def request(self, method: str, path: str, arguments: dict[str, Any]) -> Request:
        """Arguments go into the body, those of a GET or DELETE into the query."""
        url, body = f"{self.url.rstrip('/')}{PREFIX}/{path}", None
        if method in ("POST", "PUT"):
            body = json.dumps(arguments).encode()
        elif arguments:
            url += "?" + urlencode({name: as_text(one) for name, one in arguments.items()})
        headers = {"Content-Type": "application/json"}
        if self.account and ":" in self.account:
            credentials = b64encode(self.account.encode()).decode()
            headers["Authorization"] = f"Basic {credentials}"
        elif self.account:
            headers[ACCOUNT_HEADER] = self.account
        if self.admin_token:
            headers[TOKEN_HEADER] = self.admin_token
        return Request(url, body, headers, method=method)


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def refusal(error: HTTPError) -> str:
    """What a server said that refused."""
    try:
        body = json.load(error)
        return str(AdminError(body.pop("message"), **body))
    except (ValueError, TypeError, KeyError, AttributeError):
        if error.code == TOO_LARGE:
            return f"{error.url}: a proxy before mocktr takes no body as long: HTTP status 413"
        return f"{error.url} is not mocktr's: HTTP status {error.code}"


CONNECTION = (
    click.option(
        "--url",
        envvar="MOCKTR_URL",
        default=f"http://127.0.0.1:{DEFAULT_PORT}",
        help="The server.",
        show_default=True,
        show_envvar=True,
    ),
    click.option(
        "--account",
        envvar="MOCKTR_ACCOUNT",
        metavar="SID[:TOKEN]",
        help="Who asks.",
        show_envvar=True,
    ),
    click.option(
        "--admin-token",
        envvar="MOCKTR_ADMIN_TOKEN",
        metavar="TOKEN",
        help="What the server was started with.",
        show_envvar=True,
    ),
)


def connecting(function: F) -> F:
    """Give a command the options that say which server, and who asks: a `Remote`'s fields."""
    for option in reversed(CONNECTION):
        function = option(function)
    return function
