"""All mistakes of a seed are told at once, in its order, and none that follows from another."""

import json
from textwrap import dedent

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mocktr import Sandbox, SeedError
from mocktr.errors import MOST_PROBLEMS, spell
from mocktr.seed import shipped
from mocktr.seed.files import SHIPPED
from tests.examples import examples
from tests.seed.worlds import build_all, read_text

AC, WQ = "AC" + "1" * 32, "WQ" + "1" * 32
W0 = "workspaces[0]"


def problems(text, lenient=False):
    """What is wrong in a seed, without the name of the file."""
    with pytest.raises(SeedError) as refused:
        build_all(read_text(text), lenient)
    return [one.removeprefix("seed.yaml:") for one in refused.value.problems]


def places(text):
    """Line and place of each problem inside of the only workspace."""
    inside = "\n".join("  " + line for line in dedent(text).splitlines())
    found = problems(f"workspaces:\n- friendly_name: Here\n{inside}\n")
    return [one.rpartition(f"{W0}.")[2].partition(": ")[0] for one in found]


MANY = """\
workspaces:
- friendly_name: Here
  colour: red
  template: LIFO
  default_activity: Lunch
  workers:
  - {friendly_name: alice, activity: Avialable, behavior: {handle_for: long}}
  - bob
  - friendly_name: carol
    channels: {voice: many, fax: 1, chat: {size: 1, capacity: -1}}
    script: later
  task_queues:
  - {friendly_name: A, max_reserved_workers: 51, task_order: NONE}
  - {target_workers: a HAS}
  - {friendly_name: A}
  tasks:
  - {priority: high, timeout: soon}
expressions: loose
size: 5
"""


def test_every_mistake_of_a_file_is_told_in_its_order():
    found = [one.partition(": ")[::2] for one in problems(MANY)]

    assert [(line, text.partition(": ")[0]) for line, text in found] == [
        ("3", f"{W0}.colour"),
        ("4", f"{W0}.template"),
        ("5", f"{W0}.default_activity"),
        ("7", f"{W0}.workers[0].activity"),
        ("7", f"{W0}.workers[0].behavior.handle_for"),
        ("8", f"{W0}.workers[1]"),
        ("10", f"{W0}.workers[2].channels.voice"),
        ("10", f"{W0}.workers[2].channels.fax"),
        ("10", f"{W0}.workers[2].channels.chat.size"),
        ("10", f"{W0}.workers[2].channels.chat.capacity"),
        ("11", f"{W0}.workers[2].script"),
        ("13", f"{W0}.task_queues[0].max_reserved_workers"),
        ("13", f"{W0}.task_queues[0].task_order"),
        ("14", f"{W0}.task_queues[1]"),
        ("14", f"{W0}.task_queues[1].target_workers"),
        ("15", f"{W0}.task_queues[2].friendly_name"),
        ("17", f"{W0}.tasks[0].priority"),
        ("17", f"{W0}.tasks[0].timeout"),
        ("18", "expressions"),
        ("19", "size"),
    ]


CONFIGURATION = """\
task_queues:
- friendly_name: A
workflows:
- friendly_name: Main
  assignment_callback_url: nowhere
  configuration:
    task_routing:
      filters:
      - expression: a ==
        targets:
        - {queue: B, timeout: never, priority: high, expression: ']', order_by: x DOWN}
        - {known_worker_sid: a, known_worker_friendly_name: b, skip_if: 5}
      - filter_friendly_name: 7
        targets: []
      - nothing
      default_filter: {queue: C}
"""


def test_every_mistake_inside_of_a_configuration_is_told():
    routing = "workflows[0].configuration.task_routing"

    assert places(CONFIGURATION) == [
        "workflows[0].assignment_callback_url",
        f"{routing}.filters[0].expression",
        f"{routing}.filters[0].targets[0].queue",
        f"{routing}.filters[0].targets[0].timeout",
        f"{routing}.filters[0].targets[0].priority",
        f"{routing}.filters[0].targets[0].expression",
        f"{routing}.filters[0].targets[0].order_by",
        f"{routing}.filters[0].targets[1]",
        f"{routing}.filters[0].targets[1].skip_if",
        f"{routing}.filters[1].expression",
        f"{routing}.filters[1].filter_friendly_name",
        f"{routing}.filters[1].targets",
        f"{routing}.filters[2]",
        f"{routing}.default_filter.queue",
    ]


def test_every_queue_that_the_text_of_a_configuration_does_not_find_is_told():
    text = '{"task_routing": {"filters": [{"expression": "1==1", "targets": [{"queue": "A"}]}],'
    text += '"default_filter": {"queue": "B"}}}'

    assert places(f"workflows: [{{friendly_name: Main, configuration: '{text}'}}]") == [
        "workflows[0].configuration.task_routing.filters[0].targets[0].queue",
        "workflows[0].configuration.task_routing.default_filter.queue",
    ]


