"""The rules of four pages of Twilio's documentation, one by one and in our own words.

The pages: REST API overview, Task Channels, Task Queues, Worker Channels.
"""

import json

import pytest

from mocktr.core.resources import task_queue

from .client import HOST, NOBODY, Client, names, one, refusal, sids, to_queue


@pytest.fixture
def hire(client, workspace, activities):
    """Adds an available worker with attributes."""

    def hire(name, **attributes):
        return client.create(
            workspace["links"]["workers"],
            FriendlyName=name,
            Attributes=json.dumps(attributes),
            ActivitySid=activities["Available"],
        )

    return hire


@pytest.fixture
def open_queue(client, workspace):
    """Adds a queue, and a workflow that sends everything to it; answers where to post tasks."""

    def open_queue(name="Everyone", **form):
        queue = client.create(workspace["links"]["task_queues"], FriendlyName=name, **form)
        client.create(
            workspace["links"]["workflows"], FriendlyName=name, Configuration=to_queue(queue)
        )
        return queue

    return open_queue


@pytest.fixture
def send(client, workspace):
    """Makes a task for a queue."""
    return lambda queue, **form: client.create(
        workspace["links"]["tasks"], RoutingTarget=queue["sid"], **form
    )


def members(client, workspace, queue):
    return names(client.list(workspace["links"]["workers"], TaskQueueSid=queue["sid"]))


def offers(client, task, **query):
    return client.list(task["links"]["reservations"], **query)


def asked(client, task):
    """The workers who are asked to take the task now."""
    return [offer["worker_name"] for offer in offers(client, task, ReservationStatus="pending")]


def finish(client, task):
    client.change(offers(client, task)[-1]["url"], ReservationStatus="accepted")
    client.change(task["url"], AssignmentStatus="completed")


# REST API overview


def test_an_account_can_have_several_workspaces(client):
    made = [client.create("/Workspaces", FriendlyName=name) for name in "ab"]

    assert sids(client.list("/Workspaces")) == sids(made)


def test_everything_is_contained_in_a_workspace(client, workspace, worker, queue, workflow, task):
    other = client.create("/Workspaces", FriendlyName="Other")

    for name, url in other["links"].items():
        if name in ("workers", "task_queues", "workflows", "tasks"):
            assert client.list(url) == []
            assert len(client.list(workspace["links"][name])) == 1


@pytest.mark.parametrize(
    "resource",
    ["workers", "activities", "task_channels", "task_queues", "workflows", "tasks", "events"],
)
def test_a_workspace_leads_to_every_subresource(client, workspace, resource):
    assert client.get(workspace["links"][resource]).status == 200


def test_a_workspace_leads_to_its_statistics(workspace):
    assert workspace["links"]["statistics"] == workspace["url"] + "/Statistics"


def test_the_default_activities_can_be_customized(client, workspace):
    place = workspace["links"]["activities"]
    found = {activity["friendly_name"]: activity["url"] for activity in client.list(place)}

    client.change(found["Available"], FriendlyName="Idle")
    client.remove(found["Unavailable"])
    client.create(place, FriendlyName="Lunch")

    assert names(client.list(place)) == ["Offline", "Idle", "Lunch"]


def test_events_are_a_feed_of_what_changes(client, workspace, worker, activities):
    client.change(worker["url"], ActivitySid=activities["Offline"])

    newest = client.list(workspace["links"]["events"])[0]
    assert (newest["event_type"], newest["resource_sid"]) == (
        "worker.activity.update",
        worker["sid"],
    )


def test_the_documented_base_url_is_shown_to_clients_that_use_it(sandbox):
    client = Client(sandbox)

    made = client.create("https://taskrouter.twilio.com/v1/Workspaces", FriendlyName="Support")

    assert made["url"] == f"https://taskrouter.twilio.com/v1/Workspaces/{made['sid']}"


# Task Channels


@pytest.mark.parametrize("key", ["unique_name", "sid"])
def test_a_tasks_type_is_given_by_the_channels_unique_name_or_sid(
    client, workspace, open_queue, send, key
):
    sms = client.read(f"{workspace['links']['task_channels']}/sms")

    task = send(open_queue(), TaskChannel=sms[key])

    assert task["task_channel_unique_name"] == "sms"


