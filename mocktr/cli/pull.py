"""`mocktr pull`: the workspaces of a live account as a seed."""

from __future__ import annotations

from functools import partial
from typing import TextIO

import click

from mocktr.cli.failures import import_extra, refusals


@click.command()
@click.option("--workspace", "wanted", multiple=True, metavar="SID|NAME", help="May be repeated.")
@click.option("--all", "everything", is_flag=True, help="All workspaces of the account.")
@click.option("--account-sid", envvar="TWILIO_ACCOUNT_SID", show_envvar=True, metavar="SID")
@click.option("--auth-token", envvar="TWILIO_AUTH_TOKEN", show_envvar=True, metavar="TOKEN")
@click.option("--url", metavar="URL", help="Ask a mocktr server instead of Twilio.")
@click.option(
    "--mask", "attributes", multiple=True, metavar="ATTRIBUTE", help="Hide it in all workers."
)
@click.option("--mask-all", is_flag=True, help="Hide all attributes that routing does not read.")
@click.option("--mask-names", is_flag=True, help="Hide the names of workers.")
@click.option("--output", type=click.File("w", "utf-8", lazy=True), default="-", metavar="FILE")
def pull(
    output: TextIO,
    wanted: tuple[str, ...],
    everything: bool,
    account_sid: str | None,
    auth_token: str | None,
    url: str | None,
    attributes: tuple[str, ...],
    mask_all: bool,
    mask_names: bool,
) -> None:
    """Write the workspaces of a live account as a seed; only reads."""
    if not account_sid or not auth_token:
        raise click.ClickException("set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN")
    pulling = import_extra("mocktr.pull")
    with refusals():
        live = pulling.Live(account_sid, auth_token, url)
        masks = pulling.Masks(attributes, mask_all, mask_names)
        pulled = pulling.pull(live, wanted, everything, masks, partial(click.echo, err=True))
    output.write(pulled.text)
    for warning in pulled.warnings:
        click.echo(f"warning: {warning}", err=True)
    if pulled.mistake:
        raise click.ClickException(f"the seed is written, but can't be loaded: {pulled.mistake}")
