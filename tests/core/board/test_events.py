"""Events by number: which are meant, in which direction, and how far a look goes."""

import pytest

from mocktr.core.board import events
from mocktr.core.board.events import EventQuery, event_row, take_before, take_since
from mocktr.core.log import FORGOTTEN
from tests.core.world import World


def small_world():
    world = World()
    world.simple()
    world.worker("alice")
    world.task(language="es")
    return world


EVERY = EventQuery()


def numbers(world, query=EVERY, limit=1000, since=None, before=None):
    log = world.account
    taken = take_before(log, before) if since is None else take_since(log, since)
    found, reached = taken.find(query, limit)
    return [number for number, _ in found], reached


def types(world, query):
    found, _ = take_since(world.account, 0).find(query, 1000)
    return [logged.type for _, logged in found]


def test_all_are_told_in_their_order():
    world = small_world()
    count = len(world.account.events)

    assert numbers(world) == (list(range(1, count + 1)), None)
    assert numbers(world, since=0) == numbers(world)
    assert take_before(world.account, None).last == count


def test_the_last_ones_are_told_or_the_first_after_a_number():
    world = small_world()
    count = len(world.account.events)

    assert numbers(world, limit=2) == ([count - 1, count], count - 1)
    assert numbers(world, limit=2, before=count - 1) == ([count - 3, count - 2], count - 3)
    assert numbers(world, limit=2, before=3) == ([1, 2], None)
    assert numbers(world, limit=2, since=3) == ([4, 5], 5)
    assert numbers(world, limit=2, since=count - 2) == ([count - 1, count], None)
    assert numbers(world, before=1) == ([], None)
    assert numbers(world, since=count + 5) == ([], None)


def test_a_look_goes_so_far_and_says_where_it_stopped(monkeypatch):
    monkeypatch.setattr(events, "MOST_SCANNED", 4)
    world = small_world()
    count = len(world.account.events)
    nothing = EventQuery(types=("nothing",))

    assert numbers(world, nothing) == ([], count - 3)
    assert numbers(world, nothing, since=0) == ([], 4)
    assert numbers(world, nothing, since=count - 3) == ([], None)


def test_events_that_were_let_go_of_are_not_told():
    world = small_world()
    count = len(world.account.events)
    world.account.events.drop(count - 2)

    assert numbers(world) == ([count - 1, count], None)
    assert numbers(world, since=0) == ([count - 1, count], None)


def test_an_event_of_which_nothing_is_known_is_no_event():
    world = small_world()
    world.account.events.append(FORGOTTEN)

    assert len(world.account.events) not in numbers(world)[0]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        (("reservation.created",), ["reservation.created"]),
        (("reservation.",), ["reservation.created"]),
        (("reservation*",), ["reservation.created"]),
        (("reservation",), []),
        (("task.created", "worker.*"), ["worker.created", "task.created"]),
    ],
)
def test_types_are_meant_by_name_or_by_their_beginning(pattern, found):
    assert types(small_world(), EventQuery(types=pattern)) == found


def test_any_record_in_an_event_is_concerned():
    world = small_world()
    [alice], [task] = world.workspace.workers.values(), world.account.tasks.values()

    assert types(world, EventQuery(sid=alice.sid)) == ["worker.created", "reservation.created"]
    assert types(world, EventQuery(sid=task.reservations[0].sid)) == ["reservation.created"]
    assert "reservation.created" in types(world, EventQuery(sid=task.sid))
    assert len(types(world, EventQuery(sid=world.workspace.sid))) == len(world.account.events)


def test_words_are_looked_for_in_all_that_an_event_tells():
    world = small_world()

    assert types(world, EventQuery(words=("alice", "created"))) == [
        "worker.created",
        "reservation.created",
    ]
    assert "task.created" in types(world, EventQuery(words=('"es"',)))
    assert types(world, EventQuery(words=("alice", "nobody"))) == []


def test_only_one_workspace_may_be_meant():
    world = small_world()

    assert types(world, EventQuery(workspace_sid="WS" + "0" * 32)) == []
    assert types(world, EventQuery(workspace_sid=world.workspace.sid)) != []


def test_a_row_says_what_happened_in_words():
    world = small_world()
    number, logged = take_since(world.account, 0).find(EventQuery(("worker.created",)), 1)[0][0]

    row = event_row(number, logged)

    assert (row["number"], row["what"], row["worker_name"]) == (
        number,
        "Worker alice created",
        "alice",
    )
    assert (row["task_sid"], row["source"], row["at_ms"]) == (None, "twilio", world.now)
