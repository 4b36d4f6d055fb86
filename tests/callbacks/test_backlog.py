"""Callbacks that wait, and those for which there is no room."""

import pytest

from mocktr import fixture as worlds
from mocktr.callbacks import backlog
from mocktr.callbacks.backlog import Backlog
from mocktr.callbacks.form import Callback
from mocktr.core.ledger import weight

FORM = {"EventType": "task.created"}


def batch(*numbers):
    about = {
        "account_sid": "AC1",
        "workspace_sid": "WS1",
        "event_type": "x",
        "resource_sid": "WT1",
    }
    sent = {"at": 0, "epoch": 0, "url": "http://x", "fallback": None, "parameters": FORM}
    return [Callback(kind="event", number=number, made=0, **about, **sent) for number in numbers]


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(backlog, "CALLBACKS", backlog.CALLBACKS._replace(most=3))


def test_batches_come_out_as_they_went_in():
    waiting = Backlog()

    assert [waiting.add(batch(1)), waiting.add(batch(2, 3))] == [True, True]
    assert (len(waiting), waiting.count, waiting.size) == (2, 3, 3 * weight(FORM))
    both = list(waiting)
    assert [waiting.take(), waiting.take()] == both == [batch(1), batch(2, 3)]
    assert (len(waiting), waiting.count, waiting.size) == (0, 0, 0)


def test_the_first_batch_is_the_one_that_waited_longest():
    waiting = Backlog()
    assert waiting.first == []
    for numbers in ([2, 3], [4]):
        waiting.add(batch(*numbers))
    assert waiting.first == batch(2, 3)

    waiting.put_back(batch(1))

    assert waiting.first == batch(1)


def test_there_is_room_for_so_many(small):
    waiting = Backlog()

    assert [waiting.add(batch(1, 2)), waiting.add(batch(3, 4)), waiting.add(batch(5))] == [
        True,
        False,
        True,
    ]
    assert waiting.count == 3


def test_there_is_room_for_so_many_bytes(monkeypatch):
    bound = backlog.CALLBACK_BYTES._replace(most=2 * weight(FORM))
    monkeypatch.setattr(backlog, "CALLBACK_BYTES", bound)
    waiting = Backlog()

    assert [waiting.add(batch(number)) for number in range(3)] == [True, True, False]


def test_a_batch_that_is_alone_always_has_room(small):
    waiting = Backlog()

    assert waiting.add(batch(1, 2, 3, 4, 5))
    waiting.clear()
    assert (len(waiting), waiting.count, waiting.size) == (0, 0, 0)


def test_what_has_no_room_is_journalled_as_dropped(monkeypatch):
    monkeypatch.setattr(backlog, "CALLBACKS", backlog.CALLBACKS._replace(most=1))
    with worlds.in_process({"seed": "support", "tenants": "one"}) as world:
        world.set_scheduler("manual")
        for _ in range(3):
            world.task()
        came = []
        world.on_assignment(lambda call: came.append(call.task_sid))
        world.settle()

        told = [(one.outcome, one.reason) for one in world.callbacks]

    assert len(came) == 1
    assert told[:2] == [("dropped", "1 wait already")] * 2
    assert len(told) == 3
