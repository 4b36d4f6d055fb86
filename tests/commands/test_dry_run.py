"""An edited workflow is tried on the tasks that wait, and nothing changes."""

import json

import pytest

from mocktr import AdminError


def configuration_of(taskrouter):
    [workflow] = taskrouter.workspace.workflows.list()
    return json.loads(workflow.configuration)


def edited(taskrouter, expression):
    """The workflow with another expression for Spanish, and without a default filter."""
    document = configuration_of(taskrouter)
    document["task_routing"]["filters"][1]["expression"] = expression
    document["task_routing"].pop("default_filter", None)
    return document


def test_the_same_workflow_changes_nothing(taskrouter):
    taskrouter.task(language="es")

    [name] = [one.friendly_name for one in taskrouter.workspace.workflows.list()]
    told = taskrouter.dry_run(name, configuration_of(taskrouter))

    assert (told["count"], told["changed"], told["left_off"]) == (1, 0, 0)
    [row] = told["tasks"]
    assert row["before"] == row["after"]
    assert row["after"]["queue_name"] == "Spanish"


def test_an_edited_workflow_tells_who_would_go_elsewhere(taskrouter):
    spanish, english = taskrouter.task(language="es"), taskrouter.task(language="en")
    [workflow] = taskrouter.workspace.workflows.list()
    before = taskrouter.state(events=True)

    told = taskrouter.dry_run(workflow, edited(taskrouter, 'language == "fr"'))

    rows = {one["task_sid"]: one for one in told["tasks"]}
    moved = [sid for sid, one in rows.items() if one["changed"]]
    assert moved == [spanish.sid]
    assert told["changed"] == 1
    assert set(rows) == {spanish.sid, english.sid}
    assert rows[spanish.sid]["after"] is None
    assert taskrouter.state(events=True) == before


def test_so_many_tasks_are_tried(taskrouter):
    for _ in range(3):
        taskrouter.task(language="es")
    [workflow] = taskrouter.workspace.workflows.list()

    told = taskrouter.dry_run(workflow, configuration_of(taskrouter), limit=2, workspace="Support")

    assert (len(told["tasks"]), told["count"], told["left_off"]) == (2, 3, 1)


def test_a_mistake_in_it_is_pointed_at(taskrouter):
    [workflow] = taskrouter.workspace.workflows.list()

    with pytest.raises(AdminError) as refused:
        taskrouter.dry_run(workflow, edited(taskrouter, "language >= ]"))
    assert "expression" in refused.value.message
    assert refused.value.details["position"] == 12
    with pytest.raises(AdminError, match="configuration: "):
        taskrouter.dry_run(workflow, {"task_routing": {"default_filter": {"queue": "WQ1"}}})
    with pytest.raises(AdminError, match='workflow: no workflow "other"'):
        taskrouter.dry_run("other", configuration_of(taskrouter))


def test_what_if_may_be_asked_of_an_edited_workflow(taskrouter):
    expression = 'language == "fr"'
    [workflow] = taskrouter.workspace.workflows.list()
    document = edited(taskrouter, expression)

    plain = taskrouter.what_if(attributes={"language": "fr"})
    other = taskrouter.what_if(
        attributes={"language": "fr"}, configuration=document, workflow=workflow.sid
    )

    assert plain["task_queue_name"] != other["task_queue_name"]
    assert taskrouter.what_if(attributes={"language": "fr"}, configuration=document) == other
    with pytest.raises(AdminError, match="Configuration"):
        taskrouter.what_if(configuration="{", attributes={})


@pytest.mark.mocktr(seed="empty")
def test_without_a_workflow_nothing_can_be_edited(taskrouter):
    taskrouter.client.taskrouter.v1.workspaces.create(friendly_name="Empty")

    with pytest.raises(AdminError, match="there is no workflow that could have it"):
        taskrouter.what_if(configuration={"task_routing": {}}, attributes={})
