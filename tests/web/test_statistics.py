"""The 15 statistics operations, as published, on a real server and with Twilio's own client."""

import json
import re

import pytest
from twilio.base.exceptions import TwilioRestException

from mocktr import Server
from mocktr.core.clock import DAY, SECOND, iso
from mocktr.web import create_app
from mocktr.web.statistics import LIST
from mocktr.web.statistics import OPERATIONS as TABLE

from ..contract.checker import OPERATIONS, check, check_error
from .client import NOBODY, to_queue
from .test_contract import PAGING, REGULAR, Api

NOW = 1_894_006_800_000
STATISTICS = sorted(name for name in OPERATIONS if "Statistics" in name)
BULK = "CreateTaskQueueBulkRealTimeStatistics"
READ = [name for name in STATISTICS if name != BULK]
WINDOWED = [name for name in READ if "Minutes" in OPERATIONS[name]["query"]]
SPLIT = [name for name in READ if "SplitByWaitTime" in OPERATIONS[name]["query"]]
COUNTS = [f"reservations_{verb}" for verb in ("created", "accepted", "rejected", "timed_out")]


# Not for the session: its threads would be counted by the tests of the HTTP server.
@pytest.fixture(scope="module")
def server():
    with Server(clock="manual") as server:
        yield server


@pytest.fixture(scope="module")
def api(server):
    api = Api(server.url)
    with api.session:
        yield api


@pytest.fixture(scope="module")
def sids(api):
    """One voice task was accepted after 7 s, one chat task was canceled after 9 s, one waits."""
    workspace = api("CreateWorkspace", FriendlyName="Statistics")["sid"]
    idle = api("ListActivity", workspace, FriendlyName="Available")["activities"][0]["sid"]
    queue = api("CreateTaskQueue", workspace, FriendlyName="Everyone")
    workflow = api("CreateWorkflow", workspace, FriendlyName="Main", Configuration=to_queue(queue))[
        "sid"
    ]
    voice, chat = (
        api("CreateTask", workspace, TaskChannel=name)["sid"] for name in ("voice", "chat")
    )
    advance(api, 7)
    worker = api("CreateWorker", workspace, FriendlyName="Al", ActivitySid=idle)["sid"]
    [reservation] = api("ListTaskReservation", workspace, voice)["reservations"]
    answer = {"ReservationStatus": "accepted"}
    api("UpdateTaskReservation", workspace, voice, reservation["sid"], **answer)
    advance(api, 2)
    api("UpdateTask", workspace, chat, AssignmentStatus="canceled")
    api("CreateTask", workspace, TaskChannel="sms")
    api("CreateTask", workspace, TaskChannel="sms", Priority=4)
    return {
        "WorkspaceSid": workspace,
        "TaskQueueSid": queue["sid"],
        "WorkflowSid": workflow,
        "WorkerSid": worker,
    }


def advance(api, seconds):
    answer = api.session.post(f"{api.url}/mocktr/clock/advance", json={"seconds": seconds})
    assert answer.status_code == 200


def address(api, operation, sids):
    names = OPERATIONS[operation].get("path_parameters", {})
    return api.address(operation, *(sids[name] for name in names))


def read(api, operation, sids, **query):
    """A good answer, held against the contract."""
    answer = api.session.get(address(api, operation, sids), params=query)
    check(operation, answer.status_code, answer.headers, answer.text)
    return answer.json()


def bulk(api, sids, body):
    return api.session.post(address(api, BULK, sids), json=body)


def counted(body):
    """The cumulative part, however it is wrapped."""
    body = body["task_queues_statistics"][0] if "task_queues_statistics" in body else body
    return body.get("cumulative", body)


def refused(answer):
    check_error(answer.status_code, answer.text, 20001)
    return answer.json()["message"]


# --- as published -------------------------------------------------------------------------------


def test_all_61_operations_have_a_route():
    routes = {
        (method, re.sub("<.*?>", "{}", route.rule))
        for route in create_app().url_map.iter_rules()
        for method in route.methods
    }

    published = {
        (operation["method"], re.sub("{.*?}", "{}", operation["path"]))
        for operation in OPERATIONS.values()
    }
    assert len(published) == 61
    assert published <= routes


