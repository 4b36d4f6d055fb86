"""Files of scenarios: what stands in one, and mistakes in it."""

import pytest

from mocktr.errors import SeedError
from mocktr.scenario import scenarios
from tests.scenario.messages import matches


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
