"""Every mistake in a seed is one error: file, line, path, and what was expected."""

from textwrap import dedent, indent

import pytest

from mocktr.errors import SeedError
from mocktr.seed import read as read_dict
from tests.seed.worlds import build_all, mistake, read_text

HERE = "workspaces:\n- friendly_name: Here\n"
W0 = "workspaces[0]"
WA, WQ, WK = ("WA" + "1" * 32, "WQ" + "1" * 32, "WK" + "1" * 32)
AC, SK = "AC" + "1" * 32, "SK" + "1" * 32


def inside(text):
    """A seed with one workspace that has this inside; its first line is line 3."""
    return HERE + indent(dedent(text), "  ")


TOP_KEYS = "workspaces, numbers, accounts, expressions"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", f"empty; expected a mapping with {TOP_KEYS}"),
        ("- a", f'1: expected a mapping with {TOP_KEYS}, got ["a"]'),
        ("hello", f'1: expected a mapping with {TOP_KEYS}, got "hello"'),
        ("worlds: []", f"1: worlds: unknown key; there are {TOP_KEYS}"),
        ("workspaces:", "1: workspaces: expected a list, got null"),
        ("workspaces: {}", "1: workspaces: expected a list, got {}"),
        ("workspaces: []\naccounts: []",
         "2: accounts: expected either workspaces or accounts, not both"),
        ("expressions: loose", '1: expressions: expected strict or lenient, got "loose"'),
        ("expressions: true", "1: expressions: expected strict or lenient, got true"),
        ("accounts:\n- x", '2: accounts[0]: expected a mapping with sid, auth_token, api_keys, '
                           'workspaces, numbers, got "x"'),
        ("accounts:\n- auth_token: x", "2: accounts[0]: the key sid is missing"),
        ("accounts:\n- sid: AC12",
         '2: accounts[0].sid: expected AC and 32 hex digits, got "AC12"'),
        (f"accounts:\n- sid: {AC}\n- sid: {AC}",
         f"3: accounts[1].sid: the SID {AC} stands twice in this seed"),
        (f"accounts:\n- sid: {AC}\n  auth_token: 12",
         "3: accounts[0].auth_token: expected a string, got 12"),
        (f"accounts:\n- sid: {AC}\n  api_keys: {{key: x}}",
         '3: accounts[0].api_keys.key: expected SK and 32 hex digits, got "key"'),
        (f"accounts:\n- sid: {AC}\n  api_keys: {{{SK}: 1}}",
         f"3: accounts[0].api_keys.{SK}: expected a string, got 1"),
        (f"accounts:\n- sid: {AC}\n  api_keys:\n    {SK}: a\n"
         f"- sid: {AC[:-1]}2\n  api_keys:\n    {SK}: b",
         f"7: accounts[1].api_keys.{SK}: the SID {SK} stands twice in this seed"),
        (f"accounts:\n- sid: {AC}\n  workspaces:\n  - friendly_name: 5",
         "4: accounts[0].workspaces[0].friendly_name: expected a string, got 5"),
    ],
)  # fmt: skip
def test_a_mistake_above_the_workspaces(text, expected):
    place = "seed.yaml:" if expected[0].isdigit() else "seed.yaml: "

    assert mistake(text) == place + expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # keys and types
        ("colour: red", "3: workspaces[0].colour: unknown key; there are friendly_name, "
                        "event_callback_url, events_filter, multi_task_enabled, "
                        "prioritize_queue_order, default_activity, timeout_activity, template, "
                        "sid, defaults, activities, task_channels, task_queues, workflows, "
                        "workers, tasks"),
        ("multi_task_enabled: yes",
         '3: workspaces[0].multi_task_enabled: expected true or false, got "yes"'),
        ("multi_task_enabled: 1",
         "3: workspaces[0].multi_task_enabled: expected true or false, got 1"),
        ("event_callback_url: here",
         "3: workspaces[0].event_callback_url: expected an absolute http or https URL, or an "
         'empty string, got "here"'),
        ("events_filter:", "3: workspaces[0].events_filter: expected a string, got null"),
        ("template: LIFO",
         '3: workspaces[0].template: expected one of NONE, EMPTY, FIFO, got "LIFO"'),
        ("defaults: 0", "3: workspaces[0].defaults: expected true or false, got 0"),
        ("task_channels: []\ndefaults: false",
         "2: workspaces[0].activities: expected at least one activity, since defaults is false"),
        ("sid: WK1", '3: workspaces[0].sid: expected WS and 32 hex digits, got "WK1"'),
        ("workers: alice", '3: workspaces[0].workers: expected a list, got "alice"'),
        ("workers:\n- alice",
         "4: workspaces[0].workers[0]: expected a mapping with friendly_name, attributes, "
         'activity, sid, channels, behavior, script, phone, got "alice"'),
        ("workers:\n- name: alice",
         "4: workspaces[0].workers[0].name: unknown key; there are friendly_name, attributes, "
         "activity, sid, channels, behavior, script, phone"),
        ("workers:\n- friendly_name: alice\n  behavior:\n    handle_for: long",
         "6: workspaces[0].workers[0].behavior.handle_for: expected a number of seconds from 0 "
         'to 999999999999, got "long"'),
        ("workers:\n- friendly_name: alice\n  behavior: {accept: 5}",
         "5: workspaces[0].workers[0].behavior.accept: unknown key; there are accept_after, "
         "reject_after, handle_for, wrap_up_for, available_after, accept_every, reject_every, "
         "miss_every"),
        ("workers:\n- friendly_name: alice\n  script: {miss: true}",
         "5: workspaces[0].workers[0].script: expected a list of answers, got "
         '{"miss": true}'),
        ("workers:\n- friendly_name: alice\n  script:\n  - {miss: true}\n  - {miss: false}",
         "7: workspaces[0].workers[0].script[1].miss: expected true, got false"),
        ("workers:\n- attributes: {}",
         "4: workspaces[0].workers[0]: the key friendly_name is missing"),
        ("workers:\n- friendly_name: [a]",
         '4: workspaces[0].workers[0].friendly_name: expected a string, got ["a"]'),
        ("workers:\n- friendly_name: ''",
         "4: workspaces[0].workers[0].friendly_name: expected a string of 1 to 64 characters, "
         'got ""'),
        ("workers:\n- friendly_name: alice\n  attributes: 'level 2'",
         '5: workspaces[0].workers[0].attributes: expected a JSON object, got "level 2"'),
        ("workers:\n- friendly_name: alice\n  attributes: [level]",
         "5: workspaces[0].workers[0].attributes: expected a mapping or a string, got "
         '["level"]'),
        ("task_queues:\n- friendly_name: A\n  max_reserved_workers: true",
         "5: workspaces[0].task_queues[0].max_reserved_workers: expected an integer, got true"),
        ("task_queues:\n- friendly_name: A\n  max_reserved_workers: 51",
         "5: workspaces[0].task_queues[0].max_reserved_workers: expected an integer from 1 to "
         "50, got 51"),
        ("task_channels:\n- unique_name: fax",
         "4: workspaces[0].task_channels[0]: the key friendly_name is missing"),
        # duplicates
        ("task_queues:\n- friendly_name: A\n- friendly_name: A",
         '5: workspaces[0].task_queues[1].friendly_name: the task queue "A" stands twice'),
        ("workers:\n- friendly_name: Al\n- friendly_name: al",
         '5: workspaces[0].workers[1].friendly_name: the worker "al" stands twice'),
        ("activities:\n- friendly_name: Lunch\n- friendly_name: Lunch",
         '5: workspaces[0].activities[1].friendly_name: the activity "Lunch" stands twice; '
         "if that is meant, give each a sid"),
        ("activities:\n- friendly_name: Lunch\n- friendly_name: Lunch\n  sid: " + WA,
         '5: workspaces[0].activities[1].friendly_name: the activity "Lunch" stands twice; '
         "if that is meant, give each a sid"),
        (f"activities:\n- friendly_name: A\n  sid: {WA}\n- friendly_name: B\n  sid: {WA}",
         f"7: workspaces[0].activities[1].sid: the SID {WA} stands twice in this account"),
        # SIDs
        (f"activities:\n- friendly_name: Offline\n  sid: {WQ}",
         f'5: workspaces[0].activities[0].sid: expected WA and 32 hex digits, got "{WQ}"'),
        ("activities:\n- friendly_name: Offline\n  sid:",
         "5: workspaces[0].activities[0].sid: expected WA and 32 hex digits, got null"),
        ("activities:\n- friendly_name: Offline\n  sid: [a]",
         '5: workspaces[0].activities[0].sid: expected WA and 32 hex digits, got ["a"]'),
        # references
        ("default_activity: Lunch", '3: workspaces[0].default_activity: no activity "Lunch"; '
                                    "there are Offline, Available, Unavailable"),
        ("timeout_activity: 5",
         "3: workspaces[0].timeout_activity: expected a string, got 5"),
        ("workers:\n- friendly_name: alice\n  activity: Avialable",
         '5: workspaces[0].workers[0].activity: no activity "Avialable"; there are Offline, '
         "Available, Unavailable"),
        ("task_queues:\n- friendly_name: A\n  assignment_activity: Busy",
         '5: workspaces[0].task_queues[0].assignment_activity: no activity "Busy"; there are '
         "Offline, Available, Unavailable"),
        (f"activities:\n- {{friendly_name: Lunch, sid: {WA}}}\n"
         f"- {{friendly_name: Lunch, sid: {WA[:-1]}2}}\n"
         "workers:\n- friendly_name: alice\n  activity: Lunch",
         '8: workspaces[0].workers[0].activity: 2 activities are named "Lunch"; expected the '
         "SID of one"),
        ("tasks:\n- workflow: Main",
         '4: workspaces[0].tasks[0].workflow: no workflow "Main"; there are none'),
        ("tasks:\n- task_channel: fax",
         '4: workspaces[0].tasks[0].task_channel: no task channel "fax"; there are default, '
         "voice, chat, sms, video"),
        ("workers: [friendly_name: alice]\ntasks:\n- worker: alice\n  routing_target: " + WK,
         "6: workspaces[0].tasks[0].routing_target: expected either worker or routing_target, "
         "not both"),
        # channels
        ("workers:\n- friendly_name: alice\n  channels: [voice]",
         '5: workspaces[0].workers[0].channels: expected a mapping, got ["voice"]'),
        ("workers:\n- friendly_name: alice\n  channels: {fax: 1}",
         '5: workspaces[0].workers[0].channels.fax: no task channel "fax"; there are default, '
         "voice, chat, sms, video"),
        ("workers:\n- friendly_name: alice\n  channels: {voice: true}",
         "5: workspaces[0].workers[0].channels.voice: expected an integer, got true"),
        ("workers:\n- friendly_name: alice\n  channels: {voice: 51}",
         "5: workspaces[0].workers[0].channels.voice: expected an integer from 0 to 50, got 51"),
        ("workers:\n- friendly_name: alice\n  channels: {voice: }",
         "5: workspaces[0].workers[0].channels.voice: expected an integer, got null"),
        ("workers:\n- friendly_name: alice\n  channels:\n    voice: {capacity: many}",
         '6: workspaces[0].workers[0].channels.voice.capacity: expected an integer, got "many"'),
        ("workers:\n- friendly_name: alice\n  channels:\n    voice: {size: 1}",
         "6: workspaces[0].workers[0].channels.voice.size: unknown key; there are available, "
         "capacity, sid"),
        ("workers:\n- friendly_name: alice\n  channels:\n    voice: {sid: TC1}",
         "6: workspaces[0].workers[0].channels.voice.sid: expected WC and 32 hex digits, got "
         '"TC1"'),
        (f"task_channels:\n- {{unique_name: voice, sid: TC{'1' * 32}}}\n"
         f"workers:\n- friendly_name: alice\n  channels:\n    voice: 1\n    TC{'1' * 32}: 2",
         f"9: workspaces[0].workers[0].channels.TC{'1' * 32}: the channel stands twice"),
        # what only the operation knows
        ("task_channels:\n- {unique_name: fax 2, friendly_name: Fax}",
         "4: workspaces[0].task_channels[0].unique_name: expected letters, digits, _, $ and -, got "
         '"fax 2"'),
        ("tasks:\n- attributes: {}", "4: workspaces[0].tasks[0]: WorkflowSid field is required"),
        ("task_queues: [friendly_name: A]\ntasks:\n- task_queue: A\n"
         "  virtual_start_time: 2040-01-01T00:00:00Z",
         "6: workspaces[0].tasks[0].virtual_start_time: expected a date-time that is not in the "
         'future, got "2040-01-01T00:00:00Z"'),
        ("task_queues: [friendly_name: A]\nworkflows:\n- friendly_name: Main\n  configuration:\n"
         "    task_routing: {filters: []}\ntasks:\n- workflow: Main",
         "9: workspaces[0].tasks[0]: Task attributes could not be matched to a filter of "
         'Workflow "Main", which has no default filter'),
        ("defaults: false\nactivities: [friendly_name: Here]\ntask_queues: [friendly_name: A]\n"
         "tasks:\n- task_queue: A",
         "7: workspaces[0].tasks[0].task_channel: expected the SID or unique name of a task "
         'channel (there are none), got "default"'),
        (f"tasks:\n- routing_target: {WK}",
         f"4: workspaces[0].tasks[0]: Value '{WK}' provided for WorkflowSid as RoutingTarget has "
         'an invalid format. WorkspaceSid: "Here", AccountSid: this account'),
    ],
)  # fmt: skip
def test_a_mistake_inside_of_a_workspace(text, expected):
    assert mistake(inside(text)) == f"seed.yaml:{expected}"


