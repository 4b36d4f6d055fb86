"""The runner of scenarios: steps, facts, failures, and mistakes in a file."""

import re
import textwrap
from pathlib import Path

import pytest

from mocktr.errors import ScenarioFailed, SeedError
from mocktr.scenario import scenarios
from mocktr.scenario.facts import CALL_FACTS, FACTS, QUEUE_FACTS, TASK_FACTS, WORKER_FACTS
from mocktr.scenario.steps import STEPS

DOCS = Path(__file__).parents[1] / "docs" / "scenarios.rst"
STORIES = Path(__file__).parent / "scenarios"


@pytest.fixture
def read(tmp_path):
    """The scenarios of a text."""

    def read(text):
        path = tmp_path / "stories.taskrouter.yaml"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return scenarios(path)

    return read


@pytest.fixture
def run(read):
    """Run one scenario with these steps in the smallest world, or in this one."""

    def run(steps, world="seed: minimal"):
        steps = textwrap.indent(textwrap.dedent(steps).strip(), "      ")
        [one] = read(f"{world}\nscenarios:\n  - scenario: A story\n    steps:\n{steps}\n")
        one.run()
        return one

    return run


@pytest.fixture
def failure(run):
    """The lines of the failure of a scenario with these steps."""

    def failure(steps, **world):
        with pytest.raises(ScenarioFailed) as caught:
            run(steps, **world)
        return str(caught.value).split("\n")

    return failure


# --- files ---------------------------------------------------------------------------------


def test_a_file_has_scenarios_with_names_and_lines(read):
    """In the order of the file."""
    found = read("""
        seed: minimal
        scenarios:
          - scenario: First
            steps: []
          - scenario: Second
            steps: []
    """)

    assert [(one.name, one.line) for one in found] == [("First", 4), ("Second", 6)]


def test_a_scenario_may_have_a_world_and_a_time_of_its_own(read):
    """What the file says is for those that say nothing."""
    shared, own = read("""
        seed: minimal
        start_at: 2030-06-01T00:00:00Z
        scenarios:
          - scenario: Shared
            steps:
              - then: {alice: Available, now: 2030-06-01T00:00:00Z}
          - scenario: Own
            start_at: 2031-01-01
            workspaces: [{friendly_name: Own, workers: [{friendly_name: zoe}]}]
            steps:
              - then: {zoe: Offline, now: 2031-01-01T00:00:00Z}
    """)

    shared.run()
    own.run()


def test_the_worlds_of_a_file_are_independent(read):
    """A scenario can run again, and leaves nothing behind."""
    [one] = read("""
        seed: minimal
        scenarios:
          - scenario: Twice
            steps:
              - create_task: call
              - then: {call: {offered_to: alice}}
    """)

    one.run()
    one.run()


def test_a_seed_may_be_a_file_beside_it(read, tmp_path):
    """Paths are relative to the scenario's file."""
    (tmp_path / "tiny.yaml").write_text("workspaces: [{friendly_name: Tiny}]")
    [one] = read("seed: tiny.yaml\nscenarios: [{scenario: A, steps: [{create_queue: Q}]}]")

    one.run()


def test_the_world_of_the_first_account_is_used(read, tmp_path):
    """Where a seed lists accounts."""
    (tmp_path / "two.yaml").write_text(
        f"accounts: [{{sid: AC{'a' * 32}, workspaces: [{{friendly_name: A}}]}}]"
    )
    [one] = read("seed: two.yaml\nscenarios: [{scenario: A, steps: [{update_workspace: A}]}]")

    one.run()


def test_what_is_settable_in_a_sandbox_is_settable_here(read):
    """The pause after a rejection, and how many offers a task gets."""
    [one] = read("""
        seed: minimal
        reoffer_pause: 0
        scenarios:
          - scenario: Three times
            max_assignments: 3
            steps:
              - create_task: call
              - reject: call
              - reject: call
              - reject: call
              - then: {call: canceled}
    """)

    one.run()


