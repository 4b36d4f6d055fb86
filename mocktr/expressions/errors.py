"""The error for a text that is no expression: what is wrong, and where."""

from __future__ import annotations

from typing import NamedTuple

WIDTH = 72


class ExpressionError(ValueError):
    """A text was refused; str() shows the line in question with a caret under the place."""

    def __init__(self, message: str, source: str, position: int) -> None:
        super().__init__(message, source, position)
        self.message = message
        self.source = source
        self.position = position

    def __str__(self) -> str:
        return f"{self.message}\n{self.excerpt}"

    @property
    def excerpt(self) -> str:
        """The line in question with a caret under the place."""
        line, column = _window(self.source, self.position)
        return f"{line}\n{' ' * column}^"


class Remark(NamedTuple):
    """Something to say about one place of a source."""

    position: int
    text: str


def refusal(source: str, *remarks: Remark) -> ExpressionError:
    """The error that says these things and points at the first place."""
    message = "; ".join(located(source, remark) for remark in remarks)
    return ExpressionError(message, source, remarks[0].position)


def located(source: str, remark: Remark) -> str:
    """A remark with its place as ANTLR writes it: lines count from 1, columns from 0."""
    line = source.count("\n", 0, remark.position) + 1
    column = remark.position - _line_start(source, remark.position)
    return f"line {line}:{column} {remark.text}"


def quoted(text: str, longest: int = 40) -> str:
    """A piece of the source within a remark: in quotes, on one line, not too long."""
    if len(text) > longest:
        text = text[:longest] + "..."
    shown = [c if c.isprintable() else c.encode("unicode_escape").decode() for c in text]
    return f"'{''.join(shown)}'"


def _window(source: str, position: int) -> tuple[str, int]:
    """The part of a line around the position, and the position's column in it."""
    begin = _line_start(source, position)
    column = position - begin
    line = source[begin:].partition("\n")[0]
    # One column for each character, or the caret would stand beside its place.
    line = "".join(c if c.isprintable() else " " for c in line)
    start = max(0, min(column - WIDTH // 2, len(line) - WIDTH))
    head = "..." if start else ""
    tail = "..." if start + WIDTH < len(line) else ""
    return head + line[start : start + WIDTH] + tail, len(head) + column - start


def _line_start(source: str, position: int) -> int:
    return source.rfind("\n", 0, position) + 1
