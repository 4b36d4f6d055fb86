"""What a seed makes: Twilio's new workspace, with what the seed adds to it or overrides."""

import json

import pytest

from mocktr.core import scheduler
from mocktr.core.mounts import RESOURCES
from mocktr.seed import read
from tests.seed.worlds import ACCOUNT, build_all, named, read_text, workspace, world

WA, WK, WC, WQ, TC = (prefix + "1" * 32 for prefix in ("WA", "WK", "WC", "WQ", "TC"))


def names(collection):
    return [one.friendly_name for one in collection.values()]


def test_a_workspace_starts_with_what_a_new_one_at_twilio_has():
    here = workspace("")

    assert names(here.activities) == ["Offline", "Available", "Unavailable"]
    assert [one.unique_name for one in here.task_channels.values()] == [
        "default", "voice", "chat", "sms", "video",
    ]  # fmt: skip
    assert here.default_activity_name == here.timeout_activity_name == "Offline"
    assert not here.task_queues
    assert not here.workflows


def test_a_workspace_takes_its_api_fields():
    here = workspace(
        """\
        event_callback_url: https://example.com/events
        events_filter: task.created
        multi_task_enabled: false
        prioritize_queue_order: LIFO
        default_activity: Lunch
        timeout_activity: Unavailable
        activities: [friendly_name: Lunch]
        """
    )

    assert here.event_callback_url == "https://example.com/events"
    assert here.events_filter == "task.created"
    assert here.multi_task_enabled is False
    assert here.prioritize_queue_order == "LIFO"
    assert here.default_activity_name == "Lunch"
    assert here.timeout_activity_name == "Unavailable"


def test_a_name_that_is_there_already_is_overridden():
    here = workspace(
        f"""\
        template: FIFO
        activities:
        - {{friendly_name: Unavailable, available: true, sid: {WA}}}
        task_channels:
        - {{unique_name: chat, friendly_name: Chat, channel_optimized_routing: true}}
        task_queues:
        - {{friendly_name: Sample Queue, max_reserved_workers: 3}}
        workflows:
        - {{friendly_name: Default Fifo Workflow, task_reservation_timeout: 7}}
        """
    )

    assert names(here.activities) == ["Offline", "Available", "Unavailable"]
    assert here.activities[WA].available is True
    assert here.task_channels.find("chat").friendly_name == "Chat"
    assert here.task_channels.find("chat").channel_optimized_routing is True
    assert [one.max_reserved_workers for one in here.task_queues.values()] == [3]
    assert [one.task_reservation_timeout for one in here.workflows.values()] == [7]


def test_without_defaults_a_workspace_holds_what_the_seed_lists():
    here = workspace(
        """\
        defaults: false
        activities: [{friendly_name: Away}, {friendly_name: Idle, available: true}]
        task_channels: [{unique_name: email, friendly_name: Email}]
        workers: [{friendly_name: alice}, {friendly_name: bob, activity: Idle}]
        """
    )

    assert names(here.activities) == ["Away", "Idle"]
    assert here.default_activity_name == here.timeout_activity_name == "Away"
    assert [one.unique_name for one in here.task_channels.values()] == ["email"]
    assert named(here.workers, "alice").activity_name == "Away"


def test_without_defaults_the_seed_may_still_name_the_default_activity():
    here = workspace(
        """\
        defaults: false
        default_activity: Idle
        activities: [{friendly_name: Away}, {friendly_name: Idle, available: true}]
        """
    )

    assert (here.default_activity_name, here.timeout_activity_name) == ("Idle", "Away")


def test_activities_that_have_sids_may_share_a_name():
    here = workspace(
        f"""\
        activities:
        - {{friendly_name: Offline, sid: {WA}}}
        - {{friendly_name: Offline, sid: {WA[:-1]}2, available: true}}
        workers:
        - {{friendly_name: alice, activity: {WA[:-1]}2}}
        """
    )

    assert names(here.activities) == ["Offline", "Available", "Unavailable", "Offline"]
    assert here.default_activity_sid == WA
    assert named(here.workers, "alice").available is True


