"""The benchmarks of two checkouts in turns, row by row: what a change made slower.

Run as `python -m benchmarks.turns BEFORE [--after DIR] [--rounds N] [NAME ...]`. Each checkout runs
its own benchmarks on its own code, first the one and then the other, as often as there are rounds:
a busy moment hits both. A row has the median of each, and their ratio, above 1 for what costs more
than before. It ends with an error where a row is worse than `--bound` allows.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from benchmarks.servers import ROOT
from benchmarks.timing import INSTALLED, head, row

NAMES = (
    *("engine speed", "engine growth", "engine memory", "expressions", "cumulative"),
    *("inprocess", "fixtures", "callbacks", "calls"),
)


class Table(NamedTuple):
    """How the rows below a headline are read: which number counts, and whether more is better."""

    headline: str
    column: int = 0
    more: bool = False


TABLES = (
    Table("lives a second", more=True),
    Table("microseconds a life", column=1),
    Table("bytes each"),
    Table("ns per call"),
    Table("milliseconds            1 min", column=4),
    Table("milliseconds"),
    Table("30 days"),
    Table("a call of the helper library"),
    Table("a create in process"),
    Table("a page of"),
    Table("received by", column=2),
    Table("the application", column=2),
)

NUMBER = re.compile(r"(?<!\S)\d+(?:\.\d+)?(?!\S)")

PEERS = ("Ciw", "simpy")
"""Rows that have nothing of ours."""

Rows = dict[str, float]
"""What each row says, a rate as the time that one takes."""


def measured(checkout: Path, name: str) -> Rows:
    """The rows of a benchmark; none where the checkout does not have it."""
    module, *arguments = name.split()
    if not (checkout / "benchmarks" / f"{module}.py").exists():
        return {}
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    ran = subprocess.run(
        command, cwd=checkout, env=INSTALLED, stdout=subprocess.PIPE, text=True, check=True
    )
    return read_rows(ran.stdout)


def read_rows(printed: str) -> Rows:
    """The rows of tables that are known here, by their texts."""
    rows: Rows = {}
    table = None
    for line in printed.splitlines():
        begun = next((one for one in TABLES if line.startswith(one.headline)), None)
        if begun is not None or not line.strip():
            table = begun
            continue
        numbers = NUMBER.findall(line)
        if table is None or len(numbers) <= table.column or line.startswith(PEERS):
            continue
        value = float(numbers[table.column])
        sizes = numbers[: table.column] if table.column == 1 else []
        text = " ".join(NUMBER.sub("", line).replace(" nan", "").split())
        rows[" ".join([text, *sizes])] = 1 / value if table.more else value
    return rows


def compare(before: Path, after: Path, name: str, rounds: int) -> float:
    """Prints a row for each of the benchmark's that both have; answers the worst ratio."""
    found: dict[Path, dict[str, list[float]]] = {one: defaultdict(list) for one in (before, after)}
    for _ in range(rounds):
        for checkout, rows in found.items():
            for text, value in measured(checkout, name).items():
                rows[text].append(value)
    head(name, "before", "after", "ratio")
    ratios = [1.0]
    for text in (one for one in found[after] if one in found[before]):
        old, new = (statistics.median(rows[text]) for rows in found.values())
        ratios.append(new / old if old else 1.0)
        shown = (f"{value:.4g}" for value in (old, new))
        row(text[:47], *shown, ratios[-1])
    return max(ratios)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path)
    parser.add_argument("names", nargs="*", default=NAMES, help="engine, inprocess ...")
    parser.add_argument("--after", type=Path, default=ROOT)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--bound", type=float, default=1.03)
    given = parser.parse_args()
    before, after = given.before.absolute(), given.after.absolute()
    worst = max(compare(before, after, name, given.rounds) for name in given.names)
    print(f"\nthe worst ratio: {worst:.2f}")
    if worst > given.bound:
        sys.exit(f"expected at most {given.bound}")


if __name__ == "__main__":
    main()
