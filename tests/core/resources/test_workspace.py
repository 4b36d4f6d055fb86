import pytest

from mocktr.core.mounts import RESOURCES
from mocktr.core.resources.base import parse
from mocktr.core.resources.task import Task
from mocktr.core.resources.workspace import Workspace
from mocktr.errors import InvalidParameter, Refused
from tests.core.world import World, routing, unchanged


@pytest.fixture
def world():
    return World()


def names(collection):
    return [record.friendly_name for record in collection.values()]


def test_a_new_workspace_has_activities_and_channels():
    workspace = World().workspace

    assert names(workspace.activities) == ["Offline", "Available", "Unavailable"]
    assert [one.unique_name for one in workspace.task_channels.values()] == [
        "default",
        "voice",
        "chat",
        "sms",
        "video",
    ]
    shown = workspace.payload("http://x")
    assert (shown["default_activity_name"], shown["timeout_activity_name"]) == (
        "Offline",
        "Offline",
    )
    assert shown["url"] == f"http://x/Workspaces/{workspace.sid}"
    assert shown["links"]["tasks"] == f"http://x/Workspaces/{workspace.sid}/Tasks"


def test_the_fifo_template_adds_a_queue_and_a_workflow():
    world = World(template="FIFO")

    assert names(world.workspace.task_queues) == ["Sample Queue"]
    assert names(world.workspace.workflows) == ["Default Fifo Workflow"]
    assert world.task().task_queue_friendly_name == "Sample Queue"


def test_a_single_tasking_workspace_has_two_more_activities():
    workspace = World(multi_task_enabled=False).workspace

    assert names(workspace.activities)[3:] == ["Reserved", "Busy"]


def test_what_a_workspace_begins_with_can_have_explicit_sids(world):
    sid = "WA" + "a" * 32

    made = Workspace.create(
        world.account, {"friendly_name": "Seeded"}, sids={("activities", "Offline"): sid}
    )

    assert made.default_activity_sid == sid


def test_a_workspace_that_is_not_furnished_starts_with_nothing(world):
    made = Workspace.create(world.account, {"friendly_name": "Bare"}, furnished=False)

    assert not made.activities
    assert not made.task_channels
    assert made.payload("http://x")["default_activity_name"] is None


def test_an_update_is_told_if_it_changes_something(world):
    world.update(world.workspace, friendly_name="Renamed")
    world.update(world.workspace, friendly_name="Renamed")

    assert world.told() == ["workspace.updated"]


def test_an_unknown_activity_is_refused(world):
    with unchanged(world), pytest.raises(InvalidParameter, match="TimeoutActivitySid"):
        world.update(world.workspace, timeout_activity_sid="WA" + "0" * 32)


def test_there_is_no_way_back_to_single_tasking(world):
    with unchanged(world), pytest.raises(InvalidParameter, match="MultiTaskEnabled"):
        world.update(world.workspace, multi_task_enabled=False)


def test_there_is_a_way_back_beside_another_single_tasking_workspace(world):
    Workspace.create(world.account, {"friendly_name": "Old", "multi_task_enabled": False})

    world.update(world.workspace, multi_task_enabled=False)

    assert not world.workspace.multi_task_enabled


def test_a_deleted_workspace_takes_everything_along(world):
    world.simple()
    world.worker("alice")
    world.task()
    world.told()

    world.workspace.delete()

    assert world.told() == ["workspace.deleted"]
    assert not world.account.workspaces
    assert not world.account.tasks
    assert not world.account.reservations


def test_a_deleted_workspace_is_known_from_its_last_event():
    """Whoever has to be told of it is found there."""
    world = World(event_callback_url="https://app.example/", events_filter="workspace.deleted")
    world.workspace.delete()

    [view] = world.account.events[-1].parts
    former = view.former(world.account)

    told = ("account", "sid", "friendly_name", "event_callback_url", "events_filter")
    assert [getattr(former, name) for name in told] == [
        getattr(world.workspace, name) for name in told
    ]


