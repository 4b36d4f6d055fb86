"""Every type of event: its cause, its place among others, what it is about, and what it says.

The table is ``event_types.yaml``. The types of Flex's transfers (``task.transfer-*``) are not in
it: transfers are no part of TaskRouter's published API, and only pages of agents cause them.
"""

import json
import re
from pathlib import Path

import pytest

from mocktr.core import event_type
from mocktr.core.fields import pascal
from mocktr.core.resources.event import Event
from tests import tables

from .client import ACCOUNT, HOST, one

TABLE = tables.read(Path(__file__).with_name("event_types.yaml"))
TYPES = TABLE["types"]
EACH_TYPE = pytest.mark.parametrize("case", TYPES, ids=[case["type"] for case in TYPES])
READABLE = [case for case in TYPES if case["type"] != "workspace.deleted"]
EACH_ORDER = pytest.mark.parametrize(
    "case", TABLE["orders"], ids=[case["cause"] for case in TABLE["orders"]]
)
CATALOGUE = {
    name: kind
    for name, kind in event_type.CATALOGUE.items()
    if not name.startswith("task.transfer-")
}
NAME = re.compile(r"<([\w ]+)>")
FILTERS = {
    "ReservationSid": "reservation_sid",
    "TaskQueueSid": "task_queue_sid",
    "TaskSid": "task_sid",
    "WorkerSid": "worker_sid",
    "WorkflowSid": "workflow_sid",
}
COMMON = [
    *("EventType", "AccountSid", "WorkspaceSid", "WorkspaceName", "EventDescription"),
    *("ResourceType", "ResourceSid", "Timestamp", "TimestampMs", "Sid", "OperatingUnitSid"),
]


class Story:
    """Takes the steps of the table, and remembers what they made by its name."""

    def __init__(self, client):
        self.client = client
        self.named = {}
        self.take(TABLE["world"])

    def take(self, steps):
        for step in steps:
            if isinstance(step, list):
                self.take(step)
            else:
                getattr(self, next(iter(step)))(step)

    def create(self, step):
        form = self.form(step.get("with", {}))
        if step["create"] == "workspaces":
            made = self.client.create("/Workspaces", **form)
            self.name_after("friendly_name", made["links"]["activities"])
            self.name_after("unique_name", made["links"]["task_channels"])
        else:
            made = self.client.create(self.named["workspace"]["links"][step["create"]], **form)
        self.named[step["as"]] = made

    def name_after(self, field, place):
        self.named.update({record[field]: record for record in self.client.list(place)})

    def update(self, step):
        self.client.change(self.named[step["update"]]["url"], **self.form(step["with"]))

    def delete(self, step):
        self.client.remove(self.named[step["delete"]]["url"])

    def advance(self, step):
        self.client.advance(step["advance"])

    def find(self, step):
        found = self.client.list(self.named[step["of"]]["links"][step["find"]])
        self.named.update(zip(step["as"], found, strict=False))

    def form(self, values):
        return {name: self.spelled(value) for name, value in values.items()}

    def spelled(self, value):
        """A value with SIDs in place of names."""
        text = value if isinstance(value, str) else json.dumps(value)
        return NAME.sub(lambda found: self.named[found[1]]["sid"], text)

    def name_of(self, sid):
        return one({name for name, record in self.named.items() if record["sid"] == sid})


class Told:
    """What the steps of a case caused: the events of one workspace, oldest first."""

    def __init__(self, client, case):
        self.story = Story(client)
        self.story.take(case.get("given", []))
        account = client.sandbox.authenticate(ACCOUNT, "token").account
        before = len(account.events)
        known = dict(account.workspaces)
        self.story.take(case["when"])
        # A deleted workspace can't be asked any more, but its last event goes to its callback.
        workspaces = {**known, **account.workspaces}
        self.workspace = workspaces[self.story.named[case.get("seen_in", "workspace")]["sid"]]
        self.log = [
            Event(self.workspace, number, account.events[number - 1])
            for number in range(before + 1, len(account.events) + 1)
        ]
        self.is_gone = self.workspace.sid not in account.workspaces
        self.events = self.payloads() if self.is_gone else self.listed(client)

    def payloads(self):
        return [event.payload(f"{HOST}/v1") for event in self.log]

    def listed(self, client):
        place = f"{self.workspace.path}/Events"
        return client.list(place, Minutes=43_200, PageSize=1000)[: len(self.log)][::-1]

    def lines(self):
        """Each event as its type and the name of what it is about."""
        return [
            f"{event['event_type']} {self.story.name_of(event['resource_sid'])}"
            for event in self.events
        ]

    def first(self, event_type):
        return next(event for event in self.events if event["event_type"] == event_type)

    def logged(self, event_type):
        return next(event for event in self.log if event.logged.type == event_type)