def test_what_is_odd_about_the_world_is_kept(read):
    """As `mocktr check` would tell it, but for the world in this file."""
    [one] = read("""
        workspaces:
          - friendly_name: Odd
            task_queues: [{friendly_name: Q}]
            workflows:
              - friendly_name: W
                configuration: {task_routing: {default_filter: {queue: Q, timeuot: 5}}}
        scenarios: [{scenario: A, steps: []}]
    """)

    one.run()

    [warning] = [one for one in one.warnings if "timeuot" in one]
    assert warning.startswith("stories.taskrouter.yaml:7: workspaces[0].workflows[0].configuration")


FILE_MISTAKES = {
    "": "stories.taskrouter.yaml: expected a mapping with seed, workspaces, start_at, *, got null",
    "{": "stories.taskrouter.yaml:1: not YAML: *",
    "scenarios: 5": "*:1: scenarios: expected a list, got 5",
    "seed: minimal": "*:1: scenarios: expected a list, got null",
    "sede: minimal": "*:1: sede: unknown key; there are seed, workspaces, start_at, *scenarios",
    "scenarios: [5]": "*:1: scenarios[0]: expected a mapping with scenario, *",
    "scenarios: [{steps: []}]": "*:1: scenarios[0].scenario: expected a string, got null",
    "scenarios: [{scenario: A}]": "*:1: scenarios[0].steps: expected a list, got null",
    "scenarios:\n- scenario: A\n  step: []": "*:3: scenarios[0].step: unknown key; there are *",
    "scenarios:\n- {scenario: A, steps: []}\n- {scenario: A, steps: []}": "*:3: "
    "scenarios[1].scenario: the scenario stands twice in this file",
    "start_at: noon\nscenarios: [{scenario: A, steps: []}]": "*:1: start_at: expected an "
    'ISO 8601 date-time such as 2030-01-07T09:00:00Z, got "noon"',
    "scenarios: [{scenario: A, steps: [], reoffer_pause: -1}]": "*:1: scenarios[0].reoffer_pause: "
    "expected a number that is not negative, got -1",
    "max_assignments: 0\nscenarios: [{scenario: A, steps: []}]": "*:1: max_assignments: expected a "
    "number of at least 1, got 0",
    "max_assignments: true\nscenarios: [{scenario: A, steps: []}]": "*:1: max_assignments: expected"
    " a number of at least 1, got true",
    "scenarios: [{scenario: A, steps: [], start_at: 5}]": "*:1: scenarios[0].start_at: expected "
    "an ISO 8601 date-time such as *, got 5",
}


@pytest.mark.parametrize(("text", "message"), FILE_MISTAKES.items())
def test_a_file_that_is_none_is_one_clear_line(read, text, message):
    """With file, line and place."""
    with pytest.raises(SeedError) as caught:
        read(text)

    matches(str(caught.value), message)


WORLD_MISTAKES = {
    "seed: minimal\ntwiml: {/voice: 5}": "*:2: twiml[*]: expected a string, got 5",
    "seed: nowhere": "*:1: seed: nowhere: no such file, and no seed of this name; there are *",
    "seed: 5": "*:1: seed: expected a string, got 5",
    "workspaces: 5": "*:1: workspaces: expected a list, got 5",
    "seed: minimal\nworkspaces: []": "*:2: workspaces: expected either seed or workspaces, "
    "not both",
    "workspaces: []": "*: expected a workspace, got none",
    "workspaces:\n- friendly_name: A\n  workers: [{name: bob}]": "*:3: workspaces[0].workers[0]"
    ".name: unknown key; there are *",
}


@pytest.mark.parametrize(("world", "message"), WORLD_MISTAKES.items())
def test_a_world_that_cannot_be_is_one_clear_line(run, world, message):
    """Also where it stands in another file."""
    with pytest.raises(SeedError) as caught:
        run("- then: {}", world=world)

    matches(str(caught.value), message)


def test_a_file_needs_a_world(run):
    """Its own or a seed's."""
    with pytest.raises(SeedError, match="yaml:1: expected a seed, or workspaces"):
        run("- then: {}", world="start_at: 2030-01-01T00:00:00Z")


