"""A document that can't be is refused, with the place, what was wanted there, and what came."""

import copy
import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocktr.core import scheduler
from mocktr.core.explain import explain
from mocktr.core.statistics import cumulative, realtime
from mocktr.core.statistics.window import read_window
from mocktr.errors import AdminError, ApiError
from tests.examples import examples
from tests.state.worlds import STEADY, busy, held, load, save, text, told

BUSY, HELD = (json.dumps(save(make().account)) for make in (busy, held))
"""As text, so that each test gets a document of its own."""


@pytest.fixture
def document():
    return json.loads(BUSY)


def part(document, *path):
    for name in path:
        document = document[name]
    return document


def place(document, section, status):
    """The number of the first task or reservation with this status."""
    rows = document["workspaces"][0][section]
    name = "assignment_status" if section == "tasks" else "reservation_status"
    return next(number for number, row in enumerate(rows) if row[name] == status)


def refusal(document):
    with pytest.raises(AdminError) as refused:
        load(document)
    return refused.value.message


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "expected an object with mocktr_state, account_sid, routing,"),
        ([], "expected an object with mocktr_state"),
        ({}, "mocktr_state: is missing"),
        ({"mocktr_state": 1, "more": 2}, "more: unknown key; there are mocktr_state, account_sid"),
    ],
)
def test_what_is_no_document_is_refused(value, message):
    assert refusal(value).startswith(message)


def test_a_document_that_is_nested_without_end_is_refused(document):
    deep = []
    for _ in range(100_000):
        deep = [deep]
    document["routing"] = deep

    assert refusal(document) == "expected a document that is not nested as deeply"


VALUES = [
    (("mocktr_state",), 2, "expected 1, the only version so far, got 2"),
    (("mocktr_state",), True, "expected 1, the only version so far, got true"),
    (("account_sid",), "AC1", 'expected the SID of an account, got "AC1"'),
    (("routing",), "on", 'expected auto or manual, got "on"'),
    (("settings", "lenient_expressions"), 1, "expected true or false, got 1"),
    (("settings", "max_assignments"), -1, "expected an integer from 0 to 9007199254740992, got -1"),
    (("clock", "now"), "2030", ' to 253402300799000, got "2030"'),
    (("clock", "now"), True, "expected an instant (ms) from -62135596800000 to 253402300799000"),
    (("clock", "now"), 2**50, "expected an instant (ms) from -62135596800000 to 253402300799000"),
    (("clock", "now"), 10**30, " to 253402300799000, got 1000000000000000000000000000000"),
    (("sids", "count"), 2**50, "expected an integer from 0 to 140737488355327, got"),
    (("sids", "taken"), ["x", "x"], "sids.taken[1]: stands here twice"),
    (("timers",), [], "expected an object with count, pending, got []"),
    (("timers", "pending", 0, "due"), None, " to 9007199254740992, got null"),
    (("configurations", 0), "{}", "task_routing: expected a JSON object, got None"),
    (("workspaces", 0, "friendly_name"), "", "expected a string of 1 to 64 characters"),
    (("workspaces", 0, "event_callback_url"), "ftp:", "expected an absolute http or https URL"),
    (("workspaces", 0, "multi_task_enabled"), "yes", "expected true or false"),
    (("workspaces", 0, "departed", 0), [1], "expected a list of 2, got [1]"),
    (("workspaces", 0, "departed", 1, 0), 5, "expected an instant that is not before"),
    (("workspaces", 0, "workers", 0, "attributes"), "[]", 'expected a JSON object, got "[]"'),
    (("workspaces", 0, "workers", 0, "history"), [[5, "WA"], [4, "WA"]], "[1][0]: expected an in"),
    (("workspaces", 0, "workers", 0, "version"), 1.5, " to 4503599627370496, got 1.5"),
    (("workspaces", 0, "workers", 0, "version"), 2**53, " to 4503599627370496, got 9007"),
    (("sids", "count"), 2**53, "expected an integer from 0 to 140737488355327, got 9007"),
    (("dropped", "alerts"), -1, "expected an integer from 0 to"),
    (("workspaces", 0, "tasks", 0, "priority"), -1, "expected an integer from 0 to 2147483647"),
    (("workspaces", 0, "tasks", 0, "assignment_status"), "done", "expected one of pending,"),
    (("workspaces", 0, "tasks", 0, "pauses"), {"WK": 1}, ".WK: expected an object with until"),
    (("workspaces", 0, "tasks", 0, "configuration"), 99, "expected the number of one of the 2 con"),
    (("workspaces", 0, "tasks", 0, "workflow_sid"), "WQ", "expected a SID that matches ^WW"),
    (("workspaces", 0, "gone"), {"XX": 1}, ".XX: expected the SID of something that was in the"),
    (("workspaces", 0, "workflows", 0, "assignment_callback_url"), "", "expected an absolute"),
    (("gone",), [], "expected an object, got []"),
    (("events", "entries", 0, "type"), "odd", "expected one of workspace.created,"),
    (("events", "entries", 0, "views"), [999_999], "[0]: expected the number of one of the"),
    (("events", "entries", 1, "at"), 0, "expected an instant that is not before 18940"),
    (("events", "views", 0, "view"), "os.system", "expected one of WorkspaceView,"),
    (("events", "views", 0), 5, "expected an object that has a view, got 5"),
    (("events", "count"), 3, "expected an integer from "),
]


