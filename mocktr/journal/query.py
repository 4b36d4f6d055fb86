"""Which entries of a journal are meant: by kind, method, path, parameters and status."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mocktr.errors import AdminError, shorten
from mocktr.journal.entries import CallbackEntry, Entry
from mocktr.journal.secrets import cover_all
from mocktr.json_text import decode
from mocktr.values import Reader, at, choice, integer, of_type, optional, text, told_as, wanted

CALLBACKS = ("event", "assignment", "fallback", "voice", "status")
KINDS = ("request", "bridge", "message", "forwarded", "unserved", "callback", *CALLBACKS)
"""Kinds of entries; callback is any of the last five."""

LONGEST_METHOD, LONGEST_PATTERN = 20, 2_048
"""Characters; a rule with these is kept for as long as the server runs."""


@dataclass(frozen=True, slots=True)
class Query:
    """Criteria that an entry fulfils; None, and what is left out, is fulfilled by all.

    `path` is a pattern for the end of the path, as `fits` reads it. `parameters` are those
    that the entry has to have, as `same` compares them. Raises AdminError for what can't be.
    """

    kind: str | None = None
    method: str | None = None
    path: str | None = None
    parameters: Mapping[str, Any] | None = None
    status: int | None = None
    since: int = 0
    """The number that the entries come after."""
    before: int | None = None
    """The number that they come before."""
    revision: int | None = None
    """That of the journal after which they came or changed."""
    text: str | None = None
    """Words that are all in the method, the URL, the parameters or what came of it, in any case."""

    @told_as(AdminError)
    def __post_init__(self) -> None:
        for name, read in CRITERIA.items():
            at(name, read, getattr(self, name))

    def matches(self, entry: Entry) -> bool:
        """Whether an entry fulfils all criteria."""
        return self.may_match(entry) and not self.differences(entry)

    def may_match(self, entry: Entry) -> bool:
        """Whether an entry is of the kind and the time that are meant."""
        return (
            entry.number > self.since
            and (self.before is None or entry.number < self.before)
            and (self.revision is None or entry.revision > self.revision)
            and is_kind(self.kind, entry.kind)
        )

    def differences(self, entry: Entry) -> dict[str, str]:
        """The criteria that an entry does not fulfil, each with what it has instead."""
        found = {}
        if self.method is not None and entry.method != self.method.upper():
            found["method"] = f"the method is {entry.method}"
        if not fits(self.path, entry.path):
            found["path"] = f"the path is {entry.path}"
        if self.status not in (None, entry.status):
            found["status"] = f"the status is {entry.status}"
        if self.text is not None and not tells(entry, self.text):
            found["text"] = "not all the words are in it"
        wrong = wrong_parameters(cover_all(self.parameters or {}), entry.parameters)
        if wrong:
            found["parameters"] = "; ".join(wrong)
        return found

    def __str__(self) -> str:
        """Such as `POST /Tasks with Priority='5', answered 201`."""
        words = [self.method and self.method.upper(), self.path]
        said = " ".join(word for word in words if word) or f"any {self.kind or 'entry'}"
        if self.parameters:
            sent = cover_all(self.parameters).items()
            said += " with " + ", ".join(f"{name}={shorten(value)}" for name, value in sent)
        return said if self.status is None else f"{said}, answered {self.status}"


def read_method(value: Any) -> str:
    """The method of a request."""
    if not (isinstance(value, str) and value.isalpha() and len(value) <= LONGEST_METHOD):
        raise wanted("a method such as POST", value)
    return value


def read_path(value: Any) -> str:
    """A pattern for the end of a path."""
    if not (isinstance(value, str) and value.startswith("/")):
        raise wanted("a pattern such as /Tasks or /Tasks/*", value)
    if len(value) > LONGEST_PATTERN:
        raise wanted(f"a pattern of at most {LONGEST_PATTERN} characters", value)
    return value


CRITERIA: dict[str, Reader[Any]] = {
    "kind": optional(choice(*KINDS)),
    "method": optional(read_method),
    "path": optional(read_path),
    "parameters": optional(of_type(Mapping, "an object of names and values")),
    "status": optional(integer()),
    "since": integer(what="the number of an entry"),
    "before": optional(integer(what="the number of an entry")),
    "revision": optional(integer(0, what="a revision of the journal")),
    "text": optional(text),
}
"""How the criteria are read."""


def tells(entry: Entry, words: str) -> bool:
    """Whether all these words are in what an entry tells."""
    body = entry.body if isinstance(entry, CallbackEntry) else None
    parts = (entry.method, entry.place, *entry.parameters, *entry.parameters.values())
    said = "\n".join(map(str, (*parts, entry.outcome, body or ""))).lower()
    return all(word in said for word in set(words.lower().split()))


def is_kind(wanted: str | None, kind: str) -> bool:
    """Whether an entry's kind is the one that is meant."""
    return wanted in (None, kind) or (wanted == "callback" and kind in CALLBACKS)


def fits(pattern: str | None, path: str) -> bool:
    """Whether a path ends as a pattern says, segment by segment; `*` is anything within a segment.

    So `/Tasks` is the list in any workspace, `/Tasks/*` one task, `/Tasks/WT*/Reservations` the
    reservations of one, and what starts with `/v1/` is a path from its start.
    """
    if pattern is None:
        return True
    _, *wanted = pattern.rstrip("/").split("/")
    _, *segments = path.split("/")
    if len(wanted) > len(segments):
        return False
    end = segments[len(segments) - len(wanted) :]
    return all(segment_fits(*pair) for pair in zip(wanted, end, strict=True))


def segment_fits(pattern: str, segment: str) -> bool:
    """Whether a segment is as a pattern says, of which each part is looked for once."""
    first, *others = pattern.split("*")
    if not others:
        return segment == first
    *between, last = others
    if not segment.startswith(first):
        return False
    place, end = len(first), len(segment) - len(last)
    for part in between:
        place = segment.find(part, place, max(end, 0)) + len(part)
        if place < len(part):
            return False
    return place <= end and segment.endswith(last)


def wrong_parameters(wanted: Mapping[str, Any], sent: Mapping[str, Any]) -> list[str]:
    """The parameters that were not sent as wanted, each with what was sent."""
    return [
        f"{name} is {shorten(sent[name]) if name in sent else 'not sent'}"
        for name, value in wanted.items()
        if not same(value, sent.get(name))
    ]


def same(wanted: Any, sent: Any) -> bool:
    """Whether a parameter was sent as wanted; None stands for one that was not sent.

    A number or a boolean is compared as the text it is sent as, an object or a list also with the
    JSON in the text.
    """
    if wanted == sent:
        return True
    if wanted is None or sent is None:
        return False
    if isinstance(wanted, dict | list):
        return bool(wanted == decode(sent))
    if isinstance(wanted, bool):
        return str(sent).lower() == json.dumps(wanted)
    return bool(str(wanted) == sent)