def test_the_regular_operations_and_the_statistics_are_all():
    assert {*REGULAR, *STATISTICS} == OPERATIONS.keys()
    assert (len(STATISTICS), len(TABLE) + 1) == (15, 15)


@pytest.mark.parametrize("operation", READ)
def test_statistics_are_as_published(api, sids, operation):
    body = read(api, operation, sids)

    if "url" in body:
        assert body["url"] == address(api, operation, sids)


def test_bulk_statistics_are_as_published_with_200(api, sids):
    answer = bulk(api, sids, {"queueSids": [sids["TaskQueueSid"]]})

    check(BULK, answer.status_code, answer.headers, answer.text)
    assert answer.status_code == 200


@pytest.mark.parametrize("operation", STATISTICS)
def test_operations_take_exactly_the_published_parameters(operation):
    published = OPERATIONS[operation].get("query", {}).keys() - PAGING

    taken = LIST.filters if operation.startswith("List") else row_of(operation).parameters
    assert taken.keys() == published


def row_of(operation):
    path = re.sub("{.*?}", "{}", OPERATIONS[operation]["path"])
    [row] = [row for row in TABLE if path == place(row)]
    return row


def place(row):
    return "/v1/" + "/{}/".join([*row.segments, row.tail])


@pytest.mark.parametrize("operation", READ)
def test_a_missing_record_is_an_error_as_published(api, sids, operation):
    last = list(OPERATIONS[operation]["path_parameters"])[-1]

    answer = api.session.get(address(api, operation, {**sids, last: sids[last][:2] + NOBODY}))

    check_error(answer.status_code, answer.text, 20404)


# --- what they count ----------------------------------------------------------------------------


def test_cumulative_statistics_tell_what_happened(api, sids):
    body = read(api, "FetchTaskQueueCumulativeStatistics", sids, SplitByWaitTime="7,8")

    seven, nine = (dict.fromkeys(("avg", "min", "max", "total"), n) for n in (7, 9))
    assert body["avg_task_acceptance_time"] == 7
    assert body["wait_duration_until_accepted"] == seven
    assert body["wait_duration_in_queue_until_accepted"] == seven
    assert body["wait_duration_until_canceled"] == nine
    assert body["split_by_wait_time"] == {
        str(seconds): {
            "above": {"tasks_canceled": 1, "reservations_accepted": 0},
            "below": {"tasks_canceled": 0, "reservations_accepted": 1},
        }
        for seconds in (7, 8)
    }
    assert (body["tasks_entered"], body["tasks_canceled"], body["tasks_moved"]) == (4, 1, 0)
    assert (body["start_time"], body["end_time"]) == (
        "2030-01-07T08:45:09Z",
        "2030-01-07T09:00:09Z",
    )


def test_real_time_statistics_tell_how_things_stand(api, sids):
    body = read(api, "FetchTaskQueueRealTimeStatistics", sids)

    assert body["tasks_by_status"] == {
        "pending": 1,
        "reserved": 1,
        "assigned": 1,
        "wrapping": 0,
        "completed": 0,
        "canceled": 1,
    }
    assert (body["total_tasks"], body["tasks_by_priority"]) == (3, {"0": 2, "4": 1})
    assert (body["total_eligible_workers"], body["total_available_workers"]) == (1, 1)


def test_combined_statistics_say_both(api, sids):
    for noun in ("Workspace", "TaskQueue", "Workflow"):
        past = read(api, f"Fetch{noun}CumulativeStatistics", sids)
        present = read(api, f"Fetch{noun}RealTimeStatistics", sids)

        body = read(api, f"Fetch{noun}Statistics", sids)

        more = {name: body["cumulative"].pop(name) for name in BESIDE}
        assert more == {"reservations_completed": 0, "reservations_wrapup": 0, "tasks_assigned": 1}
        assert not past.keys() & BESIDE
        assert body["cumulative"].items() <= past.items()
        assert body["realtime"].items() <= present.items()
        for name in ("account_sid", "workspace_sid"):
            assert body["realtime"][name] == body[name]
        # A whole number has no fraction: clients with an integer there fail on one.
        assert type(body["cumulative"]["avg_task_acceptance_time"]) is int


