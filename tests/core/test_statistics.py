import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from mocktr.core import sums, totals
from mocktr.core.clock import DAY, MINUTE, SECOND
from mocktr.core.resources.workspace import Workspace
from mocktr.core.states import ENGAGED
from mocktr.core.statistics import cumulative, realtime
from mocktr.core.statistics.window import SPLIT, read_window
from mocktr.errors import ApiError
from tests.core.recount_statistics import Story, queue_now, tasks_now, workers_now
from tests.core.world import World, routing, steps
from tests.examples import examples

ZERO = {"avg": 0, "min": 0, "max": 0, "total": 0}


@pytest.fixture
def world():
    return World()


def asked(world, **values):
    return read_window(world.workspace, values)


def of(world, record, **values):
    """The cumulative statistics of a queue, a workflow or (None) the workspace."""
    wanted = asked(world, **values)
    if record is None:
        return cumulative.of_workspace(world.workspace, wanted)
    kind = "queue" if record.prefix == "WQ" else "workflow"
    return getattr(cumulative, f"of_{kind}")(record, wanted)


def durations(world, *, worker=None, **values):
    """Total and number-free summary by activity, of those that anybody was in."""
    wanted = asked(world, **values)
    shown = (
        cumulative.of_worker(worker, wanted)
        if worker
        else cumulative.of_workers(world.workspace, wanted)
    )
    return {
        row["friendly_name"]: (row["total"], row["avg"], row["min"], row["max"])
        for row in shown["activity_durations"]
        if row["total"]
    }


# --- windows ------------------------------------------------------------------------------------


def test_without_dates_the_last_quarter_of_an_hour_is_looked_at(world):
    world.advance(seconds=3600)

    shown = of(world, None)

    assert (shown["start_time"], shown["end_time"]) == (
        "2030-01-07T09:45:00Z",
        "2030-01-07T10:00:00Z",
    )


def test_both_ends_of_a_window_belong_to_it(world):
    world.simple()
    world.task()
    then = world.now
    world.advance(seconds=10)

    assert of(world, None, StartDate=then, EndDate=then)["tasks_created"] == 1
    assert of(world, None, StartDate=then + 1)["tasks_created"] == 0
    assert of(world, None, EndDate=then - 1)["tasks_created"] == 0


def test_minutes_and_dates_exclude_each_other(world):
    with pytest.raises(ApiError, match="Minutes cannot be combined"):
        asked(world, Minutes=5, EndDate=world.now)


def test_a_window_reaches_back_thirty_days_at_most(world):
    assert asked(world, StartDate=world.now - 30 * DAY).since == world.now - 30 * DAY

    with pytest.raises(ApiError, match="more than 30 days"):
        asked(world, StartDate=world.now - 30 * DAY - 1)
    with pytest.raises(ApiError, match="more than 30 days"):
        asked(world, EndDate=world.now - 30 * DAY)


def test_a_window_does_not_end_before_it_starts(world):
    with pytest.raises(ApiError, match="must not be after EndDate"):
        asked(world, StartDate=world.now + 1)


def test_only_the_workspace_itself_is_counted(world):
    world.simple()
    other = Workspace.create(world.account, {"friendly_name": "Other"})
    world.task()

    shown = cumulative.of_workspace(other, read_window(other, {}))

    assert shown["tasks_created"] == 0


def test_an_unknown_task_channel_is_refused(world):
    voice = world.workspace.task_channels.find("voice")

    assert asked(world, TaskChannel="voice").channel_sid == voice.sid
    assert asked(world, TaskChannel=voice.sid).channel_sid == voice.sid
    with pytest.raises(ApiError, match="TaskChannel"):
        asked(world, TaskChannel="pigeon")


@pytest.mark.parametrize(
    ("text", "seconds"), [("5", (5,)), ("30, 5", (30, 5)), ("5,05,0", (5, 0)), ("2592000", None)]
)
def test_thresholds_are_read_in_their_order(text, seconds):
    assert SPLIT["SplitByWaitTime"].kind.deserialize(text) == (seconds or (2_592_000,))


