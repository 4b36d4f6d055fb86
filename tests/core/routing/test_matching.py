import pytest

from mocktr.core.clock import SECOND
from tests.core.world import World, steps


@pytest.fixture
def world():
    return World()


def offered(world, *tasks):
    return [world.holder(task) for task in tasks]


# --- who is eligible (sources: selection) --------------------------------------------------


def test_only_members_of_the_queue_are_offered_its_tasks(world):
    world.simple(target_workers="languages HAS 'es'")
    world.worker("alice", languages=["en"])
    world.worker("bob", languages=["es"])

    assert world.holder(world.task()) == ["bob"]


def test_a_queue_without_expression_has_no_members(world):
    world.simple(target_workers="")
    world.worker("alice")

    assert world.task().assignment_status == "pending"


def test_only_available_workers_are_offered_tasks(world):
    world.simple()
    world.worker("alice", activity="Offline")
    task = world.task()

    bob = world.worker("bob")

    assert world.holder(task) == [bob.friendly_name]


def test_the_workers_channel_must_be_available(world):
    world.simple()
    alice = world.worker("alice")
    world.update(world.channel_of(alice), available=False)
    task = world.task()
    assert world.holder(task) == []

    world.update(world.channel_of(alice), available=True)
    assert world.holder(task) == ["alice"]


def test_pending_reservations_take_capacity(world):
    world.simple()
    alice = world.worker("alice")
    world.update(world.channel_of(alice), capacity=2)

    assert offered(world, world.task(), world.task(), world.task()) == [["alice"], ["alice"], []]


def test_channels_have_their_capacity_each(world):
    world.simple()
    world.worker("alice")

    assert offered(world, world.task("voice"), world.task("chat")) == [["alice"], ["alice"]]


def test_capacity_zero_means_never(world):
    world.simple()
    world.update(world.channel_of(world.worker("alice")), capacity=0)

    assert world.holder(world.task()) == []


def test_lowered_capacity_leaves_what_is_there(world):
    world.simple()
    alice = world.worker("alice")
    world.update(world.channel_of(alice), capacity=2)
    tasks = [world.task(), world.task(), world.task()]

    world.update(world.channel_of(alice), capacity=1)
    world.accept(tasks[0])
    world.answer(tasks[0], "completed")

    assert offered(world, *tasks[1:]) == [["alice"], []]


def test_a_single_tasking_worker_takes_one_task_of_any_kind():
    world = World(multi_task_enabled=False)
    world.simple()
    world.worker("alice")

    assert offered(world, world.task("voice"), world.task("chat")) == [["alice"], []]


def test_a_targets_expression_turns_workers_down(world):
    queue = world.queue()
    world.workflow(steps({"queue": queue, "expression": "worker.skills HAS task.skill"}))
    world.worker("alice", skills=["cars"])
    world.worker("bob", skills=["boats"])

    assert world.holder(world.task(skill="boats")) == ["bob"]


@pytest.mark.parametrize("key", ["known_worker_sid", "known_worker_friendly_name"])
def test_a_known_worker_is_the_only_one(world, key):
    queue = world.queue()
    world.workflow(steps({"queue": queue, key: "task.agent"}))
    _, bob = world.workers("alice", "bob")

    agent = bob.sid if key == "known_worker_sid" else "bob"
    assert offered(world, world.task(agent=agent), world.task()) == [["bob"], []]


def test_a_known_worker_must_be_in_the_queue(world):
    queue = world.queue(target_workers="vip == true")
    world.workflow(steps({"queue": queue, "known_worker_friendly_name": "task.agent"}))
    world.worker("alice")

    assert world.holder(world.task(agent="alice")) == []


# --- in which order (sources: selection) --------------------------------------------------------


def test_those_who_never_had_a_task_come_first_then_the_longest_idle(world):
    world.simple()
    world.workers("alice", "bob")
    order = []
    for _ in range(4):
        world.advance(seconds=1)
        task = world.task()
        order += world.holder(task)
        world.accept(task)
        world.answer(task, "completed")

    assert order == ["alice", "bob", "alice", "bob"]


def test_among_equally_idle_workers_the_longest_in_their_activity_comes_first(world):
    world.simple()
    alice, _bob = world.workers("alice", "bob")
    world.advance(seconds=1)
    world.move(alice, "Offline")
    world.move(alice, "Available")

    assert world.holder(world.task()) == ["bob"]


