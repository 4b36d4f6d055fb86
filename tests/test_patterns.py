"""No pattern of the package takes more steps than in proportion to the text that it is for."""

import ast
import importlib
import re
from functools import cache
from pathlib import Path

import pytest

from mocktr.core import sids
from mocktr.expressions import lexer
from tests.steps import Pattern, Steps, TooManySteps, parser, units

PACKAGE = Path(__file__).parents[1] / "mocktr"
SIZES = (5, 10, 20)
METHODS = {"match", "fullmatch", "search", "sub", "findall", "finditer"}
ELSEWHERE = ("pull", "scenario")
"""Rooms that read what their user has in a file, and nothing that comes from a client."""

FILES = [path for path in PACKAGE.rglob("*.py") if path.parent.name not in ELSEWHERE]


@cache
def calls(path):
    """Calls of methods in a file: the name or module that they are called on, the method, all."""
    return [
        (getattr(node.func.value, "id", None), node.func.attr, node)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


def compiled():
    """Each compiled pattern of a module, with the methods that are called on it."""
    for path in FILES:
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        if parts[-1] == "__main__":
            continue
        module = importlib.import_module(".".join(part for part in parts if part != "__init__"))
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                used = {method for on, method, _ in calls(path) if on == name} & METHODS
                yield from ((f"{module.__name__}.{name}", value, method) for method in used)


def inline():
    """Each pattern that stands where it is used."""
    for path in FILES:
        for on, method, call in calls(path):
            if on == "re" and method in METHODS and isinstance(call.args[0], ast.Constant):
                yield f"{path.stem}:{call.lineno}", re.compile(call.args[0].value), method


def lexed():
    """What the lexer of expressions tries at each place."""
    for name, value in vars(lexer).items():
        if name.startswith("t_") and callable(value) and value.__doc__ and name != "t_error":
            yield f"lexer.{name}", re.compile(value.__doc__), "match"


PATTERNS = [*compiled(), *inline(), *lexed(), ("sids.pattern", sids.pattern("WS"), "match")]


def signs(parts):
    """Some characters of each sort that a pattern speaks of."""
    text = str(list(parts))
    found = {chr(int(code)) for code in re.findall(r"LITERAL, (\d+)\)", text)}
    return [*sorted(found)[:: max(1, len(found) // 4)], "a", "0"]


def steps_of(pattern, method, text):
    steps = Steps()
    if isinstance(pattern.pattern, bytes):
        text = text.encode()
    try:
        counting = Pattern(pattern, steps)
        arguments = (text[:0], text) if method == "sub" else (text,)
        found = getattr(counting, method)(*arguments)
        if method == "finditer":
            list(found)
    except TooManySteps:
        pytest.fail(f"too many steps for {text[:40]!r}")
    return steps.count


def grows(pattern, method, unit, start="", end=""):
    """How many steps more than twice as many a text of double the size takes."""
    texts = (f"{start}{unit * size}{end}" for size in SIZES)
    few, more, most = (steps_of(pattern, method, text) for text in texts)
    return (most - more) - 2.5 * (more - few)


@pytest.mark.parametrize(("name", "pattern", "method"), PATTERNS, ids=[one[0] for one in PATTERNS])
def test_a_pattern_takes_steps_in_proportion_to_the_text(name, pattern, method):
    alphabet = signs(parser.parse(pattern.pattern, pattern.flags))

    for unit in units(alphabet):
        for around in (("", ""), ("", "\0"), (alphabet[0], "\0")):
            assert grows(pattern, method, unit, *around) <= 30, (name, unit)


def test_there_are_patterns():
    assert len(PATTERNS) > 20


@pytest.mark.parametrize(
    ("pattern", "method", "unit"),
    [
        ("(a*)*b", "match", "a"),
        ("(a|aa)+b", "fullmatch", "a"),
        ("a*b", "search", "a"),
        (r"\s+$", "sub", " "),
        ("x[^=]*p[^=]*=", "match", "xp"),
        ("[^/]*a[^/]*a[^/]*b", "match", "a"),
    ],
)
def test_a_pattern_that_does_not_is_found(pattern, method, unit):
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        assert grows(re.compile(pattern), method, unit, "x" * (pattern[0] == "x"), "\0") <= 30


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("a(b|c)*d", "abcbd"),
        (r"(?<!\\)\\*\"", '\\\\"'),
        ("a{2,3}?b", "aab"),
        (r"[^\W\d]+(?=x)", "abx"),
        (r"\bword\b", "word"),
        ("(?P<sign>['\"]).*?(?P=sign)", "'x\"'"),
    ],
)
def test_the_counter_matches_what_python_matches(pattern, text):
    compiled = re.compile(pattern)

    assert Pattern(compiled, Steps()).walk(text, 0) == compiled.match(text).end()
