"""Snapshots: worlds to come back to, by name."""

import pytest
from twilio.base.exceptions import TwilioRestException

from mocktr.core import scheduler
from mocktr.errors import AdminError
from mocktr.sandbox import snapshot as snapshots_module
from mocktr.sandbox.snapshot import LONGEST_NAME, MOST, Snapshot, Snapshots
from mocktr.state import State
from tests.core.world import ACCOUNT, World
from tests.state.worlds import busy, text


@pytest.fixture
def snapshots():
    return Snapshots(ACCOUNT)


def test_snapshots_may_be_taken_while_they_are_listed(snapshots):
    first = taken()
    snapshots.keep("a", first)

    for name, _ in snapshots:
        snapshots.keep(name + "b", first)

    assert [name for name, _ in snapshots] == ["a", "ab"]


def taken(world=None):
    return Snapshot(State((world or World()).account))


def test_what_is_about_the_test_run_does_not_go_back(taskrouter):
    """As docs/state.rst has it."""
    fault = taskrouter.fault("DELETE", status=503)
    task = taskrouter.task()
    taskrouter.snapshot("here")
    with taskrouter.branch():
        assert taskrouter.count("DELETE") == 0
        with pytest.raises(TwilioRestException):
            task.delete()

    taskrouter.restore("here")

    assert (fault.fired, taskrouter.count("DELETE")) == (1, 1)
    taskrouter.reset()
    assert (taskrouter.faults, taskrouter.journal) == ([], [])
    assert [one["name"] for one in taskrouter.snapshots["snapshots"]] == ["here"]


def test_a_snapshot_makes_any_number_of_worlds():
    world = busy()
    snapshot, before = taken(world), text(world.account)
    scheduler.advance(world.account, world.now + 1_000_000)

    for _ in range(2):
        copy = snapshot.state().account
        assert text(copy) == before
        scheduler.advance(copy, copy.clock.now + 1_000_000)
        assert text(copy) == text(world.account)


def test_entries_of_the_log_are_shared_and_the_log_is_not():
    world = busy()
    log, before = world.account.events, len(world.account.events)

    copy = taken(world).state().account
    copy.workspaces[world.workspace.sid].update({"friendly_name": "New name"})

    assert world.account.events is log
    assert all(mine is yours for mine, yours in zip(copy.events, log, strict=False))
    assert (len(log), len(copy.events)) == (before, before + 1)


def test_the_routing_mode_is_part_of_a_snapshot():
    assert not Snapshot(State(World().account, routes=False)).state().routes
    assert Snapshot(State(World().account, routes=True)).state().routes


def test_snapshots_are_kept_by_name_the_latest_last(snapshots):
    first, second, third = taken(), taken(), taken()

    snapshots.keep("a", first)
    snapshots.keep("b c", second)
    assert list(snapshots) == [("a", first), ("b c", second)]

    snapshots.keep("a", third)
    assert list(snapshots) == [("b c", second), ("a", third)]
    snapshots.forget("b c")
    assert list(snapshots) == [("a", third)]
    assert snapshots.find("a") is third


@pytest.mark.parametrize("name", ["", "a/b", "a\nb", "x" * (LONGEST_NAME + 1)])
def test_a_name_that_can_not_be_is_refused(snapshots, name):
    with pytest.raises(AdminError, match=r"^name: expected 1 to 100 printable characters without"):
        snapshots.keep(name, taken())
    assert list(snapshots) == []


def test_a_name_may_be_as_long_as_the_longest(snapshots):
    snapshots.keep("x" * LONGEST_NAME, taken())

    assert snapshots.find("x" * LONGEST_NAME)


def test_one_snapshot_too_many_is_refused(snapshots):
    snapshot = taken()
    for number in range(MOST):
        snapshots.keep(str(number), snapshot)

    with pytest.raises(AdminError, match="keeps 100 snapshots already; delete one first"):
        snapshots.keep("more", snapshot)

    snapshots.keep("0", snapshot)
    snapshots.forget("1")
    snapshots.keep("more", snapshot)


def test_snapshots_that_are_too_large_together_are_refused(snapshots, monkeypatch):
    snapshot = taken()
    bound = snapshots_module.SNAPSHOT_BYTES._replace(most=2 * snapshot.size)
    monkeypatch.setattr(snapshots_module, "SNAPSHOT_BYTES", bound)
    snapshots.keep("a", snapshot)
    snapshots.keep("b", snapshot)

    with pytest.raises(AdminError, match=r"would keep more than .* of snapshots"):
        snapshots.keep("c", snapshot)

    snapshots.keep("b", snapshot)
    assert [name for name, _ in snapshots] == ["a", "b"]


@pytest.mark.parametrize("ask", [Snapshots.find, Snapshots.forget])
def test_a_name_that_nothing_has_is_refused(snapshots, ask):
    with pytest.raises(AdminError, match=f'^{ACCOUNT} has no snapshot "x"; there are none') as one:
        ask(snapshots, "x")
    assert one.value.status == 404

    snapshots.keep("base", taken())
    with pytest.raises(AdminError, match="there are base"):
        ask(snapshots, "x")


def test_a_world_that_can_not_be_kept_is_left_as_it_was():
    world = busy()
    log = world.account.events
    world.workspace.volatile_queues["odd"] = lambda: None

    with pytest.raises(Exception, match=r"pickle|local object"):
        taken(world)

    assert world.account.events is log