def test_a_file_that_is_not_utf_8_is_one_clear_line(tmp_path):
    """As for seeds."""
    path = tmp_path / "latin.taskrouter.yaml"
    path.write_bytes(b"seed: minimal\n# caf\xe9\n")

    with pytest.raises(SeedError, match=r"latin.taskrouter.yaml:2: not UTF-8"):
        scenarios(path)


# --- steps ---------------------------------------------------------------------------------

STEP_MISTAKES = {
    "- 5": "*:5: scenarios[0].steps[0]: expected a mapping, got 5",
    "- {}": '*:5: scenarios[0].steps[0][""]: unknown step; there are create_task, *',
    "- acept: call": "*:5: scenarios[0].steps[0].acept: unknown step; there are create_task, *",
    "- accept: call\n  from: bob": "*:6: *steps[0].from: unknown key; there are accept, by, "
    "refused",
    "- create_task: a\n- accept: a\n- transfer: a": "*:7: *steps[2]: "
    "expected one of to_worker, to_queue",
    "- create_task: a\n- accept: a\n- transfer: a\n  to_queue: Everyone\n  mode: x": "*:9: *mode: "
    'expected WARM or COLD, got "x"',
    "- accept: call": '*:5: *steps[0].accept: no task "call"; there are none',
    "- accept: 5": "*:5: *steps[0].accept: expected a string, got 5",
    "- create_task: 5": "*:5: *steps[0].create_task: expected a string, got 5",
    "- create_task: now": "*:5: *: expected another name than now, events, timers, calls",
    "- create_task: a\n- create_task: a": '*:6: *: there was a task "a" before',
    "- create_task: a\n  attributes: 5": "*:6: *attributes: expected a mapping or a string, got 5",
    "- create_task: a\n  workflow: W": '*:6: *workflow: no workflow "W"; there are Anything',
    "- call_in: a": "*:5: *steps[0].url: no twiml *; there are none",
    "- call_in: a\n  url: 5": "*:6: *url: expected a string, got 5",
    "- call_in: a\n  workflow: W": '*:6: *workflow: no workflow "W"; there are Anything',
    "- call_in: a\n  workflow: Anything\n  digits: 5": "*:7: *digits: expected a list of texts *",
    "- call_in: a\n  workflow: Anything\n- call_in: a": "*:7: *: there was a call or a task *",
    "- hang_up: a": '*:5: *hang_up: no call "a"; there are none',
    "- call_in: a\n  workflow: Anything\n- hang_up: a\n  by: zoe": '*:8: *by: no worker "zoe"; *',
    "- call_in: a\n  workflow: Anything\n- then: {calls: {a: {b: 1}}}": "*:7: *a.b: unknown key*",
    "- create_workflow: W": "*:5: *steps[0]: the key configuration is missing",
    "- create_queue: Q\n  target_workers: a ==": "*:6: *target_workers: expected an expression*",
    "- update_worker: zoe": '*:5: *update_worker: no worker "zoe"; there are alice',
    "- update_worker: alice\n  channels: 5": "*:6: *channels: expected a mapping, got 5",
    "- update_worker: alice\n  channels: {fax: 1}": '*:6: *channels.fax: no task channel "fax"; *',
    "- update_worker: alice\n  channels: {voice: {size: 1}}": "*:6: *voice.size: unknown key; *",
    "- update_worker: alice\n  channels: {voice: many}": "*:6: *voice*: expected an integer, *",
    "- update_workspace: Mine": '*:5: *update_workspace: expected "Minimal", got "Mine"',
    "- delete_queue: Q": '*:5: *delete_queue: no task queue "Q"; there are Everyone',
    "- advance: soon": "*:5: *advance: expected seconds, `2 minutes`, or `to 17:30`, got *",
    "- advance: true": "*:5: *advance: expected seconds, `2 minutes`, or `to 17:30`, got true",
    "- advance: to noon": "*:5: *advance: expected an ISO 8601 date-time such as 2030-*, got *",
    "- advance: to 25:00": "*:5: *advance: expected an ISO 8601 date-time such as 2030-*, got *",
    "- repeat: 0\n  steps: []": "*:5: *repeat: expected an integer from 1 to 10000, got 0",
    "- repeat: 2": "*:5: *steps[0].steps: expected a list, got null",
    "- repeat: 2\n  steps:\n  - acept: a": "*:7: *steps[0].steps[0].acept: unknown step; *",
    "- create_task: a\n- cancel: a\n  reason: 5": "*:7: *reason: expected a string, got 5",
    "- create_task: a\n- reject: a\n  activity: Out": '*:7: *activity: no activity "Out"; *',
    "- create_task: a\n- accept: a\n  by: zoe": '*:7: *by: no worker "zoe"; there are alice',
    "- create_task: a\n- accept: a\n- accept: a\n  refused: no": "*:8: *refused.status: expected "
    'an integer, got "no"',
    "- create_task: a\n- accept: a\n- accept: a\n  refused: {why: x}": "*:8: *refused.why: unknown"
    " key; there are status, code, message",
    "- then: 5": "*:5: *then: expected a mapping, got 5",
    "- then: {zoe: Offline}": '*:5: *then.zoe: no task, worker or queue "zoe"; there are *',
    "- then:\n    alice: {mood: good}": "*:6: *then.alice.mood: unknown key; there are activity, *",
    "- then: {now: noon}": "*:5: *then.now: expected an ISO 8601 date-time *",
    "- create_worker: Everyone\n- then: {Everyone: Offline}": '*:6: *then.Everyone: "Everyone" is '
    "the name of a worker and of a queue",
    "- create_task: alice\n- then: {alice: pending}": '*:6: *then.alice: "alice" is the name of a '
    "task and of a worker",
}