BAD_QUEUE = f"task_queues: [{{friendly_name: A, max_reserved_workers: 51, sid: {WQ}}}]\n"
TEXT = json.dumps({"task_routing": {"default_filter": {"queue": WQ}}})
ROUTED = "workflows:\n- friendly_name: Main\n  configuration: {task_routing: {default_filter: "


@pytest.mark.parametrize(
    ("text", "only"),
    [
        (BAD_QUEUE + ROUTED + "{queue: A}}}", "task_queues[0].max_reserved_workers"),
        (BAD_QUEUE + ROUTED + f"{{queue: {WQ}}}}}}}", "task_queues[0].max_reserved_workers"),
        # over two references
        (BAD_QUEUE + ROUTED + "{queue: A}}}\ntasks: [workflow: Main]",
         "task_queues[0].max_reserved_workers"),
        # the text of a configuration has SIDs, as a task may have
        (BAD_QUEUE + "workflows:\n- friendly_name: Main\n"
         f"  configuration: '{TEXT}'",
         "task_queues[0].max_reserved_workers"),
        (BAD_QUEUE + f"tasks: [{{routing_target: {WQ}}}]", "task_queues[0].max_reserved_workers"),
        # nobody knows the name of what is meant
        ("task_queues: [A]\ntasks: [task_queue: A]", "task_queues[0]"),
        ("task_queues: A\ntasks: [task_queue: A]", "task_queues"),
        ("task_queues: [{friendly_nam: A}]\ntasks: [task_queue: A]",
         "task_queues[0].friendly_nam"),
        ("task_queues: A\nworkflows:\n- friendly_name: Main\n"
         f"  configuration: '{TEXT}'",
         "task_queues"),
        ("template: FOFO\ntasks: [workflow: Default Fifo Workflow]", "template"),
        ("defaults: 0\nworkers: [{friendly_name: al, activity: Busy}]", "defaults"),
        # the other collections
        ("activities: [{friendly_name: Lunch, available: 1}]\ndefault_activity: Lunch\n"
         "workers: [{friendly_name: al, activity: Lunch}]\ntasks: [worker: al]",
         "activities[0].available"),
        ("task_channels: [{unique_name: fax}]\n"
         "workers: [{friendly_name: al, channels: {fax: 1, chat: {capacity: 3}}}]\n"
         "tasks: [task_channel: fax]",
         "task_channels[0]"),
        ("workers: [{friendly_name: al, behavior: {accept: 5}}]\ntasks: [worker: al]",
         "workers[0].behavior.accept"),
        ("defaults: false\nactivities: [{friendly_name: ''}]\nworkers: [friendly_name: al]",
         "activities[0].friendly_name"),
        ("defaults: false\nworkers: [{friendly_name: al, activity: Available}]", "activities"),
        ("defaults: false\nactivities: Lunch\nworkers: [friendly_name: al]", "activities"),
        # what exists already is there, however its row reads
        ("activities: [{friendly_name: Offline, available: 1}]\n"
         "workers: [{friendly_name: al, activity: Offline}]", "activities[0].available"),
        ("activities: [{friendly_name: Offline, sid: WA1}]", "activities[0].sid"),
    ],
)  # fmt: skip
def test_what_follows_from_a_mistake_is_none_of_its_own(text, only):
    assert places(text) == [only]


def test_what_names_a_row_that_came_to_nothing_is_still_looked_at():
    text = BAD_QUEUE + "tasks: [{task_queue: A, priority: high, task_channel: fax}]"

    assert places(text) == [
        "task_queues[0].max_reserved_workers",
        "tasks[0].priority",
        "tasks[0].task_channel",
    ]


def test_a_name_that_is_wrong_is_told_beside_a_row_that_came_to_nothing():
    assert places(BAD_QUEUE + "tasks: [{task_queue: A}, {task_queue: B}]") == [
        "task_queues[0].max_reserved_workers",
        "tasks[1].task_queue",
    ]


def test_a_workspace_without_a_name_is_looked_through():
    text = "workspaces:\n- {task_queues: [{}]}\n- no mapping\n- {friendly_name: B, sid: WS1}"

    assert problems(text) == [
        "2: workspaces[0]: the key friendly_name is missing",
        "2: workspaces[0].task_queues[0]: the key friendly_name is missing",
        "3: workspaces[1]: expected a mapping with friendly_name, event_callback_url, "
        "events_filter, multi_task_enabled, prioritize_queue_order, default_activity, "
        "timeout_activity, template, sid, defaults, activities, task_channels, task_queues, "
        'workflows, workers, tasks, got "no mapping"',
        '4: workspaces[2].sid: expected WS and 32 hex digits, got "WS1"',
    ]


