"""What is other in one world than in another: records that came, went and changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from mocktr.core.fields import Values

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.core.resources.base import Record
    from mocktr.core.resources.workspace import Workspace

KINDS = {
    "activities": "activity",
    "task_channels": "task_channel",
    "task_queues": "task_queue",
    "workflows": "workflow",
    "workers": "worker",
    "tasks": "task",
    "transfers": "transfer",
    "reservations": "reservation",
}
"""What a workspace holds, in the order in which it is told, and what one of them is called."""

INCIDENTAL = frozenset({"url", "links", "age", "date_updated", "version"})
"""Fields that tell nothing by themselves, or of another moment alone."""

NAMES = {"reservation": "worker_name", "worker_channel": "task_channel_unique_name"}
"""Which field is the name of a record, where it is not `friendly_name`."""


class Difference(NamedTuple):
    """A record that came (`before` is None), went (`after` is None), or has other fields."""

    kind: str
    sid: str
    name: str | None
    before: Values | None
    after: Values | None

    def row(self) -> Values:
        """The difference for JSON, with what each field was and is."""
        then, now = self.before or {}, self.after or {}
        fields = {name: {"before": then.get(name), "after": now.get(name)} for name in then | now}
        return {
            "kind": self.kind,
            "sid": self.sid,
            "name": self.name,
            "change": self.change,
            "fields": {name: one for name, one in fields.items() if one["before"] != one["after"]},
        }

    @property
    def change(self) -> str:
        """What became of it, in a word."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


def compare(before: Account, after: Account) -> Iterator[Difference]:
    """The differences between two worlds of an account, kind by kind, as records were made."""
    old, new = shown(before), shown(after)
    for key in {**old, **new}:
        then, now = old.get(key), new.get(key)
        if then != now:
            name = (now or then or {}).get(NAMES.get(key[0], "friendly_name"))
            yield Difference(*key, name, then, now)


def shown(account: Account) -> dict[tuple[str, str], Values]:
    """Every record as TaskRouter shows it, by its kind and SID; a worker's channels follow them."""
    spaces = list(account.workspaces.values())
    found = {("workspace", one.sid): fields_of(one) for one in spaces}
    for table, kind in KINDS.items():
        for record in records(account, spaces, table):
            found[kind, record.sid] = fields_of(record)
            for channel in record.channels.values() if kind == "worker" else ():
                found["worker_channel", channel.sid] = fields_of(channel)
    return found


def records(account: Account, spaces: list[Workspace], table: str) -> Iterator[Any]:
    if table == "reservations":
        yield from account.reservations.values()
    else:
        for space in spaces:
            yield from getattr(space, table).values()


def fields_of(record: Record) -> Values:
    payload = record.payload("")
    return {name: value for name, value in payload.items() if name not in INCIDENTAL}