def test_idle_time_counts_all_channels_unless_the_channel_is_optimized(world):
    world.simple()
    world.workers("alice", "bob")
    world.update(world.workspace.task_channels.find("voice"), channel_optimized_routing=True)
    world.advance(seconds=1)
    world.task("chat")

    assert offered(world, world.task("sms"), world.task("voice")) == [["bob"], ["alice"]]


def test_order_by_comes_before_idleness(world):
    queue = world.queue()
    world.workflow(steps({"queue": queue, "order_by": "worker.level DESC, worker.age ASC"}))
    world.worker("alice", level=1, age=1)
    world.worker("bob", level=2, age=9)
    world.worker("carol", level=2, age=3)
    world.worker("dave", age=1)

    assert offered(world, *(world.task() for _ in range(4))) == [
        ["carol"],
        ["bob"],
        ["alice"],
        ["dave"],
    ]


def test_an_order_by_over_something_else_than_integers_is_ignored(world):
    queue = world.queue()
    world.workflow(steps({"queue": queue, "order_by": "worker.level DESC"}))
    world.worker("alice", level=1)
    world.worker("bob", level="high")

    assert world.holder(world.task()) == ["alice"]


def test_many_workers_are_reserved_where_the_queue_says_so(world):
    world.simple(max_reserved_workers=2)
    world.workers("alice", "bob", "carol")

    assert offered(world, world.task(), world.task()) == [["alice", "bob"], ["carol"]]


# --- which task first (sources: selection) ------------------------------------------------------


def served(world, *names):
    """The tasks in the order in which one worker gets them."""
    worker = world.worker("alice")
    order = []
    while worker.pending_reservations():
        (reservation,) = worker.pending_reservations()
        order.append(reservation.task)
        world.accept(reservation.task)
        world.answer(reservation.task, "completed")
    return order


def test_priority_comes_before_age(world):
    world.simple()
    low, high = world.task(priority=1), world.task(priority=2)
    old = world.task(priority=2, virtual_start_time=world.now - SECOND)

    assert served(world) == [old, high, low]


def test_lifo_queues_take_the_youngest_and_ignore_priority(world):
    world.simple(task_order="LIFO")
    first, second = world.task(priority=9), world.task()
    old = world.task(priority=5, virtual_start_time=world.now - SECOND)

    assert served(world) == [second, first, old]


def test_a_task_that_nobody_can_take_holds_up_nobody(world):
    queue = world.queue()
    world.workflow(steps({"queue": queue, "expression": "worker.skills HAS task.skill"}))
    stuck, lucky = world.task(priority=9, skill="rare"), world.task(skill="common")

    world.worker("alice", skills=["common"])

    assert offered(world, stuck, lucky) == [[], ["alice"]]


@pytest.mark.parametrize(("first", "expected"), [("FIFO", [0, 1]), ("LIFO", [1, 0])])
def test_one_kind_of_queue_is_drained_first(first, expected):
    world = World(prioritize_queue_order=first)
    fifo, lifo = world.queue("fifo"), world.queue("lifo", task_order="LIFO")
    tasks = [world.task(task_queue_sid=fifo.sid), world.task(priority=9, task_queue_sid=lifo.sid)]

    assert served(world) == [tasks[number] for number in expected]


def test_tasks_of_one_kind_compete_across_queues(world):
    one, two = world.queue("one"), world.queue("two")
    low = world.task(task_queue_sid=one.sid)
    high = world.task(task_queue_sid=two.sid, priority=1)

    assert served(world) == [high, low]


# --- direct routing (sources: tasks) ------------------------------------------------------------


def test_a_direct_task_ignores_availability_and_capacity_by_default(world):
    alice = world.worker("alice", activity="Offline")
    world.update(world.channel_of(alice), capacity=0)

    assert offered(
        world, world.task(routing_target=alice.sid), world.task(routing_target=alice.sid)
    ) == [["alice"], ["alice"]]


def test_a_direct_task_may_wait_for_its_worker(world):
    alice = world.worker("alice", activity="Offline")
    task = world.task(routing_target=alice.sid, ignore_capacity=False)
    world.worker("bob")
    assert task.assignment_status == "pending"

    world.move(alice, "Available")

    assert world.holder(task) == ["alice"]


def test_direct_tasks_wait_by_channel_and_in_order(world):
    alice = world.worker("alice", activity="Offline")
    values = {"routing_target": alice.sid, "ignore_capacity": False}
    low, high = world.task(**values), world.task(**values, priority=1)
    chat = world.task("chat", **values)

    world.move(alice, "Available")

    assert offered(world, low, high, chat) == [[], ["alice"], ["alice"]]


