import pytest

from mocktr.core.routing.walk import WORKFLOW_SKIPPED, WORKFLOW_TIMEOUT
from mocktr.errors import Refused
from tests.core.world import World, routing, steps, unchanged


@pytest.fixture
def world():
    return World()


@pytest.fixture
def queues(world):
    return [world.queue(name) for name in ("one", "two", "three")]


def test_a_new_task_tells_of_its_entry_in_the_order_seen_live(world):
    world.simple()
    world.told()

    world.task()

    assert world.told() == [
        "workflow.entered",
        "task-queue.entered",
        "task.created",
        "workflow.target-matched",
    ]


def test_a_task_enters_by_the_first_filter_that_matches(world, queues):
    one, two, three = queues
    world.workflow(
        steps({"queue": one}, expression="type == 'sales'"),
        steps({"queue": two}, expression="type == 'support'"),
        steps({"queue": three}, expression="type == 'support'"),
    )

    assert world.task(type="support").task_queue is two


def test_a_task_that_matches_no_filter_takes_the_default(world, queues):
    one, two, _ = queues
    world.workflow(steps({"queue": one}, expression="vip == true"), default=two)

    task = world.task()
    world.advance(seconds=80_000)

    assert task.task_queue is two
    assert task.assignment_status == "pending"


def test_a_task_that_matches_nothing_is_refused(world, queues):
    world.workflow(steps({"queue": queues[0]}, expression="vip == true"))

    with unchanged(world), pytest.raises(Refused, match="could not be matched to a filter"):
        world.task()

    assert not world.workspace.tasks


def test_the_targets_priority_replaces_the_tasks(world, queues):
    one, two, _ = queues
    world.workflow(steps({"queue": one, "priority": 7, "timeout": 5}, {"queue": two}))

    task = world.task(priority=2)
    assert task.priority == 7

    world.advance(seconds=5)
    assert task.task_queue is two
    assert task.priority == 7


def test_without_a_targets_priority_the_task_keeps_its_own(world):
    world.simple()

    assert world.task(priority=2).priority == 2


def test_a_step_ends_when_the_age_reaches_the_sum_of_the_timeouts(world, queues):
    one, two, three = queues
    world.workflow(
        steps({"queue": one, "timeout": 10}, {"queue": two, "timeout": 5}, {"queue": three})
    )
    task = world.task()

    world.advance(seconds=9, ms=999)
    assert task.task_queue is one
    world.advance(ms=1)
    assert task.task_queue is two
    world.advance(seconds=5)
    assert task.task_queue is three


def test_a_step_to_another_queue_tells_of_the_move(world, queues):
    one, two, _ = queues
    world.workflow(steps({"queue": one, "timeout": 5}, {"queue": two, "priority": 9}))
    world.task()
    world.told()

    world.advance(seconds=5)

    assert world.told() == [
        "task-queue.timeout",
        "task-queue.moved",
        "task-queue.entered",
        "workflow.target-matched",
    ]
    moved, matched = world.account.events[-3], world.account.events[-1]
    assert moved.data()["previous_task_queue_name"] == "one"
    assert moved.data()["task_queue_name"] == "two"
    assert matched.data()["previous_task_priority"] == "0"
    assert matched.data()["task_priority"] == "9"


def test_a_step_in_the_same_queue_tells_of_no_move(world, queues):
    world.workflow(steps({"queue": queues[0], "timeout": 5}, {}))
    task = world.task()
    entered = task.task_queue_entered_date
    world.told()

    world.advance(seconds=5)

    assert world.told() == ["task-queue.timeout", "workflow.target-matched"]
    assert task.task_queue_entered_date == entered


def test_the_matched_step_is_described(world, queues):
    target = {"queue": queues[0], "expression": "worker.level > 1"}
    world.workflow(steps(target, expression="vip == true", name="VIP"), default=queues[1])

    world.task(vip=True)
    by_filter = world.account.events[-1].data()
    world.task()
    by_default = world.account.events[-1].data()

    assert by_filter["workflow_filter_name"] == "VIP"
    assert by_filter["workflow_filter_expression"] == "vip == true"
    assert by_filter["workflow_filter_target_expression"] == "worker.level > 1"
    assert by_default["workflow_filter_name"] == ""
    assert "workflow_filter_expression" not in by_default


