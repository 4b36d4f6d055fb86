"""Workspaces: what a new one contains, and what can be changed (sources: workspaces)."""

import json

import pytest

from mocktr.core.resources import workspace as module

from .client import NOBODY, names, one, refusal, sids


def names_of(client, workspace, collection):
    return names(client.list(workspace["links"][collection]))


def test_a_new_workspace_has_the_defaults(client):
    made = client.create("/Workspaces", FriendlyName="Support")

    assert made["friendly_name"] == "Support"
    assert (made["event_callback_url"], made["events_filter"]) == ("", None)
    assert (made["multi_task_enabled"], made["prioritize_queue_order"]) == (True, "FIFO")
    assert made["date_created"] == made["date_updated"] == "2030-01-07T09:00:00Z"


def test_a_new_workspace_has_three_activities(client, workspace):
    found = client.list(workspace["links"]["activities"])

    assert [(one["friendly_name"], one["available"]) for one in found] == [
        ("Offline", False),
        ("Available", True),
        ("Unavailable", False),
    ]


def test_a_new_workspace_starts_with_offline_as_default_and_timeout_activity(workspace, activities):
    offline = ("Offline", activities["Offline"])

    assert (workspace["default_activity_name"], workspace["default_activity_sid"]) == offline
    assert (workspace["timeout_activity_name"], workspace["timeout_activity_sid"]) == offline


def test_a_new_workspace_has_five_task_channels_in_twilios_order(client, workspace):
    found = client.list(workspace["links"]["task_channels"])

    assert [(one["unique_name"], one["friendly_name"]) for one in found] == [
        ("default", "Default"),
        ("voice", "Voice"),
        ("chat", "Programmable Chat"),
        ("sms", "SMS"),
        ("video", "Video"),
    ]
    assert not any(one["channel_optimized_routing"] for one in found)


@pytest.mark.parametrize("collection", ["task_queues", "workflows", "workers", "tasks"])
def test_a_workspace_without_template_has_nothing_else(client, collection):
    made = client.create("/Workspaces", FriendlyName="Support", Template="NONE")

    assert client.list(made["links"][collection]) == []


def test_the_fifo_template_adds_a_queue_for_everybody(client):
    made = client.create("/Workspaces", FriendlyName="Support", Template="FIFO")

    queue = one(client.list(made["links"]["task_queues"]))
    assert (queue["friendly_name"], queue["target_workers"]) == ("Sample Queue", "1==1")
    assert (queue["task_order"], queue["max_reserved_workers"]) == ("FIFO", 1)


def test_the_fifo_template_adds_a_workflow_that_fills_the_queue(client):
    made = client.create("/Workspaces", FriendlyName="Support", Template="FIFO")

    queue = one(client.list(made["links"]["task_queues"]))
    workflow = one(client.list(made["links"]["workflows"]))
    assert workflow["friendly_name"] == "Default Fifo Workflow"
    assert workflow["task_reservation_timeout"] == 120
    assert (
        workflow["assignment_callback_url"] is workflow["fallback_assignment_callback_url"] is None
    )
    assert json.loads(workflow["configuration"]) == {
        "task_routing": {"filters": [], "default_filter": {"queue": queue["sid"]}}
    }
    assert client.create(made["links"]["tasks"])["task_queue_sid"] == queue["sid"]


@pytest.mark.parametrize("template", ["NONE", "EMPTY", "FIFO"])
def test_the_template_does_not_change_activities_and_channels(client, template):
    made = client.create("/Workspaces", FriendlyName="Support", Template=template)

    assert names_of(client, made, "activities") == ["Offline", "Available", "Unavailable"]
    assert len(names_of(client, made, "task_channels")) == 5


def test_a_single_tasking_workspace_also_has_reserved_and_busy(client):
    made = client.create("/Workspaces", FriendlyName="Support", MultiTaskEnabled="false")

    found = client.list(made["links"]["activities"])
    assert made["multi_task_enabled"] is False
    assert [(one["friendly_name"], one["available"]) for one in found[3:]] == [
        ("Reserved", False),
        ("Busy", False),
    ]


