"""The row that a record is in a seed: SIDs become names."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from marshmallow import ValidationError

from mocktr import expressions
from mocktr.core.configuration.document import Document
from mocktr.core.configuration.reader import MOST_BYTES, ConfigurationError, parse_configuration
from mocktr.core.fields import FieldKind, Sid
from mocktr.core.resources.worker_channel import WorkerChannel
from mocktr.errors import SeedError, json_of
from mocktr.expressions import ExpressionError
from mocktr.json_text import decode
from mocktr.seed.configuration import with_queues
from mocktr.seed.held import Payload
from mocktr.seed.keys import Key, keys_of
from mocktr.seed.plain import PlainReader
from mocktr.seed.references import References
from mocktr.seed.rows import Row

T = TypeVar("T")

INSIDE = ("workspaces", 0, "workers", 0, "attributes")
"""A place as deep in a seed as attributes and configurations are."""


class RowWriter:
    """Writes the rows of one workspace; the counterpart of RowReader."""

    def __init__(
        self, references: References, single_tasking: bool, remark: Callable[[str], None]
    ) -> None:
        self.references = references
        self.single_tasking = single_tasking
        self.remark = remark
        self.is_lenient = False
        """Whether some expression is only read where slips are taken."""

    def row(self, record: Any, payload: Payload, name: str) -> Row:
        """What a seed says of a record: all that is not so by itself."""
        row: Row = {}
        for key, (declared, default) in saved_keys(record).items():
            came = payload.get(declared.field)
            try:
                value = self.value(declared, came, default, name)
            except ValidationError as error:
                said = f"expected {error.messages[0]}, got {json_of(came)}"
                self.remark(f"{key} of {name} is left out: {said}")
                continue
            if value is not None:
                row[key] = value
        return row

    def value(self, key: Key, came: Any, default: Any, name: str) -> Any:
        """A value as the seed has it, None where it need not; raises ValidationError."""
        if key.refers_to:
            return self.reference(key.refers_to, key.kind, came)
        if came is None or came == default:
            return None
        if key.field == "configuration":
            return self.configuration(came)
        if key.field == "attributes":
            return attributes(key.kind, came)
        if key.field == "target_workers":
            return self.target_workers(came, name)
        key.kind.deserialize(came)
        return came

    def reference(self, collection: str, kind: FieldKind, sid: str | None) -> str | None:
        """The name of what is referred to."""
        if not sid:
            # The queues of a single-tasking workspace have activities unless told otherwise.
            return "" if self.single_tasking and isinstance(kind, Sid) and kind.clears else None
        spelt = self.references.spell(collection, sid)
        if spelt is None:
            raise ValidationError(f"the SID of one of the workspace's {collection}")
        return spelt

    def target_workers(self, source: str, name: str) -> str:
        """The expression; one that is not understood becomes one that nobody matches."""
        if not source.strip():
            return source
        try:
            self.read(lambda lenient: expressions.compile(source, lenient=lenient))
        except ExpressionError as error:
            text = json.dumps(source, ensure_ascii=False)
            self.remark(f"{name} is for nobody, since {text} is not understood: {error}")
            return ""
        return source

    def configuration(self, text: str) -> Any:
        """A configuration in YAML, with the names of queues."""
        document = structure(text)
        if document is None or len(json.dumps(document)) > MOST_BYTES:
            return text
        return with_queues(document, self.queue)

    def queue(self, sid: Any) -> Any:
        spelt = self.references.spell("task_queues", sid) if isinstance(sid, str) else None
        return sid if spelt is None else spelt

    def complaint(self, workflow: Payload) -> str | None:
        """Why no world can have a workflow with such a configuration."""
        text = workflow.get("configuration") or ""
        try:
            document: Document = self.read(lambda lenient: parse_configuration(text, lenient))
        except ConfigurationError as error:
            return str(error)
        for target in document.targets():
            if target.queue not in self.references.names["task_queues"]:
                return f"{target.path}.queue: there is no task queue {target.queue}"
        return None

    def read(self, parsed: Callable[[bool], T]) -> T:
        """What is read strictly, or else leniently; the error is that of the lenient reading."""
        try:
            return parsed(False)
        except (ConfigurationError, ExpressionError):
            found = parsed(True)
            self.is_lenient = True
            return found


@cache
def saved_keys(record: Any) -> dict[str, tuple[Key, Any]]:
    """The keys for what a payload shows of a record, each with the value that goes unsaid."""
    defaults = {field.name: field.default for field in dataclasses.fields(record)}
    if record is WorkerChannel:
        # The parameter is spelled Capacity, the property configured_capacity.
        defaults["capacity"] = defaults["configured_capacity"]
    return {
        name: (key, defaults[key.field])
        for name, key in keys_of(record).items()
        if key.field in defaults
    }


def attributes(kind: FieldKind, text: str) -> Any:
    """Attributes in YAML, unless JSON would then be too long; raises ValidationError."""
    if not text.strip():
        return None
    kind.deserialize(text)
    value = structure(text)
    try:
        kind.deserialize(value)
    except ValidationError:
        return text
    return value or None


def structure(text: str) -> dict[str, Any] | None:
    """The object in JSON text; None where YAML has no way to write all that is in it."""
    value = decode(text)
    try:
        PlainReader().read(value, INSIDE)
    except SeedError:
        return None
    return value if isinstance(value, dict) else None