def test_a_unique_name_should_not_have_a_hyphen_but_may(client, workspace):
    """The page says only that it may cause a parsing error, and accounts have such channels."""
    place = workspace["links"]["task_channels"]

    made = client.create(place, FriendlyName="Fax", UniqueName="tele-fax")

    assert client.read(f"{place}/tele-fax")["sid"] == made["sid"]


def test_a_friendly_name_should_not_have_a_hyphen_but_may(client, workspace):
    """It is no identifier in an expression, so nothing can go wrong with it."""
    place = workspace["links"]["task_channels"]

    assert client.create(place, FriendlyName="Tele-fax", UniqueName="telefax")


def test_a_hyphen_in_an_expression_is_an_error_of_parsing(client, queue):
    answer = client.post(queue["url"], TargetWorkers="worker.channel.tele-fax.available == true")

    assert "TargetWorkers" in refusal(answer)


@pytest.mark.parametrize("collection", ["task_channels", "task_queues", "workers"])
def test_pages_are_not_asked_for_by_number(client, workspace, collection):
    answer = client.get(workspace["links"][collection], Page=1)

    assert "next_page_url" in refusal(answer, 400, 40153)


def test_a_page_token_is_provided_by_the_api(client, workspace):
    first = client.read(workspace["links"]["task_channels"], PageSize=3)
    second = client.read(first["meta"]["next_page_url"])

    shown = [channel["unique_name"] for channel in first["channels"] + second["channels"]]
    assert shown == ["default", "voice", "chat", "sms", "video"]


@pytest.mark.parametrize(("size", "status"), [(1, 200), (1000, 200), (1001, 400), (0, 400)])
def test_a_page_has_1_to_1000_items(client, workspace, size, status):
    assert client.get(workspace["links"]["task_channels"], PageSize=size).status == status


@pytest.mark.parametrize(("length", "status"), [(64, 201), (65, 400)])
def test_a_friendly_name_has_up_to_64_characters(client, workspace, length, status):
    answer = client.post(
        workspace["links"]["task_channels"], FriendlyName="x" * length, UniqueName="fax"
    )

    assert answer.status == status


@pytest.mark.parametrize(("optimized", "chosen"), [("true", "Alice"), ("false", "Bob")])
def test_an_optimized_channel_prefers_who_was_idle_longest_on_it(
    client, workspace, hire, open_queue, send, activities, optimized, chosen
):
    """Bob had the last call, but Alice had the last task of all, a chat."""
    client.change(f"{workspace['links']['task_channels']}/voice", ChannelOptimizedRouting=optimized)
    queue, bob = open_queue(), hire("Bob")
    client.advance(10)
    finish(client, send(queue, TaskChannel="voice"))
    client.change(bob["url"], ActivitySid=activities["Offline"])
    hire("Alice")
    client.advance(10)
    finish(client, send(queue, TaskChannel="chat"))
    client.change(bob["url"], ActivitySid=activities["Available"])

    assert asked(client, send(queue, TaskChannel="voice")) == [chosen]


def test_dates_are_iso_8601_in_gmt(workspace, worker, queue):
    for record in (workspace, worker, queue):
        assert record["date_created"] == record["date_updated"] == "2030-01-07T09:00:00Z"


# Task Queues: precedence


def test_a_higher_priority_comes_first_whatever_the_age(client, hire, open_queue, send):
    queue = open_queue()
    old = send(queue, Priority=1)
    client.advance(3600)
    urgent = send(queue, Priority=2)

    hire("Alice")

    assert (asked(client, urgent), asked(client, old)) == (["Alice"], [])


def test_of_the_same_priority_the_oldest_comes_first(client, hire, open_queue, send):
    queue = open_queue()
    tasks = []
    for _ in range(3):
        tasks.append(send(queue, Priority=5))
        client.advance(1)

    hire("Alice")

    assert [asked(client, task) for task in tasks] == [["Alice"], [], []]


@pytest.mark.parametrize(("order", "first"), [("FIFO", 0), ("LIFO", 2)])
def test_the_task_order_says_whether_the_oldest_or_the_newest_comes_first(
    client, hire, open_queue, send, order, first
):
    queue = open_queue(TaskOrder=order)
    tasks = []
    for _ in range(3):
        tasks.append(send(queue))
        client.advance(1)

    hire("Alice")

    assert [bool(asked(client, task)) for task in tasks] == [n == first for n in range(3)]


