"""What all resources share: identity, parsing of parameters, and the shape of the payload."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from marshmallow import ValidationError

from mocktr.core.collection import Numbered
from mocktr.core.fields import (
    FieldKind,
    Filter,
    Param,
    Sid,
    Text,
    Timestamp,
    Values,
    column,
    pascal,
    shown,
)
from mocktr.errors import InvalidParameter, MissingParameter, Refused

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.core.log import View
    from mocktr.core.resources.workspace import Workspace

SentForm = Mapping[str, object]
"""Parameters as they came, by the names that forms give them."""
Getter = Callable[[Any], tuple[object, ...]]


class Resource(Numbered, Protocol):
    """What lists, routes and payloads need of a resource."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    prefix: ClassVar[str]
    """The first two characters of its SIDs."""
    inputs: ClassVar[dict[str, Param]]
    """Parameters that are not fields of the record."""
    filters: ClassVar[dict[str, Filter]]
    """List filters by parameter name."""
    orderings: ClassVar[dict[str, Callable[[Any], int]]]
    """What `Ordering` may sort by: each name with its key."""
    versioned: ClassVar[bool]
    """Whether the version is shown as ETag and compared with If-Match."""

    @property
    def version(self) -> int:
        """What the ETag shows of a `versioned` resource: every change raises it."""

    def payload(self, base: str, path: str | None = None) -> Values:
        """The JSON of this record below the URL `base`, seen at `path` (its own by default)."""


class Managed(Resource, Protocol):
    """A resource that clients create, update and delete, as far as its mount has that."""

    @classmethod
    def create(cls, parent: Any, values: Values) -> Managed:
        """Add a record to its parent, of parsed parameters; raises ApiError."""

    def update(self, values: Values) -> None:
        """Change what parsed parameters ask for; raises ApiError and changes nothing."""

    def delete(self) -> None:
        """Remove the record; raises ApiError where it can't be."""


@dataclass(slots=True, kw_only=True, eq=False)
class Record:
    """One resource: plain data, in milliseconds and SIDs, with its operations."""

    prefix: ClassVar[str]
    resource_type: ClassVar[str]
    """What events call it, such as `task-queue`."""
    views: ClassVar[tuple[type, ...]]
    """What an event about it shows at least."""
    inputs: ClassVar[dict[str, Param]] = {}
    filters: ClassVar[dict[str, Filter]] = {}
    orderings: ClassVar[dict[str, Callable[[Any], int]]] = {}
    versioned: ClassVar[bool] = False

    account: Account
    sid: str = column(Text())
    number: int = 0
    date_created: int = column(Timestamp())
    date_updated: int = column(Timestamp())

    @shown
    def account_sid(self) -> str:
        return self.account.sid

    @property
    def version(self) -> int:
        """Always 0; a resource whose changes are counted has a field instead."""
        return 0

    @property
    def path(self) -> str:
        """The URL path without `/v1`."""
        raise NotImplementedError

    def links(self, base: str) -> dict[str, str | None] | None:
        """The URLs of related resources below `base`; None for a resource without links."""
        return None

    @property
    def now(self) -> int:
        return self.account.clock.now

    def payload(self, base: str, path: str | None = None) -> Values:
        """The JSON of this record below the URL `base`, seen at `path` (its own by default)."""
        kind: Any = type(self)
        shown = shower(kind)(self)
        shown["url"] = base + (self.path if path is None else path)
        links = self.links(base)
        if links is not None:
            shown["links"] = links
        return shown

    def update(self, values: Values) -> None:
        """Change what parsed parameters ask for."""
        raise NotImplementedError

    def __getstate__(self) -> tuple[object, ...]:
        """What a copy needs: the fields in their order, without their names."""
        kind: Any = type(self)
        return fields_of(kind)(self)

    def __setstate__(self, state: tuple[object, ...]) -> None:
        kind: Any = type(self)
        # The class's own from now on, as a reset makes every record anew.
        kind.__setstate__ = setter(kind)
        kind.__setstate__(self, state)

    def apply(self, values: Values) -> list[str]:
        """Set the fields that differ from `values` and answer their names."""
        changed = [name for name, value in values.items() if getattr(self, name) != value]
        for name in changed:
            setattr(self, name, values[name])
        return changed


@dataclass(slots=True, kw_only=True, eq=False)
class Child(Record):
    """A resource inside a workspace."""

    segment: ClassVar[str]
    workspace: Workspace

    @shown
    def workspace_sid(self) -> str:
        return self.workspace.sid

    @property
    def path(self) -> str:
        return f"{self.workspace.path}/{self.segment}/{self.sid}"

    def emit(self, event_type: str, *parts: View) -> None:
        """Write an event about this resource."""
        self.account.emit(event_type, self.workspace, self.sid, *parts)


