"""`mocktr ctl`: the admin commands of a running server, made from their declarations."""

from __future__ import annotations

import json
from functools import partial
from typing import Any
from urllib.parse import quote

import click

from mocktr.cli.later import Later
from mocktr.cli.remote import Remote, connecting
from mocktr.commands import COMMANDS
from mocktr.commands.arguments import Argument
from mocktr.commands.command import PLACE, PREFIX, Command
from mocktr.errors import json_of
from mocktr.values import flag


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
        epilog=f"{declared.method} {PREFIX}/{declared.path}",
    )


def options(declared: Command, but: str = "") -> list[click.Parameter]:
    """An option for each argument but one."""
    return [option(name, one) for name, one in declared.arguments.items() if name != but]


def whole(declared: Command) -> list[click.Parameter]:
    """An option for all arguments at once, where any can be left out."""
    if declared.method == "GET" or not declared.arguments or declared.required:
        return []
    text = "All of these as one JSON object, such as @FILE."
    return [click.Option([BODY, f"--{BODY}"], metavar="VALUE", help=text)]


BODY = "body"


def option(name: str, argument: Argument) -> click.Option:
    word = spelled(name)
    if argument.kind is flag:
        return click.Option([name, f"--{word}/--no-{word}"], default=None)
    return click.Option(
        [name, f"--{word}"],
        metavar="VALUE",
        help=argument.wanted,
        required=argument.required,
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
    _made = partial(subcommand, _declared)
    ctl.add_command(Later(spelled(_declared.name), _made, short_help=_declared.summary))