def spelled(path):
    return "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in path)[1:]


@pytest.mark.parametrize(
    ("path", "value", "message"), VALUES, ids=[spelled(path) for path, _, _ in VALUES]
)
def test_a_value_that_can_not_be_is_refused_at_its_place(document, path, value, message):
    part(document, *path[:-1])[path[-1]] = value

    found = refusal(document)

    assert found.startswith(spelled(path))
    assert message in found


# --- what records say of each other --------------------------------------------------------


def first(section, **values):
    """Change the first record of a section."""
    return lambda document: document["workspaces"][0][section][0].update(values)


def one_with(section, status, **values):
    """Change the first task or reservation that has this status."""

    def change(document):
        rows = document["workspaces"][0][section]
        rows[place(document, section, status)].update(values)

    return change


def walking(**values):
    """Change a task that waits in a step of a workflow."""

    def change(document):
        rows = document["workspaces"][0]["tasks"]
        waiting = (row for row in rows if row["assignment_status"] == "pending")
        next(row for row in waiting if row["position"]).update(values)

    return change


def copied(section):
    """Let the second record of a section be the first again."""

    def change(document):
        rows = document["workspaces"][0][section]
        rows[1] = {**rows[0], "number": rows[1]["number"]}

    return change


def in_workspace(**values):
    return lambda document: document["workspaces"][0].update(values)


def swapped(section):
    def change(document):
        rows = document["workspaces"][0][section]
        rows[0], rows[1] = rows[1], rows[0]

    return change


def channel(change_channels):
    return lambda document: change_channels(document["workspaces"][0]["workers"][0]["channels"])


def timers(change_timers):
    return lambda document: change_timers(document["timers"]["pending"])


def direct_task(**values):
    def change(document):
        rows = document["workspaces"][0]["tasks"]
        next(row for row in rows if row["direct_worker_sid"]).update(values)

    return change


def waiting_direct(change_direct):
    def change(document):
        rows = document["workspaces"][0]["workers"]
        change_direct(next(row["direct"] for row in rows if row["direct"]))

    return change


def unsettled(**values):
    def change(document):
        row = {"workspace_sid": document["workspaces"][0]["sid"], "tasks": [], "channels": []}
        document["unsettled"] = [{**row, **values}]

    return change


def add_view(document):
    """An event of a task without its task."""
    entry = next(row for row in document["events"]["entries"] if row["type"] == "task.created")
    entry["views"] = []


def forget_queue(document):
    """A task that enters a queue without a name."""
    entries, views = document["events"]["entries"], document["events"]["views"]
    entry = next(row for row in entries if row["type"] == "task-queue.entered")
    views[entry["views"][0]]["route"][4] = None


def strange_attributes(document):
    next(row for row in document["events"]["views"] if "attributes" in row)["attributes"] = "[]"


def late_event(document):
    document["events"]["entries"][-1]["at"] = document["clock"]["now"] + 1


