"""`mocktr explain`: why a task of a running server is where it is."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import click

from mocktr.cli.remote import Remote, connecting


@click.command()
@click.argument("sid")
@connecting
@click.option("--json", "as_json", is_flag=True, help="The whole explanation as JSON.")
def explain(sid: str, as_json: bool, **connection: Any) -> None:
    """Why a task of a running server is where it is."""
    found = Remote(**connection).ask("GET", f"tasks/{quote(sid, safe='')}/explain")
    click.echo(json.dumps(found, indent=2) if as_json else "\n".join(found["sentences"]))