@pytest.mark.parametrize(("steps", "message"), STEP_MISTAKES.items())
def test_a_mistake_in_a_step_is_one_clear_line(run, steps, message):
    """With file, line and place."""
    with pytest.raises(SeedError) as caught:
        run(steps)

    # An expression is shown below the line, with a caret.
    matches(str(caught.value).split("\n")[0], message)


def test_with_several_offers_by_has_to_say_whose(run):
    """A scenario does not depend on who happens to be first."""
    with pytest.raises(SeedError, match="offered to alice, zoe; expected `by` and one of them"):
        run("""
            - create_worker: zoe
              activity: Available
            - update_queue: Everyone
              max_reserved_workers: 2
            - create_task: call
            - accept: call
        """)


# --- failures ------------------------------------------------------------------------------


def test_a_failure_says_where_and_what_and_explains_the_task(failure):
    """File, line, place, expected, got; then the task's story."""
    lines = failure("""
        - create_task: call
        - then:
            call: {status: pending}
    """)

    assert lines[0] == (
        "stories.taskrouter.yaml:7: scenarios[0].steps[1].then.call.status: "
        'expected "pending", got "reserved"'
    )
    assert lines[1:3] == ["", 'task "call":']
    assert "  2030-01-07T09:00:00Z entered workflow Anything" in lines
    assert any("alice: is offered the task" in line for line in lines)


def test_lists_stand_one_item_to_a_line(failure):
    """So that two lists of events can be compared."""
    lines = failure("""
        - create_task: call
        - then: {events: [task.created of call]}
    """)

    assert lines[:8] == [
        "stories.taskrouter.yaml:6: scenarios[0].steps[1].then.events: expected",
        "    - task.created of call",
        "  got",
        "    - workflow.entered of call",
        "    - task-queue.entered Everyone of call",
        "    - task.created of call",
        "    - workflow.target-matched of call",
        "    - reservation.created alice of call",
    ]


def test_a_failure_about_something_else_explains_the_task_named_last(failure):
    """Workers and events change because of tasks."""
    lines = failure("""
        - create_task: call
        - then: {alice: Offline}
    """)

    assert lines[0].endswith('then.alice: expected "Offline", got "Available"')
    assert lines[2] == 'task "call":'


def test_without_a_task_there_is_nothing_to_explain(failure):
    """Only the line."""
    [line] = failure("- then: {now: 10:00}")

    assert line.endswith('expected "2030-01-07T10:00:00Z", got "2030-01-07T09:00:00Z"')


