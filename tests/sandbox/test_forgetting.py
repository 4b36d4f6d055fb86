"""What is too old to be asked for is let go of, and nothing that can be asked for changes."""

import json

import pytest

from mocktr import Sandbox
from mocktr.core.clock import DAY
from mocktr.core.resources.activity import Activity
from mocktr.core.resources.task import Task
from mocktr.core.statistics import cumulative
from mocktr.core.statistics.window import read_window
from mocktr.sandbox.tenant import Tenant
from mocktr.state import load

ALICE = "AC" + "a" * 32


@pytest.fixture
def tenant():
    return Sandbox("support").tenant(ALICE)


def workspace_of(tenant):
    return next(iter(tenant.account.workspaces.values()))


def live(tenant, days):
    """Some work on each day, and a worker who comes and goes."""
    for day in range(days):
        tenant.run(lambda account: Task.create(workspace_of(tenant), {}))
        tenant.advance_by(DAY // 2)
        names = ["Available", "Offline"]
        [sid] = [
            one.sid
            for one in workspace_of(tenant).activities.values()
            if one.friendly_name == names[day % 2]
        ]
        tenant.run(lambda account, sid=sid: busy_one(tenant).update({"activity_sid": sid}))
        tenant.advance_by(DAY // 2)


def busy_one(tenant):
    return next(iter(workspace_of(tenant).workers.values()))


def statistics(tenant):
    workspace = workspace_of(tenant)
    window = read_window(workspace, {"Minutes": 43_200})
    return cumulative.of_workspace(workspace, window), cumulative.of_workers(workspace, window)


def test_events_older_than_a_month_are_freed(tenant):
    live(tenant, 90)

    events = tenant.account.events
    assert len(events.entries) < len(events) * 0.5
    assert tenant.now - events.entries[0].at < 31 * DAY
    assert events[events.missing] is events.entries[0]


def test_all_that_is_asked_of_the_last_month_stays_exact(tenant, monkeypatch):
    live(tenant, 70)
    with monkeypatch.context() as patch:
        patch.setattr(Tenant, "forget", lambda tenant: None)
        whole = Sandbox("support").tenant(ALICE)
        live(whole, 70)

    assert statistics(tenant) == statistics(whole)
    rows = [workspace_of(one).events.rows({"Minutes": 43_200}) for one in (tenant, whole)]
    pages = [[event.payload("") for event in one.after()] for one in rows]
    assert pages[0] == pages[1] != []
    assert len(whole.account.events) == len(whole.account.events.entries)


def test_a_state_of_a_world_that_forgot_goes_on_in_the_same_way(tenant):
    live(tenant, 50)
    document = json.loads(json.dumps(tenant.state(events=True)))
    other = Sandbox("support").tenant(ALICE)

    other.come_back(load(document, ALICE))
    live(tenant, 20)
    live(other, 20)

    assert other.state(events=True) == tenant.state(events=True)


def test_where_workers_were_long_ago_is_forgotten(tenant):
    live(tenant, 100)

    assert len(busy_one(tenant).history) < 35


def test_a_worker_who_is_away_for_long_still_comes_back_to_where_they_were(tenant):
    workspace = workspace_of(tenant)
    worker = next(iter(workspace.workers.values()))
    late = tenant.run(
        lambda account: Activity.create(workspace, {"friendly_name": "Late", "available": True})
    )
    offline = next(one for one in workspace.activities.values() if not one.available)
    for activity in (late, offline):
        tenant.run(lambda account, sid=activity.sid: worker.update({"activity_sid": sid}))
        tenant.advance_by(DAY)
    tenant.advance_by(60 * DAY)

    assert [sid for _, sid in worker.history] == [late.sid, offline.sid]


def test_departed_workers_are_forgotten_after_a_month(tenant):
    workspace = workspace_of(tenant)
    worker = list(workspace.workers.values())[-1]
    tenant.run(lambda account: worker.delete())
    assert workspace.departed

    tenant.advance_by(40 * DAY)

    assert workspace.departed == []