WORKFLOW = "task_queues: [friendly_name: A]\nworkflows:\n- friendly_name: Main\n"
CONFIGURATION = WORKFLOW + "  configuration:\n    task_routing:\n"
DEFAULT = CONFIGURATION + "      default_filter: {queue: A}\n"
FILTER = DEFAULT + "      filters:\n      - expression: a == 1\n        targets:\n"
P = "workspaces[0].workflows[0].configuration"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (WORKFLOW, "5: workspaces[0].workflows[0]: the key configuration is missing"),
        (WORKFLOW + "  configuration: 7", f"6: {P}: expected a mapping, got 7"),
        (WORKFLOW + "  configuration: '{}'",
         f"6: {P}.task_routing: expected a JSON object, got None"),
        (WORKFLOW + "  configuration: Main", f"6: {P}: expected JSON (Expecting value: "),
        (WORKFLOW + '  configuration: \'{"task_routing": {"default_filter": {"queue": "A"}}}\'',
         f"6: {P}.task_routing.default_filter.queue: expected the SID of one of the workspace's "
         "task queues, got 'A'"),
        (WORKFLOW + "  configuration: {}",
         f"6: {P}.task_routing: expected a JSON object, got None"),
        (CONFIGURATION + "      - a", f"7: {P}.task_routing: expected a JSON object, got ['a']"),
        (CONFIGURATION + "      default_filter: {queue: B}",
         f'8: {P}.task_routing.default_filter.queue: no task queue "B"; there are A'),
        (CONFIGURATION + "      default_filter: {queue: }",
         f"8: {P}.task_routing.default_filter.queue: expected a string, got None"),
        (CONFIGURATION + "      default_filter: {queue: 7}",
         f"8: {P}.task_routing.default_filter.queue: expected a string, got 7"),
        (CONFIGURATION + "      default_filter: {}",
         f"8: {P}.task_routing.default_filter.queue: expected a string, got None"),
        (CONFIGURATION + "      filters: {}",
         f"8: {P}.task_routing.filters: expected a list, got {{}}"),
        (CONFIGURATION + "      filters:\n      - {expression: 1 == 1}",
         f"9: {P}.task_routing.filters[0].targets: expected a list, got None"),
        (CONFIGURATION + "      filters:\n      - targets: []",
         f"9: {P}.task_routing.filters[0].expression: expected a string, got None"),
        (CONFIGURATION + "      filters:\n      - expression: a ==\n        targets: []",
         f"9: {P}.task_routing.filters[0].expression: expected an expression: line 1:4 no viable "
         "alternative at input '<EOF>'\na ==\n    ^"),
        (FILTER + "        - {queue: A}\n        - timeout: never",
         f"13: {P}.task_routing.filters[0].targets[1].timeout: expected an integer from "
         "1 to 2147483647, got 'never'"),
        (FILTER + "        - queue: A\n          known_worker_sid: a\n"
                  "          known_worker_friendly_name: b",
         f"12: {P}.task_routing.filters[0].targets[0]: expected either known_worker_sid or "
         "known_worker_friendly_name, got {"),
        (FILTER + "        - queue: A\n          skip_if: ' '",
         f"13: {P}.task_routing.filters[0].targets[0].skip_if: expected an expression"),
        (FILTER + "        - queue: A\n          skip_if: workers.available =< 0",
         f"13: {P}.task_routing.filters[0].targets[0].skip_if: expected an expression: "),
        (FILTER + "        - queue: A\n          order_by: worker.level DOWN",
         f"13: {P}.task_routing.filters[0].targets[0].order_by: expected an order_by clause: "),
        (FILTER + "        - queue: A\n          known_worker_sid: 1 == 1",
         f"13: {P}.task_routing.filters[0].targets[0].known_worker_sid: expected a reference: "),
    ],
)  # fmt: skip
def test_a_mistake_in_a_configuration_points_at_the_deepest_line(text, expected):
    found = mistake(inside(text))

    assert found.startswith(f"seed.yaml:{expected}")


