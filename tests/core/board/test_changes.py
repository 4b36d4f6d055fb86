"""Changes: what is told of a board since a place in the log, and when a whole one is to be read."""

import pytest
from hypothesis import settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from mocktr.core.board import changes
from mocktr.core.board.board import take_board
from mocktr.core.board.changes import take_changes
from mocktr.core.board.selection import Selection
from mocktr.core.log import FORGOTTEN
from tests.core.world import World, steps
from tests.lives.test_machine import STEADY, Machine

EVERYTHING = 1_000_000


def shown(selection):
    """The rows of a fresh board, by SID."""
    rows = take_board(selection, EVERYTHING).rows()
    assert (rows["left_off"], rows["workers_left_off"]) == (0, 0)
    return {kind: {row["sid"]: row for row in rows[kind]} for kind in ("workers", "tasks")}


class Page:
    """Somebody who took a board once, and keeps it up to date by changes."""

    def __init__(self, account, pick):
        self.account = account
        self.pick = pick
        self.load()

    @property
    def selection(self):
        return self.pick(self.account)

    def load(self):
        self.rows = shown(self.selection)
        self.place = self.account.untold, len(self.account.events)

    def follow(self):
        """Whether the changes were enough."""
        untold, events = self.place
        told = take_changes(self.selection, events) if untold == self.account.untold else None
        if told is None:
            self.load()
            return False
        self.place = untold, len(self.account.events)
        for kind in ("workers", "tasks"):
            self.rows[kind].update((row["sid"], row) for row in told.rows()[kind])
        for sid in told.gone:
            self.rows["workers"].pop(sid, None)
            self.rows["tasks"].pop(sid, None)
        over = self.account.clock.now
        tasks = self.rows["tasks"].items()
        self.rows["tasks"] = {sid: row for sid, row in tasks if not is_over(row, over)}
        return True


def is_over(row, now):
    return row["removed_ms"] is not None and row["removed_ms"] <= now


def first_queue(account):
    for workspace in account.workspaces.values():
        for queue in workspace.task_queues.values():
            return Selection(account, workspace, queue)
    return Selection(account)


class Watched(Machine):
    """A random life that two pages follow: one sees all, the other one queue."""

    pages = None

    @invariant()
    def what_pages_show_is_what_is(self):
        if not hasattr(self, "account"):
            return
        if self.pages is None:
            self.pages = [Page(self.account, pick) for pick in (Selection, first_queue)]
        for page in self.pages:
            page.follow()
            assert page.rows == shown(page.selection)


def test_changes_applied_to_a_board_make_the_board_that_is():
    profile = settings(
        max_examples=12, stateful_step_count=40, derandomize=True, database=None, **STEADY
    )

    run_state_machine_as_test(Watched, settings=profile)


# --- one by one ---------------------------------------------------------------------------------


def told_since(world, act, **selection):
    """What is told of what `act` did."""
    events = len(world.account.events)
    act()
    return take_changes(Selection(world.account, **selection), events)


def test_what_did_not_change_is_not_told():
    world = World()
    world.simple()
    world.workers("alice", "bob", activity="Offline")
    first, second = world.task(), world.task()

    told = told_since(world, lambda: world.update(second, priority=3)).rows()

    assert [row["sid"] for row in told["tasks"]] == [second.sid]
    assert (told["workers"], told["gone"]) == ([], [])
    assert told_since(world, lambda: None).rows() == {"workers": [], "tasks": [], "gone": []}
    assert first.place is not None


def test_what_is_no_more_is_gone():
    world = World()
    world.simple()
    alice, task = world.worker(activity="Offline"), world.task()

    def delete():
        world.delete(task)
        world.delete(alice)

    assert told_since(world, delete).gone == [alice.sid, task.sid]


def test_what_left_a_queue_is_gone_from_its_board():
    world = World()
    spanish = world.queue("spanish", target_workers="language == 'es'")
    world.queue("all")
    everyone = list(world.workspace.task_queues.values())[1]
    world.workflow(steps({"queue": spanish.sid, "timeout": 10}, {"queue": everyone.sid}))
    alice, task = world.worker(activity="Offline", language="es"), world.task()
    one = {"workspace": world.workspace, "queue": spanish}

    def leave():
        world.update(alice, attributes="{}")
        world.advance(10)

    assert told_since(world, leave, **one).gone == [alice.sid, task.sid]


@pytest.mark.parametrize("change", ["workspace", "activity", "queue", "workflow"])
def test_after_a_change_of_the_configuration_the_board_is_to_be_read_anew(change):
    world = World()
    world.simple()
    [workflow] = world.workspace.workflows.values()
    acts = {
        "workspace": lambda: world.update(world.workspace, friendly_name="Other"),
        "activity": lambda: world.add_activity("Lunch"),
        "queue": lambda: world.queue("spanish"),
        "workflow": lambda: world.update(workflow, friendly_name="other"),
    }

    assert told_since(world, acts[change]) is None


def test_a_change_that_no_event_tells_is_counted():
    world = World()
    everyone = world.simple()
    alice = world.worker()
    before = world.account.untold

    world.update(everyone, task_order="LIFO")
    assert world.account.untold == before + 1
    world.update(alice, friendly_name="alicia")
    assert world.account.untold == before + 2
    world.update(alice, attributes='{"a":1}')
    world.update(everyone, task_order="LIFO")

    assert world.account.untold == before + 2


def test_more_changes_than_are_worth_telling_are_not_told(monkeypatch):
    world = World()
    world.simple()

    def create():
        for _ in range(3):
            world.task()

    monkeypatch.setattr(changes, "MOST_ROWS", 2)
    assert told_since(world, create) is None
    monkeypatch.setattr(changes, "MOST_ROWS", 3)
    assert len(told_since(world, create).tasks) == 3
    monkeypatch.setattr(changes, "MOST_EVENTS", 2)
    assert told_since(world, create) is None


def test_a_place_beyond_the_log_is_in_no_log_of_this_world():
    world = World()

    assert take_changes(Selection(world.account), len(world.account.events) + 1) is None


def test_events_that_are_forgotten_tell_nothing():
    world = World()
    world.account.events.append(FORGOTTEN)

    assert take_changes(Selection(world.account), len(world.account.events) - 1) is None


def test_events_that_were_let_go_of_tell_nothing():
    world = World()
    world.account.events.drop(2)

    assert take_changes(Selection(world.account), 1) is None
    assert take_changes(Selection(world.account), 2) is None
    assert take_changes(Selection(world.account), len(world.account.events)) is not None