def test_only_workers_in_an_available_activity_get_tasks(
    client, hire, open_queue, send, activities
):
    worker = hire("Alice")
    client.change(worker["url"], ActivitySid=activities["Unavailable"])
    task = send(open_queue())
    before = asked(client, task)

    client.change(worker["url"], ActivitySid=activities["Available"])

    assert (before, asked(client, task)) == ([], ["Alice"])


# Task Queues: activities


def test_in_a_multitasking_workspace_work_does_not_change_the_activity(
    client, hire, open_queue, send, activities
):
    """Not even if the queue has activities for it."""
    worker = hire("Alice")
    queue = open_queue(
        ReservationActivitySid=activities["Offline"], AssignmentActivitySid=activities["Offline"]
    )
    task = send(queue)
    reserved = client.read(worker["url"])["activity_name"]
    finish(client, task)

    assert (reserved, client.read(worker["url"])["activity_name"]) == ("Available", "Available")


def test_in_a_single_tasking_workspace_work_moves_the_worker(client):
    workspace = client.create(
        "/Workspaces", FriendlyName="Old", MultiTaskEnabled="false", Template="FIFO"
    )
    (available,) = client.list(workspace["links"]["activities"], FriendlyName="Available")
    worker = client.create(
        workspace["links"]["workers"], FriendlyName="Alice", ActivitySid=available["sid"]
    )
    seen = []

    task = client.create(workspace["links"]["tasks"])
    seen.append(client.read(worker["url"])["activity_name"])
    client.change(offers(client, task)[0]["url"], ReservationStatus="accepted")
    seen.append(client.read(worker["url"])["activity_name"])
    client.change(task["url"], AssignmentStatus="completed")
    seen.append(client.read(worker["url"])["activity_name"])

    # When the task completes the worker stays where it is; the application has to move it.
    assert seen == ["Reserved", "Busy", "Busy"]


# Task Queues: lists and parameters


def test_a_queue_is_found_by_its_name(client, workspace, open_queue):
    for name in ["Customer Support", "2014 Election Campaign"]:
        open_queue(name)

    place = workspace["links"]["task_queues"]
    assert names(client.list(place, FriendlyName="Customer Support")) == ["Customer Support"]


def test_list_parameters_are_case_sensitive(client, workspace, open_queue):
    open_queue("Sales")

    place = workspace["links"]["task_queues"]
    assert names(client.list(place, friendlyName="Other", FRIENDLYNAME="Other")) == ["Sales"]


def test_the_queues_of_a_worker_can_be_listed(client, workspace, hire, open_queue):
    open_queue("Sales", TargetWorkers='skills HAS "sales"')
    open_queue("Support", TargetWorkers='skills HAS "support"')
    worker = hire("Alice", skills=["support"])

    place = workspace["links"]["task_queues"]
    assert names(client.list(place, WorkerSid=worker["sid"])) == ["Support"]


def test_a_list_shows_the_first_fifty_unless_asked_for_more(client, workspace):
    place = workspace["links"]["task_queues"]
    for number in range(60):
        client.create(place, FriendlyName=f"Queue {number}")

    assert len(client.list(place)) == 50
    assert len(client.list(place, PageSize=60)) == 60


def test_a_queue_needs_nothing_but_a_name(client, workspace):
    place = workspace["links"]["task_queues"]

    made = client.create(place, FriendlyName="Sales")

    assert (made["max_reserved_workers"], made["target_workers"]) == (1, "1==1")
    assert made["task_order"] == "FIFO"
    assert "FriendlyName" in refusal(client.post(place, TaskOrder="FIFO"))


def test_names_of_queues_are_unique(client, workspace, open_queue):
    open_queue("Sales")

    answer = client.post(workspace["links"]["task_queues"], FriendlyName="Sales")

    assert "Queue named Sales already exists" in refusal(answer)


@pytest.mark.parametrize(("number", "status"), [(1, 201), (50, 201), (51, 400), (0, 400)])
def test_at_most_fifty_workers_are_reserved_for_a_task(client, workspace, number, status):
    place = workspace["links"]["task_queues"]

    answer = client.post(place, FriendlyName="Sales", MaxReservedWorkers=number)

    assert answer.status == status