def test_references_are_names_or_sids():
    here = workspace(
        f"""\
        activities:
        - {{friendly_name: Busy, sid: {WA}}}
        task_channels:
        - {{unique_name: fax, friendly_name: Fax, sid: {TC}}}
        task_queues:
        - {{friendly_name: A, reservation_activity: Busy, assignment_activity: {WA}}}
        workflows:
        - friendly_name: Main
          configuration: {{task_routing: {{default_filter: {{queue: A}}}}}}
        workers:
        - {{friendly_name: alice, activity: Busy, sid: {WK}}}
        tasks:
        - {{workflow: Main, task_channel: fax}}
        - {{task_queue: A, task_channel: {TC}}}
        - {{worker: alice}}
        - {{routing_target: {WK}}}
        """
    )
    queue, workflow = named(here.task_queues, "A"), named(here.workflows, "Main")
    first, second, third, fourth = here.tasks.values()

    assert (queue.reservation_activity_sid, queue.assignment_activity_sid) == (WA, WA)
    assert json.loads(workflow.configuration)["task_routing"]["default_filter"] == {
        "queue": queue.sid
    }
    assert here.workers[WK].activity_sid == WA
    assert (first.workflow_sid, first.task_queue_sid) == (workflow.sid, queue.sid)
    assert (second.workflow_sid, second.task_queue_sid) == (None, queue.sid)
    assert first.task_channel_sid == second.task_channel_sid == TC
    assert third.direct_worker_sid == fourth.direct_worker_sid == WK


def test_an_empty_string_clears_an_activity_of_a_queue():
    here = workspace(
        """\
        multi_task_enabled: false
        task_queues:
        - {friendly_name: A, reservation_activity: ''}
        """
    )
    queue = named(here.task_queues, "A")

    assert queue.reservation_activity_sid is None
    assert queue.assignment_activity_name == "Busy"


def test_attributes_are_yaml_and_look_as_they_are_written():
    here = workspace(
        """\
        workers:
        - friendly_name: alice
          attributes: {zip: 02137, vip: yes, country: NO, since: 2026-01-01, level: 2}
        """
    )

    assert json.loads(named(here.workers, "alice").attributes) == {
        "zip": "02137", "vip": "yes", "country": "NO", "since": "2026-01-01", "level": 2,
    }  # fmt: skip


def test_attributes_and_configurations_may_be_json_text_which_is_stored_anew():
    configuration = f'{{"task_routing":{{"default_filter":{{"queue":"{WQ}"}}}}, "note": 1e3}}'
    here = workspace(
        f"""\
        task_queues: [{{friendly_name: A, sid: {WQ}}}]
        workflows: [{{friendly_name: Main, configuration: '{configuration}'}}]
        workers: [{{friendly_name: alice, attributes: '{{"level":1e3}}'}}]
        """
    )

    stored = configuration.replace(', "note": 1e3', ',"note":1000.0')
    assert named(here.workflows, "Main").configuration == stored
    assert named(here.workers, "alice").attributes == '{"level":1000.0}'


def test_attributes_and_configurations_in_yaml_are_stored_in_the_same_way():
    here = workspace(
        f"""\
        task_queues: [{{friendly_name: A, sid: {WQ}}}]
        workflows:
          - friendly_name: Main
            configuration: {{task_routing: {{filters: [], default_filter: {{queue: A}}}}}}
        workers: [{{friendly_name: alice, attributes: {{b: [1, 2], a: é}}}}]
        """
    )

    assert named(here.workflows, "Main").configuration == (
        f'{{"task_routing":{{"filters":[],"default_filter":{{"queue":"{WQ}"}}}}}}'
    )
    assert named(here.workers, "alice").attributes == '{"b":[1,2],"a":"é"}'


def test_channels_are_a_capacity_or_more():
    here = workspace(
        f"""\
        workers:
        - friendly_name: alice
          channels:
            voice: 2
            chat: {{capacity: 3, available: false, sid: {WC}}}
            sms: {{}}
        """
    )
    alice = named(here.workers, "alice")
    voice, chat, sms = (alice.channel_named(name) for name in ("voice", "chat", "sms"))

    assert (voice.configured_capacity, voice.available) == (2, True)
    assert (chat.configured_capacity, chat.available) == (3, False)
    assert (sms.configured_capacity, sms.available) == (1, True)
    assert alice.channel_named(WC) is chat


def test_a_seeded_worker_looks_as_if_nobody_had_touched_it():
    here = workspace(
        """\
        workers:
        - friendly_name: alice
          activity: Available
          channels: {voice: 2, chat: {available: false}}
        """
    )
    alice = named(here.workers, "alice")

    assert alice.version == alice.view().version == alice.touched == 0
    assert [channel.version for channel in alice.channels.values()] == [0] * 5
    assert alice.date_created == alice.date_updated


