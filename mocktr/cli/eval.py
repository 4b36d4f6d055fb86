"""`mocktr eval`: an expression, tried here."""

from __future__ import annotations

import json

import click

from mocktr.cli.ctl import options
from mocktr.commands.command import declared
from mocktr.commands.evaluate import evaluate, evaluated
from mocktr.errors import AdminError

EVALUATE = declared(evaluate)


@click.command("eval", params=options(EVALUATE, but="expression"))
@click.argument("expression")
@click.option("--lenient", is_flag=True, help="Take the slips that Twilio's parser takes.")
@click.option("--json", "as_json", is_flag=True, help="The whole answer as JSON.")
def eval(expression: str, lenient: bool, as_json: bool, **given: str | None) -> None:
    """Whether an expression is true, and what each part of it saw; needs no server.

    Exits with 2 where the expression or an option can't be read.
    """
    sent = {name: EVALUATE.from_text(name, one) for name, one in given.items() if one is not None}
    try:
        found = evaluated(**EVALUATE.read({"expression": expression, **sent}), lenient=lenient)
    except AdminError as error:
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(2) from None
    click.echo(json.dumps(found.as_dict(), indent=2) if as_json else str(found))
