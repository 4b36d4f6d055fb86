"""Tokens become nodes, within bounds, and whatever the circumstances."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from ply import yacc

import mocktr
from mocktr.expressions import ExpressionError, grammar, lexer
from mocktr.expressions import compile as compile_
from mocktr.expressions.nodes import And, Comparison, Constant, Or, SortBy
from mocktr.expressions.nodes import Path as PathNode
from mocktr.expressions.parser import DEEPEST, MAX_DEPTH, MAX_LENGTH, parse

A, B, C = (PathNode(name, (name,)) for name in "abc")
ONE = Constant(1)


def node(source):
    return parse("expression", source).result


def equals_one(path):
    return Comparison(path, "==", ONE)


def nested(levels):
    """Parentheses that can't be left out, AND within OR within AND."""
    text = "a == 1"
    for level in range(levels):
        text = f"(a != 1 {'AND' if level % 2 else 'OR'} {text})"
    return text


def test_a_comparison_has_two_operands_and_the_name_of_its_operator():
    assert node("a = 1") == node("a == 1") == equals_one(A)
    assert node("a <- ['x', null]") == Comparison(A, "IN", Constant(("x", None)))
    assert node("'x' not  in b") == Comparison(Constant("x"), "NOT IN", B)


def test_a_path_keeps_its_text_and_its_steps():
    path = PathNode("a.b[2].988[0]", ("a", "b", 2, "988", 0))

    assert node("a.b[2].988[0] == 1") == equals_one(path)


def test_chains_are_flat_and_and_binds_tighter():
    a, b, c = map(equals_one, (A, B, C))

    assert node("a=1 AND b=1 AND c=1") == And((a, b, c))
    assert node("a=1 OR b=1 OR c=1") == Or((a, b, c))
    assert node("a=1 OR b=1 AND c=1") == Or((a, And((b, c))))
    assert node("(a=1 OR b=1) AND c=1") == And((Or((a, b)), c))
    assert node("((a=1))") == a


def test_an_ordering_is_a_list_of_clauses():
    assert parse("ordering", "a DESC, b").result == [SortBy(A, True), SortBy(B, False)]


def test_the_grammar_has_no_conflicts():
    said = []

    class Log:
        def info(self, message, *args):
            said.append(message % args)

        debug = warning = error = info

    for start in ("expression", "ordering", "path"):
        options = {"debug": True, "debuglog": yacc.NullLogger(), "errorlog": Log()}
        yacc.yacc(module=grammar, start=start, write_tables=False, **options)

    assert [line for line in said if "conflict" in line] == []


def test_a_text_may_be_as_long_as_the_bound_but_no_longer():
    longest = f"a == {'1' * (MAX_LENGTH - 5)}"

    assert parse("expression", longest)
    with pytest.raises(ExpressionError, match=f"limit of {MAX_LENGTH} characters") as refused:
        parse("expression", longest + "1")
    assert refused.value.position == MAX_LENGTH


def test_the_bound_on_the_length_can_be_set():
    assert parse("expression", "a == 1", max_length=6)
    with pytest.raises(ExpressionError, match="limit of 5 characters"):
        parse("expression", "a == 1", max_length=5)


def test_parentheses_may_be_as_deep_as_the_bound_but_no_deeper():
    assert parse("expression", nested(MAX_DEPTH))
    with pytest.raises(ExpressionError, match=f"limit of {MAX_DEPTH} levels") as refused:
        parse("expression", "(" * MAX_LENGTH)
    assert refused.value.position == MAX_DEPTH


def test_parentheses_that_are_closed_do_not_count():
    assert parse("expression", " OR ".join(["((a == 1))"] * 5), max_depth=2)


def test_the_bound_on_the_depth_can_be_set_but_not_beyond_what_python_can_do():
    with pytest.raises(ExpressionError, match="limit of 2 levels"):
        parse("expression", "(((a == 1)))", max_depth=2)
    with pytest.raises(ExpressionError, match=f"limit of {DEEPEST} levels"):
        parse("expression", nested(DEEPEST + 1), max_depth=1_000_000)


def test_the_deepest_expression_can_be_evaluated_and_explained():
    expression = compile_(nested(DEEPEST), max_depth=DEEPEST)

    explanation = expression.explain({"a": 1})

    assert expression.matches({"a": 1}) is explanation.value
    assert explanation.sentence()
    assert explanation.as_dict()["text"]


def test_thousands_of_terms_need_no_recursion():
    for word in ("AND", "OR"):
        expression = compile_(f" {word} ".join(["a=1"] * 1800))

        assert expression.matches({"a": 1}) is True
        assert expression.matches({"a": 2}) is False
        assert expression.explain({"a": 1}).value is True


def test_the_first_parses_may_happen_at_the_same_time():
    for cached in (grammar.parser, lexer._lexer):
        cached.cache_clear()
    barrier = Barrier(8)

    def first(number):
        barrier.wait()
        return parse("expression", f"a == {number} AND b IN [{number}]").result.parts[0].right

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(first, range(8))) == [Constant(number) for number in range(8)]


@pytest.mark.parametrize("options", [[], ["-OO"]], ids=["python", "python -OO"])
def test_parsing_writes_nothing_and_says_nothing(options, tmp_path):
    package = Path(mocktr.__file__).parent
    program = "from mocktr.expressions import compile; print(compile('a == 1').matches({'a': 1}))"
    tmp_path.chmod(0o555)

    done = subprocess.run(
        [sys.executable, "-B", *options, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(package.parent)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert (done.stdout, done.stderr) == ("True\n", "")
    assert list(tmp_path.iterdir()) == []
    assert [*package.rglob("parsetab*"), *package.rglob("parser.out")] == []
