"""Writes into docs/ what follows from the code; `make docs` runs it, and a test compares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from mocktr.cli.ctl import spelled
from mocktr.commands import COMMANDS
from mocktr.commands.arguments import is_required, wanted
from mocktr.commands.command import Command

CONTROL = Path(__file__).parent / "control.rst"
MARKED = re.compile(r"(?<=\.\. commands begin\n).*(?=\.\. commands end\n)", re.S)

HEADER = ("Over HTTP", "``mocktr ctl``", "Arguments", "What it does")


def command_table() -> str:
    """Every admin command, as a table."""
    rows = [HEADER, *map(row, COMMANDS)]
    lines = [line for cells in rows for line in table_row(cells)]
    head = [".. list-table::", "   :header-rows: 1", "   :widths: 25 15 25 35", ""]
    return "\n" + "\n".join([*head, *lines]) + "\n\n"


def row(declared: Command) -> tuple[str, ...]:
    path = declared.path.replace("<", "{").replace(">", "}")
    arguments = "; ".join(argument_texts(declared)) or "none"
    return (
        f"``{declared.method} {path}``",
        f"``{' '.join([spelled(declared.name), *map(str.upper, declared.places)])}``",
        arguments,
        re.sub("`([^`]+)`", r"``\1``", " ".join(declared.text.split())),
    )


def argument_texts(declared: Command) -> Iterator[str]:
    """Arguments with what they have to be, neighbours of one kind together."""
    for kind, group in groupby(declared.arguments.items(), itemgetter(1)):
        names = ", ".join(f"``{name}``" for name, _ in group)
        yield f"{names}: {wanted(kind)}{', required' if is_required(kind) else ''}"


def table_row(cells: tuple[str, ...]) -> list[str]:
    first, *others = cells
    return [f"   * - {first}", *(f"     - {cell}" for cell in others)]


def control_page() -> str:
    """`control.rst` with the table as it has to be."""
    table = command_table()
    return MARKED.sub(lambda _: table, CONTROL.read_text())


if __name__ == "__main__":
    CONTROL.write_text(control_page())
