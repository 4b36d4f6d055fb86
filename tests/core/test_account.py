"""What becomes of an account's world at its end."""

import pickle

import pytest

from tests.garbage import left_by
from tests.state.worlds import busy, held, load, save

FEW = 10
"""Objects that something else in the process may leave; a world has hundreds."""

TIMES = 5


@pytest.mark.parametrize(
    "make",
    [
        lambda account: held().account,
        lambda account: load(save(account)),
        lambda account: pickle.loads(pickle.dumps(account)),
    ],
    ids=["lived", "loaded", "copied"],
)
def test_a_world_that_came_apart_is_no_work_for_the_collector_of_garbage(make):
    like = held().account

    assert left_by(lambda: make(like).dissolve(), TIMES) < FEW * TIMES


def test_from_a_world_that_came_apart_nothing_can_be_reached():
    world = busy()

    world.account.dissolve()

    assert (len(world.account.workspaces), len(world.account.tasks)) == (0, 0)
    assert not any(map(len, (world.workspace.tasks, world.workspace.workers)))
    assert world.workspace.workers.named("alice") is None