def test_a_configuration_that_is_too_long_points_at_its_key():
    name = "x" * 1_100_000

    found = mistake(inside(FILTER + f"        - queue: A\n        filter_friendly_name: {name}"))

    assert found.startswith(f"seed.yaml:6: {P}: expected at most 1038576 bytes, got ")


def test_a_bad_target_workers_points_at_its_key_and_shows_the_caret():
    text = "task_queues:\n- friendly_name: A\n  max_reserved_workers: 2\n  target_workers: a HAS"

    assert mistake(inside(text)) == (
        "seed.yaml:6: workspaces[0].task_queues[0].target_workers: expected an expression: "
        "line 1:5 no viable alternative at input '<EOF>'\n"
        "a HAS\n"
        "     ^"
    )


def test_a_mistake_in_what_an_alias_repeats_points_at_the_text_itself():
    text = """\
        workers:
        - friendly_name: alice
          channels: &it
            voice: 99
        - friendly_name: bob
          channels: *it
        """

    assert mistake(inside(text)).startswith("seed.yaml:6: workspaces[0].workers[0].channels.voice")


def test_too_many_of_a_kind_are_an_error():
    workspaces = read_dict({"workspaces": [{"friendly_name": "A"}] * 5001})
    activities = "\n".join(f"- friendly_name: A{n}" for n in range(98))

    with pytest.raises(SeedError) as refused:
        build_all(workspaces)

    assert str(refused.value) == (
        "seed: workspaces[5000]: A maximum of 5000 workspaces in a project is allowed"
    )
    assert mistake(inside(f"activities:\n{activities}")) == (
        "seed.yaml:101: workspaces[0].activities[97]: A maximum of 100 activities in a workspace "
        "is allowed"
    )