@cache
def fields_of(record: type[Record]) -> Getter:
    """What gets all fields of a record in their order."""
    return attrgetter(*[field.name for field in dataclasses.fields(record)])


def setter(record: type[Record]) -> Callable[[Any, tuple[object, ...]], None]:
    """What sets all fields of a record."""
    fields = ", ".join(f"record.{field.name}" for field in dataclasses.fields(record))
    return written(f"def put(record, state): {fields} = state", "put")


@cache
def shower(record: type[Record]) -> Callable[[Any], Values]:
    """What shows the fields of a record, and what else it shows by a property, in order of keys."""
    kinds = {
        field.name: field.metadata["kind"]
        for field in dataclasses.fields(record)
        if "kind" in field.metadata
    }
    computed = {
        name
        for base in record.__mro__
        for name, value in vars(base).items()
        if isinstance(value, shown)
    }
    times = {name for name, kind in kinds.items() if isinstance(kind, Timestamp)}
    pairs = ", ".join(
        f"{name!r}: " + (f"show_time(record.{name})" if name in times else f"record.{name}")
        for name in sorted({*kinds, *computed})
    )
    source = f"def show(record): return {{{pairs}}}"
    return written(source, "show", show_time=Timestamp().show)


def written(source: str, name: str, **known: Any) -> Callable[..., Any]:
    """The function of this name, written as `dataclasses` writes its methods.

    One expression that names the fields takes a fraction of what going through their names takes.
    """
    exec(source, known)
    made: Callable[..., Any] = known[name]
    return made


def birth(account: Account, prefix: str, sid: str | None = None) -> Values:
    """The identity of a new record: its account, its SID, its creation number, its dates."""
    now = account.clock.now
    if sid is None:
        number, sid = account.sids.next(prefix)
    else:
        number = account.sids.take(sid)
    return {
        "account": account,
        "sid": sid,
        "number": number,
        "date_created": now,
        "date_updated": now,
    }


@cache
def params(record: type[Resource]) -> dict[str, Param]:
    """The parameters of a record by field name."""
    declared = {
        field.name: field.metadata["param"]
        for field in dataclasses.fields(record)
        if "param" in field.metadata
    }
    return {**declared, **record.inputs}


@cache
def form_names(record: type[Resource], operation: str) -> dict[str, str]:
    """The parameters that `operation` ("create" or "update") knows: form spelling to field name."""
    return {
        pascal(name): name for name, param in params(record).items() if getattr(param, operation)
    }


@cache
def required(record: type[Resource]) -> list[str]:
    """The parameters, as forms spell them, without which nothing is created."""
    return [pascal(name) for name, param in params(record).items() if param.required]


def parse(record: type[Resource], operation: str, form: SentForm) -> Values:
    """Check the parameters of a form; unknown ones are ignored, as TaskRouter does.

    Raises MissingParameter, or InvalidParameter for the first that can't be.
    """
    known = form_names(record, operation)
    if operation == "create":
        require(record, form)
    declared = params(record)
    return {
        known[name]: checked(declared[known[name]].kind, name, value)
        for name, value in form.items()
        if name in known
    }


def checked(kind: FieldKind, name: str, sent: object) -> Any:
    """The value of the parameter `name`; raises InvalidParameter."""
    try:
        return kind.deserialize(sent)
    except ValidationError as error:
        raise kind.refusal(name, error.messages[0], sent) from None


def require(record: type[Resource], form: SentForm) -> None:
    for name in required(record):
        # An empty value counts as missing, as for a client that sent an unset variable.
        if form.get(name, "") == "":
            raise MissingParameter(name)


def check_references(workspace: Workspace, record: type[Resource], values: Values) -> None:
    """Refuse a SID that names nothing in this workspace (sources: rest)."""
    collections = referred(record)
    for name, value in values.items():
        collection = collections.get(name)
        if collection and value is not None and value not in getattr(workspace, collection):
            wanted = f"the SID of one of the workspace's {collection.replace('_', ' ')}"
            raise InvalidParameter(pascal(name), wanted, value)


@cache
def referred(record: type[Resource]) -> dict[str, str]:
    """The collections that the parameters of a record refer to, by the parameter's field name."""
    return {
        name: param.kind.collection
        for name, param in params(record).items()
        if isinstance(param.kind, Sid) and param.kind.collection
    }


def limit(count: int, most: int, what: str) -> None:
    """Refuse to create one more than `most` (sources: limits)."""
    if count >= most:
        raise Refused(f"A maximum of {most} {what} is allowed")
