"""`mocktr check`: what is wrong in seeds, and what is odd."""

from __future__ import annotations

import click

from mocktr.errors import SeedError
from mocktr.sandbox.sandbox import Sandbox


@click.command()
@click.argument("files", nargs=-1, required=True)
def check(files: tuple[str, ...]) -> None:
    """Check seed files (or shipped seeds) without serving them."""
    failed = [name for name in files if not check_one(name)]
    if failed:
        raise SystemExit(1)


def check_one(name: str) -> bool:
    try:
        with Sandbox(seed=name) as sandbox:
            warnings = sandbox.warnings
    except SeedError as error:
        click.echo(str(error), err=True)
        return False
    for warning in warnings:
        click.echo(f"warning: {warning}", err=True)
    click.echo(f"{name}: ok")
    return True
