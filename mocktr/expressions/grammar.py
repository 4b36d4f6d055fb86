"""The grammar: PLY's rules, and the node that each of them makes."""

from __future__ import annotations

import re
import sys
from functools import cache

from ply import yacc
from ply.lex import LexToken
from ply.yacc import LRParser, YaccProduction

from mocktr.expressions import lexer
from mocktr.expressions.lexer import rule
from mocktr.expressions.nodes import And, Comparison, Constant, Node, Or, Path, SortBy, Value
from mocktr.expressions.operators import BY_SPELLING
from mocktr.expressions.values import read_number

NAMED: dict[str, Value] = {"TRUE": True, "FALSE": False, "NULL": None}


class Misfit(Exception):
    """No rule has a place for this token (None: for the end of the text)."""

    def __init__(self, token: LexToken | None) -> None:
        super().__init__(token)
        self.token = token


@cache
def parser(start: str) -> LRParser:
    """The parser for one of the start symbols: `expression`, `ordering` or `path`."""
    return yacc.yacc(
        module=sys.modules[__name__],
        start=start,
        debug=False,
        write_tables=False,
        errorlog=yacc.NullLogger(),
    )


# From here on PLY finds its rules by name.

tokens = lexer.tokens


@rule("expression : alternatives")
def p_expression(p: YaccProduction) -> None:
    p[0] = _one_or_all(p[1], Or)


@rule("conjunction : conditions")
def p_conjunction(p: YaccProduction) -> None:
    p[0] = _one_or_all(p[1], And)


@rule("""condition : "(" expression ")" """)
def p_group(p: YaccProduction) -> None:
    p[0] = p[2]


@rule("condition : operand OPERATOR operand")
def p_comparison(p: YaccProduction) -> None:
    spelling = " ".join(p[2].upper().split())
    p[0] = Comparison(p[1], BY_SPELLING[spelling].name, p[3])


@rule("""
    operand : constant
            | list
            | path
""")
def p_operand(p: YaccProduction) -> None:
    p[0] = p[1]


@rule("""
    list : "[" "]"
         | "[" constants "]"
""")
def p_list(p: YaccProduction) -> None:
    p[0] = Constant(tuple(constant.value for constant in p[2]) if len(p) == 4 else ())


@rule("constant : STRING")
def p_string(p: YaccProduction) -> None:
    p[0] = Constant(re.sub(r"\\([\s\S])", r"\1", p[1][1:-1]))


@rule("constant : NUMBER")
def p_number(p: YaccProduction) -> None:
    p[0] = Constant(read_number(p[1]))


@rule("""
    constant : TRUE
             | FALSE
             | NULL
""")
def p_named(p: YaccProduction) -> None:
    p[0] = Constant(NAMED[p[1].upper()])


@rule("path : REFERENCE")
def p_path(p: YaccProduction) -> None:
    steps = re.findall(r"\[(\d+)\]|([^.\[]+)", p[1])
    p[0] = Path(p[1], tuple(int(index) if index else name for index, name in steps))


@rule("""
    clause : path
           | path ASC
           | path DESC
""")
def p_clause(p: YaccProduction) -> None:
    p[0] = SortBy(p[1], descending=len(p) == 3 and p[2].upper() == "DESC")


@rule("""
    alternatives : conjunction
                 | alternatives OR conjunction
    conditions   : condition
                 | conditions AND condition
    constants    : constant
                 | constants "," constant
    ordering     : clause
                 | ordering "," clause
""")
def p_several(p: YaccProduction) -> None:
    # One list grows, however long the chain: neither copies nor recursion.
    p[0] = p[1] if len(p) == 4 else []
    p[0].append(p[len(p) - 1])


def p_error(token: LexToken | None) -> None:
    raise Misfit(token)


def _one_or_all(parts: list[Node], kind: type[And] | type[Or]) -> Node:
    return parts[0] if len(parts) == 1 else kind(tuple(parts))