def test_queues_of_a_single_tasking_workspace_reserve_and_assign_by_activity(client):
    made = client.create(
        "/Workspaces", FriendlyName="Support", MultiTaskEnabled="false", Template="FIFO"
    )

    queue = one(client.list(made["links"]["task_queues"]))
    assert queue["reservation_activity_name"] == "Reserved"
    assert queue["assignment_activity_name"] == "Busy"


def test_all_parameters_can_be_given_on_creation(client):
    made = client.create(
        "/Workspaces",
        FriendlyName="Support",
        EventCallbackUrl="https://example.com/events#rc=3",
        EventsFilter="task.created, task.canceled",
        MultiTaskEnabled="true",
        PrioritizeQueueOrder="LIFO",
    )

    assert made["event_callback_url"] == "https://example.com/events#rc=3"
    assert made["events_filter"] == "task.created, task.canceled"
    assert (made["multi_task_enabled"], made["prioritize_queue_order"]) == (True, "LIFO")


def test_friendly_name_is_required(client):
    answer = client.post("/Workspaces", Template="FIFO")

    assert refusal(answer) == "Missing required parameter FriendlyName in the post body"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FriendlyName", "x" * 65),
        ("EventCallbackUrl", "example.com/events"),
        ("EventCallbackUrl", "ftp://example.com/"),
        ("Template", "LIFO"),
        ("Template", "fifo"),
        ("PrioritizeQueueOrder", "RANDOM"),
    ],
)
def test_a_refused_value_is_named_with_what_was_wanted(client, unchanged, name, value):
    answer = client.post("/Workspaces", **{"FriendlyName": "Support", name: value})

    message = refusal(answer)
    assert f"parameter {name}: expected" in message
    assert value[:60] in message
    assert unchanged()


@pytest.mark.parametrize("length", [1, 64])
def test_names_have_one_to_64_characters(client, length):
    made = client.create("/Workspaces", FriendlyName="é" * length)

    assert made["friendly_name"] == "é" * length


def test_two_workspaces_may_have_one_name(client, workspace):
    made = client.create("/Workspaces", FriendlyName=workspace["friendly_name"])

    assert sids(client.list("/Workspaces")) == [workspace["sid"], made["sid"]]


@pytest.mark.parametrize(
    "extra",
    [{"Colour": "red"}, {"friendlyname": "x"}, {"template": "FIFO"}, {"DefaultActivitySid": "x"}],
)
def test_unknown_parameters_are_ignored_and_names_are_case_sensitive(client, extra):
    made = client.create("/Workspaces", FriendlyName="Support", **extra)

    assert made["friendly_name"] == "Support"
    assert names_of(client, made, "task_queues") == []


def test_lists_are_filtered_by_the_exact_name(client):
    for name in ["Sales", "Sales EU", "sales"]:
        client.create("/Workspaces", FriendlyName=name)

    assert names(client.list("/Workspaces", FriendlyName="Sales")) == ["Sales"]
    assert client.list("/Workspaces", FriendlyName="Sal") == []


def test_an_update_changes_only_what_is_sent(client, workspace):
    client.advance(5)

    changed = client.change(workspace["url"], PrioritizeQueueOrder="LIFO")

    assert changed == workspace | {
        "prioritize_queue_order": "LIFO",
        "date_updated": "2030-01-07T09:00:05Z",
    }


def test_an_update_without_parameters_changes_nothing(client, workspace, unchanged):
    client.advance(5)

    assert client.change(workspace["url"]) == workspace


def test_default_and_timeout_activity_can_be_set(client, workspace, activities):
    changed = client.change(
        workspace["url"],
        DefaultActivitySid=activities["Available"],
        TimeoutActivitySid=activities["Unavailable"],
    )

    assert changed["default_activity_name"] == "Available"
    assert changed["timeout_activity_name"] == "Unavailable"
    worker = client.create(workspace["links"]["workers"], FriendlyName="Alice")
    assert worker["activity_name"] == "Available"


