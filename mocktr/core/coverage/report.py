"""Coverage as data for JSON, and as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from mocktr.core.coverage.items import Hit, Item

ReportRow = dict[str, Any]

WIDEST = 60
"""How many characters of a label the table shows."""

INDENTS = {"filter": 2, "default_filter": 2, "queue": 2, "target": 4}
OF_A_PART = 6


class Report(dict[str, Any]):
    """The coverage of workflows as data; as text it is a table."""

    def __str__(self) -> str:
        return "\n".join(table(self))


def item_row(item: Item, counted: Counter[Hit]) -> ReportRow:
    """An item with how often each of its outcomes was seen, and which never."""
    seen = {name: counted[item.path, name] for name in (*item.outcomes, *item.told)}
    return {
        "kind": item.kind,
        "path": item.path,
        "label": item.label,
        "hits": seen,
        "never": [name for name in item.outcomes if not seen[name]],
    }


def workflow_row(names: ReportRow, items: Iterable[Item], counted: Counter[Hit]) -> ReportRow:
    """A workflow with its items."""
    found = list(items)
    rows = [item_row(item, counted) for item in found]
    outcomes = sum(len(item.outcomes) for item in found)
    exercised = outcomes - sum(len(row["never"]) for row in rows)
    return {**names, **share(exercised, outcomes), "items": rows}


def report(workflows: Iterable[ReportRow]) -> Report:
    """All workflows with their sum."""
    rows = list(workflows)
    exercised, outcomes = (sum(row[name] for row in rows) for name in ("exercised", "outcomes"))
    return Report({**share(exercised, outcomes), "workflows": rows})


def share(exercised: int, outcomes: int) -> ReportRow:
    """How many of the outcomes were seen; the percentage is rounded down to a tenth."""
    percent = 1000 * exercised // outcomes / 10 if outcomes else 100.0
    return {"exercised": exercised, "outcomes": outcomes, "percent": percent}


# --- the table -----------------------------------------------------------------------------


def table(report: Report) -> Iterator[str]:
    """The lines of a table: each item with what was seen of it, and what never."""
    lines = [("", "exercised", "never")]
    for row in report["workflows"]:
        lines += [("", "", ""), (title(row), summary(row), "")]
        lines += [cells(item) for item in row["items"]]
    lines += [("", "", ""), ("total", summary(report), "")]
    first, second = (max(len(line[column]) for line in lines) for column in (0, 1))
    for label, seen, never in lines:
        yield f"{label:<{first}}  {seen:<{second}}  {never}".rstrip()


def title(row: ReportRow) -> str:
    """The names of a workflow; the number of its configuration, if it had several."""
    number = row["configuration"]
    return f"{row['workspace']}: {row['workflow']}" + (f" ({number})" if number else "")


def summary(row: ReportRow) -> str:
    return f"{row['exercised']} of {row['outcomes']}, {row['percent']} %"


def cells(item: ReportRow) -> tuple[str, str, str]:
    """An item's line: its label below what it is a part of, what was seen, and what never."""
    label = " ".join(item["label"].split())
    if len(label) > WIDEST:
        label = label[: WIDEST - 3] + "..."
    seen = [f"{words(outcome)} {times}" for outcome, times in item["hits"].items() if times]
    indent = " " * INDENTS.get(item["kind"], OF_A_PART)
    return indent + label, ", ".join(seen), ", ".join(map(words, item["never"]))


def words(outcome: str) -> str:
    return outcome.replace("_", " ")
