"""A world as a seed: names instead of SIDs, and the same world again."""

import json

import pytest
from hypothesis import HealthCheck, given, settings

from mocktr.seed import read, seed_of
from mocktr.seed.exporter import export
from mocktr.seed.held import held_by
from tests.examples import examples
from tests.seed.live import live_worlds
from tests.seed.portrait import portrait, reloaded
from tests.seed.worlds import build_all, named, workspace

WA, WC, WK, WQ = (prefix + "1" * 32 for prefix in ("WA", "WC", "WK", "WQ"))


def row_of(text):
    """The exported row of the only workspace of a seed."""
    [row] = seed_of(workspace(text).account)["workspaces"]
    return row


def exported(text, *changes):
    """What a workspace is exported as whose payloads were changed in a way that mocktr refuses."""
    held = held_by(workspace(text))
    for collection, number, change in changes:
        payload = held.collections[collection][number]
        payload.update(change)
    return export([held])


# --- the same world again ----------------------------------------------------------------------


@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(live_worlds())
def test_whatever_a_world_holds_its_seed_makes_it_again(account):
    document = seed_of(account)

    again = reloaded(document)

    assert portrait(again) == portrait(account)
    assert seed_of(again) == document


@pytest.mark.parametrize("name", ["minimal", "support", "contact_center"])
def test_a_shipped_world_is_made_again(name):
    [account] = build_all(read(name))
    document = seed_of(account)

    again = reloaded(document)

    assert portrait(again) == portrait(account)
    assert seed_of(again) == document


def test_nothing_is_said_that_is_so_by_itself():
    [account] = build_all(read("minimal"))

    assert seed_of(account) == {
        "workspaces": [
            {
                "friendly_name": "Minimal",
                "default_activity": "Offline",
                "timeout_activity": "Offline",
                "task_queues": [{"friendly_name": "Everyone", "target_workers": "1 == 1"}],
                "workflows": [
                    {
                        "friendly_name": "Anything",
                        "configuration": {
                            "task_routing": {"default_filter": {"queue": "Everyone"}}
                        },
                    }
                ],
                "workers": [{"friendly_name": "alice", "activity": "Available"}],
            }
        ]
    }


def test_tasks_are_no_configuration():
    row = row_of("task_queues: [friendly_name: A]\ntasks: [task_queue: A]")

    assert row["task_queues"] == [{"friendly_name": "A"}]
    assert "tasks" not in row


def test_workers_go_on_acting_by_themselves():
    assert row_of(
        """
        workers:
          - friendly_name: alice
            behavior: {accept_after: 5, handle_for: 0.5, miss_every: 3}
            script: [{reject_after: 10}, {miss: true}]
          - friendly_name: bob
        """
    )["workers"] == [
        {
            "friendly_name": "alice",
            "activity": "Offline",
            "script": [{"reject_after": 10}, {"miss": True}],
            "behavior": {"accept_after": 5, "handle_for": 0.5, "miss_every": 3},
        },
        {"friendly_name": "bob", "activity": "Offline"},
    ]


def test_an_account_without_workspaces_is_a_seed_without_them():
    [account] = build_all(read(None))

    assert seed_of(account) == {"workspaces": []}


# --- what a workspace starts with --------------------------------------------------------------


def test_what_a_new_workspace_has_is_listed_once_it_was_changed():
    here = workspace("")
    named(here.activities, "Available").update({"friendly_name": "Idle"})

    [row] = seed_of(here.account)["workspaces"]

    assert row["defaults"] is False
    assert row["activities"] == [
        {"friendly_name": "Offline"},
        {"friendly_name": "Idle", "available": True},
        {"friendly_name": "Unavailable"},
    ]
    assert len(row["task_channels"]) == 5


def test_what_was_added_to_a_new_workspace_is_listed_alone():
    row = row_of(
        "activities: [friendly_name: Lunch]\ntask_channels: [{unique_name: x, friendly_name: X}]"
    )

    assert "defaults" not in row
    assert row["activities"] == [{"friendly_name": "Lunch"}]
    assert row["task_channels"] == [{"friendly_name": "X", "unique_name": "x"}]


def test_a_queue_without_activities_in_a_single_tasking_workspace_says_so():
    row = row_of(
        "multi_task_enabled: false\n"
        "task_queues: [{friendly_name: A}, {friendly_name: B, reservation_activity: ''}]"
    )

    assert row["task_queues"] == [
        {"friendly_name": "A", "reservation_activity": "Reserved", "assignment_activity": "Busy"},
        {"friendly_name": "B", "reservation_activity": "", "assignment_activity": "Busy"},
    ]


# --- SIDs that stay ----------------------------------------------------------------------------