def test_a_task_that_is_gone_is_explained_too(failure):
    """Its events are still there."""
    lines = failure("""
        - create_task: call
        - delete_task: call
        - accept: call
    """)

    assert lines[0].endswith('steps[2].accept: task "call" is gone')
    assert "  2030-01-07T09:00:00Z deleted" in lines


FAILURES = {
    "- create_task: a\n- complete: a": "steps[1].complete: expected no error, got 400/20001: "
    'Cannot complete task * in workspace "Minimal" for account this account because *',
    "- advance: 1000000000000": "steps[0].advance: expected no error, got 400: *9999",
    "- advance: -5": "steps[0].advance: expected no error, got 400: time can't go back *",
    "- create_task: a\n  refused: 400": "steps[0].refused: expected 400, but it was done",
    "- create_task: a\n- complete: a\n  refused: 410": "steps[1].refused.status: expected 410, "
    "got 400/20001: *",
    "- create_task: a\n- complete: a\n  refused: {code: 1}": "refused.code: expected 1, got *",
    "- create_task: a\n- complete: a\n  refused: {message: never}": "refused.message: expected "
    '"never", got *',
    "- advance: -5\n  refused: {code: 1}": "refused.code: expected 1, got 400: *",
    "- create_worker: zoe\n- create_task: a\n- accept: a\n  by: zoe": "steps[2].accept: task "
    '"a" has no reservation for zoe',
    "- update_worker: alice\n  activity: Offline\n- create_task: a\n- accept: a": "steps[2].accept"
    ': task "a" has no reservation',
    "- create_task: a\n- transfer: a\n  to_queue: Everyone": "steps[1].transfer: expected "
    '`by`, since 0 workers have accepted "a"',
    "- create_task: a\n- cancel_transfer: a": 'steps[1].cancel_transfer: task "a" has no transfer',
    "- create_task: a\n- delete_task: a\n- then: {a: {queue: Everyone}}": "then.a.queue: expected "
    '"Everyone", got "gone"',
    "- then: {alice: {available: 1}}": "then.alice.available: expected 1, got true",
}


@pytest.mark.parametrize(("steps", "message"), FAILURES.items())
def test_what_is_not_as_it_should_be_fails(failure, steps, message):
    """Each with the place and both sides."""
    matches(failure(steps)[0], f"*{message}")


# --- facts ---------------------------------------------------------------------------------


def test_every_fact_of_a_task(run):
    """In one look."""
    run("""
        - create_task: call
          attributes: {language: es}
          priority: 3
          task_channel: voice
        - advance: 2.5
        - then: {call: {reservations: [alice pending]}}
        - then:
            call:
              status: reserved
              reason: null
              queue: Everyone
              workflow: Anything
              filter: default
              target: 1
              priority: 3
              age: 2
              attributes: {language: es}
              channel: voice
              offered_to: alice
              assigned_to: []
              reservations: alice pending
              timers: {reservation.timeout: 117.5, task.ttl: 86397.5}
              history:
                - 0 workflow.entered
                - 0 task-queue.entered Everyone
                - 0 task.created
                - 0 workflow.target-matched
                - 0 reservation.created alice
        - accept: call
        - then: {call: {assigned_to: [alice], target: 1}}
    """)


def test_every_fact_of_a_worker(run):
    """In one look."""
    run("""
        - create_task: call
        - update_worker: alice
          attributes: {level: 2}
        - then:
            alice:
              activity: Available
              available: true
              attributes: {level: 2}
              busy: {default: 1}
              offered: call
              assigned: []
              reservations: call pending
              queues: Everyone
    """)


def test_every_fact_of_a_queue(run):
    """In one look."""
    run("""
        - create_worker: zoe
        - create_task: first
        - create_task: second
        - then:
            Everyone: {waiting: second, workers: [alice, zoe], available: alice}
    """)