def test_every_account_is_looked_through_and_what_all_share_is_told_once():
    text = f"""\
        workspaces: [{{friendly_name: Shared, template: LIFO}}]
        accounts:
        - {{sid: {AC}, auth_token: 5, workspaces: [{{friendly_name: 1}}]}}
        - {{sid: AC12, colour: red, workspaces: [{{friendly_name: 2}}]}}
        - {{api_keys: {{key: 1}}, workspaces: [{{friendly_name: 3}}]}}
        - nobody
        - {{sid: {AC}}}
        """

    assert [one.partition(": ")[2].partition(": ")[0] for one in problems(text)] == [
        "workspaces[0].template",
        "accounts",
        "accounts[0].auth_token",
        "accounts[0].workspaces[0].friendly_name",
        "accounts[1].sid",
        "accounts[1].colour",
        "accounts[1].workspaces[0].friendly_name",
        "accounts[2]",
        "accounts[2].api_keys.key",
        "accounts[2].api_keys.key",
        "accounts[2].workspaces[0].friendly_name",
        "accounts[3]",
        "accounts[4].sid",
    ]


def test_every_sid_that_stands_twice_is_told():
    row = "{friendly_name: %s, sid: " + WQ + "}"
    text = f"task_queues: [{row % 'A'}, {row % 'B'}, {row % 'C'}]"

    assert places(text) == ["task_queues[1].sid", "task_queues[2].sid"]


def test_a_dict_is_told_in_its_order():
    rows = [{"friendly_name": 1}, {"max_reserved_workers": 0, "friendly_name": "A"}]
    seed = {"size": 5, "workspaces": [{"task_queues": rows, "friendly_name": "", "tasks": [{}]}]}

    with pytest.raises(SeedError) as refused:
        Sandbox(seed=seed)

    assert [one.split(": ")[1] for one in refused.value.problems] == [
        "size",
        f"{W0}.task_queues[0].friendly_name",
        f"{W0}.task_queues[1].max_reserved_workers",
        f"{W0}.friendly_name",
        f"{W0}.tasks[0]",
    ]


def test_several_seeds_are_told_one_after_the_other():
    bad = {"workspaces": [{"friendly_name": 1}]}

    with pytest.raises(SeedError) as refused:
        Sandbox(seed=[bad, "support", {"workspaces": [{"colour": 2, "friendly_name": "B"}]}])

    assert [one.split(": ")[1] for one in refused.value.problems] == [
        f"{W0}.friendly_name",
        f"{W0}.colour",
    ]


def test_of_hundreds_the_message_shows_the_first():
    seed = {"workspaces": [{"friendly_name": "A", "workers": [{"name": 1}] * 300}]}

    with pytest.raises(SeedError) as refused:
        Sandbox(seed=seed)

    lines = str(refused.value).splitlines()
    assert len(refused.value.problems) == 300
    assert lines[:-1] == refused.value.problems[:MOST_PROBLEMS]
    assert lines[-1] == f"and {300 - MOST_PROBLEMS} more problems"


def test_what_was_refused_once_is_taken_where_expressions_are_lenient():
    seed = {"workspaces": [{"friendly_name": "A", "task_queues": [
        {"friendly_name": "Q", "target_workers": "* a == 1"}]}]}  # fmt: skip

    with pytest.raises(SeedError, match="expected an expression"):
        Sandbox(seed=seed)

    with Sandbox(seed=seed, lenient_expressions=True) as sandbox:
        assert len(sandbox.warnings) == 1


def leaves(value, path=()):
    """The places of single values; what attributes hold is anybody's own."""
    if path[-1:] == ("attributes",):
        return
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from leaves(item, (*path, number))
    else:
        yield path


def spoiled(document, path):
    """The document with a list in which nothing is, where it has a value."""
    *way, last = path
    part = document
    for one in way:
        part = part[one]
    part[last] = []


# As JSON, since aliases are one and the same object in what YAML reads.
WORLDS = {
    name: json.dumps(yaml.safe_load((SHIPPED / f"{name}.yaml").read_text())) for name in shipped()
}
PLACES = {name: list(leaves(json.loads(world))) for name, world in WORLDS.items()}


@settings(deadline=None, max_examples=examples(30))
@given(data=st.data(), name=st.sampled_from([name for name in PLACES if PLACES[name]]))
def test_what_is_spoiled_is_told_and_nothing_else(data, name):
    places = data.draw(st.lists(st.sampled_from(PLACES[name]), min_size=1, max_size=8, unique=True))
    document = json.loads(WORLDS[name])
    for place in places:
        spoiled(document, place)

    with pytest.raises(SeedError) as refused:
        Sandbox(seed=document)

    told = {one.removeprefix("seed: ").partition(": ")[0] for one in refused.value.problems}
    assert told == {spell(place) for place in places}
