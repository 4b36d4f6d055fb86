"""The shape of a document: what stands where, and the checked values of each part."""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from typing import Any

from mocktr import values
from mocktr.core.account import Account, Settings
from mocktr.core.alerts import ALERTS, Alert
from mocktr.core.clock import LATEST_INSTANT
from mocktr.core.instructions.calls import DialledCall
from mocktr.core.instructions.instruction import INSTRUCTIONS
from mocktr.core.ledger import Ledger
from mocktr.core.resources.workspace import Workspace
from mocktr.core.sids import TAIL, is_sid
from mocktr.core.timers import Timer
from mocktr.state import columns, configurations, line, log, tuples
from mocktr.state.columns import SECTIONS, StateRow
from mocktr.state.configurations import Configurations
from mocktr.state.values import (
    INTEGERS,
    count,
    fixed,
    inside,
    map_of,
    members,
    once,
    text,
)
from mocktr.values import Reader, at, choice, list_of, optional, wanted

VERSION = 1
DIALLING = [name for name, instruction in INSTRUCTIONS.items() if instruction.plan]
AUTO, MANUAL = "auto", "manual"
MOST_SIDS = 16**TAIL - 1

instant = values.integer(INTEGERS[0], LATEST_INSTANT, "an instant (ms)").read
some = values.integer(0, MOST_SIDS // 2).read
"""A count of what has SIDs or numbers, of which as many are to come."""


# --- from a world --------------------------------------------------------------------------


def show(account: Account, routes: bool, events: bool) -> StateRow:
    """A world as an object, with its events if these are asked for."""
    known = Configurations()
    workspaces = [show_workspace(one, known) for one in account.workspaces.values()]
    told = log.show(account.events, known, events)
    return {
        "mocktr_state": VERSION,
        "account_sid": account.sid,
        "routing": AUTO if routes else MANUAL,
        "settings": columns.show(account.settings),
        "clock": {"now": account.clock.now},
        "sids": {"count": account.sids.count, "taken": sorted(account.sids.taken)},
        "timers": {
            "count": account.timers.count,
            "pending": columns.show_each(account.timers.pending()),
        },
        "configurations": known.texts,
        "workspaces": workspaces,
        "gone": dict(account.workspaces.gone),
        "unsettled": [show_agenda(one) for one in account.unsettled.values()],
        "events": told,
        "alerts": columns.show_each(account.alerts),
        "calls": columns.show_each(account.calls),
        "line": line.show(account.line),
        "dropped": {name: one.missing for name, one in ledgers(account).items()},
    }


def ledgers(account: Account) -> dict[str, Ledger[Any]]:
    """What of an account may have lost its oldest entries, besides the event log."""
    requests = account.line.requests
    return {"alerts": account.alerts, "calls": account.calls, "requests": requests}


def show_workspace(workspace: Workspace, known: Configurations) -> StateRow:
    """A workspace with its records, each kind in the order of creation."""
    sections = {name: [columns.show(one) for one in records(workspace, name)] for name in SECTIONS}
    for row in sections["tasks"]:
        row["configuration"] = known.number(row["configuration"])
    gone = [getattr(workspace, name).gone for name in SECTIONS if name != "reservations"]
    return {
        **columns.show(workspace),
        **sections,
        "gone": {sid: number for one in gone for sid, number in one.items()},
    }


def records(workspace: Workspace, section: str) -> list[Any]:
    """The records of a section of a workspace."""
    if section != "reservations":
        return list(getattr(workspace, section).values())
    made = [one for task in workspace.tasks.values() for one in task.reservations]
    return sorted(made, key=attrgetter("number"))


def show_agenda(workspace: Workspace) -> StateRow:
    """What routing has to look at, so far as it still exists."""
    tasks, workers = workspace.tasks, workspace.workers
    return {
        "workspace_sid": workspace.sid,
        "tasks": [sid for sid in workspace.agenda.tasks if sid in tasks],
        "channels": [
            [worker, channel]
            for worker, channel in workspace.agenda.channels
            if worker in workers and channel in workers[worker].channels
        ],
    }


# --- to checked values ---------------------------------------------------------------------


def version(value: Any) -> int:
    if value != VERSION or isinstance(value, bool):
        raise wanted(f"{VERSION}, the only version so far", value)
    return VERSION


def account_sid(value: Any) -> str:
    if not is_sid(value, "AC"):
        raise wanted("the SID of an account", value)
    return str(value)


def alert(value: Any) -> Alert:
    """An alert, which can be shown."""
    found: Alert = tuples.reader(Alert)(value)
    if found.code not in ALERTS:
        raise wanted("the code of an alert", found.code, "code")
    return found


def call(value: Any) -> DialledCall:
    """A call that was recorded, which can be shown."""
    found: DialledCall = tuples.reader(DialledCall)(value)
    if found.instruction not in DIALLING:
        raise wanted(f"one of {', '.join(DIALLING)}", found.instruction, "instruction")
    return found


def later(value: Any) -> Any:
    """A part that can be read only when others are."""
    return value


WORKSPACE = members(
    {
        **{name: column.read for name, column in columns.columns(Workspace).items()},
        **{name: list_of(columns.reader(record)) for name, record in SECTIONS.items()},
        "gone": map_of(count),
    }
)

AGENDA = members({"workspace_sid": text, "tasks": once(text), "channels": once(fixed(text, text))})

PARTS: dict[str, Reader[Any]] = {
    "mocktr_state": version,
    "account_sid": account_sid,
    "routing": choice(AUTO, MANUAL),
    "settings": columns.reader(Settings),
    "clock": members({"now": instant}),
    "sids": members({"count": some, "taken": once(text)}),
    "timers": members({"count": count, "pending": list_of(tuples.reader(Timer))}),
    "configurations": later,
    "workspaces": list_of(WORKSPACE),
    "gone": map_of(count),
    "unsettled": list_of(AGENDA),
    "events": later,
    "alerts": list_of(alert),
    "calls": list_of(call),
    "line": line.read,
    "dropped": members(dict.fromkeys(("alerts", "calls", "requests"), some)),
}
"""What stands at the top of a document."""


def read(value: Any) -> StateRow:
    """The values of an object, each checked by itself; raises Mistake."""
    row: StateRow = members(PARTS)(value)
    lenient = row["settings"]["lenient_expressions"]
    known = at(
        "configurations", partial(configurations.read, lenient=lenient), row["configurations"]
    )
    row["events"] = at("events", log.reader(known), row["events"])
    for number, workspace in enumerate(row["workspaces"]):
        for place, task in enumerate(workspace["tasks"]):
            with inside("workspaces", number, "tasks", place, "configuration"):
                task["configuration"] = optional(known.at)(task["configuration"])
    return row
