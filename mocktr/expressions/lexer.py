"""From text to tokens; the words and signs of the operators come from their table."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Container
from functools import cache
from typing import NamedTuple, TypeVar

from ply import lex
from ply.lex import LexToken

from mocktr.expressions.errors import Remark, quoted
from mocktr.expressions.operators import BY_SPELLING

BLANKS = " \t\r\n\f\v"
QUOTES = "\"'"
STARTS = "-!"  # begin a number or a sign, and are none themselves
KEYWORDS = ("AND", "OR", "TRUE", "FALSE", "NULL", "ASC", "DESC")
SIGNS = [s for s in BY_SPELLING if not s[0].isalpha()]
PHRASES = [s for s in BY_SPELLING if s[0].isalpha() and " " in s]
WORDS = {s: "OPERATOR" for s in BY_SPELLING if s[0].isalpha() and " " not in s}
WORDS |= {word: word for word in KEYWORDS}

Rule = TypeVar("Rule", bound=Callable[..., object])


class Scan(NamedTuple):
    """The tokens of a text, and remarks on what was dropped because it belongs to none."""

    tokens: list[LexToken]
    remarks: list[Remark]


def scan(source: str, vocabulary: Container[str | None]) -> Scan:
    """Read a text.

    A word whose token is not in the vocabulary is a name: `desc == 1` compares an attribute.
    """
    lexer = _lexer().clone()
    lexer.vocabulary = vocabulary
    lexer.remarks = []
    lexer.input(source)
    return Scan(list(lexer), lexer.remarks)


def rule(text: str) -> Callable[[Rule], Rule]:
    """Give a function the docstring that PLY reads its rule from, under `python -OO` too."""

    def give(function: Rule) -> Rule:
        function.__doc__ = text
        return function

    return give


@cache
def _lexer() -> lex.Lexer:
    return lex.lex(module=sys.modules[__name__], reflags=0, errorlog=lex.NullLogger())


# From here on PLY finds its rules by name, and tries them in the order of the file: NOT IN comes
# before the names that it looks like.

tokens = ("OPERATOR", "REFERENCE", "STRING", "NUMBER", *KEYWORDS)
literals = "()[],"
t_ignore = BLANKS

# Signs are tried longest first: `>=` is one sign, and `x <-5` is an IN.
_sign = "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))
_phrase = "|".join(PHRASES).replace(" ", f"[{BLANKS}]+")


@rule(rf"{_sign}|(?i:{_phrase})(?![A-Za-z0-9_$.])")
def t_operator(token: LexToken) -> LexToken:
    token.type = "OPERATOR"
    return token


@rule(r"[A-Za-z_$][A-Za-z0-9_$]*(?:\.[A-Za-z0-9_$]+|\[[0-9]{1,9}\])*")
def t_word_or_reference(token: LexToken) -> LexToken:
    token.type = "REFERENCE"
    word = token.value.partition("[")[0]
    kind = WORDS.get(word.upper())
    if kind in token.lexer.vocabulary:
        token.type, token.value = kind, word
        # The bracket of `IN[1, 2]` is no index: go back to it.
        token.lexer.lexpos = token.lexpos + len(word)
    return token


@rule(r""""(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'""")
def t_string(token: LexToken) -> LexToken:
    token.type = "STRING"
    return token


@rule(r"-?[0-9]+(?:\.[0-9]+)?")
def t_number(token: LexToken) -> LexToken:
    token.type = "NUMBER"
    return token


def t_error(token: LexToken) -> None:
    """Drop what TaskRouter drops: the start of a token along with the character that spoils it."""
    text = token.value
    if text[0] not in QUOTES:
        text = text[:2] if text[0] in STARTS else text[0]
    token.lexer.remarks.append(Remark(token.lexpos, f"token recognition error at: {quoted(text)}"))
    token.lexer.skip(len(text))