def test_a_task_that_timed_out_of_the_workflow_is_canceled(world, queues):
    world.workflow(steps({"queue": queues[0], "timeout": 5}), default=queues[1])
    task = world.task()
    world.told()

    world.advance(seconds=5)

    assert world.told() == ["task-queue.timeout", "workflow.timeout", "task.canceled"]
    assert (task.assignment_status, task.reason) == ("canceled", WORKFLOW_TIMEOUT)


def test_after_the_last_target_comes_the_next_filter_that_matches(world, queues):
    one, two, three = queues
    world.workflow(
        steps({"queue": one, "timeout": 5}),
        steps({"queue": two}, expression="vip == true"),
        steps({"queue": three}),
    )
    task = world.task()

    world.advance(seconds=5)

    assert task.task_queue is three


def test_the_sum_goes_on_in_the_next_filter(world, queues):
    one, two, three = queues
    world.workflow(
        steps({"queue": one, "timeout": 5}), steps({"queue": two, "timeout": 5}, {"queue": three})
    )
    task = world.task()

    world.advance(seconds=9)
    assert task.task_queue is two
    world.advance(seconds=1)
    assert task.task_queue is three


def test_skip_if_moves_a_task_that_finds_nobody_on(world, queues):
    one, two, _ = queues
    world.workflow(steps({"queue": one, "skip_if": "workers.available == 0"}, {"queue": two}))
    world.told()

    task = world.task()

    assert task.task_queue is two
    assert world.told()[4:] == ["task-queue.moved", "task-queue.entered", "workflow.target-matched"]


def test_skip_if_is_not_asked_when_somebody_is_free(world, queues):
    world.worker("alice")
    world.workflow(steps({"queue": queues[0], "skip_if": "1==1"}, {"queue": queues[1]}))

    task = world.task()

    assert (task.task_queue, task.assignment_status) == (queues[0], "reserved")


def test_skip_if_is_asked_once(world, queues):
    alice = world.worker("alice")
    world.workflow(
        steps({"queue": queues[0], "skip_if": "workers.available == 0"}, {"queue": queues[1]})
    )
    first, second = world.task(), world.task()
    world.accept(first)

    world.move(alice, "Offline")
    world.update(second, priority=5)

    assert second.task_queue is queues[0]


def test_skip_if_counts_workers_by_availability_and_activity(world, queues):
    available = world.activity("Available").sid
    world.channel_of(world.worker("alice")).update({"capacity": 0})
    world.worker("bob", activity="Offline")
    expression = f"workers.available == 1 AND workers.unavailable == 1 AND workers.{available} == 1"
    world.workflow(steps({"queue": queues[0], "skip_if": expression}, {"queue": queues[1]}))

    assert world.task().task_queue is queues[1]


def test_a_skipped_steps_timeout_does_not_count(world, queues):
    one, two, three = queues
    world.workflow(
        steps(
            {"queue": one, "timeout": 10, "skip_if": "1==1"},
            {"queue": two, "timeout": 5},
            {"queue": three},
        )
    )
    task = world.task()

    world.advance(seconds=4)
    assert task.task_queue is two
    world.advance(seconds=1)
    assert task.task_queue is three


def test_a_filter_left_by_skipping_leads_to_the_default(world, queues):
    world.workflow(steps({"queue": queues[0], "skip_if": "1==1"}), default=queues[1])

    assert world.task().task_queue is queues[1]


def test_a_filter_left_by_timeout_never_leads_to_the_default(world, queues):
    skipped = {"queue": queues[0], "skip_if": "1==1"}
    world.workflow(steps({"queue": queues[0], "timeout": 5}), steps(skipped), default=queues[1])
    task = world.task()

    world.advance(seconds=5)

    assert task.reason == WORKFLOW_SKIPPED


def test_a_task_skipped_out_of_the_workflow_is_canceled(world, queues):
    world.workflow(steps({"queue": queues[0], "skip_if": "1==1"}))
    world.told()

    task = world.task()

    assert world.told()[4:] == ["workflow.skipped", "task.canceled"]
    assert (task.assignment_status, task.reason) == ("canceled", WORKFLOW_SKIPPED)


