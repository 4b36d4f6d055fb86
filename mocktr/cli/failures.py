"""What can go wrong with any subcommand, told in one line without a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

import click

from mocktr.errors import MocktrError

EXTRAS = {
    "twilio": ("Twilio's helper library", "twilio"),
    "trustme": ("trustme", "tls"),
    "cryptography": ("cryptography", "tls"),
}
"""What may be missing, and the extra that brings it."""


def import_extra(name: str) -> ModuleType:
    """A module that needs what comes with an extra, which only then is loaded."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        missing = str(error.name).partition(".")[0]
        if missing not in EXTRAS:
            raise
        what, extra = EXTRAS[missing]
        raise click.ClickException(f"{what} is needed: pip install 'mocktr[{extra}]'") from None


@contextmanager
def refusals() -> Iterator[None]:
    """What is wrong with the options as one line, without a traceback."""
    try:
        yield
    except MocktrError as error:
        raise click.ClickException(str(error)) from None
