"""From nodes to functions, made once for each source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from mocktr.expressions.explanation import Explanation, explain
from mocktr.expressions.nodes import And, Comparison, Constant, Node, Or, Path
from mocktr.expressions.operators import BY_SPELLING
from mocktr.expressions.parser import MAX_DEPTH, MAX_LENGTH, parse
from mocktr.expressions.paths import Fetch, ScopeLike, fetcher
from mocktr.expressions.shortcuts import ScopeTest
from mocktr.expressions.values import Test
from mocktr.limits import EXPRESSION_BYTES, EXPRESSIONS
from mocktr.text_cache import text_cache


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """An expression, ready to be asked about any number of scopes."""

    source: str
    names: frozenset[tuple[str, ...]] = field(repr=False)
    """Every reference as its path of names, list indexes left out."""
    arrays: frozenset[tuple[str, ...]] = field(repr=False)
    """The references among them that an operator expects to be arrays."""
    warnings: tuple[str, ...]
    """What a lenient reading ignored."""
    matches: Callable[[ScopeLike], bool] = field(repr=False)
    """Whether the expression is true of a scope."""
    _node: Node = field(repr=False)

    def explain(self, scope: ScopeLike) -> Explanation:
        """The same answer as that of `matches`, with what each part saw."""
        return explain(self._node, scope)


def compile(
    source: str,
    *,
    lenient: bool = False,
    max_length: int = MAX_LENGTH,
    max_depth: int = MAX_DEPTH,
) -> Expression:
    """Compile an expression; the same source gives the same object again.

    The depth counts parentheses; no setting allows more of them than Python's stack bears.
    """
    return _compile(source, lenient, max_length, max_depth)


@text_cache(EXPRESSIONS.most, EXPRESSION_BYTES.most)
def _compile(source: str, lenient: bool, max_length: int, max_depth: int) -> Expression:
    node, warnings = parse(
        "expression", source, lenient=lenient, max_length=max_length, max_depth=max_depth
    )
    comparisons = list(_comparisons(node))
    names = _names(side for one in comparisons for side in (one.left, one.right))
    arrays = _names(_array_side(one) for one in comparisons)
    return Expression(source, names, arrays, warnings, _test(node), node)


def _names(operands: Iterable[Constant | Path | None]) -> frozenset[tuple[str, ...]]:
    return frozenset(
        tuple(step for step in operand.steps if isinstance(step, str))
        for operand in operands
        if isinstance(operand, Path)
    )


def _array_side(node: Comparison) -> Constant | Path | None:
    side = BY_SPELLING[node.operator].array
    return {"left": node.left, "right": node.right}.get(side or "")


def _comparisons(node: Node) -> Iterator[Comparison]:
    waiting: list[Node] = [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Comparison):
            yield item
        else:
            waiting += item.parts


def _test(node: Node) -> ScopeTest:
    if isinstance(node, Comparison):
        return _comparison(node)
    tests = [_test(part) for part in node.parts]
    if len(tests) > 2:
        return _chain(tests, decisive=isinstance(node, Or))
    return _both(*tests) if isinstance(node, And) else _either(*tests)


def _both(first: ScopeTest, second: ScopeTest) -> ScopeTest:
    return lambda scope: first(scope) and second(scope)


def _either(first: ScopeTest, second: ScopeTest) -> ScopeTest:
    return lambda scope: first(scope) or second(scope)


def _chain(tests: list[ScopeTest], decisive: bool) -> ScopeTest:
    """A loop, so that thousands of terms nest no calls; it ends at the first decisive answer."""

    def test(scope: ScopeLike) -> bool:
        for each in tests:
            if each(scope) is decisive:
                return decisive
        return not decisive

    return test


def _comparison(node: Comparison) -> ScopeTest:
    operator = BY_SPELLING[node.operator]
    match node.left, node.right:
        case Constant(left), Constant(right):
            answer = operator.test(left, right)
            return lambda scope: answer
        case Path() as path, Constant(value):
            shortcut = operator.right_constant(fetcher(path.steps), value)
        case Constant(value), Path() as path:
            shortcut = operator.left_constant(fetcher(path.steps), value)
        case _:
            shortcut = None
    return shortcut or _general(operator.test, _fetch(node.left), _fetch(node.right))


def _general(test: Test, left: Fetch, right: Fetch) -> ScopeTest:
    return lambda scope: test(left(scope), right(scope))


def _fetch(operand: Constant | Path) -> Fetch:
    if isinstance(operand, Path):
        return fetcher(operand.steps)
    value = operand.value
    return lambda scope: value
