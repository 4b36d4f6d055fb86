"""What to say about a token that does not fit, in the words of ANTLR, for they are TaskRouter's."""

from __future__ import annotations

from collections.abc import Iterable

from ply.lex import LexToken
from ply.yacc import LRParser

from mocktr.expressions.errors import quoted

END = "$end"
CLOSING = (")", "]")


def complaint(parser: LRParser, vocabulary: Iterable[str], rest: list[LexToken]) -> str:
    """Say what keeps the parser from taking the first of these tokens, or the end if none is left.

    Like ANTLR: would the text be right without that token? With another one before it?
    """
    expected = [kind for kind in vocabulary if accepts(parser, kind)]
    found, following = [*(token.type for token in rest[:2]), END, END][:2]
    shown = quoted(rest[0].value if rest else "<EOF>")
    if rest and following in expected:
        return f"extraneous input {shown} expecting {_listed(expected)}"
    for kind in expected:
        if (kind in CLOSING or len(expected) == 1) and accepts(parser, kind, found):
            return f"missing {_listed([kind])} at {shown}"
    if "REFERENCE" in expected and "STRING" in expected:
        return f"no viable alternative at input {shown}"
    return f"mismatched input {shown} expecting {_listed(expected)}"


def accepts(parser: LRParser, *kinds: str) -> bool:
    """Whether the parser, where it stands, would take tokens of these kinds one after another."""
    states = list(parser.statestack)
    return all(_take(parser, states, kind) for kind in kinds)


def _take(parser: LRParser, states: list[int], kind: str) -> bool:
    """Move the states on as PLY does for a token: reduce while that is due, then shift."""
    while True:
        state = states[-1]
        action = parser.defaulted_states.get(state) or parser.action[state].get(kind)
        if action is None:
            return False
        if action >= 0:
            states.append(action)
            return True
        production = parser.productions[-action]
        del states[-production.len :]
        states.append(parser.goto[states[-1]][production.name])


def _listed(kinds: list[str]) -> str:
    names = [_name(kind) for kind in kinds]
    return names[0] if len(names) == 1 else f"{{{', '.join(names)}}}"


def _name(kind: str) -> str:
    if kind == END:
        return "<EOF>"
    return kind if kind.isalpha() else f"'{kind}'"