@pytest.mark.parametrize("text", ["", "5,", "-1", "x", "1.5", "2592001"])
def test_thresholds_that_cannot_be_are_refused(text):
    with pytest.raises(ValidationError, match="integers from 0 to 2592000, separated by commas"):
        SPLIT["SplitByWaitTime"].kind.deserialize(text)


def test_a_parameter_lets_every_row_of_a_list_pass():
    assert all(each.passes(None, "anything") for each in SPLIT.values())


# --- tasks --------------------------------------------------------------------------------------


def test_waits_are_measured_from_the_creation_and_in_the_queue_from_the_entry(world):
    first, second = world.queue("first", target_workers="1==2"), world.queue("second")
    world.workflow(steps({"queue": first, "timeout": 10}, {"queue": second}))
    task = world.task()
    world.advance(seconds=10)
    world.advance(seconds=5, ms=900)
    world.worker("alice")
    world.advance(seconds=2)
    world.accept(task)

    shown = of(world, second, SplitByWaitTime=(17, 18))

    waited, in_queue = dict.fromkeys(ZERO, 17), dict.fromkeys(ZERO, 7)
    assert shown["avg_task_acceptance_time"] == 17.9
    assert shown["wait_duration_until_accepted"] == waited
    assert shown["wait_duration_in_queue_until_accepted"] == in_queue
    assert shown["split_by_wait_time"]["17"]["above"]["reservations_accepted"] == 1
    assert shown["split_by_wait_time"]["18"]["below"]["reservations_accepted"] == 1


def test_a_wait_as_long_as_the_threshold_is_below(world):
    queue = world.simple()
    task = world.task()
    world.advance(seconds=5)
    world.update(task, assignment_status="canceled")

    shown = of(world, queue, SplitByWaitTime=(5,))

    assert shown["split_by_wait_time"] == {
        "5": {
            "above": {"tasks_canceled": 0, "reservations_accepted": 0},
            "below": {"tasks_canceled": 1, "reservations_accepted": 0},
        }
    }
    assert shown["wait_duration_until_canceled"] == dict.fromkeys(ZERO, 5)
    assert shown["wait_duration_until_accepted"] == ZERO


def test_a_threshold_looks_at_ten_thousand_tasks(world, monkeypatch):
    monkeypatch.setattr(totals, "MOST_SPLIT", 1)
    queue = world.simple()
    for task in [world.task(), world.task()]:
        world.update(task, assignment_status="canceled")

    shown = of(world, queue, SplitByWaitTime=(5,))

    assert shown["tasks_canceled"] == 2
    assert shown["split_by_wait_time"]["5"]["below"]["tasks_canceled"] == 1


def test_a_move_is_that_of_the_queue_that_was_left(world):
    first, second = world.queue("first"), world.queue("second")
    workflow = world.workflow(
        steps({"queue": first, "timeout": 10}, {"queue": second, "timeout": 10})
    )
    world.task()
    world.advance(seconds=20)

    counts = {
        record and record.friendly_name: {
            name: value
            for name, value in of(world, record).items()
            if name.startswith("tasks_") and value
        }
        for record in (first, second, workflow, None)
    }

    ended = {"tasks_canceled": 1, "tasks_moved": 1, "tasks_timed_out_in_workflow": 1}
    assert counts == {
        "first": {"tasks_entered": 1, "tasks_moved": 1},
        "second": {"tasks_entered": 1, "tasks_canceled": 1},
        "route": {**ended, "tasks_entered": 1},
        None: {**ended, "tasks_created": 1},
    }


def test_a_task_without_queue_is_counted_for_its_workspace(world):
    alice = world.worker("alice")
    world.accept(world.task(routing_target=alice.sid))

    shown = of(world, None)

    assert (shown["tasks_created"], shown["reservations_accepted"]) == (1, 1)


def test_a_channel_counts_its_own_tasks_only(world):
    queue = world.simple()
    world.worker("alice")
    world.task("voice")
    world.task("chat", priority=2)

    voice = of(world, queue, TaskChannel="voice")
    present = realtime.of_queue(queue, asked(world, TaskChannel="chat"))

    assert (voice["tasks_entered"], voice["reservations_created"]) == (1, 1)
    assert (present["total_tasks"], present["tasks_by_priority"]) == (1, {"2": 1})


