"""The admin commands, from their declarations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from docs.generate.rst import code, table
from mocktr.cli.ctl import spelled
from mocktr.commands import COMMANDS
from mocktr.commands.command import Command

HEADER = ("Over HTTP", "``mocktr ctl``", "Arguments", "What it does")


def command_table() -> str:
    """Every admin command, as a table."""
    return table(HEADER, map(row, COMMANDS), "25 15 25 35")


def row(declared: Command) -> tuple[str, ...]:
    path = declared.path.replace("<", "{").replace(">", "}")
    return (
        f"``{declared.method} {path}``",
        f"``{' '.join([spelled(declared.name), *map(str.upper, declared.places)])}``",
        "; ".join(argument_texts(declared)) or "none",
        code(" ".join(declared.text.split())),
    )


def argument_texts(declared: Command) -> Iterator[str]:
    """Arguments with what they have to be, neighbours of one kind together."""
    for argument, group in groupby(declared.arguments.items(), itemgetter(1)):
        names = ", ".join(f"``{name}``" for name, _ in group)
        yield f"{names}: {argument.wanted}{', required' if argument.required else ''}"