def test_events_are_those_since_the_last_then(run):
    """Of a task, or of all."""
    run("""
        - create_task: call
        - then: {call: {events: [workflow.entered, task-queue.entered Everyone, task.created,
            workflow.target-matched, reservation.created alice]}}
        - accept: call
        - wrap_up: call
        - then: {call: wrapping}
        - update_worker: alice
          activity: Offline
        - create_activity: Break
        - create_channel: fax
        - create_queue: Q
        - complete: call
        - then:
            events:
              - worker.activity.update alice Offline
              - activity.created Break
              - task-channel.created fax
              - task-queue.created Q
              - task.completed of call
              - reservation.completed alice of call
              - task.updated of call
        - then: {events: [], call: {events: []}}
    """)


def test_timers_are_told_soonest_first(run):
    """With the task that they are about."""
    run("""
        - create_task: call
          timeout: 60
        - then: {timers: [60 task.ttl of call, 120 reservation.timeout of call]}
    """)


def test_a_filter_goes_by_name_or_number_and_a_task_may_be_in_none(run):
    """`filter` is what the workflow calls it."""
    run("""
        - create_workflow: W
          configuration:
            task_routing:
              filters:
                - {filter_friendly_name: Never, expression: 1 == 2, targets: [{queue: Everyone}]}
                - {expression: loud == true, targets: [{queue: Everyone}]}
              default_filter: {queue: Everyone}
        - create_task: loud
          workflow: W
          attributes: {loud: true}
        - create_task: direct
          worker: alice
        - then: {loud: {filter: "2"}, direct: {filter: null, target: null}}
    """)


def test_tasks_of_a_seed_go_by_their_sids(run):
    """They have no names."""
    sid = "WT" + "0" * 31 + "1"
    world = f"""
workspaces:
  - friendly_name: W
    task_queues: [{{friendly_name: Q}}]
    tasks: [{{sid: {sid}, task_queue: Q}}]
"""

    run(f"- then: {{{sid}: pending, Q: {sid}}}", world=world)


def test_time_may_be_spelled_in_many_ways(run):
    """Seconds, amounts, a time of today, a time in full."""
    run("""
        - advance: 1
        - advance: 1 minute
        - advance: 1.5 hours
        - then: {now: 10:31:01}
        - advance: to 12:00
        - advance: 1 day
        - then: {now: 2030-01-08T12:00:00Z}
        - advance: to 2030-02-01T00:00:00Z
        - then: {now: 00:00}
    """)


# --- the documentation ---------------------------------------------------------------------


def defined(title):
    """The definitions below a heading of the page."""
    _, _, section = DOCS.read_text().partition(f"\n{title}\n---")
    section = re.split(r"\n---+\n", section)[0]
    found = re.findall(r"^``(\w+)``\n((?:    .*\n)+)", section, re.MULTILINE)
    return {name: textwrap.dedent(text).strip() for name, text in found}


def described(entry):
    """What the page has to say of a step or a fact."""
    text = entry.text.replace("`", "``")
    keys = ", ".join(f"``{key}``" for key in getattr(entry, "keys", ()))
    return f"{text};\nwith {keys}." if keys else f"{text}."


@pytest.mark.parametrize(
    ("title", "table"),
    [
        ("Steps", STEPS),
        ("Facts about the world", FACTS),
        ("Facts about a call", CALL_FACTS),
        ("Facts about a task", TASK_FACTS),
        ("Facts about a worker", WORKER_FACTS),
        ("Facts about a queue", QUEUE_FACTS),
    ],
)
def test_the_page_has_every_step_and_fact(title, table):
    """In the words and in the order of the code."""
    expected = {name: described(entry) for name, entry in table.items()}

    assert defined(title) == expected
    assert list(defined(title)) == list(expected)


def test_the_example_of_the_page_runs(read):
    """Word for word."""
    _, _, rest = DOCS.read_text().partition(".. code-block:: yaml\n\n")
    example = re.match(r"(?:    .*\n|\n)+", rest)[0]

    for one in read(example):
        one.run()


def test_there_are_scenarios_for_every_topic():
    """The suite of stories is as large as it was promised."""
    found = [one for path in STORIES.glob("*.taskrouter.yaml") for one in scenarios(path)]

    assert len(found) >= 60


# --- pytest --------------------------------------------------------------------------------