def test_many_names_are_listed_in_part():
    queues = "\n".join(f"- friendly_name: Q{n}" for n in range(30))

    found = mistake(inside(f"task_queues:\n{queues}\ntasks:\n- task_queue: Nowhere"))

    assert found.endswith("Q18, Q19, and 10 more")


def test_an_unknown_key_in_a_configuration_is_a_warning():
    text = FILTER + "        - {queue: A, colour: {queue: Nowhere}}\n      colour: red\n"
    seed = read_text(inside(text))

    build_all(seed)

    assert seed.warnings == [
        f"seed.yaml:12: {P}.task_routing.filters[0].targets[0].colour: unknown key, ignored; "
        "there are queue, timeout, priority, expression, order_by, skip_if, known_worker_sid, "
        "known_worker_friendly_name",
        f"seed.yaml:13: {P}.task_routing.colour: unknown key, ignored; there are filters, "
        "default_filter",
    ]


def test_warnings_stand_once_though_a_seed_is_built_for_many_accounts():
    seed = read_text(inside(DEFAULT + "      colour: red\n"))

    build_all(seed)
    build_all(seed)

    assert len(seed.warnings) == 1


def test_a_lenient_seed_takes_a_slip_in_an_expression_with_a_warning():
    text = "expressions: lenient\n" + inside(
        "task_queues:\n- friendly_name: A\n  target_workers: '* a == 1'"
    )
    seed = read_text(text)

    build_all(seed)

    assert [warning.partition("target_workers: ")[0] for warning in seed.warnings] == [
        "seed.yaml:6: workspaces[0].task_queues[0]."
    ]
    assert "expected an expression" in mistake(text.replace("lenient", "strict"))
