"""The event log in a document: its entries, and the views that they share.

An entry names its views by their places in a list, so that one that many entries share is held
once, and is shared again when it is read. What class a view has is a word of a closed table:
nothing that comes from outside is imported or called by its name.
"""

from __future__ import annotations

import json
from functools import partial
from itertools import chain
from typing import Any

from mocktr.core.account import Account
from mocktr.core.event_type import CATALOGUE
from mocktr.core.fields import JsonObject
from mocktr.core.log import Events, Extra, Logged, Requested
from mocktr.core.resources.event import Event
from mocktr.core.resources.task_view import TaskView, route_view
from mocktr.core.resources.workspace import Workspace
from mocktr.core.routing.walk_view import Exit, Review, Step
from mocktr.core.sums import MOVED, queue_left
from mocktr.state import tuples
from mocktr.state.columns import SECTIONS, StateRow, checked
from mocktr.state.configurations import Configurations
from mocktr.state.values import count, inside, integer, members, text
from mocktr.values import Reader, at, choice, list_of, wanted

MOST_EVENTS = 2**47
"""Of which as many again can have SIDs."""

ATTRIBUTES = JsonObject()

FIRST_VIEWS: dict[str, tuple[type, ...]] = {
    record.resource_type: record.views for record in (Workspace, *SECTIONS.values())
}
"""What an entry shows at least, by what kind of resource it is about."""

VIEWS: dict[str, Any] = {
    view.__name__: view
    for view in (*chain.from_iterable(FIRST_VIEWS.values()), Step, Review, Exit, Extra)
}
"""Every class of views, by its name."""

VIEW = choice(*VIEWS).read

ENTRIES: dict[str, type[Logged]] = {one.__name__: one for one in (Logged, Requested)}
"""Every class of entries, by its name."""


def show(events: Events, configurations: Configurations, entries: bool) -> StateRow:
    """The log as an object; without `entries` only how many events there were."""
    told = events.entries if entries else []
    views = Views(configurations)
    rows = [show_entry(logged, views) for logged in told]
    return {"count": len(events), "views": views.rows, "entries": rows}


class Views:
    """The views of a log, equal ones once: which tuples are shared is nothing that counts."""

    def __init__(self, configurations: Configurations) -> None:
        self.configurations = configurations
        self.rows: list[StateRow] = []
        self.by_text: dict[str, int] = {}
        # The log keeps its views alive, so that their addresses tell them apart.
        self.by_address: dict[int, int] = {}

    def number(self, view: Any) -> int:
        """The place of a view among the rows."""
        number = self.by_address.get(id(view))
        if number is None:
            number = self.by_address[id(view)] = self.add(show_view(view, self.configurations))
        return number

    def add(self, row: StateRow) -> int:
        """The place of a row, which is added unless it is there."""
        number = self.by_text.setdefault(json.dumps(row), len(self.rows))
        if number == len(self.rows):
            self.rows.append(row)
        return number


def show_entry(logged: Logged, views: Views) -> StateRow:
    return {
        "entry": type(logged).__name__,
        "at": logged.at,
        "type": logged.type,
        "workspace_sid": logged.workspace_sid,
        "resource_sid": logged.resource_sid,
        "views": [views.number(view) for view in logged.parts],
    }


def show_view(view: Any, configurations: Configurations) -> StateRow:
    row = {"view": type(view).__name__, **tuples.show(view)}
    if "configuration" in row:
        row["configuration"] = configurations.number(row["configuration"])
    return row


def reader(configurations: Configurations) -> Reader[Any]:
    """What reads the log of a document, by itself; see `check` for what it is about."""
    entry = members(
        {
            "entry": choice(*ENTRIES).read,
            "at": integer,
            "type": choice(*CATALOGUE).read,
            "workspace_sid": text,
            "resource_sid": text,
            "views": list_of(count),
        }
    )
    log = members(
        {
            "count": count,
            "views": list_of(lambda row: read_view(row, configurations)),
            "entries": list_of(entry),
        }
    )
    return lambda value: assemble(log(value))


def assemble(log: StateRow) -> Events:
    """The log of its checked parts."""
    least = len(log["entries"])
    if not least <= log["count"] <= MOST_EVENTS:
        wide = f"an integer from {least} to {MOST_EVENTS}, as there are {least} entries"
        raise wanted(wide, log["count"], "count")
    events = Events(missing=log["count"] - least)
    before = None
    for number, row in enumerate(log["entries"]):
        with inside("entries", number):
            events.append(read_entry(row, log["views"], before))
            before = row["at"]
    return events


def read_entry(row: StateRow, views: list[Any], before: int | None) -> Logged:
    if before is not None and row["at"] < before:
        raise wanted(f"an instant that is not before {before}", row["at"], "at")
    for place, number in enumerate(row["views"]):
        if number >= len(views):
            raise wanted(f"the number of one of the {len(views)} views", number, "views", place)
    parts = [views[number] for number in row["views"]]
    first = FIRST_VIEWS[CATALOGUE[row["type"]].resource_type]
    if tuple(type(view) for view in parts[: len(first)]) != first:
        names = ", ".join(view.__name__ for view in first)
        came = [type(view).__name__ for view in parts]
        raise wanted(f"views that begin with {names}", came, "views")
    head = (row["at"], row["type"], row["workspace_sid"], row["resource_sid"])
    return ENTRIES[row["entry"]]((*head, *parts))


def read_view(row: Any, configurations: Configurations) -> Any:
    if not isinstance(row, dict):
        raise wanted("an object that has a view", row)
    kind = VIEWS[at("view", VIEW, row.get("view"))]
    values = {name: value for name, value in row.items() if name != "view"}
    if "configuration" in values:
        values["configuration"] = at("configuration", configurations.at, values["configuration"])
    view = tuples.reader(kind)(values)
    if kind is TaskView:
        view = view._replace(route=route_view(*view.route))
    if "attributes" in values:
        # Filters of the past are asked again when a task is explained.
        stored = at("attributes", partial(checked, ATTRIBUTES), view.attributes)
        return view._replace(attributes=stored)
    return view


def check(account: Account) -> None:
    """Refuse an entry that the account's world could not show."""
    start, now = account.events.missing, account.clock.now
    if account.events and account.events[-1].at > now:
        place = len(account.events) - start - 1
        what = f"an instant that is not after {now}, the clock's"
        raise wanted(what, account.events[-1].at, "events", "entries", place, "at")
    for number in range(start, len(account.events)):
        logged = account.events[number]
        workspace = account.workspaces.get(logged.workspace_sid)
        try:
            if workspace:
                Event(workspace, number + 1, logged).payload("")
            if logged.type == MOVED:
                queue_left(logged)
        except (LookupError, ValueError):
            came = [tuples.show(view) for view in logged.parts]
            what = f"views that tell all that a {logged.type} shows"
            raise wanted(what, came, "events", "entries", number - start, "views") from None