def test_the_number_of_workspaces_is_limited(world, monkeypatch):
    monkeypatch.setattr("mocktr.core.resources.workspace.MOST", 1)

    with unchanged(world), pytest.raises(Refused, match="A maximum of 1 workspaces"):
        Workspace.create(world.account, {"friendly_name": "One too many"})


# --- activities ---------------------------------------------------------------------------------


def test_renaming_an_activity_shows_everywhere(world):
    alice = world.worker("alice", activity="Offline")
    world.told()

    world.update(world.activity("Offline"), friendly_name="Away")
    world.update(world.activity("Away"), friendly_name="Away")

    assert world.told() == ["activity.updated"]
    assert alice.payload("")["activity_name"] == "Away"
    assert world.workspace.payload("")["timeout_activity_name"] == "Away"


def test_an_activity_in_use_can_not_be_deleted(world):
    used = [world.add_activity(name) for name in ("default", "timeout", "worker", "queue")]
    world.update(
        world.workspace, default_activity_sid=used[0].sid, timeout_activity_sid=used[1].sid
    )
    world.worker("alice", activity="worker")
    world.queue(reservation_activity_sid=used[3].sid)

    for activity, words in zip(used, ("default", "timeout", "worker", "task queue"), strict=True):
        with unchanged(world), pytest.raises(Refused, match=words):
            world.delete(activity)


def test_filters_find_activities_and_workspaces_and_workflows(world):
    offline = world.activity("Offline")
    workflow = world.workflow(default=world.queue())

    assert type(offline).filters["FriendlyName"].passes(offline, "Offline")
    assert type(offline).filters["Available"].passes(offline, False)
    assert Workspace.filters["FriendlyName"].passes(world.workspace, "Support")
    assert type(workflow).filters["FriendlyName"].passes(workflow, "route")
    assert offline.links("x") == {"workspace": f"x{world.workspace.path}"}


# --- task channels ------------------------------------------------------------------------------


def test_a_channel_comes_and_goes_with_those_of_the_workers(world):
    alice = world.worker("alice")
    world.told()

    mail = world.channel("mail")
    assert world.channel_of(alice, "mail").configured_capacity == 1

    world.delete(mail)
    assert world.channel_of(alice, "mail") is None
    assert world.told() == ["task-channel.created", "task-channel.deleted"]


def test_unique_names_are_unique(world):
    with unchanged(world), pytest.raises(Refused, match="unique name voice already exists"):
        world.channel("voice")


def test_a_channel_in_use_can_not_be_deleted(world):
    world.simple()
    world.task("voice")
    channels = world.workspace.task_channels

    with unchanged(world), pytest.raises(Refused, match="uses it"):
        world.delete(channels.find("voice"))
    with unchanged(world), pytest.raises(Refused, match="default task channel"):
        world.delete(channels.find("default"))

    world.delete(channels.find("chat"))


def test_a_channel_is_renamed_without_touching_workers(world):
    voice = world.workspace.task_channels.find("voice")
    world.told()

    world.update(voice, friendly_name="Calls")
    world.update(voice, friendly_name="Calls")

    assert world.told() == ["task-channel.updated"]
    assert voice.payload("")["links"] == {"workspace": world.workspace.path}


# --- workflows ----------------------------------------------------------------------------------


def test_a_workflow_shows_its_configuration_as_it_was_posted(world):
    configuration = routing(default=world.queue()).replace(" ", "  ")

    workflow = world.workflow(configuration=configuration)

    shown = workflow.payload("")
    assert shown["configuration"] == configuration
    assert shown["task_reservation_timeout"] == 120
    assert "workspace" not in shown["links"]