STORY = """
seed: minimal
scenarios:
  - scenario: It works
    steps:
      - create_task: call
      - then: {call: {offered_to: alice}}
  - scenario: It fails
    steps:
      - create_task: call
      - then: {call: pending}
"""


@pytest.fixture
def collect(pytester):
    """Run pytest over a file of scenarios, as a user would."""

    def collect(story, *arguments, ini="mocktr_scenarios = true"):
        pytester.makeini(f"[pytest]\nfilterwarnings = error\n{ini}")
        folder = pytester.mkdir("stories")
        (folder / "calls.taskrouter.yaml").write_text(story)
        return pytester.runpytest("-p", "no:cacheprovider", *arguments)

    return collect


def test_each_scenario_is_a_test(collect):
    """A failure is told without our code."""
    result = collect(STORY)

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "stories/calls.taskrouter.yaml:11: scenarios[[]1].steps[[]1].then.call: *",
            'task "call":',
            "FAILED stories/calls.taskrouter.yaml::It fails*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*steps.py*")


@pytest.mark.parametrize(
    "arguments",
    [("-k", "works"), ("stories/calls.taskrouter.yaml::It works",), ("-n", "2", "-k", "works")],
    ids=["-k", "node id", "-n 2"],
)
def test_one_scenario_can_be_chosen(collect, arguments):
    """Like any test."""
    collect(STORY, *arguments).assert_outcomes(passed=1)


def test_nothing_is_collected_unless_the_option_asks_for_it(collect):
    """The plugin is in every environment where mocktr is installed."""
    result = collect(STORY, ini="")

    result.assert_outcomes()


def test_nothing_heavy_is_imported_until_there_is_such_a_file(pytester):
    """Also where the option is on."""
    pytester.makepyfile("""
        import sys

        def test_light():
            assert not {"mocktr.pytest_plugin.collector", "yaml", "ply"} & set(sys.modules)
    """)

    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-o", "mocktr_scenarios=true")

    result.assert_outcomes(passed=1)


def test_other_files_are_left_alone(collect, pytester):
    """YAML is used for much."""
    pytester.path.joinpath("data.yaml").write_text("a: 1")

    collect(STORY, "-k", "works").assert_outcomes(passed=1)


def test_a_mistake_in_the_file_is_an_error_of_the_collection(collect):
    """One line, no traceback."""
    result = collect("scenarios: 5")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["stories/calls.taskrouter.yaml:1: scenarios: expected a list, got 5"]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_mistake_in_a_step_fails_the_scenario(collect):
    """One line, no traceback."""
    result = collect(STORY.replace("offered_to", "ofered_to"), "-k", "works")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["stories/calls.taskrouter.yaml:7: *ofered_to: unknown key; there are *"]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_what_is_odd_about_the_world_is_shown_with_a_failure(collect):
    """A misspelled key of a configuration is ignored, as by TaskRouter."""
    result = collect("""
workspaces:
  - friendly_name: Odd
    task_queues: [{friendly_name: Q}]
    workflows:
      - friendly_name: W
        configuration: {task_routing: {default_filter: {queue: Q, timeuot: 5}}}
scenarios:
  - scenario: It fails
    steps:
      - create_task: call
      - then: {call: gone}
""")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*odd about the world*", "*timeuot: unknown key*"])


def test_a_bug_in_the_runner_shows_its_traceback(collect, pytester):
    """Only what is about the scenario is told in one line."""
    pytester.makeconftest("""
        import pytest
        import mocktr.scenario.files as files

        def broken(*arguments):
            raise ZeroDivisionError("a bug")

        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_call(item):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(files, "take", broken)
                return (yield)
    """)

    result = collect(STORY, "-k", "works")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*ZeroDivisionError: a bug*"])


def matches(text, pattern):
    """Whether a text is one line that matches a pattern in which `*` is anything."""
    parts = pattern.split("*")
    assert "\n" not in text
    assert text.startswith(parts[0]), text
    at = 0
    for part in parts:
        at = text.find(part, at)
        assert at >= 0, f"{part!r} is not in {text!r}"
        at += len(part)
    assert pattern.endswith("*") or text.endswith(parts[-1]), text
