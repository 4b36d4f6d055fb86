"""Events as a command: in all workspaces, by number, and each whole."""

import pytest

from mocktr import AdminError


def test_events_of_all_workspaces_are_told_together(taskrouter):
    taskrouter.client.taskrouter.v1.workspaces.create(friendly_name="Second")
    taskrouter.task(language="es")

    told = taskrouter.event_log()

    assert told["last"] == told["events"][-1]["number"] == told["count"]
    assert len({one["workspace_sid"] for one in told["events"]}) == 2
    only = taskrouter.event_log(workspace="Second", limit=1000)["events"]
    assert {one["type"].partition(".")[0] for one in only} == {
        "workspace",
        "activity",
        "task-channel",
    }


def test_criteria_are_words_of_a_query(taskrouter):
    task = taskrouter.task(language="es")

    told = taskrouter.event_log(type="task., reservation.created", sid=task.sid, text="BOB Created")

    assert [one["type"] for one in told["events"]] == ["reservation.created"]
    assert (told["more"], told["reached"]) == (False, None)


def test_what_came_after_an_event_is_told_page_by_page(taskrouter):
    taskrouter.task(language="es")
    first = taskrouter.event_log(since=0, limit=3)
    second = taskrouter.event_log(since=first["reached"], limit=1000)

    numbers = [one["number"] for one in [*first["events"], *second["events"]]]
    assert numbers == list(range(1, second["last"] + 1))
    assert (first["more"], second["more"]) == (True, False)


def test_only_one_direction_can_be_asked_for(taskrouter):
    with pytest.raises(AdminError, match="expected since or before, got both"):
        taskrouter.event_log(since=1, before=2)


def test_an_event_is_told_whole_by_its_number(taskrouter):
    task = taskrouter.task(language="es")
    [row] = taskrouter.event_log(type="task.created")["events"]

    whole = taskrouter.event(row["number"])

    assert (whole["event_type"], whole["resource_sid"]) == ("task.created", task.sid)
    assert whole["event_data"]["task_attributes"] == '{"language":"es"}'
    assert whole["resource_url"] == task.url.removeprefix("https://taskrouter.twilio.com")


def test_an_event_of_a_workspace_that_is_gone_is_told_too(taskrouter):
    second = taskrouter.client.taskrouter.v1.workspaces.create(friendly_name="Second")
    second.delete()
    [row] = taskrouter.event_log(type="workspace.created")["events"]

    assert taskrouter.event(row["number"])["event_data"]["workspace_name"] == "Second"


@pytest.mark.parametrize("number", ["0", "99999", "x", "-1", "1.5"])
def test_a_number_that_no_event_has_is_told(taskrouter, number):
    taskrouter.task(language="es")

    with pytest.raises(AdminError, match=f"there is no event {number}"):
        taskrouter.event(number)