def test_a_workspace_has_at_most_5000_queues():
    assert task_queue.MOST == 5000


def test_a_queue_without_criteria_keeps_its_tasks_waiting(client, hire, open_queue, send):
    """Until they are deleted or moved."""
    hire("Alice")
    task = send(open_queue(TargetWorkers=""))
    client.advance(3600)

    assert client.read(task["url"])["assignment_status"] == "pending"
    assert offers(client, task) == []
    client.remove(task["url"])


# Task Queues: expressions


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('(skills HAS "support") AND (languages HAS "english")', ["Alice"]),
        ('(languages HAS "spanish")', ["Bob"]),
        ("1==1", ["Alice", "Bob"]),
    ],
)
def test_the_examples_of_the_page_choose_the_workers_of_the_page(
    client, workspace, hire, open_queue, source, found
):
    hire("Alice", skills=["support", "sales"], languages=["english"])
    hire("Bob", skills=["sales"], languages=["spanish", "english"])

    assert members(client, workspace, open_queue(TargetWorkers=source)) == found


@pytest.mark.parametrize("attributes", ['{"tech_support_skill": "6"}', '{"tech_support_skill": 6}'])
def test_the_queues_for_given_attributes_can_be_listed(client, workspace, open_queue, attributes):
    open_queue("Tech Support - Tier 1", TargetWorkers="tech_support_skill < 5")
    open_queue("Tech Support - Escalation", TargetWorkers="tech_support_skill > 5")

    found = client.list(workspace["links"]["task_queues"], EvaluateWorkerAttributes=attributes)

    assert names(found) == ["Tech Support - Escalation"]


OPERATORS = [
    ('language == "en"', True),
    ('language = "en"', True),
    ('language == "es"', False),
    ('language != "es"', True),
    ("level > 2", True),
    ("level > 3", False),
    ("level < 4", True),
    ("level < 3", False),
    ("level >= 3", True),
    ("level >= 4", False),
    ("level <= 3", True),
    ("level <= 2", False),
    ('skills HAS "sales"', True),
    ('skills >- "sales"', True),
    ('skills HAS "law"', False),
    ('language IN ["en", "es"]', True),
    ('language <- ["en", "es"]', True),
    ('language IN ["fr"]', False),
    ('level == 3 AND language == "en"', True),
    ('level == 3 AND language == "es"', False),
    ('level == 4 OR language == "en"', True),
    ('level == 4 OR language == "es"', False),
    ('level == 4 AND (level == 3 OR language == "en")', False),
    ('(level == 4 AND level == 3) OR language == "en"', True),
]


@pytest.mark.parametrize(("source", "matches"), OPERATORS)
def test_each_operator_of_the_page_works(client, workspace, hire, open_queue, source, matches):
    hire("Alice", language="en", level=3, skills=["sales", "support"])

    assert members(client, workspace, open_queue(TargetWorkers=source)) == ["Alice"] * matches


# Task Queues: several reservations


@pytest.fixture
def escalation(client, hire, open_queue, send):
    """A task in a queue that reserves up to five, where two workers are available."""
    hire("Alice")
    hire("Bob")
    return send(open_queue("Tech Support - Escalation", MaxReservedWorkers=5))


def test_all_available_workers_are_reserved_up_to_the_maximum(client, escalation):
    assert asked(client, escalation) == ["Alice", "Bob"]


def test_no_more_workers_than_the_maximum_are_reserved(client, hire, open_queue, send):
    for name in "abc":
        hire(name)

    assert len(asked(client, send(open_queue(MaxReservedWorkers=2)))) == 2


def test_each_reservation_is_an_event(client, workspace, escalation):
    found = client.list(
        workspace["links"]["events"], EventType="reservation.created", TaskSid=escalation["sid"]
    )

    assert {event["resource_sid"] for event in found} == {*sids(offers(client, escalation))}
    assert len(found) == 2


def test_once_one_worker_accepts_the_others_are_rescinded(client, workspace, escalation):
    first, second = offers(client, escalation)

    client.change(first["url"], ReservationStatus="accepted")

    told = client.list(workspace["links"]["events"], EventType="reservation.rescinded")
    assert one(told)["resource_sid"] == second["sid"]
    assert client.read(second["url"])["reservation_status"] == "rescinded"