@pytest.mark.parametrize("name", ["DefaultActivitySid", "TimeoutActivitySid"])
@pytest.mark.parametrize("value", ["", "WA1", "WA" + NOBODY, "WW" + NOBODY])
def test_an_activity_that_does_not_exist_is_refused(client, workspace, unchanged, name, value):
    answer = client.post(workspace["url"], **{"FriendlyName": "New", name: value})

    assert f"parameter {name}: expected" in refusal(answer)
    assert unchanged()


def test_the_activity_of_another_workspace_is_refused(client, workspace, activities):
    other = client.create("/Workspaces", FriendlyName="Other")

    answer = client.post(other["url"], DefaultActivitySid=activities["Available"])

    assert "DefaultActivitySid" in refusal(answer)


def test_event_settings_are_cleared_by_empty_values(client):
    made = client.create(
        "/Workspaces",
        FriendlyName="S",
        EventCallbackUrl="https://a.test/",
        EventsFilter="task.created",
    )

    changed = client.change(made["url"], EventCallbackUrl="", EventsFilter="")

    assert (changed["event_callback_url"], changed["events_filter"]) == ("", "")


def test_a_name_cannot_be_cleared(client, workspace, unchanged):
    answer = client.post(workspace["url"], FriendlyName="", EventsFilter="task.created")

    assert "FriendlyName: expected a string of 1 to 64 characters" in refusal(answer)
    assert unchanged()


def test_the_template_of_an_existing_workspace_is_ignored(client, workspace):
    client.change(workspace["url"], Template="FIFO")

    assert names_of(client, workspace, "task_queues") == []


def test_multitasking_can_be_switched_on(client):
    made = client.create("/Workspaces", FriendlyName="Old", MultiTaskEnabled="false")

    assert client.change(made["url"], MultiTaskEnabled="true")["multi_task_enabled"] is True


def test_multitasking_cannot_be_switched_off(client, workspace, unchanged):
    answer = client.post(workspace["url"], FriendlyName="New", MultiTaskEnabled="false")

    assert "MultiTaskEnabled" in refusal(answer)
    assert unchanged()


def test_multitasking_can_be_switched_off_beside_a_single_tasking_workspace(client, workspace):
    client.create("/Workspaces", FriendlyName="Old", MultiTaskEnabled="false")

    changed = client.change(workspace["url"], MultiTaskEnabled="false")

    assert changed["multi_task_enabled"] is False


def test_multitasking_is_untouched_by_other_updates(client, workspace):
    assert client.change(workspace["url"], FriendlyName="New")["multi_task_enabled"] is True


def test_deleting_a_workspace_takes_all_that_is_in_it(client, workspace, reservation, worker, task):
    client.remove(workspace["url"])

    assert client.list("/Workspaces") == []
    inside = [reservation, worker, task, *({"url": url} for url in workspace["links"].values())]
    assert {client.get(record["url"]).status for record in inside} == {404}


def test_nothing_happens_any_more_in_a_deleted_workspace(client, workspace, reservation):
    client.remove(workspace["url"])

    client.advance(2 * 86_400)

    assert client.get(reservation["url"]).status == 404


def test_deleting_a_workspace_leaves_the_others_alone(client, workspace, worker, task):
    other = client.create("/Workspaces", FriendlyName="Other")

    client.remove(other["url"])

    assert client.read(worker["url"])["sid"] == worker["sid"]
    assert client.list(task["links"]["reservations"])


def test_a_workspace_is_deleted_once(client, workspace):
    client.remove(workspace["url"])

    assert refusal(client.delete(workspace["url"]), 404, 20404)


def test_a_project_has_at_most_5000_workspaces(client, workspace, monkeypatch, unchanged):
    assert module.MOST == 5000
    monkeypatch.setattr(module, "MOST", 1)

    answer = client.post("/Workspaces", FriendlyName="One too many")

    assert refusal(answer) == "A maximum of 1 workspaces in a project is allowed"
    assert unchanged()