def test_statistics_stay_exact_between_two_seconds(world):
    queue = world.simple()
    task = world.task()
    world.advance(ms=1999)

    shown = realtime.of_queue(queue, asked(world))
    world.advance(ms=1)
    later = realtime.of_queue(queue, asked(world))

    assert (shown["longest_task_waiting_age"], later["longest_task_waiting_age"]) == (1, 2)
    assert later["longest_task_waiting_sid"] == task.sid


def test_a_reserved_task_is_not_waiting_and_its_worker_is_still_available(world):
    queue = world.simple()
    world.worker("alice")
    world.worker("bob", activity="Offline")
    world.task()
    world.advance(seconds=9)

    shown = realtime.of_queue(queue, asked(world))

    assert (shown["longest_task_waiting_age"], shown["longest_task_waiting_sid"]) == (0, None)
    assert (shown["longest_relative_task_age_in_queue"], shown["total_tasks"]) == (0, 1)
    assert (shown["total_eligible_workers"], shown["total_available_workers"]) == (2, 1)


def test_a_sid_that_no_queue_has_shows_zeros(world):
    queue = world.simple()
    sid = "WQ" + "0" * 32

    shown = realtime.of_queues([sid, queue.sid], asked(world))

    assert list(shown) == [sid, queue.sid]
    assert shown[sid]["total_eligible_workers"] == 0
    assert shown[sid]["longest_relative_task_sid_in_queue"] is None
    assert len(shown[sid]["activity_statistics"]) == 3


def test_a_finished_task_may_outlive_its_queue(world):
    queue = world.queue("gone")
    task = world.task(task_queue_sid=queue.sid)
    world.update(task, assignment_status="canceled")
    world.delete(queue)

    shown = realtime.of_queues([queue.sid], asked(world))[queue.sid]

    assert shown["tasks_by_status"]["canceled"] == 0


# --- workers ------------------------------------------------------------------------------------


def test_stays_are_cut_to_the_window(world):
    alice = world.worker("alice")
    world.advance(seconds=100)
    world.move(alice, "Offline")
    world.advance(seconds=50)
    world.move(alice, "Available")
    world.advance(seconds=7, ms=500)
    begin = world.start

    assert durations(world) == {"Available": (107, 53, 7, 100), "Offline": (50, 50, 50, 50)}
    assert durations(world, StartDate=begin + 120 * SECOND, EndDate=begin + 130 * SECOND) == {
        "Offline": (10, 10, 10, 10)
    }
    assert durations(world, StartDate=begin + 100 * SECOND, EndDate=begin + 150 * SECOND) == {
        "Offline": (50, 50, 50, 50)
    }


def test_a_window_that_reaches_into_the_future_counts_what_has_been(world):
    world.worker("alice")
    world.advance(seconds=10)

    assert durations(world, EndDate=world.now + MINUTE) == {"Available": (10, 10, 10, 10)}


def test_a_window_before_a_worker_came_shows_nothing(world):
    world.advance(seconds=60)
    world.worker("alice")
    world.advance(seconds=60)

    assert durations(world, StartDate=world.start, EndDate=world.start + 30 * SECOND) == {}


def test_a_deleted_worker_is_counted_among_all(world):
    alice, bob = world.workers("alice", "bob")
    world.advance(seconds=10)
    world.delete(alice)
    world.advance(seconds=10)

    assert durations(world) == {"Available": (30, 15, 10, 20)}
    assert durations(world, worker=bob) == {"Available": (20, 20, 20, 20)}
    assert durations(world, StartDate=world.start + 15 * SECOND) == {"Available": (5, 5, 5, 5)}


def test_a_deleted_activity_is_not_shown(world):
    nap = world.add_activity("Nap")
    alice = world.worker("alice", activity="Nap")
    world.advance(seconds=10)
    world.move(alice, "Available")
    world.delete(nap)
    world.advance(seconds=1)

    assert durations(world) == {"Available": (1, 1, 1, 1)}


