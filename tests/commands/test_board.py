"""The board and its changes as commands: they look without waiting, and change nothing."""

from threading import Event, Thread

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mocktr import AdminError, Sandbox, Server
from mocktr.fixture import TaskRouter

ALICE = ("AC" + "a" * 32, "token")


class Page:
    """Somebody who took a board once, and keeps it up to date by changes."""

    def __init__(self, taskrouter):
        self.taskrouter = taskrouter
        self.board = taskrouter.board()

    def follow(self):
        """Whether the changes were enough."""
        told = self.taskrouter.changes(self.board["position"])
        if told.pop("whole"):
            self.board = self.taskrouter.board()
            return False
        for kind in ("workers", "tasks"):
            rows = {row["sid"]: row for row in [*self.board[kind], *told.pop(kind)]}
            over = told["clock"]["now_ms"]
            self.board[kind] = [
                row
                for sid, row in rows.items()
                if sid not in told["gone"] and (row.get("removed_ms") or over + 1) > over
            ]
        del told["gone"]
        self.board.update(told)
        return True

    def shows(self):
        return by_sid(self.board)


def by_sid(board):
    rows = {kind: sorted(board[kind], key=lambda row: row["sid"]) for kind in ("workers", "tasks")}
    return {**board, **rows}


OPERATIONS = {
    "task": lambda taskrouter: taskrouter.task(language="es"),
    "queue": lambda taskrouter: taskrouter.workspace.task_queues.list()[0].update(
        task_order="LIFO"
    ),
    "worker": lambda taskrouter: taskrouter.workspace.workers.list()[0].update(
        friendly_name="somebody"
    ),
    "move": lambda taskrouter: taskrouter.workspace.workers.list()[1].update(attributes="{}"),
    "second": lambda taskrouter: taskrouter.advance(1),
    "minutes": lambda taskrouter: taskrouter.advance(minutes=6),
    "hold": lambda taskrouter: taskrouter.set_scheduler("manual"),
    "release": lambda taskrouter: taskrouter.set_scheduler("auto"),
    "behave": lambda taskrouter: taskrouter.behave("bob", accept_after=1, handle_for=5),
    "fault": lambda taskrouter: taskrouter.fault("DELETE", status=503),
    "snapshot": lambda taskrouter: taskrouter.snapshot("here"),
    "reset": lambda taskrouter: taskrouter.reset(),
    "restore": lambda taskrouter: taskrouter.restore("here"),
    "load": lambda taskrouter: taskrouter.load_state(taskrouter.state()),
}


@settings(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(st.sampled_from(["task", "second", *OPERATIONS]), max_size=12))
def test_changes_applied_to_a_board_make_the_board_that_is(story):
    with Sandbox(seed="support", tenants="one") as sandbox:
        taskrouter = TaskRouter(sandbox)
        taskrouter.snapshot("here")
        page = Page(taskrouter)
        for name in story:
            try:
                OPERATIONS[name](taskrouter)
            except AdminError:
                continue
            finally:
                page.follow()
            assert page.shows() == by_sid(taskrouter.board()), name


@pytest.mark.parametrize("name", ["reset", "restore", "load"])
def test_another_world_is_to_be_read_anew(taskrouter, name):
    taskrouter.snapshot("here")
    page = Page(taskrouter)

    OPERATIONS[name](taskrouter)

    assert not page.follow()
    assert page.follow()


def test_what_happened_in_another_life_is_no_beginning(taskrouter):
    position = taskrouter.board()["position"]
    with Sandbox(seed="support", tenants="one") as sandbox:
        other = TaskRouter(sandbox)
        other.tenant.born = taskrouter.tenant.born + 1

        assert other.changes(position)["whole"]
    assert not taskrouter.changes(position)["whole"]


@pytest.mark.parametrize("since", ["", "1-2-3", "x-1-2-3", "1-2-3-4-5", "1-2-3-٤"])
def test_a_position_that_can_not_be_read_is_refused(taskrouter, since):
    with pytest.raises(AdminError, match="since: expected the position of a board"):
        taskrouter.changes(since)


def test_a_queue_may_be_named_and_has_to_be_there(taskrouter):
    taskrouter.task(language="es")

    board = taskrouter.board(queue="Spanish", workspace="Support")

    assert [row["name"] for row in board["queues"]] == ["Spanish"]
    with pytest.raises(AdminError, match=r'queue: no queue "french"; there are '):
        taskrouter.board(queue="french")
    with pytest.raises(AdminError, match="workspace: no workspace 'x'"):
        taskrouter.board(workspace="x")


def test_a_name_that_several_have_means_none(taskrouter):
    second = taskrouter.client.taskrouter.v1.workspaces.create(friendly_name="Second")
    taskrouter.client.taskrouter.v1.workspaces(second.sid).task_queues.create(
        friendly_name="Spanish"
    )

    with pytest.raises(AdminError, match="queue: 2 are named"):
        taskrouter.board(queue="Spanish")
    assert taskrouter.board(queue="Spanish", workspace="Second")["queues"][0]["name"] == "Spanish"


def test_looking_changes_nothing(taskrouter):
    taskrouter.task(language="es")
    before = taskrouter.state(events=True), taskrouter.tenant.revision, taskrouter.journal

    board = taskrouter.board()
    taskrouter.changes(board["position"])

    assert (taskrouter.state(events=True), taskrouter.tenant.revision, taskrouter.journal) == before


def test_looking_waits_for_no_callback():
    asked, answered = Event(), Event()
    with Server(seed="support", tenants="one") as server:
        taskrouter = TaskRouter(server.sandbox)

        def receive(call):
            asked.set()
            answered.wait(10)

        server.sandbox.on_event(receive)
        thread = Thread(target=lambda: taskrouter.task(language="es"))
        thread.start()
        try:
            assert asked.wait(10)
            board = requests.get(f"{server.url}/mocktr/board", timeout=5).json()
            assert board["in_flight"]["callbacks"] > 0
            assert board["counts"]["tasks"] == 1
        finally:
            answered.set()
            thread.join()
