"""The few forms of reStructuredText that the generated parts have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def table(header: Sequence[str], rows: Iterable[Sequence[str]], widths: str) -> str:
    """A list-table; widths are shares such as "25 75"."""
    lines = [".. list-table::", "   :header-rows: 1", f"   :widths: {widths}", ""]
    for first, *others in (header, *rows):
        lines += [f"   * - {first}", *(f"     - {cell}" for cell in others)]
    return "\n".join(lines)


def definitions(terms: Iterable[tuple[str, Sequence[str]]]) -> str:
    """A definition list, each with its paragraphs."""
    return "\n".join(
        f"``{term}``\n" + "\n\n".join(f"    {one}" for one in paragraphs)
        for term, paragraphs in terms
    )


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a docstring, a line each, with its code as rst has it."""
    return [code(" ".join(one.split())) for one in text.split("\n\n")]


def code(text: str) -> str:
    """Text in which `code` and `docs/page.rst` are marked as in docstrings."""
    text = re.sub(r"`docs/(\w+)\.rst`", r":doc:`\1`", text)
    # Asterisks would begin an emphasis, but not in code.
    parts = re.split(r"((?::doc:)?`[^`]+`)", text)
    return "".join(
        re.sub("^`|`$", "``", part) if part.startswith("`") else escaped(part) for part in parts
    )


def escaped(text: str) -> str:
    return text if text.startswith(":doc:") else text.replace("*", "\\*")
