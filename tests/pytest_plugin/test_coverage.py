"""Routing coverage of a test run, from the outside."""

import json
from collections import Counter
from types import SimpleNamespace

import pytest

from mocktr.core.coverage import Coverage
from mocktr.core.coverage.named import Named
from mocktr.pytest_plugin.coverage import OUTPUT, RoutingCoverage

TESTS = """
    import pytest

    def test_spanish(taskrouter):
        taskrouter.task(language="es")

    def test_gold_that_escalates(taskrouter_server):
        taskrouter_server.task(customer_tier="gold")
        taskrouter_server.advance(minutes=5)

    @pytest.mark.mocktr(tenants="many")
    def test_french_in_two_lives(taskrouter):
        taskrouter.task(language="fr")
        taskrouter.reset()
        taskrouter.task(language="fr")

    def test_that_looks_only(taskrouter):
        taskrouter.workspace.workers.list()

    def test_that_has_no_world():
        pass
"""

TABLE = [
    "* routing coverage *",
    "* exercised * never",
    "Support: By language * 13 of 16, 81.2 %",
    "  filter 1 'Priority customers' * matched 1, passed 3",
    "    target 1 -> Experts * entered 1, reserved 1, reviewed 1",
    "      timeout 300 s * timed out 1",
    "    target 2 -> Everyone * entered 1, reserved 1",
    "  filter 2 'Spanish' * matched 1, passed 2",
    "    target 1 -> Spanish * entered 1, reserved 1",
    "  filter 3 'English' * passed 2 * matched",
    "    target 1 -> English * entered",
    "  default filter -> Everyone * entered 2, reserved 2",
    "  queue Experts * entered 1, reserved 1",
    "  queue Everyone * entered 3, reserved 3",
    "  queue Spanish * entered 1, reserved 1",
    "  queue English * entered",
    "total * 13 of 16, 81.2 %",
]
"""Counted by hand."""

SCENARIOS = """
    seed: support
    scenarios:
      - scenario: A Spanish call
        steps: [{create_task: call, attributes: {language: es}}]
      - scenario: A call of which too much is expected
        steps:
          - create_task: call
            attributes: {language: es}
          - then: {call: canceled}
"""


def test_a_run_shows_what_its_tests_exercised_together(run):
    """Worlds in process and on a port, in lives before a reset, and untouched ones."""
    result = run(TESTS, "--taskrouter-coverage")

    result.assert_outcomes(passed=5)
    result.stdout.fnmatch_lines(TABLE)
    assert result.ret == 0


def test_the_processes_of_xdist_add_up(run):
    result = run(TESTS, "--taskrouter-coverage", "-n", "2")

    result.assert_outcomes(passed=5)
    result.stdout.fnmatch_lines(TABLE)


def test_it_needs_no_xdist(run):
    result = run(TESTS, "--taskrouter-coverage", "-p", "no:xdist")

    result.stdout.fnmatch_lines(TABLE)


def test_without_the_option_nothing_is_gathered(run):
    result = run(TESTS)

    result.assert_outcomes(passed=5)
    result.stdout.no_fnmatch_line("*routing coverage*")


def test_scenarios_are_counted_too(run, pytester):
    """Also those that fail."""
    pytester.path.joinpath("a.taskrouter.yaml").write_text(SCENARIOS)

    result = run("", "--taskrouter-coverage", ini="mocktr_scenarios = true")

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["  filter 2 'Spanish' * matched 2 * passed"])


def test_a_test_that_fails_counts_too(run):
    result = run(
        """
        def test_it(taskrouter):
            taskrouter.task(language="es")
            assert False
        """,
        "--taskrouter-coverage",
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["  filter 2 'Spanish' * matched 1 * passed"])


def test_the_coverage_is_written_as_json(run, pytester):
    """Relative to where pytest was started; the file alone is enough to ask for it."""
    result = run(TESTS, "--taskrouter-coverage-json=coverage.json")

    report = json.loads(pytester.path.joinpath("coverage.json").read_text())
    assert (report["exercised"], report["outcomes"], report["percent"]) == (13, 16, 81.2)
    [workflow] = report["workflows"]
    assert workflow["items"][-1] == {
        "kind": "queue",
        "path": "task_queues[English]",
        "label": "queue English",
        "hits": {"entered": 0, "reserved": 0},
        "never": ["entered"],
    }
    result.stdout.fnmatch_lines(["written to */coverage.json"])


@pytest.mark.parametrize(
    ("under", "processes", "status"), [("81.2", "0", 0), ("81.3", "0", 1), ("81.3", "1", 1)]
)
def test_a_run_fails_under_the_coverage_that_is_asked_for(run, under, processes, status):
    """Percentages are compared as they are shown."""
    result = run(TESTS, "-n", processes, f"--taskrouter-coverage-fail-under={under}")

    result.assert_outcomes(passed=5)
    assert result.ret == status
    line = "FAIL: routing coverage is 81.2 %, --taskrouter-coverage-fail-under asks for 81.3 %"
    assert (line in result.stdout.str()) == bool(status)


def test_a_run_that_saw_no_workflow_fails_under_any_coverage(run):
    result = run("def test_it(): pass", "--taskrouter-coverage-fail-under=1")

    assert result.ret == 1
    result.stdout.fnmatch_lines(["FAIL: routing coverage has seen no workflow, *asks for 1 %"])


def test_a_run_that_only_collects_has_no_coverage(run):
    result = run(TESTS, "--collect-only", "--taskrouter-coverage-fail-under=99")

    assert result.ret == 0
    result.stdout.no_fnmatch_line("*routing coverage*")


def test_the_loss_of_a_process_is_told(run):
    """What it had exercised is gone with it."""
    result = run(
        """
        import os

        def test_it(taskrouter):
            taskrouter.task(language="es")
            os._exit(1)
        """,
        *("--taskrouter-coverage", "-n", "1", "--max-worker-restart=0"),
    )

    result.stdout.fnmatch_lines(["without that of gw0, which crashed"])


def test_a_process_that_goes_down_twice_is_added_once(pytestconfig):
    """As xdist has it when Ctrl-C ends a run."""
    coverage = Coverage({Named("Support", "Main", "{}"): Counter({("a path", "entered"): 3})})
    gatherer = RoutingCoverage(pytestconfig)
    node = SimpleNamespace(workeroutput={OUTPUT: coverage.dump()})

    gatherer.pytest_testnodedown(node)
    gatherer.pytest_testnodedown(node)

    assert gatherer.covered == coverage
    assert gatherer.lost == []


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("fail-under=101", "*expected a number from 0 to 100, got '101'*"),
        ("fail-under=all", "*expected a number from 0 to 100, got 'all'*"),
        ("fail-under=nan", "*expected a number from 0 to 100, got 'nan'*"),
        ("json=no/such/file", "*expected a file in a folder that exists, got no/such/file*"),
        ("json=.", "*expected a file in a folder that exists, got .*"),
    ],
)
def test_a_wrong_option_is_a_clear_error(run, argument, message):
    """Before any test has run."""
    result = run(TESTS, f"--taskrouter-coverage-{argument}")

    assert result.ret == 4
    result.stderr.fnmatch_lines([message])
