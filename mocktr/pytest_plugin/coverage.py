"""Routing coverage of a test run: gathered from its worlds, summed over processes, and shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mocktr.core.coverage import Coverage
from mocktr.sandbox.tenant import Tenant

OUTPUT = "taskrouter_coverage"
"""What a process of xdist calls its coverage when it hands it over."""


class RoutingCoverage:
    """The plugin that a run has if it asks for coverage."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.covered = Coverage()
        self.lost: list[str] = []
        """The processes of xdist that ended without a word."""
        self.under: float = config.getoption("taskrouter_coverage_fail_under") or 0
        name = config.getoption("taskrouter_coverage_json")
        self.path = Path(config.invocation_params.dir, name) if name else None
        if self.path and (self.path.is_dir() or not self.path.parent.is_dir()):
            raise pytest.UsageError(
                f"--taskrouter-coverage-json: expected a file in a folder that exists, got {name}"
            )

    def add(self, tenant: Tenant) -> None:
        """Add what was exercised in a world."""
        tenant.drain()
        self.covered.add(tenant.coverage())

    @property
    def failure(self) -> str | None:
        """What lets the run fail, if anything."""
        percent = self.covered.report()["percent"]
        if not self.under or (self.covered and percent >= self.under):
            return None
        came = f"is {percent} %" if self.covered else "has seen no workflow"
        return (
            f"routing coverage {came}, --taskrouter-coverage-fail-under asks for {self.under:g} %"
        )

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand the sum over to the process that shows it; or judge it, if this is that process."""
        output: dict[str, Any] | None = getattr(self.config, "workeroutput", None)
        if output is not None:
            output[OUTPUT] = self.covered.dump()
            return
        if self.path:
            self.path.write_text(json.dumps(self.covered.report(), indent=2) + "\n")
        if self.failure and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add what a process of xdist hands over; it may go down twice, but hands over once."""
        output = getattr(node, "workeroutput", None)
        if output is None:
            self.lost.append(node.gateway.id)
        elif OUTPUT in output:
            self.covered.add(Coverage.load(output.pop(OUTPUT)))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Show the table, and what is wrong."""
        terminalreporter.section("routing coverage")
        terminalreporter.write_line(str(self.covered.report()))
        for name in self.lost:
            terminalreporter.write_line(f"without that of {name}, which crashed", red=True)
        if self.path:
            terminalreporter.write_line(f"written to {self.path}")
        if self.failure:
            terminalreporter.write_line(f"FAIL: {self.failure}", red=True)
