"""The pytest plugin: two fixtures, a marker, files of scenarios, and routing coverage.

Nothing heavy is imported here: a test run that uses nothing of ours pays next to nothing.
"""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from collections.abc import Generator, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mocktr.fixture import TaskRouter
    from mocktr.sandbox.tenant import Tenant

DEFAULT_SEED = "support"
SCENARIOS = ".taskrouter.yaml"
FIXTURES = ("taskrouter", "taskrouter_server")
LONGEST_NAME = 150
"""Characters of a report's file name."""

COVERAGE = "taskrouter_coverage"
"""The name of the plugin that gathers coverage, and what its options begin with."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(
        "mocktr_seed",
        "The seed of mocktr's fixtures: a shipped name, or a path relative to rootdir.",
        default=DEFAULT_SEED,
    )
    parser.addini(
        "mocktr_scenarios",
        f"Whether files named *{SCENARIOS} are collected as scenarios of mocktr's.",
        type="bool",
        default=False,
    )
    group = parser.getgroup("taskrouter", "routing coverage, by mocktr")
    group.addoption(
        "--taskrouter-coverage",
        action="store_true",
        help="Show which parts of the workflows the tests exercised, and which never.",
    )
    group.addoption("--taskrouter-coverage-json", metavar="FILE", help="Write that as JSON too.")
    group.addoption(
        "--taskrouter-coverage-fail-under",
        metavar="PERCENT",
        type=percentage,
        help="Fail if less than this was exercised.",
    )

    group.addoption(
        "--taskrouter-report",
        metavar="DIR",
        help="Write the world of each test that failed to an HTML file in this directory.",
    )


def percentage(text: str) -> float:
    """A number from 0 to 100."""
    try:
        number = float(text)
    except ValueError:
        number = -1
    if not 0 <= number <= 100:
        raise ArgumentTypeError(f"expected a number from 0 to 100, got {text!r}")
    return number


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "mocktr(seed=..., start_at=..., ...): the world of the taskrouter fixtures; takes the "
        "keywords of mocktr.Sandbox.",
    )
    options = (COVERAGE, f"{COVERAGE}_json", f"{COVERAGE}_fail_under")
    if any(map(config.getoption, options)) and not config.getoption("collectonly"):
        gatherer = import_module("mocktr.pytest_plugin.coverage").RoutingCoverage(config)
        config.pluginmanager.register(gatherer, COVERAGE)


def gather(config: pytest.Config, tenants: Iterable[Tenant]) -> None:
    """Add to the coverage, if it was asked for, what was exercised in worlds."""
    gatherer = config.pluginmanager.get_plugin(COVERAGE)
    if gatherer is not None:
        for tenant in tenants:
            gatherer.add(tenant)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A file of scenarios, where the ini option asks for them."""
    if not file_path.name.endswith(SCENARIOS) or not parent.config.getini("mocktr_scenarios"):
        return None
    kind = import_module("mocktr.pytest_plugin.collector").ScenarioFile
    collector: pytest.Collector = kind.from_parent(parent, path=file_path)
    return collector


@pytest.fixture
def taskrouter(request: pytest.FixtureRequest) -> Iterator[TaskRouter]:
    """A fresh TaskRouter for this test, in process, with a manual clock."""
    yield from provide("in_process", request)


@pytest.fixture
def taskrouter_server(request: pytest.FixtureRequest) -> Iterator[TaskRouter]:
    """A fresh TaskRouter for this test on a real port, with its `url`."""
    yield from provide("on_a_port", request)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what happened in the world of a test that failed."""
    report = yield
    if report.when == "call" and report.failed:
        worlds = getattr(item, "funcargs", {})
        for name in FIXTURES:
            if name in worlds:
                report.sections.append((f"timeline of {name}", timeline_of(worlds[name])))
                report.sections += written(item, name, worlds[name])
    return report


def timeline_of(taskrouter: TaskRouter) -> str:
    """What happened; or why that can't be told, such as a receiver that never answers."""
    try:
        return taskrouter.timeline
    except import_module("mocktr.errors").AdminError as error:
        return f"{error}"


def written(item: pytest.Item, name: str, taskrouter: TaskRouter) -> list[tuple[str, str]]:
    """Write the world of a test that failed, if that is asked for; says where it is."""
    directory = item.config.getoption("taskrouter_report")
    if directory is None:
        return []
    slug = re.sub(r"[^\w.-]+", "-", f"{item.nodeid} {name}").strip("-")[-LONGEST_NAME:]
    path = taskrouter.report(Path(directory) / f"{slug}.html", item.nodeid)
    return [(f"world of {name}", f"written to {path}")]


def provide(place: str, request: pytest.FixtureRequest) -> Iterator[TaskRouter]:
    """A TaskRouter with the options of the test."""
    make = getattr(import_module("mocktr.fixture"), place)
    with make(options(request)) as taskrouter:
        yield taskrouter
        gather(request.config, taskrouter.sandbox.tenants().values())


def options(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The Sandbox's keywords: defaults, then the markers from the outermost to the closest."""
    chosen: dict[str, Any] = {
        "seed": request.config.getini("mocktr_seed") or None,
        "tenants": "one",
        "root": request.config.rootpath,
    }
    for marker in reversed(list(request.node.iter_markers("mocktr"))):
        if marker.args:
            raise pytest.UsageError(
                f"@pytest.mark.mocktr takes keywords only, such as seed={marker.args[0]!r}"
            )
        chosen.update(marker.kwargs)
    return chosen
