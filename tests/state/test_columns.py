"""Every field of every record is held in a document, or made anew from what is held."""

import dataclasses
import inspect
import pkgutil
from importlib import import_module

import pytest

from mocktr import core
from mocktr.core.account import Account, Settings
from mocktr.core.clock import Clock
from mocktr.core.collection import Collection, NamedCollection
from mocktr.core.event_type import CATALOGUE
from mocktr.core.instructions.execution import ReservationForm
from mocktr.core.log import Logged
from mocktr.core.resources.base import Child, Record
from mocktr.core.routing.lineup import Agenda, Lineup
from mocktr.core.sids import Sids
from mocktr.core.timers import Timers
from mocktr.state.columns import OWNERS, REBUILT, columns, reader
from mocktr.state.document import PARTS
from mocktr.state.log import ENTRIES, FIRST_VIEWS, VIEWS


def modules():
    for found in pkgutil.walk_packages(core.__path__, "mocktr.core."):
        yield import_module(found.name)


def classes(base):
    """All classes of the core that have this one as a base."""
    found = {
        each
        for module in modules()
        for each in vars(module).values()
        if inspect.isclass(each) and issubclass(each, base) and each.__module__ == module.__name__
    }
    return sorted(found - {base}, key=lambda each: each.__name__)


RECORDS = [each for each in classes(Record) if each not in (Child, ReservationForm)]

SLOTS = {
    Account: {
        "alerts": "alerts",
        "calls": "calls",
        "line": "line",
        "clock": "clock",
        "events": "events",
        "settings": "settings",
        "sid": "account_sid",
        "sids": "sids",
        "timers": "timers",
        "unsettled": "unsettled",
        "workspaces": "workspaces",
        # Made from the records of the workspaces.
        "tasks": None,
        "reservations": None,
        # Only while a request is served; and counts of what was exercised, which nothing follows.
        "entry": None,
        "tally": None,
        # Follows from the clock.
        "forgotten_to": None,
        # Added up from the log when somebody looks; and how much no event tells, for who looks.
        "summaries": None,
        "untold": None,
    },
    Sids: {"count": "sids", "taken": "sids", "account_digits": "account_sid"},
    Timers: {"count": "timers", "live": "timers", "heap": "timers"},
    Agenda: {"tasks": "unsettled", "channels": "unsettled"},
    Clock: {"now": "clock"},
    Collection: {"gone": "gone", "order": "workspaces", "numbers": "workspaces"},
    # How names are told apart, a workspace knows.
    NamedCollection: {"by_name": "workspaces", "field": None, "fold": None},
    # Lined up again from the records.
    Lineup: dict.fromkeys(("bound", "channel_sid", "count", "idle", "waiting", "workers")),
}
"""In which part of a document the slots of a class are."""


def test_there_are_records():
    assert {"Task", "Worker", "WorkerChannel", "Workspace"} <= {one.__name__ for one in RECORDS}


@pytest.mark.parametrize("record", RECORDS)
def test_every_field_is_held_or_made_anew(record):
    """A new field of a simple type is held by itself; any other fails here until it is placed."""
    names = {field.name for field in dataclasses.fields(record)}

    held, rebuilt = set(columns(record)), REBUILT.get(record, frozenset())

    assert held | rebuilt | OWNERS >= names
    assert not held & rebuilt
    assert rebuilt <= names


@pytest.mark.parametrize("kind", SLOTS)
def test_every_slot_is_held_or_made_anew(kind):
    assert set(SLOTS[kind]) == set(kind.__slots__)
    assert {part for part in SLOTS[kind].values() if part} <= set(PARTS)


def test_every_setting_is_held():
    assert set(columns(Settings)) == {field.name for field in dataclasses.fields(Settings)}


def test_every_view_that_an_event_can_have_can_be_read():
    """So can every class of entries, and every type of event knows what it shows."""
    views = [
        each
        for each in classes(tuple)
        if hasattr(each, "_fields") and callable(getattr(each, "data", None))
    ]

    assert {each.__name__ for each in views} == set(VIEWS)
    assert {each.__name__ for each in [Logged, *classes(Logged)]} == set(ENTRIES)
    assert {each.resource_type for each in CATALOGUE.values()} <= set(FIRST_VIEWS)


def test_a_field_of_a_type_that_nobody_placed_is_told():
    @dataclasses.dataclass
    class Odd:
        odd: "set[str]"

    with pytest.raises(LookupError, match="set"):
        reader(Odd)
