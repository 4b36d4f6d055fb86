"""A document can become the world of another account, whose SIDs carry other digits."""

import json

import pytest

from mocktr.core.resources.activity import Activity
from mocktr.errors import AdminError
from tests.core.world import ACCOUNT, World
from tests.state.test_round_trip import live_on
from tests.state.worlds import MINE, busy, held, load, save, told

OTHER = "AC" + "b" * 32


def digits(sid):
    return sid[-20:]


def replaced(text):
    """With the operating unit, which has all 32 digits of its account."""
    unit = "OU" + ACCOUNT[2:], "OU" + OTHER[2:]
    return text.replace(ACCOUNT, OTHER).replace(*unit).replace(digits(ACCOUNT), digits(OTHER))


@pytest.mark.parametrize("make", [busy, held])
def test_another_account_gets_the_same_world_with_its_own_sids(make):
    original = make().account

    copy = load(save(original), OTHER)

    assert copy.sid == OTHER
    assert told(copy) == replaced(told(original))
    assert json.dumps(save(copy)) == replaced(json.dumps(save(original)))
    assert told(live_on(copy)) == replaced(told(live_on(original)))


def test_the_account_itself_changes_nothing():
    document = save(busy().account)

    assert save(load(document, ACCOUNT)) == save(load(document)) == document


def test_sids_inside_of_texts_are_replaced_too():
    world = World()
    alice = world.worker("alice")
    queue = world.queue(target_workers=f"sid == '{alice.sid}'")
    world.workflow(default=queue)
    world.task(agent=alice.sid, note=f"{alice.sid}.mp3 of {ACCOUNT}")

    copy = load(save(world.account), OTHER)
    [workspace] = copy.workspaces.values()

    [task] = workspace.tasks.values()
    [worker] = workspace.workers.values()
    assert json.loads(task.attributes) == {
        "agent": worker.sid,
        "note": f"{worker.sid}.mp3 of {OTHER}",
    }
    [copied] = workspace.task_queues.values()
    assert copied.members == {worker.sid}
    assert copied.sid in next(iter(workspace.workflows.values())).configuration


def test_what_only_looks_like_a_sid_stays():
    world = World()
    text = f"x{digits(ACCOUNT)}000000000001 AWK{digits(ACCOUNT)}000000000001 {MINE}"
    world.worker("alice", note=text)

    [workspace] = load(save(world.account), OTHER).workspaces.values()

    [alice] = workspace.workers.values()
    assert json.loads(alice.attributes) == {"note": text}


def test_explicit_sids_stay():
    document = save(busy().account)

    copy = load(document, OTHER)

    assert MINE in copy.sids.taken
    assert MINE in next(iter(copy.workspaces.values())).workers.gone


def test_an_explicit_sid_that_looks_as_if_it_had_been_made_stays_too():
    world = World()
    mine = f"WA{digits(ACCOUNT)}0000000000ff"
    Activity.create(world.workspace, {"friendly_name": "Mine"}, sid=mine)

    [workspace] = load(save(world.account), OTHER).workspaces.values()

    assert workspace.activity_named("Mine").sid == mine


def test_an_explicit_sid_that_the_other_account_would_make_is_refused():
    world = World()
    number = world.account.sids.count + 2
    clash = f"WA{digits(OTHER)}{number:012x}"
    Activity.create(world.workspace, {"friendly_name": "One"}, sid=clash)
    world.add_activity("Two")

    with pytest.raises(AdminError, match=f"{clash} stands here for the second time"):
        load(save(world.account), OTHER)
    assert load(save(world.account)).sid == ACCOUNT


def test_what_is_wrong_is_told_before_anything_is_replaced():
    document = save(busy().account)
    document["clock"] = None

    with pytest.raises(AdminError, match="clock: expected an object with now, got null"):
        load(document, OTHER)