@pytest.mark.parametrize(
    ("configuration", "words"),
    [
        ("{", "configuration: expected JSON"),
        (
            '{"task_routing": {"default_filter": {"queue": "WQ1"}}}',
            "task_routing.default_filter.queue: expected the SID of one of the workspace's",
        ),
    ],
)
def test_a_configuration_that_can_not_work_is_refused(world, configuration, words):
    workflow = world.workflow(default=world.queue())

    for update in (
        lambda: world.workflow(configuration=configuration),
        lambda: world.update(workflow, friendly_name="x", configuration=configuration),
    ):
        with unchanged(world), pytest.raises(Refused, match=words):
            update()
    assert workflow.friendly_name == "route"


def test_an_update_of_a_workflow_is_told_if_it_changes_something(world):
    workflow = world.workflow(default=world.queue())
    world.told()

    world.update(workflow, friendly_name="renamed")
    world.update(workflow, friendly_name="renamed")

    assert world.told() == ["workflow.updated"]


def test_a_workflow_with_a_task_in_it_can_not_be_deleted(world):
    workflow, other = world.workflow(default=world.queue()), world.workflow(friendly_name="other")
    task = world.task(workflow_sid=workflow.sid)

    with unchanged(world), pytest.raises(Refused, match=f"because task {task.sid} is in it"):
        world.delete(workflow)
    world.delete(other)

    world.update(task, assignment_status="canceled")
    world.delete(workflow)
    assert not world.workspace.workflows


# --- the table of resources ---------------------------------------------------------------------


def test_every_record_is_found_where_it_is_mounted(world):
    world.simple()
    alice = world.worker("alice")
    task = world.task()
    (reservation,) = task.reservations
    parents = {
        ("Workspaces",): world.account,
        ("Workspaces", "Tasks", "Reservations"): task,
        ("Workspaces", "Workers", "Channels"): alice,
        ("Workspaces", "Workers", "Reservations"): alice,
    }

    for mount in RESOURCES:
        parent = parents.get(mount.segments, world.workspace)
        for record in mount.rows(parent, {}).after():
            found = mount.find(parent, record.sid)
            assert (type(found), found.sid) == (mount.record, record.sid)
        assert mount.find(parent, "nonsense") is None
    other = world.task()
    (by_task,) = [one for one in RESOURCES if one.segments[1:] == ("Tasks", "Reservations")]
    assert by_task.find(other, reservation.sid) is None


# --- parameters of tasks ------------------------------------------------------------------------


def test_a_start_time_before_1900_is_refused():
    with pytest.raises(InvalidParameter, match="not before 1900"):
        parse(Task, "create", {"VirtualStartTime": "1899-12-31T23:59:59Z"})

    assert parse(Task, "create", {"VirtualStartTime": "1900-01-01T00:00:00Z"})


def test_filters_find_tasks(world):
    world.simple()
    task = world.task(priority=2, topic="cars")
    filters = Task.filters
    expression = filters["EvaluateTaskAttributes"].prepare(world.workspace, "topic == 'cars'")

    for name, value in {
        "Priority": 2,
        "AssignmentStatus": {"pending", "reserved"},
        "WorkflowSid": task.workflow_sid,
        "WorkflowName": "route",
        "TaskQueueSid": task.task_queue_sid,
        "TaskQueueName": "everyone",
        "EvaluateTaskAttributes": expression,
        "RoutingTarget": None,
        "HasAddons": False,
    }.items():
        assert filters[name].passes(task, value), name
    with pytest.raises(Refused, match="EvaluateTaskAttributes"):
        filters["EvaluateTaskAttributes"].prepare(world.workspace, "topic ==")
    assert Task.orderings["Priority"](task) == 2
    assert Task.orderings["DateCreated"](task) == Task.orderings["VirtualStartTime"](task)


def test_filters_find_reservations(world):
    world.simple()
    alice = world.worker("alice")
    (reservation,) = world.task().reservations
    filters = type(reservation).filters

    assert filters["ReservationStatus"].passes(reservation, "pending")
    assert filters["WorkerSid"].passes(reservation, alice.sid)