BESIDE = {"reservations_completed", "reservations_wrapup", "tasks_assigned"}


@pytest.mark.parametrize(
    ("noun", "key"), [("TaskQueue", "task_queue_sid"), ("Workflow", "workflow_sid")]
)
def test_what_is_real_time_says_whose_it_is(api, sids, noun, key):
    body = read(api, f"Fetch{noun}Statistics", sids)

    assert body["realtime"][key] == body[key]


def test_the_list_says_of_each_queue_what_its_own_statistics_say(api, sids):
    own = read(api, "FetchTaskQueueStatistics", sids)

    body = read(api, "ListTaskQueuesStatistics", sids)

    assert [{**row, "url": own["url"]} for row in body["task_queues_statistics"]] == [own]


def test_worker_statistics_have_reservations_and_activities(api, sids):
    alone = read(api, "FetchWorkerInstanceStatistics", sids)
    together = read(api, "FetchWorkersCumulativeStatistics", sids)

    assert alone["worker_sid"] == sids["WorkerSid"]
    assert [alone["cumulative"][name] for name in COUNTS] == [3, 1, 0, 0]
    [available] = [row for row in together["activity_durations"] if row["total"]]
    assert (available["friendly_name"], available["total"]) == ("Available", 2)
    assert {name: alone["cumulative"].pop(name) for name in BESIDE} == {
        "reservations_completed": 0,
        "reservations_wrapup": 0,
        "tasks_assigned": 1,
    }
    assert alone["cumulative"].items() <= together.items()


# --- parameters ---------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", WINDOWED)
def test_the_window_is_that_of_the_parameters(api, sids, operation):
    quarter = counted(read(api, operation, sids))
    hour = counted(read(api, operation, sids, Minutes=60))
    dates = {"StartDate": iso(NOW - 60 * SECOND), "EndDate": iso(NOW - SECOND)}
    before = counted(read(api, operation, sids, **dates))

    assert quarter["reservations_accepted"] == hour["reservations_accepted"] == 1
    assert before["reservations_accepted"] == 0
    assert hour["start_time"] == "2030-01-07T08:00:09Z"
    assert (before["start_time"], before["end_time"]) == tuple(dates.values())


@pytest.mark.parametrize("operation", WINDOWED)
@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({"Minutes": 5, "StartDate": iso(NOW)}, "Minutes cannot be combined"),
        ({"Minutes": 5, "EndDate": iso(NOW)}, "Minutes cannot be combined"),
        ({"Minutes": 0}, "parameter Minutes"),
        ({"Minutes": 43_201}, "parameter Minutes"),
        ({"StartDate": iso(NOW - 30 * DAY)}, "30 days"),
        ({"StartDate": "yesterday"}, "parameter StartDate"),
        ({"EndDate": ""}, "parameter EndDate"),
        ({"StartDate": iso(NOW + DAY)}, "must not be after"),
        ({"TaskChannel": "pigeon"}, "parameter TaskChannel"),
    ],
)
def test_a_window_that_cannot_be_is_refused(api, sids, operation, query, word):
    answer = api.session.get(address(api, operation, sids), params=query)

    assert word in refused(answer)


@pytest.mark.parametrize("operation", SPLIT)
@pytest.mark.parametrize("text", ["x", "5;30", "-5", "5,"])
def test_a_threshold_that_cannot_be_is_refused(api, sids, operation, text):
    answer = api.session.get(address(api, operation, sids), params={"SplitByWaitTime": text})

    assert "parameter SplitByWaitTime: expected integers" in refused(answer)


@pytest.mark.parametrize("operation", READ)
def test_an_unknown_task_channel_is_refused(api, sids, operation):
    answer = api.session.get(address(api, operation, sids), params={"TaskChannel": "pigeon"})

    assert "parameter TaskChannel" in refused(answer)


@pytest.mark.parametrize("operation", WINDOWED)
def test_a_task_channel_is_counted_alone(api, sids, operation):
    shown = [
        counted(read(api, operation, sids, TaskChannel=name))["reservations_created"]
        for name in ("voice", "sms", "video")
    ]

    assert shown == [1, 1, 0]