def test_workers_are_narrowed_down_by_name_and_queue(world):
    world.queue("spanish", target_workers="skill == 'es'")
    world.worker("alice", skill="es")
    world.worker("bob", skill="en")

    def total(**values):
        shown = realtime.of_workers(world.workspace, asked(world, **values))
        return shown["total_workers"]

    queue = world.queue("everyone")
    assert [total(), total(FriendlyName="bob"), total(FriendlyName="al")] == [2, 1, 0]
    assert [total(TaskQueueName="spanish"), total(TaskQueueSid=queue.sid)] == [1, 2]
    assert total(TaskQueueName="spanish", FriendlyName="bob") == 0


def test_a_worker_has_the_reservations_offered_to_them(world):
    world.simple()
    alice = world.worker("alice")
    world.worker("bob")
    world.reject(world.task())

    mine = cumulative.of_worker(alice, asked(world))
    everybody = cumulative.of_workers(world.workspace, asked(world))

    assert (mine["reservations_created"], mine["reservations_rejected"]) == (1, 1)
    assert (everybody["reservations_created"], everybody["reservations_rejected"]) == (2, 1)


# --- cost ---------------------------------------------------------------------------------------


class Counting(list):
    """A log that knows how often it was looked at."""

    reads = 0

    def __getitem__(self, place):
        self.reads += 1
        return super().__getitem__(place)

    def __iter__(self):
        raise AssertionError("the whole log was read")


def test_the_cost_depends_on_the_window_and_not_on_the_log(world):
    queue = world.simple()
    for _ in range(100):
        world.update(world.task(), assignment_status="canceled")
        world.advance(seconds=10)
    log = world.account.events = Counting(world.account.events)

    counted = of(world, queue, Minutes=1)["tasks_canceled"]

    assert counted == 6
    assert log.reads < 6 * 5 * 2 + 2 * 20


# --- random lives and random windows ------------------------------------------------------------

number = st.integers(0, 9)
STEPS = st.one_of(
    st.tuples(st.just("task"), number, st.sampled_from(["default", "chat", "voice"])),
    st.tuples(st.just("direct"), number, st.booleans()),
    st.tuples(st.just("worker"), number, st.sampled_from(["Available", "Offline", "Nap"])),
    st.tuples(st.just("move"), number, st.sampled_from(["Available", "Offline", "Nap"])),
    st.tuples(st.just("answer"), number, st.sampled_from(["accepted", "rejected", "completed"])),
    st.tuples(st.just("answer"), number, st.just("accepted")),
    st.tuples(st.just("task"), number, st.just("default")),
    st.tuples(st.just("end"), number, st.sampled_from(["canceled", "completed", "wrapping"])),
    st.tuples(st.just("remove"), number, st.sampled_from(["tasks", "workers", "activities"])),
    st.tuples(st.just("change"), number, st.sampled_from(["chat", "voice"])),
    st.tuples(st.just("restart"), number, st.booleans()),
    st.tuples(st.just("wait"), number, st.sampled_from([1, 250, 1000, 3999, 10_000, 121_000])),
    st.tuples(st.just("wait"), number, st.sampled_from([1000, 5000])),
)


def living(world):
    reservations = world.account.reservations.values()
    return [one for one in reservations if one.reservation_status in ENGAGED]


