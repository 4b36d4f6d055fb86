"""The event log in a document: on request, shared where it was, and from closed tables."""

import json

import pytest

from mocktr.core.log import FORGOTTEN, extra
from mocktr.core.statistics import cumulative
from mocktr.core.statistics.window import read_window
from mocktr.errors import AdminError
from tests.core.world import World
from tests.state.worlds import busy, load, save


@pytest.fixture
def world():
    return busy()


def sids(workspace):
    return [event.sid for event in workspace.events.rows({"Minutes": 1000}).after()]


def workspace_of(account):
    return next(iter(account.workspaces.values()))


def tasks_created(account):
    workspace = workspace_of(account)
    window = read_window(workspace, {"Minutes": 100})
    return cumulative.of_workspace(workspace, window)["tasks_created"]


def test_the_log_comes_on_request_only(world):
    events = save(world.account, events=False)["events"]

    assert events == {"count": len(world.account.events), "views": [], "entries": []}


def test_statistics_and_events_go_on_from_a_log(world):
    copy = load(save(world.account))

    assert copy.events == world.account.events
    assert tasks_created(copy) == tasks_created(world.account) > 0


def test_without_a_log_what_happened_is_forgotten_but_still_counted(world):
    original = world.account
    copy = load(save(original, events=False))

    assert (sids(workspace_of(copy)), tasks_created(copy)) == ([], 0)
    for account in (original, copy):
        workspace_of(account).update({"friendly_name": "New name"})
    assert sids(workspace_of(copy)) == sids(workspace_of(original))[:1]


def test_what_a_world_forgot_stays_forgotten(world):
    copy = load(save(world.account, events=False))
    workspace_of(copy).update({"friendly_name": "New name"})

    document = save(copy)
    again = load(document)

    assert len(document["events"]["entries"]) == 1
    assert document["events"]["count"] == len(again.events) == len(world.account.events) + 1
    assert (again.events[0], again.events[:2]) == (FORGOTTEN, [])
    assert save(again) == document


def test_a_view_that_events_share_is_held_once(world):
    document = save(world.account)
    copy = load(json.loads(json.dumps(document)))

    views = [view for event in copy.events for view in event.parts]
    assert len({id(view) for view in views}) == len(document["events"]["views"]) < len(views)


def test_a_configuration_that_tasks_and_events_share_is_held_once(world):
    document = save(world.account)

    assert len(document["configurations"]) == len(set(document["configurations"])) == 2
    assert {row["configuration"] for row in document["workspaces"][0]["tasks"]} == {None, 0, 1}


def test_values_that_python_takes_for_equal_are_told_apart():
    world = World()
    workspace, view = world.workspace, world.account.events[0].parts[0]
    for value in (1, True, "1", None):
        world.account.emit("workspace.updated", workspace, workspace.sid, view, extra(x=value))

    copy = load(save(world.account))

    assert [event.data().get("x") for event in copy.events[-4:]] == ["1", "true", "1", None]
    assert [event.parts[1].items[0][1] for event in copy.events[-4:]] == [1, True, "1", None]


@pytest.mark.parametrize("name", ["Task", "Account", "object", "__class__", "os.system", "Logged"])
def test_no_class_is_made_that_is_no_view(world, name):
    document = save(world.account)
    document["events"]["views"][0] = {"view": name}

    with pytest.raises(AdminError, match=r"events.views\[0\].view: expected one of WorkspaceView"):
        load(document)