@pytest.mark.parametrize("operation", SPLIT)
def test_waits_are_split_where_that_is_asked_for(api, sids, operation):
    split = counted(read(api, operation, sids, SplitByWaitTime="8, 100"))["split_by_wait_time"]

    assert split["8"]["above"] == {"tasks_canceled": 1, "reservations_accepted": 0}
    assert split["100"]["above"] == {"tasks_canceled": 0, "reservations_accepted": 0}
    assert counted(read(api, operation, sids))["split_by_wait_time"] == {}


def test_workers_are_narrowed_down(api, sids):
    def total(**query):
        return read(api, "FetchWorkerStatistics", sids, **query)["realtime"]["total_workers"]

    assert total(FriendlyName="Al") == total(TaskQueueSid=sids["TaskQueueSid"]) == 1
    assert total(TaskQueueName="Everyone", FriendlyName="Al") == 1
    assert total(FriendlyName="A") == total(TaskQueueName="Nobody") == 0
    assert total(TaskQueueSid="WQ" + NOBODY) == 0


def test_a_malformed_queue_of_workers_is_refused(api, sids):
    url = address(api, "FetchWorkerStatistics", sids)

    assert "TaskQueueSid" in refused(api.session.get(url, params={"TaskQueueSid": "WQ1"}))


def test_worker_statistics_of_more_than_100_workers_are_not_refused(client, workspace):
    for number in range(101):
        client.create(workspace["links"]["workers"], FriendlyName=f"w{number}")

    body = client.read(f"{workspace['url']}/Workers/RealTimeStatistics")

    assert body["total_workers"] == 101


# --- the list -----------------------------------------------------------------------------------


@pytest.fixture
def queues(client, workspace):
    return [
        client.create(workspace["links"]["task_queues"], FriendlyName=name)["sid"]
        for name in ("a", "b", "c")
    ]


def rows(body):
    return [row["task_queue_sid"] for row in body["task_queues_statistics"]]


def test_the_list_has_pages_whose_urls_keep_the_parameters(client, workspace, queues):
    url = f"{workspace['url']}/TaskQueues/Statistics?Minutes=5&SplitByWaitTime=5&PageSize=2"
    first = client.read(url)
    second = client.read(first["meta"]["next_page_url"])
    back = client.read(second["meta"]["previous_page_url"])

    for body in (first, second, back):
        check(
            "ListTaskQueuesStatistics", 200, {"Content-Type": "application/json"}, json.dumps(body)
        )
    assert rows(first) + rows(second) == queues
    assert rows(back) == rows(first)
    assert "Minutes=5&SplitByWaitTime=5" in first["meta"]["next_page_url"]
    assert second["task_queues_statistics"][0]["cumulative"]["split_by_wait_time"]


def test_the_list_is_filtered_by_exact_name(client, workspace, queues):
    url = f"{workspace['url']}/TaskQueues/Statistics"

    assert rows(client.read(url, FriendlyName="b")) == queues[1:2]
    assert rows(client.read(url, FriendlyName="B")) == []


# --- the bulk operation -------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["queueSids", "QueueSids"])
def test_bulk_rows_come_in_the_order_of_the_body(api, sids, key):
    stranger = "WQ" + NOBODY
    answer = bulk(api, sids, {key: [stranger, sids["TaskQueueSid"]]})

    check(BULK, answer.status_code, answer.headers, answer.text)
    body = answer.json()
    unknown, known = body["task_queue_data"]
    own = read(api, "FetchTaskQueueRealTimeStatistics", sids)
    assert body["task_queue_response_count"] == 2
    assert known.items() <= own.items()
    assert unknown["task_queue_sid"] == stranger
    assert (unknown["total_tasks"], unknown["total_eligible_workers"]) == (0, 0)
    assert {row["workers"] for row in unknown["activity_statistics"]} == {0}