WK = "WK" + "0" * 32
RELATIONS = [
    (copied("workers"), "workers[1].sid: WK", "stands here for the second time"),
    (first("workers", sid=WK), "workers[0].sid", "000e, as number 14 is, or one of sids.taken"),
    (first("workers", sid="WA" + "0" * 32), "workers[0].sid", "a SID that begins with WK"),
    (first("workers", number=0), "workers[0].number", "expected more than 0, as records stand"),
    (first("workers", number=2), "workers[0].number", "2 stands here for the second time"),
    (first("workers", number=9999), "workers[0].number", "an integer from 1 to sids.count"),
    (swapped("workers"), "workers[1].number", "as records stand in the order of creation"),
    (first("workers", activity_sid="WA" + "0" * 32), "workers[0]", "the workspace's activities"),
    (first("workers", friendly_name="BOB"), "workers[1]", "with the same friendly name"),
    (first("workers", direct=["WT1"]), "workers[0].direct", "the 0 tasks that wait for this"),
    (waiting_direct(list.pop), "workers[2].direct", "the 2 tasks that wait for this worker"),
    (channel(list.pop), "workers[0].channels", "expected a channel with the task_channel_sid TC"),
    (channel(lambda rows: rows[0].update(task_channel_sid="TC" + "0" * 32)), "channels[0]", "task"),
    (
        channel(lambda rows: rows[1].update(task_channel_sid=rows[0]["task_channel_sid"])),
        "workers[0].channels[1].task_channel_sid",
        "stands here for the second time",
    ),
    (first("task_channels", unique_name="chat"), "task_channels[2].unique_name", "second time"),
    (first("task_queues", friendly_name="second"), "task_queues[1]", "Queue named second already"),
    (first("task_queues", target_workers="a =="), "task_queues[0]", "parameter TargetWorkers"),
    (first("workflows", configuration="{}"), "workflows[0]", "task_routing: expected a JSON ob"),
    (in_workspace(task_queues=[]), "workflows[0]", "the SID of one of the workspace's task queues"),
    (in_workspace(activities=[]), "workers[0]", "the SID of one of the workspace's activities"),
    (in_workspace(default_activity_sid=""), "workspaces[0].default_activity_sid", "matches ^WA"),
    (in_workspace(timeout_activity_sid="WA" + "0" * 32), "workspaces[0]", "activities"),
    (in_workspace(used_channels=["TC1"]), "used_channels[0]", "one of the workspace's task chann"),
    (in_workspace(reservations=[]), "tasks[0].assignment_status", "reservations with none allow"),
    (in_workspace(tasks=[]), "reservations[0].task_sid", "one of the workspace's tasks"),
    (walking(task_queue_sid=None), "task_queue_sid", "task queues, got null"),
    (walking(task_queue_sid="WQ" + "0" * 32), "].tasks[", "task queues"),
    (walking(task_channel_sid="TC1"), "task_channel_sid", "matches ^TC"),
    (walking(workflow_sid=None), "workflow_sid", "workflows, got null"),
    (walking(position=None), "position", "the place of a target"),
    (walking(position=[0, 9]), "position", "the place of a target"),
    (walking(position=[5, 0]), "position", "the place of a target"),
    (walking(position=[-1, 1]), "position", "the place of a target"),
    (walking(configuration=None), "position", "the place of a target"),
    (one_with("tasks", "assigned", assignment_status="pending"), "tasks[0].assi", "with accepted"),
    (direct_task(direct_worker_sid=WK), "direct_worker_sid", "one of the workspace's workers"),
    (direct_task(configuration=0, position=[0, 0]), "position", "null, as a task for one worker"),
    (direct_task(deadline=5), "deadline", "null, as the present step has no timeout"),
    (one_with("reservations", "pending", worker_sid=WK), "worker_sid", "workspace's workers"),
    (
        one_with("reservations", "accepted", task_channel_sid="TC" + "0" * 32),
        "task_channel_sid",
        "one of the workspace's task channels",
    ),
    (
        one_with("reservations", "pending", reservation_status="accepted"),
        "tasks[1].assignment_status",
        'expected a status that reservations with accepted, pending allow, got "reserved"',
    ),
    (timers(list.pop), "timers.pending: expected task.", "too"),
    (timers(lambda rows: rows.append(rows[0])), "timers.pending[", "nothing waits for task.reoff"),
    (timers(lambda rows: rows[0].update(name="odd")), "timers.pending[0]", "nothing waits for odd"),
    (timers(lambda rows: rows[0].update(number=0)), "pending[0].number", "a number of its own"),
    (
        timers(lambda rows: rows[1].update(number=rows[0]["number"])),
        "timers.pending[1].number",
        "expected a number of its own from 1 to",
    ),
    (unsettled(workspace_sid="WS1"), "unsettled[0].workspace_sid", "one of the account's works"),
    (unsettled(tasks=["WT1"]), "unsettled[0].tasks[0]", "one of the workspace's tasks"),
    (unsettled(channels=[["WK1", "TC1"]]), "unsettled[0].channels[0][0]", "workspace's workers"),
    (add_view, "events.entries[", "expected views that begin with TaskView, TaskStatus, got []"),
    (forget_queue, "events.entries[", "expected views that tell all that a task-queue.entered"),
    (strange_attributes, "events.views[", "attributes: expected a JSON object"),
    (late_event, "events.entries[", "at: expected an instant that is not after"),
]


@pytest.mark.parametrize(("change", "where", "message"), RELATIONS)
def test_records_that_can_not_be_together_are_refused(document, change, where, message):
    change(document)

    found = refusal(document)

    assert where in found
    assert message in found


def test_an_agenda_names_channels_of_the_workspace(document):
    [worker, *_] = document["workspaces"][0]["workers"]
    unsettled(channels=[[worker["sid"], "TC1"]])(document)

    assert "unsettled[0].channels[0][1]: expected the SID of one of" in refusal(document)