class Life:
    """A world to which random things happen; what is refused leaves no trace."""

    def __init__(self, multi):
        self.world = world = World(multi_task_enabled=multi)
        world.add_activity("Nap", available=True)
        one = world.queue("one", target_workers="skill < 5")
        two = world.queue("two", max_reserved_workers=2)
        self.queues = [one, two]
        walk = steps({"queue": one, "timeout": 5}, {"queue": two, "timeout": 10, "priority": 3})
        self.workflow = world.workflow(walk)
        world.workflow(default=two, friendly_name="short")
        for name in "abc":
            world.worker(name, skill=2)

    def live(self, story):
        for name, pick, value in story:
            with suppress(ApiError, StopIteration):
                getattr(self, name)(pick, value)

    def any(self, records, pick):
        records = list(records)
        if not records:
            raise StopIteration
        return records[pick % len(records)]

    def task(self, pick, channel):
        workflow = self.any(self.world.workspace.workflows, pick)
        self.world.task(channel, workflow_sid=workflow, priority=pick % 3, timeout=40 + pick)

    def direct(self, pick, queued):
        worker = self.any(self.world.workspace.workers, pick)
        queue = {"task_queue_sid": self.queues[pick % 2].sid} if queued else {}
        self.world.task(routing_target=worker, ignore_capacity=False, **queue)

    def worker(self, pick, activity):
        name = f"w{len(self.world.account.events)}"
        self.world.worker(name, activity=activity, skill=pick)

    def move(self, pick, activity):
        worker = self.any(self.world.workspace.workers.values(), pick)
        self.world.move(worker, activity)

    def answer(self, pick, status):
        reservation = self.any(living(self.world), pick)
        self.world.update(reservation, reservation_status=status)

    def end(self, pick, status):
        task = self.any(self.world.workspace.tasks.values(), pick)
        self.world.update(task, assignment_status=status)

    def remove(self, pick, collection):
        self.world.delete(self.any(getattr(self.world.workspace, collection).values(), pick))

    def change(self, pick, channel):
        task = self.any(self.world.workspace.tasks.values(), pick)
        self.world.update(task, task_channel=channel, priority=pick)

    def restart(self, pick, swap):
        names = self.queues[::-1] if swap else self.queues
        walk = steps({"queue": names[0], "timeout": 1 + pick}, {"queue": names[1], "timeout": 9})
        values = {"configuration": routing(walk), "re_evaluate_tasks": True}
        self.world.update(self.workflow, **values)

    def wait(self, pick, ms):
        self.world.advance(ms=ms)


def instants(world):
    """When something happened, and a millisecond beside it."""
    known = sorted({event.at for event in world.account.events} | {world.now})
    return st.builds(lambda at, beside: at + beside, st.sampled_from(known), st.integers(-1, 1))


@settings(
    max_examples=examples(50),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(story=st.lists(STEPS, min_size=25, max_size=80), multi=st.booleans(), data=st.data())
def test_every_field_equals_a_recount_by_brute_force(story, multi, data):
    """Random lives, random windows."""
    life = Life(multi)
    life.live(story)
    with pytest.MonkeyPatch.context() as patch:
        # So that there are whole ones, which are kept from window to window.
        patch.setattr(sums, "STRETCH", 16)
        compare(life, data)


def compare(life, data):
    for _ in range(3):
        since, until = sorted(data.draw(st.tuples(instants(life.world), instants(life.world))))
        channel = data.draw(st.sampled_from([{}, {}, {"TaskChannel": "chat"}]))
        split = data.draw(st.lists(st.integers(0, 60), max_size=3, unique=True).map(tuple))
        values = {"StartDate": since, "EndDate": until, "SplitByWaitTime": split, **channel}
        compare_cumulative(life.world, values)
        compare_real_time(life.world, asked(life.world, **channel))


def compare_cumulative(world, values):
    wanted = asked(world, **values)
    story, workspace = Story(wanted), world.workspace
    queues = workspace.task_queues
    counted = cumulative.of_queues(queues.values(), wanted)
    assert counted == {queue.sid: story.of_queue(queue) for queue in queues.values()}
    for workflow in workspace.workflows.values():
        assert cumulative.of_workflow(workflow, wanted) == story.of_workflow(workflow)
    assert cumulative.of_workspace(workspace, wanted) == story.of_workspace()
    assert cumulative.of_workers(workspace, wanted) == story.of_workers(None)
    for worker in workspace.workers.values():
        assert cumulative.of_worker(worker, wanted) == story.of_workers([worker])
    some = asked(world, **values, TaskQueueName="one")
    members = [one for one in workspace.workers.values() if json.loads(one.attributes)["skill"] < 5]
    assert cumulative.of_workers(workspace, some) == story.of_workers(members)


def compare_real_time(world, wanted):
    workspace = world.workspace
    for queue in workspace.task_queues.values():
        assert realtime.of_queue(queue, wanted) == queue_now(wanted, queue)
    for workflow in workspace.workflows.values():
        expected = tasks_now(wanted, lambda task, sid=workflow.sid: task.workflow_sid == sid)
        assert realtime.of_workflow(workflow, wanted) == expected
    workers = workers_now(wanted, workspace.workers.values())
    everything = {**tasks_now(wanted, lambda task: True), **workers}
    assert realtime.of_workspace(workspace, wanted) == everything
    assert realtime.of_workers(workspace, wanted) == workers
