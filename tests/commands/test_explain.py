"""Workers and queues are explained by name or SID."""

import pytest

from mocktr import AdminError


def test_a_worker_is_explained_by_name_by_sid_or_as_a_record(taskrouter):
    bob = next(one for one in taskrouter.workspace.workers.list() if one.friendly_name == "bob")

    told = taskrouter.explain_worker("bob")

    assert told == taskrouter.explain_worker(bob.sid) == taskrouter.explain_worker(bob)
    assert told["worker_sid"] == bob.sid
    with pytest.raises(AdminError, match="there is no worker nobody"):
        taskrouter.explain_worker("nobody")


def test_a_queue_is_explained_by_name_or_sid(taskrouter):
    told = taskrouter.explain_queue("Spanish")

    assert told == taskrouter.explain_queue(told["task_queue_sid"])
    with pytest.raises(AdminError, match='queue: no queue "French"'):
        taskrouter.explain_queue("French")
