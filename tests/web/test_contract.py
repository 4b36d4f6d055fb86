"""Every regular operation, on a real server, answers as Twilio's OpenAPI file says."""

import json
from types import SimpleNamespace

import pytest
import requests

from mocktr import Server
from mocktr.core.fields import pascal
from mocktr.core.mounts import RESOURCES
from mocktr.core.resources.base import form_names
from mocktr.web.paging import PARAMETERS as PAGING_PARAMETERS

from ..contract.checker import OPERATIONS, check, check_error
from .client import ACCOUNT, NOBODY

NOUNS = {
    "Workspace": ("Workspaces",),
    "Activity": ("Workspaces", "Activities"),
    "Event": ("Workspaces", "Events"),
    "Task": ("Workspaces", "Tasks"),
    "TaskReservation": ("Workspaces", "Tasks", "Reservations"),
    "TaskChannel": ("Workspaces", "TaskChannels"),
    "TaskQueue": ("Workspaces", "TaskQueues"),
    "Worker": ("Workspaces", "Workers"),
    "WorkerChannel": ("Workspaces", "Workers", "Channels"),
    "WorkerReservation": ("Workspaces", "Workers", "Reservations"),
    "Workflow": ("Workspaces", "Workflows"),
}
MOUNTS = {
    noun: mount for noun, path in NOUNS.items() for mount in RESOURCES if mount.segments == path
}
REGULAR = {
    f"{operation.capitalize()}{noun}": (mount, operation)
    for noun, mount in MOUNTS.items()
    for operation in mount.operations
}
PAGING = {"PageSize", "Page", "PageToken"}


class Api:
    """Calls operations by their operationId and holds every answer against the contract."""

    def __init__(self, url):
        self.url = url
        self.session = requests.Session()
        self.session.auth = (ACCOUNT, "token")

    def __call__(self, operation_id, *sids, **params):
        """Insists on a good answer."""
        method = OPERATIONS[operation_id]["method"]
        sent = {"params" if method == "GET" else "data": params}
        answer = self.session.request(method, self.address(operation_id, *sids), **sent)
        check(operation_id, answer.status_code, answer.headers, answer.text)
        return answer.json() if answer.text else None

    def address(self, operation_id, *sids):
        operation = OPERATIONS[operation_id]
        names = operation.get("path_parameters", {})
        return self.url + operation["path"].format_map(dict(zip(names, sids, strict=True)))


# Not for the session: its threads would be counted by the tests of the HTTP server.
@pytest.fixture(scope="module")
def api():
    with Server() as server:
        api = Api(server.url)
        with api.session:
            yield api


@pytest.fixture(scope="module")
def world(api):
    return build(api)


def build(api):
    """One of each resource, with a reservation that waits for an answer."""
    workspace = api("CreateWorkspace", FriendlyName="Contract", Template="FIFO")["sid"]
    activity = api("CreateActivity", workspace, FriendlyName="Lunch", Available="true")["sid"]
    worker = api("CreateWorker", workspace, FriendlyName="Alice", ActivitySid=activity)["sid"]
    channel = api("CreateTaskChannel", workspace, FriendlyName="Fax", UniqueName="fax")["sid"]
    queue = api("CreateTaskQueue", workspace, FriendlyName="Sales", AssignmentActivitySid=activity)
    document = {"task_routing": {"default_filter": {"queue": queue["sid"]}}}
    workflow = api(
        "CreateWorkflow", workspace, FriendlyName="Main", Configuration=json.dumps(document)
    )["sid"]
    task = api("CreateTask", workspace, WorkflowSid=workflow, Attributes='{"a": 1}')["sid"]
    reservation = api("ListTaskReservation", workspace, task)["reservations"][0]["sid"]
    event = api("ListEvent", workspace, TaskSid=task)["events"][0]["sid"]
    return SimpleNamespace(
        workspace=workspace,
        activity=activity,
        worker=worker,
        channel=channel,
        queue=queue["sid"],
        workflow=workflow,
        task=task,
        reservation=reservation,
        event=event,
    )