def test_explicit_sids_are_taken_and_the_counter_skips_them():
    mine = f"WK{ACCOUNT[-20:]}{10:012x}"
    here = workspace(f"workers: [{{friendly_name: a}}, {{friendly_name: b, sid: {mine}}}]")

    assert mine in here.workers
    assert len({record.sid for record in every_record(here.account)}) == len(
        list(every_record(here.account))
    )


def every_record(account):
    """All records of an account, reached as the API reaches them."""
    for mount in RESOURCES:
        parents = [account]
        for depth in range(1, len(mount.segments)):
            upper = next(one for one in RESOURCES if one.segments == mount.segments[:depth])
            parents = [row for parent in parents for row in upper.rows(parent, {}).after()]
        for parent in parents:
            yield from mount.rows(parent, {}).after()


def test_the_same_sid_may_stand_in_two_accounts():
    row = f"workspaces: [{{friendly_name: Here, activities: [{{friendly_name: A, sid: {WA}}}]}}]"
    one, two = ("AC" + digit * 32 for digit in "12")
    seed = read_text(f"accounts:\n- {{sid: {one}, {row}}}\n- {{sid: {two}, {row}}}\n")

    accounts = build_all(seed)

    assert [account.sid for account in accounts] == [one, two]
    for account in accounts:
        assert WA in next(iter(account.workspaces.values())).activities


def test_what_attributes_hold_is_never_taken_for_a_row():
    account = world(
        f"""\
        workspaces:
        - friendly_name: One
          sid: WS{"1" * 32}
          workers:
          - {{friendly_name: alice, attributes: {{sid: x, workers: [{{sid: WS{"1" * 32}}}]}}}}
        - friendly_name: One
        """
    )

    assert names(account.workspaces) == ["One", "One"]


def test_a_queue_below_an_unknown_key_of_a_configuration_is_left_alone():
    here = workspace(
        """\
        task_queues: [friendly_name: A]
        workflows:
        - friendly_name: Main
          configuration:
            task_routing:
              default_filter: {queue: A, note: {queue: Nowhere}}
        """
    )
    written = json.loads(named(here.workflows, "Main").configuration)

    assert written["task_routing"]["default_filter"]["note"] == {"queue": "Nowhere"}


def test_later_targets_may_inherit_the_queue():
    here = workspace(
        """\
        task_queues: [friendly_name: A]
        workflows:
        - friendly_name: Main
          configuration:
            task_routing:
              filters:
              - expression: 1 == 1
                targets: [{queue: A, timeout: 5, skip_if: ''}, {priority: 3}]
        """
    )
    document = named(here.workflows, "Main").document()

    assert [target.queue for target in document.targets()] == [here.task_queues.order[0]] * 2


@pytest.mark.parametrize("name", ["minimal", "support", "contact_center"])
def test_the_shipped_seeds_make_a_world_without_warnings(name):
    seed = read(name)

    account = build_all(seed)[0]

    here = next(iter(account.workspaces.values()))
    assert seed.name == f"{name}.yaml"
    assert here.workers
    assert here.task_queues
    assert here.workflows
    assert seed.warnings == []


def test_the_contact_center_has_a_realistic_staff():
    here = next(iter(build_all(read("contact_center"))[0].workspaces.values()))

    assert len(here.workers) == 40
    assert all(queue.members for queue in here.task_queues.values())
    assert {worker.activity_name for worker in here.workers.values()} == {
        "Available", "Unavailable", "Offline", "Break",
    }  # fmt: skip
    assert {name for worker in here.workers.values() for name in json.loads(worker.attributes)} == {
        "team", "languages", "skills", "level",
    }  # fmt: skip


def test_workers_behave_as_the_seed_says():
    here = workspace(
        """
        task_queues: [friendly_name: All]
        workflows:
        - friendly_name: Main
          configuration: {task_routing: {default_filter: {queue: All}}}
        workers:
        - friendly_name: alice
          activity: Available
          behavior: {accept_after: 5, handle_for: 0.5}
          script: [{reject_after: 10}]
        - friendly_name: bob
        tasks: [{}]
        """
    )
    alice, bob = here.workers.values()

    scheduler.settle(here.account)

    assert alice.behavior.as_dict() == {"accept_after": 5, "handle_for": 0.5}
    assert (alice.script, alice.offers) == ((), 0)
    assert "behavior.reject" in [timer.name for timer in here.account.timers.pending()]
    assert (bob.behavior, bob.acts) == (None, False)
