"""Statistics beside TaskRouter's API: the same numbers, without a request."""

import pytest

from mocktr import AdminError


@pytest.fixture
def busy(taskrouter):
    task = taskrouter.task(language="es")
    taskrouter.advance(30)
    task.reservations.list()[0].update(reservation_status="accepted")
    taskrouter.task(language="es")
    return taskrouter


def same(ours, theirs):
    """Whether all that we count is what the API says."""
    return {name: theirs[name] for name in ours} == ours


def test_a_workspace_is_counted_as_the_api_counts_it(busy):
    before = len(busy.journal)

    told = busy.statistics()

    assert len(busy.journal) == before
    shown = busy.workspace.statistics().fetch()
    assert same(told["realtime"], shown.realtime)
    assert same(told["cumulative"], shown.cumulative)


def test_a_queue_a_workflow_and_a_worker_are_counted(busy):
    queue = next(one for one in busy.workspace.task_queues.list() if one.friendly_name == "Spanish")
    [workflow] = busy.workspace.workflows.list()
    bob = next(one for one in busy.workspace.workers.list() if one.friendly_name == "bob")
    split = {"minutes": 60, "split_by_wait_time": "10,60", "task_channel": "default"}

    of_queue = busy.statistics(queue="Spanish", **split)
    of_workflow = busy.statistics(workflow=workflow.sid, workspace="Support")
    of_worker = busy.statistics(worker="bob")

    shown = queue.statistics().fetch(minutes=60, split_by_wait_time="10,60", task_channel="default")
    assert same(of_queue["realtime"], shown.realtime)
    assert same(of_queue["cumulative"], shown.cumulative)
    assert same(of_workflow["cumulative"], workflow.statistics().fetch().cumulative)
    assert same(of_worker["cumulative"], bob.statistics().fetch().cumulative)
    assert of_worker["realtime"] is None


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"queue": "Spanish", "worker": "bob"}, "expected one of queue, workflow and worker"),
        ({"worker": "nobody"}, 'worker: no worker "nobody"'),
        ({"split_by_wait_time": "soon"}, "SplitByWaitTime"),
        ({"start_date": "2030-01-08"}, "StartDate"),
        ({"task_channel": "fax"}, "TaskChannel"),
        ({"minutes": 0}, "minutes: expected an integer from 1"),
    ],
)
def test_what_can_not_be_counted_is_told(busy, asked, said):
    with pytest.raises(AdminError, match=said):
        busy.statistics(**asked)