def test_records_that_share_a_name_are_told_apart_by_sid():
    row = row_of(
        f"""\
        activities:
        - {{friendly_name: Lunch, sid: {WA}}}
        - {{friendly_name: Lunch, sid: {WA[:-1]}2, available: true}}
        workers: [{{friendly_name: alice, activity: {WA[:-1]}2}}]
        """
    )

    assert row["activities"] == [
        {"friendly_name": "Lunch", "sid": WA},
        {"friendly_name": "Lunch", "sid": WA[:-1] + "2", "available": True},
    ]
    assert row["workers"] == [{"friendly_name": "alice", "activity": WA[:-1] + "2"}]


def test_a_name_that_looks_like_a_sid_is_referred_to_by_sid():
    row = row_of(
        f"""\
        task_queues: [{{friendly_name: {WQ}, sid: {WQ[:-1]}2}}]
        workflows:
        - friendly_name: Main
          configuration: {{task_routing: {{default_filter: {{queue: {WQ}}}}}}}
        """
    )

    assert row["task_queues"] == [{"friendly_name": WQ, "sid": WQ[:-1] + "2"}]
    assert row["workflows"][0]["configuration"] == {
        "task_routing": {"default_filter": {"queue": WQ[:-1] + "2"}}
    }


@pytest.mark.parametrize(
    "where",
    [
        f"task_queues: [{{friendly_name: A, target_workers: sid == '{WK}'}}]",
        f"events_filter: {WK}",
        f"event_callback_url: https://example.com/{WK}",
        f"activities: [friendly_name: of {WK}]",
        f"workers: [{{friendly_name: bob, attributes: {{boss: [{{{WK}: 1}}]}}}}, *alice]",
        "task_queues: [friendly_name: A]\nworkflows: [{friendly_name: Main, configuration: "
        f"{{task_routing: {{default_filter: {{queue: A}}, note: {{x: {WK}}}}}}}}}]",
    ],
)
def test_a_sid_that_something_mentions_stays(where):
    alice = f"{{friendly_name: alice, sid: {WK}}}"
    workers = "" if "*alice" in where else f"\nworkers: [{alice}]"

    row = row_of(where.replace("*alice", alice) + workers)

    found = next(one for one in row["workers"] if one["friendly_name"] == "alice")
    assert found == {"friendly_name": "alice", "sid": WK, "activity": "Offline"}


def test_a_sid_that_nothing_mentions_goes():
    row = row_of(f"workers: [{{friendly_name: alice, sid: {WK}}}]")

    assert row["workers"] == [{"friendly_name": "alice", "activity": "Offline"}]


def test_the_sid_of_a_channel_that_something_mentions_stays():
    row = row_of(
        f"""\
        workers:
        - friendly_name: alice
          attributes: {{favourite: {WC}}}
          channels: {{voice: 2, chat: {{sid: {WC}}}, sms: {{capacity: 0, available: false}}}}
        """
    )

    assert row["workers"][0]["channels"] == {
        "voice": 2, "chat": {"sid": WC}, "sms": {"available": False, "capacity": 0},
    }  # fmt: skip


# --- attributes, configurations and expressions ------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        '{"list":[' + "1e15," * 600 + "1]}",
        '{"a":"\\ud83d"}',
        '{"a":' + "9" * 2000 + "}",
    ],
    ids=["long", "half a pair", "digits"],
)
def test_attributes_that_yaml_does_not_hold_stay_json(text):
    here = workspace("workers: [friendly_name: alice]")
    named(here.workers, "alice").update({"attributes": text})

    document = seed_of(here.account)

    assert document["workspaces"][0]["workers"][0]["attributes"] == text
    assert (
        named(next(iter(reloaded(document).workspaces.values())).workers, "alice").attributes
        == text
    )


def test_a_configuration_that_yaml_does_not_hold_stays_json_with_the_sids_of_its_queues():
    here = workspace(
        """\
        task_queues: [friendly_name: A]
        workflows:
        - friendly_name: Main
          configuration: {task_routing: {default_filter: {queue: A}}}
        """
    )
    main, queue = named(here.workflows, "Main"), named(here.task_queues, "A")
    text = main.configuration[:-1] + ', "note": "\\ud83d"}'
    main.update({"configuration": text})

    [row] = seed_of(here.account)["workspaces"]

    assert row["workflows"] == [{"friendly_name": "Main", "configuration": text}]
    assert row["task_queues"] == [{"friendly_name": "A", "sid": queue.sid}]


@pytest.mark.parametrize(("expression", "reading"), [("a == 1", None), ("* a == 1", "lenient")])
def test_a_seed_asks_for_lenient_expressions_where_one_needs_it(expression, reading):
    [account] = build_all(
        read(
            {
                "expressions": "lenient",
                "workspaces": [
                    {
                        "friendly_name": "Here",
                        "task_queues": [{"friendly_name": "A", "target_workers": expression}],
                    }
                ],
            }
        )
    )

    assert seed_of(account).get("expressions") == reading


# --- what a live workspace may hold, and no world of mocktr's -----------------------------------