def test_fifty_queues_are_the_most(api, sids):
    def ask(count):
        return bulk(api, sids, {"queueSids": ["WQ" + NOBODY] * count})

    assert ask(50).json()["task_queue_response_count"] == 50
    assert "a list of 1 to 50 SIDs" in refused(ask(51))
    assert "a list of 1 to 50 SIDs" in refused(ask(0))


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({}, "Missing required parameter queueSids"),
        ({"queueSids": None}, "Missing required parameter queueSids"),
        ({"queueSids": "WQ" + NOBODY}, "a list of 1 to 50"),
        ({"queueSids": ["WQ1"]}, "^WQ[0-9a-fA-F]{32}$"),
        ({"queueSids": ["WK" + NOBODY]}, "^WQ[0-9a-fA-F]{32}$"),
        ({"queueSids": [1]}, "^WQ[0-9a-fA-F]{32}$"),
        (["WQ" + NOBODY], "a JSON object"),
        (None, "a JSON object"),
    ],
)
def test_a_bulk_body_that_cannot_be_is_refused(api, sids, body, word):
    assert word in refused(bulk(api, sids, body))


def test_a_bulk_body_that_is_no_json_is_refused(api, sids):
    answer = api.session.post(address(api, BULK, sids), data={"queueSids": "WQ" + NOBODY})

    assert "a JSON object" in refused(answer)


# --- the routes ---------------------------------------------------------------------------------


def test_the_fixed_paths_win_over_those_with_a_sid(client, workspace):
    for path in ("TaskQueues/Statistics", "Workers/Statistics", "Workers/CumulativeStatistics"):
        assert client.get(f"{workspace['url']}/{path}").status == 200


@pytest.mark.parametrize("path", ["Statistics", "Workers/RealTimeStatistics"])
def test_statistics_are_read_only(client, workspace, path):
    answer = client.delete(f"{workspace['url']}/{path}")

    assert answer.status in (404, 405)


def test_a_stranger_learns_nothing(api, sids):
    url = address(api, "FetchWorkspaceStatistics", sids)

    assert api.session.get(url, auth=("", "")).status_code == 401


# --- Twilio's client ----------------------------------------------------------------------------


class QueueSids:
    """What the helper library takes as a JSON body."""

    def __init__(self, *sids):
        self.sids = sids

    def to_dict(self):
        return {"queueSids": list(self.sids)}


@pytest.fixture
def library(taskrouter):
    return taskrouter.client.taskrouter.v1.workspaces.list()[0]


def test_twilios_client_reads_the_statistics_of_a_workspace(taskrouter, library):
    combined = library.statistics().fetch(minutes=60, split_by_wait_time="5,30")
    present = library.real_time_statistics().fetch(task_channel="voice")
    past = library.cumulative_statistics().fetch(minutes=60)

    assert combined.realtime["total_workers"] == present.total_workers
    assert [*combined.cumulative["split_by_wait_time"]] == ["5", "30"]
    assert past.end_time == taskrouter.now
    assert past.tasks_created == 0


def test_twilios_client_reads_the_statistics_of_queues(library):
    queue = library.task_queues.list()[0]
    context = library.task_queues(queue.sid)

    rows = library.task_queues.statistics.list(friendly_name=queue.friendly_name)
    bulk = library.task_queues.bulk_real_time_statistics.create(body=QueueSids(queue.sid))

    assert [row.task_queue_sid for row in rows] == [queue.sid]
    assert bulk.task_queue_data[0]["task_queue_sid"] == queue.sid
    assert context.statistics().fetch().realtime["total_tasks"] == 0
    assert context.real_time_statistics().fetch().total_tasks == 0
    assert context.cumulative_statistics().fetch().tasks_entered == 0


def test_twilios_client_reads_the_statistics_of_workers_and_workflows(library):
    worker, workflow = library.workers.list()[0], library.workflows.list()[0]

    assert library.workers.statistics().fetch(friendly_name=worker.friendly_name).realtime
    assert library.workers.real_time_statistics().fetch().total_workers
    assert library.workers.cumulative_statistics().fetch().activity_durations
    assert library.workers(worker.sid).statistics().fetch().cumulative
    assert library.workflows(workflow.sid).statistics().fetch().realtime
    assert library.workflows(workflow.sid).real_time_statistics().fetch().total_tasks == 0
    assert library.workflows(workflow.sid).cumulative_statistics().fetch().tasks_entered == 0


def test_twilios_client_raises_what_is_refused(library):
    with pytest.raises(TwilioRestException, match="Minutes cannot be combined") as caught:
        library.statistics().fetch(minutes=5, end_date="2030-01-07T09:00:00Z")

    assert (caught.value.status, caught.value.code) == (400, 20001)
