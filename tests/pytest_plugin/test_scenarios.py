"""Files of scenarios as tests of pytest."""

import pytest

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
    [("-k", "works"), ("stories/calls.taskrouter.yaml::It works",), ("-n", "1", "-k", "works")],
    ids=["-k", "node id", "-n 1"],
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