LISTS = {
    "Workspace": [],
    "Activity": ["workspace"],
    "Event": ["workspace"],
    "Task": ["workspace"],
    "TaskReservation": ["workspace", "task"],
    "TaskChannel": ["workspace"],
    "TaskQueue": ["workspace"],
    "Worker": ["workspace"],
    "WorkerChannel": ["workspace", "worker"],
    "WorkerReservation": ["workspace", "worker"],
    "Workflow": ["workspace"],
}
INSTANCES = {
    "Workspace": ["workspace"],
    "Activity": ["workspace", "activity"],
    "Event": ["workspace", "event"],
    "Task": ["workspace", "task"],
    "TaskReservation": ["workspace", "task", "reservation"],
    "TaskChannel": ["workspace", "channel"],
    "TaskQueue": ["workspace", "queue"],
    "Worker": ["workspace", "worker"],
    "WorkerChannel": ["workspace", "worker", "channel"],
    "WorkerReservation": ["workspace", "worker", "reservation"],
    "Workflow": ["workspace", "workflow"],
}
UPDATES = {
    "Workspace": {"FriendlyName": "Contract 2", "EventCallbackUrl": "https://example.com/e"},
    "Activity": {"FriendlyName": "Tea"},
    "Task": {"Priority": 3},
    "TaskReservation": {"ReservationStatus": "accepted"},
    "TaskChannel": {"FriendlyName": "Telefax"},
    "TaskQueue": {"MaxReservedWorkers": 2},
    "Worker": {"Attributes": '{"skill": 1}'},
    "WorkerChannel": {"Capacity": 2},
    "WorkerReservation": {"ReservationStatus": "rejected"},
    "Workflow": {"TaskReservationTimeout": 60},
}
NEW = {
    "Workspace": {"FriendlyName": "Short-lived"},
    "Activity": {"FriendlyName": "Short-lived"},
    "Task": {"RoutingTarget": "queue", "TaskChannel": "voice"},
    "TaskChannel": {"FriendlyName": "Short-lived", "UniqueName": "short_lived"},
    "TaskQueue": {"FriendlyName": "Short-lived"},
    "Worker": {"FriendlyName": "Short-lived"},
    "Workflow": {"FriendlyName": "Short-lived", "Configuration": '{"task_routing": {}}'},
}


def sids_of(world, places):
    return [getattr(world, name) for name in places]


@pytest.mark.parametrize("noun", LISTS)
def test_a_list_is_as_published(api, world, noun):
    body = api(f"List{noun}", *sids_of(world, LISTS[noun]))

    assert body[body["meta"]["key"]]


def test_an_empty_list_is_as_published(api):
    body = api("ListWorkspace", FriendlyName="nobody has this")

    assert body["workspaces"] == []


@pytest.mark.parametrize("noun", LISTS)
def test_every_page_of_a_list_is_as_published(api, world, noun):
    url = api.address(f"List{noun}", *sids_of(world, LISTS[noun])) + "?PageSize=1"
    pages = 0

    while url and pages < 3:
        answer = api.session.get(url)
        check(f"List{noun}", answer.status_code, answer.headers, answer.text)
        url, pages = answer.json()["meta"]["next_page_url"], pages + 1

    assert pages


@pytest.mark.parametrize("noun", INSTANCES)
def test_a_fetched_resource_is_as_published(api, world, noun):
    fetched = api(f"Fetch{noun}", *sids_of(world, INSTANCES[noun]))

    answer = api.session.get(fetched["url"])
    assert answer.json() == fetched


@pytest.mark.parametrize("noun", UPDATES)
def test_an_updated_resource_is_as_published(api, noun):
    world = build(api)

    updated = api(f"Update{noun}", *sids_of(world, INSTANCES[noun]), **UPDATES[noun])

    assert updated["url"].startswith(f"{api.url}/v1/Workspaces/")


@pytest.mark.parametrize("noun", NEW)
def test_a_created_resource_is_as_published_until_it_is_deleted(api, world, noun):
    form = {name: world.queue if value == "queue" else value for name, value in NEW[noun].items()}
    parents = sids_of(world, LISTS[noun])

    created = api(f"Create{noun}", *parents, **form)
    api(f"Delete{noun}", *parents, created["sid"])

    assert api.session.get(created["url"]).status_code == 404