def case_of(event_type):
    return one([case for case in TYPES if case["type"] == event_type])


def test_the_table_causes_every_type_of_the_catalogue_once():
    assert sorted(case["type"] for case in TYPES) == sorted(CATALOGUE)


@EACH_TYPE
def test_a_cause_is_told_by_these_events_in_this_order(client, case):
    assert Told(client, case).lines() == case["events"]


@EACH_ORDER
def test_events_of_one_cause_come_in_this_order(client, case):
    assert Told(client, case).lines() == case["events"]


@EACH_TYPE
def test_an_event_says_what_it_is_about_and_where_it_came_from(client, case):
    told = Told(client, case)
    event = told.first(case["type"])
    name = next(line for line in case["events"] if line.startswith(f"{case['type']} "))
    record = told.story.named[name.split(" ", 1)[1]]

    assert event["resource_type"] == case["resource"]
    assert (event["resource_sid"], event["resource_url"]) == (record["sid"], record["url"])
    assert event["source"] == case["source"]
    assert event["source_ip_address"] is None
    assert (event["actor_type"], event["actor_sid"]) == ("workspace", told.workspace.sid)
    assert event["actor_url"] == f"{HOST}/v1{told.workspace.path}"
    assert event["workspace_sid"] == told.workspace.sid
    if "description" in case:
        assert event["description"] == told.story.spelled(case["description"])


@EACH_TYPE
def test_an_event_says_these_things_and_nothing_else(client, case):
    told = Told(client, case)
    data = told.first(case["type"])["event_data"]
    values = told.story.form(case.get("values", {}))
    groups = ["always", *case.get("data", [])]

    assert {*data} == {key for group in groups for key in TABLE["groups"][group]} | {*values}
    assert {key: data[key] for key in values} == values
    assert {type(value) for value in data.values()} == {str}
    assert data["workspace_sid"] == told.workspace.sid
    assert data["workspace_name"] == told.workspace.friendly_name
    assert data["operating_unit_sid"] == "OU" + ACCOUNT[2:]


@EACH_TYPE
def test_a_callback_would_say_the_same_in_its_own_spelling(client, case):
    told = Told(client, case)
    event = told.first(case["type"])
    form = told.logged(case["type"]).form()
    data = {pascal(key): value for key, value in event["event_data"].items()}

    assert list(form)[: len(COMMON)] == COMMON
    assert {key: value for key, value in form.items() if key in data} == data
    assert form.keys() == {*COMMON, *data}
    assert form["ResourceType"] == case["resource"].replace("-", "")
    assert (form["EventType"], form["Sid"]) == (event["event_type"], event["sid"])
    assert (form["AccountSid"], form["ResourceSid"]) == (ACCOUNT, event["resource_sid"])
    assert form["EventDescription"] == event["description"]
    assert form["TimestampMs"] == str(event["event_date_ms"])
    assert form["Timestamp"] == str(event["event_date_ms"] // 1000)


@pytest.mark.parametrize("case", READABLE, ids=[case["type"] for case in READABLE])
def test_an_event_is_found_by_everything_it_tells(client, case):
    told = Told(client, case)
    event = told.first(case["type"])
    data = event["event_data"]
    queries = [{"EventType": case["type"]}, {"Sid": event["sid"]}]
    queries += [{name: data[key]} for name, key in FILTERS.items() if key in data]
    if "task_channel_sid" in data:
        queries.append({"TaskChannel": data["task_channel_sid"]})
        queries.append({"TaskChannel": data["task_channel_unique_name"]})

    for query in queries:
        assert event in client.list(f"{told.workspace.path}/Events", PageSize=1000, **query), query


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_finds_just_the_events_that_tell_its_value(client, name):
    told = Told(client, case_of("reservation.rescinded"))
    place, key = f"{told.workspace.path}/Events", FILTERS[name]
    everything = client.list(place, PageSize=1000)
    values = {event["event_data"][key] for event in everything if key in event["event_data"]}

    assert values
    for value in sorted(values):
        expected = [event for event in everything if event["event_data"].get(key) == value]
        assert len(expected) < len(everything)
        assert client.list(place, PageSize=1000, **{name: value}) == expected


@pytest.mark.parametrize(
    ("event_type", "keys"),
    [
        pytest.param(event_type, {*COMMON, *seen["keys"], *seen.get("more", [])}, id=event_type)
        for seen in TABLE["seen"]
        for event_type in seen["types"]
    ],
)
def test_a_callback_has_exactly_the_parameters_that_were_seen(client, event_type, keys):
    form = Told(client, case_of(event_type)).logged(event_type).form()

    assert form.keys() == keys
    assert {type(value) for value in form.values()} == {str}