ROUTED = """\
task_queues: [friendly_name: A]
workflows:
- friendly_name: Main
  configuration: {task_routing: {default_filter: {queue: A}}}
- friendly_name: Other
  configuration: {task_routing: {default_filter: {queue: A}}}
workers: [{friendly_name: alice, attributes: {level: 1}, channels: {voice: 2}}]
"""


@pytest.mark.parametrize(
    ("configuration", "said"),
    [
        (json.dumps({"task_routing": {"default_filter": {"queue": WQ}}}),
         f"task_routing.default_filter.queue: there is no task queue {WQ}"),
        ("task-queue: everyone", "configuration: expected JSON (Expecting value"),
        ('{"task_routing": {"filters": [{"expression": "a ==", "targets": [{"queue": "x"}]}]}}',
         "task_routing.filters[0].expression: expected an expression"),
        (None, "configuration: expected JSON"),
    ],
)  # fmt: skip
def test_a_workflow_that_can_not_be_is_left_out_and_told_of(configuration, said):
    found = exported(ROUTED, ("workflows", 0, {"configuration": configuration}))

    [row] = found.document["workspaces"]
    assert [one["friendly_name"] for one in row["workflows"]] == ["Other"]
    [remark] = found.remarks
    assert remark.startswith(f'workspace "Here": workflow "Main" is left out: {said}')
    [left_out] = found.left_out["workspaces"]
    assert (left_out["friendly_name"], len(left_out["workflows"])) == ("Here", 1)
    assert len(portrait(reloaded(found.document))) == len(portrait(workspace(ROUTED).account)) - 1


def test_an_expression_that_is_not_understood_is_for_nobody():
    found = exported(ROUTED, ("task_queues", 0, {"target_workers": "languages ~ 'en'"}))

    [row] = found.document["workspaces"]
    assert row["task_queues"] == [{"friendly_name": "A", "target_workers": ""}]
    assert found.remarks[0].startswith(
        """workspace "Here": task queue "A" is for nobody, since "languages ~ 'en'" is not"""
    )


@pytest.mark.parametrize("text", [None, "", " ", "{}", "{ }"])
def test_attributes_that_say_nothing_are_not_told(text):
    found = exported(ROUTED, ("workers", 0, {"attributes": text}))

    [row] = found.document["workspaces"]
    assert "attributes" not in row["workers"][0]
    assert found.remarks == []


@pytest.mark.parametrize(
    ("collection", "change", "said"),
    [
        ("workers", {"attributes": "[1]"},
         'attributes of worker "alice" is left out: expected a JSON object, got "[1]"'),
        ("workers", {"activity_sid": WA},
         'activity of worker "alice" is left out: expected the SID of one of the workspace\'s '
         f'activities, got "{WA}"'),
        ("workflows", {"task_reservation_timeout": 0},
         'task_reservation_timeout of workflow "Main" is left out: expected an integer from 1 to '
         "86400, got 0"),
        ("workflows", {"assignment_callback_url": "nowhere"},
         'assignment_callback_url of workflow "Main" is left out: expected an absolute http or '
         'https URL, or an empty string, got "nowhere"'),
    ],
)  # fmt: skip
def test_a_value_that_can_not_be_is_left_out_and_told_of(collection, change, said):
    found = exported(ROUTED, (collection, 0, change))

    [row] = found.document["workspaces"]
    assert found.remarks == [f'workspace "Here": {said}']
    assert not change.keys() & row[collection][0].keys()
    assert portrait(reloaded(found.document))


@pytest.mark.parametrize(
    ("collection", "number", "change", "said"),
    [
        ("task_channels", 1, {"unique_name": "phone calls"},
         'task channel "phone calls" is left out: unique_name: expected letters, digits, _, $ '
         "and -"),
        ("activities", 2, {"friendly_name": "x" * 65},
         f'activity "{"x" * 56}... is left out: friendly_name: expected a string of 1 to 64 '
         "characters, got 65"),
        ("activities", 2, {"friendly_name": None},
         "activity null is left out: friendly_name: expected a string of 1 to 64 characters"),
        ("task_channels", 2, {"unique_name": "voice"},
         'task channel "voice" is left out: unique_name: it stands twice'),
    ],
)  # fmt: skip
def test_a_record_that_can_not_be_named_so_is_left_out_and_told_of(
    collection, number, change, said
):
    found = exported(ROUTED, (collection, number, change))

    [row] = found.document["workspaces"]
    assert found.remarks[0] == f'workspace "Here": {said}'
    assert change not in [{name: one.get(name) for name in change} for one in row[collection][2:]]
    assert found.left_out["workspaces"][0][collection][0].items() >= change.items()
    assert portrait(reloaded(found.document))


def test_null_is_what_a_value_is_by_itself():
    """As in samples of old workspaces."""
    nothing = dict.fromkeys(("target_workers", "task_order", "max_reserved_workers"))

    found = exported(ROUTED, ("task_queues", 0, nothing))

    assert found.document["workspaces"][0]["task_queues"] == [{"friendly_name": "A"}]
