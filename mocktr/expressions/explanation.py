"""Why an expression is true or false of a scope."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from mocktr.expressions.nodes import And, Comparison, Constant, Node
from mocktr.expressions.operators import BY_SPELLING, Operator
from mocktr.expressions.paths import ScopeLike, fetcher
from mocktr.expressions.values import ARRAY, is_huge
from mocktr.limits import EXPLAINED_CHARACTERS

T = TypeVar("T")

# Values are shown down to this depth.
LEVELS = 20


@dataclass(frozen=True, slots=True)
class Explanation:
    """What became of an expression, or of a part of it."""

    text: str
    value: bool
    saw: dict[str, object] = field(default_factory=dict)
    """Of a comparison: the value of each reference."""
    parts: tuple[Explanation, ...] = ()
    """Of an AND or OR: what became of its parts."""
    hint: str = ""
    """Of a comparison: what it would need and did not get, if there is such a thing."""

    def sentence(self) -> str:
        """Name the comparisons that decided, with what they saw."""
        if not self.parts:
            return self.verdict()
        # False parts make an AND false and true ones an OR true; else all parts agree anyway.
        return "; ".join([part.sentence() for part in self.parts if part.value is self.value])

    def verdict(self) -> str:
        """What became of it, with what it saw itself."""
        saw = [f", {name} is {as_json(value)}" for name, value in self.saw.items()]
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.text} is {as_json(self.value)}{''.join(saw)}{hint}"

    def outline(self, depth: int = 0) -> Iterator[str]:
        """A line for the whole, and below it, indented, those of its parts."""
        yield "  " * depth + self.verdict()
        for part in self.parts:
            yield from part.outline(depth + 1)

    def as_dict(self) -> dict[str, Any]:
        """The same as plain data for JSON."""
        return {
            "text": self.text,
            "value": self.value,
            "saw": {name: Excerpt().of(value, LEVELS - 1) for name, value in self.saw.items()},
            "parts": [part.as_dict() for part in self.parts],
        }


def explain(node: Node, scope: ScopeLike) -> Explanation:
    """Evaluate all parts of an expression, and keep what they saw."""
    if isinstance(node, Comparison):
        return _explain_comparison(node, scope)
    parts = tuple([explain(part, scope) for part in node.parts])
    texts = [f"({part.text})" if part.parts else part.text for part in parts]
    values = [part.value for part in parts]
    if isinstance(node, And):
        return Explanation(" AND ".join(texts), all(values), parts=parts)
    return Explanation(" OR ".join(texts), any(values), parts=parts)


def _explain_comparison(node: Comparison, scope: ScopeLike) -> Explanation:
    texts: list[str] = []
    values: list[object] = []
    saw: dict[str, object] = {}
    for side in (node.left, node.right):
        if isinstance(side, Constant):
            texts.append(as_json(side.value))
            values.append(side.value)
        else:
            texts.append(side.text)
            values.append(fetcher(side.steps)(scope))
            saw[side.text] = values[-1]
    operator = BY_SPELLING[node.operator]
    text = f"{texts[0]} {node.operator} {texts[1]}"
    hint = _hint(operator, texts, values)
    return Explanation(text, operator.test(*values), saw, hint=hint)


def _hint(operator: Operator, texts: list[str], values: list[object]) -> str:
    """Where an operator of lists met something else; what is missing speaks for itself."""
    if operator.array is None:
        return ""
    side = 0 if operator.array == "left" else 1
    if values[side] is None or isinstance(values[side], ARRAY):
        return ""
    kind = "text" if isinstance(values[side], str) else "no list"
    return f"{operator.name} needs a list, and {texts[side]} is {kind}"


class Excerpt:
    """Makes data for JSON of whatever a scope holds, as far as there is room for it.

    What does not fit, lies too deep or has no room any more is `...`.
    """

    def __init__(self) -> None:
        self.room = EXPLAINED_CHARACTERS.most

    def of(self, value: object, levels: int = LEVELS) -> Any:
        """The data of one value."""
        self.room -= 1
        if isinstance(value, str):
            return self.text(value)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, (int, float)):
            return number(value)
        if levels and isinstance(value, ARRAY):
            return [self.of(item, levels - 1) for item in self.some(value, "...")]
        if levels and isinstance(value, Mapping):
            pairs = self.some(value.items(), ("...", "..."))
            return {self.text(str(key)): self.of(item, levels - 1) for key, item in pairs}
        return "..."

    def text(self, value: str) -> str:
        """A text, or its beginning."""
        room = max(self.room, 0)
        self.room -= len(value)
        return value if len(value) <= room else f"{value[:room]}..."

    def some(self, values: Iterable[T], rest: T) -> Iterator[T]:
        """Values as long as there is room, then what stands for the rest."""
        for value in values:
            if self.room <= 0:
                yield rest
                return
            yield value


def number(value: float) -> Any:
    """A number that JSON can hold everywhere, or what stands for it."""
    if not is_huge(value):
        return value
    return str(value) if isinstance(value, float) else "..."


def plain(value: object) -> Any:
    """Whatever a scope holds, as data for JSON that is not too long."""
    return Excerpt().of(value)


def as_json(value: object) -> str:
    return json.dumps(plain(value), ensure_ascii=False)
