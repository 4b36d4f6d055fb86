"""A workflow known by names, so that what is counted in several accounts adds up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from mocktr.core.clock import SECOND
from mocktr.core.configuration.document import Document, Target
from mocktr.core.configuration.reader import ConfigurationReader
from mocktr.core.routing.tally import WorkflowNames

TEXTS = (
    "expression",
    "known_worker_sid",
    "known_worker_friendly_name",
    "order_by",
    "skip_if",
)
"""The keys of a target whose values are source text."""


class Named(NamedTuple):
    """A workflow by its workspace's name, its own, and its configuration with names of queues."""

    workspace: str
    workflow: str
    configuration: str

    @classmethod
    def of(cls, names: WorkflowNames, document: Document) -> Named:
        """The workflow with this document, in which queues stand by SID."""
        return cls(names.workspace, names.workflow, spelled(document, names.queues))

    def document(self) -> Document:
        """The configuration, parsed."""
        return ConfigurationReader(lenient=True).document(json.loads(self.configuration))


def spelled(document: Document, queues: Mapping[str, str]) -> str:
    """The configuration in one spelling, with the queues' names in place of their SIDs."""
    routing: dict[str, Any] = {
        "filters": [
            {
                "filter_friendly_name": one.name,
                "expression": one.expression.source,
                "targets": [target_row(target, queues) for target in one.targets],
            }
            for one in document.filters
        ]
    }
    if document.default:
        routing["default_filter"] = target_row(document.default, queues)
    return json.dumps({"task_routing": routing})


def target_row(target: Target, queues: Mapping[str, str]) -> dict[str, Any]:
    """What a target says; what it inherited is spelled out."""
    timeout = None if target.timeout is None else target.timeout // SECOND
    row = {"queue": queues[target.queue], "timeout": timeout, "priority": target.priority}
    parts = {key: getattr(target, key) for key in TEXTS}
    row.update((key, part.source) for key, part in parts.items() if part)
    return {key: value for key, value in row.items() if value is not None}
