"""Reads a workflow's configuration: checked down to every expression, or refused with a path.

(sources: workflows)
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any

from mocktr import expressions
from mocktr.core.clock import SECOND
from mocktr.core.configuration.document import (
    DEFAULT_FILTER,
    Document,
    Position,
    Target,
    WorkflowFilter,
)
from mocktr.core.fields import Text
from mocktr.errors import shorten
from mocktr.json_text import DECODER, compact
from mocktr.limits import CONFIGURATION_BYTES, CONFIGURATIONS
from mocktr.text_cache import text_cache
from mocktr.values import Kind, Mistake, integer

MOST_BYTES = 1_038_576
PRIORITIES = integer(0, 2_147_483_647)
TIMEOUTS = integer(1, 2_147_483_647)


class ConfigurationError(ValueError):
    """A document that TaskRouter would refuse; the text starts with the path inside it.

    `reason` is the text without the path, `syntax` what is wrong in an expression.
    """

    def __init__(
        self,
        path: str,
        wanted: str,
        came: object,
        syntax: expressions.ExpressionError | None = None,
    ) -> None:
        said = wanted if syntax is None else f"{wanted} ({syntax})"
        self.path, self.syntax = path, syntax
        self.reason = f"expected {said}, got {shorten(came)}"
        super().__init__(f"{path}: {self.reason}")


@text_cache(CONFIGURATIONS.most, CONFIGURATION_BYTES.most)
def parse_configuration(source: str, lenient: bool = False, /) -> Document:
    """The document in `source`; raises ConfigurationError that names the path of the mistake."""
    return ConfigurationReader(lenient).document(decode_configuration(source))


# A task asks for its step half a dozen times in its life.
@text_cache(CONFIGURATIONS.most, CONFIGURATION_BYTES.most)
def find_target(source: str, lenient: bool, position: Position, /) -> Target | None:
    """The target at a position of the document in `source`; raises ConfigurationError."""
    return parse_configuration(source, lenient).target_at(position)


def decode_configuration(source: str) -> Any:
    """The JSON of a configuration; raises ConfigurationError."""
    if len(source.encode(errors="replace")) > MOST_BYTES:
        raise ConfigurationError("configuration", f"at most {MOST_BYTES} bytes", source)
    try:
        return DECODER.decode(source)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError("configuration", f"JSON ({error})", source) from None


class Configuration(Text):
    """JSON text of a workflow's configuration, stored anew; whoever uses it says what is wrong."""

    respells = True

    def read(self, value: Any) -> str:
        text = super().read(value)
        try:
            return compact(decode_configuration(text))
        except (ValueError, RecursionError):
            return text