def test_a_deadline_does_not_cut_an_open_reservation(world, queues):
    alice = world.worker("alice")
    world.workflow(
        steps({"queue": queues[0], "timeout": 10}, {"queue": queues[1]}),
        task_reservation_timeout=30,
    )
    task = world.task()

    world.advance(seconds=20)
    assert task.assignment_status == "reserved"

    world.told()
    world.advance(seconds=10)
    assert task.task_queue is queues[1]
    assert alice.activity_name == "Offline"
    assert world.told() == [
        "reservation.timeout",
        "worker.activity.update",
        "task-queue.timeout",
        "task-queue.moved",
        "task-queue.entered",
        "workflow.target-matched",
    ]


def test_a_reservation_that_times_out_at_the_deadline_ends_the_step(world, queues):
    world.worker("alice")
    world.worker("bob", activity="Offline")
    world.workflow(steps({"queue": queues[0], "timeout": 30}), task_reservation_timeout=30)
    task = world.task()

    world.advance(seconds=30)

    assert task.reason == WORKFLOW_TIMEOUT
    assert [one.reservation_status for one in task.reservations] == ["timeout"]


def test_a_reservation_that_fails_before_the_deadline_leaves_the_task_in_its_step(world, queues):
    world.worker("alice")
    world.workflow(
        steps({"queue": queues[0], "timeout": 30}, {"queue": queues[1]}), task_reservation_timeout=5
    )
    task = world.task()

    world.advance(seconds=8)
    assert task.task_queue is queues[0]
    world.advance(seconds=22)
    assert task.task_queue is queues[1]


def test_steps_whose_deadline_is_past_are_left_at_once(world, queues):
    one, two, three = queues
    world.worker("alice")
    world.workflow(
        steps({"queue": one, "timeout": 5}, {"queue": two, "timeout": 5}, {"queue": three}),
        task_reservation_timeout=20,
    )
    task = world.task()
    world.told()

    world.advance(seconds=20)

    assert task.task_queue is three
    assert world.told().count("task-queue.timeout") == 2


def test_re_evaluation_starts_pending_tasks_at_the_first_filter(world, queues):
    one, two, _ = queues
    workflow = world.workflow(steps({"queue": one, "timeout": 5}, {"queue": one}))
    task = world.task()
    world.advance(seconds=20)
    changed = routing(steps({"queue": two, "timeout": 5}, {"queue": one}))

    world.update(workflow, configuration=changed, re_evaluate_tasks=True)
    assert task.task_queue is two

    world.advance(seconds=4)
    assert task.task_queue is two
    world.advance(seconds=1)
    assert task.task_queue is one


def test_without_re_evaluation_tasks_keep_to_what_they_matched(world, queues):
    one, two, _ = queues
    workflow = world.workflow(steps({"queue": one, "timeout": 5}, {"queue": one}))
    task = world.task()

    world.update(workflow, configuration=routing(default=two))
    world.advance(seconds=5)

    assert task.task_queue is one
    assert world.task().task_queue is two


def test_a_re_evaluated_task_that_matches_nothing_is_canceled(world, queues):
    workflow = world.workflow(default=queues[0])
    task = world.task()

    world.update(workflow, configuration=routing(), re_evaluate_tasks=True)

    assert (task.assignment_status, task.reason) == ("canceled", WORKFLOW_TIMEOUT)


def test_re_evaluation_leaves_reserved_and_direct_tasks_alone(world, queues):
    alice = world.worker("alice")
    workflow = world.workflow(default=queues[0])
    reserved = world.task()
    direct = world.task(routing_target=alice.sid, ignore_capacity=False, workflow_sid=workflow.sid)

    world.update(workflow, configuration=routing(default=queues[1]), re_evaluate_tasks=True)

    assert reserved.task_queue is queues[0]
    assert (direct.assignment_status, direct.task_queue) == ("pending", None)


def test_the_match_of_a_known_worker_names_the_worker(world):
    queue = world.queue()
    world.workflow(steps({"queue": queue.sid, "known_worker_sid": "task.agent"}))

    for agent, expected in (("WK1", "WK1"), (7, None)):
        world.task(agent=agent)
        [event] = [one for one in world.account.events if one.type == "workflow.target-matched"]
        assert event.data().get("known_worker_sid") == expected
        world.account.events.clear()
