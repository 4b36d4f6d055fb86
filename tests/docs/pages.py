"""The pages of the documentation, and the snippets in them."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.rst")), *sorted((ROOT / "docs").glob("*.rst"))]

BLOCK = re.compile(
    r"(?P<marks>(?:^ *\.\. (?:given|run by|not run): .+\n\n?)*)"
    r"^(?P<indent> *)\.\. code-block:: (?P<language>\w+)\n\n"
    r"(?P<text>(?:(?P=indent) {3}.*\n|\n)+)",
    re.M,
)
MARK = re.compile(r"\.\. (given|run by|not run): (.+)")


class Snippet(NamedTuple):
    """A code block: where, in which language, its text, and what comments before it say of it."""

    place: str
    language: str
    text: str
    given: str
    """What is done before it, in its own language."""
    run_by: str | None
    """The test that runs it, other than those of this folder."""
    not_run: str | None
    """Why nobody runs it."""


def snippets_of(path: Path) -> list[Snippet]:
    """The snippets of a page, in their order."""
    page = path.read_text(encoding="utf-8")
    return [snippet(path, page, found) for found in BLOCK.finditer(page)]


def snippet(path: Path, page: str, found: re.Match[str]) -> Snippet:
    marks = MARK.findall(found["marks"])
    said = dict(marks)
    line = page.count("\n", 0, found.start("language")) + 1
    return Snippet(
        f"{path.name}:{line}",
        found["language"],
        textwrap.dedent(found["text"]).strip("\n") + "\n",
        "".join(f"{text}\n" for kind, text in marks if kind == "given"),
        said.get("run by"),
        said.get("not run"),
    )


SNIPPETS = [one for path in PAGES for one in snippets_of(path)]