def test_a_finished_task_may_outlive_what_it_refers_to(document):
    task = part(document, "workspaces", 0, "tasks", place(document, "tasks", "canceled"))
    nobody = "0" * 32
    task.update(workflow_sid="WW" + nobody, task_queue_sid="WQ" + nobody)
    task.update(task_channel_sid="TC" + nobody, direct_worker_sid="WK" + nobody)

    account = load(document)

    assert account.tasks[task["sid"]].payload("")["task_queue_sid"] == "WQ" + nobody


# --- anything ------------------------------------------------------------------------------

JUNK = st.sampled_from(
    [
        *(None, True, False, 0, 1, -1, 3, 2**31, 2**53, 2**60, 10**30, -(10**14), 1.5, math.nan),
        *("", "x", "{}", "[]", "1==1", "a ==", "\ud800", "WK" + "0" * 32, "pending", "accepted"),
        *("completed", "canceled", "rejected", "FIFO", "task.ttl", "task.removal", "TaskView"),
        *([], {}, [[]], [None], {"a": 1}),
    ]
)
WAYS = ("junk", "junk", "other", "same", "more", "delete", "again", "swap")


def places(value, path=()):
    """Every place in a document."""
    if not isinstance(value, dict | list):
        return
    for name, child in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, name)
        yield from places(child, (*path, name))


PLACES = {source: list(places(json.loads(source))) for source in (BUSY, HELD)}
BUT_EVENTS = {
    source: [path for path in found if path[0] != "events"] for source, found in PLACES.items()
}


@st.composite
def changed_documents(draw):
    """A document that somebody changed here and there."""
    source = draw(st.sampled_from([BUSY, HELD]))
    document = json.loads(source)
    for _ in range(draw(st.integers(1, 3))):
        paths = draw(st.sampled_from([PLACES, BUT_EVENTS, BUT_EVENTS]))[source]
        try:
            change(draw, document, paths)
        except (LookupError, TypeError):
            # An earlier change has taken the place away.
            continue
    return document


def change(draw, document, paths):
    *path, name = draw(st.sampled_from(paths))
    holder, way = part(document, *path), draw(st.sampled_from(WAYS))
    value = holder[name]
    if way == "junk":
        holder[name] = draw(JUNK)
    elif way == "other":
        holder[name] = copy.deepcopy(part(document, *draw(st.sampled_from(paths))))
    elif way == "same":
        alike = [other for other in paths if other[-1] == name and len(other) == len(path) + 1]
        holder[name] = copy.deepcopy(part(document, *draw(st.sampled_from(alike))))
    elif way == "more" and isinstance(value, int):
        holder[name] = value + draw(st.sampled_from([-1000, -1, 1, 1000, 10**6]))
    elif way == "delete":
        del holder[name]
    elif way == "again" and isinstance(holder, list):
        holder.insert(name, copy.deepcopy(value))
    elif way == "swap" and isinstance(holder, list):
        other = draw(st.integers(0, len(holder) - 1))
        holder[name], holder[other] = holder[other], holder[name]


@settings(STEADY, max_examples=examples(150))
@given(changed_documents())
def test_any_document_is_refused_or_makes_a_world_that_works(document):
    try:
        account = load(document)
    except AdminError:
        return
    live(account)


@settings(STEADY, max_examples=examples(50))
@given(st.recursive(JUNK, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_anything_else_is_refused(value):
    with pytest.raises(AdminError):
        load(value)


def live(account):
    """Do a bit of everything; whatever is refused is refused as for any client."""
    look(account)
    scheduler.settle(account)
    for reservation in list(account.reservations.values()):
        attempt(account, reservation.update, {"reservation_status": "accepted"})
    for task in list(account.tasks.values()):
        attempt(account, task.update, {"priority": 9})
    for workspace in list(account.workspaces.values()):
        for queue in list(workspace.task_queues.values()):
            attempt(account, queue.update, {"task_order": "LIFO", "target_workers": "1==1"})
        for worker in list(workspace.workers.values()):
            attempt(account, worker.update, {"activity_sid": next(iter(workspace.activities))})
        for workflow in list(workspace.workflows.values()):
            attempt(account, workflow.update, {"re_evaluate_tasks": True})
    for seconds in (1, 20, 130, 86_400):
        scheduler.advance(account, account.clock.now + seconds * 1000)
    look(account)


def attempt(account, operation, values):
    try:
        operation(values)
    except ApiError:
        return
    scheduler.settle(account)


def look(account):
    assert told(account)
    assert text(account)
    for sid in account.tasks:
        assert str(explain(account, sid))
    for workspace in account.workspaces.values():
        window = read_window(workspace, {"Minutes": 43_200})
        queues = list(workspace.task_queues)
        assert cumulative.of_workspace(workspace, window)
        assert realtime.of_workspace(workspace, window)
        assert set(cumulative.of_queues(workspace.task_queues.values(), window)) == set(queues)
        assert set(realtime.of_queues(queues, window)) == set(queues)
