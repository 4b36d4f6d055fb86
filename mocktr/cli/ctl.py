"""`mocktr ctl`: the admin commands of a running server, made from their declarations."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from http.client import HTTPException
from typing import Any, NamedTuple, TypeVar
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import click

from mocktr.commands import COMMANDS
from mocktr.commands.arguments import Argument, flag, is_required, wanted
from mocktr.commands.command import PLACE, PREFIX, TOKEN_HEADER, Command
from mocktr.errors import AdminError, json_of

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_PORT = 8275
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
        if self.account:
            username, _, password = self.account.partition(":")
            credentials = b64encode(f"{username}:{password or 'token'}".encode()).decode()
            headers["Authorization"] = f"Basic {credentials}"
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
        return f"{error.url} is not mocktr's: HTTP status {error.code}"


# --- the command line ----------------------------------------------------------------------

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


@click.group()
@connecting
@click.pass_context
def ctl(context: click.Context, /, **connection: Any) -> None:
    """Steer a running server; without --account a command goes to all accounts.

    A value is JSON or text, @FILE is what a file says, and @- what standard input says.
    """
    context.obj = Remote(**connection)


def subcommand(declared: Command) -> click.Command:
    """An admin command for the command line."""

    @click.pass_obj
    def run(remote: Remote, /, **given: Any) -> None:
        body = read_body(given.pop(BODY, None))
        path = PLACE.sub(lambda place: quote(given.pop(place[1]), safe=""), declared.path)
        values = {name: one for name, one in given.items() if one is not None}
        sent = {name: value_of(declared, name, one) for name, one in values.items()}
        click.echo(json.dumps(remote.ask(declared.method, path, {**body, **sent}), indent=2))

    return click.Command(
        spelled(declared.name),
        callback=run,
        params=[
            *(click.Argument([place]) for place in declared.places),
            *options(declared),
            *whole(declared),
        ],
        help=declared.text,
        short_help=declared.summary,
        epilog=f"{declared.method} {PREFIX}/{declared.path}",
    )


def options(declared: Command, but: str = "") -> list[click.Parameter]:
    """An option for each argument but one."""
    return [option(name, kind) for name, kind in declared.arguments.items() if name != but]


def whole(declared: Command) -> list[click.Parameter]:
    """An option for all arguments at once, where any can be left out."""
    kinds = declared.arguments.values()
    if declared.method == "GET" or not kinds or any(map(is_required, kinds)):
        return []
    text = "All of these as one JSON object, such as @FILE."
    return [click.Option([BODY, f"--{BODY}"], metavar="VALUE", help=text)]


BODY = "body"


def option(name: str, argument: Argument) -> click.Option:
    word = spelled(name)
    if argument is flag:
        return click.Option([name, f"--{word}/--no-{word}"], default=None)
    return click.Option(
        [name, f"--{word}"],
        metavar="VALUE",
        help=wanted(argument),
        required=is_required(argument),
    )


def spelled(name: str) -> str:
    """A name of Python's as the command line has it."""
    return name.replace("_", "-")


def value_of(declared: Command, name: str, given: str | bool) -> Any:
    """The JSON value of an option."""
    if isinstance(given, bool):
        return given
    return declared.from_text(name, text_of(name, given))


def read_body(given: str | None) -> dict[str, Any]:
    """The arguments that were given as one JSON object."""
    if given is None:
        return {}
    try:
        body = json.loads(text_of(BODY, given))
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{BODY}: expected a JSON object: {error}") from None
    if not isinstance(body, dict):
        raise click.ClickException(f"{BODY}: expected a JSON object, got {json_of(body)}")
    return body


def text_of(name: str, given: str) -> str:
    """What an option says, or the file that it names."""
    if not given.startswith("@"):
        return given
    try:
        with click.open_file(given[1:], encoding="utf-8") as file:
            return str(file.read())
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{name}: cannot read {given[1:]}: {error}") from None


for _declared in COMMANDS:
    ctl.add_command(subcommand(_declared))
