"""`mocktr ca`: the certificate that clients of `mocktr serve --tls` trust."""

from __future__ import annotations

import click

from mocktr.cli.failures import import_extra, refusals


@click.command()
@click.argument("file")
def ca(file: str) -> None:
    """Print the certificate to trust of an authority for --tls-ca, made if there is none."""
    with refusals():
        click.echo(import_extra("mocktr.server.certificates").Authority(file).certificate, nl=False)
