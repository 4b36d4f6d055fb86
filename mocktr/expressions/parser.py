"""From text to nodes, or to an error that says what is wrong and where."""

from __future__ import annotations

from copy import copy
from functools import cache, partial
from types import SimpleNamespace
from typing import Any, NamedTuple

from ply.lex import LexToken

from mocktr.expressions import grammar
from mocktr.expressions.complaints import END, accepts, complaint
from mocktr.expressions.errors import Remark, located, quoted, refusal
from mocktr.expressions.lexer import scan

MAX_LENGTH = 16_384
MAX_DEPTH = 200

# Evaluation recurses once for each level: beyond this, Python's own stack would be the bound.
DEEPEST = 250


class Parsed(NamedTuple):
    """What a text means, and what was ignored in it."""

    result: Any
    warnings: tuple[str, ...]


class Stuck(Exception):
    """The grammar has no place for the token of this index, or for the end of the text."""

    def __init__(self, index: int, reason: str, complete: bool) -> None:
        super().__init__(index, reason, complete)
        self.index = index
        self.reason = reason
        self.complete = complete


def parse(
    start: str,
    source: str,
    *,
    lenient: bool = False,
    max_length: int = MAX_LENGTH,
    max_depth: int = MAX_DEPTH,
) -> Parsed:
    """Read a text by one of the start symbols of the grammar.

    A lenient reading ignores what TaskRouter is said to ignore: characters that belong to no
    token, and whatever follows a complete expression.
    """
    _check_length(source, max_length)
    tokens, remarks = scan(source, vocabulary(start))
    _check_depth(source, tokens, min(max_depth, DEEPEST))
    try:
        result = _run(start, tokens)
    except Stuck as stuck:
        position = tokens[stuck.index].lexpos if stuck.index < len(tokens) else len(source)
        remarks = [remark for remark in remarks if remark.position < position]
        if not (lenient and stuck.complete):
            raise refusal(source, *remarks[:1], Remark(position, stuck.reason)) from None
        result = _run(start, tokens[: stuck.index])
        rest = quoted(source[position:])
        remarks.append(Remark(position, f"extraneous input {rest} expecting <EOF>"))
    if remarks and not lenient:
        raise refusal(source, remarks[0])
    return Parsed(result, tuple(located(source, remark) for remark in remarks))


@cache
def vocabulary(start: str) -> tuple[str, ...]:
    """The tokens that a start symbol has use for, in the order in which messages list them."""
    kinds = {kind for actions in grammar.parser(start).action.values() for kind in actions}
    return tuple(sorted(kinds, key=lambda kind: (kind != END, kind.isalpha(), kind)))


def _check_length(source: str, max_length: int) -> None:
    if len(source) > max_length:
        reason = f"text exceeds the limit of {max_length} characters"
        raise refusal(source, Remark(max_length, reason))


def _check_depth(source: str, tokens: list[LexToken], max_depth: int) -> None:
    depth = 0
    for token in tokens:
        depth += (token.type == "(") - (token.type == ")")
        if depth > max_depth:
            reason = f"parentheses exceed the limit of {max_depth} levels"
            raise refusal(source, Remark(token.lexpos, reason))


def _run(start: str, tokens: list[LexToken]) -> Any:
    parser = copy(grammar.parser(start))  # since PLY keeps the state of a parse in the parser
    feed = SimpleNamespace(token=partial(next, iter(tokens), None))
    try:
        return parser.parse(lexer=feed)
    except grammar.Misfit as misfit:
        index = tokens.index(misfit.token) if misfit.token else len(tokens)
        reason = complaint(parser, vocabulary(start), tokens[index:])
        raise Stuck(index, reason, accepts(parser, END)) from None
