"""What is declared of a resource of the 2010 API, and how its parameters are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mocktr.core.account import Account
from mocktr.core.fields import FieldKind, Filter, Param, Values
from mocktr.core.resources.base import checked
from mocktr.errors import MissingParameter, VoiceRefused
from mocktr.web.request import current
from mocktr.web.voice.kinds import TEXT

Params = Mapping[str, Param]
"""Parameters by the names that forms have for them."""

MISSING = {
    "To": (21201, "No 'To' number is specified"),
    "From": (21213, "No 'From' number is specified"),
    "Url": (21205, "Url parameter is required."),
}
"""The code and the text where a parameter is missing, if it has one of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceResource:
    """A resource: where it stands, and what is done with it; an operation that is None is not.

    Its functions get the account, then the record that it belongs to (None if it belongs to the
    account itself) or the record.
    """

    segments: tuple[str, ...]
    """The fixed parts of the path; a SID stands after each of them."""
    key: str
    """The list's name in its envelope."""
    find: Callable[[Account, Any, str], Any]
    """The record with this SID or name below a parent, or None."""
    name: Callable[[Any], str]
    """What stands for a record in its path."""
    show: Callable[[Account, Any], Values]
    """A record, without what says where it stands."""
    rows: Callable[[Account, Any], Iterable[Any]] | None = None
    """The records below a parent, in the order of the list."""
    filters: Mapping[str, Filter] = field(default_factory=dict)
    creates: Params = field(default_factory=dict)
    create: Callable[[Account, Any, Values], Any] | None = None
    within: Callable[[Account, str], Any] | None = None
    """Its parent by the name in the path, or None, where that is not as the parent's own."""
    enter: Callable[[Account, str, Values], Any] | None = None
    """The parent of what is created, where it need not be there yet."""
    updates: Params = field(default_factory=dict)
    update: Callable[[Account, Any, Values], None] | None = None
    delete: Callable[[Account, Any], None] | None = None
    fetched: bool = True
    """Whether one record can be read by itself."""
    below: tuple[str, ...] = ()
    """What stands below a record, by the names of its links."""

    @property
    def collection(self) -> str:
        """Its own part of the path."""
        return self.segments[-1]


def takes(**kinds: FieldKind) -> Params:
    """Parameters, each with its kind."""
    return {name: Param(kind) for name, kind in kinds.items()}


def needs(**kinds: FieldKind) -> Params:
    """Parameters that have to be sent."""
    return {name: Param(kind, required=True) for name, kind in kinds.items()}


def ignores(*names: str) -> Params:
    """Parameters that are taken and have no effect here."""
    return {name: Param(TEXT) for name in names}


def read_sent(declared: Params) -> Values:
    """The parameters of a form that were sent, by their names, checked; raises ApiError."""
    fields = current().fields
    for name, param in declared.items():
        if param.required and not fields.get(name, [""])[0]:
            raise missing(name)
    return {
        name: checked(declared[name].kind, name, texts if declared[name].kind.repeats else texts[0])
        for name, texts in fields.items()
        if name in declared
    }


def missing(name: str) -> VoiceRefused | MissingParameter:
    """The error where a parameter was not sent."""
    return VoiceRefused(*MISSING[name]) if name in MISSING else MissingParameter(name)