@pytest.mark.parametrize("noun", INSTANCES)
def test_a_missing_resource_is_an_error_as_published(api, world, noun):
    missing = MOUNTS[noun].record.prefix + NOBODY
    url = api.address(f"Fetch{noun}", *sids_of(world, INSTANCES[noun])[:-1], missing)

    answer = api.session.get(url)

    check_error(answer.status_code, answer.text, 20404)


@pytest.mark.parametrize(
    ("form", "code"),
    [({}, 20001), ({"FriendlyName": "x" * 65}, 20001)],
    ids=["missing", "too long"],
)
def test_a_refused_form_is_an_error_as_published(api, world, form, code):
    answer = api.session.post(f"{api.url}/v1/Workspaces/{world.workspace}/Workers", data=form)

    check_error(answer.status_code, answer.text, code)


def test_a_twilio_client_sees_its_own_fields(api, world):
    worker = api("FetchWorker", world.workspace, world.worker)

    assert worker["account_sid"] == ACCOUNT
    assert (worker["date_created"], worker["activity_sid"]) == (
        "2030-01-07T09:00:00Z",
        world.activity,
    )


def test_all_46_regular_operations_are_covered():
    nouns = {"List": LISTS, "Fetch": INSTANCES, "Update": UPDATES, "Create": NEW, "Delete": NEW}
    tested = {verb + noun for verb, resources in nouns.items() for noun in resources}

    published = {name for name in OPERATIONS if "Statistics" not in name}
    assert (len(tested), tested) == (46, published)
    assert tested == REGULAR.keys()


@pytest.mark.parametrize("operation_id", sorted(REGULAR))
def test_routes_are_those_that_are_published(operation_id):
    mount, operation = REGULAR[operation_id]

    segments = tuple(
        part for part in OPERATIONS[operation_id]["path"].split("/")[2:] if part[0] != "{"
    )
    assert segments == mount.segments
    assert OPERATIONS[operation_id]["path"].endswith("}") == (operation not in ("list", "create"))


@pytest.mark.parametrize(
    "operation_id", sorted(name for name in REGULAR if name.startswith(("Create", "Update")))
)
def test_forms_have_exactly_the_published_parameters(operation_id):
    mount, operation = REGULAR[operation_id]

    known = form_names(mount.form, operation).keys() - mount.unknown
    assert known == OPERATIONS[operation_id]["form"].keys()


@pytest.mark.parametrize("operation_id", sorted(name for name in REGULAR if "Create" in name))
def test_exactly_the_published_parameters_are_required(operation_id):
    mount, _ = REGULAR[operation_id]
    form = OPERATIONS[operation_id]["form"]

    declared = form_names(mount.record, "create")
    fields = {**mount.record.inputs}
    fields |= {
        name: field.metadata["param"]
        for name, field in mount.record.__dataclass_fields__.items()
        if "param" in field.metadata
    }
    required = {pascal(name) for name in declared.values() if fields[name].required}
    assert required == {name for name, declared in form.items() if declared.get("required")}


@pytest.mark.parametrize("noun", LISTS)
def test_lists_have_exactly_the_published_filters(noun):
    mount = MOUNTS[noun]
    published = OPERATIONS[f"List{noun}"]["query"].keys() - PAGING

    known = mount.filters.keys() | ({"Ordering"} if mount.record.orderings else set())
    assert known == published


@pytest.mark.parametrize("noun", LISTS)
def test_lists_have_exactly_the_published_paging_parameters(noun):
    published = OPERATIONS[f"List{noun}"]["query"].keys() & PAGING

    # AfterSid is not published; Twilio's worker SDK sends it.
    assert published == PAGING_PARAMETERS - {"AfterSid"}


@pytest.mark.parametrize("noun", ["Task", "Worker", "TaskReservation"])
def test_if_match_is_honoured_where_it_is_published(api, world, noun):
    url = api.address(f"Update{noun}", *sids_of(world, INSTANCES[noun]))

    answer = api.session.post(url, headers={"If-Match": '"999"'})

    assert OPERATIONS[f"Update{noun}"]["request_headers"] == ["If-Match"]
    check_error(answer.status_code, answer.text, 20412)
