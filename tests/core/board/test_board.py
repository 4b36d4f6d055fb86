"""The board: its rows, their order, and what is left off."""

from mocktr.core.behavior import read_behavior
from mocktr.core.board import board
from mocktr.core.board.board import take_board, waiting_counts
from mocktr.core.board.rows import LONGEST
from mocktr.core.board.selection import Selection
from mocktr.core.clock import SECOND
from mocktr.core.resources.task import VISIBLE
from tests.core.world import World


def rows_of(world, limit=100, **selection):
    return take_board(Selection(world.account, **selection), limit).rows()


def numbers(rows):
    """Which tasks there are: each has its number as its only attribute."""
    return [row["attributes"].strip('{}"number:') for row in rows["tasks"]]


def test_tasks_stand_line_by_line_and_then_as_they_were_created():
    world = World()
    first, second = world.queue("first"), world.queue("second", task_order="LIFO")
    world.workflow(default=first)
    busy = world.task(number=1)
    world.task(number=2)
    world.task(number=3, priority=5)
    world.workflow(default=second, friendly_name="other")
    other = list(world.workspace.workflows)[1]
    world.task(number=4, workflow_sid=other)
    world.task(number=5, workflow_sid=other)
    world.update(busy, assignment_status="canceled")

    rows = rows_of(world)

    assert numbers(rows) == ["3", "2", "5", "4", "1"]
    assert [row["place"] is None for row in rows["tasks"]] == [False] * 4 + [True]
    assert waiting_counts(Selection(world.account)) == {first.sid: 2, second.sid: 2}
    for queue in (first, second):
        places = [row["place"] for row in rows["tasks"] if row["queue_sid"] == queue.sid]
        assert sorted(places[:2]) == places[:2]


def test_those_that_wait_go_before_others_where_there_is_not_room_for_all():
    world = World()
    world.simple()
    for number in (1, 2):
        world.update(world.task(number=number), assignment_status="canceled")
    for number in (3, 4, 5):
        world.task(number=number, priority=number)

    rows = rows_of(world, limit=2)

    assert (numbers(rows), rows["left_off"]) == (["5", "4"], 3)
    assert numbers(rows_of(world, limit=4)) == ["5", "4", "3", "1"]


def test_a_task_for_one_worker_waits_before_all_lines():
    world = World()
    everyone = world.simple()
    alice = world.worker("alice", activity="Offline")
    world.worker("bob", activity="Offline")
    world.task(number=1)
    world.task(number=2)
    world.task(number=3, routing_target=alice.sid, ignore_capacity=False)

    rows = rows_of(world)

    assert (numbers(rows)[0], rows["tasks"][0]["worker_sid"]) == ("3", alice.sid)
    assert numbers(rows_of(world, limit=1)) == ["3"]
    assert numbers(rows_of(world, limit=1, workspace=world.workspace, queue=everyone)) == ["1"]


def test_a_task_tells_to_whom_it_is_offered_and_until_when():
    world = World()
    world.simple()
    alice = world.worker()
    task = world.task()
    [reservation] = task.reservations

    [row] = rows_of(world)["tasks"]

    assert (row["status"], row["place"]) == ("reserved", None)
    assert row["offers"] == [
        {
            "reservation_sid": reservation.sid,
            "worker_sid": alice.sid,
            "status": "pending",
            "since_ms": world.now,
            "until_ms": world.now + 120 * SECOND,
        }
    ]


def test_a_worker_who_acts_by_themselves_tells_when_they_go_on():
    world = World()
    world.simple()
    world.worker().behave(read_behavior({"accept_after": 30}))
    world.task()

    [row] = rows_of(world)["workers"]

    assert [one["until_ms"] for one in row["holds"]] == [world.now + 30 * SECOND]


def test_a_worker_tells_what_they_hold_and_where_they_are_free():
    world = World()
    everyone = world.simple()
    alice = world.worker()
    for number in (1, 2):
        task = world.task(number=number)
        world.accept(task)
        world.update(task, assignment_status="completed")
    held = world.task(number=3)

    [row] = rows_of(world)["workers"]

    assert [one["task_sid"] for one in row["holds"]] == [held.sid]
    assert row["queues"] == [everyone.sid]
    loads = {one["name"]: (one["load"], one["capacity"], one["free"]) for one in row["channels"]}
    assert loads["default"] == (1, 1, False)
    assert loads["voice"] == (0, 1, True)
    assert (row["name"], row["activity"], row["available"]) == ("alice", "Available", True)
    assert alice.engagements == 1


def test_a_task_that_ended_tells_when_it_goes():
    world = World()
    world.simple()
    world.update(world.task(), assignment_status="canceled")

    [row] = rows_of(world)["tasks"]

    assert (row["finished_ms"], row["removed_ms"]) == (world.now, world.now + VISIBLE)
    world.advance(ms=VISIBLE - 1)
    assert rows_of(world)["tasks"] == [row]
    world.advance(ms=1)
    assert rows_of(world)["tasks"] == []


def test_long_attributes_are_cut():
    world = World()
    world.simple()
    world.worker(text="x" * LONGEST)
    world.task(text="y" * LONGEST)

    rows = rows_of(world)

    for row in (rows["tasks"][0], rows["workers"][0]):
        assert (len(row["attributes"]), row["cut"]) == (LONGEST, True)


def test_a_board_of_a_queue_has_its_tasks_and_its_members_only():
    world = World()
    spanish = world.queue("spanish", target_workers="language == 'es'")
    world.simple()
    world.worker("bob")
    alice = world.worker("alice", language="es")
    world.task()

    rows = rows_of(world, workspace=world.workspace, queue=spanish)

    assert [row["sid"] for row in rows["queues"]] == [spanish.sid]
    assert [row["sid"] for row in rows["workers"]] == [alice.sid]
    assert rows["tasks"] == []


def test_so_many_workers_are_shown_and_the_others_counted(monkeypatch):
    monkeypatch.setattr(board, "MOST_WORKERS", 1)
    world = World()
    world.workers("alice", "bob", "cleo")

    rows = rows_of(world)

    assert [row["name"] for row in rows["workers"]] == ["alice"]
    assert rows["workers_left_off"] == 2


def test_a_workspace_tells_what_its_rows_are_told_by():
    world = World()
    world.simple()

    [row] = rows_of(world)["workspaces"]

    assert (row["sid"], row["name"]) == (world.workspace.sid, "Support")
    assert {one["name"]: one["available"] for one in row["activities"]}["Available"] is True
    assert [one["unique_name"] for one in row["task_channels"]][:2] == ["default", "voice"]
    assert [one["name"] for one in row["workflows"]] == ["route"]
