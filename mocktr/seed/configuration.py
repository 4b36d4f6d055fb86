"""A workflow's configuration: queues by name, expressions checked where they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from mocktr import expressions
from mocktr.core.account import Account
from mocktr.core.configuration.reader import ConfigurationError, check_queue
from mocktr.core.configuration.thorough import mistakes
from mocktr.errors import Place
from mocktr.seed.names import Names
from mocktr.seed.source import Problem
from mocktr.seed.top import Seed
from mocktr.values import mapping

KEYS: dict[str, dict[str, str]] = {
    "configuration": {"task_routing": "task_routing"},
    "task_routing": {"filters": "filter", "default_filter": "default_filter"},
    "filter": {
        "filter_friendly_name": "text",
        "friendly_name": "text",
        "expression": "expression",
        "targets": "target",
    },
    "default_filter": {"queue": "queue"},
    "target": {
        "queue": "queue",
        "timeout": "number",
        "priority": "number",
        "expression": "expression",
        "order_by": "order_by",
        "skip_if": "expression",
        "known_worker_sid": "reference",
        "known_worker_friendly_name": "reference",
    },
}
"""The keys of each kind of mapping in a configuration, with the kind of what they hold."""


def with_queues(value: Any, rename: Callable[[Any], Any], kind: str = "configuration") -> Any:
    """The same configuration, in which the queues are called otherwise."""
    if kind in KEYS and isinstance(value, list):
        return [with_queues(item, rename, kind) for item in value]
    if kind in KEYS and isinstance(value, dict):
        kinds = KEYS[kind]
        return {key: with_queues(item, rename, kinds.get(key, "")) for key, item in value.items()}
    return rename(value) if kind == "queue" else value


class Translator:
    """Turns the configuration of a seed into the document that the API takes."""

    def __init__(self, seed: Seed, account: Account, names: Names) -> None:
        self.seed = seed
        self.source = seed.source
        self.account = account
        self.names = names

    def document(self, value: Any, path: Place) -> str:
        """The JSON of a configuration; a SeedError has the deepest place that is known.

        JSON text stays as it is, so the queues in it are SIDs.
        """
        if isinstance(value, str):
            source = value
        else:
            self.source.read(mapping, value, path)
            source = json.dumps(self.translate(value, "configuration", path))
        queues = self.names.workspace.task_queues
        try:
            for target in self.account.document(source).targets():
                check_queue(target, queues)
        except ConfigurationError:
            lenient = self.account.settings.lenient_expressions
            for mistake in mistakes(source, lenient, queues):
                self.tell(mistake, path)
        return source

    def tell(self, mistake: ConfigurationError, path: Place) -> None:
        """Say what is wrong, unless that was said, or follows from what is wrong elsewhere."""
        place = (*path, *steps(mistake.path))
        if any(problem.place == place for problem in self.source.problems):
            return
        said = self.names.readable(mistake.reason)
        lost = self.names.mentions_lost(said) or (
            place[-1:] == ("queue",) and "task_queues" in self.names.unsure
        )
        self.source.note(Problem(place) if lost else self.source.fail(place, said))

    def translate(self, value: Any, kind: str, path: Place) -> Any:
        """A part of the configuration with SIDs; what has the wrong type is left to the API."""
        if kind in KEYS and isinstance(value, list):
            return [
                self.translate(item, kind, (*path, number)) for number, item in enumerate(value)
            ]
        if kind in KEYS and isinstance(value, dict):
            return {key: self.member(key, item, kind, (*path, key)) for key, item in value.items()}
        if kind == "queue" and value is not None:
            return self.source.keep(self.names.find_sid, "task_queues", value, path) or ""
        if kind in LANGUAGES and isinstance(value, str):
            self.source.keep(self.check, value, path, kind)
        return value

    def member(self, key: str, value: Any, kind: str, path: Place) -> Any:
        if key in KEYS[kind]:
            return self.translate(value, KEYS[kind][key], path)
        # TaskRouter ignores such keys, and so do we, aloud.
        self.seed.warn(path, f"unknown key, ignored; there are {', '.join(KEYS[kind])}")
        return value

    def check(self, source: str, path: Place, kind: str = "expression") -> None:
        """Refuse a text that does not parse, where it stands in the seed."""
        wanted, read = LANGUAGES[kind]
        if not source.strip():
            return
        try:
            parsed = read(source, self.account.settings.lenient_expressions)
        except expressions.ExpressionError as error:
            raise self.seed.fail(path, f"expected {wanted}: {error}") from None
        for warning in getattr(parsed, "warnings", ()):
            self.seed.warn(path, warning)


LANGUAGES: dict[str, tuple[str, Callable[[str, bool], Any]]] = {
    "expression": (
        "an expression",
        lambda source, lenient: expressions.compile(source, lenient=lenient),
    ),
    "order_by": ("an order_by clause", lambda source, lenient: expressions.ordering(source)),
    "reference": ("a reference", lambda source, lenient: expressions.reference(source)),
}
"""What each kind of text is called, and what reads it."""


def steps(path: str) -> Place:
    """`task_routing.filters[0]` as a place below the configuration."""
    if path == "configuration":
        return ()
    parts = re.findall(r"[^.\[\]]+", path)
    return tuple(int(part) if part.isdigit() else part for part in parts)