class ConfigurationReader:
    """Reads a decoded document, keeping the path for errors."""

    def __init__(self, lenient: bool) -> None:
        self.lenient = lenient

    def document(self, document: Any) -> Document:
        root = member(mapping(document, "configuration"), "configuration", "task_routing", dict)
        path = "task_routing"
        rows = enumerate(self.filters(root, f"{path}.filters"))
        return Document(
            tuple(self.filter(row, f"{path}.filters[{n}]", n) for n, row in rows),
            self.default(root.get("default_filter"), f"{path}.default_filter"),
        )

    def filters(self, root: dict[str, Any], path: str) -> list[Any]:
        filters = root.get("filters")
        return [] if filters is None else sequence(filters, path)

    def default(self, row: Any, path: str) -> Target | None:
        if row is None:
            return None
        # Twilio ignores all other keys here, so the target waits until the task's TTL.
        queue = member(mapping(row, path), path, "queue", str)
        return Target(queue=queue, path=path, position=Position(DEFAULT_FILTER, 0))

    def filter(self, row: Any, path: str, number: int) -> WorkflowFilter:
        row = mapping(row, path)
        return WorkflowFilter(
            self.name(row, path),
            self.condition(row, path),
            tuple(self.targets(self.target_rows(row, path), f"{path}.targets", number)),
        )

    def name(self, row: dict[str, Any], path: str) -> str:
        name = row.get("filter_friendly_name")
        if name is None:
            name = row.get("friendly_name")
        if not isinstance(name, str | None):
            raise ConfigurationError(f"{path}.filter_friendly_name", "a string", name)
        return name or ""

    def condition(self, row: dict[str, Any], path: str) -> expressions.Expression:
        return self.expression(member(row, path, "expression", str), f"{path}.expression")

    def target_rows(self, row: dict[str, Any], path: str) -> list[Any]:
        rows = sequence(row.get("targets"), f"{path}.targets")
        if not rows:
            raise ConfigurationError(f"{path}.targets", "at least one target", rows)
        return rows

    def targets(self, rows: list[Any], path: str, filter_number: int) -> Iterator[Target]:
        queue: str | None = None
        for number, row in enumerate(rows):
            position = Position(filter_number, number)
            target = self.target(row, f"{path}[{number}]", position, queue)
            # Only the queue is inherited; the priority stays because the task keeps it.
            queue = target.queue
            yield target

    def target(self, row: Any, path: str, position: Position, inherited: str | None) -> Target:
        row = mapping(row, path)
        self.check_known_worker(row, path)
        queue = self.queue(row, path, inherited)
        timeout = self.number(row, path, "timeout", TIMEOUTS)
        return Target(
            queue=queue,
            path=path,
            position=position,
            timeout=None if timeout is None else timeout * SECOND,
            priority=self.number(row, path, "priority", PRIORITIES),
            expression=self.optional(row, path, "expression", self.expression),
            skip_if=self.optional(row, path, "skip_if", self.expression),
            order_by=self.optional(row, path, "order_by", ordering),
            known_worker_sid=self.optional(row, path, "known_worker_sid", reference),
            known_worker_friendly_name=self.optional(
                row, path, "known_worker_friendly_name", reference
            ),
        )

    def check_known_worker(self, row: dict[str, Any], path: str) -> None:
        if row.get("known_worker_sid") and row.get("known_worker_friendly_name"):
            wanted = "either known_worker_sid or known_worker_friendly_name"
            raise ConfigurationError(path, wanted, row)

    def queue(self, row: dict[str, Any], path: str, inherited: str | None) -> str:
        # A null is as good as nothing: clients that write every key write many of them.
        queue = inherited if row.get("queue") is None else row["queue"]
        if not isinstance(queue, str):
            raise ConfigurationError(f"{path}.queue", "the SID of a task queue", queue)
        return queue

    def optional(self, row: dict[str, Any], path: str, key: str, read: Any) -> Any:
        value = row.get(key)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise ConfigurationError(f"{path}.{key}", "a string", value)
        return read(value, f"{path}.{key}")

    def number(self, row: dict[str, Any], path: str, key: str, kind: Kind[int]) -> int | None:
        value = row.get(key)
        if value is None:
            return None
        # Documents in the wild spell numbers as strings ("10"), and TaskRouter takes them.
        digits = value if isinstance(value, str) and value.isascii() and value.isdigit() else None
        try:
            return kind(int(digits) if digits and len(digits) < 20 else value)
        except Mistake:
            raise ConfigurationError(f"{path}.{key}", kind.wanted, value) from None

    def expression(self, source: str, path: str) -> expressions.Expression:
        try:
            return expressions.compile(source, lenient=self.lenient)
        except expressions.ExpressionError as error:
            raise ConfigurationError(path, "an expression", source, error) from None


def ordering(source: str, path: str) -> expressions.Ordering:
    try:
        return expressions.ordering(source)
    except expressions.ExpressionError as error:
        raise ConfigurationError(path, "an order_by clause", source, error) from None


def reference(source: str, path: str) -> expressions.Reference:
    try:
        return expressions.reference(source)
    except expressions.ExpressionError as error:
        raise ConfigurationError(path, "a reference", source, error) from None


def check_queue(target: Target, queues: Container[str]) -> None:
    """Refuse a target that leads to none of the queues (SIDs)."""
    if target.queue not in queues:
        wanted = "the SID of one of the workspace's task queues"
        raise ConfigurationError(f"{target.path}.queue", wanted, target.queue)


def mapping(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ConfigurationError(path, "a JSON object", value)
    return value


def sequence(value: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise ConfigurationError(path, "a list", value)
    return value


def member(row: dict[str, Any], path: str, key: str, kind: type) -> Any:
    value = row.get(key)
    if not isinstance(value, kind):
        wanted = "a JSON object" if kind is dict else "a string"
        where = key if path == "configuration" else f"{path}.{key}"
        raise ConfigurationError(where, wanted, value)
    return value