def test_a_direct_task_competes_with_those_of_the_workers_queues(world):
    world.simple()
    alice = world.worker("alice", activity="Offline")
    queued = world.task(priority=1)
    direct = world.task(routing_target=alice.sid, ignore_capacity=False)

    world.move(alice, "Available")

    assert offered(world, queued, direct) == [["alice"], []]


# --- when matching runs (sources: selection, workflows) -----------------------------------------


def test_new_attributes_of_a_worker_let_waiting_tasks_find_them(world):
    world.simple(target_workers="skills HAS 'cars'")
    alice = world.worker("alice")
    task = world.task()

    world.update(alice, attributes='{"skills": ["cars"]}')

    assert world.holder(task) == ["alice"]


def test_a_new_queue_expression_lets_waiting_tasks_find_workers(world):
    queue = world.simple(target_workers="1==0")
    world.worker("alice")
    task = world.task()

    world.update(queue, target_workers="1==1")

    assert world.holder(task) == ["alice"]


def test_new_attributes_of_a_task_run_its_step_again(world):
    queue = world.queue()
    world.workflow(steps({"queue": queue, "expression": "worker.sid == task.target"}))
    alice = world.worker("alice")
    task = world.task()

    world.update(task, attributes=f'{{"target": "{alice.sid}"}}')

    assert world.holder(task) == ["alice"]


def test_a_reservation_survives_changes_that_would_prevent_it(world):
    queue = world.simple(target_workers="skills HAS 'cars'")
    alice = world.worker("alice", skills=["cars"])
    task = world.task()

    world.update(alice, attributes="{}")
    world.update(queue, target_workers="1==0")
    world.update(world.channel_of(alice), capacity=0, available=False)

    assert world.holder(task) == ["alice"]


def test_expressions_see_how_busy_a_worker_is_on_other_channels(world):
    queue = world.queue()
    idle = "worker.channel.voice.assigned_tasks == 0"
    world.workflow(steps({"queue": queue, "expression": idle}))
    world.worker("alice")
    call = world.task("voice")
    world.accept(call)
    chat = world.task("chat")
    assert world.holder(chat) == []

    world.answer(call, "completed")

    assert world.holder(chat) == ["alice"]


def test_an_expression_may_begin_to_match_when_a_task_is_accepted(world):
    queue = world.queue()
    busy = "worker.channel.voice.assigned_tasks == 1"
    everyone = world.workflow(default=queue)
    picky = world.workflow(steps({"queue": queue, "expression": busy}))
    world.worker("alice")
    call = world.task("voice", workflow_sid=everyone.sid)
    chat = world.task("chat", workflow_sid=picky.sid)
    assert world.holder(chat) == []

    world.accept(call)

    assert world.holder(chat) == ["alice"]


def test_membership_may_depend_on_how_busy_a_worker_is(world):
    queue = world.queue(target_workers="worker.channel.voice.assigned_tasks == 0")
    world.workflow(default=queue)
    alice = world.worker("alice")
    call = world.task("voice")

    world.accept(call)
    assert queue.members == set()
    world.answer(call, "completed")
    assert queue.members == {alice.sid}


def test_a_renamed_activity_is_seen_by_expressions(world):
    queue = world.queue()
    world.workflow(steps({"queue": queue, "expression": "worker.activity_name == 'Ready'"}))
    world.worker("alice")
    task = world.task()

    world.update(world.activity("Available"), friendly_name="Ready")

    assert world.holder(task) == ["alice"]


def test_a_queue_that_takes_more_workers_at_once_does_so_from_then_on(world):
    queue = world.simple()
    world.workers("alice", "bob")

    world.update(queue, max_reserved_workers=2)

    assert world.holder(world.task()) == ["alice", "bob"]


def test_waiting_tasks_are_lined_up_again_when_the_queues_order_changes(world):
    queue = world.simple()
    first, second = world.task(), world.task()

    world.update(queue, task_order="LIFO")

    assert served(world) == [second, first]


def test_a_waiting_task_can_change_its_channel(world):
    world.simple()
    alice = world.worker("alice")
    world.update(world.channel_of(alice), capacity=0)
    task = world.task()

    world.update(task, task_channel="chat")

    assert world.holder(task) == ["alice"]