def test_to_accept_a_rescinded_reservation_is_410(client, escalation):
    first, second = offers(client, escalation)
    client.change(first["url"], ReservationStatus="accepted")

    answer = client.post(second["url"], ReservationStatus="accepted")

    assert "can no longer be accepted" in refusal(answer, 410, 20410)


# Task Queues: update and delete


def test_new_criteria_choose_other_workers(client, workspace, hire, open_queue):
    hire("Alice", language="en")
    hire("Bob", language="es")
    queue = open_queue(TargetWorkers='language == "en"')
    before = members(client, workspace, queue)

    client.change(queue["url"], TargetWorkers='language == "es"')

    assert (before, members(client, workspace, queue)) == (["Alice"], ["Bob"])


def test_a_queue_where_tasks_wait_is_not_deleted_although_its_workflow_was_changed(
    client, workspace, queue, workflow, task
):
    other = client.create(workspace["links"]["task_queues"], FriendlyName="Other")
    client.change(workflow["url"], Configuration=to_queue(other))

    refused = client.delete(queue["url"])
    client.remove(task["url"])

    assert task["sid"] in refusal(refused, 400)
    client.remove(queue["url"])


def test_the_double_slash_of_the_pages_example_works(client, workspace):
    url = f"{HOST}/v1//Workspaces/{workspace['sid']}/TaskQueues"

    assert client.create(url, FriendlyName="Tech Support - Escalation")


# Worker Channels


@pytest.fixture
def chat(client, hire):
    """Alice's chat channel, with capacity 3."""
    worker = hire("Alice")
    return client.change(f"{worker['links']['channels']}/chat", Capacity=3)


def test_tasks_are_offered_in_parallel_until_capacity_is_reached(client, chat, open_queue, send):
    queue = open_queue()

    tasks = [send(queue, TaskChannel="chat") for _ in range(4)]

    assert [len(offers(client, task)) for task in tasks] == [1, 1, 1, 0]


def test_accepted_tasks_use_capacity_too(client, chat, open_queue, send):
    queue = open_queue()
    for _ in range(3):
        task = send(queue, TaskChannel="chat")
        client.change(offers(client, task)[0]["url"], ReservationStatus="accepted")

    assert offers(client, send(queue, TaskChannel="chat")) == []
    shown = client.read(chat["url"])
    assert (shown["assigned_tasks"], shown["available_capacity_percentage"]) == (3, 0)


def test_channels_have_capacities_of_their_own(client, chat, open_queue, send):
    """Three chats at once, but one call only."""
    queue = open_queue()

    chats = [send(queue, TaskChannel="chat") for _ in range(3)]
    calls = [send(queue, TaskChannel="voice") for _ in range(2)]

    assert [len(offers(client, task)) for task in chats + calls] == [1, 1, 1, 1, 0]


def test_without_capacity_no_reservations_are_made(client, chat, open_queue, send):
    client.change(chat["url"], Capacity=0)

    assert offers(client, send(open_queue(), TaskChannel="chat")) == []


def test_an_unavailable_channel_gets_no_tasks_and_keeps_its_capacity(
    client, chat, open_queue, send
):
    client.change(chat["url"], Available="false")
    task = send(open_queue(), TaskChannel="chat")
    before = offers(client, task)

    restored = client.change(chat["url"], Available="true")

    assert (before, asked(client, task)) == ([], ["Alice"])
    assert restored["configured_capacity"] == 3


def test_the_percentage_goes_from_100_to_0(client, chat, open_queue, send):
    queue, seen = open_queue(), [chat["available_capacity_percentage"]]
    for _ in range(3):
        send(queue, TaskChannel="chat")
        seen.append(client.read(chat["url"])["available_capacity_percentage"])

    assert seen == [100, 66, 33, 0]


@pytest.mark.parametrize("key", ["sid", "task_channel_unique_name"])
def test_a_worker_channel_is_fetched_by_sid_or_unique_name(client, chat, key):
    place = chat["url"].rpartition("/")[0]

    assert client.read(f"{place}/{chat[key]}") == chat


def test_an_unknown_worker_channel_is_not_found(client, chat):
    place = chat["url"].rpartition("/")[0]

    assert refusal(client.get(f"{place}/WC{NOBODY}"), 404, 20404)
