import pytest

from mocktr.errors import InvalidParameter, Refused
from tests.core.world import World, routing, steps, unchanged


@pytest.fixture
def world():
    return World()


def test_a_new_queue_has_everybody_and_takes_the_oldest_first(world):
    alice = world.worker("alice")

    queue = world.queue("everyone")

    shown = queue.payload("")
    assert (shown["target_workers"], shown["task_order"], shown["max_reserved_workers"]) == (
        "1==1",
        "FIFO",
        1,
    )
    assert queue.members == {alice.sid}


def test_a_single_tasking_workspace_lends_its_queues_activities():
    world = World(multi_task_enabled=False)

    shown = world.queue().payload("")

    assert shown["reservation_activity_name"] == "Reserved"
    assert shown["assignment_activity_name"] == "Busy"
    assert shown["links"]["assignment_activity"].endswith(shown["assignment_activity_sid"])


def test_names_are_unique(world):
    queue = world.queue("one")
    other = world.queue("two")

    with unchanged(world), pytest.raises(Refused, match="Queue named one already exists"):
        world.queue("one")
    with unchanged(world), pytest.raises(Refused, match="Queue named one already exists"):
        world.update(other, friendly_name="one")

    world.update(queue, friendly_name="one")
    world.queue("One")


@pytest.mark.parametrize("values", [{"target_workers": "a =="}, {"reservation_activity_sid": "x"}])
def test_what_can_not_be_is_refused_before_anything_changes(world, values):
    queue = world.queue()

    with unchanged(world), pytest.raises(Refused):
        world.update(queue, friendly_name="new", **values)
    assert queue.friendly_name == "everyone"


def test_an_update_that_changes_nothing_tells_nothing(world):
    queue = world.queue()
    world.told()

    world.update(queue, friendly_name="everyone")
    world.update(queue, friendly_name="new name")

    assert world.told() == []


def test_a_new_expression_is_told(world):
    queue = world.queue()
    world.told()

    world.update(queue, target_workers="1==0")

    assert world.told() == ["task-queue.expression.updated"]
    assert queue.members == set()


def test_membership_follows_activities_only_where_the_expression_looks(world):
    world.queue("all")
    by_activity = world.queue("ready", target_workers="activity_name == 'Available'")
    alice = world.worker("alice")
    assert by_activity.members == {alice.sid}

    world.move(alice, "Offline")
    assert by_activity.members == set()

    world.update(by_activity, target_workers="1==1")
    assert by_activity.members == {alice.sid}
    assert not world.workspace.volatile_queues


def test_membership_follows_the_channels_that_there_are(world):
    queue = world.queue(target_workers="worker.channel.mail.assigned_tasks == 0")
    alice = world.worker("alice")
    assert queue.members == set()

    mail = world.channel("mail")
    assert queue.members == {alice.sid}

    world.delete(mail)
    assert queue.members == set()


def test_an_activity_that_was_deleted_is_counted_no_more(world):
    queue, nap = world.queue(), world.add_activity("Nap")
    alice = world.worker("alice", activity="Nap")
    assert queue.presence()[nap.sid] == 1

    world.move(alice, "Available")
    assert queue.presence()[nap.sid] == 0

    world.delete(nap)
    assert nap.sid not in queue.presence()


def test_a_queue_that_a_workflow_names_can_not_be_deleted(world):
    queue = world.simple()

    with unchanged(world), pytest.raises(Refused, match="because workflow"):
        world.delete(queue)


def test_a_queue_with_a_task_in_it_can_not_be_deleted(world):
    queue = world.queue()
    task = world.task(task_queue_sid=queue.sid)

    with unchanged(world), pytest.raises(Refused, match=f"because task {task.sid} is in it"):
        world.delete(queue)

    world.update(task, assignment_status="canceled")
    world.delete(queue)
    assert not world.workspace.task_queues


def test_a_queue_that_a_waiting_task_may_still_enter_can_not_be_deleted(world):
    one, two = world.queue("one"), world.queue("two")
    workflow = world.workflow(steps({"queue": one, "timeout": 5}, {"queue": two}))
    alice = world.worker("alice", activity="Offline")
    task = world.task()
    world.update(workflow, configuration=routing(default=one))

    with unchanged(world), pytest.raises(Refused, match="may still enter it"):
        world.delete(two)

    world.move(alice, "Available")
    world.accept(task)
    world.delete(two)
    assert [queue.friendly_name for queue in alice.queues] == ["one"]


def test_a_queue_without_steps_in_sight_does_not_hold_up_others(world):
    one, two = world.queue("one"), world.queue("two")
    world.task(task_queue_sid=one.sid)

    world.delete(two)

    assert list(world.workspace.task_queues.values()) == [one]


def test_filters_find_queues(world):
    alice = world.worker("alice", languages=["es"])
    spanish = world.queue("spanish", target_workers="languages HAS 'es'")
    nobody = world.queue("nobody", target_workers="")
    passes = {name: one.passes for name, one in type(spanish).filters.items()}

    assert passes["FriendlyName"](spanish, "spanish")
    assert passes["WorkerSid"](spanish, alice.sid)
    assert passes["EvaluateWorkerAttributes"](spanish, {"languages": ["es"]})
    assert not passes["EvaluateWorkerAttributes"](nobody, {"languages": ["es"]})
    assert type(spanish).orderings["DateUpdated"](spanish) == world.now


def test_an_unknown_activity_is_refused(world):
    with pytest.raises(InvalidParameter, match="workspace's activities"):
        world.queue(assignment_activity_sid="WA" + "0" * 32)
