import pickle

import pytest

from mocktr.core.mounts import RESOURCES
from mocktr.core.resources.base import Record, parse
from mocktr.core.resources.task import Task
from mocktr.core.resources.worker import Worker
from mocktr.errors import InvalidParameter, MissingParameter
from tests.core import recount
from tests.core.world import World


def test_a_form_becomes_values_and_unknown_parameters_are_ignored():
    form = {"FriendlyName": "alice", "Attributes": "{}", "Color": "red"}

    assert parse(Worker, "create", form) == {"friendly_name": "alice", "attributes": "{}"}


def test_a_parameter_of_another_operation_is_unknown():
    assert parse(Task, "create", {"AssignmentStatus": "canceled"}) == {}
    assert parse(Task, "update", {"WorkflowSid": "x"}) == {}


@pytest.mark.parametrize("form", [{}, {"FriendlyName": ""}])
def test_a_missing_parameter_is_named(form):
    with pytest.raises(MissingParameter, match="Missing required parameter FriendlyName"):
        parse(Worker, "create", form)


def test_the_first_wrong_parameter_is_named():
    with pytest.raises(InvalidParameter, match=r"Invalid value '\[\]' for parameter Attributes"):
        parse(Worker, "update", {"Attributes": "[]", "ActivitySid": "x"})


def test_a_record_has_a_place_and_changes_only_as_one_of_the_resources():
    record = Record(account=None)

    with pytest.raises(NotImplementedError):
        _ = record.path
    with pytest.raises(NotImplementedError):
        record.update({})


def test_a_form_changes_a_record_or_nothing():
    world = World()
    alice = world.worker("alice")

    alice.update(parse(Worker, "update", {"FriendlyName": "Alice"}))
    with pytest.raises(InvalidParameter, match="ActivitySid"):
        alice.update(parse(Worker, "update", {"FriendlyName": "Bob", "ActivitySid": "x"}))

    assert alice.friendly_name == "Alice"


def test_a_mount_may_lack_some_filters_of_its_record():
    for mount in RESOURCES:
        assert set(mount.filters) == set(mount.record.filters) - mount.unknown


def test_a_copy_of_a_record_has_all_its_fields():
    """Also those of the records around it, to which it leads in circles."""
    world = World()
    world.simple()
    task, alice = world.task(), world.worker("alice")

    copied = pickle.loads(pickle.dumps(task))

    assert recount.fields(copied) == recount.fields(task)
    [worker] = copied.workspace.workers.values()
    assert recount.fields(worker) == recount.fields(alice)
    assert worker.workspace is copied.workspace
    assert copied.account.tasks[task.sid] is copied


def test_only_what_counts_its_changes_has_a_version_to_show():
    world = World()
    world.simple()
    task = world.task()
    event = next(world.workspace.events.rows({}).after())

    world.update(task, priority=5)

    assert (task.versioned, task.version) == (True, 1)
    assert (task.workflow.versioned, task.workflow.version) == (False, 0)
    assert (event.versioned, event.version) == (False, 0)
