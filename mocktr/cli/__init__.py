"""The command line: serve a world, check seed files, ask and steer a running server.

Each subcommand is a module of this folder, which is loaded when it is called.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module

import click

from mocktr import __version__
from mocktr.cli.later import Later

SUBCOMMANDS = {
    "serve": "Serve TaskRouter until Ctrl-C or SIGTERM.",
    "ca": "Print the certificate to trust of an authority for --tls-ca, made if there is none.",
    "check": "Check seed files (or shipped seeds) without serving them.",
    "explain": "Why a task of a running server is where it is.",
    "eval": "Whether an expression is true, and what each part of it saw; needs no server.",
    "ctl": "Steer a running server; without --account a command goes to all accounts.",
    "pull": "Write the workspaces of a live account as a seed; only reads.",
}
"""What each does: the first sentence of its help, which is there before it is loaded."""


@click.group()
@click.version_option(__version__, prog_name="mocktr")
def main() -> None:
    """A stand-in for Twilio TaskRouter that people test against."""


def load(name: str) -> click.Command:
    """A subcommand, from its module."""
    command: click.Command = getattr(import_module(f"mocktr.cli.{name}"), name)
    return command


for _name, _help in SUBCOMMANDS.items():
    main.add_command(Later(_name, partial(load, _name), help=_help))
